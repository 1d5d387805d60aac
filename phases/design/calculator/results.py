"""Sample size, expected error and what-if of one set of parameters; the sample divided among strata by every rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from activities.design.options import Allocation
from phases.design.calculator.parameters import (
    RULES,
    Asked,
    aim_of,
    conditions_of,
    estimand_of,
    strata_of,
    unsaid,
)
from phases.methods import sampling
from phases.methods.sampling import Conditions, Fault, Fraction, Notice, Precision, Refused, SampleSize, TwoStage
from phases.methods.sampling.allocation import MINIMUM, POWER

SIZES = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1), Decimal("1.25"), Decimal("1.5"), Decimal(2))
"""What-if: multiples of the calculated sample size."""
AIMS = (Decimal("0.5"), Decimal("0.75"), Decimal(1), Decimal("1.25"), Decimal("1.5"), Decimal(2))
"""What-if: multiples of the wanted precision."""
POINTS = 40
"""Points of the curve."""


@dataclass(frozen=True)
class Calculation:
    """All that follows from the parameters; `faults` where they are refused, `unsaid` the fields that it waits for."""

    asked: Asked
    unsaid: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    size: SampleSize | None = None
    two_stage: TwoStage | None = None
    conditions: Conditions | None = None
    """Those of the calculation, with the design effect of the clusters."""
    precision: Precision | None = None
    """What to expect of the units selected."""
    by_size: tuple[Precision, ...] = ()
    by_aim: tuple[tuple[Decimal, SampleSize], ...] = ()
    """(wanted precision as it was said, what it needs)"""
    curve: tuple[Precision, ...] = ()

    @property
    def selected(self) -> int | None:
        """The units to select: whole first-stage units where it is done in stages."""
        if self.two_stage is not None:
            return self.two_stage.selected
        return self.size.selected if self.size else None

    @property
    def notices(self) -> tuple[Notice, ...]:
        if self.two_stage is not None:
            return self.two_stage.notices
        return self.size.notices if self.size else ()

    @property
    def fraction(self) -> float | None:
        return self.selected / self.asked.population if self.selected and self.asked.population else None


def calculate(asked: Asked) -> Calculation:
    """The sample that the wanted precision needs. Never raises: what is wrong stands in `faults`."""
    if missing := unsaid(asked):
        return Calculation(asked, unsaid=tuple(missing))
    estimand, aim, conditions = estimand_of(asked), aim_of(asked), conditions_of(asked)
    two_stage = None
    try:
        if asked.in_stages:
            take: Any = asked.take
            roh: Any = asked.roh
            two_stage = sampling.two_stage_size(estimand, aim, conditions, take=take, roh=roh, psus=asked.clusters)
            size = two_stage.size
            assert size is not None
            conditions = replace(conditions, design_effect=two_stage.design_effect)
        else:
            size = sampling.sample_size(estimand, aim, conditions)
        selected = two_stage.selected if two_stage else size.selected
        precision = sampling.expected_precision(estimand, selected, conditions, confidence=aim.confidence)
        sizes = _around(selected, asked.population)
        by_size = sampling.what_if(estimand, sizes, conditions, confidence=aim.confidence)
        curve = sampling.what_if(estimand, _spread(sizes), conditions, confidence=aim.confidence)
        values = [float(aim.value) * float(factor) for factor in AIMS]
        needed = sampling.what_if_aims(estimand, aim, values, conditions)
    except Refused as refused:
        return Calculation(asked, faults=refused.faults)
    told = [(asked.precision or Decimal(0)) * factor for factor in AIMS]
    return Calculation(
        asked,
        size=size,
        two_stage=two_stage,
        conditions=conditions,
        precision=precision,
        by_size=by_size,
        by_aim=tuple(zip(told, needed, strict=True)),
        curve=curve,
    )


def expected(asked: Asked, size: int | None) -> Precision | None:
    """The error to expect of a sample of this size; None where too little is said or it cannot be."""
    if not size or (set(unsaid(asked)) - {"calc_precision_kind", "calc_precision"}):
        return None
    try:
        conditions = replace(conditions_of(asked), design_effect=design_effect(asked))
        return sampling.expected_precision(estimand_of(asked), size, conditions, confidence=asked.confidence / 100)
    except Refused:
        return None


def design_effect(asked: Asked) -> float:
    """That which was said, times that of the stages where roh and take are said. Refused as sampling.cluster_effect does."""
    if asked.roh is None or asked.take is None:
        return float(asked.deff)
    return float(asked.deff) * sampling.cluster_effect(asked.take, asked.roh)


def _around(selected: int, population: int | None) -> list[int]:
    """Sizes below and above the calculated one, each once, none above N."""
    most = population or 10**12
    found = {min(most, max(2, round(selected * factor))) for factor in SIZES} | {selected}
    return sorted(size for size in found if size <= most)


def _spread(sizes: Sequence[int]) -> list[int]:
    """Evenly spaced sizes between the ends, for the curve."""
    first, last = sizes[0], sizes[-1]
    return sorted({round(first + (last - first) * step / (POINTS - 1)) for step in range(POINTS)} | set(sizes))


# Strata -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Divided:
    """A rule and what comes of it, or the faults for which it cannot be computed."""

    rule: Allocation
    allocation: sampling.Allocation | None = None
    precision: sampling.StratifiedPrecision | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.allocation.sizes if self.allocation else ()


def divide(rows: Sequence[Mapping[str, Any]], asked: Asked, n: int) -> tuple[Divided, ...]:
    """`n` units to select divided among the strata by every rule, with the error to expect of those who answer.

    The design effect counts as that of the design inside the strata: what stratification gains comes on top.
    """
    strata = strata_of(rows, asked)
    found = []
    for rule, method in RULES.items():
        try:
            allocation = sampling.allocate(
                strata, method, n=n, minimum=asked.least or MINIMUM, power=POWER if asked.power is None else asked.power
            )
        except Refused as refused:
            found.append(Divided(rule, faults=refused.faults))
            continue
        try:
            precision = sampling.stratified_precision(
                strata,
                [size * asked.rate for size in allocation.sizes],
                of=sampling.Of.TOTAL if asked.target == "total" else sampling.Of.MEAN,
                design_effect=design_effect(asked),
                confidence=asked.confidence / 100,
            )
        except Refused as refused:
            found.append(Divided(rule, allocation, faults=refused.faults))
        else:
            found.append(Divided(rule, allocation, precision))
    return tuple(found)


# Stages -------------------------------------------------------------------------------------------------------------------


def overall(rows: Sequence[Mapping[str, Any]]) -> Fraction | None:
    """The product of the stages' fractions; None while a stage lacks a number, or one cannot be."""
    if not rows or any(not row["population"] or not row["sample"] for row in rows):
        return None
    stages = [
        sampling.Stage(name=str(row["title"]), population=row["population"], sample=row["sample"]) for row in rows
    ]
    try:
        return sampling.overall_fraction(stages)
    except Refused:
        return None
