"""The plan of a cycle: who does each sub-process, from when, until when."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import clock
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.forms.decide import PlanForm
from phases.engine.models import SubProcessRun
from phases.engine.selectors.sheet import cycle_sheet
from phases.engine.services import cycles as services
from phases.engine.services.people import seated
from phases.engine.views.cycle import in_cycle, lawful, page_of, reasons_from
from phases.engine.views.subprocess import iteration_of


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """All sub-processes with their plan, phase by phase; those who may change a row find its link there."""
    sheet = cycle_sheet(request.user, cycle)
    manages = rules.may_manage(request.user, cycle)
    runs = (
        SubProcessRun.objects.filter(cycle=cycle)
        .select_related("assignee", "current")
        .order_by("phase_run__number", "subprocess__position")
    )
    phases = {
        number: {"outline": outline, "url": page_of(cycle, str(number)), "rows": []}
        for number, outline in sheet.outline.phases.items()
    }
    for run in runs:
        phase = sheet.outline.subprocesses[run.number].phase
        phases[phase]["rows"].append(
            {
                "run": run,
                "outline": sheet.outline.subprocesses[run.number],
                "url": page_of(cycle, run.number),
                "editable": run.applies and (manages or sheet.supervises(phase)),
            }
        )
    context = {
        "cycle": cycle,
        "phases": phases.values(),
        "today": clock.today(),
        "editable": manages or any(sheet.supervises(number) for number in phases),
        "facts": sheet.phases,
    }
    return render(request, "engine/plan.html", context)


@in_cycle("GET", "POST")
def row(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    """The plan of one sub-process."""
    run = iteration_of(cycle, number).run
    phase = run.phase_number
    if not (rules.may_manage(request.user, cycle) or rules.is_supervisor(request.user, cycle, phase)):
        raise NotAllowed(services.NOT_YOURS)
    people = {user.username: user for user in seated(cycle, rules.STAF, phase)}
    if run.assignee is not None:
        people.setdefault(run.assignee.username, run.assignee)
    form = PlanForm(
        request.POST or None,
        people=[(name, str(user)) for name, user in people.items()],
        initial={
            "assignee": run.assignee.username if run.assignee else "",
            "planned_start": run.planned_start,
            "due": run.due,
        },
    )
    here = page_of(cycle, number)
    plan_url = reverse("engine:plan", args=[cycle.activity.code, cycle.edition]) + f"#fase-{phase}"
    context = {"cycle": cycle, "run": run, "here": here, "plan_url": plan_url, "form": form, "has_errors": False}
    status = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        assignee: User | None = people.get(data["assignee"])
        try:
            services.plan_run(
                run, by=request.user, assignee=assignee, planned_start=data["planned_start"], due=data["due"],
                reason=data["comment"],
            )  # fmt: skip
        except ValidationError as error:
            for field, errors in error.message_dict.items():
                form.add_error(field, errors)
        except MoveRefused as refusal:
            context |= {"reasons": reasons_from(lawful(refusal).reasons, here), "has_errors": True}
            status = 409
        else:
            messages.success(request, _("The plan of %(number)s was changed.") % {"number": number})
            return redirect_to(request, plan_url)
    if form.errors:
        status = 422
    return render(request, "engine/plan_row.html", context, status=status)
