"""The error to expect from a stratified simple random sample, allocations side by side, and the sample that a precision needs."""

import bisect
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from phases.methods.sampling.aims import CONFIDENCE, Aim, multiplier, target_se
from phases.methods.sampling.allocation import MINIMUM, POWER, Allocation, Rule, allocate, rule_weights
from phases.methods.sampling.refused import Checks, Code, Fault, Number, Refused, as_float, rounded_up
from phases.methods.sampling.strata import Row, Stratum, breakpoints, checked_rows, free, scaled

TOLERANCE = 1e-9
"""By this share of the target a variance may stand above it: the last digits of floats."""


class Of(StrEnum):
    """What is estimated. The mean of a table of proportions is the proportion of the whole."""

    MEAN = "mean"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumPrecision:
    """One stratum as a domain of its own; estimate and relative error are None where its mean is not known (or is zero)."""

    name: str
    n: float
    estimate: float | None
    se: float
    rse: float | None
    margin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedPrecision:
    """`srs_variance` is that of a simple random sample of the same n and design effect, `strata_effect` the ratio of both (what
    stratification and allocation gain); None where a mean is not known."""

    of: Of
    n: float
    population: int
    estimate: float | None
    variance: float
    se: float
    rse: float | None
    confidence: float
    z: float
    margin: float
    relative_margin: float | None
    lower: float | None
    upper: float | None
    srs_variance: float | None
    strata_effect: float | None
    strata: tuple[StratumPrecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A rule and what comes of it, or the faults for which it cannot be computed (a rule that needs means, without means)."""

    rule: Rule
    allocation: Allocation | None = None
    precision: StratifiedPrecision | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedSize:
    """`exact` is the sample size before rounding, `n` the whole number from there on whose allocation, in whole
    numbers too, reaches the aim."""

    aim: Aim
    target_se: float
    exact: float
    n: int
    allocation: Allocation
    precision: StratifiedPrecision


def stratified_precision(
    strata: Sequence[Stratum],
    sizes: Sequence[Number],
    *,
    of: Of = Of.MEAN,
    design_effect: Number = 1,
    confidence: Number = CONFIDENCE,
    z: Number | None = None,
) -> StratifiedPrecision:
    """The error to expect when n_h units of stratum h answer; n_h need not be whole.

    V(ȳ_st) = deff · Σ W_h² (1 − n_h/N_h) S_h²/n_h, W_h = N_h/N; of the total N² times that (Cochran 1977, §5.3, Theorems
    5.3 and 5.4; Särndal et al. 1992, §3.7). `design_effect` is that of the design inside the strata.

    Refused: a table that is wrong, a stratum without S_h, as many sizes as strata not given, n_h not above 0 or above N_h."""
    checks = Checks()
    factor = multiplier(checks, confidence, z)
    deff = checks.number("design_effect", design_effect, above=0)
    if len(sizes) != len(strata):
        checks.add("sizes", Code.WRONG_LENGTH, given=len(sizes), wanted=len(strata))
    taken = [
        checks.number("sizes", size, above=0, most=as_float(stratum.size), row=place)
        for place, (size, stratum) in enumerate(zip(sizes, strata, strict=False))
    ]
    rows = checked_rows(checks, strata, sd=True)
    return _precision(rows, taken, of, deff, float(confidence), factor)


def compare(
    strata: Sequence[Stratum],
    rules: Iterable[Rule],
    *,
    n: int,
    minimum: int = MINIMUM,
    power: Number = POWER,
    of: Of = Of.MEAN,
    design_effect: Number = 1,
    confidence: Number = CONFIDENCE,
    z: Number | None = None,
) -> tuple[Compared, ...]:
    """The same n by several rules, with the error of each (Cochran 1977, §5.6, compares them so). A rule that lacks something
    brings its faults in place of numbers; nothing is raised."""
    found = []
    for rule in rules:
        try:
            allocation = allocate(strata, rule, n=n, minimum=minimum, power=power)
            precision = stratified_precision(
                strata, allocation.sizes, of=of, design_effect=design_effect, confidence=confidence, z=z
            )
        except Refused as refused:
            found.append(Compared(rule=rule, faults=refused.faults))
        else:
            found.append(Compared(rule=rule, allocation=allocation, precision=precision))
    return tuple(found)


def stratified_what_if(
    strata: Sequence[Stratum],
    rule: Rule,
    sizes: Iterable[int],
    *,
    minimum: int = MINIMUM,
    power: Number = POWER,
    of: Of = Of.MEAN,
    design_effect: Number = 1,
    confidence: Number = CONFIDENCE,
    z: Number | None = None,
) -> tuple[StratifiedPrecision, ...]:
    """stratified_precision of `rule` at each n, in their order: the points of a chart. Refused: as in allocate; a fault of n has
    the row of the n that is wrong."""
    found = []
    faults: list[Fault] = []
    for place, n in enumerate(sizes):
        try:
            taken = allocate(strata, rule, n=n, minimum=minimum, power=power).sizes
            found.append(
                stratified_precision(strata, taken, of=of, design_effect=design_effect, confidence=confidence, z=z)
            )
        except Refused as refused:
            for fault in refused.faults:
                at = Fault(fault.parameter, fault.code, fault.params, place) if fault.parameter == "n" else fault
                if at not in faults:
                    faults.append(at)
    if not found and not faults:
        faults.append(Fault("n", Code.EMPTY))
    if faults:
        raise Refused(tuple(faults))
    return tuple(found)


def stratified_size(
    strata: Sequence[Stratum],
    rule: Rule,
    aim: Aim,
    *,
    minimum: int = MINIMUM,
    power: Number = POWER,
    of: Of = Of.MEAN,
    design_effect: Number = 1,
) -> StratifiedSize:
    """The sample that reaches `aim` under `rule`, its allocation and the error to expect.

    With w_h = a_h/Σa: n = Σ (W_h² S_h²/w_h) / (V + Σ W_h S_h²/N) for a mean, V the variance allowed (divided by the design
    effect); for Neyman's allocation (Σ W_h S_h)² / (V + Σ W_h S_h²/N) (Cochran 1977, §5.9; proportions §5.12). The minimums,
    maximums and whole strata are kept: the scale of the allocation is solved for V between their breakpoints. Then an
    n at or above it whose rounded allocation reaches V, while that of n − 1 does not, is searched for by halving.

    Refused: as in allocate; a relative aim without all means or with an estimate of zero; an aim that the largest sample
    (maximums) does not reach: OUT_OF_REACH with the best value of the measure."""
    checks = Checks()
    value = checks.number("value", aim.value, above=0)
    factor = multiplier(checks, aim.confidence, aim.z)
    deff = checks.number("design_effect", design_effect, above=0)
    q = checks.number("power", power, least=0, most=1)
    rows = checked_rows(
        checks,
        strata,
        minimum=minimum,
        sd=True,
        mean=aim.measure.is_relative or rule == Rule.POWER,
        divides=rule == Rule.POWER,
    )
    estimate = _estimate(rows, of)
    if aim.measure.is_relative and estimate == 0:
        checks.add("mean", Code.ZERO)
    weights = rule_weights(checks, rows, rule, q)
    allowed = target_se(aim, value, factor, estimate)
    best = _variance(rows, [row.high for row in rows], of, deff)
    if best > allowed**2 * (1 + TOLERANCE):
        checks.add("value", Code.OUT_OF_REACH, best=math.sqrt(best) / target_se(aim, 1.0, factor, estimate))
    checks.stop()
    largest = sum(row.high for row in rows)
    exact = sum(_sizes_for(rows, weights, allowed**2, of, deff))

    def reaches(n: int) -> bool:
        sizes = allocate(strata, rule, n=n, minimum=minimum, power=power).sizes
        return _variance(rows, sizes, of, deff) <= allowed**2 * (1 + TOLERANCE)

    low, step = min(rounded_up(exact), largest), 1
    high = low
    while not reaches(high):
        low, high, step = high + 1, min(high + step, largest), 2 * step
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle + 1, high)
    allocation = allocate(strata, rule, n=high, minimum=minimum, power=power)
    precision = _precision(rows, allocation.sizes, of, deff, float(aim.confidence), factor)
    return StratifiedSize(aim=aim, target_se=allowed, exact=exact, n=high, allocation=allocation, precision=precision)


def _estimate(rows: Sequence[Row], of: Of) -> float | None:
    """Σ W_h Ȳ_h, or Σ N_h Ȳ_h; None where a mean is not known."""
    means = [row.mean for row in rows if row.mean is not None]
    if len(means) < len(rows):
        return None
    total = math.fsum(row.size * mean for row, mean in zip(rows, means, strict=True))
    return total if of == Of.TOTAL else total / sum(row.size for row in rows)


def _variance(rows: Sequence[Row], sizes: Sequence[float], of: Of, deff: float) -> float:
    total = deff * math.fsum(
        row.size * (row.size - size) * (row.sd or 0.0) ** 2 / size for row, size in zip(rows, sizes, strict=True)
    )
    return total if of == Of.TOTAL else total / sum(row.size for row in rows) ** 2


def _sizes_for(rows: Sequence[Row], weights: Sequence[float], variance: float, of: Of, deff: float) -> list[float]:
    """The allocation, not rounded, whose variance is `variance`; the minimums where they are precise enough already."""
    points = breakpoints(weights, rows)
    place = bisect.bisect_left(points, -variance, key=lambda s: -_variance(rows, scaled(weights, rows, s), of, deff))
    if place == 0 or place == len(points):
        return scaled(weights, rows, (points or [0.0])[0 if place == 0 else -1])
    below, above = points[place - 1], points[place]
    moving = free(weights, rows, below, above)
    at = scaled(weights, rows, below)
    squares = [row.spread**2 for row in rows]
    # Σ N_h² S_h² / n_h as it must be, less what stands still, is Σ N_h² S_h² / (s · a_h) over what moves.
    wanted = variance / deff * (1 if of == Of.TOTAL else sum(row.size for row in rows) ** 2)
    wanted += math.fsum(square / row.size for square, row in zip(squares, rows, strict=True))
    still = math.fsum(square / size for square, size, moves in zip(squares, at, moving, strict=True) if not moves)
    part = math.fsum(square / weight for square, weight, moves in zip(squares, weights, moving, strict=True) if moves)
    return scaled(weights, rows, part / (wanted - still) if wanted > still else above)


def _precision(
    rows: Sequence[Row], sizes: Sequence[float], of: Of, deff: float, confidence: float, z: float
) -> StratifiedPrecision:
    estimate = _estimate(rows, of)
    variance = _variance(rows, sizes, of, deff)
    se = math.sqrt(variance)
    relative = se / abs(estimate) if estimate else None
    srs = _srs_variance(rows, math.fsum(sizes), of, deff)
    return StratifiedPrecision(
        of=of,
        n=math.fsum(sizes),
        population=sum(row.size for row in rows),
        estimate=estimate,
        variance=variance,
        se=se,
        rse=relative,
        confidence=confidence,
        z=z,
        margin=z * se,
        relative_margin=None if relative is None else z * relative,
        lower=None if estimate is None else estimate - z * se,
        upper=None if estimate is None else estimate + z * se,
        srs_variance=srs,
        strata_effect=variance / srs if srs else None,
        strata=tuple(_stratum(row, size, of, deff, z) for row, size in zip(rows, sizes, strict=True)),
    )


def _stratum(row: Row, size: float, of: Of, deff: float, z: float) -> StratumPrecision:
    se = math.sqrt(_variance([row], [size], of, deff))
    estimate = _estimate([row], of)
    return StratumPrecision(
        name=row.name, n=size, estimate=estimate, se=se, rse=se / abs(estimate) if estimate else None, margin=z * se
    )


def _srs_variance(rows: Sequence[Row], n: float, of: Of, deff: float) -> float | None:
    """(N−1) S² = Σ (N_h−1) S_h² + Σ N_h (Ȳ_h − Ȳ)² (Cochran 1977, §5.6), put into the variance of one stratum."""
    mean = _estimate(rows, Of.MEAN)
    size = sum(row.size for row in rows)
    if mean is None or size < 2:
        return None
    squares = math.fsum(
        (row.size - 1) * (row.sd or 0.0) ** 2 + row.size * ((row.mean or 0.0) - mean) ** 2 for row in rows
    )
    whole = Row("", size, math.sqrt(squares / (size - 1)), mean, 1.0, 1, size, None, 1.0)
    return _variance([whole], [n], of, deff)
