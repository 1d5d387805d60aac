"""Remarks on single parts of a subject, between those who review it and those who write it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock

LONGEST = 4000


class RemarkKind(models.TextChoices):
    COMMENT = "comment", _("Comment")
    QUERY = "query", _("Query to be answered")


class Remark(models.Model):
    """A remark on one part ("" for the whole) of a subject: open, answered (by another person than who asked), closed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    part = models.CharField(_("part"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=RemarkKind, default=RemarkKind.COMMENT)
    body = models.TextField(_("text"), max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("remark on a part")
        verbose_name_plural = _("remarks on parts")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "closed_at"], name="remark_subject")]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def waits(self) -> bool:
        """A query that nobody has answered."""
        return self.is_open and self.kind == RemarkKind.QUERY and not self.is_answered


class RemarkReply(models.Model):
    """An answer to a remark."""

    remark = models.ForeignKey(Remark, models.CASCADE, related_name="replies")
    body = models.TextField(_("text"), max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("answer to a remark")
        verbose_name_plural = _("answers to remarks")
        ordering = ["at", "pk"]
