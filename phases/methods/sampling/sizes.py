"""Sample sizes for a proportion, a mean or a total, and the reverse: the error to expect from a sample of given size.

House formula: n0 = z² p(1−p)/e²; n = n0 / (1 + (n0−1)/N); × design effect; ÷ expected response rate; rounded up once,
at the end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from phases.methods.sampling.aims import (
    CONFIDENCE,
    ENDLESS,
    Aim,
    Conditions,
    DesignEffectOrder,
    Estimand,
    Proportion,
    Situation,
    checked_situation,
    multiplier,
    target_se,
)
from phases.methods.sampling.refused import (
    Checks,
    Code,
    Fault,
    Notice,
    Number,
    Refused,
    Remark,
    as_float,
    rounded_up,
)

# Cochran 1977, Table 3.3: the smallest n at which the normal approximation of a proportion p may be used.
SMALLEST_NORMAL = ((0.5, 30), (0.4, 50), (0.3, 80), (0.2, 200), (0.1, 600), (0.05, 1400))
SMALLEST_NORMAL_COUNT = 80  # the same table for p near 0: n·p at least this


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSize:
    """Every step of the calculation. Steps are not rounded; `answers` and `selected` are, upwards, and never above N."""

    aim: Aim
    z: float
    estimate: float | None
    unit_variance: float
    target_se: float
    n0: float
    after_finite: float
    after_design: float
    after_minimum: float
    after_response: float
    answers: int
    selected: int
    population: int | None
    notices: tuple[Notice, ...]

    @property
    def fraction(self) -> float | None:
        """n/N of what is selected; None without a population size."""
        return None if self.population is None else self.selected / self.population

    @property
    def steps(self) -> tuple[tuple[str, float], ...]:
        """Name and value of each step in the order in which a page tells them."""
        names = ("n0", "after_finite", "after_design", "after_minimum", "after_response", "selected")
        return tuple((name, getattr(self, name)) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """The error to expect. Unit of `variance`: that of the estimate squared; relative ones are fractions, None where the
    estimate is not known or is zero. The interval is estimate ± z·SE, of a proportion cut at 0 and 1."""

    selected: int
    answers: float
    effective: float
    population: int | None
    design_effect: float
    confidence: float
    z: float
    estimate: float | None
    variance: float
    se: float
    rse: float | None
    margin: float
    relative_margin: float | None
    lower: float | None
    upper: float | None
    notices: tuple[Notice, ...]

    @property
    def fraction(self) -> float | None:
        return None if self.population is None else self.selected / self.population


def sample_size(estimand: Estimand, aim: Aim, conditions: Conditions = ENDLESS) -> SampleSize:
    """The number of units to select so that the estimate is as precise as `aim` says.

    n0 = S²/SE² with SE the standard error that the aim allows (Cochran 1977: §4.4, (4.2) for a proportion, S² = p(1−p);
    §4.6 for a mean; for a total the same with S·N and the estimate N·mean). Then the finite population correction (see Finite),
    the design effect (DesignEffectOrder; Kish 1965, §8.2), the minimum, and n / response rate.

    Refused: p outside (0, 1); sd, value, z, design effect not above 0; confidence outside (0, 1); response rate outside
    (0, 1]; a relative aim without a mean or with mean 0; a total without a population size; a minimum above N."""
    checks = Checks()
    situation, z, value = _checked(checks, estimand, aim, conditions)
    checks.stop()
    allowed = target_se(aim, value, z, situation.estimate)
    n0 = situation.scale**2 * situation.unit_variance / allowed**2
    if conditions.order == DesignEffectOrder.BEFORE:
        after_finite = _corrected(n0, situation)
        after_design = _corrected(n0 * situation.design_effect, situation)
    else:
        after_finite = _corrected(n0, situation)
        after_design = after_finite * situation.design_effect
    notices = []
    after_minimum = max(after_design, situation.minimum)
    if after_minimum > after_design and situation.minimum > 1:
        notices.append(Notice(Remark.MINIMUM_APPLIED, {"minimum": int(situation.minimum)}))
    population = None if conditions.population is None else int(conditions.population)
    if population is not None and after_minimum > population:
        params = {"needed": rounded_up(after_minimum), "population": population}
        notices.append(Notice(Remark.WHOLE_POPULATION, params))
        after_minimum = float(population)
    answers = rounded_up(after_minimum)
    after_response = after_minimum / situation.response_rate
    selected = rounded_up(after_response)
    if population is not None and selected > population:
        params = {"needed": answers, "expected": int(population * situation.response_rate)}
        notices.append(Notice(Remark.RESPONSE_SHORTFALL, params))
        selected = population
    notices.extend(_approximation(estimand, answers / situation.design_effect))
    return SampleSize(
        aim=aim,
        z=z,
        estimate=situation.estimate,
        unit_variance=situation.unit_variance,
        target_se=allowed,
        n0=n0,
        after_finite=after_finite,
        after_design=after_design,
        after_minimum=after_minimum,
        after_response=after_response,
        answers=answers,
        selected=selected,
        population=population,
        notices=tuple(notices),
    )


def expected_precision(
    estimand: Estimand,
    n: int,
    conditions: Conditions = ENDLESS,
    *,
    confidence: Number = CONFIDENCE,
    z: Number | None = None,
) -> Precision:
    """The error to expect when `n` units are selected and n · response rate answer as a random part of them.

    V = deff · (1 − a/N) S²/a for a mean, a the answers; deff · p(1−p)/a · (N−a)/(N−1) for a proportion under Finite.EXACT;
    N² times that of the mean for a total (Cochran 1977, Theorems 2.2 and 3.2; Kish 1965, §8.2). `effective` is
    a/deff. The order of the design effect plays no part here: its definition is taken.

    Refused: as in sample_size, and n not whole, below 1 or above N."""
    checks = Checks()
    situation = checked_situation(checks, estimand, conditions, relative=False)
    factor = multiplier(checks, confidence, z)
    size = checks.whole("n", n, least=1)
    if conditions.population is not None and size > (most := as_float(conditions.population)):
        checks.add("n", Code.TOO_LARGE, limit=int(most))
    checks.stop()
    return _precision(estimand, int(size), situation, conditions, float(confidence), factor)


def what_if(
    estimand: Estimand,
    sizes: Iterable[int],
    conditions: Conditions = ENDLESS,
    *,
    confidence: Number = CONFIDENCE,
    z: Number | None = None,
) -> tuple[Precision, ...]:
    """expected_precision of each size, in their order: the points of a chart of error against sample size.

    Refused: as there, with the row of each size that is wrong; no sizes at all."""
    checks = Checks()
    situation = checked_situation(checks, estimand, conditions, relative=False)
    factor = multiplier(checks, confidence, z)
    most = None if conditions.population is None else as_float(conditions.population)
    wanted = []
    for row, size in enumerate(sizes):
        wanted.append(checks.whole("n", size, least=1, row=row))
        if most is not None and wanted[-1] > most:
            checks.add("n", Code.TOO_LARGE, row, limit=int(most))
    if not wanted:
        checks.add("n", Code.EMPTY)
    checks.stop()
    return tuple(_precision(estimand, int(n), situation, conditions, float(confidence), factor) for n in wanted)


def what_if_aims(
    estimand: Estimand,
    aim: Aim,
    values: Iterable[Number],
    conditions: Conditions = ENDLESS,
) -> tuple[SampleSize, ...]:
    """sample_size for each value of the same measure, in their order: sample size against wanted precision.

    Refused: as there, with the row of each value that is wrong; no values at all."""
    found: list[SampleSize] = []
    faults: list[Fault] = []
    for row, value in enumerate(values):
        try:
            found.append(sample_size(estimand, replace(aim, value=value), conditions))
        except Refused as refused:
            for fault in refused.faults:
                at = Fault(fault.parameter, fault.code, fault.params, row if fault.parameter == "value" else None)
                if at not in faults:
                    faults.append(at)
    if not found and not faults:
        faults.append(Fault("value", Code.EMPTY))
    if faults:
        raise Refused(tuple(faults))
    return tuple(found)


def _checked(checks: Checks, estimand: Estimand, aim: Aim, conditions: Conditions) -> tuple[Situation, float, float]:
    situation = checked_situation(checks, estimand, conditions, relative=aim.measure.is_relative)
    value = checks.number("value", aim.value, above=0)
    return situation, multiplier(checks, aim.confidence, aim.z), value


def _corrected(n0: float, situation: Situation) -> float:
    """The finite population correction of Finite."""
    if situation.population is None:
        return n0
    return n0 / (1 + (n0 - (1 if situation.exact else 0)) / situation.population)


def _precision(
    estimand: Estimand, n: int, situation: Situation, conditions: Conditions, confidence: float, z: float
) -> Precision:
    answers = n * situation.response_rate
    effective = answers / situation.design_effect
    variance = situation.variance(answers)
    se = variance**0.5
    estimate = situation.estimate
    bounds = None if estimate is None else (estimate - z * se, estimate + z * se)
    if bounds and isinstance(estimand, Proportion):
        bounds = (max(0.0, bounds[0]), min(1.0, bounds[1]))
    relative = se / abs(estimate) if estimate else None
    return Precision(
        selected=n,
        answers=answers,
        effective=effective,
        population=None if conditions.population is None else int(conditions.population),
        design_effect=situation.design_effect,
        confidence=confidence,
        z=z,
        estimate=estimate,
        variance=variance,
        se=se,
        rse=relative,
        margin=z * se,
        relative_margin=None if relative is None else z * relative,
        lower=bounds[0] if bounds else None,
        upper=bounds[1] if bounds else None,
        notices=tuple(_approximation(estimand, effective)),
    )


def _approximation(estimand: Estimand, effective: float) -> list[Notice]:
    """A notice where the effective number of answers about a proportion is below that of Cochran 1977, Table 3.3. A p between two
    rows of the table takes the row with the larger n."""
    if not isinstance(estimand, Proportion):
        return []
    share = min(float(estimand.p), 1 - float(estimand.p))
    listed = [n for p, n in SMALLEST_NORMAL if p <= share + 1e-12]
    needed = listed[0] if listed else rounded_up(SMALLEST_NORMAL_COUNT / share)
    return [Notice(Remark.NORMAL_APPROXIMATION, {"needed": needed})] if effective < needed else []
