"""Comments and queries on single attributes, between walidata and producer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock
from metadata.enums import CommentKind
from metadata.models.items import Version

LONGEST = 4000


class Query(models.Model):
    """A remark on an attribute ("" for the whole) of a version: open, answered (its first reply by another person), closed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="queries")
    attribute = models.CharField(max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=CommentKind, default=CommentKind.COMMENT)
    body = models.TextField(_("text"), max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["version", "closed_at"], name="query_open")]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None


class Reply(models.Model):
    """An answer to a remark."""

    query = models.ForeignKey(Query, models.CASCADE, related_name="replies")
    body = models.TextField(_("text"), max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
