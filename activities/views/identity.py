"""An activity's page, changing it, changing a cycle's dates, and beginning the next cycle."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activities import registry, rules, services
from activities.forms import CycleForm, IdentityForm, RolloverForm, add_errors
from activities.models import Cycle
from activities.services.rollover import next_values
from activities.tables import CycleTable
from activities.views.lookup import activity_or_404, cycle_or_404, held
from gsbpm_portal.core import htmx
from gsbpm_portal.core.views import once


@login_required
@require_GET
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """What the activity is, and its cycles with the newest first."""
    row = activity_or_404(request, code)
    cycles = Cycle.objects.visible_to(request.user).filter(activity=row).order_by("-period_start", "-pk")
    cycles = cycles.select_related("activity__organisation").prefetch_related("seats__user")
    context = {
        "activity": row,
        "table": CycleTable(cycles, params=request.GET, user=request.user),
        "latest": row.cycles.order_by("-period_start", "-pk").first(),
        "may_change": rules.may_change(request.user, row),
        "nav_current": "engine:portfolio",
    }
    return htmx.render(request, "activities/activity.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request: HttpRequest, code: str) -> HttpResponse:
    row = activity_or_404(request, code)
    if not rules.may_change(request.user, row):
        raise PermissionDenied(_("Your role does not allow you to change this activity."))
    row = held(request, row)
    form = IdentityForm(request.POST or None, user=request.user, activity=row, initial=IdentityForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in IdentityForm.base_fields}
        try:
            services.change_activity(row, by=request.user, **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The activity is saved."))
            return redirect(row)
    return _page(request, "activities/change.html", {"activity": row, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def change_cycle(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    cycle = cycle_or_404(request, code, edition)
    if not rules.may_manage(request.user, cycle):
        raise PermissionDenied(_("Only those who manage the cycle change its dates."))
    cycle = held(request, cycle)
    form = CycleForm(request.POST or None, cycle=cycle, initial=CycleForm.initial_of(cycle))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in CycleForm.initial_of(cycle)}
        try:
            services.change_cycle(cycle, by=request.user, **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The dates of the cycle are saved."))
            if form.odd_identity:
                text = _(
                    "%(identity)s does not look like an identity of BPS (V-23.1375.002): compare it with the letter."
                )
                messages.warning(request, text % {"identity": values["recommendation"]})
            return redirect("activities:activity", code)
    return _page(request, "activities/change_cycle.html", {"cycle": cycle, "activity": cycle.activity, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def next_cycle(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """Begin the cycle after this one: its dates, and for each part whether it is taken over."""
    cycle = cycle_or_404(request, code, edition)
    if not rules.may_change(request.user, cycle.activity):
        raise PermissionDenied(_("Your role does not allow you to begin a cycle of this activity."))
    form = CycleForm(request.POST or None, activity=cycle.activity, initial=next_values(cycle))
    parts = [part for part in registry.rollover_parts() if not part.is_empty(cycle)]
    choices = RolloverForm(request.POST or None, parts=parts, prefix="bagian")
    if request.method == "POST" and form.is_valid() & choices.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        try:
            new = services.roll_over(cycle, by=request.user, choices=_named(choices, parts), **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(cycle)s is begun. Look at its team and its dates first.") % {"cycle": new})
            return redirect(new)
    context = {
        "cycle": cycle,
        "activity": cycle.activity,
        "form": form,
        "choices": choices,
        "newer": cycle.activity.cycles.filter(period_start__gt=cycle.period_start).order_by("-period_start").first(),
    }
    return _page(request, "activities/next_cycle.html", context)


def _named(form: RolloverForm, parts: list[registry.RolloverPart]) -> dict[str, str]:
    return {part.code: form.cleaned_data[part.code] for part in parts}


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A form's page; 422 when it came back with mistakes."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, {**context, "nav_current": "engine:portfolio"}, status=status)
