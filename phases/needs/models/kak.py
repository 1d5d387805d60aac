"""The terms of reference (KAK): the layout that an organisation uses, the versions that were submitted, who has read which."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Cycle
from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import Decision
from phases.engine.models import Iteration

HOW_MANY_DIGITS = 24


class KakLayoutChoice(models.Model):
    """The layout that an organisation and all below it use, until one of them chooses another. Written by services.kak alone."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="kak_layout", verbose_name=_("organisation")
    )
    layout = models.CharField(_("layout of the KAK"), max_length=40)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set"), default=clock.now)

    class Meta:
        ordering = ["organisation__path"]
        verbose_name = _("layout of the KAK")
        verbose_name_plural = _("layouts of the KAK")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.layout}"


class KakVersion(models.Model):
    """The KAK as it was submitted, for good: rows are only ever added. What was decided on it stands in the decisions.

    `content`: {"document": …, "lines": […]}: the document of the kernel as JSON, and the lines of the budget as they were kept.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="kak_versions")
    iteration = models.ForeignKey(Iteration, models.CASCADE, related_name="kak_versions")
    number = models.PositiveSmallIntegerField()
    layout = models.CharField(max_length=40)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    total = models.DecimalField(max_digits=HOW_MANY_DIGITS, decimal_places=2)
    submission = models.OneToOneField(Decision, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of the KAK")
        verbose_name_plural = _("versions of the KAK")
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="kak_version_once")]

    def __str__(self) -> str:
        return f"KAK v{self.number} · {self.cycle}"

    def get_absolute_url(self) -> str:
        return reverse("kak:version", args=[self.cycle.activity.code, self.cycle.edition, self.number])


class KakReading(models.Model):
    """That a person had a version before their eyes: so the next one can be shown with what changed since."""

    version = models.ForeignKey(KakVersion, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("reading of the KAK")
        verbose_name_plural = _("readings of the KAK")
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="kak_reading_once")]
