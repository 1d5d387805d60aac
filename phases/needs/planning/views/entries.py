"""One entry: reading, changing, moving it, putting it on the priority list, telling the progress of an action."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import add_errors
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from phases.engine.views.cycle import lawful
from phases.needs.planning import rules, selectors
from phases.needs.planning.attributes import PRODUCER, heading, spec_of
from phases.needs.planning.enums import EntryState, ListKind
from phases.needs.planning.forms import EntryForm, MoveForm, ProgressForm, fresh_base
from phases.needs.planning.machines import entry_machine
from phases.needs.planning.models import PlanEntry, PlanYear
from phases.needs.planning.services import entries as services
from phases.needs.planning.views.common import entry_or_404, in_plan, page

DECIDE = ("agree", "decline", "defer")
DONE = {
    "pass": gettext_lazy("“%(name)s” is passed to the forum."),
    "return": gettext_lazy("“%(name)s” went back to its producer."),
    "resubmit": gettext_lazy("“%(name)s” is sent again."),
    "withdraw": gettext_lazy("“%(name)s” is withdrawn."),
    "agree": gettext_lazy("“%(name)s” is agreed."),
    "decline": gettext_lazy("“%(name)s” is not agreed."),
    "defer": gettext_lazy("“%(name)s” is put off."),
    "reconsider": gettext_lazy("“%(name)s” is talked about again."),
}
WAITS = {
    EntryState.PROPOSED: gettext_lazy("It waits for the check of the walidata."),
    EntryState.FIT: gettext_lazy("It is checked and waits for the forum."),
    EntryState.RETURNED: gettext_lazy("It came back: mend it, then send it again."),
}
LABELS = {one.name: one.label for one in entry_machine.transitions}


@in_plan("GET")
def entry(request: HttpRequest, plan: PlanYear, entry: str) -> HttpResponse:
    return show(request, plan, entry_or_404(plan, entry))


def show(
    request: HttpRequest, plan: PlanYear, row: PlanEntry, *, progress: ProgressForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of an entry: what it says, what may be done now, what it looks like, what was decided."""
    row.plan = plan
    names = selectors.names_of([row])
    offers = entry_machine.offers(row, request.user)
    is_action = row.kind == ListKind.ACTION and row.state == EntryState.AGREED
    told = {"percent": row.progress, "note": row.progress_note}
    tells = is_action and rules.produces_for(request.user, row.producer)
    context = {
        "entry": row,
        "spec": spec_of(row.kind),
        "listing": ListKind(row.kind),
        "producer_label": heading(spec_of(row.kind), PRODUCER),
        "lines": selectors.lines_of(row, names),
        "missing": selectors.missing(row) if row.state in EntryState.mended() else [],
        "offers": offers,
        "waits": WAITS.get(row.look, ""),
        "may_edit": services.reason_against_mending(row, request.user) is None,
        "origin_url": _origin(request.user, row),
        "alike": selectors.alike_to(row),
        "history": [(LABELS.get(one.verb, one.verb), one) for one in selectors.history(row)],
        "promoted": row.promoted.exclude(state=EntryState.WITHDRAWN).order_by("pk").first(),
        "promotes": row.kind == ListKind.DATA
        and row.state in EntryState.standing()
        and plan.is_proposing
        and rules.produces_for(request.user, row.producer),
        "progress": (progress or ProgressForm(initial=told)) if tells else None,
        "manages": rules.manages(request.user, plan),
    }
    if context["promoted"] is not None:
        context["promoted"].plan = plan
    return page(request, plan, "entry.html", context, here=row.kind, status=status)


def _origin(user: Any, row: PlanEntry) -> str:
    """Where the need or output that the entry was drawn from is read, for people who see the activity."""
    if row.cycle is None or not row.origin_key or not selectors.sees_cycle(user, row.cycle):
        return ""
    where = reverse("activities:design-section", args=[row.cycle.activity.code, row.cycle.edition, row.origin_table])
    return f"{where}#{row.origin_table}-{row.origin_table}"


@in_plan("GET", "POST")
def edit(request: HttpRequest, plan: PlanYear, entry: str) -> HttpResponse:
    """A page of an entry's form (?bagian=2); a text that somebody else changed meanwhile is not written over unseen."""
    row = entry_or_404(plan, entry)
    reason = services.reason_against_mending(row, request.user)
    if reason is not None:
        raise NotAllowed(reason) if reason.code in ("role", "restriction") else MoveRefused(reason)
    spec = spec_of(row.kind)
    place = 2 if request.GET.get("bagian") == "2" and len(spec.groups) > 1 else 1
    group = spec.groups[place - 1]
    fields = [spec.field(name) for name in group.fields]
    names = selectors.names_of([row])
    form = EntryForm(request.POST or None, fields=fields, names=names, content=row.content)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_entry(row, by=request.user, values=form.values, seen=form.seen)
        except services.Overtaken as meanwhile:
            form = _again(request, meanwhile, fields)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": form.values.get("name") or row.name})
            onwards = "lanjut" in request.POST and place < len(spec.groups)
            return redirect(f"{row.address('entry-edit')}?bagian=2" if onwards else row.get_absolute_url())
    context = {
        "entry": row,
        "spec": spec,
        "listing": ListKind(row.kind),
        "form": form,
        "group": group,
        "place": place,
        "places": len(spec.groups),
        "back": row.get_absolute_url(),
    }
    return page(request, plan, "entry_form.html", context, here=row.kind, status=422 if form.errors else 200)


def _again(request: HttpRequest, meanwhile: services.Overtaken, fields: list[Any]) -> EntryForm:
    """The form with what the person typed, what is stored beside the fields that both changed, and saving again made lawful."""
    stored = meanwhile.entry
    names = selectors.names_of([stored])
    data = request.POST.copy()
    data["base"] = json.dumps(fresh_base(fields, stored.content), separators=(",", ":"))
    form = EntryForm(data, fields=fields, names=names, content=stored.content)
    form.is_valid()
    spec = spec_of(stored.kind)
    form.told_meanwhile(
        stored, meanwhile.fields, {name: selectors.shown(spec, stored, name, names) for name in meanwhile.fields}
    )
    return form


@in_plan("GET", "POST")
def move(request: HttpRequest, plan: PlanYear, entry: str, name: str) -> HttpResponse:
    """A page for each move: what it asks for, and why not where it is refused."""
    if name not in DONE:
        raise Http404("no such move")
    row = entry_or_404(plan, entry)
    transition = entry_machine[name]
    if transition.who(request.user, row).hidden:
        raise PermissionDenied(_("Your role does not allow this."))
    offer = next((one for one in entry_machine.offers(row, request.user) if one.name == name), None)
    decides = row.kind == ListKind.RESTRICTION and name in DECIDE
    form = MoveForm(
        request.POST or None,
        required=transition.comment == "required",
        names_decider=decides,
        initial={"seen": row.version_text},
    )
    reasons: Any = offer.reasons if offer is not None and not offer.may else ()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.move_entry(
                row, name, by=request.user, comment=data["comment"], seen=data["seen"],
                decided_by=data.get("decided_by", ""),
            )  # fmt: skip
        except MoveRefused as refusal:
            reasons = lawful(refusal).reasons
        else:
            messages.success(request, DONE[name] % {"name": row.name})
            return redirect(plan.address("forum") if name in DECIDE else row.get_absolute_url())
    elif offer is None and request.method != "POST":
        messages.info(request, _("The entry is “%(state)s” now.") % {"state": row.look.label})
        return redirect(row)
    status = 422 if form.errors else 409 if reasons and request.method == "POST" else 200
    context = {
        "entry": row,
        "transition": transition,
        "form": form,
        "reasons": reasons,
        "lines": selectors.lines_of(row, selectors.names_of([row])),
        "has_errors": status > 200,
    }
    return page(request, plan, "entry_move.html", context, here=row.kind, status=status)


@in_plan("POST")
def promote(request: HttpRequest, plan: PlanYear, entry: str) -> HttpResponse:
    """Put data on the priority list, and go on to what that list asks for besides."""
    row = entry_or_404(plan, entry)
    made = services.promote(row, by=request.user)
    messages.success(request, _("%(key)s “%(name)s” is priority data.") % {"key": made.key, "name": made.name})
    return redirect(made)


@in_plan("POST")
def progress(request: HttpRequest, plan: PlanYear, entry: str) -> HttpResponse:
    """How far an agreed action has come."""
    row = entry_or_404(plan, entry)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        if not rules.produces_for(request.user, row.producer):
            raise PermissionDenied(_("The office in charge and the walidata tell the progress."))
        return show(request, plan, row, progress=form, status=422)
    data = form.cleaned_data
    services.tell_progress(row, by=request.user, percent=data["percent"], note=data["note"])
    messages.success(request, _("The progress is noted."))
    return redirect(row)
