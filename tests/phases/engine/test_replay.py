"""The audit trail alone tells the present state, and shows where rows were changed behind its back."""

from __future__ import annotations

import pytest
from django.db import connection

from gsbpm_portal.core import audit, immutability
from phases.engine.enums import IterationState, PhaseState, RequestKind
from phases.engine.models import Iteration, PhaseRun, Recheck, SubProcessRun
from phases.engine.selectors import timeline
from phases.engine.selectors.replay import Difference, differences, replay
from phases.engine.services import artefacts, asks, iterations, phases
from tests import factories
from tests.factories import World


def eventful(world: World) -> None:
    """Every kind of move once, in one cycle."""
    world.bring("1.1", IterationState.RETURNED)
    world.bring("1.2", IterationState.SKIPPED)
    world.bring("1.3", IterationState.APPROVED)
    world.bring("1.4", IterationState.SUBMITTED)
    iterations.withdraw_iteration(world.iteration("1.4"), by=world["staf"])
    used = world.bring("2.2", IterationState.IN_WORK)
    artefacts.record_use(used, world.run("1.3").artefacts.get(), by=world["staf"])
    used = world.bring("3.1", IterationState.IN_WORK)
    artefacts.record_use(used, world.run("1.3").artefacts.get(), by=world["staf"])
    factories.reopen(world, "1.3")
    factories.finish(world, "1.3")
    iterations.clear_recheck(world.run("2.2").rechecks.get(), by=world["penyelia"], comment="Aman")
    factories.set_aside(world, "2.1")
    request = asks.ask(
        RequestKind.OVERRIDE, by=world["penyelia"], iteration=world.iteration("5.1"), gate="G-4.4.3-open-5", reason="Darurat"
    )  # fmt: skip
    asks.confirm_request(request, by=world["pimpinan"])
    world.bring("5.1", IterationState.IN_WORK)
    there = world.phase(8)
    phases.open_phase(there, by=world["penyelia"])


def test_replaying_gives_the_present_state(world: World) -> None:
    eventful(world)
    told = replay(world.cycle)
    assert {n: told.status(n) for n in told.runs} == {
        run.number: str(run.status)
        for run in SubProcessRun.objects.filter(cycle=world.cycle_id).select_related("current")
    }
    assert told.phases == dict(PhaseRun.objects.filter(cycle=world.cycle_id).values_list("number", "state"))
    assert {n: i for n, i in told.iterations.items() if i > 1} == {"1.3": 2}
    assert {n: c for n, c in told.flags.items() if c} == {"3.1": 1}
    assert told.breaks == []
    assert differences(world.cycle) == []


def test_a_whole_phase_and_back(world: World) -> None:
    world.bring_phase(2, PhaseState.REOPENED)
    assert differences(world.cycle) == []


@pytest.mark.parametrize("kind", ["survey", "census", "admin", "other"])
def test_the_presets_of_every_kind_are_part_of_it(world: World, kind: str) -> None:
    activity = factories.make_activity(world.places["perikanan"], by=world["staf"], kind=kind)
    assert differences(factories.make_cycle(activity)) == []


def test_two_cycles_of_one_activity_are_told_apart(world: World) -> None:
    eventful(world)
    other = world.at(factories.make_cycle(world.cycle.activity, edition="2027", team=[(world["staf"], "staf", 0)]))
    other.bring("1.5", IterationState.IN_WORK)
    assert (differences(world.cycle), differences(other.cycle)) == ([], [])
    assert replay(other.cycle).runs["1.5"] == IterationState.IN_WORK


def test_rows_changed_behind_the_trail_are_named(world: World) -> None:
    eventful(world)
    first = world.run("1.3").iterations.get(number=1)
    with immutability.lifted():
        Iteration.objects.filter(pk=world.run("1.1").current_id).update(state=IterationState.APPROVED)
        SubProcessRun.objects.filter(pk=world.run("1.3").pk).update(current=first)
        SubProcessRun.objects.filter(pk=world.run("2.3").pk).update(
            applicability="tidak_berlaku", not_applicable_reason="x"
        )
        PhaseRun.objects.filter(pk=world.phase(8).pk).update(state=PhaseState.CLOSED)
        Recheck.objects.filter(run=world.run("3.1")).delete()
    assert set(differences(world.cycle)) == {
        Difference("state", "1.1", "dikembalikan", "disetujui"),
        Difference("iteration", "1.3", "2", "1"),
        Difference("applicability", "2.3", "False", "True"),
        Difference("phase", "8", "berjalan", "ditutup"),
        Difference("flag", "3.1", "1", "0"),
    }


def test_an_entry_that_does_not_follow_from_the_one_before_is_a_break(world: World) -> None:
    world.bring("1.1", IterationState.SUBMITTED)
    with immutability.lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditentry WHERE action = 'iteration.start'")
    found = differences(world.cycle)
    assert [(d.what, d.number) for d in found] == [("break", "1.1")]


def test_reading_it_costs_few_queries(world: World, django_assert_num_queries: object) -> None:
    eventful(world)
    cycle = world.cycle
    with django_assert_num_queries(8):  # type: ignore[operator]
        differences(cycle)


def test_the_verification_tells_them_in_words(world: World) -> None:
    """Each kind of difference has its sentence, and a sound chain over changed rows is not called sound."""
    world.bring("1.1", IterationState.RETURNED)
    with immutability.lifted():
        Iteration.objects.filter(pk=world.run("1.1").current_id).update(state=IterationState.APPROVED)
    verdict = timeline.in_words(world.cycle, audit.verify(world.cycle.audit_chain), differences(world.cycle))
    assert not verdict.ok
    assert verdict.faults == ["1.1 berstatus “Disetujui”, padahal menurut jejak audit “Dikembalikan”."]
    for what in ("state", "iteration", "applicability", "phase", "flag", "break"):
        assert "1.1" in timeline.difference_in_words(Difference(what, "1.1", "x", "y"))
    many = timeline.in_words(
        world.cycle, audit.verify(world.cycle.audit_chain), [Difference("flag", str(n), "0", "1") for n in range(30)]
    )
    assert (len(many.faults), many.more) == (20, 10)
