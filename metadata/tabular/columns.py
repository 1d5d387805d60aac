"""Columns of a table: how each cell is written, and what a cell that people filled in means.

The header holds `name` (Indonesian, stable); reading also takes `english`, upper or lower case, blanks or underscores. Values:

TEXT, LONG, CODE  str                      INTEGER  int | None
CHOICE            the stored value, ""     DATE     date | None
NUMBER            Decimal | None           (read by `reader`)
BOOL              bool | None              REFS     [[code, note], …]: "A; B", or with notes one a line "A | note"
LINES             [[part, …], …]: one a line, parts with | between; in a part \\| \\n \\\\ stand for |, line break, backslash
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from gsbpm_portal.core.dates import parse_day
from metadata.tabular.cells import Odd, as_text, unwanted
from metadata.tabular.faults import CellFault, needs_value

LONGEST = 100_000
"""Characters of the longest text that is read from one cell."""


class Type(StrEnum):
    TEXT = "text"
    LONG = "long"
    CODE = "code"
    CHOICE = "choice"
    BOOL = "bool"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"
    REFS = "refs"
    LINES = "lines"


@dataclass(frozen=True)
class Column:
    """`parts` are the names of what stands between the bars of LINES; `notes` says that REFS may carry notes; `single` that REFS
    are at most one. `reader` gives the meaning of a raw cell in place of the type's own (CellFault where there is none), `how`
    says how such a cell is filled in, `aliases` are what the column may be called besides, `understood` what is read besides the
    choices: values with words that are not offered."""

    name: str
    english: str
    label: Any
    type: Type = Type.TEXT
    required: bool = False
    choices: Sequence[tuple[str, Any]] = ()
    understood: Sequence[tuple[str, Any]] = ()
    help: Any = ""
    max_length: int = LONGEST
    parts: Sequence[Any] = ()
    notes: bool = False
    single: bool = False
    reader: Callable[[Any], Any] | None = None
    how: Any = ""
    aliases: Sequence[str] = ()
    _words: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_text(self) -> bool:
        return self.type in (Type.TEXT, Type.LONG, Type.CODE)

    @property
    def empty(self) -> Any:
        """What an empty cell means."""
        if self.type in (Type.REFS, Type.LINES):
            return []
        return "" if self.is_text or self.type == Type.CHOICE else None

    def words(self) -> dict[str, str]:
        """Every word that names a choice, in small letters → its stored value: the value, the label in both languages."""
        if not self._words:
            for pairs in (self.understood, self.choices):
                for language in ("en", "id"):
                    with translation.override(language):
                        self._words.update({key_of(str(label)): value for value, label in pairs})
                self._words.update({key_of(value): value for value, _label in pairs})
        return self._words

    def word(self, value: str) -> str:
        """The word that a choice is written with: its Indonesian label, or the stored value where the label is not its own."""
        with translation.override("id"):
            known = (*self.choices, *self.understood)
            label = next((str(label) for stored, label in known if stored == value), value)
        return label if self.words().get(key_of(label)) == value else value


def key_of(text: str) -> str:
    """What two headings or words have in common when people would take them for the same."""
    return re.sub(r"[\s_*:]+", " ", text).strip().casefold()


# Writing ------------------------------------------------------------------------------------------------------------


def write(column: Column, value: Any) -> str | int | Decimal | dt.date | None:
    """The value as a cell: text, number, day, or None for an empty cell."""
    if value is None or value == "" or value == []:
        return None
    match column.type:
        case Type.CHOICE:
            return column.word(str(value))
        case Type.BOOL:
            return YES if value else NO
        case Type.DATE | Type.INTEGER | Type.NUMBER:
            return value
        case Type.REFS:
            return _write_refs(value)
        case Type.LINES:
            return "\n".join(_join_parts(parts) for parts in value)
    return str(value)


YES, NO = "ya", "tidak"
TRUE_WORDS = frozenset({"ya", "y", "yes", "true", "benar", "1"})
FALSE_WORDS = frozenset({"tidak", "no", "n", "false", "salah", "0"})


def _write_refs(items: Sequence[Any]) -> str:
    pairs = [(item, "") if isinstance(item, str) else (item[0], item[1]) for item in items]
    if any(note for _code, note in pairs):
        return "\n".join(_join_parts([code, note]) for code, note in pairs)
    return "; ".join(code for code, _note in pairs)


def _join_parts(parts: Sequence[Any]) -> str:
    return " | ".join(_escape(str(part or "")) for part in parts)


def _escape(part: str) -> str:
    """Blanks at the ends of a part are kept by a backslash in front of them."""
    text = part.replace("\\", "\\\\").replace("|", "\\|").replace("\r", "\\r").replace("\n", "\\n")
    if text and text[0].isspace():
        text = "\\" + text
    if text and text[-1].isspace() and not (len(text) == 2 and text[0] == "\\"):
        text = text[:-1] + "\\" + text[-1]
    return text


# Reading ------------------------------------------------------------------------------------------------------------


def parse(column: Column, raw: Any) -> tuple[Any, list[CellFault]]:
    """What a cell means, and what is wrong with it. With an error among the faults the value says nothing."""
    if isinstance(raw, Odd):
        return column.empty, [raw.fault()]
    if raw is None or raw == "":
        return column.empty, [needs_value(str(column.label))] if column.required else []
    try:
        value = column.reader(raw) if column.reader else _PARSERS[column.type](column, raw)
    except CellFault as fault:
        return column.empty, [fault]
    faults: list[CellFault] = []
    if isinstance(raw, str):
        faults = unwanted(raw, strict=column.type == Type.CODE)
    elif column.type == Type.CODE:
        faults = [number_as_code(raw)]
    if isinstance(value, str) and column.is_text and len(value) > column.max_length:
        faults.append(too_long(len(value), column.max_length))
    return value, faults


def number_as_code(raw: Any) -> CellFault:
    return CellFault(
        _("The cell holds the number %(number)s, not text: a spreadsheet drops the zeros in front of numbers.")
        % {"number": as_text(raw)},
        _("If zeros are missing, set the format of the column to Text and type the code again."),
        warning=True,
    )


def too_long(length: int, most: int) -> CellFault:
    return CellFault(
        _("The text has %(length)s characters; at most %(most)s are possible.") % {"length": length, "most": most},
        _("Shorten it."),
    )


def _text(column: Column, raw: Any) -> str:
    if isinstance(raw, str):
        if len(raw) > LONGEST:
            raise too_long(len(raw), min(LONGEST, column.max_length))
        return raw
    if isinstance(raw, bool):
        raise CellFault(
            _("The cell holds TRUE or FALSE instead of text."),
            _("Set the format of the column to Text and type the words again."),
        )
    if isinstance(raw, dt.date | dt.time):
        raise CellFault(
            _("The spreadsheet has turned this cell into a date (%(date)s).") % {"date": as_text(raw)},
            _("Set the format of the column to Text and type the text again."),
        )
    return as_text(raw)


def _choice(column: Column, raw: Any) -> str:
    text = as_text(raw)
    value = column.words().get(key_of(text))
    if value is None:
        words = ", ".join(column.word(stored) for stored, _label in column.choices)
        raise CellFault(
            _("“%(value)s” is none of the possible values.") % {"value": text[:60]},
            _("Write one of: %(words)s.") % {"words": words},
        )
    return value


def _bool(column: Column, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = key_of(as_text(raw))
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise CellFault(_("“%(value)s” is neither yes nor no.") % {"value": word[:60]}, _("Write ya or tidak."))


def _date(column: Column, raw: Any) -> dt.date:
    if isinstance(raw, dt.datetime):
        if raw.time() != dt.time():
            raise CellFault(
                _("The cell holds a time of the day besides the date (%(value)s).") % {"value": as_text(raw)},
                _("Leave the date alone, for example 2026-08-17."),
            )
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, str) and (day := parse_day(raw)) is not None:
        return day
    if isinstance(raw, int | Decimal):
        message = _("The cell holds the number %(value)s, not a date.") % {"value": as_text(raw)}
    else:
        message = _("“%(value)s” is not a date that exists.") % {"value": as_text(raw)[:60]}
    raise CellFault(message, _("Write the day as 2026-08-17 or 17-08-2026."))


def _integer(column: Column, raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    text = as_text(raw)
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise CellFault(
            _("“%(value)s” is not a whole number.") % {"value": text[:60]}, _("Write digits alone, for example 12.")
        )
    return int(text)


def _refs(column: Column, raw: Any) -> list[list[str]]:
    text = _text(column, raw)
    if "|" in text or "\\" in text:
        items = [_split_parts(line) for line in BREAKS.split(text) if line.strip()]
        found = [[parts[0], parts[1] if len(parts) == 2 else ""] for parts in items if len(parts) <= 2]
        if len(found) != len(items) or (any(note for _code, note in found) and not column.notes):
            raise CellFault(
                _("A line has more parts than a code and its note."), _("Write one code a line: CODE, or CODE | note.")
            )
    else:
        found = [[code, ""] for piece in re.split(r"[;,\n\r]", text) if (code := piece.strip())]
    for code, _note in found:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*(@[0-9]{1,4}(\.[0-9]{1,4}){2})?", code):
            raise CellFault(
                _("“%(value)s” is not a code.") % {"value": code[:60]},
                _("Write codes such as PENDUDUK; several with ; between them."),
            )
    found = [[code.upper(), note] for code, note in found]
    if column.single and len(found) > 1:
        raise CellFault(_("The cell holds %(count)s codes.") % {"count": len(found)}, _("Leave one code."))
    seen = {code for code, _note in found}
    if len(seen) != len(found):
        raise CellFault(_("A code stands in the cell twice."), _("Leave each code once."))
    return found


def _lines(column: Column, raw: Any) -> list[list[str]]:
    most = len(column.parts)
    found = []
    for line in BREAKS.split(_text(column, raw)):
        if not line.strip():
            continue
        parts = _split_parts(line)
        if len(parts) > most:
            names = " | ".join(str(part) for part in column.parts)
            raise CellFault(
                _("A line has %(count)s parts; %(most)s are possible.") % {"count": len(parts), "most": most},
                _("Write one a line: %(names)s.") % {"names": names},
            )
        found.append(parts + [""] * (most - len(parts)))
    return found


BREAKS = re.compile(r"\r\n|\r|\n")
_UNESCAPED = {"n": "\n", "r": "\r"}


def _split_parts(line: str) -> list[str]:
    """The parts of a line; a backslash takes the next character as it is, but \\n and \\r are line breaks."""
    parts: list[list[str]] = [[]]
    escaped = False
    for character in line:
        if escaped:
            parts[-1].append(_KEPT + _UNESCAPED.get(character, character))
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "|":
            parts.append([])
        else:
            parts[-1].append(character)
    if escaped:
        parts[-1].append("\\")
    return [_strip(part) for part in parts]


_KEPT = "\x00"
"""In front of a character that was escaped, so that blanks at the ends of a part are told from those around the bar."""


def _strip(characters: list[str]) -> str:
    begin, end = 0, len(characters)
    while begin < end and characters[begin].isspace():
        begin += 1
    while end > begin and characters[end - 1].isspace():
        end -= 1
    return "".join(c.removeprefix(_KEPT) if len(c) > 1 else c for c in characters[begin:end])


_PARSERS: dict[Type, Callable[[Column, Any], Any]] = {
    Type.TEXT: _text,
    Type.LONG: _text,
    Type.CODE: _text,
    Type.CHOICE: _choice,
    Type.BOOL: _bool,
    Type.DATE: _date,
    Type.INTEGER: _integer,
    Type.REFS: _refs,
    Type.LINES: _lines,
}
