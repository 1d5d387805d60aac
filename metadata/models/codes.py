"""Codes of classification versions, and the correspondence of codes between two versions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from metadata.enums import Relation
from metadata.models.items import Version


class Code(models.Model):
    """One category of a classification version. `level` counts from 1 at the top; `alt_code` is a second code (of BPS, say)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="codes")
    code = models.CharField(_("code"), max_length=60)
    label_id = models.CharField(_("label"), max_length=500)
    label_en = models.CharField(_("label in English"), max_length=500, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    level = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)
    description = models.TextField(_("description"), blank=True)
    alt_code = models.CharField(_("second code"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="code_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="code_validity_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["version", "parent", "position"], name="code_by_parent"),
            models.Index(fields=["version", "position"], name="code_by_position"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        return (self.label_en or self.label_id) if get_language() == "en" else self.label_id


class CodeLink(models.Model):
    """What a code of the source version corresponds to in the target version; no target where it has no successor."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="links")
    source = models.ForeignKey(Code, models.PROTECT, related_name="links_from")
    target = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="links_to")
    relation = models.CharField(_("relation"), max_length=8, choices=Relation)
    note = models.CharField(_("note"), max_length=500, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("correspondence of a code")
        verbose_name_plural = _("correspondence of codes")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "source", "target"], name="code_link_once"),
            models.UniqueConstraint(
                fields=["version", "source"], condition=Q(target__isnull=True), name="code_link_without_target_once"
            ),
            models.CheckConstraint(
                condition=Q(relation=Relation.NONE, target__isnull=True)
                | (~Q(relation=Relation.NONE) & Q(target__isnull=False)),
                name="code_link_target_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
