"""When a budget is spent: the share of each month of its year in every line, and the sums by month. Pure.

A line is spent in its own months, else in those of the nearest line above it that has some, else evenly over the usual ones. Of
the rows of a line, those with a share are spent evenly over their months; the others have what is left, evenly over theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from gsbpm_portal.core.documents.periods import shared_out
from phases.needs.budget import NOTHING, Budget, Fault

YEAR = tuple(range(1, 13))
WHOLE = Fraction(1)
Shares = tuple[Fraction, ...]


@dataclass(frozen=True)
class Part:
    """In `months` (1 to 12) `percent` of a line is spent; None: what the other parts of the line leave over."""

    line: str
    months: tuple[int, ...]
    percent: Decimal | None = None


@dataclass(frozen=True)
class Spread:
    """A budget over the months of its year. `shares`: those of each line without others below it, by its key."""

    budget: Budget
    shares: Mapping[str, Shares]
    faults: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """What is spent in each month, January first."""
        sums = [NOTHING] * len(YEAR)
        for line in self.budget.lines:
            if line.key in self.shares:
                parts = shared_out(line.amount, self.shares[line.key])
                sums = [total + part for total, part in zip(sums, parts, strict=True)]
        return tuple(sums)

    @property
    def left(self) -> Decimal:
        """What stands in no month: faulty shares leave it over."""
        return self.budget.total - sum(self.totals, NOTHING)


def spread(budget: Budget, parts: Iterable[Part], usual: Sequence[int] = YEAR) -> Spread:
    """Every line of the budget over the months. `usual`: those of lines that nobody gave months."""
    own: dict[str, list[Part]] = {}
    for part in parts:
        own.setdefault(part.line, []).append(part)
    evenly = shares_of([Part("", tuple(usual))]) or (Fraction(0),) * len(YEAR)
    above: list[Shares] = []
    shares, faults = {}, {}
    for line in budget.lines:
        del above[line.depth :]
        mine = own.get(line.key)
        found = shares_of(mine) if mine else None
        if mine and (wrong := _faults(mine)):
            faults[line.key] = wrong
        above.append(found or (above[-1] if above else evenly))
        if not line.is_sum:
            shares[line.key] = above[-1]
    return Spread(budget, shares, faults)


def shares_of(parts: Sequence[Part]) -> Shares | None:
    """The share of each month in a line with these parts; None where none of them names a month."""
    named = [part for part in parts if part.months]
    if not named:
        return None
    found = dict.fromkeys(YEAR, Fraction(0))
    for part in named:
        for month in part.months if part.percent is not None else ():
            found[month] += Fraction(part.percent or 0) / 100 / len(part.months)
    rest = max(WHOLE - sum(found.values()), Fraction(0))
    open_ = {month for part in named if part.percent is None for month in part.months}
    for month in open_:
        found[month] += rest / len(open_)
    return tuple(found.values())


def _faults(parts: Sequence[Part]) -> tuple[Fault, ...]:
    wrong = [Fault.NO_MONTHS] if any(not part.months for part in parts) else []
    shares = shares_of(parts)
    if shares is not None and sum(shares) != WHOLE:
        wrong.append(Fault.PART_LEFT)
    return tuple(wrong)
