"""XLSX, written as a stream: the table, how to fill it in ("Petunjuk"), and the words of its choices.

Texts are text whatever they begin with, in cells formatted as text: what people type there stays text, zeros in front and all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from gsbpm_portal.core.guards import CELL_LENGTH
from metadata.tabular.columns import NO, YES, Column, Type
from metadata.tabular.marks import mark
from metadata.tabular.writing import Told, TooLong

INSTRUCTIONS, CHOICES = "Petunjuk", "Pilihan"
VALIDATED_ROWS = 5000
FIRST_SAFE_YEAR = 1901
"""Earlier days are written as text: no two spreadsheet programs count them alike."""
WIDTHS = {Type.LONG: 50, Type.TEXT: 28, Type.LINES: 32, Type.REFS: 28, Type.CODE: 18, Type.CHOICE: 22}
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """A text as XLSX holds it: characters that XML cannot hold, and what looks like an escape, as _xHHHH_."""
    return _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def write(
    target: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, title: str, told: Told | None = None
) -> int:
    """Write the table with its instructions; gives the number of rows. TooLong: a text has no place in a cell."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = max(WIDTHS.get(column.type, 14), len(column.name) + 3)
        if column.type not in (Type.INTEGER, Type.DATE):
            dimension.number_format = "@"
    words = {column.name: _words(column) for column in columns if _words(column)}
    _validate(sheet, columns, words)
    try:
        count = _fill(sheet, [column.name for column in columns], rows, told)
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}" if count else None
        _instruct(book, columns)
        if words:
            _list_words(book, words)
        book.save(target)
    except BaseException:
        _abandon(book)
        raise
    return count


def write_plain(target: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a table without instructions, its first column wide: a file of wrong rows."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 70
    try:
        count = _fill(sheet, header, rows, None)
        book.save(target)
    except BaseException:
        _abandon(book)
        raise
    return count


def _abandon(book: Any) -> None:
    """Close what openpyxl has half written, or its temporary files stay open."""
    for sheet in book.worksheets:
        if not sheet.closed:
            sheet.close()
        sheet._writer.cleanup()


def _fill(sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Any]], told: Told | None) -> int:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    bold = WriteOnlyCell(sheet)
    bold.font = Font(bold=True)
    text = WriteOnlyCell(sheet)
    text.number_format = "@"
    day = WriteOnlyCell(sheet)
    day.number_format = "yyyy-mm-dd"

    def heading(name: str) -> Any:
        bold.value = name
        bold.data_type = "s"
        return bold

    def cell(value: Any, row: int, column: str) -> Any:
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value.year < FIRST_SAFE_YEAR:
            value = value.isoformat()
        if isinstance(value, str):
            value = escape(mark(value))
            if len(value) > CELL_LENGTH:
                raise TooLong(row, column)
            text.value = value
            text.data_type = "s"
            return text
        if isinstance(value, dt.date):
            day.value = value
            return day
        return value if isinstance(value, int | Decimal | bool) else None

    # one cell serves a whole column: openpyxl writes each before it asks for the next
    sheet.append(heading(name) for name in header)
    count = 0
    for count, row in enumerate(rows, 1):
        sheet.append(cell(value, count + 1, name) for value, name in zip(row, header, strict=False))
        if told is not None:
            told(count)
    return count


def _words(column: Column) -> list[str]:
    if column.type == Type.CHOICE:
        return [column.word(value) for value, _label in column.choices]
    return [YES, NO] if column.type == Type.BOOL else []


def _validate(sheet: Any, columns: Sequence[Column], words: dict[str, list[str]]) -> None:
    """A list to choose from in the cells of choices; other words are told by the spreadsheet at once."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    places = {name: get_column_letter(number) for number, name in enumerate(words, 1)}
    for number, column in enumerate(columns, 1):
        if column.name not in words:
            continue
        here, there = get_column_letter(number), places[column.name]
        rule = DataValidation(
            type="list", formula1=f"{CHOICES}!${there}$2:${there}${len(words[column.name]) + 1}", allow_blank=True
        )
        rule.add(f"{here}2:{here}{VALIDATED_ROWS}")
        sheet.data_validations.append(rule)


def _instruct(book: Any, columns: Sequence[Column]) -> None:
    second = book.create_sheet(INSTRUCTIONS)
    for letter, width in zip("ABCDE", (26, 30, 12, 60, 60), strict=True):
        second.column_dimensions[letter].width = width
    lines = [
        [column.name, str(column.label), _("yes") if column.required else "", _how(column), str(column.help)]
        for column in columns
    ]
    _fill(second, [_("Column"), _("Meaning"), _("Required"), _("How to write it"), _("Remarks")], lines, None)


def _list_words(book: Any, words: dict[str, list[str]]) -> None:
    third = book.create_sheet(CHOICES)
    longest = max(len(one) for one in words.values())
    rows = [[one[place] if place < len(one) else None for one in words.values()] for place in range(longest)]
    _fill(third, list(words), rows, None)


def _how(column: Column) -> str:
    """How a cell of the column is filled in."""
    match column.type:
        case Type.CODE:
            return _("a code, as text")
        case Type.CHOICE | Type.BOOL:
            return _("one of: %(words)s") % {"words": ", ".join(_words(column))}
        case Type.DATE:
            return _("a day, for example 2026-08-17 or 17-08-2026")
        case Type.INTEGER:
            return _("a whole number")
        case Type.REFS if column.single:
            return _("one code")
        case Type.REFS:
            return _("codes with ; between them; or one a line: CODE | note")
        case Type.LINES:
            return _("one a line: %(names)s") % {"names": " | ".join(str(part) for part in column.parts)}
    return _("text")


def _sheet_title(title: str) -> str:
    cleaned = "".join(" " if c in "[]:*?/\\" or not c.isprintable() else c for c in title).strip(" '")
    return (cleaned or "1")[:31] if cleaned.casefold() not in ("petunjuk", "pilihan", "instructions") else "1"
