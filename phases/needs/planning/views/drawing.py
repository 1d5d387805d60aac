"""Drawing the list of data from the activities, and deciding on entries that look alike."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.design.declared import table_of
from activities.forms.fields import add_errors
from gsbpm_portal.core import wording
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.engine.views.cycle import lawful
from phases.needs.planning import rules, selectors
from phases.needs.planning.enums import ListKind
from phases.needs.planning.forms import ChosenForm, LikenessForm
from phases.needs.planning.models import PlanYear
from phases.needs.planning.services import drawing as services
from phases.needs.planning.views.common import in_plan, page


@in_plan("GET", "POST")
def draw(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    """Needs taken up and outputs of the activities that are on no list yet; a press puts the ticked ones there."""
    if not selectors.producers_for(request.user, plan, ListKind.DATA):
        raise NotAllowed(Reason("role", _("You cannot propose entries for this organisation.")))
    if not plan.is_proposing:
        words = _("The plan takes no proposals now: it is “%(state)s”.")
        raise MoveRefused(Reason("closed", words % {"state": plan.look.label}))
    found = selectors.candidates(request.user, plan)
    form = ChosenForm(
        request.POST or None, offered=[*(one.key for one in found), *request.POST.getlist("chosen")[:500]]
    )
    if request.method == "POST" and form.is_valid():
        drawn = services.draw(plan, form.cleaned_data["chosen"], by=request.user)
        words = ngettext("%(n)s entry is drawn.", "%(n)s entries are drawn.", len(drawn))
        messages.success(request, words % {"n": wording.number(len(drawn))})
        return redirect(plan.address("list", listing=ListKind.DATA))
    groups: dict[Any, list[Any]] = {}
    for one in found:
        groups.setdefault(one.cycle, []).append((one, table_of(one.table).singular))
    context = {
        "groups": list(groups.items()),
        "form": form,
        "chosen": set(form["chosen"].value() or []) if form.is_bound else {one.key for one in found},
        "total": len(found),
    }
    return page(request, plan, "draw.html", context, here=ListKind.DATA, status=422 if form.errors else 200)


@in_plan("GET", "POST")
def alike(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    """Entries that look alike, side by side, each with its decision."""
    manages = rules.manages(request.user, plan)
    reasons: Any = ()
    posted = None
    if request.method == "POST":
        if not manages:
            raise NotAllowed(Reason("role", _("The walidata decide on entries that look alike.")))
        posted = _posted(request, plan)
        if posted.is_valid():
            first, second = posted.pair.values()
            try:
                services.settle(plan, first, second, by=request.user, **posted.decision)
            except MoveRefused as refusal:
                reasons = lawful(refusal).reasons
            except ValidationError as error:
                add_errors(posted, error)
            else:
                messages.success(request, _("The decision on %(first)s and %(second)s is kept.") % dict(
                    zip(("first", "second"), posted.pair, strict=True)
                ))  # fmt: skip
                return redirect(plan.address("alike"))
    names = selectors.names_of([entry for pair, _one in selectors.pairs(plan) for entry in (pair.first, pair.second)])
    lines = []
    for pair, settled in selectors.pairs(plan):
        own = posted if posted is not None and list(posted.pair) == [pair.first.key, pair.second.key] else None
        form = own or LikenessForm(first=pair.first, second=pair.second, settled=settled)
        both = (selectors.lines_of(pair.first, names), selectors.lines_of(pair.second, names))
        rows = [(label, mine, other) for (label, mine), (_label, other) in zip(*both, strict=True) if mine or other]
        lines.append(
            {"pair": pair, "settled": settled, "form": form, "rows": rows, "open": own is not None or not settled}
        )
    context = {
        "lines": lines,
        "manages": manages,
        "reasons": reasons,
        "posted": posted,
        "has_errors": bool(reasons or (posted and posted.errors)),
    }
    status = 422 if posted is not None and posted.errors else 409 if reasons else 200
    return page(request, plan, "alike.html", context, here=ListKind.DATA, status=status)


def _posted(request: HttpRequest, plan: PlanYear) -> LikenessForm:
    """The form of the pair that was sent; 404 for a pair that is none (any longer)."""
    for pair, settled in selectors.pairs(plan):
        if request.POST.get("pasangan") == f"{pair.first.key}-{pair.second.key}":
            return LikenessForm(request.POST, first=pair.first, second=pair.second, settled=settled)
    raise Http404("no such pair")
