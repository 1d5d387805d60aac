"""Dates and numbers as a person would write them, in the language of the page. No markup here."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gsbpm_portal.core import clock

Number = int | float | Decimal


def to_date(value: dt.date | dt.datetime) -> dt.date:
    """The day in the office's time zone."""
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def day(value: dt.date | dt.datetime, *, today: dt.date | None = None) -> str:
    """9 Mei; with the year when it is not this year."""
    date = to_date(value)
    return date_format(date, "j M" if date.year == (today or clock.today()).year else "j M Y")


def moment(value: dt.date | dt.datetime, style: str = "full") -> str:
    """``full`` 9 Mei 2026 14.12 · ``date`` 9 Mei 2026 · ``short`` 9 Mei · ``short-time`` 9 Mei 14.12. A date has no time."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if style in ("short", "short-time"):
        text = day(value)
        if style == "short-time" and isinstance(value, dt.datetime):
            text = f"{text} {date_format(value, 'TIME_FORMAT')}"
        return text
    if style not in ("full", "date"):
        raise ValueError(f"no such date style: {style}")
    return date_format(
        value, "DATETIME_FORMAT" if style == "full" and isinstance(value, dt.datetime) else "DATE_FORMAT"
    )


def days_from_today(value: dt.date | dt.datetime, *, today: dt.date | None = None) -> int:
    """Days until the date, negative when it has passed."""
    return (to_date(value) - (today or clock.today())).days


def due_in(days: int) -> str:
    """hari ini · besok · 3 hari lagi · terlambat 1 hari."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": number(days)}
    return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": number(-days)}


def ago(value: dt.date | dt.datetime, *, now: dt.datetime | None = None) -> str:
    """baru saja · 5 menit lalu · 3 jam lalu · kemarin · 3 hari lalu · the date after 30 days (and for what is to come)."""
    now = now or clock.now()
    days = -days_from_today(value, today=timezone.localtime(now).date())
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        minutes = int((now - value).total_seconds() // 60)
        if minutes < 0:
            return moment(value, "short-time")
        if minutes < 1:
            return _("just now")
        if minutes < 60:
            return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
        if days == 0:
            hours = minutes // 60
            return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if 1 < days <= 30:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    return moment(value, "date")


def number(value: Number, places: int | None = None) -> str:
    """1.234 or with places 1.234,50, rounded half up; figures always carry the separators of the language."""
    if places is not None:
        value = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return number_format(value, decimal_pos=places, force_grouping=True)


def exact(value: Number) -> str:
    """150 · 37,5: as many decimals as the number needs."""
    plain = Decimal(str(value)).normalize()
    return number(plain, max(0, -int(plain.as_tuple().exponent)))


def rupiah(value: Number) -> str:
    """Rp1.250.000; cents only where there are some."""
    amount = Decimal(str(value))
    whole = amount == amount.to_integral_value()
    return f"{'−' if amount < 0 else ''}Rp{number(abs(amount), 0 if whole else 2)}"


def percent(ratio: Number, places: int = 0) -> str:
    """62% of a ratio 0.62. What is not all is never rounded up to 100, what is not none never down to 0."""
    value = float(ratio) * 100
    shown = round(value, places)
    step = 10**-places
    if shown >= 100 > value:
        shown = 100 - step
    elif shown <= 0 < value:
        shown = step
    return f"{number(shown, places)}%"


def size(count: int) -> str:
    """310 kB, 1,2 MB: decimal units as file managers show them."""
    if count < 1000:
        return f"{number(count)} B"
    for unit, scale in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)):
        value = count / scale
        if value < 999.5 or unit == "TB":
            return f"{number(value, 1 if value < 9.95 and unit != 'kB' else 0)} {unit}"
    raise AssertionError


def initials(name: str) -> str:
    """RA for Rangga Aditya; titles before and after the name do not count."""
    core = name.split(",")[0]
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*\.?", core) if not word.endswith(".")]
    words = words or re.findall(r"\w+", name)
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2])).upper()
