"""The days on which the steps of a notification's path were done: none lies ahead, none before the step that it follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock, wording
from phases.design.models import Filing


@dataclass(frozen=True)
class Step:
    """The step of the path that lies before the one recorded: its day, and what is said of an earlier one."""

    day: Callable[[Filing], dt.date | None]
    told: Any


CHECKED = Step(
    lambda filing: timezone.localdate(filing.verified_at) if filing.verified_at else None,
    _("The walidata found it fit on %(day)s: it goes to BPS on that day or later."),
)
SENT = Step(lambda filing: filing.sent_on, _("It went to BPS on %(day)s: BPS answers on that day or later."))
NOTED = Step(
    lambda filing: filing.noted_on,
    _("BPS returned it on %(day)s: the mended form goes there on that day or later."),
)
ANSWERED = Step(
    lambda filing: filing.answered_on,
    _("BPS recommended it on %(day)s: the results go there on that day or later."),
)


def lawful_day(filing: Filing, day: dt.date, after: Step) -> None:
    """A day that has come, and is not before the step that it follows."""
    if day > clock.today():
        raise ValidationError({"day": [_("This day has not come yet.")]})
    first = after.day(filing)
    if first is not None and day < first:
        raise ValidationError({"day": [after.told % {"day": wording.moment(first, "date")}]})
