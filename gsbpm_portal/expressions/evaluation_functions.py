"""What the functions of one record compute, with arguments that are not missing, in the reckoning of evaluation.py."""

import decimal
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

# A number as text: plain digits, a sign, a point; spaces around are let pass.
NUMBER = re.compile(r"\s*([+-]?[0-9]{1,60}(?:\.[0-9]{1,60})?)\s*", re.ASCII)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOST_DECIMALS = 30


class Refused(Exception):
    """The function has no value here: the id of the message, and the value that it could not take."""

    def __init__(self, id: str, found: str = ""):
        super().__init__(id)
        self.id = id
        self.found = found


def whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise Refused("outside_domain")
    return int(number)


def rounded(number: Decimal, decimals: Decimal = Decimal(0), how: str = decimal.ROUND_HALF_UP) -> Decimal:
    """Half goes away from zero, as one learns at school: 2.5 → 3, -2.5 → -3. Negative decimals round to tens, hundreds …"""
    places = whole(decimals)
    if abs(places) > MOST_DECIMALS:
        raise Refused("outside_domain")
    with decimal.localcontext(prec=100):
        return number.quantize(Decimal(1).scaleb(-places), rounding=how) + Decimal(0)


def remainder(number: Decimal, divisor: Decimal) -> Decimal:
    """With the sign of the number, as in SQL: mod(-7, 3) is -1."""
    if not divisor:
        raise Refused("division_by_zero")
    with decimal.localcontext(prec=100):
        return number % divisor


def power(base: Decimal, exponent: Decimal) -> Decimal:
    if abs(exponent) > 1000 or (not base and exponent <= 0):
        raise Refused("outside_domain")
    return base**exponent


def logarithm(number: Decimal) -> Decimal:
    if number <= 0:
        raise Refused("outside_domain")
    return number.ln()


def exponential(number: Decimal) -> Decimal:
    if number > 100:
        raise Refused("overflow")
    return number.exp() if number > -100 else Decimal(0)


def number(text: str) -> Decimal:
    match = NUMBER.fullmatch(text)
    if not match:
        raise Refused("not_a_number", text)
    return +Decimal(match[1])


def plain_text(number: Decimal) -> str:
    shown = f"{number:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"


def part(text: str, start: Decimal, length: Decimal) -> str:
    first, many = whole(start), whole(length)
    if first < 1 or many < 0:
        raise Refused("outside_domain")
    return text[first - 1 : first - 1 + many]


def first_of(text: str, length: Decimal) -> str:
    return part(text, Decimal(1), length)


def last_of(text: str, length: Decimal) -> str:
    many = whole(length)
    if many < 0:
        raise Refused("outside_domain")
    return text[-many:] if many else ""


def make_date(first: str | Decimal, month: Decimal | None = None, day: Decimal | None = None) -> date:
    """From year-month-day as text, or from three numbers."""
    if month is None or day is None:
        shown = str(first)
    else:
        if not isinstance(first, Decimal):
            raise Refused("not_a_date", first)
        shown = f"{whole(first):04d}-{whole(month):02d}-{whole(day):02d}"
    day_found = iso_date(shown)
    if day_found is None:
        raise Refused("not_a_date", shown)
    return day_found


def iso_date(text: str) -> date | None:
    """The day of a text like 2025-12-31; None for any other writing and for days that do not exist."""
    try:
        return date.fromisoformat(text) if ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None


def days_between(start: date, end: date) -> Decimal:
    return Decimal((end - start).days)


def full_years(start: date, end: date) -> Decimal:
    """Birthdays passed; who was born on 29 February has theirs on 1 March in other years."""
    if end < start:
        return -full_years(end, start)
    return Decimal(end.year - start.year - ((end.month, end.day) < (start.month, start.day)))


def add_days(day: date, days: Decimal) -> date:
    try:
        return day + timedelta(days=whole(days))
    except OverflowError:
        raise Refused("outside_domain") from None


COMPUTE: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "round": rounded,
    "floor": lambda x: rounded(x, how=decimal.ROUND_FLOOR),
    "ceil": lambda x: rounded(x, how=decimal.ROUND_CEILING),
    "mod": remainder,
    "power": power,
    "sqrt": lambda x: x.sqrt(),
    "ln": logarithm,
    "exp": exponential,
    "least": min,
    "greatest": max,
    "number": number,
    "length": lambda x: Decimal(len(x)),
    "upper": str.upper,
    "lower": str.lower,
    "trim": str.strip,
    "left": first_of,
    "right": last_of,
    "substring": part,
    "concat": lambda *texts: "".join(texts),
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "contains": lambda text, inside: inside in text,
    "is_digits": lambda text: text.isascii() and text.isdigit(),
    "text": plain_text,
    "date": make_date,
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "days_between": days_between,
    "full_years": full_years,
    "add_days": add_days,
}
