"""The Machine itself, tried on a machine of the test's own over the phase runs of one cycle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from gsbpm_portal.core.models import AuditEntry, AuditKind, Contribution, Decision
from gsbpm_portal.core.transitions import (
    HIDDEN,
    YES,
    Machine,
    MoveRefused,
    NotAllowed,
    Reason,
    Transition,
    Verdict,
    contribute,
    makers,
    no,
)
from phases.engine.models import PhaseRun
from tests import factories


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[factories.World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield factories.make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: factories.World, db: None) -> factories.World:
    return built


def everybody(user: Any, subject: Any) -> Verdict:
    return YES


def nobody(user: Any, subject: Any) -> Verdict:
    return HIDDEN


def told_no(user: Any, subject: Any) -> Verdict:
    return no("never", "Not you.", "#why")


def t(
    name: str, source: str = "belum_dibuka", target: str = "berjalan", who: Any = everybody, **more: Any
) -> Transition:
    return Transition(name, name, frozenset({source}), target, who, **more)


def machine(*transitions: Transition, **more: Any) -> Machine[PhaseRun]:
    return Machine("test", PhaseRun, transitions, **more)


def move(of: Machine[PhaseRun], name: str, world: factories.World, **more: Any) -> PhaseRun:
    return of.move(world.phase(1), name, by=more.pop("by", world["staf"]), **more)


# What it is made of ---------------------------------------------------------------------------------------------------


def test_a_move_is_named_once_and_known() -> None:
    with pytest.raises(ValueError, match="named twice"):
        machine(t("open"), t("open"))
    with pytest.raises(KeyError):
        machine(t("open")).register_gate("close", lambda subject: [])


def test_it_is_closed_by_default() -> None:
    """No move without somebody who may."""
    with pytest.raises(TypeError):
        Transition("open", "open", frozenset({"a"}), "b")  # type: ignore[call-arg]


# Offers ---------------------------------------------------------------------------------------------------------------


def test_offers_come_in_the_order_of_the_machine_with_every_reason(world: factories.World) -> None:
    of = machine(t("b"), t("hidden", who=nobody), t("a"), t("refused", who=told_no), t("later", source="ditutup"))
    of.register_gate("a", lambda subject: [Reason("one", "1"), Reason("two", "2")])
    of.register_gate("a", lambda subject: [Reason("three", "3")])
    of.register_gate("refused", lambda subject: [Reason("unasked", "?")])
    offers = of.offers(world.phase(1), world["staf"])
    assert [(o.name, o.may, [r.code for r in o.reasons]) for o in offers] == [
        ("b", True, []), ("a", False, ["one", "two", "three"]), ("refused", False, ["never"]),
    ]  # fmt: skip
    assert offers[2].reasons[0].anchor == "#why"


def test_only_reasons_with_a_gate_can_be_waived(world: factories.World) -> None:
    of = machine(t("a"), waived=lambda subject: {"G-1": object(), "": object()})
    of.register_gate(
        "a", lambda subject: [Reason("gate", "1", gate="G-1"), Reason("gate", "2", gate="G-2"), Reason("todo", "3")]
    )
    assert [r.text for r in of.reasons(world.phase(1), "a")] == ["2", "3"]
    with pytest.raises(MoveRefused) as refused:
        move(of, "a", world)
    assert [r.text for r in refused.value.reasons] == ["2", "3"]


# Moves ----------------------------------------------------------------------------------------------------------------


def test_a_move_writes_state_decision_and_entry(world: factories.World) -> None:
    def write(row: PhaseRun) -> None:
        row.summary = "Ditulis bersama"

    row = move(machine(t("a")), "a", world, comment="  sebab  ", data={"x": 1}, before_write=write)
    assert (world.phase(1).state, world.phase(1).summary, world.phase(1).round) == ("berjalan", "Ditulis bersama", 1)
    decision = Decision.objects.get(subject_kind="phases.phaserun", subject_id=row.pk)
    assert (decision.verb, decision.by, decision.state_from, decision.state_to, decision.comment, decision.version) == (
        "a", world["staf"], "belum_dibuka", "berjalan", "sebab", "1",
    )  # fmt: skip
    assert decision.data == {"x": 1, "overrides": []}
    entry = AuditEntry.objects.get(action="test.a")
    assert (entry.changes, entry.reason, entry.kind, entry.scope, entry.context) == (
        {"state": ["belum_dibuka", "berjalan"]}, "sebab", AuditKind.CHANGE, "IKAN/2026", {"x": 1},
    )  # fmt: skip


def test_the_kind_of_entry_follows_the_kind_of_move(world: factories.World) -> None:
    of = machine(
        t("vote", checks=True), t("past", source="berjalan", target="ditutup", checks=True), waived=lambda s: {"G": 1}
    )
    of.register_gate("past", lambda subject: [Reason("gate", "x", gate="G")])
    move(of, "vote", world)
    assert AuditEntry.objects.get(action="test.vote").kind == AuditKind.DECISION
    Decision.objects.create(
        subject_kind="phases.phaserun", subject_id=world.phase(1).pk, round=1, checks=True, closes=True, verb="x",
        by=world["penyelia"], state_to="ditutup",
    )  # fmt: skip
    move(of, "past", world)
    entry = AuditEntry.objects.get(action="test.past")
    assert (entry.kind, entry.context) == (AuditKind.OVERRIDE, {"overrides": ["G"]})


def test_what_closes_a_round_begins_the_next(world: factories.World) -> None:
    row = move(machine(t("vote", checks=True, closes=True)), "vote", world)
    assert row.round == world.phase(1).round == 2


def test_who_makes_is_a_maker_of_the_round(world: factories.World) -> None:
    row = move(machine(t("make", makes=True)), "make", world)
    assert makers(row, 1) == {world["staf"].pk}
    contribute(row, 1, world["staf"], "again")
    assert list(Contribution.objects.values_list("what", flat=True)) == ["make"]


def test_a_move_that_decides_nothing_leaves_no_decision(world: factories.World) -> None:
    move(machine(t("quiet", decides=False)), "quiet", world)
    assert not Decision.objects.exists()
    assert AuditEntry.objects.filter(action="test.quiet").count() == 1


def test_on_behalf_of_stands_in_decision_and_entry(world: factories.World) -> None:
    absent = world["penyelia"]
    move(machine(t("vote", who=lambda u, s: Verdict(True, on_behalf_of=absent), checks=True)), "vote", world)
    assert Decision.objects.get().on_behalf_of == absent
    assert AuditEntry.objects.get(action="test.vote").context == {"on_behalf_of": "Penyelia"}


# Refusals: each leaves nothing behind ----------------------------------------------------------------------------------


def refused(of: Machine[PhaseRun], name: str, world: factories.World, **more: Any) -> tuple[type, list[str]]:
    before = (AuditEntry.objects.count(), Decision.objects.count(), Contribution.objects.count())
    row = PhaseRun.objects.filter(pk=world.phase(1).pk).values().get()
    with pytest.raises(MoveRefused) as caught:
        move(of, name, world, **more)
    assert (AuditEntry.objects.count(), Decision.objects.count(), Contribution.objects.count()) == before
    assert PhaseRun.objects.filter(pk=row["id"]).values().get() == row
    return caught.type, [reason.code for reason in caught.value.reasons]


def test_refusals(world: factories.World) -> None:
    of = machine(
        t("a", makes=True), t("late", source="ditutup"), t("hidden", who=nobody), t("refused", who=told_no),
        t("why", comment="required", makes=True), t("held", makes=True),
    )  # fmt: skip
    of.register_gate("held", lambda subject: [Reason("todo", "x")])
    assert refused(of, "late", world) == (MoveRefused, ["state"])
    assert refused(of, "hidden", world) == (NotAllowed, ["role"])
    assert refused(of, "refused", world) == (NotAllowed, ["never"])
    assert refused(of, "a", world, seen="99") == (MoveRefused, ["changed"])
    assert refused(of, "why", world, comment=" \n") == (MoveRefused, ["comment"])
    assert refused(of, "held", world) == (MoveRefused, ["todo"])
    with pytest.raises(KeyError):
        move(of, "unknown", world)


def test_a_failure_at_the_last_step_undoes_all(world: factories.World) -> None:
    def fail(row: PhaseRun) -> None:
        raise MoveRefused(Reason("last", "x"))

    assert refused(machine(t("a", makes=True)), "a", world, before_write=fail) == (MoveRefused, ["last"])


def test_an_effect_is_carried_out_with_its_move_alone(world: factories.World) -> None:
    moves, seen = machine(t("open"), t("close", "berjalan", "ditutup")), []
    moves.register_effect("open", lambda row, by: seen.append((row.state, by, Decision.objects.latest("pk").verb)))
    moves.move(world.phase(1), "open", by=world["penyelia"])
    assert seen == [("berjalan", world["penyelia"], "open")]
    with pytest.raises(KeyError):
        moves.register_effect("lain", lambda row, by: None)


def test_an_effect_that_fails_undoes_its_move(world: factories.World) -> None:
    def fails(row: Any, by: Any) -> None:
        raise MoveRefused(Reason("late", "Too late."))

    moves = machine(t("open"))
    moves.register_effect("open", fails)
    with pytest.raises(MoveRefused):
        moves.move(world.phase(1), "open", by=world["penyelia"])
    assert world.phase(1).state == "belum_dibuka"


def test_the_one_who_comes_second_is_told_who_was_first(world: factories.World) -> None:
    of = machine(t("a"))
    stale = world.phase(1)
    move(of, "a", world, by=world["staf2"])
    with pytest.raises(MoveRefused, match="Staf2"):
        of.move(stale, "a", by=world["staf"])


def test_the_state_checked_is_the_one_in_the_database(world: factories.World) -> None:
    of, stale = machine(t("a")), world.phase(1)
    stale.state = "ditutup"  # what a page has read or somebody has set matters nothing
    assert of.move(stale, "a", by=world["staf"]).state == "berjalan"


def test_the_database_refuses_a_maker_whom_the_rule_let_through(world: factories.World) -> None:
    """A rule that forgets to look at the makers is caught by the trigger, with the same answer."""
    contribute(world.phase(1), 1, world["staf"], "edit")
    assert refused(machine(t("vote", checks=True)), "vote", world) == (NotAllowed, ["maker"])


def test_a_round_is_closed_once_even_where_the_rule_would_let_it(world: factories.World) -> None:
    Decision.objects.create(
        subject_kind="phases.phaserun", subject_id=world.phase(1).pk, round=1, checks=True, closes=True, verb="close",
        by=world["penyelia"],
    )  # fmt: skip
    with pytest.raises(MoveRefused, match="Penyelia"):
        move(machine(t("vote", checks=True, closes=True)), "vote", world)
