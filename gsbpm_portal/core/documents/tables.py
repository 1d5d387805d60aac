"""Writers of single tables: CSV and XLSX. For job runners only: the libraries are loaded when a writer is called.

CSV: UTF-8 with a byte order mark, semicolons, CRLF, decimal comma in Indonesian and point in English: what a spreadsheet program
set to Indonesian opens by a double click. Text cells that would become formulas get an apostrophe in front.
XLSX: numbers, dates and texts keep their types; text is written as text, whatever it begins with.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from gsbpm_portal.core.guards import clean_text, guard_cell, is_formula_like

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"
XLSX_ROWS = 1_048_575
LOOKED_AT = 200
"""Rows from which the widths of a sheet's columns are taken."""

Row = Sequence[Any]
Told = Callable[[int], None]


class NotRenderable(Exception):
    """The table does not fit the format."""


def write_csv(
    target: Path, headings: Sequence[Any], rows: Iterable[Row], *, language: str, told: Told | None = None
) -> int:
    """Write a CSV file; gives the number of rows below the heading."""
    comma = language == "id"
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
        writer.writerow([guard_cell(plain(heading)) for heading in headings])
        for count, row in enumerate(rows, 1):
            writer.writerow([guard_cell(plain(value), decimal_comma=comma) for value in row])
            if told is not None:
                told(count)
    return count


def write_xlsx(
    target: Path,
    headings: Sequence[Any],
    rows: Iterable[Row],
    *,
    title: str,
    about: Sequence[tuple[Any, Any]] = (),
    about_title: str = "About",
    told: Told | None = None,
) -> int:
    """Write a workbook: the table on the first sheet, what it is about on a second one. Gives the number of rows.

    Raises NotRenderable when the table has more rows than a sheet can hold.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title))
    bold = Font(bold=True)

    def cell(target_sheet: Any, value: Any, font: Any = None) -> Any:
        value = plain(value)
        if isinstance(value, str):
            value = clean_text(value)
            made = WriteOnlyCell(target_sheet, value=value)
            made.data_type = "s"
            if is_formula_like(value):
                made.quotePrefix = True
        else:
            if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
                value = None
            made = WriteOnlyCell(target_sheet, value=value)
            if isinstance(value, dt.datetime):
                made.number_format = "yyyy-mm-dd hh:mm"
            elif isinstance(value, dt.date):
                made.number_format = "yyyy-mm-dd"
        if font is not None:
            made.font = font
        return made

    sheet.freeze_panes = "A2"
    rows = iter(rows)
    first = list(islice(rows, LOOKED_AT))
    for number, width in enumerate(_widths(headings, first), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    count = 0
    try:
        sheet.append([cell(sheet, heading, bold) for heading in headings])
        for count, row in enumerate(chain(first, rows), 1):
            if count > XLSX_ROWS:
                raise NotRenderable
            sheet.append([cell(sheet, value) for value in row])
            if told is not None:
                told(count)
    except BaseException:
        sheet.close()  # or openpyxl's half-written temporary file stays open
        sheet._writer.cleanup()
        raise
    if count:
        sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(headings), 1))}{count + 1}"
    if about:
        second = book.create_sheet(sheet_title(about_title))
        second.column_dimensions["A"].width = 28
        second.column_dimensions["B"].width = 80
        for name, value in about:
            second.append([cell(second, name, bold), cell(second, value)])
    book.save(target)
    return count


def _widths(headings: Sequence[Any], rows: Sequence[Row]) -> list[int]:
    """Widths of the columns in letters, from the headings and the first rows; 16 holds a date with its time."""
    widths = []
    for place, heading in enumerate(headings):
        lengths = [16 if isinstance(row[place], dt.date) else len(str(row[place] or "")) for row in rows]
        widths.append(min(max(len(str(heading)) + 4, 10, *(length + 2 for length in lengths)), 60))
    return widths


def csv_bytes(headings: Sequence[Any], rows: Iterable[Row], *, language: str) -> bytes:
    """A small CSV table in memory; the same format as write_csv."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([guard_cell(plain(heading)) for heading in headings])
    for row in rows:
        writer.writerow([guard_cell(plain(value), decimal_comma=language == "id") for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def plain(value: Any) -> Any:
    """What a cell can hold: numbers, texts, dates in the office's local time without zone; everything else as its text."""
    if isinstance(value, bool | int | float | Decimal | str) or value is None:
        return value if not isinstance(value, str) else str(value)
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, dt.date):
        return value
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(item) for item in value)
    return str(value)


def sheet_title(title: str) -> str:
    """A title as a sheet may bear it: at most 31 letters, none of them []:*?/\\."""
    cleaned = "".join(" " if c in "[]:*?/\\" else c for c in clean_text(str(title))).strip(" '")
    return cleaned[:31] or "1"
