"""What every page inside a cycle reads first, in one query: the cycle, its people, and the facts that its gates look at.

The facts and the person's standing are handed to where gates and rules look for them, so that no page reads them twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When

from activities.design.models import DeclaredSection
from activities.models import Cycle, Delegation, TeamSeat
from gsbpm_portal.accounts.models import Membership, User
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import Decision, FileState
from phases.engine import rules
from phases.engine.enums import Applicability, IterationState, PhaseState, RequestKind, RequestState
from phases.engine.models import Evidence, PhaseRun, Request, SubProcessRun, TaskEntry
from phases.engine.selectors.facts import CycleFacts, flags_by_number
from phases.engine.selectors.flags import Flag as Flag
from phases.engine.selectors.flags import FlagInput, flag_inputs_of, flag_lists, flags_of
from phases.engine.selectors.outline import Outline, SubProcessOutline, outline_of
from phases.engine.selectors.prepared import Lists, day, identifier, listed, moment
from phases.engine.spec import written_in


@dataclass(frozen=True)
class Seat:
    user_id: int
    name: str
    role: str
    phase: int


@dataclass(frozen=True)
class Handover:
    """A delegation that runs today."""

    delegator_id: int
    delegator: str
    delegate_id: int
    delegate: str
    phase: int


@dataclass(frozen=True)
class Voter:
    user_id: int
    name: str
    for_whom: str = ""


@dataclass(frozen=True)
class PhaseFact:
    pk: int
    number: int
    state: PhaseState
    round: int
    planned_start: date | None
    planned_end: date | None
    closed_at: datetime | None
    submitted_at: datetime | None
    submitted_by_id: int | None


@dataclass(frozen=True)
class CurrentState:
    state: str


@dataclass(frozen=True)
class RunFact:
    """A run as gates see it, without its rows."""

    pk: int
    number: str
    phase_run_id: int
    applicability: str
    current_id: int | None
    state: str
    subprocess: SubProcessOutline
    assignee_id: int | None
    due: date | None

    @property
    def applies(self) -> bool:
        return self.applicability == Applicability.APPLIES

    @property
    def current(self) -> CurrentState | None:
        return CurrentState(self.state) if self.current_id else None

    @property
    def status(self) -> IterationState | Applicability:
        return IterationState(self.state) if self.applies and self.current_id else Applicability(self.applicability)

    @property
    def is_finished(self) -> bool:
        return not self.applies or self.state in IterationState.finished()


@dataclass(frozen=True)
class Ask:
    """An open request, or a confirmed override."""

    public_id: str
    kind: RequestKind
    state: RequestState
    number: str
    phase: int
    asked_by_id: int
    asked_by: str
    asked_at: datetime | None
    reason: str
    gate: str
    due: date | None
    iteration_id: int | None
    phase_run_id: int | None
    answered_by: str = ""
    answered_at: datetime | None = None
    lapsed: bool = False
    """the phase was reopened after it was confirmed: it lets nothing pass any more"""


@dataclass
class Sheet:
    cycle: Cycle
    user: Any
    outline: Outline
    seats: list[Seat]
    handovers: list[Handover]
    reach: set[int]
    editions: list[tuple[str, str]]
    phases: dict[int, PhaseFact]
    flags: list[Flag]
    flag_inputs: list[FlagInput]
    asks: list[Ask]
    granted: set[str]
    waived_tasks: set[str]
    outputs: dict[str, set[str]]
    runs: dict[str, RunFact] = field(default_factory=dict)

    @property
    def team_size(self) -> int:
        return len({seat.user_id for seat in self.seats})

    @property
    def is_on_team(self) -> bool:
        return any(seat.user_id == self.user.pk for seat in self.seats)

    @property
    def open_asks(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.state == RequestState.OPEN]

    def people(self, role: str, phase: int) -> list[Seat]:
        """Those with this seat for the phase, each once, by name."""
        found = {seat.user_id: seat for seat in self.seats if seat.role == role and seat.phase in (0, phase)}
        return sorted(found.values(), key=lambda seat: seat.name)

    def voters(self, phase: int, *, without: Iterable[int] = ()) -> list[Voter]:
        """Everyone who has the vote in the phase today, makers left out: as services.people.voters, from the lists."""
        excluded = set(without)
        sitting = {seat.user_id: seat for seat in self.people(rules.PENYELIA, phase) if seat.user_id in self.reach}
        running = [h for h in self.handovers if h.phase in (0, phase)]
        handed = {h.delegator_id for h in running}
        found = {pk: Voter(pk, seat.name) for pk, seat in sitting.items() if pk not in handed}
        for handover in running:
            if handover.delegator_id in sitting and handover.delegate_id not in sitting:
                found[handover.delegate_id] = Voter(handover.delegate_id, handover.delegate, handover.delegator)
        return sorted((v for pk, v in found.items() if pk not in excluded), key=lambda voter: voter.name)

    def flagged(self, number: str) -> list[Flag]:
        return [flag for flag in self.flags if flag.number == number]

    def inputs_of(self, flag: Flag) -> list[FlagInput]:
        return [read for read in self.flag_inputs if (read.number, read.source) == (flag.number, flag.source)]

    def overridden(
        self, *, iteration: int | None = None, phase_run: int | None = None, ever: bool = False
    ) -> dict[str, Ask]:
        """Gates that two people let pass, by code; with `ever` those of before a reopening of the phase too."""
        return {
            ask.gate: ask
            for ask in self.asks
            if ask.kind == RequestKind.OVERRIDE
            and ask.state == RequestState.CONFIRMED
            and (ever or not ask.lapsed)
            and ((iteration and ask.iteration_id == iteration) or (phase_run and ask.phase_run_id == phase_run))
        }

    def asked_for(self, gate: str, *, iteration: int | None, phase_run: int | None) -> Ask | None:
        """The open request to override the gate of an iteration, or of the phase it is in."""
        for ask in self.open_asks:
            about = ask.iteration_id if ask.iteration_id else ask.phase_run_id
            if ask.gate == gate and about == (iteration if ask.iteration_id else phase_run):
                return ask
        return None

    def supervises(self, phase: int) -> bool:
        return phase in self._supervised

    def is_staff(self, phase: int) -> bool:
        return phase in self._worked_on

    @cached_property
    def _supervised(self) -> set[int]:
        return {phase for phase in self.phases if rules.is_supervisor(self.user, self.cycle, phase)}

    @cached_property
    def _worked_on(self) -> set[int]:
        return {phase for phase in self.phases if rules.is_staff(self.user, self.cycle, phase)}

    def phase_run(self, number: int) -> PhaseRun:
        """The phase's row as far as machines and gates need it; for reading only."""
        fact = self.phases[number]
        row = PhaseRun(pk=fact.pk, cycle=self.cycle, number=number, state=fact.state, round=fact.round)
        row.__dict__["_waived"] = self.overridden(phase_run=fact.pk)
        return row

    def hand_in_runs(self, runs: Iterable[RunFact]) -> None:
        """Give the runs to the gates of this cycle object."""
        self.runs = {run.number: run for run in runs}
        self.cycle.__dict__["_facts"] = CycleFacts(
            runs=self.runs,  # type: ignore[arg-type]
            gates=self.cycle.workflow.template.gates,
            granted=self.granted,
            waived_tasks=self.waived_tasks,
            outputs=self.outputs,
            rechecks=flags_by_number((flag.number, flag.cause, flag.state) for flag in self.flags),
        )


def sheet_lists(given: Mapping[str, Any]) -> dict[str, QuerySet[Any]]:
    """What a sheet holds beside the cycle's own row, each as one list."""
    in_cycle: dict[str, Any] = {"cycle": given["cycle"]}
    current = {"iteration__run__cycle": given["cycle"], "iteration": F("iteration__run__current")}
    reopened = Decision.objects.filter(
        subject_kind="phases.phaserun",
        subject_id=OuterRef("phase_run_id"),
        verb="reopen",
        at__gte=OuterRef("answered_at"),
    )
    lapsed = Case(When(Exists(reopened), then=Value(1)), default=Value(0))
    passed = [RequestKind.SKIP, RequestKind.EXTENSION, RequestKind.REOPEN]
    return {
        "seats": listed(TeamSeat.objects.filter(**in_cycle, user__is_active=True), "user_id", "user__full_name", "role", "phase"),
        "reach": listed(
            Membership.objects.active(given["today"]).filter(role=rules.PENYELIA, user__seats__cycle=given["cycle"]),
            "user_id", "organisation__path",
        ),
        "handovers": listed(
            Delegation.objects.active(given["today"]).filter(**in_cycle),
            "delegator_id", "delegator__full_name", "delegate_id", "delegate__full_name", "phase",
        ),
        "editions": listed(
            Cycle.objects.filter(activity__cycles=given["cycle"]).annotate(
                seated=Exists(TeamSeat.objects.filter(cycle=OuterRef("pk"), user=given["user"]))
            ),
            "edition", "name", "period_start", "seated",
        ),
        "phases": listed(
            PhaseRun.objects.filter(**in_cycle), "pk", "number", "state", "round", "planned_start", "planned_end",
            "closed_at", "submitted_at", "submitted_by_id",
        ),
        **flag_lists(given),
        "asks": listed(
            Request.objects.filter(**in_cycle, state__in=[RequestState.OPEN, RequestState.CONFIRMED]).exclude(
                state=RequestState.CONFIRMED, kind__in=passed
            ),
            "public_id", "kind", "state", "run__number", "phase", "asked_by_id", "asked_by__full_name", "asked_at", "reason",
            "gate", "due", "iteration_id", "phase_run_id", "answered_by__full_name", "answered_at", lapsed,
        ),
        "approvals": listed(
            TaskEntry.objects.filter(**current, task__needs_approval=True), "task__code", "granted_by_id", "not_applicable_reason"
        ),
        "outputs": listed(
            Evidence.objects.filter(**current, withdrawn_at__isnull=True)
            .exclude(output="")
            .exclude(file__state=FileState.REFUSED),
            "iteration__run__number", "output",
        ),
        "written": listed(DeclaredSection.objects.filter(**in_cycle, revision__gt=0), "code"),
    }  # fmt: skip


def _lists_with_runs(given: Mapping[str, Any]) -> dict[str, QuerySet[Any]]:
    columns = ("pk", "number", "phase_run_id", "applicability", "current_id", "current__state", "assignee_id", "due")
    return {**sheet_lists(given), "runs": listed(SubProcessRun.objects.filter(cycle=given["cycle"]), *columns)}


_sheet_with_runs = Lists(_lists_with_runs)


def find_cycle(user: Any, code: str, edition: str) -> Cycle:
    """The cycle, if the person sees it, with its activity, organisation and template. Raises Cycle.DoesNotExist else."""
    related = ("activity__organisation", "workflow__template")
    return Cycle.objects.visible_to(user).select_related(*related).get(activity__code=code, edition=edition)


def cycle_sheet(user: Any, cycle: Cycle) -> Sheet:
    """The sheet of a cycle with its runs as gates see them. One query."""
    lists = _sheet_with_runs.of(cycle=cycle.pk, user=user.pk, today=clock.today())
    sheet = fill_sheet(user, cycle, lists)
    order = {number: place for place, number in enumerate(sheet.outline.subprocesses)}
    sheet.hand_in_runs(sorted(map(_run(sheet.outline), lists["runs"]), key=lambda run: order[run.number]))
    return sheet


def person(user: Any) -> Any:
    """The user behind a request's lazy one: rules look at it hundreds of times."""
    return getattr(user, "_wrapped", user) if user.pk else user


def fill_sheet(user: Any, cycle: Cycle, lists: dict[str, list[list[Any]]]) -> Sheet:
    """A sheet from its lists, without runs."""
    user = person(user)
    path = cycle.activity.organisation.path
    reaches = user.is_superuser or user.reaches(path)
    sheet = Sheet(
        cycle=cycle,
        user=user,
        outline=outline_of(cycle.workflow.template),
        seats=[Seat(*row) for row in lists["seats"]],
        handovers=[Handover(*row) for row in lists["handovers"]],
        reach={user_id for user_id, node in lists["reach"] if path.startswith(node)},
        editions=[
            (edition, f"{name} · {edition}" if name else edition)
            for edition, name, _start, seated in sorted(lists["editions"], key=lambda row: str(row[2]), reverse=True)
            if reaches or seated or edition == cycle.edition
        ],
        phases={row[1]: _phase(row) for row in sorted(lists["phases"], key=lambda row: row[1])},
        flags=flags_of(lists),
        flag_inputs=flag_inputs_of(lists),
        asks=sorted((_ask(row) for row in lists["asks"]), key=lambda ask: str(ask.asked_at)),
        granted={code for code, granted_by, _reason in lists["approvals"] if granted_by},
        waived_tasks={code for code, _granted_by, reason in lists["approvals"] if reason},
        outputs={},
    )
    for number, output in lists["outputs"]:
        sheet.outputs.setdefault(number, set()).add(output)
    for number, output in written_in(code for (code,) in lists["written"]):
        sheet.outputs.setdefault(number, set()).add(output)
    _hand_in_standing(sheet)
    return sheet


def _phase(row: list[Any]) -> PhaseFact:
    pk, number, state, round_, start, end, closed_at, submitted_at, submitted_by = row
    return PhaseFact(
        pk,
        number,
        PhaseState(state),
        round_,
        day(start),
        day(end),
        moment(closed_at),
        moment(submitted_at),
        submitted_by,
    )


def _ask(row: list[Any]) -> Ask:
    public_id, kind, state, number, phase, by_id, by, at, reason, gate, due, *more = row
    iteration, phase_run, answered_by, answered_at, lapsed = more
    return Ask(
        identifier(public_id), RequestKind(kind), RequestState(state), number or "", phase, by_id, by, moment(at), reason, gate,
        day(due), iteration, phase_run, answered_by or "", moment(answered_at), bool(lapsed),
    )  # fmt: skip


def _run(outline: Outline) -> Any:
    def run(row: list[Any]) -> RunFact:
        pk, number, phase_run, applicability, current, state, assignee, due = row
        sub = outline.subprocesses[number]
        return RunFact(pk, number, phase_run, applicability, current, state or "", sub, assignee, day(due))

    return run


def _hand_in_standing(sheet: Sheet) -> None:
    """What the person is in the cycle, from the lists, handed to where the rules look: as rules.standing tells it."""
    user, cycle = sheet.user, sheet.cycle
    path = cycle.activity.organisation.path
    standings = user.__dict__.setdefault("_standings", {})
    standings[cycle.pk] = rules.Standing(
        seats=_seats(sheet, user.pk),
        held=tuple(_held(sheet)),
        given=frozenset(h.phase for h in sheet.handovers if h.delegator_id == user.pk),
        reaches=frozenset(
            role for role in (rules.STAF, rules.PENYELIA, rules.WALIDATA, rules.PIMPINAN) if user.reaches(path, role)
        ),
    )


def _seats(sheet: Sheet, user_id: int) -> frozenset[tuple[str, int]]:
    return frozenset((seat.role, seat.phase) for seat in sheet.seats if seat.user_id == user_id)


def _held(sheet: Sheet) -> Iterable[tuple[User, int]]:
    """The delegations that the person holds from people with the vote, each with a delegator as far as the rules look at one."""
    for handover in sheet.handovers:
        if handover.delegate_id != sheet.user.pk or handover.delegator_id not in sheet.reach:
            continue
        seats = _seats(sheet, handover.delegator_id)
        covering = {phase for role, phase in seats if role == rules.PENYELIA}
        if not covering or (handover.phase and not covering & {0, handover.phase}):
            continue
        delegator = User(pk=handover.delegator_id, full_name=handover.delegator)
        delegator.__dict__["_standings"] = {
            sheet.cycle.pk: rules.Standing(seats, (), frozenset(), frozenset({rules.PENYELIA}))
        }
        yield delegator, handover.phase
