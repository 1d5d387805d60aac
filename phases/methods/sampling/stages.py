"""Samples in stages: design effect of clusters, units to take from each primary unit, two-stage sample sizes, sampling fractions.

PSU: primary sampling unit (village, census block); SSU: secondary (household). b: SSUs taken from each PSU. roh: the rate of
homogeneity, how much alike units of one PSU are (intraclass correlation; Kish 1965, §5.4)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from phases.methods.sampling.aims import CONFIDENCE, ENDLESS, Aim, Conditions, Estimand, checked_situation, multiplier
from phases.methods.sampling.refused import Checks, Code, Notice, Number, Refused, Remark, rounded_up
from phases.methods.sampling.sizes import Precision, SampleSize, expected_precision, sample_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """The cheapest b for a precision. `exact` before rounding, `design_effect` at `take`; `loss` is the share by which cost times
    variance at `take` stands above that of the exact optimum."""

    exact: float
    take: int
    design_effect: float
    loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoStage:
    """`psus` primary units with `take` selected in each make `selected`; `size` is the calculation that led to them (None where
    a budget did); `cost` is None where unit costs were not told."""

    take: int
    roh: float
    cluster_effect: float
    design_effect: float
    size: SampleSize | None
    psus: int
    selected: int
    precision: Precision
    cost: float | None
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage: of `population` units, `sample` are selected (in all, or on average per unit of the stage before)."""

    name: str
    population: Number
    sample: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraction:
    """The fraction of each stage, their product, and the weight 1/product."""

    stages: tuple[tuple[str, float], ...]
    overall: float
    weight: float


def cluster_effect(take: Number, roh: Number) -> float:
    """deff = 1 + (b − 1) · roh (Kish 1965, §5.4 and §8.2; Cochran 1977, §9.4). b may be an average.

    Refused: b below 1, roh above 1 or below −1/(b−1), the least that there can be."""
    checks = Checks()
    effect = _effect(checks, checks.number("take", take, least=1), roh)
    checks.stop()
    return effect


def optimal_take(cost_psu: Number, cost_ssu: Number, roh: Number, *, most: int | None = None) -> Take:
    """b = √(C1/C2 · (1 − roh)/roh) for cost a·C1 + a·b·C2 of a PSUs (Hansen, Hurwitz and Madow 1953, ch. 6 §16; Kish 1965,
    §8.3; Cochran 1977, §10.6): the b that gives the least variance for the money, and needs the least money for a variance.

    Of the two whole numbers beside it the one with the smaller (C1/b + C2)(1 + (b−1) roh), which is Cochran's rule: up where
    b² > b'(b'+1), b' the whole part. `most` bounds b (the size of a PSU).

    Refused: costs not above 0, roh outside (0, 1] (without homogeneity the optimum is a single PSU), most below 1."""
    checks = Checks()
    first = checks.number("cost_psu", cost_psu, above=0)
    second = checks.number("cost_ssu", cost_ssu, above=0)
    rate = checks.number("roh", roh, above=0, most=1)
    bound = math.inf if most is None else checks.whole("most", most, least=1)
    checks.stop()

    def burden(take: float) -> float:
        return (first / take + second) * (1 + (take - 1) * rate)

    exact = math.sqrt(first / second * (1 - rate) / rate)
    inside = min(bound, max(1.0, exact))
    take = min((math.floor(inside), int(min(bound, math.ceil(inside)))), key=burden)
    return Take(
        exact=exact, take=take, design_effect=1 + (take - 1) * rate, loss=burden(take) / burden(max(1.0, exact)) - 1
    )


def two_stage_size(
    estimand: Estimand,
    aim: Aim,
    conditions: Conditions = ENDLESS,
    *,
    take: int,
    roh: Number,
    psus: int | None = None,
    cost_psu: Number | None = None,
    cost_ssu: Number | None = None,
    fixed_cost: Number = 0,
) -> TwoStage:
    """How many PSUs, with `take` units selected in each, reach `aim`.

    n by sample_size with deff = conditions.design_effect · (1 + (b−1) roh) (the first for unequal weights and the like; Kish
    1965, §8.2), then a = n/b rounded up. b is what is selected in a PSU, not what answers: with non-response the effect is a
    little overstated, on the safe side. `psus`: how many PSUs there are; where more are needed all are taken, and told.

    Refused: as in sample_size and cluster_effect; costs not above 0 (fixed cost: below 0); one of both costs alone."""
    checks = Checks()
    units = checks.whole("take", take, least=1)
    effect = _effect(checks, units, roh)
    available = None if psus is None else checks.whole("psus", psus, least=1)
    costs = _costs(checks, cost_psu, cost_ssu, fixed_cost)
    try:
        effective = _clustered(checks, conditions, effect)
        size = sample_size(estimand, aim, effective)
    except Refused as refused:
        checks.faults.extend(refused.faults)
    checks.stop()
    needed = rounded_up(size.selected / units)
    notices = list(size.notices)
    if available is not None and needed > available:
        notices.append(Notice(Remark.ALL_PSUS, {"needed": needed, "population": int(available)}))
        needed = int(available)
    selected = _capped(needed * int(units), conditions)
    precision = expected_precision(estimand, selected, effective, confidence=aim.confidence, z=aim.z)
    return TwoStage(
        take=int(units),
        roh=float(roh),
        cluster_effect=effect,
        design_effect=float(effective.design_effect),
        size=size,
        psus=needed,
        selected=selected,
        precision=precision,
        cost=None if costs is None else costs[2] + needed * costs[0] + selected * costs[1],
        notices=tuple(notices),
    )


def two_stage_budget(
    estimand: Estimand,
    budget: Number,
    conditions: Conditions = ENDLESS,
    *,
    take: int,
    roh: Number,
    cost_psu: Number,
    cost_ssu: Number,
    psus: int | None = None,
    fixed_cost: Number = 0,
    confidence: Number = CONFIDENCE,
    z: Number | None = None,
) -> TwoStage:
    """How many PSUs a budget pays for, and the error to expect: a = (budget − fixed) / (C1 + b·C2) rounded down.

    Refused: as in two_stage_size; a budget that does not pay for one PSU."""
    checks = Checks()
    units = checks.whole("take", take, least=1)
    effect = _effect(checks, units, roh)
    available = math.inf if psus is None else checks.whole("psus", psus, least=1)
    money = checks.number("budget", budget, above=0)
    first = checks.number("cost_psu", cost_psu, above=0)
    second = checks.number("cost_ssu", cost_ssu, above=0)
    fixed = checks.number("fixed_cost", fixed_cost, least=0)
    checked_situation(checks, estimand, conditions, relative=False)
    multiplier(checks, confidence, z)
    if (money - fixed) * (1 + 1e-12) < first + units * second:
        checks.add("budget", Code.BELOW_MINIMUMS, needed=fixed + first + units * second)
    checks.stop()
    effective = _clustered(checks, conditions, effect)
    paid = math.floor((money - fixed) / (first + units * second) * (1 + 1e-12))
    number = int(min(paid, available))
    selected = _capped(number * int(units), conditions)
    cost = fixed + number * first + selected * second
    notices = []
    if paid > available:
        notices.append(Notice(Remark.ALL_PSUS, {"needed": paid, "population": int(available)}))
    if money - cost > 1e-9 * money:
        notices.append(Notice(Remark.REMAINING_BUDGET, {"amount": money - cost}))
    return TwoStage(
        take=int(units),
        roh=float(roh),
        cluster_effect=effect,
        design_effect=float(effective.design_effect),
        size=None,
        psus=number,
        selected=selected,
        precision=expected_precision(estimand, selected, effective, confidence=confidence, z=z),
        cost=cost,
        notices=tuple(notices),
    )


def overall_fraction(stages: Sequence[Stage]) -> Fraction:
    """f = Π n_i/N_i over the stages (Kish 1965, ch. 5; Särndal et al. 1992, ch. 4); one stage: n/N.

    Refused: no stage, N_i not above 0, n_i not above 0 or above N_i; each with its row."""
    checks = Checks()
    if not stages:
        checks.add("stages", Code.EMPTY)
    found = []
    for row, stage in enumerate(stages):
        population = checks.number("population", stage.population, above=0, row=row)
        sample = checks.number("sample", stage.sample, above=0, row=row)
        if sample > population:
            checks.add("sample", Code.TOO_LARGE, row, limit=population)
        found.append((stage.name, sample / population))
    checks.stop()
    overall = math.prod(fraction for _, fraction in found)
    return Fraction(stages=tuple(found), overall=overall, weight=1 / overall)


def error_summary(precision: Precision, fraction: Fraction | None = None) -> dict[str, float | int | None]:
    """The numbers of a sentence on the expected sampling error, shares as percentages: confidence, rse, margin, relative margin,
    interval, sample, answers, population, sampling fraction (of the stages, where told), design effect. None: not known."""

    def percent(share: float | None) -> float | None:
        return None if share is None else 100 * share

    return {
        "confidence_percent": 100 * precision.confidence,
        "estimate": precision.estimate,
        "se": precision.se,
        "rse_percent": percent(precision.rse),
        "margin": precision.margin,
        "relative_margin_percent": percent(precision.relative_margin),
        "lower": precision.lower,
        "upper": precision.upper,
        "selected": precision.selected,
        "answers": precision.answers,
        "population": precision.population,
        "fraction_percent": percent(fraction.overall if fraction else precision.fraction),
        "design_effect": precision.design_effect,
    }


def _effect(checks: Checks, take: float, roh: Number) -> float:
    rate = checks.number("roh", roh, most=1)
    if take > 1 and rate < -1 / (take - 1):
        checks.add("roh", Code.TOO_SMALL, limit=-1 / (take - 1))
    return 1 + (take - 1) * rate


def _clustered(checks: Checks, conditions: Conditions, effect: float) -> Conditions:
    """The conditions with both design effects. A take or roh that was refused leaves them as they are."""
    other = checks.number("design_effect", conditions.design_effect, above=0)
    if effect <= 0:
        checks.add("roh", Code.NOT_ABOVE, limit=0)
    if other != other:
        checks.faults.pop()
        return conditions
    return replace(conditions, design_effect=other * effect) if effect > 0 else conditions


def _costs(
    checks: Checks, cost_psu: Number | None, cost_ssu: Number | None, fixed_cost: Number
) -> tuple[float, float, float] | None:
    fixed = checks.number("fixed_cost", fixed_cost, least=0)
    if cost_psu is None and cost_ssu is None:
        return None
    return checks.number("cost_psu", cost_psu, above=0), checks.number("cost_ssu", cost_ssu, above=0), fixed


def _capped(selected: int, conditions: Conditions) -> int:
    return selected if conditions.population is None else min(selected, int(conditions.population))
