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


def dated(values: Mapping[str, Any], begin: dt.date) -> dict[str, Any]:
    """The values with every Day as a date."""
    return {
        name: begin + dt.timedelta(days=value.number) if isinstance(value, Day) else value
        for name, value in values.items()
    }
