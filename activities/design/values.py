"""Values of declared fields: from what is typed to what is kept, and from what is kept to what people read. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from activities.design.declared import Field, is_empty
from activities.design.enums import YesNo
from gsbpm_portal.core import wording

MOST_PICKS = 60
MOST_FILES = 20
FIGURES = 20
"""Digits that a number may have."""


def keep(field: Field, value: Any) -> Any:
    """The value as it is kept: from a typed or cleaned one, or from a kept one, which stays as it is.

    Refuses (ValidationError) what the field cannot hold. Nothing entered gives `field.empty`.
    """
    if isinstance(value, str):
        value = value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if is_empty(field, value):
        return field.empty
    kept = _KEEPERS.get(field.type, _text)(field, value)
    if field.minimum is not None or field.maximum is not None:
        _within(field, kept)
    return kept


def _text(field: Field, value: Any) -> str:
    text = str(value)
    if field.type not in ("long", "expression"):
        text = " ".join(text.split())
    if len(text) > field.limit:
        raise ValidationError(
            _("The text is longer than %(limit)s characters.") % {"limit": wording.number(field.limit)}
        )
    return text


def _code(field: Field, value: Any) -> str:
    options = YesNo if field.type == "yesno" else field.choices
    if str(value) not in options.values:
        raise ValidationError(_("Choose from the list."))
    return str(value)


def _bits(field: Field, value: Any) -> int:
    found = _whole(field, value)
    if not 0 <= found <= field.choices.everything():
        raise ValidationError(_("Choose from the list."))
    return found


def _whole(field: Field, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValidationError(_("Write a whole number.")) from None


def _figure(field: Field, value: Any) -> str:
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise ValidationError(_("Write a number.")) from None
    if not number.is_finite() or len(number.as_tuple().digits) > FIGURES or abs(number.adjusted()) > FIGURES:
        raise ValidationError(_("The number is too long."))
    if field.type == "money" and number != number.quantize(Decimal("0.01")):
        raise ValidationError(_("Write rupiah with at most two decimals."))
    plain = format(number.normalize(), "f")
    return "0" if plain in ("-0", "0") else plain


def _date(field: Field, value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValidationError(_("Write a date that exists, for example 17-08-2026.")) from None


def _month(field: Field, value: Any) -> str:
    text = value.strftime("%Y-%m") if isinstance(value, dt.date) else str(value)
    try:
        return dt.date.fromisoformat(f"{text}-01").strftime("%Y-%m") if len(text) == 7 else _bad_month()
    except ValueError:
        return _bad_month()


def _bad_month() -> str:
    raise ValidationError(_("Write a month, for example 05-2026."))


def _span(field: Field, value: Any) -> list[str]:
    if len(value) != 2 or not all(value):
        raise ValidationError(_("Fill in both dates, or leave both empty."))
    first, last = (_date(field, day) for day in value)
    if last < first:
        raise ValidationError(_("The last day is before the first."))
    return [first, last]


def _picks(field: Field, value: Any) -> list[str]:
    keys = list(dict.fromkeys(str(one) for one in value))
    if len(keys) > MOST_PICKS:
        raise ValidationError(_("Choose %(most)s at most.") % {"most": MOST_PICKS})
    return keys


def _files(field: Field, value: Any) -> list[str]:
    ids = list(dict.fromkeys(str(one) for one in value))
    if len(ids) > MOST_FILES:
        raise ValidationError(_("Attach %(most)s files at most.") % {"most": MOST_FILES})
    return ids


def _scores(field: Field, value: Any) -> dict[str, int]:
    found = {}
    for name, score in sorted(dict(value).items()):
        if score in (None, ""):
            continue
        if (number := _whole(field, score)) not in range(1, 6):
            raise ValidationError(_("A score is 1, 2, 3, 4 or 5."))
        found[str(name)] = number
    return found


def _email(field: Field, value: Any) -> str:
    text = _text(field, value)
    EmailValidator(_("Write an e-mail address, for example statistik@kota-contoh.go.id."))(text)
    return text


def _url(field: Field, value: Any) -> str:
    text = _text(field, value)
    URLValidator(["http", "https"], message=_("Write an address, for example https://data.kota-contoh.go.id."))(text)
    return text


_KEEPERS: dict[str, Any] = {
    "code": _code,
    "yesno": _code,
    "bits": _bits,
    "bool": lambda field, value: bool(value),
    "int": _whole,
    "decimal": _figure,
    "percent": _figure,
    "money": _figure,
    "date": _date,
    "month": _month,
    "span": _span,
    "picks": _picks,
    "files": _files,
    "scores": _scores,
    "email": _email,
    "url": _url,
}


def _within(field: Field, kept: Any) -> None:
    number = Decimal(str(kept))
    if field.minimum is not None and number < Decimal(str(field.minimum)):
        raise ValidationError(_("At least %(limit)s.") % {"limit": wording.number(field.minimum)})
    if field.maximum is not None and number > Decimal(str(field.maximum)):
        raise ValidationError(_("At most %(limit)s.") % {"limit": wording.number(field.maximum)})


# Reading ----------------------------------------------------------------------------------------------------------------


def figure(kept: Any) -> Decimal | None:
    """A kept number (decimal, percent, money, int) for calculating; None where nothing was entered."""
    return None if kept in (None, "") else Decimal(str(kept))


def day(kept: Any) -> dt.date | None:
    """A kept date, or the first day of a kept month; None where nothing was entered."""
    return dt.date.fromisoformat(kept if len(kept) == 10 else f"{kept}-01") if kept else None


def text(field: Field, kept: Any, names: Mapping[str, str] | None = None) -> str:
    """A kept value as people read it, in the language of the page; "" where nothing was entered.

    `names`: what the rows of the picked table, or the files, are called.
    """
    if is_empty(field, kept):
        return ""
    return str(_READERS.get(field.type, lambda f, k, n: str(k))(field, kept, names or {}))


def _read_bits(field: Field, kept: Any, names: Mapping[str, str]) -> str:
    return "; ".join(str(option.label) for option in field.choices.within(kept))


def _read_code(field: Field, kept: Any, names: Mapping[str, str]) -> str:
    options = YesNo if field.type == "yesno" else field.choices
    return str(field.names.get(kept) or options(kept).label) if kept in options.values else str(kept)


def _read_number(field: Field, kept: Any, names: Mapping[str, str]) -> str:
    number = Decimal(str(kept))
    places = max(0, -int(number.as_tuple().exponent))
    shown = wording.number(number, places)
    return f"{shown} %" if field.type == "percent" else shown


def _read_month(field: Field, kept: Any, names: Mapping[str, str]) -> str:
    year, month = kept.split("-")
    return f"{MONTHS[int(month)]} {year}"


def _read_named(field: Field, kept: Any, names: Mapping[str, str]) -> str:
    keys = [kept] if isinstance(kept, str) else kept
    return "; ".join(names.get(key, key) for key in keys)


_READERS: dict[str, Any] = {
    "bits": _read_bits,
    "code": _read_code,
    "yesno": _read_code,
    "bool": lambda field, kept, names: _("yes") if kept else _("no"),
    "int": lambda field, kept, names: wording.number(kept) if field.name != "year" else str(kept),
    "decimal": _read_number,
    "percent": _read_number,
    "money": lambda field, kept, names: wording.rupiah(Decimal(str(kept))),
    "date": lambda field, kept, names: wording.moment(dt.date.fromisoformat(kept), "date"),
    "month": _read_month,
    "span": lambda field, kept, names: " – ".join(wording.moment(dt.date.fromisoformat(one), "date") for one in kept),
    "pick": _read_named,
    "picks": _read_named,
    "files": _read_named,
    "scores": lambda field, kept, names: "; ".join(f"{names.get(name, name)} {score}" for name, score in kept.items()),
}


def digest(kept: Any) -> str:
    """A short digest of a kept value, by which one sees who of two people changed it."""
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:10]


def digests(fields: Iterable[Field], content: Mapping[str, Any]) -> dict[str, str]:
    return {field.name: digest(content.get(field.name, field.empty)) for field in fields}
