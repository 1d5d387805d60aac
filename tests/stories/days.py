"""The calendar of the stories: everything that is planned lies ahead, whatever day it is."""

from __future__ import annotations

import itertools
from datetime import date

from tests.factories import in_days

COLLECTED = 60
"""In so many days collection begins."""
YEAR = in_days(COLLECTED).year
"""The edition: the year in which collection begins."""


def schedule() -> dict[str, tuple[date, date]]:
    """The seven stages, one after the other."""
    days = (-20, 10, COLLECTED, 80, 100, 120, 150, 170)
    spans = {
        f"stage_{n}": (in_days(first), in_days(last)) for n, (first, last) in enumerate(itertools.pairwise(days), 1)
    }
    return spans | {"stage_2": (in_days(10), in_days(COLLECTED - 20))}
