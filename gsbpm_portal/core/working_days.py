"""Working days: the only place that counts them, and that writes the holidays which they leave out.

Saturdays and Sundays are none, nor are the holidays that the office keeps in the administration.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gsbpm_portal.core import audit
from gsbpm_portal.core.dates import parse_day
from gsbpm_portal.core.models import AuditKind, Holiday
from gsbpm_portal.core.office import AUDIT_CHAIN

SHIPPED = Path(__file__).parent / "data" / "holidays-2026.csv"
"""The public holidays of 2026 that fall on the same day every year."""
SEPARATOR = ";"
HEADINGS = frozenset({"date", "day", "tanggal", "hari"})
"""Of the column of days, where a file begins with a line of headings."""
MOST_LINES = 1000


def add_working_days(day: dt.date, days: int) -> dt.date:
    """The day that is `days` working days after `day`."""
    off = set(Holiday.objects.filter(day__gt=day).values_list("day", flat=True))
    left = days
    while left > 0:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5 and day not in off
    return day


def years_without_holidays(first: dt.date, last: dt.date) -> list[int]:
    """The years between two days of which the office keeps no holiday: working days are counted too early there."""
    years = range(first.year, last.year + 1)
    kept = set(Holiday.objects.filter(day__year__in=years).values_list("day__year", flat=True))
    return [year for year in years if year not in kept]


# Writing ------------------------------------------------------------------------------------------------------------------


def read_holidays(text: str) -> list[tuple[dt.date, str]]:
    """The holidays of a file with a line `date;name` each; empty lines and those that begin with # are left out.

    Refused with every faulty line named: no day, no name, a day twice.
    """
    found: dict[dt.date, str] = {}
    faults = []
    for number, cells in _lines(text):
        day, name = parse_day(cells[0]), " ".join(SEPARATOR.join(cells[1:]).split())
        if number > MOST_LINES:
            faults.append(_("At most %(limit)s lines.") % {"limit": MOST_LINES})
            break
        if day is None:
            faults.append(_("Line %(number)s: “%(text)s” is no day.") % {"number": number, "text": cells[0][:40]})
        elif not name or len(name) > 120:
            faults.append(_("Line %(number)s: the name is missing or longer than 120 characters.") % {"number": number})
        elif day in found:
            faults.append(_("Line %(number)s: this day stands there twice.") % {"number": number})
        else:
            found[day] = name
    if not found and not faults:
        faults.append(_("There is no holiday in it."))
    if faults:
        raise ValidationError(faults[:20])
    return sorted(found.items())


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = next(csv.reader([line], delimiter=SEPARATOR), [""])
        if number == 1 and cells[0].strip().lower() in HEADINGS:
            continue
        yield number, cells


@transaction.atomic
def load_holidays(text: str, *, by: Any) -> tuple[int, int]:
    """Keep the holidays of a file (`read_holidays`); gives how many are new and how many got another name. None is taken out."""
    new = renamed = 0
    audit.hold(AUDIT_CHAIN)
    for day, name in read_holidays(text):
        row = Holiday.objects.filter(day=day).first()
        if row is None:
            new += 1
        elif row.name != name:
            renamed += 1
        keep_holiday(row or Holiday(), day=day, name=name, by=by)
    return new, renamed


@transaction.atomic
def keep_holiday(row: Holiday, *, day: dt.date, name: str, by: Any) -> Holiday:
    """A new holiday, or other facts of one; audited. Nothing is written where nothing differs."""
    audit.hold(AUDIT_CHAIN)
    stored = Holiday.objects.filter(pk=row.pk).first() if row.pk else None
    before = {"day": stored.day, "name": stored.name} if stored else {}
    row.day, row.name = day, name.strip()
    row.full_clean()
    if changes := audit.differences(before, {"day": row.day, "name": row.name}):
        row.save()
        action = "holiday.changed" if stored else "holiday.added"
        audit.append(AUDIT_CHAIN, action=action, by=by, subject=row, changes=changes, kind=AuditKind.SECURITY)
    return row


@transaction.atomic
def drop_holiday(row: Holiday, *, by: Any) -> None:
    """Take a holiday out; audited."""
    changes = audit.differences({"day": row.day, "name": row.name}, {"day": None, "name": None})
    audit.append(AUDIT_CHAIN, action="holiday.dropped", by=by, subject=row, changes=changes, kind=AuditKind.SECURITY)
    row.delete()
