"""What is asked of the calculator, in the units of people: per cent for shares; and the same as the methods take it.

The names are those of the section `sample` (calc_…) and of the addresses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from activities.design.options import Allocation, PrecisionKind, Target
from activities.design.values import figure
from phases.methods import sampling
from phases.methods.sampling import Aim, Conditions, Estimand, Measure, Rule, Stratum

CONFIDENCE = Decimal(95)
"""Per cent, where nothing is said."""
MEASURES = {
    PrecisionKind.ABSOLUTE: Measure.MARGIN,
    PrecisionKind.RELATIVE: Measure.RELATIVE_MARGIN,
    PrecisionKind.RSE: Measure.RSE,
}
RULES = {
    Allocation.EQUAL: Rule.EQUAL,
    Allocation.PROPORTIONAL: Rule.PROPORTIONAL,
    Allocation.NEYMAN: Rule.NEYMAN,
    Allocation.COST: Rule.OPTIMAL,
    Allocation.POWER: Rule.POWER,
}
NAMES = (
    "calc_target", "calc_proportion", "calc_mean", "calc_deviation", "calc_precision_kind", "calc_precision", "calc_confidence",
    "calc_deff", "calc_response", "calc_minimum", "calc_roh", "calc_take", "frame_size", "allocation", "size",
)  # fmt: skip
"""The fields of the section that the calculator starts from; `size` is what is divided among strata, where it is given."""
FIELD_OF = {
    "p": "calc_proportion",
    "sd": "calc_deviation",
    "mean": "calc_mean",
    "value": "calc_precision",
    "confidence": "calc_confidence",
    "design_effect": "calc_deff",
    "response_rate": "calc_response",
    "population": "frame_size",
    "minimum": "calc_minimum",
    "roh": "calc_roh",
    "take": "calc_take",
    "n": "size",
    "power": "allocation_power",
    "rule": "allocation",
}
"""The field at which a fault of the methods is shown."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The parameters of one calculation. Shares in per cent; None where nothing was said."""

    target: str = ""
    proportion: Decimal | None = None
    mean: Decimal | None = None
    deviation: Decimal | None = None
    precision_kind: str = ""
    precision: Decimal | None = None
    confidence: Decimal = CONFIDENCE
    deff: Decimal = Decimal(1)
    response: Decimal = Decimal(100)
    population: int | None = None
    minimum: int | None = None
    roh: Decimal | None = None
    take: int | None = None
    clusters: int | None = None
    """First-stage units in the population."""
    rule: str = ""
    power: Decimal | None = None
    least: int | None = None
    """Fewest units in a stratum."""
    size: int | None = None
    """Units to divide among the strata; None: as many as were calculated."""

    @property
    def is_proportion(self) -> bool:
        return self.target == Target.PROPORTION

    @property
    def in_stages(self) -> bool:
        """Whether the design effect of clusters is to be reckoned from roh and the take."""
        return self.roh is not None and self.take is not None

    @property
    def rate(self) -> float:
        """The share of the selected who will answer, a fraction."""
        return float(self.response) / 100


def asked_of(values: Mapping[str, Any], *, clusters: int | None = None) -> Asked:
    """What the values of the section (or of the calculator's form) ask for."""
    return Asked(
        target=values.get("calc_target") or "",
        proportion=figure(values.get("calc_proportion")),
        mean=figure(values.get("calc_mean")),
        deviation=figure(values.get("calc_deviation")),
        precision_kind=values.get("calc_precision_kind") or "",
        precision=figure(values.get("calc_precision")),
        confidence=figure(values.get("calc_confidence")) or CONFIDENCE,
        deff=figure(values.get("calc_deff")) or Decimal(1),
        response=figure(values.get("calc_response")) or Decimal(100),
        population=_whole(values.get("frame_size")),
        minimum=_whole(values.get("calc_minimum")),
        roh=figure(values.get("calc_roh")),
        take=_whole(values.get("calc_take")),
        clusters=clusters,
        rule=values.get("allocation") or "",
        power=figure(values.get("allocation_power")),
        least=_whole(values.get("allocation_minimum")),
        size=_whole(values.get("size")),
    )


def unsaid(asked: Asked) -> list[str]:
    """The names of the fields without which nothing can be calculated."""
    found = [] if asked.target else ["calc_target"]
    if asked.is_proportion and asked.proportion is None:
        found.append("calc_proportion")
    if asked.target and not asked.is_proportion and asked.deviation is None:
        found.append("calc_deviation")
    if not asked.precision_kind:
        found.append("calc_precision_kind")
    if asked.precision is None:
        found.append("calc_precision")
    return found


def estimand_of(asked: Asked) -> Estimand:
    """What is estimated. What is unsaid goes in as None, and the methods tell that it is needed."""
    said: Any = asked
    if asked.is_proportion:
        return sampling.Proportion(p=said.proportion and said.proportion / 100)
    made = sampling.Mean if asked.target == Target.MEAN else sampling.Total
    return made(sd=said.deviation, mean=asked.mean)


def aim_of(asked: Asked) -> Aim:
    """The wanted precision; a margin of a proportion is told in percentage points."""
    measure = MEASURES[PrecisionKind(asked.precision_kind)]
    value: Any = asked.precision
    if value is not None and (measure.is_relative or asked.is_proportion):
        value = value / 100
    return Aim(measure=measure, value=value, confidence=asked.confidence / 100)


def conditions_of(asked: Asked) -> Conditions:
    return Conditions(
        population=asked.population,
        design_effect=asked.deff,
        response_rate=asked.response / 100,
        minimum=asked.minimum or 1,
    )


def strata_of(rows: Sequence[Mapping[str, Any]], asked: Asked) -> tuple[Stratum, ...]:
    """The rows of the table `strata` as the methods take them."""
    return tuple(_stratum(row, asked) for row in rows)


def _stratum(row: Mapping[str, Any], asked: Asked) -> Stratum:
    size: Any = row["size"]
    share = figure(row["proportion"])
    by_share = asked.is_proportion and share is not None
    cost = figure(row["cost"])
    return Stratum(
        name=str(row["title"]),
        size=size,
        sd=None if by_share else figure(row["deviation"]),
        p=share / 100 if by_share and share is not None else None,
        mean=None if by_share else figure(row["mean"]),
        cost=1 if cost is None else cost,
        minimum=row["minimum"] or None,
        importance=figure(row["importance"]),
    )


def _whole(value: Any) -> int | None:
    return None if value in (None, "") else int(value)
