"""Days as people write them: 17-08-2026, 17/8/2026, 17 Agustus 2026, August 17, 2026, and ISO."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    ("januari", "january"),
    ("februari", "february", "pebruari"),
    ("maret", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august", "agt", "ags"),
    ("september",),
    ("oktober", "october"),
    ("november", "nopember"),
    ("desember", "december"),
)
_GAP = r"[-/. ]\s*"
_WRITTEN = (
    re.compile(rf"(?P<year>[0-9]{{4}}){_GAP}(?P<month>[0-9]{{1,2}}){_GAP}(?P<day>[0-9]{{1,2}})"),
    re.compile(rf"(?P<day>[0-9]{{1,2}}){_GAP}(?P<month>[0-9]{{1,2}}|[a-z]{{3,10}}\.?),?{_GAP}(?P<year>[0-9]{{4}})"),
    re.compile(r"(?P<month>[a-z]{3,10})\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})"),
)
LONGEST = 40


def parse_day(text: str) -> date | None:
    """The day that the text means; None for what is no day. The day stands before the month, as on Indonesian letters."""
    plain = " ".join(text.lower().split())
    if len(plain) > LONGEST:
        return None
    plain = re.sub(r"^[a-z'’]+, ?", "", plain)  # the day of the week
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(plain):
            month = _month(found["month"])
            try:
                return date(int(found["year"]), month, int(found["day"])) if month else None
            except ValueError:
                return None
    return None


def _month(word: str) -> int:
    """1 to 12 of a number, a name, or the beginning of one of three letters or more; 0 for anything else."""
    if word.isdigit():
        return int(word)
    word = word.rstrip(".")
    return next((n for n, names in enumerate(MONTHS, 1) if any(name.startswith(word) for name in names)), 0)
