"""What is asked and answered by another person: skip, override of a gate, extension, reopening; and delegation of the vote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import AuditEntry, AuditKind, Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, makers
from phases.engine import rules
from phases.engine.enums import IterationState, PhaseState, RequestKind, RequestState
from phases.engine.machines import iteration_machine
from phases.engine.models import Request, WorkflowTemplate
from phases.engine.selectors.sheet import cycle_sheet, find_cycle
from phases.engine.services import asks, iterations, people, phases, work
from tests import factories
from tests.factories import World


def codes(refused: pytest.ExceptionInfo[MoveRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def ask(world: World, kind: str, number: str, *, by: str = "staf", **more: Any) -> Request:
    return asks.ask(kind, by=world[by], iteration=world.iteration(number), reason="Perlu sekali", **more)


# Asking ---------------------------------------------------------------------------------------------------------------


def test_asking_needs_a_reason_a_right_and_sense(world: World) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    with pytest.raises(MoveRefused) as refused:
        asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration("1.2"), reason=" ")
    assert codes(refused) == ["comment"]
    for name in ("walidata", "pimpinan", "admin", "rekan", "luar", "super"):
        with pytest.raises(NotAllowed):
            ask(world, RequestKind.SKIP, "1.2", by=name)
    with pytest.raises(MoveRefused) as refused:
        ask(world, RequestKind.SKIP, "1.3")
    assert codes(refused) == ["mandatory"]
    with pytest.raises(MoveRefused) as refused:
        ask(world, RequestKind.REOPEN, "1.2")
    assert codes(refused) == ["state"]
    for due in (None, clock.today()):
        with pytest.raises(MoveRefused) as refused:
            ask(world, RequestKind.EXTENSION, "1.2", due=due)
        assert codes(refused) == ["due"]
    with pytest.raises(MoveRefused) as refused:
        asks.ask(RequestKind.SKIP, by=world["penyelia"], phase_run=world.phase(1), reason="x")
    assert codes(refused) == ["subject"]
    assert not Request.objects.exists()


def test_the_same_is_not_asked_twice_at_a_time(world: World) -> None:
    first = ask(world, RequestKind.SKIP, "1.2")
    with pytest.raises(MoveRefused) as refused:
        ask(world, RequestKind.SKIP, "1.2", by="staf2")
    assert codes(refused) == ["open"]
    asks.withdraw_request(first, by=world["staf"])
    assert ask(world, RequestKind.SKIP, "1.2", by="staf2").state == RequestState.OPEN


def test_a_frozen_iteration_is_not_asked_about(world: World) -> None:
    old = world.bring("1.2", IterationState.APPROVED)
    factories.reopen(world, "1.2")
    with pytest.raises(MoveRefused) as refused:
        asks.ask(RequestKind.REOPEN, by=world["staf"], iteration=old, reason="Lagi")
    assert codes(refused) == ["state"]


# Skip -----------------------------------------------------------------------------------------------------------------


def test_a_skip_is_asked_for_and_confirmed_by_another(world: World) -> None:
    request = ask(world, RequestKind.SKIP, "1.2", by="penyelia")
    assert sorted(Notice.objects.filter(kind="to_answer").values_list("user__username", flat=True)) == ["penyelia2"]
    with pytest.raises(NotAllowed):
        asks.confirm_request(request, by=world["penyelia"])
    with pytest.raises(MoveRefused):
        iterations.skip_iteration(world.iteration("1.2"), by=world["penyelia2"], comment="Langsung")
    asks.confirm_request(request, by=world["penyelia2"])
    row = world.iteration("1.2")
    assert (row.state, row.round) == (IterationState.SKIPPED, 2)
    decision = Decision.objects.get(subject_kind="phases.iteration", subject_id=row.pk)
    assert (decision.verb, decision.by, decision.comment) == ("skip", world["penyelia2"], "Perlu sekali")
    assert makers(row, 1) == {world["penyelia"].pk}
    assert list(Notice.objects.filter(kind="answered").values_list("user__username", flat=True)) == ["penyelia"]


def test_a_declined_skip_leaves_the_asker_free_to_decide_later(world: World) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    request = ask(world, RequestKind.SKIP, "1.2", by="penyelia")
    with pytest.raises(MoveRefused):
        asks.decline_request(request, by=world["penyelia2"], comment="")
    asks.decline_request(request, by=world["penyelia2"], comment="Tetap perlu")
    factories.fill(world.iteration("1.2"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    assert iterations.approve_iteration(world.iteration("1.2"), by=world["penyelia"]).state == IterationState.APPROVED


def test_a_skip_is_not_confirmed_once_the_work_was_submitted(world: World) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    request = ask(world, RequestKind.SKIP, "1.2")
    factories.fill(world.iteration("1.2"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    with pytest.raises(MoveRefused) as refused:
        asks.confirm_request(request, by=world["penyelia"])
    assert codes(refused) == ["state"]
    assert Request.objects.get().state == RequestState.OPEN


def test_a_maker_of_the_work_does_not_answer_for_it(world: World) -> None:
    """Whether the work was done before the asking or after it."""
    world.cycle.seats.create(user=world["penyelia2"], role="staf", phase=0)
    world.cycle.seats.create(user=world["penyelia"], role="staf", phase=0)
    world.bring("1.2", IterationState.IN_WORK)
    work.write_note(world.iteration("1.2"), world.task("1.2.1"), by=world["penyelia2"], note="Saya yang kerjakan")
    request = ask(world, RequestKind.EXTENSION, "1.2", due=clock.today() + timedelta(days=9))
    with pytest.raises(NotAllowed) as refused:
        asks.confirm_request(request, by=world["penyelia2"])
    assert codes(refused) == ["maker"]
    work.write_note(world.iteration("1.2"), world.task("1.2.1"), by=world["penyelia"], note="Saya juga")
    with pytest.raises(NotAllowed) as refused:
        asks.confirm_request(request, by=world["penyelia"])
    assert codes(refused) == ["maker"]


# Extension and reopening -----------------------------------------------------------------------------------------------


def test_a_confirmed_extension_moves_the_due_date(world: World) -> None:
    run = world.run("1.2")
    type(run).objects.filter(pk=run.pk).update(escalated_at=clock.now())
    due = clock.today() + timedelta(days=40)
    asks.confirm_request(ask(world, RequestKind.EXTENSION, "1.2", due=due), by=world["penyelia"])
    assert (world.run("1.2").due, world.run("1.2").escalated_at) == (due, None)
    logged = AuditEntry.objects.get(action="run.plan")
    assert (logged.changes, logged.reason) == ({"due": [str(run.due), str(due)]}, "Perlu sekali")


def test_an_extension_asked_too_long_ago_is_not_confirmed(world: World) -> None:
    request = ask(world, RequestKind.EXTENSION, "1.2", due=clock.today() + timedelta(days=2))
    with clock.at(clock.now() + timedelta(days=5)), pytest.raises(MoveRefused) as refused:
        asks.confirm_request(request, by=world["penyelia"])
    assert codes(refused) == ["due"]


def test_staff_ask_for_a_reopening(world: World) -> None:
    world.bring("1.2", IterationState.APPROVED)
    asks.confirm_request(
        ask(world, RequestKind.REOPEN, "1.2", due=factories.in_days(9)), by=world["penyelia"], due=factories.in_days(14)
    )
    row = world.iteration("1.2")
    assert (row.number, row.state, row.reason) == (2, IterationState.IN_WORK, "Perlu sekali")
    assert row.run.due == factories.in_days(14), "the supervisor may give another date than the one proposed"


def test_a_reopening_that_came_too_late_leaves_nothing_behind(world: World) -> None:
    world.bring("1.2", IterationState.APPROVED)
    request = ask(world, RequestKind.REOPEN, "1.2", due=factories.in_days(9))
    factories.reopen(world, "1.2", by="penyelia2")
    entries, decisions = AuditEntry.objects.count(), Decision.objects.count()
    with pytest.raises(MoveRefused):
        asks.confirm_request(request, by=world["penyelia"])
    assert (AuditEntry.objects.count(), Decision.objects.count()) == (entries, decisions)
    assert world.iteration("1.2").number == 2
    assert asks.decline_request(request, by=world["penyelia"], comment="Sudah dibuka").state == RequestState.DECLINED


# Overrides ------------------------------------------------------------------------------------------------------------


def override(world: World, *, by: str = "penyelia", **where: Any) -> Request:
    return asks.ask(RequestKind.OVERRIDE, by=world[by], reason="Keadaan darurat", **where)


@pytest.mark.parametrize("confirmer", ["penyelia2", "pimpinan"])
def test_an_override_is_asked_by_a_supervisor_and_confirmed_by_a_second_person(world: World, confirmer: str) -> None:
    world.bring("1.3", IterationState.IN_WORK)
    factories.tick_all(world.iteration("1.3"), by=world["staf"])
    gate = "G-daftar-output-submit-1.3"
    with pytest.raises(NotAllowed):
        override(world, by="staf", iteration=world.iteration("1.3"), gate=gate)
    with pytest.raises(MoveRefused):
        override(world, iteration=world.iteration("1.3"), gate="G-1.6.4-start-4.3")
    request = override(world, iteration=world.iteration("1.3"), gate=gate)
    told = Notice.objects.filter(kind="to_answer").values_list("user__username", flat=True)
    assert sorted(told) == ["penyelia2", "pimpinan"]
    for name in ("penyelia", "staf", "walidata", "admin", "luar", "super"):
        with pytest.raises(NotAllowed):
            asks.confirm_request(request, by=world[name])
    with pytest.raises(MoveRefused):
        iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    asks.confirm_request(request, by=world[confirmer])
    submitted = iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    assert submitted.state == IterationState.SUBMITTED
    trail = AuditEntry.objects.filter(kind=AuditKind.OVERRIDE).order_by("seq")
    assert [(e.action, e.actor_name.lower()) for e in trail] == [
        ("request.lampaui", "penyelia"), ("gate.override", confirmer), ("iteration.submit", "staf"),
    ]  # fmt: skip
    assert trail[1].context == {"number": "1.3", "gate": gate, "asked_by": "Penyelia"}
    assert (trail[1].reason, trail[2].context["overrides"]) == ("Keadaan darurat", [gate])


def test_an_override_waives_its_own_gate_alone(world: World) -> None:
    request = override(world, iteration=world.iteration("4.3"), gate="G-1.6.4-start-4.3")
    asks.confirm_request(request, by=world["pimpinan"])
    assert [r.gate for r in iteration_machine.reasons(world.iteration("4.3"), "start")] == ["G-3.4.3-start-4.3"]


def test_what_is_not_a_gate_of_the_catalogue_is_not_overridden(world: World) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    assert asks.gates_held(world.iteration("1.2")) == {}
    with pytest.raises(MoveRefused):
        override(world, iteration=world.iteration("1.2"), gate="")


def test_the_gate_at_the_door_of_a_phase_is_overridden_for_the_phase(world: World) -> None:
    """Asked in any of its sub-processes; the phase then opens by the first start, as an override."""
    gate = "G-4.4.3-open-5"
    request = override(world, iteration=world.iteration("5.2"), gate=gate)
    assert (request.iteration, request.run, request.phase_run) == (None, None, world.phase(5))
    asks.confirm_request(request, by=world["pimpinan"])
    iterations.start_iteration(world.iteration("5.1"), by=world["staf"])
    assert world.phase(5).state == PhaseState.RUNNING
    assert list(
        AuditEntry.objects.filter(kind=AuditKind.OVERRIDE, context__overrides=[gate]).values_list("action", flat=True)
    ) == ["phase.open_by_start"]


def test_an_overridden_entry_gate_opens_the_phase_by_hand_too(world: World) -> None:
    gate = "G-4.4.3-open-5"
    with pytest.raises(MoveRefused) as refused:
        phases.open_phase(world.phase(5), by=world["penyelia"])
    assert [r.gate for r in refused.value.reasons] == [gate]
    asks.confirm_request(override(world, phase_run=world.phase(5), gate=gate), by=world["penyelia2"])
    phases.open_phase(world.phase(5), by=world["penyelia"])
    entry = AuditEntry.objects.get(action="phase.open")
    assert (entry.kind, entry.context["overrides"]) == (AuditKind.OVERRIDE, [gate])


def closing_gate(world: World) -> str:
    """A gate on the closing of phase 2 that nothing in phase 2 satisfies."""
    template = WorkflowTemplate.objects.get()
    gate = {"code": "G-1.6.4-close-2", "holds": {"move": "close_phase", "phase": 2}, "needs": {"task": "1.6.4"}}
    template.gates.append({**gate, "id": "KAK belum disetujui.", "en": "The KAK is not approved yet."})
    template.save()
    return str(gate["code"])


def test_an_overridden_closing_gate_closes_the_phase(world: World) -> None:
    gate = closing_gate(world)
    world.bring_phase(2, PhaseState.RUNNING)
    factories.finish_phase(world, 2)
    with pytest.raises(MoveRefused) as refused:
        phases.submit_closing(world.phase(2), by=world["staf"], summary="Selesai")
    assert [r.gate for r in refused.value.reasons] == [gate]
    asks.confirm_request(override(world, phase_run=world.phase(2), gate=gate), by=world["pimpinan"])
    phases.submit_closing(world.phase(2), by=world["staf"], summary="Selesai")
    phases.close_phase(world.phase(2), by=world["penyelia"])
    kinds = AuditEntry.objects.filter(action__in=["phase.submit_closing", "phase.close"]).values_list("kind", flat=True)
    assert list(kinds) == [AuditKind.OVERRIDE, AuditKind.OVERRIDE]


def test_an_override_does_not_reach_over_the_reopening_of_the_phase(world: World) -> None:
    gate = closing_gate(world)
    world.bring_phase(2, PhaseState.RUNNING)
    factories.finish_phase(world, 2)
    asks.confirm_request(override(world, phase_run=world.phase(2), gate=gate), by=world["pimpinan"])
    phases.submit_closing(world.phase(2), by=world["staf"], summary="Selesai")
    phases.close_phase(world.phase(2), by=world["penyelia"])
    phases.reopen_phase(world.phase(2), by=world["penyelia"], comment="Koreksi")
    assert list(asks.gates_held_of_phase(world.phase(2))) == [gate]
    sheet, row = cycle_sheet(world["staf"], find_cycle(world["staf"], "IKAN", "2026")), world.phase(2)
    assert (set(sheet.overridden(phase_run=row.pk)), set(sheet.overridden(phase_run=row.pk, ever=True))) == (
        set(),
        {gate},
    )


def test_an_override_that_is_no_longer_needed_is_not_confirmed(world: World) -> None:
    request = override(world, iteration=world.iteration("4.3"), gate="G-1.6.4-start-4.3")
    world.bring("1.6", IterationState.APPROVED)
    with pytest.raises(MoveRefused) as refused:
        asks.confirm_request(request, by=world["pimpinan"])
    assert codes(refused) == ["gate"]


def test_an_override_ends_with_its_iteration(world: World) -> None:
    world.bring("1.3", IterationState.IN_WORK)
    factories.tick_all(world.iteration("1.3"), by=world["staf"])
    gate = "G-daftar-output-submit-1.3"
    asks.confirm_request(override(world, iteration=world.iteration("1.3"), gate=gate), by=world["pimpinan"])
    iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.3"), by=world["penyelia"])
    factories.reopen(world, "1.3")
    assert gate in asks.gates_held(world.iteration("1.3"))


# Delegation of the vote -----------------------------------------------------------------------------------------------


def delegated(world: World, *, first: int = 0, last: int = 0, phase: int = 0, delegate: str = "rekan") -> None:
    today = clock.today()
    factories.make_delegation(
        world.cycle, delegator=world["penyelia"], delegate=world[delegate], phase=phase,
        starts=today + timedelta(days=first), ends=today + timedelta(days=last),
    )  # fmt: skip


def votes(world: World, name: str, phase: int) -> bool:
    return rules.is_supervisor(world[name], world.cycle, phase)


def test_a_running_delegation_gives_the_vote_and_takes_it(world: World) -> None:
    delegated(world)
    assert (votes(world, "rekan", 1), votes(world, "penyelia", 1), votes(world, "penyelia2", 1)) == (True, False, True)
    assert [u.username for u in people.voters(world.cycle, 1)] == ["penyelia2", "rekan"]
    world.bring("1.2", IterationState.SUBMITTED)
    with pytest.raises(NotAllowed) as refused:
        iterations.approve_iteration(world.iteration("1.2"), by=world["penyelia"])
    assert codes(refused) == ["delegated"]
    iterations.approve_iteration(world.iteration("1.2"), by=world["rekan"])
    decision = Decision.objects.get(verb="approve")
    assert (decision.by, decision.on_behalf_of) == (world["rekan"], world["penyelia"])
    assert AuditEntry.objects.get(action="iteration.approve").context["on_behalf_of"] == "Penyelia"


@pytest.mark.parametrize(("first", "last"), [(-9, -1), (1, 9)])
def test_one_that_is_over_or_not_begun_gives_none(world: World, first: int, last: int) -> None:
    delegated(world, first=first, last=last)
    assert (votes(world, "rekan", 1), votes(world, "penyelia", 1)) == (False, True)


def test_one_that_was_ended_gives_none(world: World) -> None:
    delegated(world, last=9)
    world.cycle.delegations.update(ended_at=clock.now())
    assert (votes(world, "rekan", 1), votes(world, "penyelia", 1)) == (False, True)


def test_it_covers_its_phase_alone(world: World) -> None:
    delegated(world, phase=2)
    assert [votes(world, "rekan", n) for n in (1, 2, 3)] == [False, True, False]
    assert [votes(world, "penyelia", n) for n in (1, 2, 3)] == [True, False, True]


def test_it_gives_no_more_than_the_delegator_has(world: World) -> None:
    world.cycle.seats.filter(user=world["penyelia"]).update(phase=3)
    delegated(world)
    assert [votes(world, "rekan", n) for n in (1, 3)] == [False, True]
    world["penyelia"].memberships.all().delete()
    assert votes(world, "rekan", 3) is False


def test_a_delegated_vote_is_not_handed_on(world: World) -> None:
    delegated(world)
    factories.make_delegation(
        world.cycle, delegator=world["rekan"], delegate=world["staf2"], starts=clock.today(), ends=clock.today()
    )
    assert (votes(world, "rekan", 1), votes(world, "staf2", 1)) == (True, False)


def test_a_delegate_who_worked_on_it_does_not_decide(world: World) -> None:
    delegated(world, delegate="staf2")
    iteration = world.bring("1.2", IterationState.IN_WORK)
    factories.fill(iteration, by=world["staf2"])
    iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    with pytest.raises(NotAllowed) as refused:
        iterations.approve_iteration(world.iteration("1.2"), by=world["staf2"])
    assert codes(refused) == ["maker"]


def test_a_closed_account_has_no_standing(world: World) -> None:
    """Neither of its own, nor through it."""
    delegated(world)
    type(world["penyelia"]).objects.filter(username__in=["penyelia", "staf", "pimpinan"]).update(is_active=False)
    assert [votes(world, name, 1) for name in ("penyelia", "rekan")] == [False, False]
    assert not rules.is_staff(world["staf"], world.cycle, 1)
    assert not rules.is_on_team(world["staf"], world.cycle)
    assert not rules.may_manage(world["pimpinan"], world.cycle)


def test_a_seat_without_the_role_behind_it_gives_no_vote(world: World) -> None:
    world["penyelia"].memberships.all().delete()
    assert not votes(world, "penyelia", 1)
    assert [u.username for u in people.voters(world.cycle, 1)] == ["penyelia2"]
