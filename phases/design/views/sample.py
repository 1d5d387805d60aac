"""2.4 Frame and sample: the record of the sample, and the calculator."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from activities.design import declared, selectors
from activities.design.models import DesignRow
from activities.design.services import Conflict
from activities.enums import ActivityKind
from activities.models import Cycle
from gsbpm_portal.core import wording
from gsbpm_portal.core.transitions import MoveRefused
from phases.design import charts
from phases.design.calculator.messages import faults_said, figure, notice_text
from phases.design.calculator.results import Calculation, expected
from phases.design.calculator.steps import aim_said, percent, steps_of
from phases.design.forms.calculator import CalculatorForm
from phases.design.selectors import sample
from phases.design.selectors.sample import Takeover, Worked
from phases.design.services.sample import take_over
from phases.design.views.page import Desk, desk, show
from phases.engine.views.cycle import in_cycle
from phases.methods.sampling import Precision

NUMBER = "2.4"


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The sample as it stands in the record."""
    at = desk(request, cycle, NUMBER, "design:sample")
    facts = at.facts
    asked = declared.spec_of(sample.SECTION).is_asked(cycle.activity.kind)
    calculator = _calculator(cycle)
    size = facts.value("sample.size")
    context: dict[str, Any] = {
        "is_asked": asked,
        "calculates": asked and cycle.activity.kind != ActivityKind.CENSUS and sample.is_probability(facts),
        "calculator": calculator,
        "size": size,
        "precision": expected(sample.parameters(facts), size) if asked else None,
        "parameters": sample.parameters(facts),
        "population": [(label, text) for label, text in _population(at) if text],
        "population_url": at.places.section("population"),
    }
    if asked:
        worked = sample.work(facts, sample.parameters(facts))
        context |= {"shown": at.read(sample.SECTION), "fraction": worked.fraction, "stage_shares": _shares(worked)}
        if worked.chosen is not None and worked.chosen.precision is not None:  # of the strata, as it was taken over
            context["precision"] = worked.chosen.precision
    lacks = sample.lacks(facts, at.places, calculator)
    return show(at, "design/sample.html", context, section=sample.SECTION, lacks=lacks)


def _population(at: Desk) -> list[tuple[Any, str]]:
    names = ("observation_unit", "population", "coverage")
    return [(selectors.label("population", name), at.facts.text(f"population.{name}")) for name in names]


def _shares(worked: Worked) -> list[tuple[str, str]]:
    return [(name, percent(share)) for name, share in worked.fraction.stages] if worked.fraction else []


@in_cycle("GET")
def calculator(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The sample size for the parameters of the address, or of the record; nothing is saved."""
    return _calculated(desk(request, cycle, NUMBER, "design:sample"), request.GET)


@in_cycle("POST")
def take(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Write what the calculation gives into the record."""
    at = desk(request, cycle, NUMBER, "design:sample")
    form = CalculatorForm(request.POST, facts=at.facts)
    form.is_valid()
    found = sample.takeover(at.facts, sample.work(at.facts, sample.parameters(at.facts, form.typed)))
    if found is None or form.errors:
        return _calculated(at, request.POST, status=422)
    try:
        take_over(cycle, by=request.user, fields=found.fields, strata=found.strata, seen=_seen(request, found))
    except (Conflict, DesignRow.DoesNotExist):
        fresh = desk(request, cycle, NUMBER, "design:sample")
        return _calculated(fresh, request.POST, status=409, conflict=True)
    except MoveRefused as refusal:
        status = 403 if any(reason.code == "role" for reason in refusal.reasons) else 409
        return _calculated(at, request.POST, status=status, refused=True)
    messages.success(request, _("The calculated sample stands in the record now."))
    return redirect(at.here)


def _seen(request: HttpRequest, found: Takeover) -> dict[str, dict[str, str]]:
    """The digests of what the page showed; what it did not show counts as unseen, so that nothing is overwritten unseen."""
    try:
        told = json.loads(request.POST.get("dilihat", "") or "{}")
    except ValueError:
        told = {}
    if not isinstance(told, dict):
        return {}
    rows = {key: value for key, value in told.items() if key in found.seen and isinstance(value, dict)}
    return {str(key): {str(n): str(d) for n, d in value.items()} for key, value in rows.items()}


def _calculator(cycle: Cycle) -> str:
    return reverse("design:calculator", args=[cycle.activity.code, cycle.edition])


def _calculated(
    at: Desk, data: Any, *, status: int | None = None, conflict: bool = False, refused: bool = False
) -> HttpResponse:
    given = any(name in data for name in sample.NAMES)
    form = CalculatorForm(data if given else None, facts=at.facts)
    if given:
        form.is_valid()
    worked = sample.work(at.facts, sample.parameters(at.facts, form.typed))
    calculation = worked.calculation
    faults = faults_said(calculation.faults, worked.names)
    for fault in faults:
        if given and fault.field in form.fields:
            form.add_error(fault.field, fault.text)
    found = None if form.errors else sample.takeover(at.facts, worked)
    context = {
        "form": form,
        "worked": worked,
        "calculation": calculation,
        "unsaid": [form.fields[name].label for name in calculation.unsaid],
        "faults": faults if not given else [fault for fault in faults if fault.field not in form.fields],
        "steps": steps_of(calculation),
        "notices": [notice_text(notice) for notice in calculation.notices],
        "precision": calculation.precision,
        "by_size": [(row, row.selected == calculation.selected) for row in calculation.by_size],
        "by_aim": [
            (aim_said(float(value), worked.asked), size, value == worked.asked.precision)
            for value, size in calculation.by_aim
        ],
        "chart": _chart(calculation),
        "divided": worked.divided,
        "divided_rows": _divided_rows(worked),
        "divided_faults": _divided_faults(worked),
        "divided_notices": _divided_notices(worked),
        "found": found,
        "seen": json.dumps(found.seen, separators=(",", ":")) if found else "",
        "hidden": [(one.name, data.get(one.name, "")) for one in form.declared] if given else _start(form),
        "calculator": _calculator(at.cycle),
        "conflict": conflict,
        "refused": refused,
        "has_errors": bool(form.errors) or conflict or refused,
        "is_probability": sample.is_probability(at.facts),
    }  # fmt: skip
    return show(at, "design/calculator.html", context, section=sample.SECTION, partial="hasil", status=status)


def _start(form: CalculatorForm) -> list[tuple[str, Any]]:
    """The parameters of the record as the form's controls would send them."""
    return [(one.name, form[one.name].value() or "") for one in form.declared]


def _chart(calculation: Calculation) -> SafeString:
    """The error against the sample size, relative where the estimate is known."""
    if calculation.precision is None or len(calculation.curve) < 2:
        return mark_safe("")
    relative = calculation.precision.rse is not None

    def up(row: Precision) -> float:
        return 100 * (row.rse or 0.0) if relative else row.margin

    points = [(float(row.selected), up(row)) for row in calculation.curve]
    mark = (float(calculation.precision.selected), up(calculation.precision))
    unit = " %" if relative else ""
    told = {"n": wording.number(calculation.precision.selected), "error": f"{figure(mark[1])}{unit}"}
    words = charts.Words(
        title=_("Expected sampling error against sample size"),
        description=_("With %(n)s units selected the error is %(error)s. The table beside holds the same numbers.")
        % told,
        across=_("units selected"),
        up=_("relative standard error, %") if relative else _("margin of error"),
        mark=_("n = %(n)s: %(error)s") % told,
    )
    drawn = charts.curve(points, mark, words=words, across=lambda x: wording.number(round(x)), up=lambda y: figure(y))
    return mark_safe(drawn)


def _divided_rows(worked: Worked) -> list[dict[str, Any]]:
    """A line a stratum: under each rule its size and expected error."""
    rows = []
    for place, row in enumerate(worked.strata):
        cells = []
        for one in worked.divided:
            n = one.sizes[place] if one.allocation else None
            rse = one.precision.strata[place].rse if one.precision else None
            cells.append({"n": n, "rse": percent(rse) if rse is not None else "", "chosen": one is worked.chosen})
        rows.append({"name": row.name, "size": row["size"], "sample": row["sample"], "cells": cells})
    return rows


def _divided_notices(worked: Worked) -> list[str]:
    if worked.chosen is None or worked.chosen.allocation is None:
        return []
    return [notice_text(notice, worked.names) for notice in worked.chosen.allocation.notices]


def _divided_faults(worked: Worked) -> list[tuple[Any, list[str]]]:
    """For each rule that cannot be computed, why."""
    found = []
    for one in worked.divided:
        if one.faults:
            found.append((one.rule.label, [said.text for said in faults_said(one.faults, worked.names)]))
    return found
