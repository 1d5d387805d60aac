"""Opening, closing and reopening of phases."""

from __future__ import annotations

import pytest

from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, makers
from phases.engine.enums import IterationState, PhaseState
from phases.engine.services import artefacts, iterations, phases
from tests import factories
from tests.factories import World


def test_a_phase_is_closed_only_when_all_of_it_is_finished(world: World) -> None:
    world.bring_phase(1, PhaseState.RUNNING)
    for number in ("1.1", "1.4", "1.5"):
        factories.set_aside(world, number)
    world.bring("1.2", IterationState.SKIPPED)
    world.bring("1.3", IterationState.APPROVED)
    with pytest.raises(MoveRefused) as refused:
        phases.submit_closing(world.phase(1), by=world["staf"], summary="Selesai")
    assert [(r.code, r.gate, r.anchor[-5:]) for r in refused.value.reasons] == [
        ("unfinished", "", "/1.6/"), ("gate", "G-1.6.4-close-1", "1-6-4"),
    ]  # fmt: skip
    world.bring("1.6", IterationState.APPROVED)
    assert phases.submit_closing(world.phase(1), by=world["staf"], summary="Selesai").state == PhaseState.CLOSING


def test_closing_needs_a_summary_and_another_person(world: World) -> None:
    world.bring_phase(2, PhaseState.RUNNING)
    factories.finish_phase(world, 2)
    with pytest.raises(MoveRefused):
        phases.submit_closing(world.phase(2), by=world["penyelia"], summary=" ")
    Notice.objects.all().delete()
    row = phases.submit_closing(world.phase(2), by=world["penyelia"], summary=" Semua selesai ")
    assert (row.summary, row.submitted_by, makers(row, 1)) == (
        "Semua selesai",
        world["penyelia"],
        {world["penyelia"].pk},
    )
    assert list(Notice.objects.values_list("user__username", "kind")) == [("penyelia2", "to_decide")]
    with pytest.raises(NotAllowed):
        phases.close_phase(row, by=world["penyelia"])
    row = phases.close_phase(row, by=world["penyelia2"])
    assert (row.state, row.round, row.closed_at is not None) == (PhaseState.CLOSED, 2, True)


def test_a_closing_that_is_sent_back_names_what_is_missing(world: World) -> None:
    row = world.bring_phase(2, PhaseState.CLOSING)
    with pytest.raises(MoveRefused):
        phases.return_closing(row, by=world["penyelia"], comment="")
    row = phases.return_closing(row, by=world["penyelia"], comment="Ringkasan terlalu singkat")
    assert (row.state, row.round) == (PhaseState.RUNNING, 2)
    row = phases.submit_closing(row, by=world["staf"], summary="Lebih panjang")
    row = phases.withdraw_closing(row, by=world["staf2"])
    assert (row.state, row.round) == (PhaseState.RUNNING, 2)


def test_in_a_closed_phase_nothing_moves(world: World) -> None:
    world.bring_phase(2, PhaseState.RUNNING)
    world.bring("2.1", IterationState.APPROVED)
    factories.finish_phase(world, 2)
    phases.submit_closing(world.phase(2), by=world["staf"], summary="Selesai")
    for _ in range(2):
        with pytest.raises(MoveRefused) as refused:
            factories.reopen(world, "2.1")
        assert [r.code for r in refused.value.reasons] == ["phase_closed"]
        if world.phase(2).state == PhaseState.CLOSING:
            phases.close_phase(world.phase(2), by=world["penyelia"])
    with pytest.raises(MoveRefused):
        phases.reopen_phase(world.phase(2), by=world["penyelia"], comment=" ")
    row = phases.reopen_phase(world.phase(2), by=world["penyelia"], comment="Ada koreksi")
    assert (row.state, row.closed_at) == (PhaseState.REOPENED, None)
    assert factories.reopen(world, "2.1").number == 2
    with pytest.raises(MoveRefused):
        phases.submit_closing(world.phase(2), by=world["staf"], summary="Selesai lagi")


def test_a_flag_to_recheck_holds_the_closing(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    world.bring_phase(2, PhaseState.RUNNING)
    user = world.bring("2.1", IterationState.IN_WORK)
    artefacts.record_use(user, world.run("1.3").artefacts.get(), by=world["staf"])
    factories.fill(world.iteration("2.1"), by=world["staf"])
    iterations.submit_iteration(world.iteration("2.1"), by=world["staf"])
    iterations.approve_iteration(world.iteration("2.1"), by=world["penyelia"])
    factories.finish_phase(world, 2)
    factories.reopen(world, "1.3")
    with pytest.raises(MoveRefused) as refused:
        phases.submit_closing(world.phase(2), by=world["staf"], summary="Selesai")
    assert [(r.code, r.anchor[-13:]) for r in refused.value.reasons] == [("recheck", "/2.1/#recheck")]
    factories.finish(world, "1.3")
    iterations.clear_recheck(world.run("2.1").rechecks.get(), by=world["penyelia"], comment="Tidak terpengaruh")
    assert phases.submit_closing(world.phase(2), by=world["staf"], summary="Selesai").state == PhaseState.CLOSING


def test_every_move_of_a_phase_is_a_decision_with_its_reason(world: World) -> None:
    row = world.bring_phase(2, PhaseState.REOPENED)
    verbs = Decision.objects.filter(subject_kind="phases.phaserun", subject_id=row.pk).order_by("pk")
    assert [(d.verb, d.state_to, d.by.username, d.comment) for d in verbs] == [
        ("open", "berjalan", "penyelia", ""),
        ("submit_closing", "diajukan_tutup", "staf", "Semua selesai"),
        ("close", "ditutup", "penyelia", ""),
        ("reopen", "dibuka_kembali", "penyelia", "Ada koreksi"),
    ]
