"""What the page of a sub-process shows: its run, tasks, evidence, and what is known about it, in four queries beside the cycle's.

The parts behind tabs (history, discussion, inputs, outputs, iterations) are read by `selectors.parts`, only when looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from activities.design import registry as design
from gsbpm_portal.core.models import FileState
from gsbpm_portal.core.models.decisions import Comment, Contribution, Decision
from gsbpm_portal.core.transitions import Offer
from phases.engine.enums import IterationState
from phases.engine.machines import iteration_machine
from phases.engine.models import Artefact, ArtefactUse, Evidence, Iteration, SubProcessRun
from phases.engine.selectors.facts import TaskLine, gates_of, sections_of, task_lines
from phases.engine.selectors.outline import SubProcessOutline, label_of
from phases.engine.selectors.prepared import Lists, listed, moment
from phases.engine.selectors.sheet import Ask, Flag, Sheet, Voter

SUBJECT = "phases.iteration"


@dataclass(frozen=True)
class Vote:
    """A decision on the current iteration, as the page tells it."""

    pk: int
    verb: str
    by: str
    at: datetime | None
    comment: str
    round: int
    data: dict[str, Any]


@dataclass(frozen=True)
class Pass:
    """One iteration of the run, as the list of iterations names it."""

    pk: int
    number: int
    state: IterationState


@dataclass
class RunPage:
    sheet: Sheet
    run: SubProcessRun
    iteration: Iteration
    outline: SubProcessOutline
    lines: list[TaskLine]
    evidence: list[Evidence]
    votes: list[Vote]
    makers: dict[int, str]
    passes: list[Pass]
    artefacts: list[tuple[str, int, str]]
    """(code, version, source) of everything the run ever left"""
    uses: int
    remarks: int
    open_remarks: int
    offers: list[Offer] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.run.number

    @property
    def applicable(self) -> list[TaskLine]:
        return [line for line in self.lines if line.applies]

    @property
    def aside(self) -> list[TaskLine]:
        return [line for line in self.lines if not line.applies]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.applicable)

    @property
    def standing(self) -> list[Evidence]:
        return [piece for piece in self.evidence if piece.withdrawn_at is None]

    @property
    def withdrawn(self) -> list[Evidence]:
        return [piece for piece in self.evidence if piece.withdrawn_at is not None]

    @property
    def missing(self) -> list[tuple[str, str]]:
        """(code, label) of the mandatory outputs that are not there yet, while somebody can still bring them."""
        if not self.run.applies or self.iteration.state in IterationState.finished():
            return []
        return [
            (output["code"], label_of(output))
            for output in self.outline.outputs
            if output.get("mandatory") and not self.is_there(output["code"])
        ]

    @property
    def is_checking(self) -> bool:
        return any(piece.file and piece.file.is_checking for piece in self.standing)

    @property
    def flags(self) -> list[Flag]:
        return self.sheet.flagged(self.number)

    @property
    def asks(self) -> list[Ask]:
        return [ask for ask in self.sheet.open_asks if ask.number == self.number]

    @property
    def overrides(self) -> list[Ask]:
        """What two people let pass for it, at its own gates or at the door of its phase."""
        doors = {gate["code"] for gate in gates_of(self.sheet.cycle) if gate["holds"]["move"] == "open_phase"}
        phase = self.sheet.overridden(phase_run=self.run.phase_run_id)
        own = self.sheet.overridden(iteration=self.iteration.pk)
        return [*(ask for gate, ask in phase.items() if gate in doors), *own.values()]

    @property
    def returned(self) -> Vote | None:
        """The decision that sent the iteration back, while it is back."""
        if self.iteration.state != IterationState.RETURNED:
            return None
        return next((vote for vote in reversed(self.votes) if vote.verb == "return"), None)

    @property
    def approved(self) -> Vote | None:
        if self.iteration.state not in IterationState.finished():
            return None
        return next((vote for vote in reversed(self.votes) if vote.verb in ("approve", "skip")), None)

    @property
    def taken(self) -> Vote | None:
        """The last move of the iteration: who made it, when, with which words."""
        return self.votes[-1] if self.votes else None

    @property
    def earlier_notes(self) -> list[Vote]:
        """The notes of submissions before the last one."""
        return [vote for vote in self.votes if vote.verb == "submit"][:-1]

    @property
    def voters(self) -> list[Voter]:
        """Who may decide now, makers left out."""
        return self.sheet.voters(self.outline.phase, without=self.makers)

    @property
    def sections(self) -> list[design.Section]:
        """The sections of the design record that this sub-process owns in this cycle."""
        return sections_of(self.sheet.cycle, self.number)

    def is_there(self, output: str) -> bool:
        """Whether a piece of evidence serves as the output, or it is written in the portal."""
        return bool(self.fulfilled(output)) or output in self.sheet.outputs.get(self.number, ())

    def fulfilled(self, output: str) -> list[Evidence]:
        return [
            piece
            for piece in self.standing
            if piece.output == output and not (piece.file and piece.file.state == FileState.REFUSED)
        ]


def _lists(given: Mapping[str, Any]) -> dict[str, QuerySet[Any]]:
    iterations = Iteration.objects.filter(run=given["run"])
    return {
        "passes": listed(iterations, "pk", "number", "state"),
        "votes": listed(
            Decision.objects.filter(subject_kind=SUBJECT, subject_id=given["iteration"]),
            "pk", "verb", "by__full_name", "at", "comment", "round", "data",
        ),
        "makers": listed(
            Contribution.objects.filter(
                subject_kind=SUBJECT, subject_id=given["iteration"],
                round__in=Iteration.objects.filter(pk=given["iteration"]).values("round"),
            ),
            "user_id", "user__full_name",
        ),
        "remarks": listed(
            Comment.objects.filter(subject_kind=SUBJECT, subject_id__in=iterations.values("pk"), parent__isnull=True),
            "pk", "closed_at",
        ),
        "uses": listed(ArtefactUse.objects.filter(iteration=given["iteration"]), "artefact_id"),
        "artefacts": listed(Artefact.objects.filter(run=given["run"]), "code", "version", "source"),
    }  # fmt: skip


_about_run = Lists(_lists)


def find_run(sheet: Sheet, number: str) -> SubProcessRun:
    """The run with its current iteration. Raises SubProcessRun.DoesNotExist."""
    run = SubProcessRun.objects.select_related(
        "current__submitted_by", "current__opened_by", "assignee", "phase_run", "subprocess"
    ).get(cycle=sheet.cycle, number=number)
    run.cycle = run.phase_run.cycle = sheet.cycle
    if run.current is not None:
        run.current.run = run
    return run


def run_page(sheet: Sheet, number: str) -> RunPage:
    """Everything above the tabs. Raises SubProcessRun.DoesNotExist."""
    run = find_run(sheet, number)
    iteration = run.current
    if iteration is None:
        raise SubProcessRun.DoesNotExist
    lists = _about_run.of(run=run.pk, iteration=iteration.pk)
    makers = dict(lists["makers"])
    iteration.__dict__["_makers"] = set(makers)
    iteration.__dict__["_waived"] = sheet.overridden(iteration=iteration.pk)
    run.phase_run.__dict__["_waived"] = sheet.overridden(phase_run=run.phase_run_id)
    evidence = evidence_of(iteration)
    iteration.__dict__["_evidence"] = [piece for piece in evidence if piece.withdrawn_at is None]
    outline = sheet.outline.subprocesses[number]
    page = RunPage(
        sheet=sheet,
        run=run,
        iteration=iteration,
        outline=outline,
        lines=lines_of(iteration, outline),
        evidence=evidence,
        votes=sorted((_vote(row) for row in lists["votes"]), key=lambda vote: vote.pk),
        makers=makers,
        passes=sorted((Pass(pk, n, IterationState(state)) for pk, n, state in lists["passes"]), key=lambda p: p.number),
        artefacts=[(code, version, source) for code, version, source in lists["artefacts"]],
        uses=len(lists["uses"]),
        remarks=len(lists["remarks"]),
        open_remarks=sum(closed is None for _pk, closed in lists["remarks"]),
    )
    page.offers = iteration_machine.offers(iteration, sheet.user) if run.applies else []
    return page


def evidence_of(iteration: Iteration) -> list[Evidence]:
    """The iteration's evidence by name, newest version first, withdrawn pieces included."""
    return list(
        Evidence.objects.filter(iteration=iteration)
        .select_related("file", "added_by", "withdrawn_by", "carried_from")
        .order_by("title", "-version")
    )


def first_missing_output(iteration: Iteration, outline: SubProcessOutline) -> str:
    """The code of the first mandatory output that no evidence of the iteration is yet; empty where nothing is missing."""
    standing = Evidence.objects.filter(iteration=iteration, withdrawn_at__isnull=True)
    there = set(standing.exclude(file__state=FileState.REFUSED).values_list("output", flat=True))
    return next((o["code"] for o in outline.outputs if o.get("mandatory") and o["code"] not in there), "")


def lines_of(iteration: Iteration, outline: SubProcessOutline) -> list[TaskLine]:
    """The task lines from the catalogue in memory; those of a finished iteration under another template from its own tasks."""
    entries = {
        entry.task.code: entry
        for entry in iteration.entries.select_related("task", "done_by", "granted_by", "changed_by")
    }
    own = iteration.run.subprocess_id
    if iteration.state in IterationState.finished() and any(e.task.subprocess_id != own for e in entries.values()):
        return task_lines(iteration)
    lines = [TaskLine(task, entries.get(task.code)) for task in outline.tasks]  # type: ignore[arg-type]
    iteration.__dict__["_lines"] = lines
    return lines


def _vote(row: list[Any]) -> Vote:
    pk, verb, by, at, comment, round_, data = row
    return Vote(pk, verb, by, moment(at), comment, round_, json.loads(data) if isinstance(data, str) else data or {})


# What waits for it ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the sub-process: a closing or opening of a phase, or another sub-process."""

    move: str
    number: str
    hard: bool


def waiting_for(page: RunPage) -> list[Waiting]:
    """What a gate holds until this sub-process delivers (hard), then unfinished ones that usually build on its outputs."""
    found: dict[tuple[str, str], Waiting] = {}
    number, sheet = page.number, page.sheet
    if page.run.is_finished:
        return []
    phase = sheet.phases[page.outline.phase]
    if phase.state != "ditutup":
        found["close_phase", str(phase.number)] = Waiting("close_phase", str(phase.number), True)
    facts = sheet.cycle.__dict__["_facts"]
    for gate in facts.gates:
        if facts.source_of(gate["needs"])[0] != number or facts.met(gate["needs"]):
            continue
        holds = gate["holds"]
        target = str(holds.get("subprocess") or holds["phase"])
        if target != number and not _is_past(sheet, target):
            found[holds["move"], target] = Waiting(holds["move"], target, True)
    outputs = {output["code"] for output in page.outline.outputs}
    order = list(sheet.outline.subprocesses)
    for other in order[order.index(number) + 1 :]:
        builds_on = outputs & set(sheet.outline.subprocesses[other].inputs)
        if builds_on and not sheet.runs[other].is_finished and not any(key[1] == other for key in found):
            found["input", other] = Waiting("input", other, False)
    return list(found.values())


def _is_past(sheet: Sheet, target: str) -> bool:
    if "." in target:
        return sheet.runs[target].is_finished
    return sheet.phases[int(target)].state == "ditutup"
