"""The steps of a calculation as a person would write them: formula, the numbers in it, result, source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.design.options import PrecisionKind, Target
from gsbpm_portal.core import wording
from phases.design.calculator.messages import figure
from phases.design.calculator.parameters import MEASURES, Asked
from phases.design.calculator.results import Calculation
from phases.methods.sampling import Measure, SampleSize

COCHRAN = "Cochran 1977, Sampling Techniques"
KISH = "Kish 1965, Survey Sampling"


@dataclass(frozen=True)
class Step:
    """One line: what it is, its formula, the same with numbers, what comes out, and where it is taken from."""

    code: str
    title: str
    formula: str
    filled: str
    result: str
    source: str = ""


def steps_of(calculation: Calculation) -> list[Step]:
    """The lines in the order in which they are reckoned; empty while nothing is calculated."""
    size = calculation.two_stage.size if calculation.two_stage else calculation.size
    return list(_lines(calculation, size)) if size is not None else []


def _lines(calculation: Calculation, size: SampleSize) -> Iterator[Step]:
    asked = calculation.asked
    yield _first(asked, size)
    sign = "n₀"
    if asked.population is not None:
        yield _finite(asked, size)
        sign = "n₁"
    if calculation.two_stage is not None or asked.deff != 1:
        yield _design(calculation, size, sign)
        sign = "n₂"
    if asked.minimum:
        yield Step(
            "minimum",
            _("At least so many units"),
            f"max({sign}; m)",
            f"max({figure(size.after_design)}; {figure(asked.minimum)})",
            figure(size.after_minimum),
        )
    if asked.response != 100:
        yield Step(
            "response",
            _("Expected non-response"),
            f"n₃ = {sign} / R",
            f"{figure(size.after_minimum)} / {_percent(asked.rate)}",
            figure(size.after_response),
        )
    yield Step("selected", _("Units to select, rounded up"), "n", figure(size.after_response), figure(size.selected))
    if (stages := calculation.two_stage) is not None:
        yield Step(
            "psus",
            _("First-stage units, rounded up"),
            "a = n / b",
            f"{figure(size.selected)} / {figure(stages.take)}",
            figure(stages.psus),
        )
        yield Step(
            "units",
            _("Units to select in all"),
            "n = a × b",
            f"{figure(stages.psus)} × {figure(stages.take)}",
            figure(stages.selected),
        )


def _first(asked: Asked, size: SampleSize) -> Step:
    """n₀ = z² S² / e² and its kin; of a total the margin is that of the total."""
    measure = size.aim.measure
    share = asked.is_proportion
    spread = "p (1 − p)" if share else "S²"
    estimate = "p" if share else "x̄"
    p = float(asked.proportion or 0) / 100
    spread_said = f"{_percent(p)} × {_percent(1 - p)}" if share else f"{figure(float(asked.deviation or 0))}²"
    centre = _percent(p) if share else figure(float(asked.mean or 0))
    value = float(size.aim.value)
    value_said = _percent(value) if share or measure.is_relative else figure(value)
    top, top_said = ("", "") if measure == Measure.RSE else ("z² ", f"{figure(size.z)}² × ")
    bottom = {
        Measure.MARGIN: ("e²", f"({value_said})²" if share else f"{value_said}²"),
        Measure.RELATIVE_MARGIN: (f"(r {estimate})²", f"({value_said} × {centre})²"),
        Measure.RSE: (f"(RSE {estimate})²", f"({value_said} × {centre})²"),
    }[measure]
    if asked.target == Target.TOTAL and measure == Measure.MARGIN:
        top, top_said = f"{top}N² ", f"{top_said}{figure(asked.population or 0)}² × "
    source = _("%(book)s, §4.4") if share else _("%(book)s, §4.6")
    return Step(
        "n0",
        _("From an endless population"),
        f"n₀ = {top}{spread} / {bottom[0]}",
        f"{top_said}{spread_said} / {bottom[1]}",
        figure(size.n0),
        source % {"book": COCHRAN},
    )


def _finite(asked: Asked, size: SampleSize) -> Step:
    exact = asked.is_proportion
    n0, population = figure(size.n0), figure(asked.population or 0)
    return Step(
        "finite",
        _("Finite population"),
        "n₁ = n₀ / (1 + (n₀ − 1) / N)" if exact else "n₁ = n₀ / (1 + n₀ / N)",
        f"{n0} / (1 + ({n0} − 1) / {population})" if exact else f"{n0} / (1 + {n0} / {population})",
        figure(size.after_finite),
        _("%(book)s, §4.4") % {"book": COCHRAN},
    )


def _design(calculation: Calculation, size: SampleSize, sign: str) -> Step:
    asked, stages = calculation.asked, calculation.two_stage
    before = figure(size.after_finite)
    safe = _("; after the finite population, which is on the safe side: the error to expect is a little smaller")
    more = safe if asked.population and size.after_design > size.after_finite else ""
    if stages is None:
        return Step(
            "design", _("Design effect"), f"n₂ = {sign} × deff", f"{before} × {figure(float(asked.deff))}",
            figure(size.after_design), _("%(book)s, §8.2") % {"book": KISH} + more,
        )  # fmt: skip
    other = "" if asked.deff == 1 else f"{figure(float(asked.deff))} × "
    return Step(
        "design",
        _("Design effect of the stages"),
        f"n₂ = {sign} × deff × (1 + (b − 1) roh)" if other else f"n₂ = {sign} × (1 + (b − 1) roh)",
        f"{before} × {other}(1 + ({figure(stages.take)} − 1) × {figure(stages.roh)})",
        figure(size.after_design),
        _("%(book)s, §5.4 and §8.2") % {"book": KISH} + more,
    )


def _percent(share: float) -> str:
    """As it was typed: a share in the formulas stands in per cent like in the form."""
    return f"{figure(100 * share)} %"


def in_unit(value: float | None, asked: Asked) -> str:
    """A standard error or a margin in the unit in which it was asked for: of a proportion in percentage points."""
    if value is None:
        return "–"
    return in_points(100 * value) if asked.is_proportion else figure(value)


def in_points(value: float) -> str:
    return _("%(number)s percentage points") % {"number": figure(value)}


def aim_said(value: float, asked: Asked) -> str:
    """A wanted precision with its unit, as it is typed: per cent of the estimate, percentage points, or the estimate's own."""
    if asked.precision_kind and MEASURES[PrecisionKind(asked.precision_kind)].is_relative:
        return f"{figure(value)} %"
    return in_points(value) if asked.is_proportion else figure(value)


def percent(share: float | None, places: int = 2) -> str:
    """A fraction as per cent, "–" where it is not known."""
    return "–" if share is None else f"{wording.number(share * 100, places)} %"
