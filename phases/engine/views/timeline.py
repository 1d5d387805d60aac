"""The timeline of a cycle: who did what when, and why; and its verification."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from activities.models import Cycle
from gsbpm_portal.core import audit, exports, htmx
from gsbpm_portal.core.jobs import enqueue
from gsbpm_portal.core.models import AuditChain
from gsbpm_portal.core.views import redirect_to
from phases.engine.filters import TimelineFilter
from phases.engine.selectors import timeline
from phases.engine.selectors.replay import differences
from phases.engine.views.cycle import in_cycle, page_of
from phases.engine.views.portfolio import start_export

PAGE_SIZE = 50
AT_ONCE = 5000
"""Entries of a chain that are verified while the person waits; longer ones become a job."""


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    return _show(request, cycle)


@in_cycle("POST")
def verify(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Check the chain of the activity against itself and the heads kept outside, and the rows against it; nothing is written."""
    length = AuditChain.objects.filter(key=cycle.audit_chain).values_list("seq", flat=True).first() or 0
    if length > AT_ONCE:
        job = enqueue("engine.verify", by=request.user, parameters={"cycle": cycle.audit_scope})
        return redirect_to(request, reverse("core:job", args=[job.public_id]))
    return _show(request, cycle, timeline.in_words(cycle, audit.verify(cycle.audit_chain), differences(cycle)))


def _show(request: HttpRequest, cycle: Cycle, verdict: timeline.Verdict | None = None) -> HttpResponse:
    chosen = TimelineFilter(request.GET, cycle=cycle)
    pages = Paginator(chosen.qs, PAGE_SIZE).get_page(request.GET.get("hal"))
    address = (cycle.activity.code, cycle.edition)
    context = {
        "cycle": cycle,
        "filter": chosen,
        "pages": pages,
        "entries": timeline.as_entries(list(pages.object_list), lambda number: page_of(cycle, number)),
        "verdict": verdict,
        "verify_url": reverse("engine:timeline-verify", args=address),
        "formats": exports.FORMATS,
        "export_url": f"{reverse('engine:timeline-export', args=address)}?{request.GET.urlencode()}",
    }
    return htmx.render(request, "engine/timeline.html", context, partial="verdict" if verdict else "")


@in_cycle("POST")
def export(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Have the trail as it is filtered made into a file."""
    chosen = TimelineFilter(request.GET, cycle=cycle)
    return start_export(request, "engine.timeline", {"cycle": cycle.audit_scope, **chosen.wish.as_parameters()})
