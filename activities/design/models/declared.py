"""How declared sections are kept: one row a section and cycle, one row a table row, and what they name of the registry."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from metadata.models import Version


class DeclaredSection(models.Model):
    """A declared section of one cycle: its fields by name; made when something is first written.

    `revision` counts every edit, of rows too. `last_numbers`: the highest number that was given in each table, so that the key
    of a removed row is never given again. `to_review`: copied from the last cycle, to be looked through before it counts.
    """

    cycle = models.ForeignKey("activities.Cycle", models.CASCADE, related_name="declared_sections")
    code = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    last_numbers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    to_review = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("section of the design record")
        verbose_name_plural = _("sections of the design record")
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="declared_section_once")]

    def __str__(self) -> str:
        return f"{self.code} · {self.cycle}"


class DesignRow(models.Model):
    """A row of a declared table; `key` (K3) is its name in the cycle for good."""

    section = models.ForeignKey(DeclaredSection, models.CASCADE, related_name="rows")
    table = models.CharField(max_length=40)
    key = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("row of the design record")
        verbose_name_plural = _("rows of the design record")
        constraints = [models.UniqueConstraint(fields=["section", "table", "key"], name="design_row_once")]
        indexes = [models.Index(fields=["table"], name="design_row_table")]

    def __str__(self) -> str:
        return self.key


class DesignReference(models.Model):
    """That a field of a section or row names a version of the registry, which therefore cannot be deleted there."""

    section = models.ForeignKey(DeclaredSection, models.CASCADE, related_name="references")
    row = models.ForeignKey(DesignRow, models.CASCADE, null=True, blank=True, related_name="references")
    field = models.CharField(max_length=40)
    version = models.ForeignKey(Version, models.PROTECT, related_name="design_references")

    class Meta:
        verbose_name = _("reference to the registry")
        verbose_name_plural = _("references to the registry")
