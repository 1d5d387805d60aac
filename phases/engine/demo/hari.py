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


def dated(values: Mapping[str, Any], begin: dt.date) -> dict[str, Any]:
    """The values with every Day as a date and every Year as its number."""
    return {name: _meant(value, begin) for name, value in values.items()}


def _meant(value: Any, begin: dt.date) -> Any:
    if isinstance(value, Day):
        return begin + dt.timedelta(days=value.number)
    return begin.year if isinstance(value, Year) else value
