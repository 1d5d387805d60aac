"""What a cycle does: eight phase runs, 44 sub-process runs, their iterations, and the tasks ticked in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from activities.models import Cycle
from gsbpm_portal.core import clock
from phases.engine.enums import Applicability, IterationState, PhaseState
from phases.engine.models.catalogue import Phase, SubProcess, Task, WorkflowTemplate

if TYPE_CHECKING:
    from gsbpm_portal.accounts.models import User


class CycleWorkflow(models.Model):
    """The template that a cycle follows. Moving to another one is a service of its own, previewed and audited."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="workflow")
    template = models.ForeignKey(WorkflowTemplate, models.PROTECT, related_name="cycles")
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("workflow of a cycle")
        verbose_name_plural = _("workflows of cycles")

    def __str__(self) -> str:
        return f"{self.cycle} · {self.template}"


class InCycle:
    """What every row of a cycle answers for its audit entries."""

    cycle: Cycle

    @property
    def audit_chain(self) -> str:
        return self.cycle.audit_chain

    @property
    def audit_scope(self) -> str:
        return self.cycle.audit_scope


class PhaseRun(InCycle, models.Model):
    """A phase in a cycle. It opens by itself with its first started sub-process, unless an entry gate holds it."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="phase_runs")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=PhaseState, default=PhaseState.NOT_OPEN)
    round = models.PositiveIntegerField(default=1)
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True, max_length=4000)

    class Meta:
        ordering = ["cycle", "number"]
        verbose_name = _("phase run")
        verbose_name_plural = _("phase runs")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="phase_run_once"),
            models.CheckConstraint(
                condition=Q(planned_start__isnull=True)
                | Q(planned_end__isnull=True)
                | Q(planned_end__gte=F("planned_start")),
                name="phase_run_plan_in_order",
            ),
        ]

    def __str__(self) -> str:
        return " ".join([str(_("Phase")), str(self.number), "·", str(self.cycle)])

    @property
    def version_text(self) -> str:
        return str(self.round)

    def get_absolute_url(self) -> str:
        return reverse("engine:phase", args=[self.cycle.activity.code, self.cycle.edition, self.number])


class SubProcessRunQuerySet(models.QuerySet["SubProcessRun"]):
    def visible_to(self, user: User) -> SubProcessRunQuerySet:
        """The runs of the cycles that the person sees."""
        if user.is_superuser:
            return self
        return self.filter(cycle__in=Cycle.objects.visible_to(user))


class SubProcessRun(InCycle, models.Model):
    """A sub-process in a cycle. Its state is that of its current iteration, unless it is not applicable."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="runs")
    phase_run = models.ForeignKey(PhaseRun, models.CASCADE, related_name="runs")
    subprocess = models.ForeignKey(SubProcess, models.PROTECT, related_name="runs")
    number = models.CharField(max_length=5)
    current = models.ForeignKey("Iteration", models.PROTECT, null=True, related_name="+")
    applicability = models.CharField(max_length=15, choices=Applicability, default=Applicability.APPLIES)
    not_applicable_reason = models.TextField(_("reason"), blank=True, max_length=1000)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_runs",
        verbose_name=_("person in charge"),
    )
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = SubProcessRunQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "phase_run__number", "subprocess__position"]
        verbose_name = _("sub-process run")
        verbose_name_plural = _("sub-process runs")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="run_once"),
            models.CheckConstraint(
                condition=~Q(applicability=Applicability.NOT_APPLICABLE) | ~Q(not_applicable_reason=""),
                name="run_not_applicable_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.cycle}"

    @property
    def applies(self) -> bool:
        return self.applicability == Applicability.APPLIES

    @property
    def phase_number(self) -> int:
        return int(self.number.split(".", 1)[0])

    @property
    def status(self) -> IterationState | Applicability:
        """The state shown: not applicable, else that of the current iteration."""
        if not self.applies or self.current is None:
            return Applicability(self.applicability)
        return IterationState(self.current.state)

    @property
    def is_finished(self) -> bool:
        return not self.applies or (self.current is not None and self.current.state in IterationState.finished())

    def is_late(self, today: date) -> bool:
        return bool(self.due and self.due < today and not self.is_finished)

    @cached_property
    def short(self) -> str:
        return self.subprocess.short

    def get_absolute_url(self) -> str:
        return reverse("engine:subprocess", args=[self.cycle.activity.code, self.cycle.edition, self.number])


class Iteration(InCycle, models.Model):
    """One pass through a sub-process. A finished one is frozen; going back opens the next one, with a reason.

    `round` counts decision rounds (a return or an approval ends one); `revision` counts edits. Together they name the version
    that a decision was made on.
    """

    run = models.ForeignKey(SubProcessRun, models.CASCADE, related_name="iterations")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=IterationState, default=IterationState.NOT_STARTED)
    round = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    reason = models.TextField(_("reason for this iteration"), blank=True, max_length=2000)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("note to the supervisor"), blank=True, max_length=4000)

    class Meta:
        ordering = ["run", "number"]
        verbose_name = _("iteration")
        verbose_name_plural = _("iterations")
        indexes = [models.Index(fields=["state"], name="iteration_state")]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="iteration_once")]

    def __str__(self) -> str:
        return f"{self.run.number} ({self.number}) · {self.run.cycle}"

    @property
    def cycle(self) -> Cycle:  # type: ignore[override]
        return self.run.cycle

    @property
    def version_text(self) -> str:
        return f"{self.number}.{self.round}.{self.revision}"

    @property
    def is_editable(self) -> bool:
        return self.state in IterationState.editable()

    def get_absolute_url(self) -> str:
        return self.run.get_absolute_url()


class TaskEntry(models.Model):
    """What was recorded of one task in one iteration: done or not applicable, by whom, when, with which note.

    A row exists only where something was recorded. `granted_by` is set where the task is an approval that was given.
    """

    iteration = models.ForeignKey(Iteration, models.CASCADE, related_name="entries")
    task = models.ForeignKey(Task, models.PROTECT, related_name="entries")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("note"), blank=True, max_length=2000)
    note_revision = models.PositiveIntegerField(default=0)
    not_applicable_reason = models.CharField(_("reason"), max_length=500, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("task entry")
        verbose_name_plural = _("task entries")
        constraints = [models.UniqueConstraint(fields=["iteration", "task"], name="task_entry_once")]

    @property
    def applies(self) -> bool:
        return not self.not_applicable_reason

    @property
    def is_done(self) -> bool:
        return self.done_at is not None
