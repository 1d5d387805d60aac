"""A year's plan at one look, its moves, and the lists as they were agreed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gsbpm_portal.core import exports, wording
from gsbpm_portal.core.transitions import MoveRefused
from gsbpm_portal.core.views import redirect_to
from phases.engine.views.cycle import lawful
from phases.needs.planning import rules, selectors
from phases.needs.planning.enums import EntryState, ListKind
from phases.needs.planning.forms import MoveForm
from phases.needs.planning.machines import plan_machine
from phases.needs.planning.models import PlanYear
from phases.needs.planning.services import plans as services
from phases.needs.planning.views.common import in_plan, page

SHOWN = (
    EntryState.PROPOSED,
    EntryState.FIT,
    EntryState.RETURNED,
    EntryState.AGREED,
    EntryState.DECLINED,
    EntryState.DEFERRED,
)
DONE = {
    "discuss": gettext_lazy("The plan is before the forum."),
    "resume": gettext_lazy("The plan takes proposals again."),
    "record": gettext_lazy("The agreement is recorded; a head or another walidata confirms it."),
    "confirm": gettext_lazy("The agreement is confirmed and frozen."),
    "return": gettext_lazy("The agreement went back to the walidata."),
    "reopen": gettext_lazy("The plan is open again."),
}


@in_plan("GET")
def plan(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    tallies = selectors.tallies(plan)
    lines = []
    for kind, tally in tallies.items():
        listed = plan.address("list", listing=kind)
        lines.append((kind, listed, tally.total, [(tally.count(state), f"{listed}?status={state}") for state in SHOWN]))
    context = {
        "tallies": tallies,
        "states": SHOWN,
        "lines": lines,
        "offers": plan_machine.offers(plan, request.user),
        "waits": _waits(request.user, plan),
        "may_propose": plan.is_proposing and bool(selectors.producers_for(request.user, plan, ListKind.DATA)),
        "manages": rules.manages(request.user, plan),
    }
    return page(request, plan, "plan.html", context, here="plan")


def _waits(user: Any, plan: PlanYear) -> list[tuple[str, str]]:
    """What waits for the person, each with its place."""
    found = []
    if mend := selectors.mine_to_mend(user, plan):
        words = ngettext("%(n)s entry came back to be mended.", "%(n)s entries came back to be mended.", len(mend))
        where = mend[0].address("entry") if len(mend) == 1 else _listed(plan, mend[0].kind, EntryState.RETURNED)
        found.append((words % {"n": wording.number(len(mend))}, where))
    if check := selectors.mine_to_check(user, plan):
        words = ngettext("%(n)s proposal waits for your check.", "%(n)s proposals wait for your check.", len(check))
        found.append((words % {"n": wording.number(len(check))}, plan.address("check")))
    if rules.manages(user, plan) and (plan.is_proposing or plan.in_forum) and (alike := selectors.open_pairs(plan)):
        words = ngettext("%(n)s pair of entries looks alike.", "%(n)s pairs of entries look alike.", len(alike))
        found.append((words % {"n": wording.number(len(alike))}, plan.address("alike")))
    if rules.manages(user, plan) and plan.in_forum and (talk := selectors.for_the_forum(plan)):
        words = ngettext("%(n)s entry waits for the forum.", "%(n)s entries wait for the forum.", len(talk))
        found.append((words % {"n": wording.number(len(talk))}, plan.address("forum")))
    return found


def _listed(plan: PlanYear, kind: str, state: str) -> str:
    return f"{plan.address('list', listing=ListKind(kind))}?status={state}"


@in_plan("GET", "POST")
def move(request: HttpRequest, plan: PlanYear, name: str) -> HttpResponse:
    """A page for each move: what it asks for, and why not where it is refused."""
    if name not in DONE:
        raise Http404("no such move")
    transition = plan_machine[name]
    if transition.who(request.user, plan).hidden:
        raise PermissionDenied(_("Your role does not allow this."))
    offer = next((one for one in plan_machine.offers(plan, request.user) if one.name == name), None)
    form = MoveForm(
        request.POST or None, required=transition.comment == "required", initial={"seen": plan.version_text}
    )
    reasons: Any = offer.reasons if offer is not None and not offer.may else ()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.move_plan(plan, name, by=request.user, comment=data["comment"], seen=data["seen"])
        except MoveRefused as refusal:
            reasons = lawful(refusal).reasons
        else:
            messages.success(request, DONE[name])
            return redirect(plan)
    elif offer is None and request.method != "POST":
        messages.info(request, _("The plan is “%(state)s” now.") % {"state": plan.look.label})
        return redirect(plan)
    status = 422 if form.errors else 409 if reasons and request.method == "POST" else 200
    context = {"transition": transition, "form": form, "reasons": reasons, "has_errors": status > 200}
    return page(request, plan, "plan_move.html", context, here="plan", status=status)


# What was agreed --------------------------------------------------------------------------------------------------------------


@in_plan("GET")
def agreed(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    """The lists as they were frozen, with the forum's minutes; ?versi= names an earlier agreement."""
    number = _version(request)
    snapshot = selectors.latest_snapshot(plan, number)
    if snapshot is None and number:
        raise Http404("no such agreement")
    lists = []
    if snapshot is not None:
        for kind in ListKind:
            export = plan.address("agreed-export", listing=kind)
            lists.append((kind, snapshot.content["lists"][kind.value], f"{export}?versi={snapshot.number}"))
    context = {
        "snapshot": snapshot,
        "lists": lists,
        "formats": ("xlsx", "csv"),
        "versions": list(plan.snapshots.order_by("-number").values_list("number", flat=True)),
    }
    return page(request, plan, "agreed.html", context, here="agreed")


@in_plan("POST")
def agreed_export(request: HttpRequest, plan: PlanYear, listing: ListKind) -> HttpResponse:
    """Have a list as it was agreed made into a table: of the newest agreement, or of the one that ?versi= names."""
    snapshot = selectors.latest_snapshot(plan, _version(request))
    if snapshot is None:
        raise Http404("no such agreement")
    return start_export(request, plan, "planning.agreed", {"kind": listing.value, "version": snapshot.number})


def _version(request: HttpRequest) -> int | None:
    """The agreement that the address names; None for the newest."""
    asked = request.GET.get("versi", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else None


def start_export(request: HttpRequest, plan: PlanYear, name: str, parameters: dict[str, Any]) -> HttpResponse:
    """Queue an export in the format that was pressed, and go to its page."""
    told = {"government": plan.organisation.code, "year": plan.year, **parameters}
    try:
        job = exports.request_export(name, request.POST.get("format", ""), by=request.user, parameters=told)
    except ValidationError as error:
        return render(request, "400.html", {"reason": " ".join(error.messages)}, status=400)
    return redirect_to(request, reverse("core:job", args=[job.public_id]))
