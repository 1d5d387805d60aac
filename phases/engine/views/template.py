"""Which version of the catalogue a cycle follows, and moving it to another one after a preview."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.forms.work import ReasonForm
from phases.engine.models import WorkflowTemplate
from phases.engine.selectors.outline import gate_name
from phases.engine.services import cycles as services
from phases.engine.views.cycle import in_cycle, lawful, reasons_from


@in_cycle("GET", "POST")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    current = cycle.workflow.template
    templates = list(
        WorkflowTemplate.objects.filter(retired_on__isnull=True).exclude(pk=current.pk).defer("gates", "presets")
    )
    manages = rules.may_manage(request.user, cycle)
    here = cycle.get_absolute_url()
    wanted = request.POST.get("ke") or request.GET.get("ke")
    target = None
    if wanted:
        target = WorkflowTemplate.objects.filter(version=wanted[:20], retired_on__isnull=True).first()
        if target is None:
            raise Http404("no such template")
    form = ReasonForm(request.POST or None) if target is not None and manages else None
    reasons, status = [], None
    if request.method == "POST":
        if not manages or target is None:
            raise NotAllowed(services.NOT_YOURS)
        if form is not None and form.is_valid():
            try:
                services.move_to_template(cycle, target, by=request.user, reason=form.cleaned_data["comment"])
            except MoveRefused as refusal:
                reasons, status = list(lawful(refusal).reasons), 409
            else:
                messages.success(request, _("The cycle follows GSBPM %(version)s now.") % {"version": target.version})
                return redirect_to(request, here)
        else:
            status = 422
    preview = None
    if target is not None and target.pk != current.pk:
        preview = services.preview_template_move(cycle, target)
    context = {
        "cycle": cycle,
        "current": current,
        "templates": templates,
        "target": target,
        "preview": preview,
        "added_gates": [gate_name(code) for code in preview.added_gates] if preview else [],
        "retired_gates": [gate_name(code) for code in preview.retired_gates] if preview else [],
        "manages": manages,
        "form": form,
        "here": here,
        "reasons": reasons_from(reasons, here),
        "has_errors": status is not None,
    }
    return render(request, "engine/template.html", context, status=status)
