"""Stored files: random names in storage, a checksum, and no way to open one before it was checked."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.choices import StateChoices


class FileState(StateChoices):
    CHECKING = "checking", _("Being checked"), "wait", "wait"
    AVAILABLE = "available", _("Available"), "done", "done"
    REFUSED = "refused", _("Refused"), "back", "back"


class FilePurpose:
    """Purposes that the kernel itself uses; every other purpose is a word chosen by whoever receives the file."""

    JOB_RESULT = "job-result"


def random_name(instance: StoredFile, filename: str) -> str:
    """A name that nobody can guess and that keeps nothing of the one the person gave, spread over 256 folders."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name[2:]}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def available(self) -> StoredFileQuerySet:
        return self.filter(state=FileState.AVAILABLE)


class StoredFile(models.Model):
    """One uploaded or produced file. Its content never changes; another content is another row.

    `name` is what people see, cleaned; `content_type` is what the content was found to be, empty until it was checked.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("content"), upload_to=random_name, max_length=120)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    content_type = models.CharField(_("type"), max_length=120, blank=True)
    purpose = models.CharField(_("purpose"), max_length=60)
    state = models.CharField(_("state"), max_length=12, choices=FileState, default=FileState.CHECKING)
    refusal = models.TextField(_("reason of refusal"), blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=FileState.REFUSED) | ~models.Q(refusal=""), name="file_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_look(self) -> FileState:
        return FileState(self.state)

    @property
    def is_available(self) -> bool:
        return self.state == FileState.AVAILABLE

    @property
    def is_checking(self) -> bool:
        return self.state == FileState.CHECKING

    @property
    def is_refused(self) -> bool:
        return self.state == FileState.REFUSED
