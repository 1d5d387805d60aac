"""CSV: UTF-8 with or without byte order mark, UTF-16 with one; comma, semicolon or tab, found out from the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from typing import IO, Any

from django.utils.translation import gettext as _

from metadata.tabular.cells import Odd, RawTable
from metadata.tabular.columns import key_of
from metadata.tabular.faults import REASON_NAMES, of_file
from metadata.tabular.marks import is_formula, unmark

DELIMITERS = (";", ",", "\t")
MAX_BYTES = 100 * 1024 * 1024
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")


def read(file: IO[bytes], known: Collection[str], *, max_rows: int, max_columns: int) -> RawTable:
    """The cells of a CSV file as texts. Unreadable: a wrong encoding (told by line), open quotation marks (by row), too large."""
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise of_file(_("The file is too large for a table."), _("Split it into several files."))
    text = _decode(raw)
    delimiter, text = _delimiter(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[Any]]] = []
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            cells: list[Any] = [_cell(cell) if cell else "" for cell in record]
            if not any(cells):
                continue
            if len(cells) > max_columns:
                del cells[max_columns:]
                if any(record[max_columns:]):
                    raise too_many_columns(max_columns, number)
            if len(rows) > max_rows:
                raise too_many_rows(max_rows)
            rows.append((number, cells))
    except csv.Error as error:
        raise _broken(error, number + 1) from None
    return RawTable(rows)


def _cell(cell: str) -> str | Odd:
    return Odd("formula text", cell.strip()) if is_formula(cell) else unmark(cell)


def too_many_rows(most: int) -> Exception:
    return of_file(
        _("The file has more than %(most)s rows below its header.") % {"most": most},
        _("Split it into several files and import them one after the other."),
    )


def too_many_columns(most: int, row: int) -> Exception:
    return of_file(_("The row has more than %(most)s columns.") % {"most": most}, _("Use the template."), row=row)


def _broken(error: csv.Error, row: int) -> Exception:
    if "field larger" in str(error):
        return of_file(
            _("A cell is longer than any text of the registry, or its quotation mark is never closed."),
            _('Look for a single quotation mark (") in this row or the one above it.'),
            row=row,
        )
    return of_file(
        _("Quotation marks are open or stand in the wrong place."),
        _('Write a quotation mark inside of a text twice (""), and put the text in quotation marks.'),
        row=row,
    )


def _decode(raw: bytes) -> str:
    if raw.startswith(_UTF_32):
        raise _encoding("UTF-32")
    if raw.startswith(_UTF_16):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise _encoding("UTF-16") from None
    if raw.count(b"\x00", 0, 200) > min(len(raw), 200) // 4:
        raise _encoding(_("UTF-16 without byte order mark"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # positions are those behind the byte order mark, which has no line break
        line = error.object[: error.start].count(b"\n") + 1
        around = bytes(error.object[max(error.start - 15, 0) : error.start + 15]).decode("cp1252", "replace")
        raise of_file(
            _("Line %(line)s has characters that are not in UTF-8 (near “%(text)s”).")
            % {"line": line, "text": " ".join(around.split())},
            _("In the spreadsheet program save the file as “CSV UTF-8”, or as XLSX."),
            row=line,
        ) from None


def _encoding(name: str) -> Exception:
    return of_file(
        _("The text is in an encoding that cannot be read (%(name)s).") % {"name": name},
        _("In the spreadsheet program save the file as “CSV UTF-8”, or as XLSX."),
    )


def _delimiter(text: str, known: Collection[str]) -> tuple[str, str]:
    """The separator under which the first row names the most columns (or has the most cells), and the text to be read.

    A first line "sep=;", as spreadsheet programs write it, is obeyed and blanked.
    """
    first, _break, rest = text.partition("\n")
    told = first.strip().casefold()
    if told.startswith("sep=") and len(told) == 5 and told[4] in DELIMITERS:
        return told[4], "\n" + rest
    head = text[:50_000].lstrip("\r\n;,\t ")

    def score(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])
        except csv.Error:
            cells = []
        return sum(key_of(cell) in known or key_of(cell) in REASON_NAMES for cell in cells), len(cells)

    return max(DELIMITERS, key=score), text
