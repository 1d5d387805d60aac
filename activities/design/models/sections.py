"""The first sections of a cycle's design record: what is typed once and read by every later phase.

A section is one row per cycle, made when something is first written. It is written by services.save_section alone.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activities.design.enums import (
    CollectionMeans,
    CollectionMethod,
    CollectionUnit,
    Education,
    StaffKind,
    Stage,
    YesNo,
)
from activities.enums import Coverage
from metadata.models import Version

LONG = 8000
MOST_PEOPLE = 1_000_000


class Section(models.Model):
    """What all sections share: whose they are, the revision that guards against overwriting, who wrote last.

    `to_review`: copied from the last cycle, to be looked through before it counts.
    """

    cycle = models.OneToOneField("activities.Cycle", models.CASCADE, related_name="%(class)s")
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    to_review = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.cycle}"


class DescriptionSection(Section):
    """Why the activity is done and on what legal ground."""

    background = models.TextField(_("Background"), max_length=LONG, blank=True)
    legal_basis = models.TextField(_("Legal basis"), max_length=LONG, blank=True)
    outline = models.TextField(_("Description of the activity"), max_length=LONG, blank=True)

    class Meta:
        verbose_name = _("Description")
        verbose_name_plural = verbose_name


class ObjectivesSection(Section):
    """What the activity is to bring, and to whom."""

    aims = models.TextField(_("Objectives"), max_length=LONG, blank=True)
    benefits = models.TextField(_("Benefits"), max_length=LONG, blank=True)
    main_users = models.TextField(_("Main users"), max_length=LONG, blank=True)

    class Meta:
        verbose_name = _("Objectives")
        verbose_name_plural = verbose_name


class PopulationSection(Section):
    """What is observed, where, and how the data are collected."""

    observation_unit = models.CharField(_("Unit of observation"), max_length=300, blank=True)
    population = models.TextField(_("Population (universe)"), max_length=LONG, blank=True)
    coverage = models.CharField(_("Coverage"), max_length=2, choices=Coverage, blank=True)
    methods = models.PositiveSmallIntegerField(_("Methods of data collection"), default=0)
    methods_other = models.CharField(_("Name the other method"), max_length=200, blank=True)
    means = models.PositiveSmallIntegerField(_("Means of data collection"), default=0)
    means_other = models.CharField(_("Name the other means"), max_length=200, blank=True)
    units = models.PositiveSmallIntegerField(_("Units of data collection"), default=0)
    units_other = models.CharField(_("Name the other unit"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Population and coverage")
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                condition=Q(methods__lte=CollectionMethod.everything()), name="population_methods_known"
            ),
            models.CheckConstraint(condition=Q(means__lte=CollectionMeans.everything()), name="population_means_known"),
            models.CheckConstraint(condition=Q(units__lte=CollectionUnit.everything()), name="population_units_known"),
        ]


class CoverageRegion(models.Model):
    """A regency or city in which the activity is done; without one, the whole province."""

    section = models.ForeignKey(PopulationSection, models.CASCADE, related_name="regions")
    position = models.PositiveSmallIntegerField()
    province = models.CharField(_("province"), max_length=100)
    regency = models.CharField(_("regency or city"), max_length=100, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("region covered")
        verbose_name_plural = _("regions covered")
        constraints = [
            models.UniqueConstraint(fields=["section", "province", "regency"], name="coverage_region_once"),
        ]

    def __str__(self) -> str:
        return f"{self.regency}, {self.province}" if self.regency else self.province


class VariablesSection(Section):
    """Which variables of the registry the cycle collects."""

    class Meta:
        verbose_name = _("Variables")
        verbose_name_plural = verbose_name


class VariableUse(models.Model):
    """That a cycle collects a variable of the registry, in one of its versions; what is used cannot be deleted there.

    An empty reference period or question means the registry's own.
    """

    section = models.ForeignKey(VariablesSection, models.CASCADE, related_name="uses")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(Version, models.PROTECT, related_name="variable_uses", verbose_name=_("variable"))
    reference_period = models.CharField(_("Time reference"), max_length=300, blank=True)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    question = models.TextField(_("Question wording"), max_length=LONG, blank=True)
    note = models.CharField(_("Note"), max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("use of a variable")
        verbose_name_plural = _("uses of variables")
        constraints = [models.UniqueConstraint(fields=["section", "version"], name="variable_use_once")]

    def __str__(self) -> str:
        return self.version.label


class ScheduleSection(Section):
    """The planned schedule in seven stages."""

    class Meta:
        verbose_name = _("Schedule")
        verbose_name_plural = verbose_name


class ScheduleStage(models.Model):
    """From when until when a stage is planned."""

    section = models.ForeignKey(ScheduleSection, models.CASCADE, related_name="stages")
    stage = models.CharField(_("stage"), max_length=2, choices=Stage)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))

    class Meta:
        ordering = ["stage"]
        verbose_name = _("stage of the schedule")
        verbose_name_plural = _("stages of the schedule")
        constraints = [
            models.UniqueConstraint(fields=["section", "stage"], name="schedule_stage_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="schedule_stage_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.get_stage_display())


class StaffSection(Section):
    """Who collects the data, and how they are prepared."""

    pilot = models.CharField(_("Pilot survey"), max_length=2, choices=YesNo, blank=True)
    kind = models.CharField(_("Field staff"), max_length=2, choices=StaffKind, blank=True)
    education = models.CharField(_("Lowest education of field staff"), max_length=2, choices=Education, blank=True)
    supervisors = models.PositiveIntegerField(
        _("Number of supervisors"), null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    enumerators = models.PositiveIntegerField(
        _("Number of enumerators"), null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    training = models.CharField(_("Training of field staff"), max_length=2, choices=YesNo, blank=True)

    class Meta:
        verbose_name = _("Field staff")
        verbose_name_plural = verbose_name
