"""An office at work: the rules that Hypothesis plays in any order, and what must hold after every step."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gsbpm_portal.core import clock
from gsbpm_portal.core.models import AuditEntry, Contribution, Decision
from gsbpm_portal.core.transitions import Machine, MoveRefused, Offer
from phases.engine.enums import IterationState, PhaseState, RecheckState, RequestKind, RequestState
from phases.engine.machines import iteration_machine, phase_machine, recheck_machine, request_machine
from phases.engine.models import Artefact, Evidence, Iteration, PhaseRun, Recheck, Request, SubProcessRun, TaskEntry
from phases.engine.selectors.inbox import Doing, waiting
from phases.engine.selectors.replay import differences
from phases.engine.services import artefacts, asks, cycles, iterations, phases, work
from tests import factories

DEEP = int(os.environ.get("WORKFLOW_EXAMPLES", "0"))
NUMBERS = ["1.2", "1.3", "1.6", "2.1", "2.4", "3.4", "4.3", "4.4", "5.1", "8.1"]
"""Sub-processes with and without approvals, mandatory outputs, gates at their start and at the door of their phase."""
PHASES = [1, 2, 5, 8]
PEOPLE = [
    "staf",
    "staf2",
    "penyelia",
    "penyelia2",
    "rangkap",
    "walidata",
    "pimpinan",
    "admin",
    "super",
    "luar",
    "rekan",
]
BUSY = ["staf", "staf", "staf2", "penyelia", "penyelia", "penyelia2", "rangkap", "rangkap", "pimpinan"]

DOERS = ["penyelia", "staf", "rangkap", "penyelia2"]
SUPERVISORS = ("penyelia", "penyelia2", "rangkap", "pimpinan")

people = st.sampled_from(BUSY * 2 + PEOPLE)
staff = st.sampled_from(["staf", "staf2", "rangkap"])
numbers = st.sampled_from(NUMBERS)
which = st.integers(0, 1)
pick = st.integers(0, 11)

MACHINES: dict[str, Machine[Any]] = {
    "iteration": iteration_machine, "phase": phase_machine, "request": request_machine, "recheck": recheck_machine,
}  # fmt: skip
SERVICES: dict[tuple[str, str], Callable[..., Any]] = {
    ("iteration", "start"): iterations.start_iteration,
    ("iteration", "submit"): iterations.submit_iteration,
    ("iteration", "withdraw"): iterations.withdraw_iteration,
    ("iteration", "approve"): iterations.approve_iteration,
    ("iteration", "return"): lambda s, by: iterations.return_iteration(s, by=by, comment="Lengkapi"),
    ("iteration", "skip"): lambda s, by: iterations.skip_iteration(s, by=by, comment="Lewati"),
    ("phase", "open"): phases.open_phase,
    ("phase", "open_by_start"): lambda s, by: phase_machine.move(s, "open_by_start", by=by),
    ("phase", "submit_closing"): lambda s, by: phases.submit_closing(s, by=by, summary="Selesai"),
    ("phase", "withdraw_closing"): phases.withdraw_closing,
    ("phase", "close"): phases.close_phase,
    ("phase", "return_closing"): lambda s, by: phases.return_closing(s, by=by, comment="Belum"),
    ("phase", "reopen"): lambda s, by: phases.reopen_phase(s, by=by, comment="Koreksi"),
    ("request", "confirm"): asks.confirm_request,
    ("request", "decline"): lambda s, by: asks.decline_request(s, by=by, comment="Tidak"),
    ("request", "withdraw"): asks.withdraw_request,
    ("recheck", "unchanged"): lambda s, by: iterations.clear_recheck(s, by=by, comment="Tetap"),
}
INTERNAL = {("recheck", "redo")}
"""Made by reopening the flagged run, never by itself."""


class Office(RuleBasedStateMachine):
    """Two cycles (a survey, a compilation), everybody at work. Each example is a transaction that is undone."""

    worlds: list[factories.World]

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.makers: dict[tuple[str, int], set[int]] = defaultdict(set)
        for kind, key, user in Contribution.objects.values_list("subject_kind", "subject_id", "user"):
            self.makers[kind, key].add(user)
        for decision in Decision.objects.filter(closes=True):
            self.makers[decision.subject_kind, decision.subject_id].clear()
        self.frozen: dict[int, Any] = {}
        self.seen_entries: dict[int, str] = dict(AuditEntry.objects.values_list("pk", "mac"))
        self.seen_decisions: dict[int, tuple[Any, ...]] = {row[0]: row for row in Decision.objects.values_list()}
        self.turn = 0
        self.checked: tuple[Any, ...] = ()
        self.history_is_as_it_was()

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            try:
                self.checked = ()
                self.all_holds()
                for name in PEOPLE if DEEP else PEOPLE[self.turn % 4 :: 4]:
                    self.what_waits_is_what_the_machines_offer(name)
            finally:
                transaction.set_rollback(True)
                self.undo.__exit__(None, None, None)
                del self.undo

    # What people do ---------------------------------------------------------------------------------------------------

    def attempt(self, machine: str, subject: Any, name: str, nth: int, lawful: bool) -> None:
        """A move that is offered succeeds; one that is not is refused and changes nothing.

        Where `name` has nothing to do, a lawful step is made by the next one who has.
        """
        engine, by = MACHINES[machine], self.worlds[0][name]
        offered = self.offered(machine, subject, by)
        for other in DOERS if lawful else ():
            if offered:
                break
            by = self.worlds[0][other]
            offered = self.offered(machine, subject, by)
        if lawful and offered:
            move = offered[nth % len(offered)]
        else:
            move = engine.transitions[nth % len(engine.transitions)].name
        if (machine, move) in INTERNAL:
            return
        before = self.fingerprint()
        try:
            with transaction.atomic():
                SERVICES[machine, move](subject, by=by)
        except MoveRefused as refused:
            assert move not in offered, f"{by} was offered {machine}.{move}, but: {refused}"
            assert refused.reasons
            assert self.fingerprint() == before, f"{machine}.{move} was refused and left a trace"
        else:
            assert move in offered, f"{by} was not offered {machine}.{move} and it was done"
            if machine == "iteration" and move == "submit":
                self.makers["phases.iteration", subject.pk].add(by.pk)
            if machine == "phase" and move == "submit_closing":
                self.makers["phases.phaserun", subject.pk].add(by.pk)

    def offered(self, machine: str, subject: Any, by: Any) -> list[str]:
        offers: list[Offer] = MACHINES[machine].offers(subject, by)
        return [offer.name for offer in offers if offer.may and (machine, offer.name) not in INTERNAL]

    @rule(name=people, world=which, number=numbers, nth=pick, lawful=st.sampled_from([True, True, True, False]))
    def move_a_subprocess(self, name: str, world: int, number: str, nth: int, lawful: bool) -> None:
        self.attempt("iteration", self.worlds[world].iteration(number), name, nth, lawful)

    @rule(name=staff, world=which, number=numbers, verdict=st.sampled_from(["", "", "approve", "approve", "return"]))
    def work_through_a_subprocess(self, name: str, world: int, number: str, verdict: str) -> None:
        """Start it where that is allowed, do all that a submission needs, submit it, and often have it decided."""
        w = self.worlds[world]
        if "start" in self.offered("iteration", w.iteration(number), w[name]):
            iterations.start_iteration(w.iteration(number), by=w[name])
        if w.iteration(number).is_editable and w.run(number).applies:
            factories.fill(w.iteration(number), by=w[name])
            self.makers["phases.iteration", w.iteration(number).pk].add(w.people[name])
            if "submit" in self.offered("iteration", w.iteration(number), w[name]):
                iterations.submit_iteration(w.iteration(number), by=w[name])
        if verdict and verdict in self.offered("iteration", w.iteration(number), w["penyelia2"]):
            SERVICES["iteration", verdict](w.iteration(number), by=w["penyelia2"])

    @rule(name=people, world=which, number=numbers, what=st.integers(0, 3))
    def write(self, name: str, world: int, number: str, what: int) -> None:
        """Somebody writes: done by staff while it is worked on, else refused without a trace."""
        w = self.worlds[world]
        by, iteration = w[name], w.iteration(number)
        task = next(t for t in iteration.run.subprocess.tasks.all() if not t.needs_approval)
        before = self.fingerprint()
        try:
            with transaction.atomic():
                if what == 0:
                    work.write_note(iteration, task, by=by, note=f"Catatan {before}"[:200])
                elif what == 1:
                    factories.make_evidence(iteration, by=by)
                elif what == 2:
                    work.set_task_applicability(iteration, task, by=by, applies=False, reason="Nihil")
                else:
                    work.tick_task(iteration, task, by=by, done=True)
        except MoveRefused:
            assert self.fingerprint() == before
        else:
            assert name in ("staf", "staf2", "rangkap"), name
            assert iteration.is_editable
            if self.fingerprint() != before:
                self.makers["phases.iteration", iteration.pk].add(by.pk)

    @rule(name=people, world=which, number=numbers)
    def grant(self, name: str, world: int, number: str) -> None:
        w = self.worlds[world]
        task = w.run(number).subprocess.tasks.filter(needs_approval=True).first()
        if task is not None:
            self.quietly(lambda: work.grant_task(w.iteration(number), task, by=w[name]))

    @rule(name=people, world=which, phase=st.sampled_from(PHASES), nth=pick, lawful=st.booleans())
    def move_a_phase(self, name: str, world: int, phase: int, nth: int, lawful: bool) -> None:
        self.attempt("phase", self.worlds[world].phase(phase), name, nth, lawful)

    @rule(name=people, nth=pick, choice=pick, lawful=st.sampled_from([True, True, False]))
    def decide(self, name: str, nth: int, choice: int, lawful: bool) -> None:
        """On something that was submitted, in either cycle."""
        found = Iteration.objects.filter(state=IterationState.SUBMITTED).order_by("pk")
        if count := found.count():
            self.attempt("iteration", found[nth % count], name, choice, lawful)

    @rule(name=people, nth=pick)
    def reopen(self, name: str, nth: int) -> None:
        """Something finished, in either cycle."""
        found = SubProcessRun.objects.filter(current__state__in=IterationState.finished()).order_by("pk")
        if count := found.count():
            self.quietly(
                lambda: iterations.reopen_run(
                    found[nth % count],
                    by=self.worlds[0][name],
                    reason="Ada kesalahan",
                    due=clock.today() + timedelta(days=30),
                )
            )

    @rule(
        name=people, world=which, number=numbers, nth=st.integers(0, 3), phase=st.sampled_from([0, 0, *PHASES]), gate=pick
    )  # fmt: skip
    def ask(self, name: str, world: int, number: str, nth: int, phase: int, gate: int) -> None:
        w = self.worlds[world]
        kind = RequestKind.values[nth]
        where: dict[str, Any] = {"iteration": w.iteration(number)}
        held = asks.gates_held(where["iteration"])
        if phase and kind == RequestKind.OVERRIDE:
            where = {"phase_run": w.phase(phase)}
            held = asks.gates_held_of_phase(where["phase_run"])
        code = sorted(held)[gate % len(held)] if held else "G-9.9.9-start-1.1"
        due = clock.today() + timedelta(days=9 if gate % 3 else -1)
        self.quietly(lambda: asks.ask(kind, by=w[name], reason="Perlu", gate=code, due=due, **where))

    @rule(name=people, nth=pick, choice=pick, lawful=st.booleans())
    def answer(self, name: str, nth: int, choice: int, lawful: bool) -> None:
        found = Request.objects.filter(state=RequestState.OPEN).order_by("pk")
        if count := found.count():
            self.attempt("request", found[nth % count], name, choice, lawful)

    @rule(name=people, nth=pick, choice=pick)
    def answer_a_flag(self, name: str, nth: int, choice: int) -> None:
        found = Recheck.objects.order_by("pk")
        if count := found.count():
            self.attempt("recheck", found[nth % count], name, choice, lawful=True)

    @rule(name=staff, world=which, number=numbers, nth=pick)
    def use_an_output(self, name: str, world: int, number: str, nth: int) -> None:
        w = self.worlds[world]
        found = Artefact.objects.filter(run__cycle=w.cycle_id).order_by("pk")
        if count := found.count():
            iteration = w.iteration(number)
            if self.quietly(lambda: artefacts.record_use(iteration, found[nth % count], by=w[name])):
                self.makers["phases.iteration", iteration.pk].add(w.people[name])

    @rule(name=people, world=which, number=numbers, applies=st.booleans())
    def set_applicability(self, name: str, world: int, number: str, applies: bool) -> None:
        w = self.worlds[world]
        self.quietly(lambda: cycles.set_applicability(w.run(number), by=w[name], applies=applies, reason="Alasan"))

    @rule(world=which, delegate=st.sampled_from(["rekan", "staf2", "rangkap", "luar"]), end=st.booleans())
    def delegate(self, world: int, delegate: str, end: bool) -> None:
        w = self.worlds[world]
        running = w.cycle.delegations.filter(ended_at__isnull=True)
        if end or running.exists():
            running.update(ended_at=clock.now())
        else:
            factories.make_delegation(
                w.cycle, delegator=w["penyelia"], delegate=w[delegate], starts=clock.today(), ends=clock.today()
            )

    def quietly(self, action: Callable[[], Any]) -> bool:
        """Do it; where it is refused it leaves no trace."""
        before = self.fingerprint()
        try:
            with transaction.atomic():
                action()
        except MoveRefused:
            assert self.fingerprint() == before
            return False
        return self.fingerprint() != before

    # What must hold after every step -------------------------------------------------------------------------------------

    def fingerprint(self) -> tuple[Any, ...]:
        """Changes with every lawful change."""
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT (SELECT count(*) FROM core_auditentry), (SELECT count(*) FROM core_decision),
                (SELECT count(*) FROM core_contribution), (SELECT count(*) FROM phases_evidence)"""
            )
            return tuple(cursor.fetchone())

    @invariant()
    def all_holds(self) -> None:
        """Asked whenever something has changed; at the end of an example once more, for everybody."""
        if hasattr(self, "undo") and self.fingerprint() != self.checked:
            self.checked = self.fingerprint()
            self.only_legal_moves_were_made()
            self.nobody_decided_on_their_own_work()
            self.history_is_as_it_was()
            self.the_trail_tells_the_present_state()
            self.pointers_are_sane()
            for _ in range(2 if DEEP else 1):
                self.turn += 1
                self.what_waits_is_what_the_machines_offer(PEOPLE[self.turn % len(PEOPLE)])

    def only_legal_moves_were_made(self) -> None:
        """Every new entry about a state is a move of a machine, from one of its sources to its target."""
        for entry in AuditEntry.objects.filter(pk__gt=max(self.seen_entries)):
            machine, _, move = entry.action.partition(".")
            if machine in MACHINES and "state" in entry.changes:
                transition = MACHINES[machine][move]
                before, after = entry.changes["state"]
                assert before in transition.sources, entry.action
                assert after == transition.target, entry.action

    def nobody_decided_on_their_own_work(self) -> None:
        """Told by the test's own memory of who did what, and by the rows."""
        for decision in (
            Decision.objects.filter(pk__gt=max(self.seen_decisions, default=0)).select_related("by").order_by("pk")
        ):
            subject = (decision.subject_kind, decision.subject_id)
            if decision.checks:
                assert decision.by_id not in self.makers[subject], f"{decision.by} decided on own work: {decision}"
                assert not Contribution.objects.filter(
                    subject_kind=subject[0], subject_id=subject[1], round=decision.round, user=decision.by_id
                ).exists()
                assert decision.by.username in SUPERVISORS or decision.on_behalf_of_id
            if decision.closes:
                self.makers[subject].clear()
        for request in Request.objects.exclude(answered_by=None).exclude(state=RequestState.WITHDRAWN):
            assert request.answered_by_id != request.asked_by_id

    def history_is_as_it_was(self) -> None:
        """Entries, decisions and the work of finished iterations do not change."""
        entries = dict(AuditEntry.objects.values_list("pk", "mac"))
        assert {pk: entries.get(pk) for pk in self.seen_entries} == self.seen_entries
        self.seen_entries = entries
        decisions = {row[0]: row for row in Decision.objects.values_list()}
        assert {pk: decisions.get(pk) for pk in self.seen_decisions} == self.seen_decisions
        self.seen_decisions = decisions
        finished = Iteration.objects.filter(state__in=IterationState.finished())
        work_of: dict[int, list[Any]] = {row[0]: [row] for row in finished.values_list()}
        for model, fields in FROZEN.items():
            rows = (
                model._default_manager.filter(iteration__in=finished)
                .order_by("pk")
                .values_list("iteration", "pk", *fields)
            )
            for row in rows:
                work_of[row[0]].append(row)
        assert {pk: work_of.get(pk) for pk in self.frozen} == self.frozen
        self.frozen = work_of

    def the_trail_tells_the_present_state(self) -> None:
        for world in self.worlds:
            assert differences(world.cycle) == []

    def pointers_are_sane(self) -> None:
        """The current iteration is the last one, all before it are finished, and a shut phase holds nothing unfinished."""
        by_run: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
        passes = Iteration.objects.filter(run__number__in=NUMBERS).order_by("run", "number")
        for run_id, number, state, pk in passes.values_list("run", "number", "state", "pk"):
            by_run[run_id].append((number, state, pk))
        for run in SubProcessRun.objects.filter(number__in=NUMBERS).select_related("current", "phase_run"):
            mine = by_run[run.pk]
            assert [number for number, _state, _pk in mine] == list(range(1, len(mine) + 1))
            assert mine[-1][2] == run.current_id
            assert all(state in IterationState.finished() for _number, state, _pk in mine[:-1])
            if run.phase_run.state in (PhaseState.CLOSED, PhaseState.CLOSING):
                assert run.is_finished, f"{run.number} is {run.status} in a phase that is {run.phase_run.state}"
            if run.phase_run.state == PhaseState.NOT_OPEN and run.current is not None:
                assert run.current.state in (IterationState.NOT_STARTED, IterationState.SKIPPED)

    def what_waits_is_what_the_machines_offer(self, name: str) -> None:
        user = self.worlds[0][name]
        found: dict[str, set[int]] = defaultdict(set)
        for item in waiting(user):
            found[item.doing].add(item.pk)
        expected = {
            Doing.DECIDE: votable(
                iteration_machine, "approve", Iteration.objects.filter(state=IterationState.SUBMITTED), user
            ),
            Doing.CLOSE: votable(phase_machine, "close", PhaseRun.objects.filter(state=PhaseState.CLOSING), user),
            Doing.ANSWER: votable(request_machine, "confirm", Request.objects.filter(state=RequestState.OPEN), user),
            Doing.RECHECK: votable(
                recheck_machine,
                "unchanged",
                Recheck.objects.filter(state=RecheckState.OPEN, cause__state__in=IterationState.finished()),
                user,
            ),
        }
        assert {doing: found[doing] for doing in expected} == expected, name


def votable(machine: Machine[Any], move: str, subjects: Any, user: Any) -> set[int]:
    """Those on which the person may make the move, gates left aside."""
    way = "run__cycle" if machine in (iteration_machine, recheck_machine) else "cycle"
    related = subjects.select_related(f"{way}__activity__organisation")
    return {subject.pk for subject in related if machine[move].who(user, subject).may}


FROZEN: dict[Any, list[str]] = {
    TaskEntry: ["done_at", "done_by", "granted_by", "note", "not_applicable_reason"],
    Evidence: ["title", "url", "output", "version", "withdrawn_at"],
}
