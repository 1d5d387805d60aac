"""2.1 Outputs: how each reaches its users, and how no respondent can be recognised in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from activities.design.facts import FactRow, Facts
from activities.models import Cycle
from phases.design.selectors import outputs
from phases.design.selectors.lacks import Places
from phases.design.views.page import desk, show
from phases.engine.views.cycle import in_cycle

NUMBER = "2.1"


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    at = desk(request, cycle, NUMBER, "design:outputs")
    facts, places = at.facts, at.places
    lines = [
        (line, _releases(facts, line, places), _rules(facts, line, places)) for line in outputs.planned(facts, places)
    ]
    context = {"lines": lines, "outputs_url": places.section("outputs"), "shown": at.read("dissemination")}
    return show(at, "design/outputs.html", context, section="dissemination", lacks=outputs.lacks(facts, places))


def _releases(facts: Facts, line: outputs.Planned, places: Places) -> list[tuple[FactRow, str, str, str]]:
    """(product, its kind, its day, where it is written)"""
    return [
        (row, _shown(facts, row, "kind"), _shown(facts, row, "released_on"), places.row("releases", row.key))
        for row in line.releases
    ]


def _rules(facts: Facts, line: outputs.Planned, places: Places) -> list[tuple[FactRow, str, str]]:
    return [(row, _shown(facts, row, "method"), places.row("disclosure", row.key)) for row in line.rules]


def _shown(facts: Facts, row: FactRow, name: str) -> str:
    return facts.shown(row.table.field(name), row[name])
