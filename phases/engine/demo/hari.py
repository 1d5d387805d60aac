"""Days of a story, so that what stands in tables has dates that fit whenever the office is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Day:
    """Day `number` of the story; 0 is its first."""

    number: int


MIDDLE = 172
"""The day of the story whose year is the budget year: most of the work is done about it."""


@dataclass(frozen=True)
class Year:
    """The budget year."""


@dataclass(frozen=True)
class Months:
    """The months of the budget year from one day of the story to another, as the bits of a budget: 1 is January, 2 February,
    4 March. What lies before the year is spent in its first month, what lies after it in its last."""

    first: int
    last: int


def dated(values: Mapping[str, Any], begin: dt.date) -> dict[str, Any]:
    """The values with every Day as a date and every Year as its number."""
    return {name: _meant(value, begin) for name, value in values.items()}


def _meant(value: Any, begin: dt.date) -> Any:
    if isinstance(value, Day):
        return begin + dt.timedelta(days=value.number)
    year = (begin + dt.timedelta(days=MIDDLE)).year
    if isinstance(value, Months):
        days = [begin + dt.timedelta(days=number) for number in range(value.first, value.last + 1)]
        within = {min(max(day, dt.date(year, 1, 1)), dt.date(year, 12, 31)) for day in days}
        months = {day.month for day in within if day in days} or {day.month for day in within}
        return sum(1 << month - 1 for month in months)
    return year if isinstance(value, Year) else value
