"""Files that people import into a table of the design record: what was found in each, and whether it came in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.design.declared import Table, spec_of_table, table_of
from gsbpm_portal.core import clock
from gsbpm_portal.core.models.files import StoredFile
from metadata.models.imports import Mode


class TableImport(models.Model):
    """One uploaded file. `counts`, `faults`, `readable`, `partial` as of metadata's ImportBatch, whose states it goes through.

    `preview`: the first rows that would be added, as [{"key": "K4", "name": …, "cells": [[label, text], …]}].
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey("activities.Cycle", models.CASCADE, related_name="table_imports")
    table = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("handed in"), default=clock.now, editable=False)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    readable = models.BooleanField(default=True)
    counts = models.JSONField(default=dict, blank=True)
    faults = models.JSONField(default=list, blank=True)
    preview = models.JSONField(default=list, blank=True)
    applied_at = models.DateTimeField(_("imported"), null=True, blank=True)
    partial = models.BooleanField(_("good rows alone"), default=False)

    class Meta:
        verbose_name = _("import of a table")
        verbose_name_plural = _("imports of tables")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.table}: {self.file.name}"

    mode = Mode.NEW
    """Rows are added; none that stands there is changed."""

    @property
    def declared(self) -> Table:
        return table_of(self.table)

    def count(self, name: str) -> int:
        return int(self.counts.get(name, 0))

    @property
    def to_write(self) -> int:
        """Rows that would be added."""
        return self.count("new")

    def get_absolute_url(self) -> str:
        spec = spec_of_table(self.table)
        place = [self.cycle.activity.code, self.cycle.edition, spec.code, self.table, self.public_id]
        return reverse("activities:design-import", args=place)
