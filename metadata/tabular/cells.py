"""Raw cells: str, int, Decimal, bool, date, datetime, None, or something odd that only a spreadsheet can hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from metadata.tabular.faults import CellFault, Fault

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")

FORMULA = gettext_noop("The cell holds a formula (%(formula)s), not a value.")


@dataclass(frozen=True)
class Odd:
    """A formula (also as text of a CSV file), an error value, or a number that nobody could have typed. `value` is what the sheet
    showed, if known."""

    kind: str
    text: str
    value: Any = None

    def fault(self) -> CellFault:
        if self.kind == "formula":
            return CellFault(
                _(FORMULA) % {"formula": self.text[:60]},
                _("Copy the cells and paste them again as values."),
            )
        if self.kind == "formula text":
            return CellFault(
                _(FORMULA) % {"formula": self.text[:60]},
                _(
                    "Write the value itself. If these very words are meant, put an apostrophe (') in front, and empty “alasan”."
                ),
            )
        if self.kind == "error":
            return CellFault(
                _("The cell holds an error of the spreadsheet (%(error)s).") % {"error": self.text[:60]},
                _("Write the value itself."),
            )
        return CellFault(
            _("The cell holds a number that cannot be read (%(value)s).") % {"value": self.text[:60]},
            _("Write the value itself."),
        )


Told = Callable[[int], None]
"""Is told how many rows are written."""


class TooLong(Exception):
    """A text is longer than a cell of a workbook can be; in CSV it has a place."""

    def __init__(self, row: int, column: str) -> None:
        super().__init__(f"row {row}, {column}")
        self.row, self.column = row, column


@dataclass
class RawTable:
    """The cells of a sheet as they are: (row number, cells) of every row that is not blank, in order. `faults` concern cells
    that the sheet as a whole tells of (merged ones)."""

    rows: list[tuple[int, list[Any]]]
    faults: list[Fault] = field(default_factory=list)


def as_text(raw: Any) -> str:
    """A raw cell as people see it in the sheet."""
    if isinstance(raw, Odd):
        return raw.text
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, Decimal):
        return format(raw, "f")
    if isinstance(raw, dt.datetime):
        return raw.strftime("%Y-%m-%d %H:%M")
    if isinstance(raw, dt.date):
        return raw.isoformat()
    return str(raw)


def unwanted(text: str, *, strict: bool) -> list[CellFault]:
    """Characters that do not belong into a cell: control characters; those that turn the direction of writing (an error where
    `strict`, that is in codes, where invisible ones are an error too; a warning elsewhere)."""
    found = []
    if control := _CONTROL.search(text):
        found.append(
            CellFault(
                _("The text has a control character (%(character)s).") % {"character": _name(control[0])},
                _("Delete the cell and type the text again."),
            )
        )
    if direction := (_DIRECTION.search(text) or (strict and _INVISIBLE.search(text))):
        found.append(
            CellFault(
                _("The text has an invisible character that changes how it is read (%(character)s).")
                % {"character": _name(direction[0])},
                _("Delete the cell and type the text again."),
                warning=not strict,
            )
        )
    return found


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
