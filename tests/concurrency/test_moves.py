"""Moves of one activity side by side: one effect each, no fork in the audit chain, nobody waits in a circle."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError

from activities import services as team
from activities.design import services as design
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import AuditChain, AuditEntry, Decision
from gsbpm_portal.core.transitions import MoveRefused
from phases.engine.enums import IterationState, PhaseState, RequestKind, RequestState
from phases.engine.models import Iteration, Recheck, Request, TaskEntry
from phases.engine.selectors import bulk
from phases.engine.selectors.replay import differences
from phases.engine.services import artefacts, asks, cycles, iterations, phases, planning, work
from phases.engine.services.bulk import approve_together
from tests import factories
from tests.concurrency.together import together
from tests.factories import World

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    return factories.make_world()


def one_wins(results: list[Any], loser: type[Exception] = MoveRefused) -> Exception:
    """Exactly one got through; gives what the other was told."""
    refused = [r for r in results if isinstance(r, Exception)]
    assert len(refused) == len(results) - 1, results
    assert isinstance(refused[0], loser), results
    return refused[0]


def whole(world: World) -> None:
    result = audit.verify(world.cycle.audit_chain)
    assert (result.findings, result.witnessed) == ([], result.entries)
    assert differences(world.cycle) == []


def test_two_tick_the_same_task_and_two_tick_different_ones(world: World) -> None:
    world.bring("1.1", IterationState.IN_WORK)

    def tick(name: str, code: str) -> None:
        work.tick_task(world.iteration("1.1"), world.task(code), by=world[name], done=True)

    assert together(partial(tick, "staf", "1.1.1"), partial(tick, "staf2", "1.1.1")) == [None, None]
    assert TaskEntry.objects.count() == AuditEntry.objects.filter(action="task.done").count() + 13  # presets
    assert together(partial(tick, "staf", "1.1.2"), partial(tick, "staf2", "1.1.3")) == [None, None]
    assert world.iteration("1.1").revision == 3
    assert AuditEntry.objects.filter(action="task.done").count() == 3
    whole(world)


def test_two_write_the_same_note_and_the_second_sees_both_versions(world: World) -> None:
    world.bring("1.1", IterationState.IN_WORK)
    for turn in range(10):

        def write(name: str, seen: int) -> None:
            text = f"{name} {seen}"
            work.write_note(world.iteration("1.1"), world.task("1.1.1"), by=world[name], note=text, seen=seen)

        conflict = one_wins(together(partial(write, "staf", turn), partial(write, "staf2", turn)), work.Conflict)
        assert isinstance(conflict, work.Conflict)
        stands = TaskEntry.objects.get(task__code="1.1.1").note
        assert (conflict.entry.note, {conflict.entry.note, conflict.mine}) == (
            stands,
            {f"staf {turn}", f"staf2 {turn}"},
        )
    assert AuditEntry.objects.filter(action="task.note").count() == 10


def test_two_begin_a_phase_at_the_same_moment(world: World) -> None:
    """Each starts another sub-process of a phase that is not open: both may, and it opens once."""
    results = together(
        *(
            partial(iterations.start_iteration, world.iteration(n), by=world[who])
            for n, who in (("1.1", "staf"), ("1.2", "staf2"))
        )
    )
    assert [type(r) for r in results] == [Iteration, Iteration], results
    assert AuditEntry.objects.filter(action="phase.open_by_start").count() == 1
    whole(world)


def test_two_submit_two_withdraw_two_reopen(world: World) -> None:
    factories.fill(world.bring("1.2", IterationState.IN_WORK), by=world["staf"])
    both = ("staf", "staf2")
    one_wins(together(*(partial(iterations.submit_iteration, world.iteration("1.2"), by=world[n]) for n in both)))
    one_wins(together(*(partial(iterations.withdraw_iteration, world.iteration("1.2"), by=world[n]) for n in both)))
    iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.2"), by=world["penyelia"])
    one_wins(together(*(partial(factories.reopen, world, "1.2", by=n) for n in ("penyelia", "penyelia2"))))
    assert world.iteration("1.2").number == 2
    assert Decision.objects.filter(verb="reopen").count() == 1
    whole(world)


def test_an_approval_beside_a_withdrawal(world: World) -> None:
    """What is approved is what was submitted, or nothing is."""
    for number in ("1.2", "1.4", "1.5", "2.1", "2.2"):
        row = world.bring(number, IterationState.SUBMITTED)
        approve = partial(iterations.approve_iteration, row, by=world["penyelia"], seen=row.version_text)
        one_wins(together(approve, partial(iterations.withdraw_iteration, row, by=world["staf"])))
        assert world.iteration(number).state in (IterationState.APPROVED, IterationState.IN_WORK)
    whole(world)


def test_two_answer_the_same_request(world: World) -> None:
    for number in ("1.2", "1.4", "1.5", "2.1"):
        request = asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration(number), reason="x")
        told = one_wins(
            together(
                partial(asks.confirm_request, request, by=world["penyelia"]),
                partial(asks.decline_request, request, by=world["penyelia2"], comment="Tidak"),
            )
        )
        state = Request.objects.get(pk=request.pk).state
        assert ("Penyelia2" in str(told)) == (state == RequestState.DECLINED)
        assert (world.iteration(number).state == IterationState.SKIPPED) == (state == RequestState.CONFIRMED)
    whole(world)


def test_two_ask_for_the_same(world: World) -> None:
    ask = partial(asks.ask, RequestKind.SKIP, iteration=world.iteration("1.2"), reason="x")
    one_wins(together(partial(ask, by=world["staf"]), partial(ask, by=world["staf2"])))
    assert Request.objects.count() == 1


def test_a_phase_is_not_closed_over_work_that_comes_back(world: World) -> None:
    """Submitting the closing beside reopening one of its sub-processes, or taking one back in: one of the two is refused."""
    world.bring("2.1", IterationState.APPROVED)
    factories.finish_phase(world, 2)
    other: list[Any] = [
        partial(factories.reopen, world, "2.1"),
        partial(cycles.set_applicability, world.run("2.2"), by=world["penyelia"], applies=True, reason="Perlu"),
    ]
    for action in other:
        closing = partial(phases.submit_closing, world.phase(2), by=world["staf"], summary="Selesai")
        one_wins(together(closing, action))
        unfinished = [run.number for run in world.cycle.runs.filter(phase_run__number=2) if not run.is_finished]
        assert (world.phase(2).state == PhaseState.CLOSING) == (unfinished == [])
        if world.phase(2).state == PhaseState.CLOSING:
            phases.withdraw_closing(world.phase(2), by=world["staf"])
        else:
            break
    whole(world)


def test_everything_at_once_on_one_activity(world: World) -> None:
    """Moves, edits, requests, the team, the plan and the design record side by side: nobody waits in a circle."""
    later = clock.today() + timedelta(days=60)
    world.bring("1.3", IterationState.APPROVED)
    used = world.bring("2.1", IterationState.IN_WORK)
    artefacts.record_use(used, world.run("1.3").artefacts.get(), by=world["staf"])
    for number in ("1.1", "1.2", "1.4", "2.2"):
        factories.fill(world.bring(number, IterationState.IN_WORK), by=world["staf"])
    for turn in range(6):
        asked = asks.ask(
            RequestKind.EXTENSION, by=world["staf"], iteration=world.iteration("2.2"), due=later + timedelta(days=turn),
            reason="x",
        )  # fmt: skip
        values = {"background": f"Latar {turn}", "legal_basis": "", "outline": ""}
        results = together(
            partial(iterations.submit_iteration, world.iteration("1.2"), by=world["staf"]),
            partial(work.write_note, world.iteration("1.4"), world.task("1.4.1"), by=world["staf2"], note=f"Catatan {turn}"),
            partial(factories.make_evidence, world.iteration("1.4"), by=world["staf"], title=f"Bukti {turn}"),
            partial(design.save_section, world.cycle, "description", by=world["staf2"], values=values, seen_revision=turn),
            partial(asks.confirm_request, asked, by=world["penyelia"]),
            partial(factories.reopen, world, "1.3"),
            partial(team.change_cycle, world.cycle, by=world["penyelia2"], name=f"Edisi {turn}"),
            partial(
                planning.plan_run, world.run("1.4"), planning.Plan(world["staf"], None, later + timedelta(days=turn)),
                by=world["penyelia"],
            ),
        )  # fmt: skip
        assert [r for r in results if isinstance(r, Exception)] == []
        assert not any(isinstance(r, OperationalError) for r in results)
        factories.tick_all(world.iteration("1.3"), by=world["staf"])
        iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
        iterations.approve_iteration(world.iteration("1.3"), by=world["penyelia"])
        results = together(
            partial(iterations.return_iteration, world.iteration("1.2"), by=world["penyelia"], comment="Lengkapi"),
            partial(iterations.clear_recheck, Recheck.objects.latest("pk"), by=world["penyelia2"], comment="Tetap"),
            partial(
                team.add_seat, world.cycle, user=world["rekan"], role="staf", phases=[turn + 1], by=world["pimpinan"]
            ),
            partial(factories.set_aside, world, f"6.{turn + 1}" if turn < 4 else f"7.{turn}"),
            partial(
                asks.ask, RequestKind.SKIP, by=world["staf"], iteration=world.iteration(f"5.{turn + 1}"), reason="x"
            ),
        )
        expected = 1 if turn == 3 else 0  # 5.4 leaves a mandatory output
        assert len([r for r in results if isinstance(r, Exception)]) == expected, results
    entries = AuditEntry.objects.filter(chain__key=world.cycle.audit_chain)
    assert sorted(entries.values_list("seq", flat=True)) == list(range(1, entries.count() + 1))
    whole(world)


def test_two_approve_the_same_ones_together_in_opposite_order(world: World) -> None:
    """Over several activities: neither waits for the other in a circle, and each submission has one decision."""
    office, staff = world.places["perikanan"], world["staf"]
    team_of = [
        (world[name], role, 0) for name, role in (("staf", "staf"), ("penyelia", "penyelia"), ("penyelia2", "penyelia"))
    ]
    worlds = [world.at(factories.make_cycle(factories.make_activity(office, by=staff), team=team_of)) for _ in range(4)]
    for number in ("1.2", "1.4"):
        for there in worlds:
            there.bring(number, IterationState.SUBMITTED)
        keys = [candidate.key for candidate in bulk.candidates(world["penyelia"])[office]]
        assert len(keys) == 4
        forth, back = together(
            partial(approve_together, office, keys, by=world["penyelia"]),
            partial(approve_together, office, keys[::-1], by=world["penyelia2"]),
        )
        assert sorted(len(result.approved) for result in (forth, back)) == [0, 4], (forth, back)
        assert {there.iteration(number).state for there in worlds} == {IterationState.APPROVED}
    for there in worlds:
        whole(there)


def test_two_first_entries_of_a_new_chain(db: None) -> None:
    for number in range(10):
        write = partial(audit.append, f"new:{number}", action="test", by=None, subject=("x", 1), subject_label="x")
        results = together(write, write, write)
        assert sorted(r.seq for r in results) == [1, 2, 3], results
    assert AuditChain.objects.filter(key__startswith="new:").count() == 10
    assert all(result.ok for result in audit.verify_all())


def test_verifying_beside_writing_finds_no_fault(world: World) -> None:
    chain = world.cycle.audit_chain

    def write() -> None:
        for _ in range(60):
            audit.append(chain, action="test", by=None, subject=("x", 1), subject_label="x")

    def verify() -> list[Any]:
        return [finding for _ in range(25) for finding in audit.verify(chain).findings]

    assert together(write, write, verify, verify) == [None, None, [], []]
    assert audit.verify(chain).entries >= 120
