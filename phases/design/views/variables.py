"""2.2 Variables: standards, derived variables, administrative sources."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from activities.models import Cycle
from phases.design.gates import standard_reasons
from phases.design.selectors import collection, variables
from phases.design.selectors.lacks import held
from phases.design.selectors.vocabulary import vocabulary_of
from phases.design.views.page import desk, show
from phases.engine.views.cycle import in_cycle

NUMBER = "2.2"


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    at = desk(request, cycle, NUMBER, "design:variables")
    facts, places = at.facts, at.places
    lines = variables.lines_of(facts)
    seen = variables.seen_by(request.user, lines)
    vocabulary = vocabulary_of(facts)
    reasons = standard_reasons(cycle, lines)
    places_of_derived = {one.row.key: place for place, one in enumerate(vocabulary.derived)}
    order = {code: place for place, code in enumerate(vocabulary.order, 1)}
    context = {
        "lines": [
            (line, line.standard.get_absolute_url() if line.standard and line.standard.pk in seen else "")
            for line in lines
        ],
        "share": variables.share(lines),
        "variables_url": places.section("variables"),
        "derived": [(one, places.row("derived", one.row.key), order.get(one.code)) for one in vocabulary.derived],
        "unread": [row for row in facts.rows("derived") if row.key not in places_of_derived],
        "derived_add": places.add("derived"),
        "loops": [" → ".join(loop) for loop in vocabulary.loops],
        "shown": at.read("sources"),
        "agreed": [(one, places.add("agreements", source=one.source.key)) for one in collection.sources_of(facts)],
    }  # fmt: skip
    lacks = [*held(reasons), *variables.lacks(facts, vocabulary, places)]
    return show(at, "design/variables.html", context, section="variables", lacks=lacks)
