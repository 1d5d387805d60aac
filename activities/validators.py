"""What is lawful in an activity and its cycles, beyond what one field can say."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Model, TextField
from django.utils.translation import gettext_lazy as _

from activities.enums import Coverage, Repetition

EARLIEST, LATEST = date(1945, 8, 17), date(2200, 12, 31)
LONGEST_DELEGATION = timedelta(days=90)
IDENTITY = re.compile(r"[A-Z]-[0-9]{2}\.[0-9]{4}\.[0-9]{3,4}")
"""Of what identities of BPS look like (V-23.1375.002); unconfirmed, so what does not fit is asked about, never refused."""


def read_identity(text: str) -> str:
    """An identity as BPS writes it, where blanks and small letters are all that keeps it from looking like one."""
    tidy = "".join(text.split()).upper()
    return tidy if looks_like_identity(tidy) else " ".join(text.split())


def looks_like_identity(text: str) -> bool:
    return bool(IDENTITY.fullmatch(text.strip()))


def check_lengths(row: Model) -> None:
    """Long texts keep to their limit too; Django checks that in forms only."""
    errors: dict[str, object] = {}
    for field in row._meta.concrete_fields:
        limit = getattr(field, "max_length", None)
        if isinstance(field, TextField) and limit and len(getattr(row, field.name)) > limit:
            errors[field.name] = _("The text is longer than %(limit)s characters.") % {"limit": limit}
    if errors:
        raise ValidationError(errors)


def check_repetition(repetition: str, frequency: str) -> None:
    """What is repeated says how often."""
    if repetition == Repetition.REPEATED and not frequency:
        raise ValidationError({"frequency": _("Choose how often the activity is repeated.")})


def check_coverage(coverage: str, note: str) -> None:
    """What covers a part of the country says which."""
    if coverage == Coverage.PART and not note.strip():
        raise ValidationError({"coverage_note": _("Name the regions that are covered.")})


def check_edition(edition: str) -> None:
    """An edition holds a digit, so that it never looks like a fixed word of an address."""
    if edition and not any(letter.isdigit() for letter in edition):
        raise ValidationError({"edition": _("Put a number into the edition, for example 2026 or 2026-tw1.")})


def check_span(first: date | None, last: date | None, field: str) -> None:
    """Two dates in order and of this age; the error stands at the second one."""
    for day in (first, last):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError({field: _("Use dates between 1945 and 2200.")})
    if first is not None and last is not None and last < first:
        raise ValidationError({field: _("The end date lies before the start date.")})


def check_delegation(starts: date, ends: date, today: date) -> None:
    """A delegation begins today or later and lasts at most 90 days."""
    check_span(starts, ends, "ends")
    if starts < today:
        raise ValidationError({"starts": _("A delegation cannot begin in the past.")})
    if ends - starts >= LONGEST_DELEGATION:
        raise ValidationError({"ends": _("A delegation lasts 90 days at most.")})
