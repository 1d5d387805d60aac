"""What an iteration leaves behind: evidence while it is worked on, frozen artefacts when it is approved, and who read them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock
from gsbpm_portal.core.models import StoredFile
from phases.engine.enums import ArtefactSource, EvidenceKind
from phases.engine.models.runs import Iteration, SubProcessRun


class Evidence(models.Model):
    """A described file or link that shows what was done. A new version of it is a new row in the same series."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    iteration = models.ForeignKey(Iteration, models.CASCADE, related_name="evidence")
    series = models.UUIDField(default=uuid.uuid4, db_index=True)
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind)
    output = models.CharField(_("serves as output"), max_length=60, blank=True)
    title = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    url = models.URLField(_("address"), blank=True, max_length=500)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["title", "-version"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["iteration", "series", "version"], name="evidence_version_once"),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.FILE, file__isnull=False) | Q(kind=EvidenceKind.LINK) & ~Q(url=""),
                name="evidence_has_content",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Artefact(models.Model):
    """A frozen, versioned output of an approved iteration: a piece of evidence or a snapshot of a design section."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(SubProcessRun, models.CASCADE, related_name="artefacts")
    iteration = models.ForeignKey(Iteration, models.CASCADE, related_name="artefacts")
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=ArtefactSource)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(blank=True, max_length=500)
    payload = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("artefact")
        verbose_name_plural = _("artefacts")
        constraints = [models.UniqueConstraint(fields=["run", "code", "version"], name="artefact_version_once")]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class ArtefactUse(models.Model):
    """That an iteration used an artefact, recorded when it was read. What depends on what is told from these rows alone."""

    iteration = models.ForeignKey(Iteration, models.CASCADE, related_name="uses")
    artefact = models.ForeignKey(Artefact, models.PROTECT, related_name="uses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        verbose_name = _("use of an artefact")
        verbose_name_plural = _("uses of artefacts")
        constraints = [models.UniqueConstraint(fields=["iteration", "artefact"], name="artefact_use_once")]
