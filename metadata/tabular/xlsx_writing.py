"""XLSX, written as a stream and without a library, so that the web process may give out templates: the table, how to fill it in
("Petunjuk"), and the words of its choices ("Pilihan").

Texts are text whatever they begin with, in cells formatted as text: what people type there stays text, zeros in front and all.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape as xml_escape

from django.utils.translation import gettext as _

from gsbpm_portal.core.guards import CELL_LENGTH
from metadata.tabular.cells import Told, TooLong
from metadata.tabular.columns import NO, YES, Column, Type
from metadata.tabular.faults import letter
from metadata.tabular.marks import mark

INSTRUCTIONS, CHOICES = "Petunjuk", "Pilihan"
VALIDATED_ROWS = 5000
FIRST_SAFE_YEAR = 1901
"""Earlier days are written as text: no two spreadsheet programs count them alike."""
DAY_ZERO = dt.date(1899, 12, 30)
WIDTHS = {Type.LONG: 50, Type.TEXT: 28, Type.LINES: 32, Type.REFS: 28, Type.CODE: 18, Type.CHOICE: 22}
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
PLAIN, TEXT, DAY, BOLD = 0, 1, 2, 3
"""Numbers of the styles in STYLES."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{DECLARED}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that equal tables are equal files."""

Rows = Iterable[Sequence[Any]]


def escape(text: str) -> str:
    """A text as XLSX holds it: characters that XML cannot hold, and what looks like an escape, as _xHHHH_."""
    return _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def write(
    target: Path | IO[bytes], columns: Sequence[Column], rows: Rows, *, title: str, told: Told | None = None
) -> int:
    """Write the table with its instructions; gives the number of rows. TooLong: a text has no place in a cell."""
    words = {column.name: found for column in columns if (found := _words(column))}
    widths = [max(WIDTHS.get(column.type, 14), len(column.name) + 3) for column in columns]
    numbers = (Type.INTEGER, Type.DATE, Type.NUMBER)
    styles = [PLAIN if column.type in numbers else TEXT for column in columns]
    names = [_sheet_title(title), INSTRUCTIONS, *([CHOICES] if words else [])]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        _write_frame(book, names)
        header = [column.name for column in columns]
        count = _write_sheet(
            book, 1, header, rows, widths=widths, styles=styles, after=_validations(columns, words), told=told
        )
        _write_sheet(book, 2, _instruction_header(), _instructions(columns), widths=[26, 30, 12, 60, 60])
        if words:
            longest = max(map(len, words.values()))
            lists = [[one[n] if n < len(one) else None for one in words.values()] for n in range(longest)]
            _write_sheet(book, 3, list(words), lists, widths=[24] * len(words))
    return count


def write_plain(target: Path | IO[bytes], header: Sequence[str], rows: Rows) -> int:
    """Write a table without instructions, its first column wide: a file of wrong rows."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        _write_frame(book, ["1"])
        return _write_sheet(book, 1, header, rows, widths=[70])


# Parts --------------------------------------------------------------------------------------------------------------


def _write_frame(book: zipfile.ZipFile, names: Sequence[str]) -> None:
    """Everything but the sheets."""
    numbers = range(1, len(names) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    _put(
        book,
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{kinds}</Types>',
    )
    _put(book, "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
    sheets = "".join(
        f'<sheet name="{xml_escape(name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    _put(
        book, "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'
    )
    parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    _put(book, "xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
    _put(book, "xl/styles.xml", STYLES.removeprefix(DECLARED))


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _put(book: zipfile.ZipFile, name: str, body: str) -> None:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    book.writestr(info, (DECLARED + body).encode())


def _write_sheet(
    book: zipfile.ZipFile, number: int, header: Sequence[str], rows: Rows, *, widths: Sequence[int],
    styles: Sequence[int] = (), after: str = "", told: Told | None = None,
) -> int:  # fmt: skip
    info = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml", STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    count = 0
    with book.open(info, "w", force_zip64=True) as part:
        part.write(_begin(widths, styles).encode())
        part.write(_row(1, header, header, bold=True).encode())
        waiting: list[str] = []
        for count, row in enumerate(rows, 1):
            waiting.append(_row(count + 1, row, header))
            if len(waiting) == 500:
                part.write("".join(waiting).encode())
                waiting.clear()
            if told is not None:
                told(count)
        waiting.append("</sheetData>")
        if count and after:
            waiting.append(f'<autoFilter ref="A1:{letter(len(header) - 1)}{count + 1}"/>')
        part.write(f"{''.join(waiting)}{after}</worksheet>".encode())
    return count


def _begin(widths: Sequence[int], styles: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1" style="{styles[n - 1] if styles else PLAIN}"/>'
        for n, width in enumerate(widths, 1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


def _row(number: int, values: Sequence[Any], header: Sequence[str], *, bold: bool = False) -> str:
    cells = [
        _cell(f"{letter(place)}{number}", value, number, header[place] if place < len(header) else "", bold)
        for place, value in enumerate(values)
        if value is not None
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: Any, row: int, column: str, bold: bool) -> str:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value.year >= FIRST_SAFE_YEAR:
        return f'<c r="{place}" s="{DAY}"><v>{(value - DAY_ZERO).days}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | Decimal):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = escape(mark(value if isinstance(value, str) else value.isoformat()))
    if len(text) > CELL_LENGTH:
        raise TooLong(row, column)
    style = BOLD if bold else TEXT
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{xml_escape(text)}</t></is></c>'


def _validations(columns: Sequence[Column], words: dict[str, list[str]]) -> str:
    """A list to choose from in the cells of choices; other words are told by the spreadsheet at once."""
    places = {name: letter(number) for number, name in enumerate(words)}
    rules = [
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="{here}2:{here}{VALIDATED_ROWS}">'
        f"<formula1>{CHOICES}!${places[column.name]}$2:${places[column.name]}${len(words[column.name]) + 1}</formula1>"
        "</dataValidation>"
        for column, here in zip(columns, map(letter, range(len(columns))), strict=True)
        if column.name in words
    ]
    return f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""


# Words --------------------------------------------------------------------------------------------------------------


def _words(column: Column) -> list[str]:
    if column.type == Type.CHOICE:
        return [column.word(value) for value, _label in column.choices]
    return [YES, NO] if column.type == Type.BOOL else []


def _instruction_header() -> list[str]:
    return [_("Column"), _("Meaning"), _("Required"), _("How to write it"), _("Remarks")]


def _instructions(columns: Sequence[Column]) -> Iterator[list[str]]:
    for column in columns:
        meaning = "" if str(column.label) == column.name else str(column.label)
        yield [column.name, meaning, _("yes") if column.required else "", how_of(column), str(column.help)]


def how_of(column: Column) -> str:
    """How a cell of the column is filled in."""
    if column.how:
        return str(column.how)
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
            return _("one code; CODE@1.0.0 for a certain version")
        case Type.REFS:
            return _("codes with ; between them; or one a line: CODE | note")
        case Type.LINES:
            return _("one a line: %(names)s") % {"names": " | ".join(str(part) for part in column.parts)}
    return _("text")


def _sheet_title(title: str) -> str:
    cleaned = "".join(" " if c in "[]:*?/\\" or not c.isprintable() else c for c in title).strip(" '")
    return (cleaned or "1")[:31] if cleaned.casefold() not in ("petunjuk", "pilihan", "instructions") else "1"
