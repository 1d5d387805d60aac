"""Opens the workflow of a cycle, plans it, sets what applies, and moves it to another template."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.engine import rules
from phases.engine.enums import Applicability, IterationState
from phases.engine.gates import phase_shut
from phases.engine.models import (
    CycleWorkflow,
    Iteration,
    PhaseRun,
    SubProcess,
    SubProcessRun,
    Task,
    TaskEntry,
    WorkflowTemplate,
)
from phases.engine.services.catalogue import current_template
from phases.engine.services.planning import span_phases

NOT_YOURS = Reason("role", _("Your role does not allow this."))


@transaction.atomic
def open_cycle(cycle: Cycle, by: Any) -> CycleWorkflow:
    """Make the phase runs, sub-process runs and first iterations of a new cycle from the current template, with its presets.

    Due dates are spread over the planned time, phase by phase, as a first proposal that the team can change.
    """
    template = current_template()
    workflow = CycleWorkflow.objects.create(cycle=cycle, template=template)
    windows = _windows(cycle, list(template.phases.values_list("number", flat=True)))
    phase_runs = PhaseRun.objects.bulk_create(
        PhaseRun(
            cycle=cycle, phase=phase, number=phase.number,
            planned_start=windows[phase.number][0], planned_end=windows[phase.number][1],
        )
        for phase in template.phases.all()
    )  # fmt: skip
    by_phase = {phase_run.phase_id: phase_run for phase_run in phase_runs}
    subprocesses = list(SubProcess.objects.filter(phase__template=template).select_related("phase"))
    set_aside = _presets(template, cycle.activity.kind, "subprocess")
    runs = SubProcessRun.objects.bulk_create(
        SubProcessRun(
            cycle=cycle,
            phase_run=by_phase[sub.phase_id],
            subprocess=sub,
            number=sub.number,
            planned_start=by_phase[sub.phase_id].planned_start,
            due=by_phase[sub.phase_id].planned_end,
            applicability=Applicability.NOT_APPLICABLE if sub.number in set_aside else Applicability.APPLIES,
            not_applicable_reason=set_aside.get(sub.number, ""),
        )
        for sub in subprocesses
    )
    iterations = Iteration.objects.bulk_create(Iteration(run=run, opened_by=by) for run in runs)
    only = Iteration.objects.filter(run=OuterRef("pk")).values("pk")[:1]  # bulk_update would take ten times as long
    SubProcessRun.objects.filter(cycle=cycle).update(current_id=Subquery(only))
    _preset_tasks(template, cycle.activity.kind, {i.run.number: i for i in iterations})
    audit.append(
        cycle.audit_chain, action="cycle.open", by=by, subject=cycle, scope=cycle.audit_scope,
        context={"template": template.version, "kind": cycle.activity.kind},
    )  # fmt: skip
    return workflow


def _windows(cycle: Cycle, numbers: list[int]) -> dict[int, tuple[date, date]]:
    """An equal share of the planned time for each phase, in order."""
    days = max((cycle.planned_end - cycle.planned_start).days + 1, len(numbers))
    step = days / len(numbers)
    return {
        number: (
            cycle.planned_start + timedelta(days=round(i * step)),
            cycle.planned_start + timedelta(days=round((i + 1) * step) - 1),
        )
        for i, number in enumerate(numbers)
    }


@transaction.atomic
def copy_dates(old: Cycle, new: Cycle, by: Any, choice: str) -> None:
    """Give the runs of the next cycle the planned dates of the last one, moved as far as the planned start was moved.

    With "review" the new team's supervisors are told to look through them.
    """
    moved = new.planned_start - old.planned_start
    dates = {number: days for number, *days in old.runs.values_list("number", "planned_start", "due")}
    runs = [run for run in new.runs.all() if run.number in dates]
    for run in runs:
        run.planned_start, run.due = (day and day + moved for day in dates[run.number])
    SubProcessRun.objects.bulk_update(runs, ["planned_start", "due"])
    span_phases({run.phase_run_id for run in runs})
    audit.append(
        new.audit_chain, action="cycle.dates", by=by, subject=new, scope=new.audit_scope,
        context={"from_edition": old.edition, "days": moved.days},
    )  # fmt: skip
    if choice == "review":
        notify(
            User.objects.filter(is_active=True, seats__cycle=new, seats__role=rules.PENYELIA).distinct(), kind="plan", by=by,
            message=gettext_noop("%(by)s began %(cycle)s with the dates of the last cycle: look through its plan."),
            params={"by": str(by), "cycle": str(new)},
            url=reverse("engine:plan", args=[new.activity.code, new.edition]),
        )  # fmt: skip


def without_dates(cycle: Cycle) -> bool:
    return not cycle.runs.filter(Q(planned_start__isnull=False) | Q(due__isnull=False)).exists()


def _presets(template: WorkflowTemplate, kind: str, what: str) -> dict[str, str]:
    """The reasons of the template's presets for a kind of activity, by number of sub-process or code of task."""
    return {preset[what]: preset["id"] for preset in template.presets if preset["kind"] == kind and what in preset}


def _preset_tasks(
    template: WorkflowTemplate, kind: str, iterations: Mapping[str, Iteration], without: Container[str] = ()
) -> None:
    """Mark the tasks that do not apply to this kind of activity in the iterations given, but those in `without`."""
    reasons = _presets(template, kind, "task")
    tasks = Task.objects.filter(
        subprocess__phase__template=template, subprocess__number__in=list(iterations), code__in=list(reasons)
    )
    TaskEntry.objects.bulk_create(
        TaskEntry(iteration=iterations[number], task=task, not_applicable_reason=reasons[task.code])
        for task, number in ((task, task.subprocess.number) for task in tasks.select_related("subprocess"))
        if task.code not in without
    )


@transaction.atomic
def set_applicability(run: SubProcessRun, *, by: Any, applies: bool, reason: str) -> SubProcessRun:
    """Mark a sub-process not applicable with a reason, or take it back in. By a supervisor of the phase.

    Refused once it is started, where it leaves a mandatory output, and (taking it back in) while its phase is closed.
    """
    audit.hold(run.audit_chain)
    row = (
        SubProcessRun.objects.select_for_update(of=("self",))
        .select_related("cycle__activity__organisation", "current")
        .get(pk=run.pk)
    )
    if not rules.is_supervisor(by, row.cycle, row.phase_number):
        raise NotAllowed(NOT_YOURS)
    if row.applies == applies:
        return row
    if not reason.strip():
        raise MoveRefused(Reason("comment", _("Write down the reason."), "#applicability"))
    if not applies and row.current and row.current.state != IterationState.NOT_STARTED:
        raise MoveRefused(Reason("state", _("It was started already: ask to skip it instead.")))
    if not applies and any(o.get("mandatory") for o in row.subprocess.outputs):
        raise MoveRefused(Reason("mandatory", _("It leaves a mandatory output, so it applies to every activity.")))
    if applies and (shut := phase_shut(row)):
        raise MoveRefused(*shut)
    before = row.applicability
    row.applicability = Applicability.APPLIES if applies else Applicability.NOT_APPLICABLE
    row.not_applicable_reason = "" if applies else reason.strip()
    row.save()
    span_phases([row.phase_run_id])
    audit.append(
        row.audit_chain, action="run.applicability", by=by, subject=row, scope=row.audit_scope,
        changes={"applicability": (before, row.applicability)}, reason=reason.strip(),
    )  # fmt: skip
    return row


# Moving to another template -------------------------------------------------------------------------------------------


@dataclass
class TemplateMove:
    """What moving a cycle to another template would change."""

    source: WorkflowTemplate
    target: WorkflowTemplate
    added_tasks: list[Task] = field(default_factory=list)
    retired_tasks: list[Task] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    kept_entries: int = 0
    lost_entries: int = 0
    added_gates: list[str] = field(default_factory=list)
    retired_gates: list[str] = field(default_factory=list)


def preview_template_move(cycle: Cycle, target: WorkflowTemplate) -> TemplateMove:
    """What would change; writes nothing."""
    source = cycle.workflow.template
    move = TemplateMove(source, target)
    old = {t.code: t for t in Task.objects.filter(subprocess__phase__template=source).select_related("subprocess")}
    new = {t.code: t for t in Task.objects.filter(subprocess__phase__template=target).select_related("subprocess")}
    move.added_tasks = [task for code, task in new.items() if code not in old]
    move.retired_tasks = [task for code, task in old.items() if code not in new]
    names = dict(SubProcess.objects.filter(phase__template=source).values_list("number", "name_id"))
    for number, name in SubProcess.objects.filter(phase__template=target).values_list("number", "name_id"):
        if number in names and names[number] != name:
            move.renamed.append((number, names[number], name))
    for code, task in new.items():
        if code in old and old[code].name_id != task.name_id:
            move.renamed.append((code, old[code].name_id, task.name_id))
    entries = TaskEntry.objects.filter(iteration__run__cycle=cycle).values_list("task__code", flat=True)
    move.kept_entries = sum(code in new for code in entries)
    move.lost_entries = len(entries) - move.kept_entries
    gates = {g["code"] for g in source.gates}, {g["code"] for g in target.gates}
    move.added_gates, move.retired_gates = sorted(gates[1] - gates[0]), sorted(gates[0] - gates[1])
    return move


@transaction.atomic
def move_to_template(cycle: Cycle, target: WorkflowTemplate, *, by: Any, reason: str) -> CycleWorkflow:
    """Let a running cycle follow another template. Entries of iterations that are not finished follow their task's code.

    New tasks that do not apply to the activity's kind are marked so there. Finished iterations keep the tasks that they were done
    with. Refuses a retired target, one without every sub-process of the cycle, and people who do not manage the cycle.
    """
    audit.hold(cycle.audit_chain)
    workflow = CycleWorkflow.objects.select_for_update(of=("self",)).select_related("template").get(cycle=cycle)
    if not rules.may_manage(by, cycle):
        raise NotAllowed(NOT_YOURS)
    if workflow.template_id == target.pk:
        return workflow
    if target.retired_on:
        raise MoveRefused(Reason("retired", _("The template %(version)s is retired.") % {"version": target.version}))
    if not reason.strip():
        raise MoveRefused(Reason("comment", _("Write down the reason."), "#comment"))
    subs = {sub.number: sub for sub in SubProcess.objects.filter(phase__template=target).select_related("phase")}
    runs = list(SubProcessRun.objects.filter(cycle=cycle).select_related("current", "phase_run"))
    if missing := [run.number for run in runs if run.number not in subs]:
        raise MoveRefused(Reason("missing", _("The new template lacks %(numbers)s.") % {"numbers": ", ".join(missing)}))
    tasks = {task.code: task for task in Task.objects.filter(subprocess__phase__template=target)}
    known = set(Task.objects.filter(subprocess__phase__template=workflow.template_id).values_list("code", flat=True))
    for run in runs:
        run.subprocess = subs[run.number]
        run.phase_run.phase = subs[run.number].phase
        if run.current and run.current.state not in IterationState.finished():
            for entry in run.current.entries.select_related("task"):
                if entry.task.code in tasks:
                    entry.task = tasks[entry.task.code]
                    entry.save(update_fields=["task"])
    unfinished = {r.number: r.current for r in runs if r.current and r.current.state not in IterationState.finished()}
    _preset_tasks(target, cycle.activity.kind, unfinished, without=known)
    SubProcessRun.objects.bulk_update(runs, ["subprocess"])
    PhaseRun.objects.bulk_update({run.phase_run_id: run.phase_run for run in runs}.values(), ["phase"])
    before = workflow.template.version
    workflow.template = target
    workflow.save()
    audit.append(
        cycle.audit_chain, action="cycle.template", by=by, subject=cycle, scope=cycle.audit_scope,
        changes={"template": (before, target.version)}, reason=reason.strip(), context={"at": clock.now()},
    )  # fmt: skip
    return workflow
