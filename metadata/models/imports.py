"""Files that people import into the registry: what each is to become, what was found in it, and whether it came in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import clock
from gsbpm_portal.core.choices import StateChoices
from gsbpm_portal.core.models.files import StoredFile
from metadata.enums import Kind
from metadata.models.items import Version

CODES, LINKS = "codes", "links"
WHAT_CHOICES = [*Kind.choices, (CODES, _("Codes of a classification")), (LINKS, _("Links of a correspondence table"))]
"""What the rows of a file are: items of a kind, or the parts of one version."""


class Mode(models.TextChoices):
    NEW = "new", _("Only new ones: a code that exists already is a mistake")
    UPDATE = "update", _("New ones, and changes of those that exist")
    REPLACE = "replace", _("The whole list: what the file does not have is deleted")


class Stage(StateChoices):
    """How far an import is. Nothing stores it: it follows from what was recorded (selectors/imports.py)."""

    CHECKING = "checking", _("Being checked"), "wait", "wait"
    UNREADABLE = "unreadable", _("Cannot be read"), "back", "back"
    STOPPED = "stopped", _("The check was stopped"), "late", "late"
    READY = "ready", _("Checked, waiting for you"), "work", "work"
    FAULTY = "faulty", _("Has wrong rows"), "back", "back"
    IDLE = "idle", _("Nothing to import"), "skip", "skip"
    APPLYING = "applying", _("Being imported"), "wait", "wait"
    APPLIED = "applied", _("Imported"), "done", "done"


class ImportBatch(models.Model):
    """One uploaded file. `counts`: new, changed, equal, wrong, removed, warnings, drafts (new ones of endorsed entries).

    `faults`: the first ones, as Fault.as_json(). `changes`: the first ones, as importing_changes tells them. `written`: the first
    versions that were written, as [key, new | changed | draft]. `organisation` is where new items go; `version` the draft whose
    codes or links the rows are.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    what = models.CharField(_("what it holds"), max_length=16, choices=WHAT_CHOICES)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    version = models.ForeignKey(Version, models.SET_NULL, null=True, blank=True, related_name="imports")
    mode = models.CharField(_("how"), max_length=8, choices=Mode, default=Mode.UPDATE)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("handed in"), default=clock.now, editable=False)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    readable = models.BooleanField(default=True)
    counts = models.JSONField(default=dict, blank=True)
    faults = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)
    written = models.JSONField(default=list, blank=True)
    applied_at = models.DateTimeField(_("imported"), null=True, blank=True)
    partial = models.BooleanField(_("good rows alone"), default=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["by", "-at"], name="import_by_person")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.file.name}"

    @property
    def is_of_items(self) -> bool:
        return self.what not in (CODES, LINKS)

    def count(self, name: str) -> int:
        return int(self.counts.get(name, 0))

    @property
    def to_write(self) -> int:
        """Rows that would change something."""
        return self.count("new") + self.count("changed") + self.count("removed")

    def get_absolute_url(self) -> str:
        return reverse("metadata:import", args=[self.public_id])
