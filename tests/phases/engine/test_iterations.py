"""The moves of an iteration by their services: what they do, and what holds them."""

from __future__ import annotations

import pytest

from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core.models import AuditEntry, Decision, FileState, StoredFile
from gsbpm_portal.core.transitions import MoveRefused, makers
from phases.engine.enums import IterationState, PhaseState
from phases.engine.machines import iteration_machine
from phases.engine.models import Evidence, Iteration, SubProcessRun, TaskEntry
from phases.engine.services import artefacts, iterations, work
from tests import factories
from tests.factories import World


def codes(refused: pytest.ExceptionInfo[MoveRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# Start ----------------------------------------------------------------------------------------------------------------


def test_the_first_start_opens_the_phase(world: World) -> None:
    assert world.phase(1).state == PhaseState.NOT_OPEN
    iterations.start_iteration(world.iteration("1.1"), by=world["staf"])
    assert (world.phase(1).state, world.phase(1).opened_at is not None) == (PhaseState.RUNNING, True)
    assert world.phase(2).state == PhaseState.NOT_OPEN
    opened = AuditEntry.objects.filter(action="phase.open_by_start").count()
    iterations.start_iteration(world.iteration("1.2"), by=world["staf2"])
    assert AuditEntry.objects.filter(action="phase.open_by_start").count() == opened == 1


def test_any_subprocess_may_start_in_any_order(world: World) -> None:
    for number in ("8.1", "1.5", "3.1", "6.1"):
        assert world.bring(number, IterationState.IN_WORK).state == IterationState.IN_WORK
    assert [world.phase(n).state for n in (1, 2, 3, 8)] == [
        PhaseState.RUNNING, PhaseState.NOT_OPEN, PhaseState.RUNNING, PhaseState.RUNNING,
    ]  # fmt: skip


def test_who_starts_what_nobody_is_in_charge_of_is_in_charge(world: World) -> None:
    iterations.start_iteration(world.iteration("1.1"), by=world["staf2"])
    assert world.run("1.1").assignee == world["staf2"]
    assert AuditEntry.objects.get(action="iteration.start").context == {"assignee": "Staf2"}
    SubProcessRun.objects.filter(pk=world.run("1.2").pk).update(assignee=world["staf2"])
    iterations.start_iteration(world.iteration("1.2"), by=world["staf"])
    assert world.run("1.2").assignee == world["staf2"]


def test_phase_5_opens_only_after_the_approval_of_4_4(world: World) -> None:
    with pytest.raises(MoveRefused) as refused:
        iterations.start_iteration(world.iteration("5.1"), by=world["staf"])
    assert [r.gate for r in refused.value.reasons] == ["G-4.4.3-open-5"]
    assert refused.value.reasons[0].anchor.endswith("/4.4/#task-4-4-3")
    assert (world.phase(5).state, world.iteration("5.1").state) == (PhaseState.NOT_OPEN, IterationState.NOT_STARTED)
    world.bring("4.4", IterationState.APPROVED)
    iterations.start_iteration(world.iteration("5.1"), by=world["staf"])
    assert world.phase(5).state == PhaseState.RUNNING


def test_4_3_is_held_until_1_6_4_and_3_4_3(world: World) -> None:
    def gates() -> set[str]:
        return {r.gate for r in iteration_machine.reasons(world.iteration("4.3"), "start")}

    assert gates() == {"G-1.6.4-start-4.3", "G-3.4.3-start-4.3"}
    world.bring("1.6", IterationState.APPROVED)
    assert gates() == {"G-3.4.3-start-4.3"}
    world.bring("3.4", IterationState.SUBMITTED)
    assert gates() == {"G-3.4.3-start-4.3"}
    work.grant_task(world.iteration("3.4"), world.task("3.4.3"), by=world["penyelia"])
    assert gates() == set()
    assert world.bring("4.3", IterationState.IN_WORK).state == IterationState.IN_WORK


def test_an_approval_counts_for_the_iteration_that_it_was_given_in(world: World) -> None:
    for number in ("1.6", "3.4"):
        world.bring(number, IterationState.APPROVED)
    factories.reopen(world, "1.6")
    assert {r.gate for r in iteration_machine.reasons(world.iteration("4.3"), "start")} == {"G-1.6.4-start-4.3"}


def test_what_does_not_apply_is_not_started(world: World) -> None:
    factories.set_aside(world, "1.2")
    with pytest.raises(MoveRefused) as refused:
        iterations.start_iteration(world.iteration("1.2"), by=world["staf"])
    assert codes(refused) == ["not_applicable"]


# Submit ---------------------------------------------------------------------------------------------------------------


def test_submission_needs_every_task_that_applies(world: World) -> None:
    iteration = world.bring("1.2", IterationState.IN_WORK)
    assert len(iteration_machine.reasons(iteration, "submit")) == 2
    work.tick_task(iteration, world.task("1.2.1"), by=world["staf"], done=True)
    with pytest.raises(MoveRefused) as refused:
        iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    assert [(r.code, r.anchor) for r in refused.value.reasons] == [("task", "#task-1-2-2")]
    work.set_task_applicability(
        world.iteration("1.2"), world.task("1.2.2"), by=world["staf"], applies=False, reason="Sudah dikonfirmasi"
    )
    assert iterations.submit_iteration(world.iteration("1.2"), by=world["staf"]).state == IterationState.SUBMITTED


def test_an_approval_task_does_not_hold_up_the_submission(world: World) -> None:
    iteration = world.bring("1.3", IterationState.IN_WORK)
    factories.fill(iteration, by=world["staf"])
    assert not TaskEntry.objects.filter(iteration=iteration, task__needs_approval=True).exists()
    assert iterations.submit_iteration(world.iteration("1.3"), by=world["staf"]).state == IterationState.SUBMITTED


def test_submission_needs_the_mandatory_output(world: World) -> None:
    iteration = world.bring("1.3", IterationState.IN_WORK)
    factories.tick_all(iteration, by=world["staf"])
    with pytest.raises(MoveRefused) as refused:
        iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    assert [(r.gate, r.anchor[-14:]) for r in refused.value.reasons] == [
        ("G-daftar-output-submit-1.3", "/1.3/#evidence")
    ]
    factories.make_evidence(world.iteration("1.3"), by=world["staf"], output="daftar-output")
    assert iterations.submit_iteration(world.iteration("1.3"), by=world["staf"]).state == IterationState.SUBMITTED


@pytest.mark.parametrize(
    ("state", "why"),
    [(FileState.CHECKING, "masih diperiksa|still being checked"), (FileState.REFUSED, "ditolak|refused")],
)
def test_submission_waits_for_the_check_of_a_file(world: World, state: str, why: str) -> None:
    iteration = world.bring("1.2", IterationState.IN_WORK)
    factories.fill(iteration, by=world["staf"])
    stored = stored_file(world, state)
    evidence = Evidence.objects.create(
        iteration=iteration, kind="berkas", title="Notulen", file=stored, added_by=world["staf"]
    )
    with pytest.raises(MoveRefused, match=why) as refused:
        iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    assert codes(refused) == ["evidence"]
    artefacts.withdraw_evidence(evidence, by=world["staf"])
    assert iterations.submit_iteration(world.iteration("1.2"), by=world["staf"]).state == IterationState.SUBMITTED


def stored_file(world: World, state: str) -> StoredFile:
    refusal = "Berkas rusak" if state == FileState.REFUSED else ""
    return StoredFile.objects.create(
        name="notulen.pdf", size=9, sha256="0" * 64, state=state, refusal=refusal, uploaded_by=world["staf"]
    )


def test_who_submits_is_a_maker_and_the_voters_are_told(world: World) -> None:
    iteration = world.bring("1.2", IterationState.IN_WORK)
    factories.fill(iteration, by=world["staf"])
    Notice.objects.all().delete()
    iterations.submit_iteration(world.iteration("1.2"), by=world["staf2"], note="Mohon arahan")
    assert makers(iteration, 1) == {world["staf"].pk, world["staf2"].pk}
    told = Notice.objects.filter(kind="to_decide").values_list("user__username", flat=True)
    assert sorted(told) == ["penyelia", "penyelia2"]
    assert world.iteration("1.2").note == "Mohon arahan"


def test_a_withdrawn_submission_is_worked_on_again(world: World) -> None:
    world.bring("1.2", IterationState.SUBMITTED)
    row = iterations.withdraw_iteration(world.iteration("1.2"), by=world["staf2"])
    assert (row.state, row.round) == (IterationState.IN_WORK, 1)
    assert makers(row, 1) == {world["staf"].pk}


# Approve and return ---------------------------------------------------------------------------------------------------


def test_approval_grants_the_approval_tasks_and_freezes_the_outputs(world: World) -> None:
    row = world.bring("1.3", IterationState.APPROVED)
    entry = row.entries.get(task__code="1.3.3")
    assert (entry.granted_by, entry.is_done) == (world["penyelia"], True)
    artefact = world.run("1.3").artefacts.get(code="daftar-output")
    assert (artefact.version, artefact.iteration_id, artefact.url) == (1, row.pk, "https://contoh.go.id/daftar-output")
    verbs = Decision.objects.filter(subject_kind="phases.iteration", subject_id=row.pk).order_by("pk")
    assert [(d.verb, d.checks, d.closes) for d in verbs] == [
        ("submit", False, False), ("grant_task", True, False), ("approve", True, True),
    ]  # fmt: skip
    assert row.finished_at is not None


def test_every_decision_names_the_version_it_was_made_on(world: World) -> None:
    submitted = world.bring("1.2", IterationState.SUBMITTED)
    seen = submitted.version_text
    iterations.approve_iteration(submitted, by=world["penyelia"], seen=seen)
    decision = Decision.objects.get(subject_kind="phases.iteration", subject_id=submitted.pk, verb="approve")
    assert decision.version == seen


def test_a_version_that_has_changed_since_is_not_approved(world: World) -> None:
    seen = world.bring("1.2", IterationState.SUBMITTED).version_text
    iterations.withdraw_iteration(world.iteration("1.2"), by=world["staf"])
    work.write_note(world.iteration("1.2"), world.task("1.2.1"), by=world["staf"], note="Lain")
    iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    with pytest.raises(MoveRefused) as refused:
        iterations.approve_iteration(world.iteration("1.2"), by=world["penyelia"], seen=seen)
    assert codes(refused) == ["changed"]
    with pytest.raises(MoveRefused):
        iterations.return_iteration(world.iteration("1.2"), by=world["penyelia"], comment="x", seen=seen)


def test_a_return_needs_its_reason_and_begins_a_new_round(world: World) -> None:
    world.bring("1.2", IterationState.SUBMITTED)
    with pytest.raises(MoveRefused) as refused:
        iterations.return_iteration(world.iteration("1.2"), by=world["penyelia"], comment="  ")
    assert codes(refused) == ["comment"]
    Notice.objects.all().delete()
    row = iterations.return_iteration(world.iteration("1.2"), by=world["penyelia"], comment=" Lengkapi notulen ")
    assert (row.state, row.round) == (IterationState.RETURNED, 2)
    assert makers(row, 2) == set()
    decision = Decision.objects.get(subject_kind="phases.iteration", subject_id=row.pk, verb="return")
    assert (decision.comment, decision.round) == ("Lengkapi notulen", 1)
    assert sorted(Notice.objects.filter(kind="returned").values_list("user__username", flat=True)) == ["staf", "staf2"]


def test_two_decisions_of_one_round_cannot_be(world: World) -> None:
    world.bring("1.2", IterationState.SUBMITTED)
    stale = world.iteration("1.2")
    iterations.approve_iteration(world.iteration("1.2"), by=world["penyelia"])
    with pytest.raises(MoveRefused, match="Penyelia") as refused:
        iterations.approve_iteration(stale, by=world["penyelia2"])
    assert codes(refused) == ["state"]
    assert Decision.objects.filter(verb="approve").count() == 1


def test_an_output_with_the_same_content_is_no_new_version(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    second = factories.reopen(world, "1.3")
    assert [e.output for e in second.evidence.all()] == ["daftar-output"]
    factories.tick_all(second, by=world["staf"])
    iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.3"), by=world["penyelia"])
    assert world.run("1.3").artefacts.count() == 1
    third = factories.reopen(world, "1.3")
    factories.make_evidence(
        third, by=world["staf"], output="daftar-output", url="https://contoh.go.id/baru", replaces=third.evidence.get()
    )
    factories.tick_all(third, by=world["staf"])
    iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.3"), by=world["penyelia"])
    assert [(a.version, a.url[-4:]) for a in world.run("1.3").artefacts.order_by("version")] == [
        (1, "tput"),
        (2, "baru"),
    ]


def test_two_pieces_of_the_same_output_are_two_artefacts(world: World) -> None:
    iteration = world.bring("1.3", IterationState.IN_WORK)
    for title in ("Lampiran A", "Lampiran B"):
        factories.make_evidence(iteration, by=world["staf"], output="daftar-output", title=title)
    factories.tick_all(iteration, by=world["staf"])
    iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.3"), by=world["penyelia"])
    found = world.run("1.3").artefacts.order_by("title")
    assert [(a.title, a.version, a.code.startswith("daftar-output:")) for a in found] == [
        ("Lampiran A", 1, True), ("Lampiran B", 1, True),
    ]  # fmt: skip


def test_an_iteration_reads_well(world: World) -> None:
    iteration = world.iteration("1.1")
    assert (str(iteration), iteration.version_text) == ("1.1 (1) · Survei Ikan 2026", "1.1.0")
    assert isinstance(iteration, Iteration)
