"""The parts of a sub-process page that stand behind tabs; each is read only when it is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from activities.design import selectors as records
from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.models.decisions import Comment
from phases.engine.models import Artefact, ArtefactUse, Evidence, Iteration, Recheck, Request, SubProcessRun, TaskEntry
from phases.engine.selectors.facts import task_lines
from phases.engine.selectors.outline import label_of
from phases.engine.selectors.subprocess import SUBJECT, RunPage

PAGE = 25


# History --------------------------------------------------------------------------------------------------------------


def entries_about(run: SubProcessRun, iterations: list[int], sections: Iterable[str]) -> QuerySet[AuditEntry]:
    """The entries about a run, its iterations, the requests and flags on it, and sections it owns; newest first."""
    about = (
        Q(subject_kind="phases.subprocessrun", subject_id=run.pk)
        | Q(subject_kind=SUBJECT, subject_id__in=iterations)
        | Q(subject_kind="phases.request", subject_id__in=Request.objects.filter(run=run).values("pk"))
        | Q(subject_kind="phases.recheck", subject_id__in=Recheck.objects.filter(run=run).values("pk"))
    )
    for rows in records.stored_rows(run.cycle_id, sections):
        about |= Q(subject_kind=rows.model._meta.label_lower, subject_id__in=rows.values("pk"))
    return AuditEntry.objects.filter(about).order_by("-seq")


def history(page: RunPage, before: int | None = None) -> tuple[list[AuditEntry], int | None]:
    """(entries, number to go on from) of the run's history, PAGE at a time; None when there are no older ones."""
    sections = [section.code for section in page.sections]
    found = entries_about(page.run, [iteration.pk for iteration in page.passes], sections)
    if before:
        found = found.filter(seq__lt=before)
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].seq if len(rows) > PAGE else None


# Discussion -----------------------------------------------------------------------------------------------------------


@dataclass
class Remark:
    """A remark with its replies; `place` is its number in the discussion of the run, counted from the first."""

    place: int
    comment: Comment
    iteration: int
    replies: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.comment.closed_at is None


def discussion(passes: list[tuple[int, int]]) -> list[Remark]:
    """The remarks on the iterations (key, number) of a run: open ones first, then by time. One query."""
    numbers = dict(passes)
    remarks: dict[int, Remark] = {}
    comments = Comment.objects.filter(subject_kind=SUBJECT, subject_id__in=numbers).select_related("by", "closed_by")
    for comment in comments.order_by("at", "pk"):
        if comment.parent_id is None:
            remarks[comment.pk] = Remark(len(remarks) + 1, comment, numbers[comment.subject_id])
        elif comment.parent_id in remarks:
            remarks[comment.parent_id].replies.append(comment)
    return sorted(remarks.values(), key=lambda remark: (not remark.is_open, remark.place))


# Inputs and outputs ---------------------------------------------------------------------------------------------------


@dataclass
class Input:
    """An output of another sub-process that this one usually reads, and what there is of it."""

    code: str
    label: str
    source: str
    newest: Artefact | None = None
    used: ArtefactUse | None = None
    from_previous: bool = False

    @property
    def is_outdated(self) -> bool:
        return bool(self.used and self.newest and self.used.artefact.version < self.newest.version)


@dataclass
class Inputs:
    suggested: list[Input]
    others: list[Input]
    """used, though not suggested"""
    more: list[Artefact]
    """newest versions of everything else that the cycle has left so far"""


def inputs_of(page: RunPage) -> Inputs:
    """Suggested inputs with what was used, other uses, and what else could be used. Two queries."""
    cycle, outline = page.sheet.cycle, page.sheet.outline
    order = list(outline.subprocesses)
    cycles = [cycle.pk, *([cycle.previous_id] if cycle.previous_id else [])]
    newest: dict[tuple[bool, str, str], Artefact] = {}
    artefacts = (
        Artefact.objects.filter(run__cycle__in=cycles)
        .exclude(run=page.run)
        .select_related("run__subprocess", "file")
        .defer("payload")
        .order_by("version")
    )
    for artefact in artefacts:
        newest[artefact.run.cycle_id != cycle.pk, artefact.run.number, artefact.code] = artefact
    uses = list(
        ArtefactUse.objects.filter(iteration=page.iteration)
        .select_related("artefact__run__subprocess", "artefact__file", "by")
        .defer("artefact__payload")
        .order_by("at")
    )
    used = {(u.artefact.run.cycle_id != cycle.pk, u.artefact.run.number, u.artefact.code): u for u in uses}
    suggested, keys = [], set()
    for code in outline.subprocesses[page.number].inputs:
        output = outline.output(code)
        source = outline.source_of(code)
        if output is None:
            continue
        old = order.index(source) >= order.index(page.number)
        matching = [key for key in newest if key[0] == old and key[1] == source and key[2].split(":", 1)[0] == code]
        for key in matching or [(old, source, code)]:
            keys.add(key)
            suggested.append(Input(code, label_of(output), source, newest.get(key), used.get(key), old))
    others = []
    for key, use in used.items():
        if key not in keys:
            keys.add(key)
            others.append(Input(key[2], use.artefact.title, key[1], newest.get(key), use, key[0]))
    more = [artefact for key, artefact in newest.items() if key not in keys and not key[0]]
    return Inputs(suggested, others, sorted(more, key=lambda a: (order.index(a.run.number), a.title)))


@dataclass
class Output:
    code: str
    label: str
    mandatory: bool
    pieces: list[Evidence]
    versions: list[Artefact] = field(default_factory=list)
    is_there: bool = False
    """a piece of evidence serves as it, or it is written in the portal"""


@dataclass
class Outputs:
    named: list[Output]
    others: list[Artefact]
    """frozen, but named by no output of the catalogue: other evidence and snapshots of the design record"""
    users: dict[int, list[ArtefactUse]]
    """who used which artefact, by its key"""


def outputs_of(page: RunPage) -> Outputs:
    """What the run is to leave and has left, and who used it. Two queries."""
    frozen = list(
        Artefact.objects.filter(run=page.run)
        .select_related("file", "iteration", "created_by")
        .order_by("code", "-version")
    )
    users: dict[int, list[ArtefactUse]] = {}
    for use in ArtefactUse.objects.filter(artefact__run=page.run).select_related("iteration__run__subprocess"):
        users.setdefault(use.artefact_id, []).append(use)
    named = []
    for output in page.outline.outputs:
        versions = [a for a in frozen if a.code.split(":", 1)[0] == output["code"]]
        named.append(
            Output(
                output["code"],
                label_of(output),
                bool(output.get("mandatory")),
                page.fulfilled(output["code"]),
                versions,
                page.is_there(output["code"]),
            )
        )
    shown = {artefact.pk for output in named for artefact in output.versions}
    return Outputs(named, [a for a in frozen if a.pk not in shown], users)


# Iterations -----------------------------------------------------------------------------------------------------------


def iterations_of(run: SubProcessRun) -> list[Iteration]:
    """All passes through the run, newest first."""
    found = Iteration.objects.filter(run=run).select_related("opened_by", "submitted_by").order_by("-number")
    return list(found)


@dataclass
class TaskPair:
    """One task in two iterations."""

    code: str
    name: str
    old: TaskEntry | None
    new: TaskEntry | None

    @property
    def differs(self) -> bool:
        return _of(self.old) != _of(self.new)


def _of(entry: TaskEntry | None) -> tuple[Any, ...]:
    return (entry.is_done, entry.note, entry.not_applicable_reason) if entry else (False, "", "")


@dataclass
class EvidencePair:
    """One piece of evidence, by its series, in two iterations."""

    title: str
    old: Evidence | None
    new: Evidence | None

    @property
    def change(self) -> str:
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "same" if self.old.version == self.new.version else "changed"


def compare_tasks(old: Iteration, new: Iteration) -> list[TaskPair]:
    """The tasks of two iterations of a run side by side, matched by code."""
    before = {line.task.code: line for line in task_lines(old)}
    after = {line.task.code: line for line in task_lines(new)}
    pairs = []
    for code in [*before, *(code for code in after if code not in before)]:
        line = after.get(code) or before[code]
        left, right = before.get(code), after.get(code)
        pairs.append(TaskPair(code, line.task.name, left.entry if left else None, right.entry if right else None))
    return pairs


def compare_evidence(old: Iteration, new: Iteration) -> list[EvidencePair]:
    """The evidence that stood in two iterations side by side, matched by series."""
    sides: list[dict[Any, Evidence]] = []
    for iteration in (old, new):
        standing = Evidence.objects.filter(iteration=iteration, withdrawn_at__isnull=True).select_related(
            "file", "added_by"
        )
        sides.append({piece.series: piece for piece in standing.order_by("version")})
    before, after = sides
    pairs = [EvidencePair(piece.title, piece, after.get(series)) for series, piece in before.items()]
    pairs += [EvidencePair(piece.title, None, piece) for series, piece in after.items() if series not in before]
    return sorted(pairs, key=lambda pair: pair.title)
