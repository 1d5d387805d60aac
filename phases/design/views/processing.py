"""2.5 Processing and analysis: the plan, its rules in words, its contradictions; and the plan as JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from activities.design.facts import facts_of
from activities.models import Cycle
from phases.design.selectors import contradictions, processing
from phases.design.selectors.plan import plan_of
from phases.design.selectors.variables import derived_lacks
from phases.design.selectors.vocabulary import page_language, vocabulary_of
from phases.design.views.page import desk, show
from phases.engine.views.cycle import in_cycle

NUMBER = "2.5"
STEPS = ("editing", "penimbang", "macro-editing", "integrasi", "finalisasi", "kerahasiaan")
"""Parts of the plan whose rows are steps in words."""


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    at = desk(request, cycle, NUMBER, "design:processing")
    facts, places = at.facts, at.places
    vocabulary = vocabulary_of(facts)
    language = page_language()
    order = {code: place for place, code in enumerate(vocabulary.order, 1)}
    parts = processing.parts_of(facts, places)
    of_steps = [part for part in parts if part.anchor in STEPS]
    lacks = [
        *contradictions.contradictions(facts, vocabulary, places),
        *derived_lacks(vocabulary, places),
        *processing.lacks(facts, vocabulary, places),
    ]
    context = {
        "compilation": processing.compilation_steps(facts, places) if processing.is_compilation(facts) else (),
        "parts": parts,
        "step_parts": [
            (part, [(row, places.row("process_steps", row.key)) for row in part.rows]) for part in of_steps
        ],
        "rules": [(line, places.row("rules", line.row.key)) for line in processing.rules_of(facts, vocabulary)],
        "rules_add": places.add("rules"),
        "conditions": [
            (line, places.row("estimations", line.row.key)) for line in processing.conditions_of(facts, vocabulary)
        ],
        "derived": [(one, places.row("derived", one.row.key), order.get(one.code)) for one in vocabulary.derived],
        "derived_add": places.add("derived"),
        "known": [
            (variable.name, variable.label.text(language), variable.type.text(language))
            for variable in vocabulary.environment.variables.values()
        ],
        "section": at.read("processing", tables=()),
        "tables": at.read("processing", groups=False, tables=("codings", "imputations", "estimations", "hypotheses")),
        "plan_url": reverse("design:plan", args=[cycle.activity.code, cycle.edition]),
    }  # fmt: skip
    return show(at, "design/processing.html", context, section="processing", lacks=lacks)


@in_cycle("GET")
def plan(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The plan as a machine reads it."""
    return JsonResponse(plan_of(facts_of(cycle)), json_dumps_params={"ensure_ascii": False, "indent": 2})
