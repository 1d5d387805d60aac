"""What is asked about a run: requests that somebody with authority answers, and flags to re-check after a reopening."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models import Cycle
from gsbpm_portal.core import clock
from phases.engine.enums import RecheckState, RequestKind, RequestState
from phases.engine.models.artefacts import Artefact
from phases.engine.models.runs import InCycle, Iteration, PhaseRun, SubProcessRun


class Request(InCycle, models.Model):
    """Something asked with a reason: to skip, to override a gate, to extend the due date, to reopen. Answered by another person.

    An override names its `gate` and `move`, and either the iteration or the phase run it is for.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=15, choices=RequestKind)
    run = models.ForeignKey(SubProcessRun, models.CASCADE, null=True, blank=True, related_name="requests")
    iteration = models.ForeignKey(Iteration, models.CASCADE, null=True, blank=True, related_name="requests")
    phase_run = models.ForeignKey(PhaseRun, models.CASCADE, null=True, blank=True, related_name="requests")
    phase = models.PositiveSmallIntegerField()
    gate = models.CharField(max_length=60, blank=True)
    due = models.DateField(_("new due date"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    state = models.CharField(max_length=15, choices=RequestState, default=RequestState.OPEN)
    round = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "iteration", "gate"], condition=Q(state=RequestState.OPEN), name="request_open_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "phase_run", "gate"],
                condition=Q(state=RequestState.OPEN),
                name="request_open_once_phase",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=models.F("asked_by"))
                | Q(state=RequestState.WITHDRAWN),
                name="request_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.cycle}"

    @property
    def version_text(self) -> str:
        return str(self.round)


class Recheck(InCycle, models.Model):
    """That a run's finished work rests on something that was reopened. Clearing the flag is a decision of its own."""

    run = models.ForeignKey(SubProcessRun, models.CASCADE, related_name="rechecks")
    cause = models.ForeignKey(Iteration, models.CASCADE, related_name="rechecks_caused")
    artefact = models.ForeignKey(Artefact, models.PROTECT, null=True, blank=True, related_name="+")
    direct = models.BooleanField(default=True)
    state = models.CharField(max_length=20, choices=RecheckState, default=RecheckState.OPEN)
    round = models.PositiveIntegerField(default=1)
    raised_at = models.DateTimeField(default=clock.now)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["raised_at"]
        verbose_name = _("re-check flag")
        verbose_name_plural = _("re-check flags")
        constraints = [models.UniqueConstraint(fields=["run", "cause"], name="recheck_once")]

    def __str__(self) -> str:
        return f"{self.run} ← {self.cause}"

    @property
    def cycle(self) -> Cycle:  # type: ignore[override]
        return self.run.cycle

    @property
    def version_text(self) -> str:
        return str(self.round)
