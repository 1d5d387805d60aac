"""What the pages of a plan share: finding it, its tabs, refusals as sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gsbpm_portal.core.nav import Tab
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import once
from phases.engine.selectors.sheet import person
from phases.engine.views.cycle import not_allowed, refused
from phases.needs.planning import rules, selectors
from phases.needs.planning.enums import ListKind
from phases.needs.planning.models import PlanEntry, PlanYear
from phases.needs.planning.services.entries import Together

View = Callable[..., HttpResponse]


def for_planners(*methods: str) -> Callable[[View], View]:
    """A page for people who take part in the planning; nobody else is told that there is one (404)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            request.user = person(request.user)
            if not rules.takes_part(request.user):
                raise Http404("no such page")
            return view(request, **kwargs)

        return login_required(require_http_methods(_with_head(methods))(once(found)))

    return decorate


def in_plan(*methods: str) -> Callable[[View], View]:
    """A page of a plan: `view(request, plan, …)` for people who see it; else 404.

    A post acts once. A refusal for the person becomes 403 with its reason; a move refused that the view did not show itself
    becomes a page with all reasons (409).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, government: str, plan_year: int, **kwargs: Any) -> HttpResponse:
            request.user = person(request.user)
            try:
                plan = selectors.plan_of(request.user, government, plan_year)
            except PlanYear.DoesNotExist:
                raise Http404("no such plan") from None
            try:
                return view(request, plan, **kwargs)
            except NotAllowed as refusal:
                return not_allowed(request, refusal)
            except MoveRefused as refusal:
                return refused(request, refusal, plan.get_absolute_url())

        return login_required(require_http_methods(_with_head(methods))(once(found)))

    return decorate


def _with_head(methods: tuple[str, ...]) -> list[str]:
    return [*methods, "HEAD"] if "GET" in methods else list(methods)


def entry_or_404(plan: PlanYear, key: str) -> PlanEntry:
    try:
        return selectors.entry_of(plan, key)
    except PlanEntry.DoesNotExist:
        raise Http404("no such entry") from None


def page(
    request: HttpRequest, plan: PlanYear, template: str, context: dict[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """A page of the plan, with its tabs; `here` names the one it belongs to."""
    tallies = context.pop("tallies", None) or selectors.tallies(plan)
    tabs = [Tab(_("Overview"), plan.get_absolute_url(), current=here == "plan")]
    for kind in ListKind:
        tabs.append(Tab(kind.label, plan.address("list", listing=kind), tallies[kind].total, current=here == kind))
    tabs.append(Tab(_("Forum"), plan.address("forum"), current=here == "forum"))
    if plan.recorded_at:
        tabs.append(Tab(_("Agreed lists"), plan.address("agreed"), current=here == "agreed"))
    told = {"plan": plan, "tabs": tabs, "tallies": tallies, "nav_current": "planning:years", **context}
    return render(request, f"needs/planning/{template}", told, status=status)


def sentences(result: Together) -> list[str]:
    """Why some of the chosen entries were not decided on."""
    return [f"{key}: {' '.join(str(reason.text) for reason in reasons)}" for key, reasons in result.refused]
