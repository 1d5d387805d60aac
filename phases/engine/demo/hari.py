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


@dataclass(frozen=True)
class Year:
    """The year in which the story begins."""


@dataclass(frozen=True)
class Months:
    """The months from one day of the story to another, as the bits of a budget: 1 is January, 2 February, 4 March."""

    first: int
    last: int


def dated(values: Mapping[str, Any], begin: dt.date) -> dict[str, Any]:
    """The values with every Day as a date and every Year as its number."""
    return {name: _meant(value, begin) for name, value in values.items()}


def _meant(value: Any, begin: dt.date) -> Any:
    if isinstance(value, Day):
        return begin + dt.timedelta(days=value.number)
    if isinstance(value, Months):
        days = range(value.first, value.last + 1)
        return sum(1 << month - 1 for month in {(begin + dt.timedelta(days=day)).month for day in days})
    return begin.year if isinstance(value, Year) else value
