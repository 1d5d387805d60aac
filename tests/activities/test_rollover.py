"""The next cycle: keep, review or drop for each part."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from activities import registry, services
from activities.design import selectors
from activities.design.registry import get
from activities.design.services import save_section
from activities.models import Cycle
from activities.services.rollover import next_values
from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.transitions import makers
from tests.activities.test_design import SCHEDULE, TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(world):
    """A cycle with two sections written."""
    for code, number, values in (("description", "1.1", TEXT), ("schedule", "2.6", SCHEDULE)):
        world.bring(number, "dikerjakan")
        save_section(world.cycle, code, by=world["staf"], values=values, seen_revision=0)
    return world


def test_the_defaults_take_everything_over(filled):
    new = services.roll_over(filled.cycle, by=filled["staf"])
    assert (new.edition, new.year, new.previous) == ("2027", 2027, filled.cycle)
    assert (new.period_start, new.period_end) == (date(2027, 1, 1), date(2027, 12, 31))
    assert new.runs.count() == 44
    team = list(filled.cycle.seats.order_by("user", "role", "phase").values_list("user", "role", "phase"))
    assert list(new.seats.order_by("user", "role", "phase").values_list("user", "role", "phase")) == team
    assert get("description").snapshot(new) == TEXT
    assert selectors.section_row(new, "description").to_review is False
    assert get("schedule").snapshot(new)["stage_1"] == ["2027-01-05", "2027-02-28"]
    assert selectors.sections_to_review(new) == ["schedule"]
    assert get("staff").snapshot(new) == {}
    copied = AuditEntry.objects.get(action="section.copied", context__section="description")
    assert (copied.scope, copied.context["from"]) == ("IKAN/2027", "2026")


def test_the_dates_of_the_sub_processes_move_with_the_planned_start(world):
    world.cycle.runs.filter(number="2.1").update(planned_start=date(2026, 2, 2), due=date(2026, 3, 9))
    world.cycle.runs.filter(number="2.2").update(planned_start=None, due=None)
    new = services.roll_over(world.cycle, by=world["staf"], planned_start=date(2027, 1, 11))
    dates = dict(new.runs.filter(number__in=["2.1", "2.2"]).values_list("number", "due"))
    assert dates == {"2.1": date(2027, 3, 19), "2.2": None}
    assert new.runs.get(number="2.1").planned_start == date(2027, 2, 12)
    assert AuditEntry.objects.get(action="cycle.dates").scope == "IKAN/2027"
    assert not Notice.objects.filter(kind="plan").exists()
    services.roll_over(world.cycle, by=world["staf"], choices={"dates": "review"}, edition="2027-c")
    told = Notice.objects.filter(kind="plan").order_by("user__username")
    assert [(n.user.username, n.url) for n in told] == [
        (n, "/kegiatan/IKAN/2027-c/rencana/") for n in ("penyelia", "penyelia2")
    ]
    other = services.roll_over(world.cycle, by=world["staf"], choices={"dates": "drop"}, edition="2027-b")
    assert other.runs.get(number="2.2").due.year == 2027, "proposed anew from the planned time"


def test_nobody_becomes_a_maker_by_rolling_over(filled):
    new = services.roll_over(filled.cycle, by=filled["staf"])
    iteration = filled.at(new).iteration("1.1")
    assert makers(iteration, iteration.round) == set()


def test_parts_are_dropped_and_marked_as_chosen(filled):
    choices = {"team": "drop", "section-description": "review", "section-schedule": "drop"}
    new = services.roll_over(filled.cycle, by=filled["penyelia"], choices=choices, edition="2027-ulang")
    assert list(new.seats.values_list("user__username", "role")) == [("penyelia", "staf")]
    assert selectors.sections_to_review(new) == ["description"]
    assert get("schedule").snapshot(new) == {}


def test_a_saved_section_counts_as_reviewed(filled):
    new = services.roll_over(filled.cycle, by=filled["staf"], choices={"section-description": "review"})
    filled.at(new).bring("1.1", "dikerjakan")
    row = save_section(new, "description", by=filled["staf"], values=TEXT, seen_revision=1)
    assert (row.to_review, row.revision) == (False, 2)
    assert AuditEntry.objects.filter(action="section.reviewed", scope="IKAN/2027").count() == 1


def test_who_can_no_longer_hold_a_seat_is_left_out(filled):
    from activities.models import TeamSeat

    filled["penyelia2"].memberships.all().delete()
    staf2 = filled["staf2"]
    staf2.is_active = False
    staf2.save()
    new = services.roll_over(filled.cycle, by=filled["staf"])
    gone = TeamSeat.objects.filter(cycle=new, user__username__in=["penyelia2", "staf2"])
    assert not gone.exists()


@pytest.mark.parametrize("who", ["rekan", "pimpinan", "walidata", "admin", "luar", "super"])
def test_who_may_not_begin_the_next_cycle(filled, who):
    with pytest.raises(PermissionDenied):
        services.roll_over(filled.cycle, by=filled[who])


def test_what_is_not_offered_is_refused(filled):
    with pytest.raises(ValidationError):
        services.roll_over(filled.cycle, by=filled["staf"], choices={"team": "review"})
    with pytest.raises(ValueError, match="dana"):
        services.roll_over(filled.cycle, by=filled["staf"], choices={"dana": "keep"})
    assert Cycle.objects.count() == 1


def test_a_failing_part_leaves_no_cycle_behind(filled, monkeypatch):
    def fail(old, new, by, choice):
        raise ValidationError("no")

    part = registry.RolloverPart(code="lain", label="Lain", hint="", copy=fail)
    monkeypatch.setitem(registry._parts, "lain", part)
    with pytest.raises(ValidationError):
        services.roll_over(filled.cycle, by=filled["staf"])
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize(
    ("frequency", "start", "end", "edition"),
    [
        ("4", date(2026, 1, 1), date(2026, 3, 31), "2026-tw2"),
        ("4", date(2026, 10, 1), date(2026, 12, 31), "2027-tw1"),
        ("3", date(2026, 1, 1), date(2026, 1, 31), "2026-02"),
        ("7", date(2026, 4, 1), date(2027, 3, 31), "2028"),
        ("8", date(2026, 1, 1), date(2026, 12, 31), "2028"),
    ],
)
def test_the_next_edition_follows_the_frequency(world, frequency, start, end, edition):
    cycle = world.cycle
    cycle.activity.frequency = frequency
    cycle.period_start, cycle.period_end = start, end
    assert next_values(cycle)["edition"] == edition


def test_who_begins_the_next_cycle_keeps_the_seats_of_the_last_one(world):
    """No staff seat on top, which would make a maker of the only supervisor."""
    new = services.roll_over(world.cycle, by=world["penyelia2"], choices={"team": "keep"})
    assert {seat.role for seat in new.seats.filter(user=world["penyelia2"])} == {"penyelia"}
    alone = services.roll_over(new, by=world["penyelia2"], choices={"team": "drop"}, edition="2029")
    assert {seat.role for seat in alone.seats.all()} == {"staf"}
