"""The schedule: a chart of planned against actual, with an equal table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from activities.models import Cycle
from gsbpm_portal.core import clock, exports, htmx, wording
from gsbpm_portal.core.nav import Tab
from gsbpm_portal.core.views import once
from phases.engine import charts
from phases.engine.filters import ScheduleFilter
from phases.engine.selectors import schedule
from phases.engine.selectors.schedule import Span
from phases.engine.views.cycle import in_cycle
from phases.engine.views.portfolio import start_export

PAGE_SIZE = 25
DETAIL = "rinci"


@require_GET
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The cycles of a year."""
    chosen = ScheduleFilter(request.GET, user=request.user)
    pages = Paginator(chosen.qs, PAGE_SIZE).get_page(request.GET.get("hal"))
    spans = schedule.spans_of_cycles(pages.object_list)
    year = chosen.year
    title = _("Planned and actual time of the activities in %(year)s") % {"year": year}
    context = {
        "nav_current": "engine:schedule",
        "filter": chosen,
        "pages": pages,
        "spans": spans,
        "chart": _chart(spans, title, (date(year, 1, 1), date(year, 12, 31))) if spans else "",
        "title": title,
        "year": year,
        "before": f"?{_with_year(request, year - 1)}",
        "after": f"?{_with_year(request, year + 1)}",
        "formats": exports.FORMATS,
        "export_url": f"{reverse('engine:schedule-export')}?{request.GET.urlencode()}",
    }
    return htmx.render(request, "engine/schedule.html", context)


def _with_year(request: HttpRequest, year: int) -> str:
    query = request.GET.copy()
    query["tahun"] = str(year)
    query.pop("hal", None)
    return query.urlencode()


@require_POST
@login_required
@once
def export(request: HttpRequest) -> HttpResponse:
    chosen = ScheduleFilter(request.GET, user=request.user)
    return start_export(request, "engine.schedule", {"year": chosen.year, **chosen.wish.as_parameters()})


@in_cycle("GET")
def cycle_page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The phases of a cycle, and with ?rinci=1 their sub-processes."""
    detail = request.GET.get(DETAIL) == "1"
    spans = schedule.spans_of_cycle(cycle, detail=detail)
    here = reverse("engine:cycle-schedule", args=[cycle.activity.code, cycle.edition])
    title = _("Planned and actual time of %(cycle)s") % {"cycle": cycle}
    context = {
        "cycle": cycle,
        "detail": detail,
        "spans": spans,
        "chart": _chart(spans, title),
        "title": title,
        "tabs": [Tab(_("Phases"), here, None, not detail), Tab(_("Sub-processes"), f"{here}?{DETAIL}=1", None, detail)],
        "formats": exports.FORMATS,
        "export_url": reverse("engine:cycle-schedule-export", args=[cycle.activity.code, cycle.edition])
        + (f"?{DETAIL}=1" if detail else ""),
    }
    return htmx.render(request, "engine/cycle_schedule.html", context)


@in_cycle("POST")
def cycle_export(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    parameters: dict[str, Any] = {"cycle": cycle.audit_scope, "detail": request.GET.get(DETAIL) == "1"}
    return start_export(request, "engine.schedule", parameters)


def _chart(spans: Sequence[Span], title: str, window: tuple[date, date] | None = None) -> SafeString:
    today = clock.today()
    late = sum(1 for span in spans if span.late is not None and span.late > 0)
    description = _("%(count)s lines, %(late)s of them late. The table below holds the same dates.") % {
        "count": wording.number(len(spans)),
        "late": wording.number(late),
    }
    bars = [
        charts.Bar(
            span.name, span.planned_start, span.planned_end, span.actual_start, span.actual_end,
            note=span.difference if span.late and span.late > 0 else "", strong=span.strong, url=span.url,
        )
        for span in spans
    ]  # fmt: skip
    words = charts.Words(title, description, _("today"), [str(MONTHS_3[month]).capitalize() for month in range(1, 13)])
    return mark_safe(charts.gantt(bars, today=today, words=words, span=window))
