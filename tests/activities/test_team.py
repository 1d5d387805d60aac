"""Seats and delegations."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from activities import registry, selectors, services
from activities.models import TeamSeat
from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


def seats(world, username):
    return list(world.cycle.seats.filter(user__username=username).order_by("phase").values_list("role", "phase"))


def vote(world, **changes):
    today = clock.today()
    return {
        "delegator": world["penyelia"],
        "delegate": world["rekan"],
        "starts": today,
        "ends": today + timedelta(days=9),
        "reason": "Cuti tahunan",
        "by": world["penyelia"],
    } | changes


def test_a_person_gets_seats_and_is_told(world):
    services.add_seat(world.cycle, user=world["rekan"], role="staf", phases=(2, 3), by=world["penyelia"])
    assert seats(world, "rekan") == [("staf", 2), ("staf", 3)]
    assert Notice.objects.get(user=world["rekan"]).text_en == (
        "Penyelia added you to the team of Survei Ikan 2026: Staff, phases 2, 3."
    )
    assert AuditEntry.objects.filter(action="team.added", scope="IKAN/2026").count() == 2


def test_all_phases_take_the_place_of_single_ones(world):
    services.add_seat(world.cycle, user=world["rekan"], role="staf", phases=(2, 3), by=world["penyelia"])
    services.add_seat(world.cycle, user=world["rekan"], role="staf", by=world["penyelia"])
    assert seats(world, "rekan") == [("staf", 0)]
    services.add_seat(world.cycle, user=world["rekan"], role="staf", phases=(4,), by=world["penyelia"])
    assert seats(world, "rekan") == [("staf", 0)]


@pytest.mark.parametrize("who", ["staf", "walidata", "admin", "rekan", "luar", "super"])
def test_only_managers_change_the_team(world, who):
    with pytest.raises(PermissionDenied):
        services.add_seat(world.cycle, user=world["rekan"], role="staf", by=world[who])
    with pytest.raises(PermissionDenied):
        services.remove_seat(world.cycle, user=world["staf"], role="staf", phase=0, by=world[who])


@pytest.mark.parametrize(
    ("who", "role", "phases", "where"),
    [
        ("rekan", "penyelia", (0,), "user"),
        ("rekan", "walidata", (0,), "user"),
        ("luar", "staf", (0,), "user"),
        ("rekan", "raja", (0,), "role"),
        ("rekan", "staf", (9,), "phases"),
        ("rekan", "staf", (), "phases"),
    ],
)
def test_who_cannot_hold_a_seat(world, who, role, phases, where):
    with pytest.raises(ValidationError) as refusal:
        services.add_seat(world.cycle, user=world[who], role=role, phases=phases, by=world["penyelia"])
    assert list(refusal.value.message_dict) == [where]


def test_a_closed_account_gets_no_seat(world):
    person = factories.make_user("pergi", role="staf", at=world.places["perikanan"], is_active=False)
    with pytest.raises(ValidationError):
        services.add_seat(world.cycle, user=person, role="staf", by=world["penyelia"])


def test_a_seat_is_taken_away_once(world):
    for _ in range(2):
        services.remove_seat(world.cycle, user=world["staf2"], role="staf", phase=0, by=world["pimpinan"])
    assert seats(world, "staf2") == []
    assert AuditEntry.objects.filter(action="team.removed").count() == 1
    assert Notice.objects.filter(user=world["staf2"], kind="activity.team").count() == 1


def test_the_last_supervisor_of_a_phase_stays_until_another_is_appointed(world):
    cycle, by = world.cycle, world["pimpinan"]
    closed = factories.make_user("tutup", role="penyelia", at=world.places["perikanan"], is_active=False)
    TeamSeat.objects.create(cycle=cycle, user=closed, role="penyelia", phase=0)
    services.remove_seat(cycle, user=closed, role="penyelia", phase=0, by=by)
    services.remove_seat(cycle, user=world["penyelia2"], role="penyelia", phase=0, by=by)
    with pytest.raises(ValidationError) as refusal, translation.override("id"):
        services.remove_seat(cycle, user=world["penyelia"], role="penyelia", phase=0, by=by)
    assert "tunjuk penyelia lain lebih dahulu" in refusal.value.messages[0].lower()
    assert seats(world, "penyelia") == [("penyelia", 0)]
    services.add_seat(cycle, user=world["penyelia2"], role="penyelia", phases=(1, 2, 3, 4, 5, 6, 7), by=by)
    with pytest.raises(ValidationError, match="8"):
        services.remove_seat(cycle, user=world["penyelia"], role="penyelia", phase=0, by=by)
    services.add_seat(cycle, user=world["penyelia2"], role="penyelia", phases=(8,), by=by)
    services.remove_seat(cycle, user=world["penyelia"], role="penyelia", phase=0, by=by)
    assert seats(world, "penyelia") == []


def test_listeners_hear_whose_standing_changed(world, monkeypatch):
    heard = []
    monkeypatch.setattr(
        registry, "_on_team_changed", [lambda cycle, people: heard.append([str(p.username) for p in people])]
    )
    services.add_seat(world.cycle, user=world["rekan"], role="staf", by=world["penyelia"])
    services.delegate(world.cycle, **vote(world, delegate=world["pimpinan"]))
    assert heard == [["rekan"], ["penyelia", "pimpinan"]]


def test_what_the_team_lacks(world):
    TeamSeat.objects.all().delete()
    cycle = world.cycle
    for user, role, phases in (
        ("penyelia", "penyelia", (1, 2)),
        ("penyelia", "staf", (1,)),
        ("rekan", "penyelia", (8,)),
    ):
        TeamSeat.objects.bulk_create(TeamSeat(cycle=cycle, user=world[user], role=role, phase=p) for p in phases)
    team = selectors.team_of(cycle)
    assert team.without_supervisor == [3, 4, 5, 6, 7, 8]
    assert team.without_staff == [2, 3, 4, 5, 6, 7, 8]
    assert team.only_own_supervisor == [1]
    assert [member.user.username for member in team.voteless] == ["rekan"]
    assert [member.is_maker_and_checker for member in team.members if member.user.username == "penyelia"] == [True]


def test_a_vote_is_delegated_and_both_are_told(world):
    delegation = services.delegate(world.cycle, **vote(world, by=world["pimpinan"], kind="plt", phase=3))
    assert (delegation.kind, delegation.phase, delegation.created_by) == ("plt", 3, world["pimpinan"])
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"penyelia", "rekan"}
    entry = AuditEntry.objects.get(action="delegation.created")
    assert (entry.reason, entry.changes["phase"]) == ("Cuti tahunan", [None, 3])


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"delegate": "penyelia"}, "delegate"),
        ({"delegate": "luar"}, "delegate"),
        ({"delegate": "staf2"}, "delegate"),
        ({"delegate": "penyelia2"}, "delegate"),
        ({"delegator": "staf", "by": "pimpinan"}, "delegator"),
        ({"starts": -1}, "starts"),
        ({"ends": -1}, "ends"),
        ({"ends": 90}, "ends"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"kind": "tetap"}, "kind"),
        ({"phase": 9}, "phase"),
    ],
)
def test_what_a_delegation_cannot_be(world, changes, where):
    today = clock.today()
    for name, value in changes.items():
        if name in ("delegate", "delegator", "by"):
            changes = changes | {name: world[value]}
        elif name in ("starts", "ends"):
            changes = changes | {name: today + timedelta(days=value)}
    with pytest.raises(ValidationError) as refusal:
        services.delegate(world.cycle, **vote(world, **changes))
    assert list(refusal.value.message_dict) == [where]


def test_ninety_days_are_lawful(world):
    services.delegate(world.cycle, **vote(world, ends=clock.today() + timedelta(days=89)))


@pytest.mark.parametrize("who", ["staf", "penyelia2", "rekan", "super"])
def test_a_supervisor_does_not_delegate_anothers_vote(world, who):
    with pytest.raises(PermissionDenied):
        services.delegate(world.cycle, **vote(world, by=world[who]))
    running = services.delegate(world.cycle, **vote(world))
    with pytest.raises(PermissionDenied):
        services.end_delegation(running, by=world[who])


@pytest.mark.parametrize("who", ["pimpinan", "admin"])
def test_heads_and_administrators_appoint_for_others(world, who):
    running = services.delegate(world.cycle, **vote(world, by=world[who]))
    assert services.end_delegation(running, by=world[who]).ended_at is not None


def test_who_may_take_over_a_vote(world):
    """A role that votes at the organisation or above it; employed there; no supervisor and no staff of the same phases."""
    kota, perikanan, kesehatan = (world.places[name] for name in ("kota", "perikanan", "kesehatan"))
    for name, unit in (("bidang", perikanan), ("sekda", kota), ("tetangga", kesehatan)):
        user = factories.make_user(name, role="penyelia", at=kota)
        user.home_unit = unit
        user.save()
    assert set(selectors.delegates_for(world.cycle).values_list("username", flat=True)) == {
        "rekan", "pimpinan", "walidata", "bidang", "sekda",
    }  # fmt: skip
    for who, words in (("staf", "staff"), ("penyelia2", "supervises"), ("admin", "no role"), ("luar", "no role")):
        with translation.override("en"):
            assert words in selectors.reason_against_delegate(world[who], world.cycle, 0)


def test_seats_of_single_phases_count_for_those_phases(world):
    services.add_seat(world.cycle, user=world["rekan"], role="staf", phases=(2,), by=world["penyelia"])
    assert selectors.reason_against_delegate(world["rekan"], world.cycle, 2)
    assert selectors.reason_against_delegate(world["rekan"], world.cycle, 0)
    assert not selectors.reason_against_delegate(world["rekan"], world.cycle, 3)


def test_a_vote_is_delegated_to_one_person_at_a_time(world):
    services.delegate(world.cycle, **vote(world, phase=3))
    services.delegate(world.cycle, **vote(world, phase=4, delegate=world["pimpinan"]))
    for phase in (0, 3):
        with pytest.raises(ValidationError):
            services.delegate(world.cycle, **vote(world, phase=phase, delegate=world["pimpinan"]))


def test_a_delegation_ends_early_once(world):
    delegation = services.delegate(world.cycle, **vote(world))
    with pytest.raises(PermissionDenied):
        services.end_delegation(delegation, by=world["rekan"])
    first = services.end_delegation(delegation, by=world["penyelia"])
    again = services.end_delegation(delegation, by=world["pimpinan"])
    assert first.ended_at == again.ended_at
    assert AuditEntry.objects.filter(action="delegation.ended").count() == 1
    services.delegate(world.cycle, **vote(world))
