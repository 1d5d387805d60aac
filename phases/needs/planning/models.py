"""A year's plan of a government under Satu Data Indonesia, the entries of its four lists, and what the forum agreed.

An agreement is frozen (`PlanSnapshot`): a later edit of the registry or of an entry changes nothing of it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Cycle
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import Organisation, paths_under
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import StoredFile
from phases.needs.planning.enums import EntryState, ListKind, PlanState, Verdict

if TYPE_CHECKING:
    from gsbpm_portal.accounts.models import User

SEES = (Role.STAF, Role.PENYELIA, Role.WALIDATA, Role.PIMPINAN)
"""Roles that take part in the planning, or read it."""
EARLIEST, LATEST = 2020, 2100


class PlanYearQuerySet(models.QuerySet["PlanYear"]):
    def visible_to(self, user: User) -> PlanYearQuerySet:
        """Plans at, above and below the places where the person is producer, walidata or head."""
        if user.is_superuser:
            return self
        paths = user.reach(*SEES)
        above = {path[: place + 1] for path in paths for place, letter in enumerate(path) if letter == "/"}
        return self.filter(paths_under("organisation__path", paths) | Q(organisation__path__in=above))


class PlanYear(models.Model):
    """The plan of one year at a node of the tree, mostly a government, from its opening to the agreement of the forum.

    `round` counts decision rounds of the agreement, `revision` what was written of it: together the version that a decision is
    tied to.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="plan_years", verbose_name=_("government")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    )
    state = models.CharField(_("state"), max_length=20, choices=PlanState, default=PlanState.OPEN)
    round = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    minutes_number = models.CharField(_("number of the minutes"), max_length=80, blank=True)
    agreed_on = models.DateField(_("day of the forum"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    participants = models.TextField(_("participants"), max_length=4000, blank=True)
    agenda = models.TextField(_("agenda"), max_length=4000, blank=True)
    minutes = models.TextField(_("minutes"), max_length=8000, blank=True)
    minutes_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = PlanYearQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "organisation__path"]
        verbose_name = _("year of data planning")
        verbose_name_plural = _("years of data planning")
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="plan_year_once")]

    def __str__(self) -> str:
        return f"{self.organisation.label} {self.year}"

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.organisation.path.split('/', 1)[0]}"

    @property
    def audit_scope(self) -> str:
        return f"rencana-data/{self.organisation.code}/{self.year}"

    @property
    def version_text(self) -> str:
        return f"{self.round}.{self.revision}"

    @property
    def look(self) -> PlanState:
        return PlanState(self.state)

    @property
    def is_proposing(self) -> bool:
        return self.state in PlanState.proposing()

    @property
    def in_forum(self) -> bool:
        return self.state == PlanState.FORUM

    def get_absolute_url(self) -> str:
        return self.address("plan")

    def address(self, name: str, /, **parts: object) -> str:
        """The address of a page of this plan, by its url name in the namespace `planning`."""
        found = {"government": self.organisation.code, "plan_year": self.year, **parts}
        return reverse(f"planning:{name}", kwargs=found)


class PlanEntry(models.Model):
    """One line of a list: proposed by a producer or the walidata, checked by the walidata, decided on in the forum.

    What its list asks for stands in `content` (attributes.py). `origin_*`: the row of a design record from which it was drawn.
    """

    plan = models.ForeignKey(PlanYear, models.CASCADE, related_name="entries")
    kind = models.CharField(_("list"), max_length=12, choices=ListKind)
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=20, choices=EntryState, default=EntryState.PROPOSED)
    round = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    producer = models.ForeignKey(Organisation, models.PROTECT, related_name="plan_entries", verbose_name=_("producer"))
    name = models.CharField(_("name"), max_length=200)
    content = models.JSONField(default=dict)
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, null=True, blank=True, related_name="plan_entries", verbose_name=_("activity")
    )
    origin_table = models.CharField(max_length=40, blank=True)
    origin_key = models.CharField(max_length=12, blank=True)
    origin_name = models.CharField(max_length=300, blank=True)
    promoted_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="promoted")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)
    decision = models.TextField(_("decision"), max_length=4000, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(
        _("progress in per cent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    progress_note = models.TextField(_("progress"), max_length=2000, blank=True)

    class Meta:
        ordering = ["plan", "kind", "number"]
        verbose_name = _("entry of a data plan")
        verbose_name_plural = _("entries of data plans")
        indexes = [models.Index(fields=["plan", "kind", "state"], name="plan_entry_state")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "number"], name="plan_entry_number_once"),
            models.UniqueConstraint(
                fields=["plan", "kind", "cycle", "origin_table", "origin_key"],
                condition=~Q(origin_key="") & ~Q(state=EntryState.WITHDRAWN),
                name="plan_entry_drawn_once",
            ),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__lte=100), name="plan_progress_percent"
            ),
            models.CheckConstraint(
                condition=Q(origin_key="") | Q(cycle__isnull=False), name="plan_entry_origin_has_cycle"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"

    @property
    def key(self) -> str:
        """D12: what people call it by inside of the plan."""
        return f"{ListKind(self.kind).prefix}{self.number}"

    @property
    def audit_chain(self) -> str:
        return self.plan.audit_chain

    @property
    def audit_scope(self) -> str:
        return self.plan.audit_scope

    @property
    def version_text(self) -> str:
        return f"{self.round}.{self.revision}"

    @property
    def look(self) -> EntryState:
        return EntryState(self.state)

    @property
    def origin(self) -> str:
        """From which row of which design record it was drawn; "" for none."""
        return f"{self.origin_key} {self.origin_name}" if self.origin_key else ""

    def get_absolute_url(self) -> str:
        return self.plan.address("entry", entry=self.key)

    def address(self, name: str, /, **parts: object) -> str:
        return self.plan.address(name, entry=self.key, **parts)


class PlanLikeness(models.Model):
    """What was decided on two entries that look alike; `first` has the lower number."""

    first = models.ForeignKey(PlanEntry, models.CASCADE, related_name="+")
    second = models.ForeignKey(PlanEntry, models.CASCADE, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    kept = models.ForeignKey(PlanEntry, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["first", "second"]
        verbose_name = _("decision on entries alike")
        verbose_name_plural = _("decisions on entries alike")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="plan_likeness_once"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.DIFFERENT, kept__isnull=True) | Q(verdict=Verdict.SAME, kept__isnull=False),
                name="plan_likeness_keeps_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first.key} · {self.second.key}"


class PlanSnapshot(models.Model):
    """The lists as the forum agreed them, with its minutes: frozen text and its digest. Rows are only ever added."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(PlanYear, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField()
    digest = models.CharField(_("SHA-256"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["plan", "-number"]
        verbose_name = _("agreed data plan")
        verbose_name_plural = _("agreed data plans")
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"
