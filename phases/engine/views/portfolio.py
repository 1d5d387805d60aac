"""Activities × phases: the list of all activities, its filter, and its export."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from activities import rules
from gsbpm_portal.core import exports, htmx
from gsbpm_portal.core.views import once, redirect_to
from phases.engine.filters import PortfolioBar
from phases.engine.tables import PortfolioTable

PRINTED = {"engine.portfolio": "engine.portfolio.print", "engine.timeline": "engine.timeline.print"}
"""Exports whose PDF is another table than their sheet."""


@require_GET
@login_required
def page(request: HttpRequest) -> HttpResponse:
    chosen = PortfolioBar(request.GET, user=request.user)
    table = PortfolioTable(user=request.user, wish=chosen.wish, params=request.GET)
    context = {
        "filter": chosen,
        "table": table,
        "may_create": rules.may_begin(request.user),
        "export_url": f"{reverse('engine:portfolio-export')}?{request.GET.urlencode()}",
        "formats": exports.FORMATS,
    }
    return htmx.render(request, "engine/portfolio.html", context)


@require_POST
@login_required
@once
def export(request: HttpRequest) -> HttpResponse:
    """Have the list as it is filtered made into a file; the job's page gives it out."""
    chosen = PortfolioBar(request.GET, user=request.user)
    return start_export(request, "engine.portfolio", chosen.wish.as_parameters())


def start_export(request: HttpRequest, name: str, parameters: dict[str, object]) -> HttpResponse:
    """Queue an export in the format that was pressed, and go to its page."""
    fmt = request.POST.get("format", "")
    if fmt == "pdf":
        name = PRINTED.get(name, name)
    try:
        job = exports.request_export(name, fmt, by=request.user, parameters=parameters)
    except ValidationError as error:
        return render(request, "400.html", {"reason": " ".join(error.messages)}, status=400)
    return redirect_to(request, reverse("core:job", args=[job.public_id]))
