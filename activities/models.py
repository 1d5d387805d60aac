"""Activities, their cycles, and who works on a cycle. The design record of a cycle stands in activities.design."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activities.design import models as design_record  # noqa: F401 -- so that Django finds the sections
from activities.enums import (
    ActivityKind,
    Coverage,
    DelegationKind,
    Frequency,
    Repetition,
    SeatRole,
    StatisticType,
)
from gsbpm_portal.accounts.models import Organisation, paths_under
from gsbpm_portal.core import clock

if TYPE_CHECKING:
    from gsbpm_portal.accounts.models import User

ALL_PHASES = 0
"""The phase number of a seat or delegation that covers every phase."""

code_validator = RegexValidator(
    r"^[A-Z0-9]+(-[A-Z0-9]+)*$", _("Use capital letters, digits and hyphens, for example IKAN-TANGKAP.")
)
edition_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and hyphens, for example 2026 or 2026-tw1.")
)


class Sector(models.Model):
    """A subject sector of MS-Keg, loaded from activities/catalogue/sectors.yaml; retired by date, never deleted."""

    code = models.CharField(max_length=10, unique=True)
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_id


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: User) -> ActivityQuerySet:
        """Activities of organisations in the person's reach, and those in whose team the person has a seat."""
        if user.is_superuser:
            return self
        # Two sets in place of a join and a lookup for each row: so ten thousand activities are counted in a millisecond.
        within = Organisation.objects.under(user.reach())
        seats = TeamSeat.objects.filter(user=user)
        return self.filter(Q(organisation__in=within.order_by()) | Q(pk__in=seats.order_by().values("cycle__activity")))


class Activity(models.Model):
    """A statistical activity (kegiatan statistik): the lasting identity under which cycles run."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="activities", verbose_name=_("organisation")
    )
    kind = models.CharField(_("way of collecting data"), max_length=10, choices=ActivityKind)
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="activities", verbose_name=_("sector"))
    statistic_type = models.CharField(
        _("type of statistics"), max_length=10, choices=StatisticType, default=StatisticType.SECTORAL
    )
    repetition = models.CharField(_("repetition"), max_length=10, choices=Repetition, default=Repetition.REPEATED)
    frequency = models.CharField(_("frequency"), max_length=2, choices=Frequency, blank=True)
    coverage = models.CharField(_("coverage"), max_length=2, choices=Coverage, default=Coverage.PART)
    coverage_note = models.CharField(_("regions covered"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [models.Index(fields=["title", "id"], name="activity_by_title")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(repetition=Repetition.REPEATED) | ~Q(frequency=""), name="activity_repeated_has_frequency"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_chain(self) -> str:
        return f"activity:{self.code}"

    def get_absolute_url(self) -> str:
        return reverse("activities:activity", args=[self.code])


class CycleQuerySet(models.QuerySet["Cycle"]):
    def visible_to(self, user: User) -> CycleQuerySet:
        """Cycles of activities in the person's reach, and those in whose team the person has a seat."""
        if user.is_superuser:
            return self
        seats = TeamSeat.objects.filter(cycle=OuterRef("pk"), user=user)
        return self.filter(paths_under("activity__organisation__path", user.reach()) | Q(Exists(seats)))


class Cycle(models.Model):
    """One edition of an activity (siklus), for example 2026 or 2026-tw1."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="cycles")
    edition = models.CharField(_("edition"), max_length=30, validators=[edition_validator])
    name = models.CharField(_("name"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1945), MaxValueValidator(2200)])
    period_start = models.DateField(_("reference period from"))
    period_end = models.DateField(_("reference period until"))
    planned_start = models.DateField(_("planned start"))
    planned_end = models.DateField(_("planned end"))
    recommendation = models.CharField(_("identity of the recommendation"), max_length=40, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["activity__title", "-period_start", "-pk"]
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        constraints = [
            models.UniqueConstraint(fields=["activity", "edition"], name="cycle_edition_once"),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="cycle_period_in_order"),
            models.CheckConstraint(condition=Q(planned_end__gte=F("planned_start")), name="cycle_plan_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.activity.title} {self.name or self.edition}"

    @property
    def label(self) -> str:
        """The edition, behind its name where it has one: by the edition people and addresses tell cycles apart."""
        return f"{self.name} · {self.edition}" if self.name else self.edition

    @property
    def audit_chain(self) -> str:
        return self.activity.audit_chain

    @property
    def audit_scope(self) -> str:
        return f"{self.activity.code}/{self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("engine:matrix", args=[self.activity.code, self.edition])


class TeamSeat(models.Model):
    """That a person is staff, supervisor or walidata contact in a cycle, for one phase or (phase 0) for all."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("person"))
    role = models.CharField(_("role in the team"), max_length=10, choices=SeatRole)
    phase = models.PositiveSmallIntegerField(_("phase"), default=ALL_PHASES, validators=[MaxValueValidator(8)])

    class Meta:
        ordering = ["role", "phase", "user__full_name"]
        verbose_name = _("team seat")
        verbose_name_plural = _("team seats")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "user", "role", "phase"], name="seat_once"),
            models.CheckConstraint(condition=Q(phase__lte=8), name="seat_phase_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.cycle}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def active(self, on: date | None = None) -> DelegationQuerySet:
        day = on or clock.today()
        return self.filter(starts__lte=day, ends__gte=day, ended_at__isnull=True)


class Delegation(models.Model):
    """A supervisor's vote in a cycle, handed to another person between two dates (Plh. or Plt.).

    While it runs the delegator does not vote in what it covers; a delegate who is a maker does not vote either.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="delegations")
    kind = models.CharField(_("kind"), max_length=5, choices=DelegationKind, default=DelegationKind.PLH)
    delegator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_held", verbose_name=_("delegate")
    )
    phase = models.PositiveSmallIntegerField(_("phase"), default=ALL_PHASES, validators=[MaxValueValidator(8)])
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="delegation_dates_in_order"),
            models.CheckConstraint(condition=~Q(delegate=F("delegator")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.delegator} → {self.delegate}"
