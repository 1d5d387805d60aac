"""Everything of a person's cycles that may wait for the person, in one query; selectors.inbox decides which of it does.

Every select gives the same columns, so that they can be united. They are wide on purpose: what a seat or a delegation covers
is told by the person's mandate, not by SQL a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import User, paths_under
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import Comment, Contribution, Decision, FileState
from phases.engine.enums import Applicability, IterationState, PhaseState, RecheckState, RequestKind, RequestState
from phases.engine.models import (
    CycleWorkflow,
    Evidence,
    Iteration,
    PhaseRun,
    Recheck,
    Request,
    SubProcessRun,
    TaskEntry,
)
from phases.engine.selectors import inbox_kinds
from phases.engine.selectors.mandates import Mandate
from phases.engine.selectors.prepared import Prepared

SOON_DAYS = 7

NOWHERE = "//"
"""A path that no organisation has."""

Given = Mapping[str, Any]
"""user, today, soon; writing and voting: the cycles in which the person writes and votes; heads, walidata, producers: paths in
reach of a head, of a walidata, of a producer"""


class Row(NamedTuple):
    """One candidate. What `flag`, `person` and `words` mean differs between the selects; see there."""

    what: str
    pk: int
    cycle: int
    phase: int
    run: int | None
    phase_run: int | None
    assignee: int | None
    at: Any
    due: date | None
    start: date | None
    state: str
    person: str
    words: str
    flag: bool


def _null(field: Any) -> Any:
    return Cast(Value(None), field)


def select(rows: QuerySet[Any], what: str, **columns: Any) -> QuerySet[Any]:
    """The rows as candidates of the kind `what`; columns that are not given are empty. For phase apps, too."""
    text = TextField()
    empty = {
        "run": _null(BigIntegerField()),
        "phase_run": _null(BigIntegerField()),
        "assignee": _null(BigIntegerField()),
        "at": _null(DateTimeField()),
        "due": _null(DateField()),
        "start": _null(DateField()),
        "state": Value("", output_field=text),
        "person": Value("", output_field=text),
        "words": Value("", output_field=text),
        "flag": Value(False, output_field=BooleanField()),
    }
    annotations = {"what": Value(what, output_field=text), "pk": F("pk"), **empty, **columns}
    names = [f"w_{name}" for name in Row._fields]
    return rows.order_by().annotate(**{f"w_{name}": value for name, value in annotations.items()}).values_list(*names)


def made_by(user: Any, kind: str) -> Exists:
    """Whether the person is a maker of the row in its present round."""
    return Exists(
        Contribution.objects.filter(subject_kind=kind, subject_id=OuterRef("pk"), round=OuterRef("round"), user=user)
    )


# Decisions on others' work --------------------------------------------------------------------------------------------


def _to_decide(given: Given) -> QuerySet[Any]:
    """flag: the person is a maker; words: the note to the supervisor."""
    return select(
        Iteration.objects.filter(state=IterationState.SUBMITTED, run__cycle__in=given["voting"]), "decide",
        cycle=F("run__cycle_id"), phase=F("run__phase_run__number"), run=F("run_id"), at=F("submitted_at"), due=F("run__due"),
        person=F("submitted_by__full_name"), words=F("note"), flag=made_by(given["user"], "phases.iteration"),
    )  # fmt: skip


def _to_close(given: Given) -> QuerySet[Any]:
    """flag: the person is a maker; words: the summary."""
    return select(
        PhaseRun.objects.filter(state=PhaseState.CLOSING, cycle__in=given["voting"]), "close",
        cycle=F("cycle_id"), phase=F("number"), phase_run=F("pk"), at=F("submitted_at"), due=F("planned_end"),
        person=F("submitted_by__full_name"), words=F("summary"), flag=made_by(given["user"], "phases.phaserun"),
    )  # fmt: skip


def _to_answer(given: Given) -> QuerySet[Any]:
    """flag: the person is a maker; state: the kind; words: the reason."""
    return _asked(Q(cycle__in=given["voting"]), "answer", given)


def _to_answer_as_head(given: Given) -> QuerySet[Any]:
    """The same for overrides of gates in a head's reach, wherever the person votes."""
    reach = paths_under("cycle__activity__organisation__path", given["heads"])
    return _asked(reach & Q(kind=RequestKind.OVERRIDE), "answer_as_head", given)


def _asked(where: Q, what: str, given: Given) -> QuerySet[Any]:
    return select(
        Request.objects.filter(where, state=RequestState.OPEN), what,
        cycle=F("cycle_id"), phase=F("phase"), run=F("run_id"), phase_run=F("phase_run_id"), at=F("asked_at"), due=F("run__due"),
        state=F("kind"), person=F("asked_by__full_name"), words=F("reason"), flag=made_by(given["user"], "phases.request"),
    )  # fmt: skip


def _to_recheck(given: Given) -> QuerySet[Any]:
    """Flags whose cause is finished. words: the number of what was reopened."""
    ripe = Recheck.objects.filter(state=RecheckState.OPEN, cause__state__in=IterationState.finished())
    return select(
        ripe.filter(run__cycle__in=given["voting"]), "recheck",
        cycle=F("run__cycle_id"), phase=F("run__phase_run__number"), run=F("run_id"), at=F("cause__finished_at"),
        person=F("cause__opened_by__full_name"), words=F("cause__run__number"),
    )  # fmt: skip


# Own work -------------------------------------------------------------------------------------------------------------


def _returned(given: Given) -> QuerySet[Any]:
    """words: why it was returned, by person."""
    last = Decision.objects.filter(subject_kind="phases.iteration", subject_id=OuterRef("pk"), verb="return").order_by(
        "-pk"
    )
    return select(
        Iteration.objects.filter(state=IterationState.RETURNED, run__cycle__in=given["writing"]), "returned",
        cycle=F("run__cycle_id"), phase=F("run__phase_run__number"), run=F("run_id"), assignee=F("run__assignee_id"),
        due=F("run__due"), at=Subquery(last.values("at")[:1]), person=Subquery(last.values("by__full_name")[:1]),
        words=Subquery(last.values("comment")[:1]),
    )  # fmt: skip


def _dated(given: Given) -> QuerySet[Any]:
    """What is in work, due or was to begin. state: of the iteration; person: the number; words: the state of the phase."""
    begin = Q(current__state=IterationState.NOT_STARTED) & (
        Q(planned_start__isnull=True) | Q(planned_start__lte=given["today"])
    )
    runs = SubProcessRun.objects.filter(
        begin | Q(due__lte=given["soon"]) | Q(current__state=IterationState.IN_WORK),
        cycle__in=given["writing"],
        applicability=Applicability.APPLIES,
        phase_run__state__in=[*PhaseState.running(), PhaseState.NOT_OPEN],
        current__state__in=[IterationState.NOT_STARTED, IterationState.IN_WORK],
    )
    return select(
        runs, "dated", cycle=F("cycle_id"), phase=F("phase_run__number"), run=F("pk"), phase_run=F("phase_run_id"),
        assignee=F("assignee_id"), due=F("due"), start=F("planned_start"), state=F("current__state"), person=F("number"),
        words=F("phase_run__state"),
    )  # fmt: skip


def _refused_files(given: Given) -> QuerySet[Any]:
    """words: the name of the evidence; person: why the file was refused."""
    refused = Evidence.objects.filter(
        added_by=given["user"],
        withdrawn_at__isnull=True,
        file__state=FileState.REFUSED,
        iteration__state__in=IterationState.editable(),
    )
    return select(
        refused, "evidence", cycle=F("iteration__run__cycle_id"), phase=F("iteration__run__phase_run__number"),
        run=F("iteration__run_id"), at=F("file__checked_at"), due=F("iteration__run__due"), person=F("file__refusal"),
        words=F("title"),
    )  # fmt: skip


def _comments(given: Given) -> QuerySet[Any]:
    """Open remarks of others, without a reply, on the current iterations that the person writes in."""
    owners = Iteration.objects.filter(run__cycle__in=given["writing"], run__current=F("pk")).order_by()
    owner = owners.filter(pk=OuterRef("subject_id"))
    remarks = (
        Comment.objects.filter(
            subject_kind="phases.iteration",
            subject_id__in=owners.values("pk"),
            closed_at__isnull=True,
            parent__isnull=True,
        )
        .exclude(by=given["user"])
        .filter(~Exists(Comment.objects.filter(parent=OuterRef("pk"))))
    )
    return select(
        remarks, "comment", at=F("at"), person=F("by__full_name"), words=F("body"),
        cycle=Subquery(owner.values("run__cycle_id")[:1]), phase=Subquery(owner.values("run__phase_run__number")[:1]),
        run=Subquery(owner.values("run_id")[:1]), assignee=Subquery(owner.values("run__assignee_id")[:1]),
    )  # fmt: skip


def _closable(cycles: Any) -> QuerySet[Any]:
    """Running phases in which nothing is left to do."""
    left = SubProcessRun.objects.filter(phase_run=OuterRef("pk"), applicability=Applicability.APPLIES).exclude(
        current__state__in=IterationState.finished()
    )
    flagged = Recheck.objects.filter(run__phase_run=OuterRef("pk"), state=RecheckState.OPEN)
    return select(
        PhaseRun.objects.filter(cycle__in=cycles, state__in=PhaseState.running()).filter(~Exists(left), ~Exists(flagged)),
        "closable", cycle=F("cycle_id"), phase=F("number"), phase_run=F("pk"), due=F("planned_end"),
    )  # fmt: skip


# All of it ------------------------------------------------------------------------------------------------------------


def _votes(given: Given) -> list[QuerySet[Any]]:
    return [_to_decide(given), _to_close(given), _to_recheck(given), _to_answer(given)]


def _writes(given: Given) -> list[QuerySet[Any]]:
    return [_returned(given), _dated(given), _refused_files(given), _comments(given)]


_PARTS: dict[str, Callable[[Given], list[QuerySet[Any]]]] = {
    "": lambda given: [],
    "v": lambda given: [*_votes(given), _closable(given["voting"])],
    "w": lambda given: [*_writes(given), _closable(given["writing"])],
    "vw": lambda given: [*_votes(given), *_writes(given), _closable([*given["voting"], *given["writing"]])],
}


_AUDIENCES = {"v": "voting", "w": "writing"}


class Reach(NamedTuple):
    """What a person is beside having seats: a head, a walidata, a producer of an organisation."""

    head: bool
    walidata: bool
    producer: bool

    @property
    def audiences(self) -> list[str]:
        return [name for name, holds in self._asdict().items() if holds]


def _more(part: str, reach: Reach, given: Given) -> list[QuerySet[Any]]:
    """What phase apps hand in, for what the person is."""
    audiences = [_AUDIENCES[letter] for letter in part] + reach.audiences
    return [kind.select(given) for kind in inbox_kinds.kinds(*audiences)]


def _prepared(part: str, reach: Reach) -> Prepared:
    def build(given: Given) -> QuerySet[Any]:
        heads = [_to_answer_as_head(given)] if reach.head else []
        first, *rest = [*_PARTS[part](given), *heads, *_more(part, reach, given)]
        return first.union(*rest, all=True) if rest else first

    place = Row._fields.index
    return Prepared(build, moments=[place("at")], days=[place("due"), place("start")], truths=[place("flag")])


_QUERIES = {
    (part, reach): _prepared(part, reach)
    for part in _PARTS
    for reach in (Reach(*holds) for holds in product((False, True), repeat=len(Reach._fields)))
}


def candidates(user: User, mine: Mandate) -> list[Row]:
    """All candidates of the person, in no order, in one query; none where the person has no part in anything that may wait."""
    heads = user.reach(Role.PIMPINAN)
    walidata = user.reach(Role.WALIDATA) if inbox_kinds.kinds("walidata") else []
    producers = user.reach(Role.STAF, Role.PENYELIA) if inbox_kinds.kinds("producer") else []
    part = ("v" if mine.votes else "") + ("w" if mine.staff else "")
    reach = Reach(bool(heads), bool(walidata), bool(producers))
    if not part and not any(reach):
        return []
    today = clock.today()
    found = _QUERIES[part, reach].rows(
        user=user.pk, today=today, soon=today + timedelta(days=SOON_DAYS), voting=sorted(mine.votes), writing=sorted(mine.staff),
        heads=heads or [NOWHERE], walidata=walidata or [NOWHERE], producers=producers or [NOWHERE],
    )  # fmt: skip
    return [Row._make(row) for row in found]


# What gates ask about -------------------------------------------------------------------------------------------------


class Cleared(NamedTuple):
    """What gates go by in a cycle: its template (by checksum), approval tasks granted or waived, sub-processes of which nothing
    can be asked, gates that two people have overridden for a run or for a phase run, phases that a gate in code keeps shut."""

    what: str
    cycle: int
    code: str
    place: int


def cleared(cycles: Iterable[int]) -> list[Cleared]:
    """All that opens gates in these cycles, and their templates, in one query."""
    return [Cleared._make(row) for row in _CLEARED.rows(cycles=sorted(cycles))]


def _cleared(given: Given) -> QuerySet[Any]:
    cycles, text, number = given["cycles"], TextField(), BigIntegerField()

    def select(rows: QuerySet[Any], what: str, cycle: str, code: Any, place: Any) -> QuerySet[Any]:
        return (
            rows.order_by()
            .annotate(
                c_what=Value(what, output_field=text),
                c_cycle=F(cycle),
                c_code=F(code) if isinstance(code, str) else code,
                c_place=place,
            )
            .values_list("c_what", "c_cycle", "c_code", "c_place")
        )

    nowhere = Value(0, output_field=number)
    entries = TaskEntry.objects.filter(
        Q(granted_by__isnull=False) | ~Q(not_applicable_reason=""),
        iteration__run__cycle__in=cycles,
        iteration=F("iteration__run__current"),
        task__needs_approval=True,
    )
    aside = SubProcessRun.objects.filter(
        Q(applicability=Applicability.NOT_APPLICABLE) | Q(current__state=IterationState.SKIPPED), cycle__in=cycles
    )
    overrides = Request.objects.filter(kind=RequestKind.OVERRIDE, state=RequestState.CONFIRMED, cycle__in=cycles)
    templates = CycleWorkflow.objects.filter(cycle__in=cycles)
    return select(entries, "task", "iteration__run__cycle_id", "task__code", nowhere).union(
        select(aside, "settled", "cycle_id", "number", nowhere),
        select(
            overrides.filter(iteration=F("iteration__run__current")), "run", "cycle_id", "gate", F("iteration__run_id")
        ),
        select(overrides.filter(phase_run__isnull=False), "phase", "cycle_id", "gate", F("phase_run_id")),
        select(templates, "template", "cycle_id", "template__checksum", nowhere),
        *(
            select(cycles_held(given), "held", "pk", Value(str(phase), output_field=text), nowhere)
            for phase, cycles_held in inbox_kinds.held().items()
        ),
        all=True,
    )


_CLEARED = Prepared(_cleared)
