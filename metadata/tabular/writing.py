"""Write records as CSV or XLSX so that reading gives the same records, and writing those the same file.

CSV as the portal's exports: UTF-8 with byte order mark, semicolons, CRLF; what a spreadsheet set to Indonesian opens by a double
click. Records are mappings from a column's name to its value.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from gsbpm_portal.core.guards import CELL_LENGTH
from metadata.tabular import xlsx_writing
from metadata.tabular.cells import Odd, Told, as_text
from metadata.tabular.columns import Column, write
from metadata.tabular.faults import REASON, reasons
from metadata.tabular.marks import mark
from metadata.tabular.reading import Row, Sheet

CSV, XLSX = "csv", "xlsx"
FORMATS = (CSV, XLSX)


def write_table(
    target: Path,
    fmt: str,
    columns: Sequence[Column],
    records: Iterable[Mapping[str, Any]],
    *,
    title: str,
    told: Told | None = None,
) -> int:
    """Write a table in one of FORMATS; gives the number of rows below the header. TooLong: only for XLSX."""
    header = [column.name for column in columns]
    rows = ([write(column, record.get(column.name)) for column in columns] for record in records)
    if fmt == CSV:
        return write_csv(target, header, rows, told=told)
    return xlsx_writing.write(target, columns, rows, title=title, told=told)


def write_csv(target: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], *, told: Told | None = None) -> int:
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
        writer.writerow([mark(name) for name in header])
        for count, row in enumerate(rows, 1):
            writer.writerow([cell_text(cell) for cell in row])
            if told is not None:
                told(count)
    return count


def csv_bytes(header: Sequence[str]) -> bytes:
    """An empty table in memory: the template."""
    return ("\ufeff" + ";".join(mark(name) for name in header) + "\r\n").encode()


def cell_text(cell: Any) -> str:
    """A cell of a CSV file: texts marked, days plain, decimals with a comma, as a spreadsheet set to Indonesian has them."""
    if isinstance(cell, str):
        return mark(cell)
    if isinstance(cell, Decimal):
        return as_text(cell).replace(".", ",")
    return as_text(cell)


def write_wrong_rows(target: Path, fmt: str, sheet: Sheet, rows: Sequence[Row]) -> int:
    """The wrong rows as they were, behind a first column with the reasons. Mended, the file is imported as it is.

    A formula or error is written as the value that it showed, so that nothing acts when the file is opened.
    """
    header = [REASON, *sheet.header]
    body = ([reasons(row.faults)[:2000], *(_harmless(cell) for cell in row.raw)] for row in rows)
    if fmt == CSV:
        return write_csv(target, header, body)
    return xlsx_writing.write_plain(target, header, body)


def _harmless(cell: Any) -> Any:
    if isinstance(cell, Odd):
        return cell.value if isinstance(cell.value, int | Decimal | str | dt.date) else cell.text
    if isinstance(cell, str) and len(cell) > CELL_LENGTH - 1:
        return cell[: CELL_LENGTH - 2] + "…"
    return cell
