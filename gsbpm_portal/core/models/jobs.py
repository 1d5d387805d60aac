"""Jobs: the rows that are the truth about work done outside of a request, their log, and the rows that pace the beat."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.choices import StateChoices


class JobState(StateChoices):
    QUEUED = "queued", _("Waiting its turn"), "wait", "wait"
    RUNNING = "running", _("Running"), "work", "work"
    SUCCEEDED = "succeeded", _("Finished"), "done", "done"
    REFUSED = "refused", _("Refused"), "back", "back"
    FAILED = "failed", _("Failed"), "late", "late"
    CANCELLED = "cancelled", _("Cancelled"), "skip", "skip"

    @classmethod
    def open_states(cls) -> list[str]:
        """Not over yet."""
        return [cls.QUEUED, cls.RUNNING]

    @classmethod
    def retry_states(cls) -> list[str]:
        """Over without a result, and worth another attempt when a person asks for one."""
        return [cls.REFUSED, cls.FAILED, cls.CANCELLED]

    @classmethod
    def keyed_states(cls) -> list[str]:
        """A job in one of these answers for its idempotency key."""
        return [cls.QUEUED, cls.RUNNING, cls.SUCCEEDED, cls.REFUSED]


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> JobQuerySet:
        """The jobs that the person asked for or joined; all of them for superusers and administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or user.has_role("admin"):
            return self
        joined = Job.watchers.through.objects.filter(user_id=user.pk).values("job_id")
        return self.filter(Q(requested_by=user) | Q(pk__in=joined))

    def open(self) -> JobQuerySet:
        return self.filter(state__in=JobState.open_states())

    def about(self, kind: str, pk: int) -> JobQuerySet:
        """The jobs on one subject, newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-pk")


class Job(models.Model):
    """One piece of work for the worker.

    The row is the truth, the broker only a doorbell. `attempt` counts the times the row was claimed; whoever writes for a job
    must hold its current attempt number. `ring_at` is when the bell was last rung for it. `key` is unique within a kind among
    jobs that are open, succeeded or refused.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    label = models.CharField(_("what"), max_length=200, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    inputs = models.JSONField(_("inputs"), default=list, blank=True)
    key = models.CharField(_("key"), max_length=200, blank=True)
    subject_kind = models.CharField(max_length=60, null=True, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("requested by"),
    )
    watchers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    language = models.CharField(max_length=10, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=JobState, default=JobState.QUEUED)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    attempt_limit = models.PositiveIntegerField(default=1)
    available_at = models.DateTimeField(default=timezone.now)
    ring_at = models.DateTimeField(default=timezone.now)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)

    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)
    progress_step = models.CharField(max_length=200, blank=True)

    result = models.JSONField(_("result"), default=dict, blank=True)
    result_file = models.ForeignKey(
        "core.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("result file")
    )
    error = models.TextField(_("what went wrong"), blank=True)
    trace = models.TextField(_("trace"), blank=True)

    created_at = models.DateTimeField(_("requested"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=~Q(key="") & Q(state__in=["queued", "running", "succeeded", "refused"]),
                name="job_key_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False, attempt__gt=0), name="job_running_leased"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["succeeded", "refused", "failed", "cancelled"], finished_at__isnull=False),
                name="job_over_has_end",
            ),
        ]
        indexes = [
            models.Index(fields=["available_at", "id"], name="job_queued", condition=Q(state="queued")),
            models.Index(fields=["lease_until"], name="job_running", condition=Q(state="running")),
            models.Index(fields=["requested_by", "-id"], name="job_mine"),
            models.Index(fields=["subject_kind", "subject_id"], name="job_subject"),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.kind} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("core:job", args=[self.public_id])

    @property
    def state_look(self) -> JobState:
        return JobState(self.state)

    @property
    def is_open(self) -> bool:
        return self.state in JobState.open_states()

    @property
    def can_be_retried(self) -> bool:
        return self.state in JobState.retry_states()

    @property
    def is_cancelling(self) -> bool:
        return self.is_open and self.cancel_requested_at is not None


class JobLog(models.Model):
    """A line of a job's log, tied to the attempt that wrote it."""

    class Level(models.TextChoices):
        INFO = "info", _("Note")
        WARNING = "warning", _("Warning")
        ERROR = "error", _("Error")

    job = models.ForeignKey(Job, models.CASCADE, related_name="log")
    attempt = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    level = models.CharField(max_length=8, choices=Level, default=Level.INFO)
    message = models.TextField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("log line")
        verbose_name_plural = _("log lines")

    def __str__(self) -> str:
        return self.message


class Tick(models.Model):
    """When a periodic function last ran. Its row is locked while a beat claims a run, so that two beats run it once."""

    name = models.CharField(max_length=80, unique=True)
    next_at = models.DateTimeField(default=timezone.now)
    busy_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    runs = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("periodic work")
        verbose_name_plural = _("periodic work")

    def __str__(self) -> str:
        return self.name
