"""The plan of a cycle: who does each sub-process, from when, until when; a phase lasts as long as its sub-processes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from activities.models import Cycle
from activities.registry import Charge
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit
from gsbpm_portal.core.transitions import NotAllowed, Reason
from phases.engine import rules
from phases.engine.enums import Applicability, IterationState
from phases.engine.gates import far_from
from phases.engine.models import PhaseRun, SubProcessRun
from phases.engine.services.people import tell

NOT_YOURS = Reason("role", _("Only supervisors of the phase and those who manage the cycle change the plan."))


@dataclass(frozen=True)
class Plan:
    """Who does a sub-process, from when, until when."""

    assignee: User | None = None
    planned_start: date | None = None
    due: date | None = None


class PlanRefused(ValidationError):
    """The faults of several plans: `of` has them by number of the sub-process and field."""

    def __init__(self, of: Mapping[str, ValidationError]) -> None:
        super().__init__([error for each in of.values() for error in each.messages])
        self.of = of


@transaction.atomic
def plan_phase(phase_run: PhaseRun, plans: Mapping[str, Plan], *, by: Any, reason: str = "") -> list[str]:
    """Set the plans of several sub-processes of a phase, all or none. Gives the numbers of those that changed."""
    audit.hold(phase_run.audit_chain)
    runs = SubProcessRun.objects.filter(phase_run=phase_run, number__in=plans).order_by("pk")
    changed, faults = [], {}
    for run in runs:
        try:
            if plan_run(run, plans[run.number], by=by, reason=reason):
                changed.append(run.number)
        except ValidationError as error:
            faults[run.number] = error
    if faults:
        raise PlanRefused(faults)
    return changed


@transaction.atomic
def plan_run(run: SubProcessRun, plan: Plan, *, by: Any, reason: str = "") -> bool:
    """Set the plan of one sub-process; whether that changed anything.

    Refuses people without a staff seat in the phase, and dates out of order.
    """
    audit.hold(run.audit_chain)
    row = (
        SubProcessRun.objects.select_for_update(of=("self",))
        .select_related("cycle__activity__organisation")
        .get(pk=run.pk)
    )
    if not (rules.may_manage(by, row.cycle) or rules.is_supervisor(by, row.cycle, row.phase_number)):
        raise NotAllowed(NOT_YOURS)
    new = plan.assignee is not None and plan.assignee.pk != row.assignee_id
    if new and not rules.is_staff(plan.assignee, row.cycle, row.phase_number):
        raise ValidationError({"assignee": _("%(name)s has no staff seat for this phase.") % {"name": plan.assignee}})
    if plan.planned_start and plan.due and plan.due < plan.planned_start:
        raise ValidationError({"due": _("The due date lies before the planned start.")})
    for field in ("planned_start", "due"):
        day = getattr(plan, field)
        if day is not None and day != getattr(row, field) and (far := far_from(row.cycle, day)):
            raise ValidationError({field: far})
    before = {"assignee": row.assignee_id and str(row.assignee), "planned_start": row.planned_start, "due": row.due}
    after = {
        "assignee": plan.assignee and str(plan.assignee), "planned_start": plan.planned_start, "due": plan.due,
    }  # fmt: skip
    changes = audit.differences(before, after)
    if not changes:
        return False
    row.assignee, row.planned_start, row.due, row.escalated_at = plan.assignee, plan.planned_start, plan.due, None
    row.save()
    span_phases([row.phase_run_id])
    audit.append(
        row.audit_chain, action="run.plan", by=by, subject=row, scope=row.audit_scope, changes=changes, reason=reason
    )
    if new:
        words = gettext_noop("%(by)s put you in charge of %(number)s in %(cycle)s.")
        tell(row, [plan.assignee], "assigned", words, by=by)  # type: ignore[list-item]
    return True


def charges_of(cycle: Cycle) -> list[Charge]:
    """Who is in charge of which unfinished sub-process (one query)."""
    runs = SubProcessRun.objects.filter(cycle=cycle, assignee__isnull=False, applicability=Applicability.APPLIES)
    runs = runs.exclude(current__state__in=IterationState.finished()).select_related("subprocess")
    found = runs.order_by("phase_run__number", "subprocess__position")
    return [Charge(run.assignee_id, run.phase_number, run.number, run.subprocess.short) for run in found]  # type: ignore[arg-type]


def release(cycle: Cycle, charges: list[Charge], by: Any) -> None:
    """Leave sub-processes without a person in charge; their dates stay."""
    for run in SubProcessRun.objects.filter(cycle=cycle, number__in=[charge.number for charge in charges]):
        plan_run(run, Plan(None, run.planned_start, run.due), by=by)


def span_phases(pks: Collection[int]) -> None:
    """Let the phases begin with the first day of their sub-processes and end with the last; where none is known theirs stay."""
    runs = SubProcessRun.objects.filter(phase_run__in=pks, applicability=Applicability.APPLIES).order_by()
    ends = (Min("planned_start"), Min("due"), Max("planned_start"), Max("due"))
    for pk, *days in runs.values_list("phase_run").annotate(*ends):
        if known := [day for day in days if day is not None]:
            PhaseRun.objects.filter(pk=pk).update(planned_start=min(known), planned_end=max(known))
