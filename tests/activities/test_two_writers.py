"""Two people change the same activity or the same cycle: nobody writes over what they have not seen."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from activities.models import Activity, Cycle
from tests.activities.asking import dates, identity, post, shown

pytestmark = pytest.mark.django_db

ACTIVITY = reverse("activities:change", args=["IKAN"])
CYCLE = reverse("activities:change-cycle", args=["IKAN", "2026"])


@pytest.fixture
def two(world):
    clients = Client(), Client()
    for client, name in zip(clients, ("penyelia", "penyelia2"), strict=True):
        client.force_login(world[name], "gsbpm_portal.accounts.backends.PersonBackend")
    return clients


def base(page):
    return {"base": unescape(re.search(r'name="base" value="([^"]*)"', page.content.decode())[1])}


def sent(cycle, **changes):
    """What the form of the cycle sends, as it was shown."""
    names = ("name", "year", "period_start", "period_end", "planned_start", "planned_end", "recommendation")
    return dates(**{name: str(getattr(cycle, name)) for name in names}) | changes


def test_a_later_save_keeps_what_its_writer_did_not_touch(two):
    Activity.objects.update(description="Satu\nDua")
    seen = [base(client.get(ACTIVITY)) for client in two]
    first = identity(title="Survei Ikan Laut", coverage="1", coverage_note="", description="Satu\r\nDua")
    assert post(two[0], ACTIVITY, first | seen[0]).status_code == 302
    later = identity(frequency="6", description="Satu\r\nDua")
    assert post(two[1], ACTIVITY, later | seen[1]).status_code == 302
    row = Activity.objects.get(code="IKAN")
    assert (row.title, row.coverage, row.coverage_note, row.frequency) == ("Survei Ikan Laut", "1", "", "6")


def test_the_same_field_shows_both_versions_and_the_second_save_counts(two):
    seen = [base(client.get(ACTIVITY)) for client in two]
    assert post(two[0], ACTIVITY, identity(title="Versi pertama", sector="2") | seen[0]).status_code == 302
    answer = post(two[1], ACTIVITY, identity(title="Versi kedua") | seen[1])
    assert answer.status_code == 422
    assert "Versi pertama" in shown(answer)
    assert 'value="Versi kedua"' in answer.content.decode()
    assert Activity.objects.get(code="IKAN").title == "Versi pertama"
    again = identity(title="Versi kedua", sector="2") | base(answer)
    assert post(two[1], ACTIVITY, again).status_code == 302
    row = Activity.objects.get(code="IKAN")
    assert (row.title, row.sector.code) == ("Versi kedua", "2")


def test_two_people_change_the_facts_of_a_cycle(two, world):
    before = Cycle.objects.get(pk=world.cycle.pk)
    seen = [base(client.get(CYCLE)) for client in two]
    first = sent(before, recommendation="V-26.1", planned_end="2027-05-05")
    assert post(two[0], CYCLE, first | seen[0]).status_code == 302
    mine = sent(before, name="Edisi ikan", planned_end="2027-06-06")
    answer = post(two[1], CYCLE, mine | seen[1])
    assert answer.status_code == 422
    assert "5 Mei 2027" in shown(answer)
    assert 'value="06-06-2027"' in answer.content.decode()
    again = mine | {"recommendation": "V-26.1"} | base(answer)
    assert post(two[1], CYCLE, again).status_code == 302
    row = Cycle.objects.get(pk=before.pk)
    assert (row.name, row.recommendation, row.planned_end) == ("Edisi ikan", "V-26.1", date(2027, 6, 6))


@pytest.mark.parametrize("nonsense", ["[]", "x", "[" * 5000, '{"title": 1}'])
def test_a_broken_base_is_no_fault(two, nonsense):
    assert post(two[0], ACTIVITY, identity(title="Lain", base=nonsense)).status_code in (302, 422)
