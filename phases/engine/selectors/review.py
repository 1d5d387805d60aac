"""What somebody who decides has to see: what changed since the last decision, what is open, who made it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from activities.design.wording import wordings_of
from gsbpm_portal.core.models import AuditEntry
from phases.engine.enums import ArtefactSource
from phases.engine.models import Artefact, Evidence, Iteration
from phases.engine.selectors.parts import Remark, compare_evidence, compare_tasks, discussion
from phases.engine.selectors.readings import changed_lines
from phases.engine.selectors.sheet import Ask
from phases.engine.selectors.subprocess import SUBJECT, RunPage, Vote


@dataclass
class TaskChange:
    """What happened to one task: its note before and now, its ticks, whether it applies."""

    code: str
    name: str
    old_note: str = ""
    new_note: str = ""
    events: list[str] = field(default_factory=list)
    """words of actions: done, undone, set_aside, taken_in, granted"""

    @property
    def note_changed(self) -> bool:
        return self.old_note != self.new_note


@dataclass
class EvidenceChange:
    """added, changed (a newer version) or withdrawn"""

    kind: str
    piece: Evidence
    old_version: int = 0


@dataclass
class SectionChange:
    title: Any
    url: str
    lines: list[tuple[Any, str, str]]
    is_new: bool


@dataclass(frozen=True)
class Check:
    """One line of the checklist: met, overridden by two people, or open; `gate` where it may be overridden.

    `url`, or each of `places` as (name, what is to be done, address), is where it is mended.
    """

    text: str
    met: bool
    url: str = ""
    gate: str = ""
    override: Ask | None = None
    asked: Ask | None = None
    places: tuple[tuple[str, str, str], ...] = ()
    is_note: bool = False
    """worth knowing, though it holds nothing"""


@dataclass
class Review:
    since: Vote | None
    """the decision that the changes are counted from; None: from the beginning, or from the iteration before"""
    before: Iteration | None
    """the earlier iteration compared with, where this one was not decided on yet"""
    tasks: list[TaskChange]
    evidence: list[EvidenceChange]
    sections: list[SectionChange]
    remarks: list[Remark]

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.evidence or self.sections)


def review_of(page: RunPage) -> Review:
    """The changes in the iteration since it was last decided on; where it never was, since the iteration before, or all of it."""
    since = next((vote for vote in reversed(page.votes) if vote.verb == "return"), None)
    before = None
    if since is None and page.iteration.number > 1:
        before = Iteration.objects.filter(run=page.run, number=page.iteration.number - 1).select_related("run").first()
    if before is not None:
        tasks, evidence = _against(before, page.iteration)
    else:
        tasks, evidence = (
            _tasks_since(page, since.at if since else None),
            _evidence_since(page, since.at if since else None),
        )
    remarks = [remark for remark in discussion([(one.pk, one.number) for one in page.passes]) if remark.is_open]
    return Review(since, before, tasks, evidence, _sections(page), remarks)


def _against(old: Iteration, new: Iteration) -> tuple[list[TaskChange], list[EvidenceChange]]:
    tasks = []
    for pair in compare_tasks(old, new):
        if not pair.differs:
            continue
        change = TaskChange(pair.code, pair.name, pair.old.note if pair.old else "", pair.new.note if pair.new else "")
        was, now = bool(pair.old and pair.old.is_done), bool(pair.new and pair.new.is_done)
        if was != now:
            change.events.append("done" if now else "undone")
        aside = bool(pair.old and pair.old.not_applicable_reason), bool(pair.new and pair.new.not_applicable_reason)
        if aside[0] != aside[1]:
            change.events.append("set_aside" if aside[1] else "taken_in")
        tasks.append(change)
    evidence = [
        EvidenceChange(
            {"added": "added", "removed": "withdrawn", "changed": "changed"}[pair.change],
            pair.new or pair.old,  # type: ignore[arg-type]
            pair.old.version if pair.old else 0,
        )
        for pair in compare_evidence(old, new)
        if pair.change != "same"
    ]
    return tasks, evidence


EVENTS = {"task.done": "done", "task.undone": "undone", "task.granted": "granted"}


def _tasks_since(page: RunPage, moment: datetime | None) -> list[TaskChange]:
    entries = AuditEntry.objects.filter(
        subject_kind=SUBJECT, subject_id=page.iteration.pk, action__startswith="task."
    ).order_by("seq")
    if moment is not None:
        entries = entries.filter(at__gt=moment)
    names = {line.task.code: line for line in page.lines}
    found: dict[str, TaskChange] = {}
    for entry in entries:
        code = str(entry.context.get("task", ""))
        line = names.get(code)
        if line is None:
            continue
        if code not in found:
            now = line.entry.note if line.entry else ""
            found[code] = TaskChange(code, line.task.name, now, now)
            found[code].old_note = _first_note(entries, code, now)
        if entry.action in EVENTS:
            found[code].events.append(EVENTS[entry.action])
        elif entry.action == "task.applicability":
            aside = bool(entry.changes.get("not_applicable_reason", ["", ""])[1])
            found[code].events.append("set_aside" if aside else "taken_in")
    for change in found.values():
        change.events = _net(change.events)
    kept = [change for change in found.values() if change.note_changed or change.events]
    order = list(names)
    return sorted(kept, key=lambda change: order.index(change.code))


def _first_note(entries: Any, code: str, now: str) -> str:
    """The note as it was before the first change in the period."""
    for entry in entries:
        if entry.action == "task.note" and entry.context.get("task") == code:
            return str((entry.changes.get("note") or [now])[0] or "")
    return now


def _net(events: list[str]) -> list[str]:
    """What remains of ticks and unticks: the last of each pair, nothing where they cancel out."""
    kept: list[str] = []
    for first, second in (("done", "undone"), ("set_aside", "taken_in")):
        pair = [event for event in events if event in (first, second)]
        if len(pair) % 2:
            kept.append(pair[-1])
    return kept + (["granted"] if "granted" in events else [])


def _evidence_since(page: RunPage, moment: datetime | None) -> list[EvidenceChange]:
    found = []
    for piece in page.evidence:
        is_new = moment is None or piece.added_at > moment
        if piece.withdrawn_at is None and is_new and piece.carried_from_id is None:
            older = [p.version for p in page.evidence if p.series == piece.series and p.version < piece.version]
            found.append(EvidenceChange("changed" if older else "added", piece, max(older, default=0)))
        elif piece.withdrawn_at is not None and moment is not None and piece.withdrawn_at > moment and not is_new:
            replaced = any(p.series == piece.series and p.version > piece.version for p in page.evidence)
            if not replaced:
                found.append(EvidenceChange("withdrawn", piece, piece.version))
    return found


def _sections(page: RunPage) -> list[SectionChange]:
    """The sections owned here that differ from what was last frozen."""
    owned = page.sections
    if not owned:
        return []
    frozen: dict[str, Artefact] = {}
    for artefact in Artefact.objects.filter(run=page.run, source=ArtefactSource.DESIGN).order_by("version"):
        frozen[artefact.code] = artefact
    found, wordings = [], wordings_of(page.sheet.cycle)
    for section in owned:
        old = frozen.get(f"design:{section.code}")
        new = section.snapshot(page.sheet.cycle)
        lines = changed_lines(section.code, old.payload if old else {}, new, wordings)
        if lines:
            found.append(SectionChange(section.title, section.address(page.sheet.cycle), lines, old is None))
    return found
