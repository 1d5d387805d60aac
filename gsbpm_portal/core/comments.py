"""The discussion of a subject: remarks that are open until somebody closes them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock
from gsbpm_portal.core.models import Comment
from gsbpm_portal.core.subjects import Ref, ref

MAX_LENGTH = 4000


@transaction.atomic
def add_comment(
    subject: models.Model | Ref, *, by: AbstractBaseUser, body: str, parent: Comment | None = None
) -> Comment:
    """Add a remark, or a reply to one of the same subject. Refuses (ValidationError) an empty or overlong text."""
    kind, key = ref(subject)
    text = body.replace("\x00", "").strip()
    if not text:
        raise ValidationError(_("Write a comment first."), code="empty")
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            _("The comment is too long: at most %(limit)s characters.") % {"limit": MAX_LENGTH}, code="long"
        )
    if parent is not None and (parent.subject_kind, parent.subject_id) != (kind, key):
        raise ValidationError(_("The comment answered belongs to something else."), code="parent")
    return Comment.objects.create(subject_kind=kind, subject_id=key, by_id=by.pk, body=text, parent=parent)


@transaction.atomic
def close_comment(comment: Comment, *, by: AbstractBaseUser) -> Comment:
    """Mark a remark as dealt with; closing it again changes nothing."""
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if row.closed_at is None:
        row.closed_at, row.closed_by = clock.now(), by  # type: ignore[assignment]
        row.save(update_fields=["closed_at", "closed_by"])
    return row


def comments_on(subject: models.Model | Ref) -> QuerySet[Comment]:
    """All remarks on a subject in the order written, with their writers."""
    kind, key = ref(subject)
    return Comment.objects.filter(subject_kind=kind, subject_id=key).select_related("by", "closed_by")


def open_count(subject: models.Model | Ref) -> int:
    """How many remarks (not replies) are still open."""
    return comments_on(subject).filter(closed_at__isnull=True, parent__isnull=True).count()
