"""2.3 Collection: methods, means, instruments, and the agreement on every administrative source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from activities.design import selectors
from activities.models import Cycle
from phases.design.gates import agreement_reasons
from phases.design.selectors import collection
from phases.design.selectors.lacks import held
from phases.design.views.page import desk, show
from phases.engine.views.cycle import in_cycle

NUMBER = "2.3"
PLANNED = ("methods", "means", "units")


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    at = desk(request, cycle, NUMBER, "design:collection")
    facts, places = at.facts, at.places
    sources = collection.sources_of(facts)
    reasons = agreement_reasons(cycle, sources)
    context = {
        "planned": [
            (selectors.label("population", name), facts.text(f"population.{name}"), facts.value(f"population.{name}"))
            for name in PLANNED
        ],
        "population_url": places.section("population"),
        "uncovered": collection.uncovered_means(facts),
        "sources": [
            (one, places.add("agreements", source=one.source.key), [(a, places.row("agreements", a.key)) for a in one.agreements])
            for one in sources
        ],
        "source_add": places.add("sources"),
        "state_of": {row.key: facts.shown(row.table.field("state"), row["state"]) for row in facts.rows("agreements")},
        "shown": at.read("collection"),
    }  # fmt: skip
    lacks = [*held(reasons), *collection.lacks(facts, places)]
    return show(at, "design/collection.html", context, section="collection", lacks=lacks)
