"""Deciding on a submitted sub-process: what changed since the last decision, then approve or return."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core.transitions import MoveRefused
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.enums import IterationState
from phases.engine.forms.decide import VerdictForm
from phases.engine.selectors.checks import iteration_checks
from phases.engine.selectors.review import review_of
from phases.engine.selectors.sheet import cycle_sheet
from phases.engine.services import iterations
from phases.engine.spec import to_read
from phases.engine.views.cycle import in_cycle, lawful, page_of, reasons_from
from phases.engine.views.subprocess import find, iteration_of, preset_text


@in_cycle("GET", "POST")
def page(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    here = page_of(cycle, number)
    if request.method == "POST":
        return _decide(request, cycle, number, here)
    return _show(request, cycle, number, here)


def _decide(request: HttpRequest, cycle: Cycle, number: str, here: str) -> HttpResponse:
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _show(request, cycle, number, here, form=form, status=422)
    iteration = iteration_of(cycle, number)
    comment, seen = form.cleaned_data["comment"], form.cleaned_data["seen"]
    try:
        if request.POST.get("verdict") == "return":
            iterations.return_iteration(iteration, by=request.user, comment=comment, seen=seen)
            words = _("%(number)s was returned to the staff.")
        else:
            iterations.approve_iteration(iteration, by=request.user, comment=comment, seen=seen)
            words = _("%(number)s is approved.")
    except MoveRefused as refusal:
        reasons = reasons_from([r for r in lawful(refusal).reasons if r.code != "comment"], here)
        for reason in refusal.reasons:
            if reason.code == "comment":
                form.add_error("comment", str(reason.text))
        return _show(request, cycle, number, here, form=form, reasons=reasons, status=409 if reasons else 422)
    messages.success(request, words % {"number": number})
    return redirect_to(request, here)


def _show(
    request: HttpRequest,
    cycle: Cycle,
    number: str,
    here: str,
    *,
    form: Any = None,
    reasons: Any = (),
    status: int | None = None,
) -> HttpResponse:
    page = find(cycle_sheet(request.user, cycle), number)
    iteration = page.iteration
    if iteration.state != IterationState.SUBMITTED and not reasons:
        last = page.taken
        if last is not None and last.verb in ("approve", "return", "skip"):
            words = _("%(name)s has decided already: the state is now “%(state)s”.")
            messages.info(request, words % {"name": last.by, "state": iteration.get_state_display()})
        return redirect_to(request, here)
    offers = {offer.name: offer for offer in page.offers}
    verdict = rules.votes_on_run(request.user, iteration)
    context = {
        "cycle": cycle,
        "page": page,
        "run": page.run,
        "iteration": iteration,
        "outline": page.outline,
        "crumb": f"{number} {page.outline.short}",
        "look": IterationState(iteration.state),
        "here": here,
        "args": (cycle.activity.code, cycle.edition, number),
        "review": review_of(page),
        "to_read": to_read(number, cycle, request.user),
        "checks": iteration_checks(page),
        "aside": [(line, preset_text(cycle, line.entry.not_applicable_reason)) for line in page.aside if line.entry],
        "pending": [line for line in page.lines if line.task.needs_approval and not line.is_granted],
        "makers": sorted(page.makers.values()),
        "over": iteration.state != IterationState.SUBMITTED,
        "taken": page.taken,
        "earlier_notes": [vote for vote in page.earlier_notes if vote.comment],
        "voters": page.voters,
        "may": verdict.may and iteration.state == IterationState.SUBMITTED,
        "may_approve": "approve" in offers and offers["approve"].may,
        "against": offers["approve"].reasons if "approve" in offers else (),
        "on_behalf_of": verdict.on_behalf_of,
        "form": form or VerdictForm(initial={"seen": iteration.version_text}),
        "reasons": list(reasons),
        "has_errors": bool(reasons) or status == 422,
    }
    return render(request, "engine/review.html", context, status=status)
