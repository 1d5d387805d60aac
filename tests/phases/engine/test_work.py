"""What people write in an iteration: ticks, notes, evidence, inputs; and the plan and applicability of a sub-process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import AuditEntry, AuditKind, Contribution, Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, makers
from phases.engine.enums import IterationState, PhaseState
from phases.engine.models import TaskEntry
from phases.engine.services import artefacts, cycles, iterations, phases, work
from phases.engine.services.planning import Plan, plan_run
from tests import factories
from tests.factories import World


def codes(refused: pytest.ExceptionInfo[MoveRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# Work -----------------------------------------------------------------------------------------------------------------


def test_a_second_tick_changes_nothing_and_makes_nobody_a_maker(world: World) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    work.tick_task(world.iteration("1.2"), world.task("1.2.1"), by=world["staf"], done=True)
    revision, logged = world.iteration("1.2").revision, AuditEntry.objects.count()
    entry = work.tick_task(world.iteration("1.2"), world.task("1.2.1"), by=world["staf2"], done=True)
    assert entry.done_by == world["staf"]
    assert (world.iteration("1.2").revision, AuditEntry.objects.count()) == (revision, logged)
    assert makers(world.iteration("1.2"), 1) == {world["staf"].pk}


def test_a_task_of_another_subprocess_is_refused(world: World) -> None:
    """Else a supervisor of phase 1 could grant the approval that opens phase 5."""
    world.bring("1.3", IterationState.IN_WORK)
    foreign = world.task("4.4.3")
    for attempt in (
        lambda i: work.grant_task(i, foreign, by=world["penyelia"]),
        lambda i: work.tick_task(i, world.task("1.2.1"), by=world["staf"], done=True),
        lambda i: work.write_note(i, world.task("1.2.1"), by=world["staf"], note="x"),
        lambda i: work.set_task_applicability(i, world.task("1.2.1"), by=world["staf"], applies=False, reason="x"),
    ):
        with pytest.raises(MoveRefused) as refused:
            attempt(world.iteration("1.3"))
        assert codes(refused) == ["task"]
    assert not TaskEntry.objects.filter(iteration=world.iteration("1.3")).exists()


def test_only_staff_of_the_phase_write_and_only_while_it_is_worked_on(world: World) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    for name in ("penyelia", "walidata", "pimpinan", "admin", "rekan", "luar", "super"):
        with pytest.raises(NotAllowed):
            work.tick_task(world.iteration("1.2"), world.task("1.2.1"), by=world[name], done=True)
    assert not Contribution.objects.filter(subject_kind="phases.iteration").exists()
    factories.fill(world.iteration("1.2"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    for attempt in (
        lambda i: work.write_note(i, world.task("1.2.1"), by=world["staf"], note="x"),
        lambda i: factories.make_evidence(i, by=world["staf"], title="Telat"),
    ):
        with pytest.raises(MoveRefused) as refused:
            attempt(world.iteration("1.2"))
        assert codes(refused) == ["state"]


def test_the_second_writer_of_a_note_sees_both_versions(world: World) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    task = world.task("1.2.1")
    work.write_note(world.iteration("1.2"), task, by=world["staf"], note="Versi staf", seen=0)
    with pytest.raises(work.Conflict) as conflict:
        work.write_note(world.iteration("1.2"), task, by=world["staf2"], note="Versi staf2", seen=0)
    assert (conflict.value.entry.note, conflict.value.mine) == ("Versi staf", "Versi staf2")
    entry = work.write_note(world.iteration("1.2"), task, by=world["staf2"], note="Gabungan", seen=1)
    assert (entry.note, entry.note_revision) == ("Gabungan", 2)
    logged = AuditEntry.objects.filter(action="task.note").order_by("seq").values_list("changes", flat=True)
    assert list(logged) == [{"note": ["", "Versi staf"]}, {"note": ["Versi staf", "Gabungan"]}]


def test_an_approval_task_is_granted_not_ticked(world: World) -> None:
    world.bring("1.3", IterationState.IN_WORK)
    with pytest.raises(MoveRefused):
        work.tick_task(world.iteration("1.3"), world.task("1.3.3"), by=world["staf"], done=True)
    with pytest.raises(MoveRefused):
        work.grant_task(world.iteration("1.3"), world.task("1.3.1"), by=world["penyelia"])
    with pytest.raises(MoveRefused):
        work.set_task_applicability(
            world.iteration("1.3"), world.task("1.3.3"), by=world["staf"], applies=False, reason="x"
        )
    entry = work.grant_task(world.iteration("1.3"), world.task("1.3.3"), by=world["penyelia"], comment="Setuju")
    again = work.grant_task(world.iteration("1.3"), world.task("1.3.3"), by=world["penyelia2"])
    assert entry.granted_by == again.granted_by == world["penyelia"]
    assert Decision.objects.filter(verb="grant_task").count() == 1
    logged = AuditEntry.objects.get(action="task.granted")
    assert (logged.kind, logged.reason, logged.context["task"]) == (AuditKind.DECISION, "Setuju", "1.3.3")


def test_a_task_that_does_not_apply_needs_a_reason_and_comes_back_unticked(world: World) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    task = world.task("1.2.1")
    work.tick_task(world.iteration("1.2"), task, by=world["staf"], done=True)
    with pytest.raises(MoveRefused):
        work.set_task_applicability(world.iteration("1.2"), task, by=world["staf"], applies=False, reason=" ")
    entry = work.set_task_applicability(world.iteration("1.2"), task, by=world["staf"], applies=False, reason="Nihil")
    assert (entry.applies, entry.is_done) == (False, False)
    with pytest.raises(MoveRefused):
        work.tick_task(world.iteration("1.2"), task, by=world["staf"], done=True)
    entry = work.set_task_applicability(world.iteration("1.2"), task, by=world["staf"], applies=True)
    assert (entry.applies, entry.is_done) == (True, False)


# Evidence -------------------------------------------------------------------------------------------------------------


def test_evidence_is_a_file_or_a_link_for_an_output_that_exists(world: World) -> None:
    iteration = world.bring("1.3", IterationState.IN_WORK)
    for values in ({"url": ""}, {"url": "https://contoh.go.id", "output": "kak"}):
        with pytest.raises(ValidationError):
            artefacts.add_evidence(iteration, by=world["staf"], title="x", **values)
    assert not iteration.evidence.exists()


def test_a_new_version_takes_the_place_of_whatever_stands_in_its_series(world: World) -> None:
    iteration = world.bring("1.3", IterationState.IN_WORK)
    first = factories.make_evidence(iteration, by=world["staf"], output="daftar-output")
    second = factories.make_evidence(iteration, by=world["staf"], output="daftar-output", replaces=first)
    third = factories.make_evidence(iteration, by=world["staf2"], output="daftar-output", replaces=first)
    assert (second.series, third.series, third.version) == (first.series, first.series, 3)
    assert list(iteration.evidence.filter(withdrawn_at__isnull=True)) == [third]
    elsewhere = world.bring("1.4", IterationState.IN_WORK)
    with pytest.raises(MoveRefused):
        factories.make_evidence(elsewhere, by=world["staf"], replaces=third)


def test_inputs_are_recorded_by_staff_once_and_within_the_activity(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    artefact = world.run("1.3").artefacts.get()
    user = world.bring("1.4", IterationState.IN_WORK)
    first = artefacts.record_use(user, artefact, by=world["staf"])
    assert artefacts.record_use(user, artefact, by=world["staf2"]) == first
    assert makers(user, 1) == {world["staf"].pk}
    with pytest.raises(NotAllowed):
        artefacts.record_use(user, artefact, by=world["penyelia"])
    other = factories.make_activity(world.places["perikanan"], by=world["staf"])
    elsewhere = world.at(factories.make_cycle(other, team=factories.seats_of({"staf": world["staf"]})))
    with pytest.raises(MoveRefused) as refused:
        artefacts.record_use(elsewhere.bring("1.4", IterationState.IN_WORK), artefact, by=world["staf"])
    assert codes(refused) == ["artefact"]


# Planning and applicability -------------------------------------------------------------------------------------------


def test_a_plan_is_set_by_supervisors_for_staff_of_the_phase(world: World) -> None:
    day = clock.today()
    plan = Plan(world["staf"], day, day + timedelta(days=300))
    assert plan_run(world.run("1.1"), plan, by=world["penyelia"])
    run = world.run("1.1")
    assert (run.assignee, run.due) == (world["staf"], day + timedelta(days=300))
    assert world.phase(1).planned_end == run.due, "the phase ends with its last sub-process"
    assert not plan_run(run, plan, by=world["penyelia"])
    with pytest.raises(NotAllowed):
        plan_run(run, Plan(), by=world["staf"])
    with pytest.raises(ValidationError):
        plan_run(run, Plan(world["rekan"]), by=world["penyelia"])
    with pytest.raises(ValidationError):
        plan_run(run, Plan(None, day, day - timedelta(days=1)), by=world["penyelia"])
    for slip in (Plan(None, day, day.replace(year=9999)), Plan(None, day.replace(year=1), None)):
        with pytest.raises(ValidationError, match="lebih dari setahun"):
            plan_run(run, slip, by=world["penyelia"])
    logged = AuditEntry.objects.get(action="run.plan").changes
    assert logged["assignee"] == [None, "Staf"]
    assert sorted(Notice.objects.filter(kind="assigned").values_list("user__username", flat=True)) == ["staf"]


def test_a_phase_moves_with_its_sub_processes_whatever_dates_are_known(world: World) -> None:
    late = clock.today() + timedelta(days=300)
    for number in [run.number for run in world.cycle.runs.filter(phase_run__number=1)]:
        plan_run(world.run(number), Plan(None, late, None), by=world["penyelia"])
    assert (world.phase(1).planned_start, world.phase(1).planned_end) == (late, late)
    plan_run(world.run("1.1"), Plan(None, None, late - timedelta(days=200)), by=world["penyelia"])
    assert (world.phase(1).planned_start, world.phase(1).planned_end) == (late - timedelta(days=200), late)


def test_not_applicable_is_a_supervisors_word_before_the_start(world: World) -> None:
    with pytest.raises(NotAllowed):
        cycles.set_applicability(world.run("1.2"), by=world["staf"], applies=False, reason="x")
    with pytest.raises(MoveRefused):
        cycles.set_applicability(world.run("1.2"), by=world["penyelia"], applies=False, reason="")
    with pytest.raises(MoveRefused) as refused:
        cycles.set_applicability(world.run("1.3"), by=world["penyelia"], applies=False, reason="x")
    assert codes(refused) == ["mandatory"]
    world.bring("1.4", IterationState.IN_WORK)
    with pytest.raises(MoveRefused) as refused:
        cycles.set_applicability(world.run("1.4"), by=world["penyelia"], applies=False, reason="x")
    assert codes(refused) == ["state"]
    run = factories.set_aside(world, "1.2", reason="Sudah ada")
    assert (run.applies, run.not_applicable_reason, run.is_finished) == (False, "Sudah ada", True)


def test_nothing_is_taken_back_into_a_phase_that_is_shut(world: World) -> None:
    """Else a closed phase would hold unfinished work."""
    world.bring_phase(2, PhaseState.CLOSING)
    for _ in range(2):
        with pytest.raises(MoveRefused) as refused:
            cycles.set_applicability(world.run("2.1"), by=world["penyelia"], applies=True, reason="Perlu")
        assert codes(refused) == ["phase_closed"]
        if world.phase(2).state == PhaseState.CLOSING:
            phases.close_phase(world.phase(2), by=world["penyelia"])
