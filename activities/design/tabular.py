"""Tables of the design record as files that offices fill in: the columns of every declared table, and what their cells mean.

A heading is the field's `column`, else its Indonesian label; its name and its labels in both languages are understood too.
Attachments have no column. The first column, "No.", holds the key of a row; in a new row it is a number of the file's own, by
which rows below may name it (a line of a budget that belongs to another). Choices are written with their words, several with ;
between them, rows of other tables by their keys (K1), entries of the registry as CODE@1.0.0, numbers as numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from activities.design.declared import Field, Table
from activities.design.enums import YesNo
from activities.design.facts import FactRow
from activities.design.figures import parse_figure
from activities.design.scales import scale
from activities.design.values import day, figure
from activities.design.wording import AS_DECLARED, Wordings, told
from gsbpm_portal.core.dates import parse_day
from metadata.tabular.cells import as_text
from metadata.tabular.columns import Column, Type, key_of
from metadata.tabular.faults import CellFault

KEY = "No."
"""The heading of the keys."""
KEY_NAME = "key"
_NUMBERS = ("int", "decimal", "percent", "money")
_MANY = re.compile(r"[;\n]")
_SPAN = re.compile(r"\s*(?:–|—|\bs\.?d\.?\b|\bto\b|;)\s*", re.IGNORECASE)


def fields_of(table: Table) -> list[Field]:
    """The fields that have a column."""
    return [one for one in table.fields if one.type != "files"]


def columns_of(table: Table, wordings: Wordings = AS_DECLARED) -> dict[str, Column]:
    """The columns of a table by the names of its fields, the keys first. No two have the same heading.

    They are those that the office asks, with its words; what is declared is understood besides.
    """
    key = Column(
        KEY, KEY_NAME, _("Number of the row"), max_length=40, aliases=("no", "nomor", "kunci"), how=_("text"),
        help=_("Leave it empty, or number the rows of the file where one of them names another."),
    )  # fmt: skip
    found = {KEY_NAME: key}
    taken = {key_of(name) for name in (KEY, KEY_NAME)}
    for one in told(table.code, fields_of(table), wordings):
        heading = _label(one, "id") if key_of(_label(one, "id")) not in taken else one.name
        taken.add(key_of(heading))
        found[one.name] = _column(one, heading, table.field(one.name), required=one.name == table.name_field)
    return found


def _label(one: Field, language: str) -> str:
    with translation.override(language):
        return str(one.column or one.label)


def _column(one: Field, heading: str, declared: Field, *, required: bool) -> Column:
    column = partial(
        Column,
        heading,
        one.name,
        one.label,
        required=required,
        help=one.help,
        aliases=[_label(said, language) for said in (one, declared) for language in ("en", "id")],
    )
    if one.type in ("code", "yesno"):
        options = (YesNo if one.type == "yesno" else one.choices).choices
        named = [(value, one.names.get(value, label)) for value, label in options]
        offered = [(value, label) for value, label in named if label is not None]
        return column(type=Type.CHOICE, choices=offered, understood=options)
    if one.type == "bits":
        words = "; ".join(str(option.label) for option in one.choices.within(one.choices.everything()))
        return column(
            reader=_bits_reader(one), how=_("one or several, with ; between them: %(words)s") % {"words": words}
        )
    if one.type == "bool":
        return column(type=Type.BOOL)
    if one.type in _NUMBERS:
        how = _("a whole number") if one.type == "int" else _("a number, for example 1.250.000 or 12,5")
        return column(type=Type.NUMBER, reader=_whole if one.type == "int" else _number, how=how)
    if one.type == "date":
        return column(type=Type.DATE)
    if one.type == "month":
        return column(reader=_month, how=_("a month, for example 05-2026"))
    if one.type == "span":
        return column(reader=_span, how=_("two days, for example 2026-05-01 – 2026-05-31"))
    if one.type == "pick":
        return column(how=_("the number of the row (K1), or what it is called"))
    if one.type == "picks":
        return column(type=Type.LONG, how=_("numbers of rows (K1), or what they are called, with ; between them"))
    if one.type == "pointer":
        return column(how=_("the code in the registry, or CODE@1.0.0 for a certain version"))
    if one.type == "scores":
        words = "; ".join(f"{code} 3" for code, _label_, _help in scale())
        return column(
            type=Type.LONG, reader=_scores, how=_("criteria with their scores 1 to 5: %(words)s") % {"words": words}
        )
    kind = Type.LONG if one.type in ("long", "expression") else Type.TEXT
    return column(type=kind, max_length=one.limit)


# Reading ------------------------------------------------------------------------------------------------------------------


def parts_of(text: str) -> list[str]:
    """The pieces of a cell that names several things."""
    return [piece.strip() for piece in _MANY.split(text) if piece.strip()]


def _bits_reader(one: Field) -> Callable[[Any], int]:
    def read(raw: Any) -> int:
        words: dict[str, int] = {}
        for language in ("en", "id"):
            with translation.override(language):
                words |= {key_of(str(option.label)): int(option) for option in one.choices}
        found = 0
        for piece in parts_of(as_text(raw)):
            if key_of(piece) not in words:
                known = ", ".join(str(option.label) for option in one.choices)
                raise CellFault(
                    _("“%(value)s” is none of the possible values.") % {"value": piece[:60]},
                    _("Write one of: %(words)s.") % {"words": known},
                )
            found |= words[key_of(piece)]
        return found

    return read


def _number(raw: Any) -> Decimal:
    """A number of the spreadsheet, or one written as an Indonesian office writes it, whatever the language of the page."""
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return Decimal(raw)
    with translation.override("id"):
        number = parse_figure(raw) if isinstance(raw, str) and len(raw) <= 60 else None
    if number is None:
        raise CellFault(
            _("“%(value)s” is not a number.") % {"value": as_text(raw)[:60]},
            _("Write a number, for example 1.250.000 or 12,5."),
        )
    return number


def _whole(raw: Any) -> int:
    if (number := _number(raw)) != number.to_integral_value():
        raise CellFault(
            _("“%(value)s” is not a whole number.") % {"value": as_text(raw)[:60]},
            _("Write digits alone, for example 12."),
        )
    return int(number)


def _month(raw: Any) -> str:
    if isinstance(raw, dt.date):
        return raw.strftime("%Y-%m")
    text = as_text(raw).strip().replace("/", "-")
    first, _dash, second = text.partition("-")
    month, year = (second, first) if len(first) == 4 else (first, second)
    if not (month.isascii() and month.isdigit() and 1 <= int(month[:4]) <= 12 and re.fullmatch(r"[0-9]{4}", year)):
        raise CellFault(
            _("“%(value)s” is not a month.") % {"value": text[:60]}, _("Write a month, for example 05-2026.")
        )
    return f"{year}-{month.zfill(2)}"


def _span(raw: Any) -> list[str]:
    days = [parse_day(piece) for piece in _SPAN.split(as_text(raw).strip()) if piece]
    if len(days) != 2 or None in days:
        raise CellFault(
            _("“%(value)s” does not say from when until when.") % {"value": as_text(raw)[:60]},
            _("Write two days, for example 2026-05-01 – 2026-05-31."),
        )
    return [one.isoformat() for one in days if one]


def _scores(raw: Any) -> dict[str, str]:
    codes = {key_of(code): code for code, _label_, _help in scale()}
    codes |= {key_of(str(label)): code for code, label, _help in scale()}
    found = {}
    for piece in parts_of(as_text(raw)):
        said = re.fullmatch(r"(.*?)\s*[=:]?\s*([1-5])", piece)
        if said is None or key_of(said[1]) not in codes:
            raise CellFault(
                _("“%(value)s” is no criterion with a score of 1 to 5.") % {"value": piece[:60]},
                _("Write one of: %(words)s.") % {"words": ", ".join(dict.fromkeys(codes.values()))},
            )
        found[codes[key_of(said[1])]] = said[2]
    return found


# Writing ------------------------------------------------------------------------------------------------------------------


def records(rows: Iterable[FactRow], columns: Mapping[str, Column]) -> Iterable[Mapping[str, Any]]:
    """The rows of a table as `write_table` takes them: by heading, as cells."""
    for row in rows:
        found: dict[str, Any] = {KEY: row.key}
        for one in fields_of(row.table):
            if one.name in columns:
                found[columns[one.name].name] = cell_of(one, row[one.name])
        yield found


def cell_of(one: Field, kept: Any) -> Any:
    """A kept value as the cell that means it."""
    if one.type in _NUMBERS:
        return figure(kept)
    if one.type == "date":
        return day(kept)
    if one.type == "bits":
        with translation.override("id"):
            return "; ".join(str(option.label) for option in one.choices.within(kept))
    if one.type == "month":
        return f"{kept[5:]}-{kept[:4]}" if kept else ""
    if one.type == "span":
        return " – ".join(kept)
    if one.type == "picks":
        return "; ".join(kept)
    if one.type == "scores":
        return "; ".join(f"{code} {score}" for code, score in kept.items())
    return kept
