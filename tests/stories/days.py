"""The calendar of the stories: everything that is planned lies ahead, whatever day it is."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from gsbpm_portal.core import clock

STAGES = (0, 1, 2, 3, 4, 5, 6)
"""In which month from now each of the seven stages is done."""


def month(number: int) -> date:
    """The first day of the month so many months from now."""
    today = clock.today()
    years, place = divmod(today.month - 1 + number, 12)
    return date(today.year + years, place + 1, 1)


YEAR = month(STAGES[2]).year
"""The edition: the year in which collection begins."""
RELEASED = month(STAGES[5]) + timedelta(days=9)


def steps(*told: tuple[str, str]) -> list[dict[str, Any]]:
    """The steps of a KAK, one for each stage of the schedule. `told`: title and result."""
    return [
        {
            "title": title,
            "starts": f"{month(n):%m-%Y}",
            "ends": f"{month(n):%m-%Y}",
            "stage": str(stage),
            "output": result,
        }
        for stage, (n, (title, result)) in enumerate(zip(STAGES, told, strict=True), 1)
    ]


def schedule() -> dict[str, tuple[date, date]]:
    """What the schedule starts with by these steps: whole months, one after the other."""
    found = {}
    for stage, n in enumerate(STAGES, 1):
        first = month(n)
        found[f"stage_{stage}"] = (first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))
    return found
