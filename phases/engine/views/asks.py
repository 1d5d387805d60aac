"""What is asked with a reason and answered by another person: skipping, an override of a gate, a later date, reopening."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Cycle
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.enums import RequestKind, RequestState
from phases.engine.forms.decide import AnswerForm, AskForm
from phases.engine.machines import request_machine
from phases.engine.models import PhaseRun, Request
from phases.engine.selectors.checks import gate_text
from phases.engine.selectors.impact import dependents
from phases.engine.services import asks as services
from phases.engine.spec import gate_label
from phases.engine.views.cycle import in_cycle, lawful, page_of, reasons_from
from phases.engine.views.moves import KINDS
from phases.engine.views.subprocess import iteration_of

LEADS = {
    RequestKind.SKIP: gettext_lazy(
        "A supervisor confirms it. A skipped sub-process leaves nothing, and nobody waits for it."
    ),
    RequestKind.OVERRIDE: gettext_lazy(
        "Another supervisor or a head has to confirm. It stands on the timeline as an event of its own kind."
    ),
    RequestKind.EXTENSION: gettext_lazy("A supervisor of the phase answers."),
    RequestKind.REOPEN: gettext_lazy(
        "A supervisor of the phase decides. What rests on it will be flagged to re-check."
    ),
}


@in_cycle("GET", "POST")
def ask(request: HttpRequest, cycle: Cycle, number: str, kind: str) -> HttpResponse:
    """Ask for something about a sub-process."""
    wanted = KINDS.get(kind)
    if wanted is None:
        raise Http404("no such request")
    iteration = iteration_of(cycle, number)
    gates = services.gates_held(iteration) if wanted == RequestKind.OVERRIDE else {}
    subject = {"iteration": iteration}
    return _ask(
        request, cycle, wanted, iteration.run.phase_number, gates, subject, page_of(cycle, number), iteration.run
    )


@in_cycle("GET", "POST")
def ask_for_phase(request: HttpRequest, cycle: Cycle, number: int) -> HttpResponse:
    """Ask to override a gate of a phase."""
    row = PhaseRun.objects.filter(cycle=cycle, number=number).select_related("phase").first()
    if row is None:
        raise Http404("no such phase")
    row.cycle = cycle
    gates = services.gates_held_of_phase(row)
    return _ask(
        request, cycle, RequestKind.OVERRIDE, number, gates, {"phase_run": row}, page_of(cycle, str(number)), row
    )


def _ask(
    request: HttpRequest,
    cycle: Cycle,
    kind: RequestKind,
    phase: int,
    gates: Any,
    subject: dict[str, Any],
    here: str,
    row: Any,
) -> HttpResponse:
    supervises = rules.is_supervisor(request.user, cycle, phase)
    if not supervises and (kind == RequestKind.OVERRIDE or not rules.is_staff(request.user, cycle, phase)):
        raise NotAllowed(services.NOT_YOURS)
    choices = {code: str(reason.text) for code, reason in gates.items()}
    initial = {"gate": request.GET.get("gerbang", ""), "comment": request.GET.get("alasan", "")[:2000]}
    due = getattr(row, "due", None)
    form = AskForm(request.POST or None, kind=kind, gates=choices, due=due, initial=initial)
    reasons: list[Reason] = []
    status = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.ask(
                kind,
                by=request.user,
                reason=data["comment"],
                gate=data.get("gate") or "",
                due=data.get("due"),
                **subject,
            )
        except MoveRefused as refusal:
            reasons, status = list(lawful(refusal).reasons), 409
        else:
            messages.success(request, _("Your request was sent to those who answer it."))
            return redirect_to(request, here + "#requests")
    elif form.errors:
        status = 422
    context = {
        "cycle": cycle,
        "row": row,
        "kind": kind,
        "lead": LEADS[kind],
        "here": here,
        "form": form,
        "nothing_held": kind == RequestKind.OVERRIDE and not choices,
        "reasons": reasons_from(reasons, here),
        "has_errors": status is not None,
    }
    return render(request, "engine/ask.html", context, status=status)


@in_cycle("GET", "POST")
def answer(request: HttpRequest, cycle: Cycle, public_id: UUID) -> HttpResponse:
    """One request: confirm, decline, or take the own one back."""
    found = (
        Request.objects.filter(cycle=cycle, public_id=public_id)
        .select_related("run__subprocess", "run__current", "phase_run__phase", "iteration", "asked_by", "answered_by")
        .first()
    )
    if found is None:
        raise Http404("no such request")
    found.cycle = cycle
    for row in (found.run, found.phase_run):
        if row is not None:
            row.cycle = cycle
    here = page_of(cycle, found.run.number if found.run else str(found.phase))
    form = AnswerForm(request.POST or None, kind=found.kind, initial={"due": found.due})
    reasons: list[Reason] = []
    status = None
    if request.method == "POST" and form.is_valid():
        comment, verdict = form.cleaned_data["comment"], request.POST.get("verdict")
        try:
            if verdict == "confirm":
                services.confirm_request(found, by=request.user, comment=comment, due=form.cleaned_data.get("due"))
                words = _("You confirmed the request.")
            elif verdict == "withdraw":
                services.withdraw_request(found, by=request.user)
                words = _("You took your request back.")
            else:
                services.decline_request(found, by=request.user, comment=comment)
                words = _("You declined the request.")
        except MoveRefused as refusal:
            reasons, status = list(lawful(refusal).reasons), 409
            if any(reason.code == "comment" for reason in reasons):
                form.add_error("comment", str(reasons[0].text))
                reasons, status = [], 422
        else:
            messages.success(request, words)
            return redirect_to(request, here)
    offers = {offer.name: offer for offer in request_machine.offers(found, request.user)}
    gate = next((g for g in cycle.workflow.template.gates if g["code"] == found.gate), None)
    context = {
        "cycle": cycle,
        "ask": found,
        "kind": RequestKind(found.kind),
        "look": RequestState(found.state),
        "row": found.run or found.phase_run,
        "here": here,
        "gate": gate_text(gate) if gate else gate_label(found.gate),
        "impact": dependents(found.run.current)
        if found.kind == RequestKind.REOPEN and found.run is not None and found.run.current is not None
        else [],
        "offers": offers,
        "may_answer": "confirm" in offers and offers["confirm"].may,
        "against": offers["confirm"].reasons if "confirm" in offers else (),
        "form": form,
        "reasons": reasons_from(reasons, here),
        "has_errors": status is not None,
    }
    return render(request, "engine/request.html", context, status=status)
