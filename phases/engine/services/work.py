"""Staff's work inside an iteration: ticking tasks, notes, and what does not apply. Every edit makes its author a maker."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.transitions import MAKER_REASON, MoveRefused, NotAllowed, Reason, contribute, makers
from phases.engine import rules
from phases.engine.enums import IterationState, RequestState
from phases.engine.machines import iteration_machine
from phases.engine.models import Iteration, Request, Task, TaskEntry

NOT_YOURS = Reason("role", _("Only staff of the team for this phase write here."))


class Conflict(Exception):
    """Somebody else changed the text meanwhile. `entry` holds what stands now; nothing was written."""

    def __init__(self, entry: TaskEntry, mine: str):
        self.entry, self.mine = entry, mine
        super().__init__("the text was changed by somebody else")


def open_for_edit(iteration: Iteration, by: Any) -> Iteration:
    """Lock the iteration for one edit: counts the revision up and records the maker.

    Refuses people without a staff seat (NotAllowed) and iterations that are not being worked on (MoveRefused).
    """
    return _edited(_lock(iteration, by), by)


def _lock(iteration: Iteration, by: Any) -> Iteration:
    """The locked row, for somebody who may write in it now; nothing is counted yet."""
    row = iteration_machine.locked(iteration)
    if not rules.is_staff(by, row.cycle, row.run.phase_number):
        raise NotAllowed(NOT_YOURS)
    if not row.is_editable:
        raise MoveRefused(
            Reason(
                "state",
                _("The state is “%(state)s”: nothing can be written now.") % {"state": row.get_state_display()},
                "#moves",
            )
        )
    return row


def _edited(row: Iteration, by: Any) -> Iteration:
    """Count one edit: its author is a maker of the iteration, and of whatever is asked about it and not answered yet."""
    contribute(row, row.round, by, "edit")
    for request in Request.objects.filter(iteration=row, state=RequestState.OPEN):
        contribute(request, request.round, by, "maker")
    row.revision += 1
    row.save(update_fields=["revision"])
    return row


def task_of(iteration: Iteration, code: str) -> Task:
    """The task with this code in the iteration's sub-process. Raises Task.DoesNotExist."""
    return Task.objects.get(subprocess=iteration.run.subprocess_id, code=code)


def _entry(row: Iteration, task: Task) -> TaskEntry:
    """The entry of a task, not saved yet when there is none. Refuses tasks of other sub-processes."""
    if task.subprocess_id != row.run.subprocess_id:
        raise MoveRefused(Reason("task", _("Task %(code)s belongs to another sub-process.") % {"code": task.code}))
    return TaskEntry.objects.filter(iteration=row, task=task).first() or TaskEntry(iteration=row, task=task)


def _log(row: Iteration, task: Task, action: str, by: Any, changes: dict[str, Any], reason: str = "") -> None:
    audit.append(
        row.audit_chain, action=action, by=by, subject=row, scope=row.audit_scope, changes=changes, reason=reason,
        context={"task": task.code, "iteration": row.number},
    )  # fmt: skip


@transaction.atomic
def tick_task(iteration: Iteration, task: Task, *, by: Any, done: bool) -> TaskEntry:
    """Tick a task as done, or take the tick back. Approval tasks are decided, not ticked.

    Ticking twice changes nothing and makes nobody a maker.
    """
    row = _lock(iteration, by)
    entry = _entry(row, task)
    if task.needs_approval:
        raise MoveRefused(Reason("approval", _("This task is a decision of the supervisor; it cannot be ticked.")))
    if entry.is_done == done:
        return entry
    if done and not entry.applies:
        raise MoveRefused(Reason("not_applicable", _("The task is marked not applicable: take it back in first.")))
    _edited(row, by)
    entry.done_at, entry.done_by = (clock.now(), by) if done else (None, None)
    entry.changed_at, entry.changed_by = clock.now(), by
    entry.save()
    _log(row, task, "task.done" if done else "task.undone", by, {"done": (not done, done)})
    return entry


@transaction.atomic
def write_note(iteration: Iteration, task: Task, *, by: Any, note: str, seen: int | None = None) -> TaskEntry:
    """Write the note of a task. `seen` is the revision of the note that the writer started from; a newer one raises Conflict."""
    row = _lock(iteration, by)
    entry = _entry(row, task)
    text = note.strip()
    if entry.note == text:
        return entry
    if seen is not None and seen != entry.note_revision:
        raise Conflict(entry, text)
    _edited(row, by)
    before, entry.note = entry.note, text
    entry.note_revision += 1
    entry.changed_at, entry.changed_by = clock.now(), by
    entry.save()
    _log(row, task, "task.note", by, {"note": (before, text)})
    return entry


@transaction.atomic
def set_task_applicability(iteration: Iteration, task: Task, *, by: Any, applies: bool, reason: str = "") -> TaskEntry:
    """Mark a single task not applicable with a reason (it then holds nothing up), or take it back in."""
    row = _lock(iteration, by)
    entry = _entry(row, task)
    if entry.applies == applies:
        return entry
    if not applies and not reason.strip():
        raise MoveRefused(Reason("comment", _("Write down the reason."), f"#task-{task.code.replace('.', '-')}"))
    if not applies and task.needs_approval:
        raise MoveRefused(
            Reason("approval", _("An approval always applies: only the whole sub-process can be set aside."))
        )
    _edited(row, by)
    before = entry.not_applicable_reason
    entry.not_applicable_reason = "" if applies else reason.strip()
    if not applies:
        entry.done_at = entry.done_by = None
    entry.changed_at, entry.changed_by = clock.now(), by
    entry.save()
    _log(
        row,
        task,
        "task.applicability",
        by,
        {"not_applicable_reason": (before, entry.not_applicable_reason)},
        reason.strip(),
    )
    return entry


@transaction.atomic
def grant_task(iteration: Iteration, task: Task, *, by: Any, comment: str = "") -> TaskEntry:
    """Give the approval that a task consists of, ahead of the approval of the whole iteration. Never by a maker; once."""
    row = iteration_machine.locked(iteration)
    if not task.needs_approval:
        raise MoveRefused(Reason("approval", _("This task is ticked by staff; it is not a decision.")))
    verdict = rules.votes_on_run(by, row)
    if not verdict.may:
        raise NotAllowed(verdict.reason or NOT_YOURS)
    if row.state not in IterationState.editable() | {IterationState.SUBMITTED}:
        raise MoveRefused(Reason("state", _("The state is “%(state)s”.") % {"state": row.get_state_display()}))
    return grant(row, task, by=by, comment=comment, on_behalf_of=verdict.on_behalf_of)


def grant(row: Iteration, task: Task, *, by: Any, comment: str = "", on_behalf_of: Any = None) -> TaskEntry:
    """Write the decision on an approval task of a locked iteration; granting twice changes nothing."""
    if by.pk in makers(row, row.round):
        raise NotAllowed(MAKER_REASON)
    entry = _entry(row, task)
    if entry.granted_by_id:
        return entry
    Decision.objects.create(
        subject_kind="phases.iteration", subject_id=row.pk, round=row.round, version=row.version_text, verb="grant_task",
        checks=True, by=by, on_behalf_of=on_behalf_of, comment=comment.strip(), data={"task": task.code}, state_from=row.state,
        state_to=row.state,
    )  # fmt: skip
    entry.granted_by = entry.done_by = entry.changed_by = by
    entry.done_at = entry.changed_at = clock.now()
    entry.save()
    audit.append(
        row.audit_chain, action="task.granted", by=by, subject=row, scope=row.audit_scope, reason=comment.strip(),
        kind=audit.AuditKind.DECISION, changes={"granted": (False, True)},
        context={
            "task": task.code, "iteration": row.number, **({"on_behalf_of": str(on_behalf_of)} if on_behalf_of else {}),
        },
    )  # fmt: skip
    return entry
