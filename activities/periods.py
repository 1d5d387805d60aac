"""Calendar arithmetic of editions: what the next reference period is, how a plan moves with it, what an edition is called.

Pure: dates in, dates and texts out. A month's last day stays a month's last day (30 June plus half a year is 31 December).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from activities.enums import Frequency

MONTHS: dict[str, int] = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.FOUR_MONTHLY: 4,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
    Frequency.LONGER: 24,
}
DAYS: dict[str, int] = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}


@dataclass(frozen=True)
class Edition:
    """A proposed edition: its code, its name and its reference period."""

    code: str
    name: str
    year: int
    start: date
    end: date


def add_months(day: date, months: int) -> date:
    """The same day some months on; a month's last day gives a month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if was_last else min(day.day, last))


def shift(day: date, frequency: str) -> date:
    """The day one period on; what is not repeated moves by a year. A day that cannot move stays (end of the calendar)."""
    try:
        if frequency in DAYS:
            return day + timedelta(days=DAYS[frequency])
        return add_months(day, MONTHS.get(frequency, 12))
    except (OverflowError, ValueError):
        return day


def edition_of(start: date, frequency: str) -> Edition:
    """The edition whose reference period holds `start`, in whole days, weeks, months … of the calendar."""
    year = start.year
    if frequency == Frequency.DAILY:
        return Edition(start.isoformat(), "", year, start, start)
    if frequency == Frequency.WEEKLY:
        monday = start - timedelta(days=start.weekday())
        iso = monday.isocalendar()
        code, name = f"{iso.year}-m{iso.week:02d}", _("Week %(number)s of %(year)s")
        return Edition(
            code, name % {"number": iso.week, "year": iso.year}, iso.year, monday, monday + timedelta(days=6)
        )
    months = MONTHS.get(frequency, 12)
    if months >= 12:
        return Edition(str(year), "", year, date(year, 1, 1), date(year, 12, 31))
    number = (start.month - 1) // months + 1
    first = date(year, (number - 1) * months + 1, 1)
    last = add_months(first, months) - timedelta(days=1)
    code, name = {
        1: (f"{year}-{number:02d}", ""),
        3: (f"{year}-tw{number}", _("Quarter %(number)s of %(year)s")),
        4: (f"{year}-cw{number}", _("Four months %(number)s of %(year)s")),
        6: (f"{year}-sem{number}", _("Half-year %(number)s of %(year)s")),
    }[months]
    return Edition(code, name % {"number": number, "year": year} if name else "", year, first, last)


def suggest_code(title: str, most: int = 40) -> str:
    """A code from a title: its telling words in capitals, joined by hyphens."""
    empty = {"DAN", "DI", "KE", "DARI", "YANG", "UNTUK", "PADA", "THE", "OF", "AND", "A", "AN", "IN", "FOR"}
    general = {"SURVEI", "SURVEY", "SENSUS", "CENSUS", "KOMPILASI", "COMPILATION", "PENDATAAN", "STATISTIK"}
    words = [word for word in re.findall(r"[A-Z0-9]+", title.upper()) if word not in empty]
    telling = [word for word in words if word not in general] or words
    code = ""
    for word in telling[:4]:
        longer = f"{code}-{word}" if code else word[:most]
        if len(longer) > most:
            break
        code = longer
    return code
