"""2.6 Systems and workflow: processes, the schedule as a chart, RACI, risks, contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from activities.design.values import day
from activities.models import Cycle
from gsbpm_portal.core import clock
from phases.design.selectors import workflow
from phases.design.selectors.workflow import LETTERS, Span
from phases.design.views.page import desk, show
from phases.engine.charts import Bar, Words, gantt
from phases.engine.views.cycle import in_cycle

NUMBER = "2.6"


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    at = desk(request, cycle, NUMBER, "design:workflow")
    facts, places = at.facts, at.places
    rows = workflow.processes(facts)
    spans = [(str(stage.label), span, "", True) for stage, span in workflow.stages(facts)]
    spans += [
        (f"{row['subprocess']} {row.name}".strip(), workflow.span_of(row), places.row("processes", row.key), False)
        for row in rows
        if workflow.span_of(row).starts or workflow.span_of(row).ends
    ]
    matrix, found = workflow.raci(rows), workflow.risks(facts)
    systems = {row.key: row.name for row in facts.rows("systems")}
    context: dict[str, Any] = {
        "processes": [
            (row, systems.get(row["system"], ""), workflow.span_of(row), places.row("processes", row.key)) for row in rows
        ],
        "process_add": places.add("processes"),
        "spans": spans,
        "chart": _chart(cycle, spans),
        "schedule_url": places.section("schedule"),
        "raci": matrix,
        "raci_lines": [(row, places.row("processes", row.key), cells, faults) for row, cells, faults in matrix.lines],
        "letters": [(letter, label) for _column, letter, label in LETTERS],
        "risks": [(risk, places.row("risks", risk.row.key), day(risk.row["due"])) for risk in found],
        "risk_add": places.add("risks"),
        "heat": workflow.heat_table(found),
        "levels": workflow.level_spans(),
        "systems": at.read("workflow", tables=("systems",)),
        "contacts": at.read("contacts"),
        "notification": at.read("notification"),
    }  # fmt: skip
    lacks = workflow.lacks(facts, at.sheet.runs, places)
    return show(at, "design/workflow.html", context, section="workflow", lacks=lacks)


def _chart(cycle: Cycle, spans: Sequence[tuple[str, Span, str, bool]]) -> SafeString:
    """The stages and the processes as planned bars."""
    bars = [
        Bar(name, span.starts or span.ends, span.ends or span.starts, url=url, strong=strong)
        for name, span, url, strong in spans
    ]
    if not bars:
        return mark_safe("")
    words = Words(
        title=_("Planned days of the stages and processes of %(cycle)s") % {"cycle": cycle},
        description=_("The table below holds the same dates."),
        today=_("today"),
        months=[str(MONTHS_3[month]).capitalize() for month in range(1, 13)],
    )
    return mark_safe(gantt(bars, today=clock.today(), words=words, key="alur"))
