"""The forum: its agenda and minutes, and the decision on each entry; what needs no talk is agreed together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.forms.fields import add_errors
from gsbpm_portal.core import files, wording
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.needs.planning import rules, selectors
from phases.needs.planning.enums import EntryState, PlanState
from phases.needs.planning.forms import ChosenForm, MinutesForm
from phases.needs.planning.models import PlanYear
from phases.needs.planning.services import entries as entry_services
from phases.needs.planning.services import plans as services
from phases.needs.planning.views.common import in_plan, page, sentences


@in_plan("GET", "POST")
def forum(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    """What the forum talks about; posts write its minutes (do=notulen) or agree several entries (do=setujui)."""
    if request.method != "POST":
        return _show(request, plan)
    if not rules.manages(request.user, plan):
        raise NotAllowed(Reason("role", _("The walidata write the minutes of the forum.")))
    if request.POST.get("do") == "setujui":
        return _agree(request, plan)
    return _minutes(request, plan)


def _show(
    request: HttpRequest,
    plan: PlanYear,
    *,
    minutes: MinutesForm | None = None,
    chosen: ChosenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    manages = rules.manages(request.user, plan)
    waiting = selectors.for_the_forum(plan)
    talked = {one.pk for pair in selectors.open_pairs(plan) for one in (pair.first, pair.second)} if waiting else set()
    easy = selectors.without_talk(request.user, waiting, talked) if manages and plan.in_forum else []
    keys = [f"{row.key}@{row.version_text}" for row in easy]
    ready = {row.pk for row in easy}
    unchecked = selectors.entries(plan).filter(state=EntryState.PROPOSED).count()
    if minutes is None and manages and plan.state in PlanState.running():
        minutes = MinutesForm(plan=plan)
    context: dict[str, Any] = {
        "manages": manages,
        "minutes": minutes,
        "easy": list(zip(easy, keys, strict=True)),
        "talk": [(row, row.pk in talked) for row in waiting if row.pk not in ready],
        "form": chosen or ChosenForm(offered=keys),
        "ticked": set(chosen["chosen"].value() or []) if chosen is not None else set(keys),
        "unchecked": unchecked,
        "has_errors": status > 200,
    }
    return page(request, plan, "forum.html", context, here="forum", status=status)


def _minutes(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    form = MinutesForm(request.POST, request.FILES, plan=plan)
    if form.is_valid():
        data = form.cleaned_data
        try:
            values = {name: data[name] for name in services.MINUTES}
            services.save_minutes(plan, by=request.user, values=values, upload=data["upload"], seen=data["seen"])
        except services.MinutesChanged as meanwhile:
            told = request.POST.copy()
            told["seen"] = str(meanwhile.plan.revision)
            form = MinutesForm(told, request.FILES, plan=meanwhile.plan)
            words = _(
                "Somebody saved the minutes meanwhile. Compare with the page in another tab; save again to put yours."
            )
            form.add_error(None, words)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The minutes are saved."))
            return redirect(plan.address("forum"))
    return _show(request, plan, minutes=form, status=422)


def _agree(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    form = ChosenForm(request.POST, offered=request.POST.getlist("chosen")[:500])
    if not form.is_valid():
        return _show(request, plan, chosen=form, status=422)
    data = form.cleaned_data
    result = entry_services.agree_together(plan, data["chosen"], by=request.user, comment=data["comment"])
    if count := len(result.done):
        words = ngettext("%(n)s entry is agreed.", "%(n)s entries are agreed.", count)
        messages.success(request, words % {"n": wording.number(count)})
    for text in sentences(result):
        messages.warning(request, text)
    return redirect(plan.address("forum"))


@in_plan("GET")
def minutes_file(request: HttpRequest, plan: PlanYear) -> HttpResponse:
    """The minutes as signed, for all who see the plan."""
    stored = plan.minutes_file
    if stored is None:
        raise Http404("no such file")
    try:
        return files.attachment_response(stored)
    except files.NotAvailable:
        words = stored.refusal or _("The file is still being checked. Try again in a moment.")
        raise MoveRefused(Reason("file", words, plan.address("forum"))) from None
