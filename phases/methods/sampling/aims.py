"""What is estimated, how precisely, and under which conditions: the frozen parameters of sample sizes and expected errors.

All shares are fractions of one (0.05, not 5 %); standard deviations, means and margins are in the unit of the variable."""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import TypeAlias

from phases.methods.sampling.refused import Checks, Code, Number

CONFIDENCE = 0.95


class Measure(StrEnum):
    """How a wanted precision is told."""

    MARGIN = "margin"  # e: half the length of the confidence interval, in the unit of the estimate
    RELATIVE_MARGIN = "relative_margin"  # r = e / estimate
    SE = "se"  # the standard error, in the unit of the estimate
    RSE = "rse"  # the relative standard error, SE / estimate, also called CV

    @property
    def is_relative(self) -> bool:
        return self in (Measure.RELATIVE_MARGIN, Measure.RSE)

    @property
    def is_margin(self) -> bool:
        return self in (Measure.MARGIN, Measure.RELATIVE_MARGIN)


class Finite(StrEnum):
    """The finite population correction of a proportion. A mean or total has one only, n0 / (1 + n0/N): its S² has the
    divisor N − 1 already; EXACT and PLAIN are the same there.

    EXACT: n0 / (1 + (n0 − 1)/N), from S² = N p(1−p)/(N−1) (Cochran 1977, §4.4). PLAIN: n0 / (1 + n0/N), which takes S² ≈ p(1−p)
    (Lohr 2022, §2.6; Cochran's own approximation, §4.4); smaller by less than a unit. NONE: as from an endless population."""

    EXACT = "exact"
    PLAIN = "plain"
    NONE = "none"


class DesignEffectOrder(StrEnum):
    """Where the design effect comes in.

    AFTER the finite population correction: the usual practice of offices and the default here. BEFORE it: what follows from
    the definition V(design) = deff · V(SRS of the same size) (Kish 1965, §8.2; Särndal et al. 1992, §2.10). With
    deff ≥ 1 AFTER is never smaller, hence on the safe side; with deff < 1 it is a little too small."""

    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A wanted precision: `value` of `measure`, at `confidence` where the measure is a margin. `z` replaces the normal quantile
    where a manual prescribes its own multiplier (1.96, 2)."""

    measure: Measure
    value: Number
    confidence: Number = CONFIDENCE
    z: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Population size N (None: endless, no correction), design effect, share of the selected who will answer, and the fewest
    answers that are wanted in any case."""

    population: int | None = None
    design_effect: Number = 1
    response_rate: Number = 1
    minimum: int = 1
    finite: Finite = Finite.EXACT
    order: DesignEffectOrder = DesignEffectOrder.AFTER


ENDLESS = Conditions()
"""A simple random sample from an endless population, everybody answering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """The share p of units with a property, as expected; 0.5 is the most cautious."""

    p: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean of a variable with standard deviation S (divisor N − 1) and expected mean; relative precisions need the mean. Who
    knows the coefficient of variation alone gives it as `sd` with `mean` 1, and a relative precision."""

    sd: Number
    mean: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A total, Y = N · mean. Needs the population size."""

    sd: Number
    mean: Number | None = None


Estimand: TypeAlias = Proportion | Mean | Total


@dataclass(frozen=True, slots=True)
class Situation:
    """Checked: estimate (None: not known), variance of one unit, and what a mean is multiplied with to get the estimate."""

    estimate: float | None
    unit_variance: float
    scale: float
    population: float | None
    design_effect: float
    response_rate: float
    minimum: float
    exact: bool

    def variance(self, answers: float) -> float:
        """deff · V(simple random sample of `answers` units), in the square of the unit of the estimate.

        Mean: (1 − n/N) S²/n (Cochran 1977, Theorem 2.2). Proportion, EXACT: p(1−p)/n · (N−n)/(N−1) (Theorem 3.2)."""
        variance = self.unit_variance / answers
        if self.population is not None:
            left = max(0.0, self.population - answers)
            variance *= left / (max(1.0, self.population - 1) if self.exact else self.population)
        return self.scale**2 * self.design_effect * variance


def multiplier(checks: Checks, confidence: Number, z: Number | None) -> float:
    """z of a two-sided interval: P(|Z| ≤ z) = confidence, Z standard normal; or the multiplier that was prescribed."""
    level = checks.number("confidence", confidence, above=0, below=1)
    if z is not None:
        return checks.number("z", z, above=0)
    return NormalDist().inv_cdf((1 + level) / 2) if level == level else math.nan


def checked_situation(checks: Checks, estimand: Estimand, conditions: Conditions, relative: bool) -> Situation:
    """Collect what is wrong with both; what it gives is of use only if nothing was found."""
    population = None
    if conditions.population is not None:
        population = checks.whole("population", conditions.population, least=1)
    elif isinstance(estimand, Total):
        checks.add("population", Code.REQUIRED)
        population = math.nan
    estimate: float | None
    if isinstance(estimand, Proportion):
        estimate = checks.number("p", estimand.p, above=0, below=1)
        unit_variance, scale = estimate * (1 - estimate), 1.0
    else:
        unit_variance = checks.number("sd", estimand.sd, above=0) ** 2
        scale = population if isinstance(estimand, Total) and population is not None else 1.0
        estimate = None
        if estimand.mean is not None or relative:
            mean = checks.number("mean", estimand.mean)
            if relative and mean == 0:
                checks.add("mean", Code.ZERO)
            estimate = mean * scale
    minimum = checks.whole("minimum", conditions.minimum, least=1)
    if population is not None and minimum > population:
        checks.add("minimum", Code.TOO_LARGE, limit=int(population))
    return Situation(
        estimate=estimate,
        unit_variance=unit_variance,
        scale=scale,
        population=None if conditions.finite == Finite.NONE else population,
        design_effect=checks.number("design_effect", conditions.design_effect, above=0),
        response_rate=checks.number("response_rate", conditions.response_rate, above=0, most=1),
        minimum=minimum,
        exact=isinstance(estimand, Proportion) and conditions.finite == Finite.EXACT,
    )


def target_se(aim: Aim, value: float, z: float, estimate: float | None) -> float:
    """The standard error that fulfils the aim: e/z, r·|estimate|/z, SE, or RSE·|estimate|."""
    target = value * abs(estimate or 0) if aim.measure.is_relative else value
    return target / z if aim.measure.is_margin else target
