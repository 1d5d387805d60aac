"""The table of strata and its checks, and the allocation rules' common ground: shares of a sample inside limits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from phases.methods.sampling.refused import Checks, Code, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One stratum. Either `sd` (S_h, divisor N_h − 1, unit of the variable) or `p` (a proportion P_h; then
    S_h² = N_h/(N_h−1) · P_h(1−P_h) and the mean is P_h: Cochran 1977, §5.10).

    `cost` is that of one unit; `minimum` and `maximum` bound the sample of this stratum; `importance` is Bankier's X_h;
    `response_rate` is the share of the selected who will answer."""

    name: str
    size: int
    sd: Number | None = None
    p: Number | None = None
    mean: Number | None = None
    cost: Number = 1
    minimum: int | None = None
    maximum: int | None = None
    importance: Number | None = None
    response_rate: Number = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A stratum checked: N_h, S_h (None: not told), mean (None: not told), and the least and most units to take."""

    name: str
    size: int
    sd: float | None
    mean: float | None
    cost: float
    low: int
    high: int
    importance: float | None
    response_rate: float

    @property
    def spread(self) -> float:
        """N_h S_h."""
        return self.size * (self.sd or 0.0)


def checked_rows(
    checks: Checks,
    strata: Sequence[Stratum],
    *,
    minimum: int = 1,
    sd: bool = False,
    mean: bool = False,
    divides: bool = False,
) -> tuple[Row, ...]:
    """All strata, or Refused with all that is wrong in the table and all that `checks` found before.

    `minimum` holds where a stratum tells none of its own, and not beyond its size. `sd` and `mean`: what each stratum must tell;
    `divides`: a mean of zero is refused."""
    least = checks.whole("minimum", minimum, least=1)
    if not strata:
        checks.add("strata", Code.EMPTY)
    seen: set[str] = set()
    values = []
    for row, stratum in enumerate(strata):
        name = stratum.name.strip()
        if not name:
            checks.add("name", Code.REQUIRED, row)
        elif name in seen:
            checks.add("name", Code.REPEATED, row, name=name)
        seen.add(name)
        size = checks.whole("size", stratum.size, least=1, row=row)
        spread = _sd(checks, stratum, size, row, required=sd)
        told = stratum.p if stratum.mean is None else stratum.mean
        centre = None if told is None and not mean else checks.number("mean", told, row=row)
        if divides and centre == 0:
            checks.add("mean", Code.ZERO, row)
        low = (
            min(least, size) if stratum.minimum is None else checks.whole("minimum", stratum.minimum, least=1, row=row)
        )
        high = size if stratum.maximum is None else checks.whole("maximum", stratum.maximum, least=1, row=row)
        high = min(high, size)
        if stratum.minimum is None:
            low = min(low, high)
        elif low > high:
            checks.add("minimum", Code.MINIMUM_ABOVE_MAXIMUM, row, minimum=int(low), maximum=int(high))
        values.append(
            (
                name,
                size,
                spread,
                centre,
                checks.number("cost", stratum.cost, above=0, row=row),
                low,
                high,
                None
                if stratum.importance is None
                else checks.number("importance", stratum.importance, above=0, row=row),
                checks.number("response_rate", stratum.response_rate, above=0, most=1, row=row),
            )
        )
    checks.stop()
    return tuple(
        Row(name, int(size), spread, centre, cost, int(low), int(high), importance, rate)
        for name, size, spread, centre, cost, low, high, importance, rate in values
    )


def _sd(checks: Checks, stratum: Stratum, size: float, row: int, *, required: bool) -> float | None:
    if stratum.sd is not None and stratum.p is not None:
        checks.add("sd", Code.CHOOSE_ONE, row, other="p")
        return None
    if stratum.p is not None:
        p = checks.number("p", stratum.p, least=0, most=1, row=row)
        return math.sqrt(size / (size - 1) * p * (1 - p)) if size > 1 and p == p else 0.0
    return None if stratum.sd is None and not required else checks.number("sd", stratum.sd, least=0, row=row)


def scaled(weights: Sequence[float], rows: Sequence[Row], scale: float) -> list[float]:
    """The allocation of one scale: scale · weight inside [low, high]; low where the weight is zero."""
    return [
        min(float(row.high), max(float(row.low), scale * weight if weight > 0 else 0.0))
        for weight, row in zip(weights, rows, strict=True)
    ]


def breakpoints(weights: Sequence[float], rows: Sequence[Row]) -> list[float]:
    """The scales, ascending, at which a stratum leaves its minimum or reaches its maximum."""
    return sorted(
        {
            bound / weight
            for weight, row in zip(weights, rows, strict=True)
            if weight > 0
            for bound in (row.low, row.high)
        }
    )


def free(weights: Sequence[float], rows: Sequence[Row], below: float, above: float) -> list[bool]:
    """Which strata follow their weight, in between two neighbouring breakpoints."""
    return [
        weight > 0 and row.low / weight <= below and row.high / weight >= above
        for weight, row in zip(weights, rows, strict=True)
    ]
