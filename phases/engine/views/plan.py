"""The plan of a cycle: who does each sub-process, from when, until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core.transitions import NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.enums import Applicability
from phases.engine.forms.plan import PlanLine, PlanReason
from phases.engine.models import SubProcessRun
from phases.engine.selectors.sheet import cycle_sheet
from phases.engine.services import planning as services
from phases.engine.services.people import seated
from phases.engine.views.cycle import and_list, in_cycle, page_of


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """All sub-processes with their plan, phase by phase; those who may change it find a link at the phase."""
    sheet = cycle_sheet(request.user, cycle)
    manages = rules.may_manage(request.user, cycle)
    runs = (
        SubProcessRun.objects.filter(cycle=cycle)
        .select_related("assignee", "current")
        .order_by("phase_run__number", "subprocess__position")
    )
    phases = {
        number: {
            "outline": outline,
            "fact": sheet.phases[number],
            "url": page_of(cycle, str(number)),
            "rows": [],
            "editable": manages or sheet.supervises(number),
        }
        for number, outline in sheet.outline.phases.items()
    }
    for run in runs:
        outline = sheet.outline.subprocesses[run.number]
        phases[outline.phase]["rows"].append({"run": run, "outline": outline, "url": page_of(cycle, run.number)})
    context = {"cycle": cycle, "phases": phases.values()}
    return render(request, "engine/plan.html", context)


@in_cycle("GET", "POST")
def phase(request: HttpRequest, cycle: Cycle, number: int) -> HttpResponse:
    """The plan of all sub-processes of a phase in one form."""
    sheet = cycle_sheet(request.user, cycle)
    if number not in sheet.outline.phases:
        raise Http404
    if not (rules.may_manage(request.user, cycle) or sheet.supervises(number)):
        raise NotAllowed(services.NOT_YOURS)
    runs = SubProcessRun.objects.filter(cycle=cycle, phase_run__number=number, applicability=Applicability.APPLIES)
    people = {user.username: user for user in seated(cycle, rules.STAF, number)}
    lines = [
        PlanLine(run, people, request.POST or None)
        for run in runs.select_related("assignee", "current").order_by("subprocess__position")
    ]
    why = PlanReason(request.POST or None)
    if request.method == "POST" and all([why.is_valid(), *(line.is_valid() for line in lines)]):
        plans = {line.run.number: line.plan for line in lines if line.plan is not None}
        try:
            changed = services.plan_phase(
                sheet.phase_run(number), plans, by=request.user, reason=why.cleaned_data["comment"]
            )
        except services.PlanRefused as refusal:
            for line in lines:
                if line.run.number in refusal.of:
                    line.add_error(None, refusal.of[line.run.number])
        else:
            if changed:
                messages.success(request, _("The plan was changed: %(numbers)s.") % {"numbers": and_list(changed)})
            else:
                messages.info(request, _("Nothing was changed."))
            return redirect_to(request, plan_of(cycle, number))
    context = {
        "cycle": cycle,
        "phase": sheet.phases[number],
        "outline": sheet.outline.phases[number],
        "lines": [(line, sheet.outline.subprocesses[line.run.number]) for line in lines],
        "forms": lines,
        "why": why,
        "people": people,
        "plan_url": plan_of(cycle, number),
    }
    return render(request, "engine/plan_phase.html", context, status=422 if why.is_bound else None)


def plan_of(cycle: Cycle, number: int) -> str:
    return reverse("engine:plan", args=[cycle.activity.code, cycle.edition]) + f"#fase-{number}"
