"""Going back: reopening a finished sub-process, after a look at what rests on it; and clearing the flags that this raises."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Cycle
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.enums import RecheckState
from phases.engine.forms.decide import ReopenForm
from phases.engine.models import Recheck
from phases.engine.selectors.impact import dependents
from phases.engine.services import iterations
from phases.engine.views.cycle import in_cycle, lawful, page_of, reasons_from, text_of
from phases.engine.views.subprocess import iteration_of, refuse


@in_cycle("GET", "POST")
def page(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    """The impact preview, the reason, the confirmation."""
    iteration = iteration_of(cycle, number)
    run, here = iteration.run, page_of(cycle, number)
    verdict = rules.supervision(request.user, cycle, run.phase_number)
    if not verdict.may:
        raise NotAllowed(verdict.reason or Reason("role", _("Only a supervisor of the phase reopens it.")))
    form = ReopenForm(
        request.POST or None,
        initial={"comment": request.GET.get("alasan", "")[:2000]},
        due=run.due,
        label=_("Why is it reopened?"),
        help_text=_("The staff and everyone who is flagged read this sentence."),
    )
    against = iterations.reasons_against_reopening(run, iteration)
    status = None
    reasons = list(against)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            opened = iterations.reopen_run(run, by=request.user, reason=data["comment"], due=data["due"])
        except MoveRefused as refusal:
            reasons, status = list(lawful(refusal).reasons), 409
            if reasons[0].code == "due":
                form.add_error("due", str(reasons[0].text))
                reasons, status = [], 422
        else:
            words = _("%(number)s is open again as iteration %(iteration)s.")
            messages.success(request, words % {"number": number, "iteration": opened.number})
            return redirect_to(request, here)
    elif form.errors:
        status = 422
    found = dependents(iteration)
    context = {
        "cycle": cycle,
        "run": run,
        "iteration": iteration,
        "here": here,
        "form": form,
        "direct": [one for one in found if one.direct],
        "indirect": [one for one in found if not one.direct],
        "impact": ngettext("%(count)s sub-process rests on it", "%(count)s sub-processes rest on it", len(found))
        % {"count": len(found)},
        "reasons": reasons_from(reasons, here),
        "possible": not against,
        "has_errors": status is not None,
    }
    return render(request, "engine/reopen.html", context, status=status)


@in_cycle("POST")
def recheck(request: HttpRequest, cycle: Cycle, number: str, cause: str, iteration: int) -> HttpResponse:
    """Decide that flagged work stands unchanged, with the reason."""
    flag = Recheck.objects.filter(
        run__cycle=cycle, run__number=number, cause__run__number=cause, cause__number=iteration
    ).first()
    if flag is None:
        raise Http404("no such flag")
    typed = {"comment": request.POST.get("comment", "")}
    try:
        iterations.clear_recheck(flag, by=request.user, comment=text_of(request, "comment", most=2000))
    except MoveRefused as refusal:
        return refuse(request, cycle, number, lawful(refusal), typed=typed)
    left = Recheck.objects.filter(run=flag.run_id, state=RecheckState.OPEN).exists()
    messages.success(request, _("%(number)s stands unchanged.") % {"number": number})
    return redirect_to(request, page_of(cycle, number) + ("#recheck" if left else ""))
