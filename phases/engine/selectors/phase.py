"""What the page of a phase shows beside its cells: open remarks, and what happened since it was last closed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.models.decisions import Decision
from phases.engine.models import Iteration, PhaseRun, Recheck, Request
from phases.engine.selectors.matrix import Cell
from phases.engine.selectors.parts import Remark, discussion
from phases.engine.selectors.subprocess import SUBJECT

SHOWN = 40
TELLING = (
    "iteration.submit",
    "iteration.approve",
    "iteration.return",
    "iteration.skip",
    "run.reopen",
    "run.flag",
    "run.applicability",
    "run.escalate",
    "recheck.unchanged",
    "recheck.redo",
    "task.granted",
    "evidence.add",
    "evidence.withdraw",
    "gate.override",
    "request.lampaui",
)
"""What a person who closes a phase wants to read; ticks and notes stand on the pages of the sub-processes."""


def open_remarks(cells: list[Cell]) -> list[tuple[str, Remark]]:
    """Remarks that are still open on the current iterations of these cells, each with the number of its sub-process."""
    numbers = {cell.current_id: cell.number for cell in cells if cell.current_id}
    found = discussion([(current, cell.iteration) for cell in cells if (current := cell.current_id)])
    return [(numbers[remark.comment.subject_id], remark) for remark in found if remark.is_open]


def last_closing(row: PhaseRun) -> Decision | None:
    """The decision that last closed the phase."""
    decisions = Decision.objects.filter(subject_kind="phases.phaserun", subject_id=row.pk, verb="close")
    return decisions.select_related("by").order_by("-pk").first()


def decisions_on(row: PhaseRun) -> list[Decision]:
    found = Decision.objects.filter(subject_kind="phases.phaserun", subject_id=row.pk).select_related(
        "by", "on_behalf_of"
    )
    return list(found.order_by("-pk"))


def changes_since(row: PhaseRun, cells: list[Cell], since: Any) -> tuple[list[AuditEntry], int]:
    """(newest entries, how many in all) about the phase's sub-processes since a moment (from the beginning without one)."""
    iterations = Iteration.objects.filter(run__phase_run=row).values("pk")
    requests = Request.objects.filter(Q(phase_run=row) | Q(run__phase_run=row)).values("pk")
    about = (
        Q(subject_kind=SUBJECT, subject_id__in=iterations)
        | Q(subject_kind="phases.subprocessrun", subject_id__in=[cell.pk for cell in cells])
        | Q(subject_kind="phases.phaserun", subject_id=row.pk)
        | Q(subject_kind="phases.request", subject_id__in=requests)
        | Q(subject_kind="phases.recheck", subject_id__in=Recheck.objects.filter(run__phase_run=row).values("pk"))
    )
    found = AuditEntry.objects.filter(about, scope=row.audit_scope, action__in=TELLING).order_by("-seq")
    if since is not None:
        found = found.filter(at__gt=since)
    return list(found[:SHOWN]), found.count()
