"""What the pages of the KAK have in common."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from activities.design import registry
from activities.models import Cycle
from gsbpm_portal.core import remark_pages
from gsbpm_portal.core.models import Remark
from gsbpm_portal.core.remarks import Forum, remarks_on
from phases.engine.models import SubProcessRun
from phases.needs.kak_forum import forum_of
from phases.needs.kak_parts import OWN, Kak


def run_of(cycle: Cycle) -> SubProcessRun:
    """Sub-process 1.6 of the cycle; 404 where its template has none."""
    found = (
        SubProcessRun.objects.filter(cycle=cycle, number=OWN)
        .select_related("current", "subprocess", "phase_run", "assignee")
        .first()
    )
    if found is None:
        raise Http404("no such sub-process")
    found.cycle = cycle
    return found


def address(cycle: Cycle, name: str, *more: Any) -> str:
    return reverse(f"kak:{name}", args=[cycle.activity.code, cycle.edition, *more])


def basics(request: HttpRequest, cycle: Cycle, run: SubProcessRun) -> dict[str, Any]:
    """The cycle, the state of 1.6, and whether the person may write the KAK now."""
    reasons = registry.reasons_against(cycle, registry.get("proposal"), request.user)
    return {
        "cycle": cycle,
        "activity": cycle.activity,
        "args": (cycle.activity.code, cycle.edition),
        "run": run,
        "run_url": run.get_absolute_url(),
        "status": run.status,
        "reasons": reasons,
        "writes": not reasons,
        "here": address(cycle, "kak"),
        "nav_current": "engine:portfolio",
    }


def talk_of(
    request: HttpRequest,
    cycle: Cycle,
    run: SubProcessRun,
    kak: Kak,
    *,
    form: Any = None,
    answered: Any = None,
) -> remark_pages.Talk:
    """The remarks on the KAK, for its page."""
    forum = forum_of(run, kak)
    return remark_pages.shown(
        forum,
        remarks_on(run),
        user=request.user,
        add_url=address(cycle, "remark"),
        do_url=lambda remark, doing: address(cycle, "remark-do", remark.public_id, doing),
        form=form,
        answered=answered,
        part=_part(request, forum),
    )


def _part(request: HttpRequest, forum: Forum) -> str:
    """The part that the address proposes to speak about."""
    wanted = request.GET.get("bagian", "")
    return wanted if wanted in forum.parts else ""


def remark_of(run: SubProcessRun, public_id: Any) -> Remark:
    found = remarks_on(run).filter(public_id=public_id).first()
    if found is None:
        raise Http404("no such remark")
    return found
