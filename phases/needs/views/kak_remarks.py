"""Remarks on parts of the KAK: writing, answering, settling."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from activities.models import Cycle
from gsbpm_portal.core import remark_pages
from gsbpm_portal.core.transitions import NotAllowed, Reason
from gsbpm_portal.core.views import redirect_to
from phases.engine.views.cycle import in_cycle
from phases.needs.kak_forum import forum_of
from phases.needs.selectors.kak import kak_of
from phases.needs.views.kak import workspace
from phases.needs.views.kak_parts import address, remark_of, run_of


@in_cycle("POST")
def add(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    forum = forum_of(run_of(cycle), kak_of(cycle))
    try:
        form = remark_pages.written(request, forum)
    except PermissionDenied as refusal:
        raise NotAllowed(Reason("role", str(refusal))) from refusal
    if form is not None:
        return workspace(request, cycle, form=form, status=422)
    return redirect_to(request, address(cycle, "kak") + "#catatan")


@in_cycle("POST")
def do(request: HttpRequest, cycle: Cycle, remark: Any, doing: str) -> HttpResponse:
    """Answer (jawab), settle (tutup) or take up again (buka)."""
    if doing not in remark_pages.DOINGS:
        raise Http404("nothing of the kind is done with a remark")
    run = run_of(cycle)
    found = remark_of(run, remark)
    try:
        form = remark_pages.done(request, forum_of(run, kak_of(cycle)), found, doing)
    except PermissionDenied as refusal:
        raise NotAllowed(Reason("role", str(refusal))) from refusal
    if form is not None:
        return workspace(request, cycle, answered=(found, form), status=422)
    return redirect_to(request, f"{address(cycle, 'kak')}#catatan-{found.public_id}")
