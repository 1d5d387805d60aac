"""A phase: its sub-processes, the checklist of its closing, what changed since it was last closed, and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core import clock
from gsbpm_portal.core.transitions import NOT_YOURS, MoveRefused, NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.enums import PhaseState
from phases.engine.forms.decide import VerdictForm
from phases.engine.forms.work import ReasonForm, SummaryForm
from phases.engine.machines import phase_machine
from phases.engine.models import PhaseRun
from phases.engine.selectors import phase as selectors
from phases.engine.selectors.checks import entry_checks, phase_checks
from phases.engine.selectors.matrix import matrix_of
from phases.engine.selectors.sentences import look, sentence
from phases.engine.services import phases as services
from phases.engine.views.cycle import in_cycle, lawful, page_of, reasons_from


def _row(cycle: Cycle, number: int) -> PhaseRun:
    row = PhaseRun.objects.filter(cycle=cycle, number=number).select_related("phase", "submitted_by").first()
    if row is None:
        raise Http404("no such phase")
    row.cycle = cycle
    return row


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle, number: int) -> HttpResponse:
    return show(request, cycle, number)


def show(
    request: HttpRequest, cycle: Cycle, number: int, *, reasons: Any = (), form: Any = None, status: int | None = None
) -> HttpResponse:
    row = _row(cycle, number)
    matrix = matrix_of(request.user, cycle)
    sheet, here = matrix.sheet, page_of(cycle, str(number))
    cells = matrix.of_phase(number)
    row.__dict__["_waived"] = sheet.overridden(phase_run=row.pk)
    closing = selectors.last_closing(row)
    entries, total = selectors.changes_since(row, cells, closing.at if closing else None)
    offers = {
        offer.name: offer for offer in phase_machine.offers(row, request.user) if offer.transition.look != "internal"
    }
    supervises = sheet.supervises(number)
    has_form = any(
        offers[name].may for name in ("submit_closing", "close", "return_closing", "reopen") if name in offers
    )
    decisions = selectors.decisions_on(row)
    for decision in decisions:
        decision.label = phase_machine[decision.verb].label
    context = {
        "cycle": cycle,
        "row": row,
        "look": PhaseState(row.state),
        "outline": sheet.outline.phases[number],
        "sheet": sheet,
        "here": here,
        "args": (cycle.activity.code, cycle.edition, number),
        "cells": [_Line(cell, page_of(cycle, cell.number)) for cell in cells],
        "today": clock.today(),
        "entry_checks": entry_checks(sheet, number),
        "checks": phase_checks(sheet, number),
        "supervises": supervises,
        "ask_url": reverse("engine:phase-ask", args=[cycle.activity.code, cycle.edition, number]) if supervises else "",
        "asks": [ask for ask in sheet.open_asks if ask.phase_run_id == row.pk],
        "remarks": [
            {"number": place, "remark": remark, "url": page_of(cycle, place) + "?bagian=diskusi#bagian"}
            for place, remark in selectors.open_remarks(cells)
        ],
        "closing": closing,
        "lines": [(e, sentence(e, address=lambda n: page_of(cycle, n)), look(e)) for e in entries],
        "more": total - len(entries),
        "decisions": decisions,
        "urls": {
            name: reverse("engine:phase-move", args=[cycle.activity.code, cycle.edition, number, name])
            for name in [*MOVES, "decide"]
        },
        "open_url": reverse("engine:phase-move", args=[cycle.activity.code, cycle.edition, number, "open"]),
        "offers": offers,
        "deciding": "close" in offers or "return_closing" in offers,
        "supervisors": sheet.people(rules.PENYELIA, number),
        "voters": sheet.voters(number, without=[row.submitted_by_id or 0]),
        "kept": form["comment"].data if form is not None and not has_form else "",
        "form": form
        or (VerdictForm(initial={"seen": row.version_text}) if row.state == PhaseState.CLOSING else _form(row)),
        "previous_url": page_of(cycle, str(number - 1)) if number > 1 else "",
        "next_url": page_of(cycle, str(number + 1)) if number + 1 in sheet.phases else "",
        "reasons": reasons_from(list(reasons), here),
        "has_errors": status is not None,
    }
    return render(request, "engine/phase.html", context, status=status)


class _Line:
    """A cell of the matrix as a row of the table, with its address."""

    def __init__(self, cell: Any, url: str):
        self._cell, self.url = cell, url

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cell, name)


def _form(row: PhaseRun, data: Any = None) -> ReasonForm:
    if row.state == PhaseState.CLOSED:
        return ReasonForm(data, label=_("Why is the phase reopened?"))
    return SummaryForm(
        data,
        initial={"comment": row.summary},
        help_text=_("What was done in this phase, what deviates from the plan, what goes on to the next one."),
    )


MOVES = {
    "open": (services.open_phase, "comment"),
    "submit_closing": (services.submit_closing, "summary"),
    "withdraw_closing": (services.withdraw_closing, "comment"),
    "close": (services.close_phase, "comment"),
    "return_closing": (services.return_closing, "comment"),
    "reopen": (services.reopen_phase, "comment"),
}
SEEN = {"close", "return_closing"}


@in_cycle("POST")
def move(request: HttpRequest, cycle: Cycle, number: int, move: str) -> HttpResponse:
    """Make a move of the phase; what was typed stays when it is refused."""
    if move == "decide":
        move = "return_closing" if request.POST.get("verdict") == "return" else "close"
    if move not in MOVES:
        raise Http404("no such move")
    row = _row(cycle, number)
    service, word = MOVES[move]
    if phase_machine[move].who(request.user, row).hidden:
        raise NotAllowed(NOT_YOURS)
    form = VerdictForm(request.POST) if move in SEEN else _form(row, request.POST)
    if not move_needs_text(move):
        form.fields["comment"].required = False
    if not form.is_valid():
        return show(request, cycle, number, form=form, status=422)
    arguments: dict[str, Any] = {word: form.cleaned_data["comment"]}
    if move in SEEN:
        arguments["seen"] = form.cleaned_data["seen"]
    try:
        changed = service(row, by=request.user, **arguments)
    except MoveRefused as refusal:
        reasons = [reason for reason in lawful(refusal).reasons if reason.code != "comment"]
        if len(reasons) < len(refusal.reasons):
            form.add_error("comment", _("Write down the reason."))
        return show(request, cycle, number, reasons=reasons, form=form, status=409 if reasons else 422)
    words = _("Phase %(number)s: %(state)s.") % {"number": number, "state": changed.get_state_display()}
    messages.success(request, words)
    return redirect_to(request, page_of(cycle, str(number)))


def move_needs_text(move: str) -> bool:
    return phase_machine[move].comment == "required"
