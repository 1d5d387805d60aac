"""The matrix of a cycle: 44 cells, and the one thing that this person should do now. One query beside the cycle's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from activities.models import Cycle
from gsbpm_portal.core import clock
from gsbpm_portal.core.models.decisions import Contribution, Decision
from gsbpm_portal.core.transitions import Reason
from phases.engine import rules
from phases.engine.enums import IterationState, PhaseState, RequestKind
from phases.engine.machines import phase_machine
from phases.engine.models import PhaseRun, SubProcessRun, TaskEntry
from phases.engine.selectors.outline import SubProcessOutline
from phases.engine.selectors.prepared import Lists, day, listed, moment
from phases.engine.selectors.sheet import Ask, RunFact, Sheet, fill_sheet, sheet_lists

ITERATION, PHASE = "phases.iteration", "phases.phaserun"


@dataclass(frozen=True)
class Cell(RunFact):
    """A run with all that its cell shows."""

    iteration: int = 1
    assignee: str = ""
    done: int = 0
    total: int = 0
    made_it: bool = False
    submitted_by: str = ""
    submitted_at: Any = None
    recheck: bool = False
    blocked: bool = False

    @property
    def phase(self) -> int:
        return self.subprocess.phase

    @property
    def share(self) -> float:
        return self.done / self.total if self.total else 0.0

    def is_late(self, today: date) -> bool:
        return bool(self.due and self.due < today and not self.is_finished)


@dataclass(frozen=True)
class Return:
    """Who sent an iteration back, when, with which words."""

    pk: int
    by: str
    at_text: str
    comment: str

    @property
    def at(self) -> datetime | None:
        return moment(self.at_text)


@dataclass(frozen=True)
class NextStep:
    """What the person should do now. `kind` chooses the words; the other fields stand in them."""

    kind: str
    cell: Cell | None = None
    phase: int = 0
    ask: Ask | None = None
    returned: Return | None = None
    people: tuple[str, ...] = ()
    count: int = 0


@dataclass
class Matrix:
    sheet: Sheet
    cells: dict[str, Cell]
    step: NextStep
    current_phase: int
    blocking: tuple[int, list[Cell], list[Reason]] | None = None
    """(phase, its cells that are not finished, every other reason) of the running phase that cannot be closed yet"""
    today: date = field(default_factory=clock.today)

    def of_phase(self, number: int) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.phase == number]

    @property
    def applicable(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.applies]

    @property
    def is_fresh(self) -> bool:
        """Nothing has begun yet."""
        return all(phase.state == PhaseState.NOT_OPEN for phase in self.sheet.phases.values()) and not self.sheet.asks

    @property
    def finished(self) -> int:
        return sum(cell.is_finished for cell in self.applicable)


def _lists_with_cells(given: Mapping[str, Any]) -> dict[str, QuerySet[Any]]:
    entries = TaskEntry.objects.filter(iteration=OuterRef("current")).order_by().values("iteration")
    made = Contribution.objects.filter(
        subject_kind=ITERATION,
        subject_id=OuterRef("current_id"),
        round=OuterRef("current__round"),
        user_id=given["user"],
    )
    runs = SubProcessRun.objects.filter(cycle=given["cycle"]).annotate(
        done=_count(entries, Q(done_at__isnull=False)),
        waived=_count(entries, ~Q(not_applicable_reason="")),
        made_it=Exists(made),
    )
    returns = Decision.objects.filter(
        subject_kind=ITERATION,
        verb="return",
        subject_id__in=SubProcessRun.objects.filter(
            cycle=given["cycle"], current__state=IterationState.RETURNED
        ).values("current_id"),
    )
    return {
        **sheet_lists(given),
        "cells": listed(
            runs, "pk", "number", "phase_run_id", "applicability", "current_id", "current__state", "assignee_id", "due",
            "current__number", "assignee__full_name", "done", "waived", "made_it", "current__submitted_at",
            "current__submitted_by__full_name",
        ),
        "phase_makes": listed(
            Contribution.objects.filter(
                subject_kind=PHASE,
                subject_id__in=PhaseRun.objects.filter(cycle=given["cycle"]).values("pk"),
                user_id=given["user"],
            ),
            "subject_id", "round",
        ),
        "returns": listed(returns, "subject_id", "pk", "by__full_name", "at", "comment"),
    }  # fmt: skip


def _count(entries: QuerySet[Any], which: Q) -> Any:
    return Coalesce(Subquery(entries.annotate(n=Count("pk", filter=which)).values("n")), 0)


_sheet_with_cells = Lists(_lists_with_cells)


def matrix_of(user: Any, cycle: Cycle) -> Matrix:
    """The matrix of a cycle as this person sees it. One query."""
    lists = _sheet_with_cells.of(cycle=cycle.pk, user=user.pk, today=clock.today())
    sheet = fill_sheet(user, cycle, lists)
    rows = {row[1]: row for row in lists["cells"]}
    cells = {number: _cell(rows[number], sub) for number, sub in sheet.outline.subprocesses.items() if number in rows}
    sheet.hand_in_runs(cells.values())
    cells = {number: _marked(cell, sheet) for number, cell in cells.items()}
    made = {(pk, round_) for pk, round_ in lists["phase_makes"]}
    step = next_step(
        sheet, cells, made, {row[0]: Return(*row[1:]) for row in sorted(lists["returns"], key=lambda row: row[1])}
    )
    found = Matrix(sheet, cells, step, _current_phase(sheet, step))
    found.blocking = _blocking(found)
    return found


def _cell(row: list[Any], sub: SubProcessOutline) -> Cell:
    pk, number, phase_run, applicability, current, state, assignee_id, due, *more = row
    iteration, assignee, done, waived, made_it, at, by = more
    return Cell(
        pk, number, phase_run, applicability, current, state or "", sub, assignee_id, day(due), iteration or 1, assignee or "",
        done, len(sub.tasks) - waived, bool(made_it), by or "", moment(at),
    )  # fmt: skip


def _marked(cell: Cell, sheet: Sheet) -> Cell:
    flagged = any(flag.number == cell.number for flag in sheet.flags)
    blocked = cell.applies and cell.state == IterationState.NOT_STARTED and bool(held_by(sheet, cell))
    if not flagged and not blocked:
        return cell
    return replace(cell, recheck=flagged, blocked=blocked)


def held_by(sheet: Sheet, run: RunFact) -> list[dict[str, Any]]:
    """The catalogue's gates that hold the start of a run now: its own, and those of its phase while that is not open."""
    facts = sheet.cycle.__dict__["_facts"]
    phase = sheet.phases[run.subprocess.phase]
    passed = set(sheet.overridden(iteration=run.current_id)) | set(sheet.overridden(phase_run=phase.pk))
    return [
        gate
        for gate in facts.gates
        if (
            (gate["holds"]["move"] == "start" and gate["holds"].get("subprocess") == run.number)
            or (
                gate["holds"]["move"] == "open_phase"
                and gate["holds"].get("phase") == phase.number
                and phase.state == PhaseState.NOT_OPEN
            )
        )
        and gate["code"] not in passed
        and not facts.met(gate["needs"])
    ]


# What now -------------------------------------------------------------------------------------------------------------


def next_step(sheet: Sheet, cells: dict[str, Cell], made: set[tuple[int, int]], returns: dict[int, Return]) -> NextStep:
    """The one thing to do: mend what was returned, decide, re-check, answer, what is late, go on, start, or wait for whom."""
    user, today = sheet.user, clock.today()
    live = [cell for cell in cells.values() if cell.applies and not cell.is_finished]
    mine = [cell for cell in live if _is_mine(cell, sheet)]
    for found in (
        _returned(mine, returns),
        _to_decide(live, sheet, made),
        _to_recheck(cells, sheet),
        _to_answer(sheet),
        _overdue(mine, today),
        _in_work(mine),
        _to_start(mine, sheet),
        _to_close(cells, sheet),
    ):
        if found:
            return found
    return _waiting_for(live, cells, sheet, user)


def _is_mine(cell: Cell, sheet: Sheet) -> bool:
    """In my charge; or in nobody's, and I am staff of the phase."""
    if cell.assignee_id:
        return cell.assignee_id == sheet.user.pk and sheet.is_staff(cell.phase)
    return sheet.is_staff(cell.phase)


def _by_due(cells: Iterable[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: (cell.due is None, cell.due, cell.phase, cell.number))


def _returned(mine: list[Cell], returns: dict[int, Return]) -> NextStep | None:
    back = _by_due(cell for cell in mine if cell.state == IterationState.RETURNED)
    if not back:
        return None
    return NextStep("returned", back[0], back[0].phase, returned=returns.get(back[0].current_id or 0), count=len(back))


def _to_decide(live: list[Cell], sheet: Sheet, made: set[tuple[int, int]]) -> NextStep | None:
    """The oldest submission that the person may decide on, else the closing of a phase (`made`: phase and round as a maker)."""
    waiting = [
        cell
        for cell in live
        if cell.state == IterationState.SUBMITTED and not cell.made_it and sheet.supervises(cell.phase)
    ]
    if waiting:
        oldest = min(waiting, key=lambda cell: str(cell.submitted_at))
        return NextStep("decide", oldest, oldest.phase, count=len(waiting))
    for phase in sheet.phases.values():
        if phase.state == PhaseState.CLOSING and sheet.supervises(phase.number) and (phase.pk, phase.round) not in made:
            return NextStep("decide_phase", phase=phase.number)
    return None


def _to_recheck(cells: dict[str, Cell], sheet: Sheet) -> NextStep | None:
    flags = [flag for flag in sheet.flags if not flag.waits and sheet.supervises(cells[flag.number].phase)]
    if not flags:
        return None
    first = min(flags, key=lambda flag: str(flag.raised_at))
    return NextStep("recheck", cells[first.number], cells[first.number].phase, people=(first.cause,), count=len(flags))


def _to_answer(sheet: Sheet) -> NextStep | None:
    head = rules.PIMPINAN in rules.standing(sheet.user, sheet.cycle).reaches
    asked = [
        ask
        for ask in sheet.open_asks
        if ask.asked_by_id != sheet.user.pk
        and (sheet.supervises(ask.phase) or (head and ask.kind == RequestKind.OVERRIDE))
    ]
    return NextStep("answer", phase=asked[0].phase, ask=asked[0], count=len(asked)) if asked else None


def _overdue(mine: list[Cell], today: date) -> NextStep | None:
    late = _by_due(
        cell
        for cell in mine
        if cell.is_late(today)
        and cell.assignee_id
        and (cell.state in IterationState.editable() or (cell.state == IterationState.NOT_STARTED and not cell.blocked))
    )
    return NextStep("overdue", late[0], late[0].phase, count=len(late)) if late else None


def _in_work(mine: list[Cell]) -> NextStep | None:
    busy = _by_due(cell for cell in mine if cell.state == IterationState.IN_WORK)
    return NextStep("in_work", busy[0], busy[0].phase, count=len(busy)) if busy else None


def _to_start(mine: list[Cell], sheet: Sheet) -> NextStep | None:
    """In a running phase first, then the first that no gate holds."""
    ready = [
        cell
        for cell in mine
        if cell.state == IterationState.NOT_STARTED
        and not cell.blocked
        and sheet.phases[cell.phase].state not in (PhaseState.CLOSED, PhaseState.CLOSING)
    ]
    running = [cell for cell in ready if sheet.phases[cell.phase].state in PhaseState.running()]
    choice = running or ready
    return NextStep("start", choice[0], choice[0].phase, count=len(choice)) if choice else None


def _to_close(cells: dict[str, Cell], sheet: Sheet) -> NextStep | None:
    """A running phase whose sub-processes are all finished: submit its closing."""
    for phase in sheet.phases.values():
        if phase.state not in PhaseState.running() or not (
            sheet.is_staff(phase.number) or sheet.supervises(phase.number)
        ):
            continue
        settled = all(cell.is_finished for cell in cells.values() if cell.phase == phase.number)
        if settled and not phase_machine.reasons(sheet.phase_run(phase.number), "submit_closing"):
            return NextStep("close", phase=phase.number)
    return None


def _waiting_for(live: list[Cell], cells: dict[str, Cell], sheet: Sheet, user: Any) -> NextStep:
    """For those who have nothing to do here: whom everything waits for."""
    if not live:
        open_phases = [p for p in sheet.phases.values() if p.state != PhaseState.CLOSED]
        return NextStep("open_phases" if open_phases else "finished", phase=open_phases[0].number if open_phases else 0)
    submitted = [cell for cell in live if cell.state == IterationState.SUBMITTED]
    if submitted:
        oldest = min(submitted, key=lambda cell: str(cell.submitted_at))
        people = tuple(voter.name for voter in sheet.voters(oldest.phase))
        return NextStep("waits_decision", oldest, oldest.phase, people=people, count=len(submitted))
    for phase in sheet.phases.values():
        if phase.state == PhaseState.CLOSING:
            people = tuple(v.name for v in sheet.voters(phase.number, without=[phase.submitted_by_id or 0]))
            return NextStep("waits_closing", phase=phase.number, people=people)
    busy = _by_due(cell for cell in live if cell.state in IterationState.editable())
    if busy:
        return NextStep("waits_work", busy[0], busy[0].phase, people=(busy[0].assignee,), count=len(busy))
    ready = [cell for cell in live if cell.state == IterationState.NOT_STARTED and not cell.blocked] or live
    staff = (
        (ready[0].assignee,) if ready[0].assignee else tuple(s.name for s in sheet.people(rules.STAF, ready[0].phase))
    )
    return NextStep("waits_start", ready[0], ready[0].phase, people=staff)


def _current_phase(sheet: Sheet, step: NextStep) -> int:
    """The phase to look at first: that of the next step, else the first that runs, else the first not closed."""
    if step.phase:
        return step.phase
    running = [p.number for p in sheet.phases.values() if p.state in PhaseState.running() | {PhaseState.CLOSING}]
    unclosed = [p.number for p in sheet.phases.values() if p.state != PhaseState.CLOSED]
    return (running or unclosed or [max(sheet.phases)])[0]


def _blocking(matrix: Matrix) -> tuple[int, list[Cell], list[Reason]] | None:
    """What stands between the running phase and its closing: of the current phase if it runs, else of the first that does."""
    phases = matrix.sheet.phases
    running = [number for number, phase in phases.items() if phase.state in PhaseState.running()]
    if not running:
        return None
    number = matrix.current_phase if matrix.current_phase in running else running[0]
    reasons = phase_machine.reasons(matrix.sheet.phase_run(number), "submit_closing")
    if not reasons:
        return None
    unfinished = [cell for cell in matrix.of_phase(number) if not cell.is_finished]
    return number, unfinished, [reason for reason in reasons if reason.code not in ("unfinished", "recheck")]
