"""One list of a plan: its entries, its export, a new entry; and checking several proposals at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.forms.fields import add_errors
from gsbpm_portal.core import wording
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.needs.planning import rules, selectors
from phases.needs.planning.attributes import PRODUCER, heading, spec_of
from phases.needs.planning.enums import ListKind
from phases.needs.planning.filters import EntryFilter
from phases.needs.planning.forms import ChosenForm, EntryForm
from phases.needs.planning.models import PlanYear
from phases.needs.planning.selectors import Names
from phases.needs.planning.services import entries as services
from phases.needs.planning.tables import TABLES
from phases.needs.planning.views.common import in_plan, page, sentences
from phases.needs.planning.views.plan import start_export

FORMATS = ("xlsx", "csv")


@in_plan("GET")
def listing(request: HttpRequest, plan: PlanYear, listing: ListKind) -> HttpResponse:
    chosen = EntryFilter(request.GET, producers=selectors.producers_in(plan))
    rows = selectors.wished(selectors.entries(plan, listing), chosen.wish)
    table = TABLES[listing](rows, params=request.GET, filtered=bool(chosen.wish.as_parameters()))
    for row in table.page.object_list:
        row.plan = plan
    context = {
        "spec": spec_of(listing),
        "listing": listing,
        "filter": chosen,
        "table": table,
        "may_propose": plan.is_proposing and bool(selectors.producers_for(request.user, plan, listing)),
        "why_not": _why_not(request.user, plan, listing),
        "draws": listing == ListKind.DATA,
        "export_url": f"{plan.address('list-export', listing=listing)}?{request.GET.urlencode()}",
        "formats": FORMATS,
    }
    return page(request, plan, "list.html", context, here=listing)


def _why_not(user: Any, plan: PlanYear, kind: ListKind) -> Reason | None:
    """Why a producer, who proposes for the other lists, may not propose restrictions; None for all others."""
    if kind != ListKind.RESTRICTION or not plan.is_proposing:
        return None
    others = selectors.producers_for(user, plan, ListKind.DATA)
    return rules.NOT_RESTRICTING if others and not selectors.producers_for(user, plan, kind) else None


@in_plan("POST")
def export(request: HttpRequest, plan: PlanYear, listing: ListKind) -> HttpResponse:
    """Have the list as it is filtered made into the forum's table."""
    chosen = EntryFilter(request.GET, producers=selectors.producers_in(plan))
    return start_export(request, plan, "planning.list", {"kind": listing.value, **chosen.wish.as_parameters()})


@in_plan("GET", "POST")
def new(request: HttpRequest, plan: PlanYear, listing: ListKind) -> HttpResponse:
    """A new entry: the first page of its form."""
    producers = selectors.producers_for(request.user, plan, listing)
    if not producers:
        others = selectors.producers_for(request.user, plan, ListKind.DATA)
        role = Reason("role", _("You cannot propose entries for this organisation."))
        raise NotAllowed(rules.NOT_RESTRICTING if others else role)
    if not plan.is_proposing:
        words = _("The plan takes no proposals now: it is “%(state)s”.")
        raise MoveRefused(Reason("closed", words % {"state": plan.look.label}))
    spec = spec_of(listing)
    group = spec.groups[0]
    form = EntryForm(
        request.POST or None,
        fields=[spec.field(name) for name in group.fields],
        names=Names({}),
        content={},
        producers=producers,
        producer_label=heading(spec, PRODUCER),
        cycles=selectors.cycles_for(request.user, plan) if listing == ListKind.DATA else (),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose(
                plan, listing, producer=form.producer, values=form.values, by=request.user, cycle=form.cycle
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(key)s “%(name)s” is proposed.") % {"key": made.key, "name": made.name})
            return redirect(
                f"{made.address('entry-edit')}?bagian=2" if len(spec.groups) > 1 else made.get_absolute_url()
            )
    context = {
        "spec": spec,
        "listing": listing,
        "form": form,
        "group": group,
        "place": 1,
        "places": len(spec.groups),
        "back": plan.address("list", listing=listing),
    }
    return page(request, plan, "entry_form.html", context, here=listing, status=422 if form.errors else 200)


@in_plan("GET", "POST")
def check(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    """The proposals that wait for the walidata; complete ones may be passed on together."""
    if not rules.manages(request.user, plan):
        raise NotAllowed(Reason("role", _("The walidata check proposals.")))
    rows = selectors.mine_to_check(request.user, plan)
    for row in rows:
        row.plan = plan
    whole = [row for row in rows if not selectors.missing(row)]
    form = ChosenForm(
        request.POST or None,
        offered=[*(f"{row.key}@{row.version_text}" for row in whole), *request.POST.getlist("chosen")[:500]],
    )
    if request.method == "POST" and form.is_valid():
        result = services.pass_together(plan, form.cleaned_data["chosen"], by=request.user)
        count = len(result.done)
        if count:
            words = ngettext("%(n)s entry is passed to the forum.", "%(n)s entries are passed to the forum.", count)
            messages.success(request, words % {"n": wording.number(count)})
        for text in sentences(result):
            messages.warning(request, text)
        return redirect(plan.address("check"))
    lines = [(row, f"{row.key}@{row.version_text}", selectors.missing(row)) for row in rows]
    context = {"lines": lines, "whole": whole, "form": form}
    return page(request, plan, "check.html", context, here="plan", status=422 if form.errors else 200)
