"""What a notification is told by the review rules that an office keeps."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from activities.design.services import save_section
from phases.design.enums import Submission
from phases.design.models import ReviewRule
from phases.design.review_rules import Outcome
from phases.design.selectors.filled import fill
from phases.design.services import filing as filings
from phases.design.services.review_rules import save_review_rule
from tests.phases.design import filing_world as made
from tests.phases.design.filing_world import HOME, as_, send
from tests.phases.design.making import office_rule
from tests.phases.engine.cycle_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = made.make_world()
    save_review_rule(office_rule(), by=world["admin"])
    return world


def test_the_finding_stands_on_the_check_page_and_an_error_holds_the_submission(world):
    client = as_(world, "staf")
    _title, _kind, errors = client.get(HOME + "periksa/").context["findings"][0]
    assert [(one.id, one.text, url) for one, url in errors] == [
        ("K-01", "Pengawas kurang dari 50.", HOME + "isi/v/#baris-5.11a")
    ]
    held = send(client, "periksa/")
    assert held.status_code == 409
    assert [str(reason.text) for reason in held.context["reasons"]] == ["K-01: Pengawas kurang dari 50."]
    client.cookies["django_language"] = "en"
    assert "K-01 Fewer than 50 supervisors." in text_of(client.get(HOME + "periksa/"))


def test_a_warning_goes_along_with_a_word_and_stays_in_the_version(world):
    row = ReviewRule.objects.get()
    row.severity = "W"
    save_review_rule(row, by=world["admin"])
    version = filings.submit(world.cycle, by=world["staf"], words={"K-01": "Wilayahnya kecil"}).versions.get()
    kept = next(one for one in version.findings if one["id"] == "K-01")
    assert (kept["severity"], kept["text"], kept["word"]) == ("W", "Pengawas kurang dari 50.", "Wilayahnya kecil")


def test_a_rule_out_of_force_is_not_asked(world):
    row = ReviewRule.objects.get()
    row.is_active = False
    save_review_rule(row, by=world["admin"])
    assert "K-01" not in {finding.id for finding in fill(world.cycle).findings}
    assert send(as_(world, "staf"), "periksa/").status_code == 302


def unknown(world):
    with override("en"):
        return {one.id: one for one in fill(world.cycle).unknown}["K-01"]


def test_what_is_not_filled_in_is_named_with_the_way_there(world):
    row = ReviewRule.objects.get()
    row.expression = "supervisor >= 50 atau enumerator >= 500"
    save_review_rule(row, by=world["admin"])
    staff = made.written("staff") | {"enumerators": None}
    save_section(world.cycle, "staff", by=world["staf"], values=staff, seen_revision=1)
    found = unknown(world)
    assert (found.text, found.path) == ("Not filled in yet: the number of enumerators.", "staff.enumerators")
    assert not found.is_blocking


def test_what_cannot_be_computed_says_why(world):
    row = ReviewRule.objects.get()
    row.expression = "enumerator / (supervisor - supervisor) > 2"
    save_review_rule(row, by=world["admin"])
    assert unknown(world).text == "This cannot be computed. Division by zero; the result is missing."


def test_a_rule_that_a_release_left_behind_says_so_and_holds_nothing(world):
    ReviewRule.objects.update(expression="nama_lama >= 2", place="staff.gone")
    found = unknown(world)
    assert found.outcome == Outcome.UNKNOWN
    assert found.text.startswith(
        "The rule itself has a mistake and cannot be judged. Line 1, column 1: The variable “nama_lama” is not known"
    )
    client = as_(world, "staf")
    page = client.get(HOME + "periksa/")
    assert "nama_lama" in page.text and 'href=""' not in page.text
    assert send(client, "periksa/").status_code == 302


@pytest.mark.parametrize("state", [None, Submission.DRAFT, Submission.WAITING, Submission.MENDING])
def test_the_rules_cost_one_query_a_page_however_many_they_are(world, state):
    ReviewRule.objects.update(severity="W")
    for number in range(2, 5):
        save_review_rule(office_rule(code=f"K-0{number}", severity="W"), by=world["admin"])
    if state:
        made.bring(world, state)
    for name, tail in (("staf", ""), ("staf", "isi/v/"), ("staf", "periksa/"), ("walidata", "tinjau/")):
        client = as_(world, name)
        with CaptureQueriesContext(connection) as caught:
            client.get(HOME + tail)
        asked = [one for one in caught.captured_queries if "design_reviewrule" in one["sql"]]
        assert len(asked) <= 1, (tail, len(asked))
