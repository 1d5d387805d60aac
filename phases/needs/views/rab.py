"""The budget (RAB) of a cycle as a tree: lines with their sums, ceilings, adding below a line, moving among neighbours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.design import declared, registry
from activities.design.facts import facts_of
from activities.design.models import DesignRow
from activities.design.services import move_row, save_row
from activities.forms import add_errors
from activities.models import Cycle
from gsbpm_portal.core.documents.registry import document_of as registered
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.engine.views.cycle import in_cycle
from phases.needs import rab as rabs
from phases.needs.forms.rab import DetailForm
from phases.needs.kak_blocks import words_of
from phases.needs.views.kak_parts import address, basics, run_of

UP, DOWN = "naik", "turun"


@in_cycle("GET", "POST")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The tree; posting adds a detail by the short form."""
    facts = facts_of(cycle)
    rab = rabs.Rab(facts)
    if request.method != "POST":
        return _shown(request, cycle, rab, DetailForm(facts=facts, rab=rab, parent=_parent(request, rab)))
    form = DetailForm(request.POST, facts=facts, rab=rab)
    _refuse(cycle, request.user)
    if not form.is_valid():
        return _shown(request, cycle, rab, form, status=422)
    try:
        row = save_row(cycle, rabs.LINES, by=request.user, values=form.row)
    except ValidationError as error:
        add_errors(form, error)
        return _shown(request, cycle, rab, form, status=422)
    what = str(declared.table_of(rabs.LINES).singular)
    messages.success(request, _("%(what)s %(key)s is added.") % {"what": what[:1].upper() + what[1:], "key": row.key})
    return redirect_to(request, f"{address(cycle, 'rab')}?induk={form.row['parent']}#rinci")


@in_cycle("POST")
def move(request: HttpRequest, cycle: Cycle, key: str) -> HttpResponse:
    """Put a line, with all below it, before or behind its neighbour."""
    way = request.POST.get("arah", "")
    if way not in (UP, DOWN):
        raise Http404("no such direction")
    _refuse(cycle, request.user)
    rab = rabs.Rab(facts_of(cycle))
    lines = {line.key: line for line in rab.budget.lines}
    if key not in lines:
        raise Http404("no such line")
    neighbour = _neighbour(rab, key, -1 if way == UP else 1)
    if neighbour:
        order = [entry.key for entry in rab.entries]
        try:
            move_row(cycle, rabs.LINES, key, by=request.user, to=order.index(neighbour) + 1)
        except DesignRow.DoesNotExist:
            raise Http404("no such line") from None
    return redirect_to(request, f"{address(cycle, 'rab')}#{key}")


def _neighbour(rab: rabs.Rab, key: str, step: int) -> str:
    """The line before or behind among those below the same line; "" at the end."""
    places: dict[int, list[str]] = {}
    for line in rab.budget.lines:
        for depth in [depth for depth in places if depth > line.depth]:
            del places[depth]
        places.setdefault(line.depth, []).append(line.key)
        if line.key == key:
            siblings = places[line.depth]
            if step < 0:
                return siblings[-2] if len(siblings) > 1 else ""
            depth, place = line.depth, rab.budget.lines.index(line)
            for later in rab.budget.lines[place + 1 :]:
                if later.depth < depth:
                    return ""
                if later.depth == depth:
                    return later.key
    return ""


def _shown(
    request: HttpRequest, cycle: Cycle, rab: rabs.Rab, form: DetailForm, *, status: int | None = None
) -> HttpResponse:
    lines = rabs.shown(rab)
    here = address(cycle, "rab")
    context = basics(request, cycle, run_of(cycle)) | {
        "rab": rab,
        "lines": [
            (line, below, rab.name_for(below)) for line in lines for below in [rab.level_below(line.line.entry.level)]
        ],
        "top_level": next(iter(rab.levels)),
        "top_name": rab.name_for(next(iter(rab.levels))),
        "faulty": [line for line in lines if line.faults],
        "checked": [(one, rabs.short(one)) for one in rab.checked],
        "accounts": rab.budget.by_account,
        "fundings": rab.budget.by_funding,
        "months": rabs.by_month(rab),
        "spending": rabs.spending(rab),
        "words": words_of(rab.total),
        "missing": rabs.missing_fields(rab.facts),
        "form": form,
        "rab_here": here,
        "has_errors": bool(form.errors),
        "may_quick": any(line.takes_children for line in lines),
        "formats": registered("needs.rab").formats,
    }
    return render(request, "needs/kak/rab.html", context, status=status)


def _parent(request: HttpRequest, rab: rabs.Rab) -> str:
    wanted = request.GET.get("induk", "")
    return wanted if any(entry.key == wanted for entry in rab.entries) else ""


def _refuse(cycle: Cycle, user: Any) -> None:
    """Raise why the person may not write the budget now; NotAllowed where it is about the person."""
    reasons = registry.reasons_against(cycle, registry.get("budget"), user)
    if any(reason.code == "role" for reason in reasons):
        raise NotAllowed(*reasons)
    if reasons:
        raise MoveRefused(*reasons)
