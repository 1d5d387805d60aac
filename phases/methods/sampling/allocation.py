"""How a sample is divided among strata: equal, proportional, Neyman, optimal by cost, power; inside the limits of each stratum.

Every rule gives each stratum a weight a_h and takes n_h = s · a_h inside [minimum_h, maximum_h], with the one scale s at which
the sample (or its cost) is what was asked for. Without minimums this is Cochran's recursion on over-allocation (1977, §5.8):
strata for which the rule asks more than N_h are taken whole, the rest of the sample is divided among the others, until none is
asked for too much. With minimums and maximums, it is the solution of the Kuhn-Tucker conditions (Stenger and Gabler 2005, Metrika
61, 137–156; Wesołowski, Wieczorkowski and Wójciak 2021, J. Surv. Stat. Methodol. 10, 1263–1275)."""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from phases.methods.sampling.refused import Checks, Code, Notice, Number, Remark, rounded_up
from phases.methods.sampling.strata import Row, Stratum, breakpoints, checked_rows, free, scaled

MINIMUM = 2
"""Two units a stratum: with fewer its variance cannot be estimated."""
POWER = 0.5


class Rule(StrEnum):
    """Weights a_h. W_h = N_h/N."""

    EQUAL = "equal"  # 1
    PROPORTIONAL = "proportional"  # N_h (Cochran 1977, §5.3)
    NEYMAN = "neyman"  # N_h S_h (Neyman 1934; Cochran 1977, §5.5, (5.26))
    OPTIMAL = "optimal"  # N_h S_h / √c_h (Cochran 1977, §5.5, Theorem 5.6)
    POWER = "power"  # X_h^q S_h/|Ȳ_h| (Bankier 1988, The American Statistician 42, 174–177)

    @property
    def needs_sd(self) -> bool:
        return self in (Rule.NEYMAN, Rule.OPTIMAL, Rule.POWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """One stratum of an allocation. `exact` before rounding, `n` the answers wanted, `selected` the units to select so that n
    answer (never above N_h), `weight` N_h/n, `bound` what held the rule back: "minimum", "maximum", "whole" (all N_h), or ""."""

    name: str
    size: int
    exact: float
    n: int
    selected: int
    bound: str
    cost: float

    @property
    def fraction(self) -> float:
        return self.n / self.size

    @property
    def weight(self) -> float:
        return self.size / self.n


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """`cost` is Σ c_h · n_h plus the fixed cost."""

    rule: Rule
    n: int
    selected: int
    cost: float
    strata: tuple[Allocated, ...]
    notices: tuple[Notice, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(stratum.n for stratum in self.strata)


def allocate(
    strata: Sequence[Stratum],
    rule: Rule,
    *,
    n: int | None = None,
    budget: Number | None = None,
    fixed_cost: Number = 0,
    minimum: int = MINIMUM,
    power: Number = POWER,
) -> Allocation:
    """Divide `n` units, or what `budget` − `fixed_cost` pays for, by `rule`.

    Whole numbers keep the sum n: everything is rounded down, and those with the largest remainders get one more (ties: the larger
    stratum, then the earlier). A budget is never exceeded; what remains is told. POWER: q = `power` between 0 (nearly equal
    CVs) and 1 (with X_h = N_h|Ȳ_h|, Neyman's); X_h is `importance`, or N_h|Ȳ_h| where none is told. It minimises
    Σ (X_h^q · CV(Ŷ_h))².

    Refused: a table that is wrong; n and budget both or neither; n below Σ minimum_h or above Σ maximum_h; a budget that does not
    pay for the minimums; no standard deviation, or no mean, or a mean of zero, where the rule needs it; a rule by standard
    deviations where all are zero; power outside [0, 1]."""
    checks = Checks()
    if (n is None) == (budget is None):
        checks.add("n", Code.CHOOSE_ONE, other="budget")
    wanted = math.nan if n is None else checks.whole("n", n, least=1)
    money = math.nan if budget is None else checks.number("budget", budget, above=0)
    fixed = checks.number("fixed_cost", fixed_cost, least=0)
    q = checks.number("power", power, least=0, most=1)
    rows = checked_rows(
        checks, strata, minimum=minimum, sd=rule.needs_sd, mean=rule == Rule.POWER, divides=rule == Rule.POWER
    )
    weights = rule_weights(checks, rows, rule, q)
    prices = [1.0 if budget is None else row.cost for row in rows]
    needed = sum(price * row.low for price, row in zip(prices, rows, strict=True))
    most = sum(row.high for row in rows)
    if wanted < needed:
        checks.add("n", Code.BELOW_MINIMUMS, needed=int(needed))
    if wanted > most:
        checks.add("n", Code.ABOVE_MAXIMUMS, available=most)
    if money - fixed < needed:
        checks.add("budget", Code.BELOW_MINIMUMS, needed=needed + fixed)
    checks.stop()
    exact, spread = fitted(weights, rows, prices, wanted if budget is None else money - fixed)
    if budget is None:
        sizes = largest_remainder(exact, rows, int(wanted))
    else:
        sizes = _within_budget(exact, rows, money - fixed)
    found = _allocation(rule, rows, exact, sizes, fixed)
    notices = list(found.notices)
    if spread:
        notices.append(Notice(Remark.SPREAD_BY_SIZE))
    if budget is not None and money - found.cost > 1e-9 * money:
        notices.append(Notice(Remark.REMAINING_BUDGET, {"amount": money - found.cost}))
    return replace(found, notices=tuple(notices))


def rule_weights(checks: Checks, rows: Sequence[Row], rule: Rule, power: float) -> list[float]:
    """a_h of each stratum, of rows that have what the rule needs; the largest is 1. What is below 1e-100 of it counts as zero:
    its breakpoints would be beyond floats."""
    if rule.needs_sd and all(row.sd == 0 for row in rows):
        checks.add("rule", Code.NO_VARIATION)
    checks.stop()
    weights = [_weight(row, rule, power) for row in rows]
    largest = max(weights)
    return [weight / largest if weight > 1e-100 * largest else 0.0 for weight in weights]


def _weight(row: Row, rule: Rule, power: float) -> float:
    match rule:
        case Rule.EQUAL:
            return 1.0
        case Rule.PROPORTIONAL:
            return float(row.size)
        case Rule.NEYMAN:
            return row.spread
        case Rule.OPTIMAL:
            return row.spread / math.sqrt(row.cost)
        case Rule.POWER:
            mean = abs(row.mean or 0.0)
            importance = row.size * mean if row.importance is None else row.importance
            return importance**power * (row.sd or 0.0) / mean


def fitted(
    weights: Sequence[float], rows: Sequence[Row], prices: Sequence[float], target: float
) -> tuple[list[float], bool]:
    """The allocation with Σ price_h · n_h = target, and whether a rest went to strata of weight zero, by their size.

    The sum grows with the scale, linearly between breakpoints: the two around the target are found, and the scale solved."""

    def reached(scale: float) -> float:
        return sum(price * size for price, size in zip(prices, scaled(weights, rows, scale), strict=True))

    points = breakpoints(weights, rows)
    place = bisect.bisect_left(points, target, key=reached)
    if place == len(points):
        full = scaled(weights, rows, points[-1] if points else 0.0)
        if target <= reached(points[-1] if points else 0.0) * (1 + 1e-12) or all(weight > 0 for weight in weights):
            return full, False
        settled = [replace(row, low=row.high) if weight > 0 else row for weight, row in zip(weights, rows, strict=True)]
        return fitted([float(row.size) for row in rows], settled, prices, target)[0], True
    below, above = (points[place - 1] if place else 0.0), points[place]
    moving = free(weights, rows, below, above)
    at = scaled(weights, rows, below)
    slope = sum(price * weight for price, weight, moves in zip(prices, weights, moving, strict=True) if moves)
    rest = target - sum(price * size for price, size, moves in zip(prices, at, moving, strict=True) if not moves)
    return scaled(weights, rows, rest / slope if slope > 0 else above), False


def largest_remainder(exact: Sequence[float], rows: Sequence[Row], total: int) -> list[int]:
    """Whole numbers with sum `total`, each the exact one rounded down or up, inside the limits of its stratum."""
    sizes = [max(row.low, min(row.high, math.floor(value + 1e-9))) for value, row in zip(exact, rows, strict=True)]
    for place in _by_remainder(exact, rows, sizes)[: total - sum(sizes)]:
        sizes[place] += 1
    return sizes


def _within_budget(exact: Sequence[float], rows: Sequence[Row], money: float) -> list[int]:
    sizes = [max(row.low, min(row.high, math.floor(value + 1e-9))) for value, row in zip(exact, rows, strict=True)]
    left = money - sum(row.cost * size for row, size in zip(rows, sizes, strict=True))
    for place in _by_remainder(exact, rows, sizes):
        if rows[place].cost <= left * (1 + 1e-12):
            sizes[place] += 1
            left -= rows[place].cost
    return sizes


def _by_remainder(exact: Sequence[float], rows: Sequence[Row], sizes: Sequence[int]) -> list[int]:
    """The strata that may get one more, the largest remainder first. Nine digits decide: noise of floats makes no difference."""
    places = [place for place, row in enumerate(rows) if sizes[place] < row.high]
    return sorted(places, key=lambda place: (-round(exact[place] - sizes[place], 9), -rows[place].size, place))


def _allocation(
    rule: Rule, rows: Sequence[Row], exact: Sequence[float], sizes: Sequence[int], fixed: float
) -> Allocation:
    strata = []
    notices = []
    for place, (row, value, size) in enumerate(zip(rows, exact, sizes, strict=True)):
        wanted = rounded_up(size / row.response_rate)
        selected = min(row.size, wanted)
        bound = ""
        if size == row.size:
            bound = "whole"
            notices.append(Notice(Remark.TAKEN_WHOLE, {}, place))
        elif value >= row.high:
            bound = "maximum"
            notices.append(Notice(Remark.AT_MAXIMUM, {"maximum": row.high}, place))
        elif value <= row.low:
            bound = "minimum"
        if size < 2 <= row.size:
            notices.append(Notice(Remark.FEWER_THAN_TWO, {}, place))
        if wanted > row.size:
            params = {"needed": size, "expected": math.floor(row.size * row.response_rate)}
            notices.append(Notice(Remark.RESPONSE_SHORTFALL, params, place))
        strata.append(
            Allocated(
                name=row.name,
                size=row.size,
                exact=value,
                n=size,
                selected=selected,
                bound=bound,
                cost=row.cost * size,
            )
        )
    return Allocation(
        rule=rule,
        n=sum(sizes),
        selected=sum(stratum.selected for stratum in strata),
        cost=fixed + sum(stratum.cost for stratum in strata),
        strata=tuple(strata),
        notices=tuple(notices),
    )
