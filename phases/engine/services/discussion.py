"""The discussion of a sub-process: remarks on its current iteration, replies, and closing what is dealt with."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import comments
from gsbpm_portal.core.models import Comment
from gsbpm_portal.core.transitions import NotAllowed, Reason
from phases.engine import rules
from phases.engine.models import Iteration
from phases.engine.services.people import tell

NOT_YOURS = Reason("role", _("Your role does not allow this."))


def may_speak(user: Any, cycle: Cycle) -> bool:
    """The team, running delegates, and supervisors, walidata and heads in reach take part in the discussion."""
    standing = rules.standing(user, cycle)
    return bool(standing.seats or standing.held or standing.reaches & {rules.PENYELIA, rules.WALIDATA, rules.PIMPINAN})


@transaction.atomic
def say(iteration: Iteration, *, by: Any, body: str, parent: Comment | None = None) -> Comment:
    """Add a remark or a reply. The person in charge and whoever spoke in the same thread are told.

    Refuses outsiders (NotAllowed) and empty or overlong texts (ValidationError).
    """
    if not may_speak(by, iteration.cycle):
        raise NotAllowed(NOT_YOURS)
    subject = iteration if parent is None else (parent.subject_kind, parent.subject_id)
    comment = comments.add_comment(subject, by=by, body=body, parent=parent)  # type: ignore[arg-type]
    people: dict[int, User] = {}
    if iteration.run.assignee is not None:
        people[iteration.run.assignee.pk] = iteration.run.assignee
    if parent is not None:
        thread = Comment.objects.filter(parent=parent).select_related("by")
        people |= {one.by.pk: one.by for one in [parent, *thread]}
    people.pop(by.pk, None)
    tell(
        iteration.run, people.values(), "remark", gettext_noop("%(by)s wrote about %(number)s of %(cycle)s: “%(text)s”"),
        by=by, fragment="?bagian=diskusi#bagian", text=comment.body[:200],
    )  # fmt: skip
    return comment


@transaction.atomic
def settle(iteration: Iteration, comment: Comment, *, by: Any) -> Comment:
    """Mark a remark as dealt with: by its author, the staff of the phase or its supervisors."""
    phase = iteration.run.phase_number
    if not (
        comment.by_id == by.pk
        or rules.is_staff(by, iteration.cycle, phase)
        or rules.is_supervisor(by, iteration.cycle, phase)
    ):
        raise NotAllowed(NOT_YOURS)
    return comments.close_comment(comment, by=by)
