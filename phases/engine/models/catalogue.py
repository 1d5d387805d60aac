"""The catalogue as rows. Each version of the file is a template of its own; cycles keep the one they were opened with."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock


def localised(row: Any, field: str) -> str:
    """The text of `field` in the language in force; Indonesian stands in where English is empty."""
    text = getattr(row, f"{field}_en") if get_language() == "en" else ""
    return text or getattr(row, f"{field}_id")


class WorkflowTemplate(models.Model):
    """One version of the catalogue with its gates and presets; never rewritten once a cycle uses it, only retired."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    checksum = models.CharField(max_length=64)
    gates = models.JSONField(default=list)
    presets = models.JSONField(default=list)
    loaded_at = models.DateTimeField(default=clock.now)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        verbose_name = _("workflow template")
        verbose_name_plural = _("workflow templates")

    def __str__(self) -> str:
        return f"GSBPM {self.version}"


class Phase(models.Model):
    template = models.ForeignKey(WorkflowTemplate, models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(_("number"))
    name_id = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name_en52 = models.CharField(max_length=120, blank=True)
    short_id = models.CharField(max_length=40)
    short_en = models.CharField(max_length=40)
    purpose_id = models.CharField(max_length=300)
    purpose_en = models.CharField(max_length=300)
    sdi = models.CharField(max_length=20)

    class Meta:
        ordering = ["number"]
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="phase_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def name(self) -> str:
        return localised(self, "name")

    @property
    def short(self) -> str:
        return localised(self, "short")

    @property
    def purpose(self) -> str:
        return localised(self, "purpose")


class SubProcess(models.Model):
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="subprocesses")
    number = models.CharField(_("number"), max_length=5)
    position = models.PositiveSmallIntegerField()
    name_id = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    name_en52 = models.CharField(max_length=160, blank=True)
    short_id = models.CharField(max_length=60)
    short_en = models.CharField(max_length=60)
    purpose_id = models.CharField(max_length=300)
    purpose_en = models.CharField(max_length=300)
    applies = models.JSONField(default=list)
    outputs = models.JSONField(default=list)
    inputs = models.JSONField(default=list)

    class Meta:
        ordering = ["phase__number", "position"]
        verbose_name = _("sub-process")
        verbose_name_plural = _("sub-processes")
        constraints = [models.UniqueConstraint(fields=["phase", "number"], name="subprocess_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.short}"

    @property
    def name(self) -> str:
        return localised(self, "name")

    @property
    def short(self) -> str:
        return localised(self, "short")

    @property
    def purpose(self) -> str:
        return localised(self, "purpose")


class Task(models.Model):
    """A task of a sub-process. `needs_approval`: the task itself is a decision of somebody with authority."""

    subprocess = models.ForeignKey(SubProcess, models.CASCADE, related_name="tasks")
    code = models.CharField(_("code"), max_length=10)
    position = models.PositiveSmallIntegerField()
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    applies = models.JSONField(default=list)
    needs_approval = models.BooleanField(default=False)

    class Meta:
        ordering = ["subprocess__phase__number", "subprocess__position", "position"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [models.UniqueConstraint(fields=["subprocess", "code"], name="task_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return localised(self, "name")
