"""What is wrong with a file, a row or a cell, said so that people can mend it: where, what, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SHOWN = 80
REASON = "alasan"
"""The first column of a file of wrong rows. Reading ignores it, and `reason`."""
REASON_NAMES = frozenset({REASON, "reason"})


@dataclass(frozen=True)
class Fault:
    """`row` is the number that a spreadsheet shows beside the row (the header is row 1 unless blank rows precede it); 0: the
    file as a whole. A warning does not hold the row back."""

    row: int
    column: str
    message: str
    fix: str = ""
    warning: bool = False
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Fault:
        return cls(**data)

    @property
    def text(self) -> str:
        """The fault as one or two sentences without its row."""
        said = f"{self.column}: {self.message}" if self.column else self.message
        return f"{said} {self.fix}".strip()


class Unreadable(Exception):
    """The file as a whole cannot be taken; `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(fault.text for fault in faults))
        self.faults = list(faults)


@dataclass(unsafe_hash=True)
class CellFault(Exception):
    """What is wrong with one cell, before it is known where the cell stands."""

    message: str
    fix: str = ""
    warning: bool = False

    def at(self, row: int, column: str, value: str = "") -> Fault:
        return Fault(row, column, self.message, self.fix, self.warning, shown(value))


def shown(value: str) -> str:
    """A cell's text for a page: one line, cut, control and direction characters made visible."""
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in " ".join(value[: 4 * SHOWN].split()))
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def of_file(message: str, fix: str = "", *, row: int = 0, column: str = "") -> Unreadable:
    return Unreadable(Fault(row, column, message, fix))


def reasons(faults: Iterable[Fault]) -> str:
    """All that holds one row back, for the first column of the file of wrong rows."""
    return " · ".join(dict.fromkeys(fault.text for fault in faults if not fault.warning))


def letter(index: int) -> str:
    """A, B, … AA: what a spreadsheet writes above the column with this index (from 0)."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def sort_key(fault: Fault) -> tuple[int, str]:
    return fault.row, fault.column


def capped(faults: Sequence[Fault], most: int = 100) -> list[Fault]:
    """The first faults in the order of rows, errors before warnings when not all fit."""
    ordered = sorted(faults, key=sort_key)
    if len(ordered) > most:
        ordered = sorted(sorted(ordered, key=lambda fault: fault.warning)[:most], key=sort_key)
    return ordered


def needs_value(what: str) -> CellFault:
    return CellFault(_("%(what)s is not filled in.") % {"what": what}, _("Fill in the cell."))


# What was told before -----------------------------------------------------------------------------------------------

TWICE = gettext_noop("The code %(code)s stands in row %(row)s already.")
ENTRY_THERE = gettext_noop("An entry with the code %(code)s exists already.")
CODE_THERE = gettext_noop("The list has the code %(code)s already.")
REFUSED_BEFORE = gettext_noop("This row was refused before, since its code %(code)s stands elsewhere too.")
PAIR_TWICE = gettext_noop("The pair %(code)s stands in row %(row)s already.")
PAIR_THERE = gettext_noop("The table has the pair %(code)s already.")
PAIR_REFUSED_BEFORE = gettext_noop("This row was refused before, since its pair %(code)s stands elsewhere too.")
DOUBLES = (TWICE, ENTRY_THERE, CODE_THERE, REFUSED_BEFORE, PAIR_TWICE, PAIR_THERE, PAIR_REFUSED_BEFORE)


def says(reason: str, message: str, **values: Any) -> bool:
    """Whether the reason that a file of wrong rows gives holds a message, in either language and of any row."""
    for language in ("id", "en"):
        with translation.override(language):
            pattern = re.escape(translation.gettext(message) % {"row": "\x00", **values})
        if re.search(pattern.replace("\x00", "[0-9]+"), reason):
            return True
    return False


def double_before(reason: str, code: str) -> bool:
    """Whether a row was refused because of its code (or pair), and has that code still."""
    return bool(reason) and any(says(reason, message, code=code) for message in DOUBLES)


def keep_reason() -> str:
    return _("Give it another code, or empty “alasan” if this row is the one that counts.")
