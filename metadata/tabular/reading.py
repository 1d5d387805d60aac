"""Read a CSV or XLSX file into rows whose cells are understood by their columns.

Refused as a whole (Unreadable): what is no table, has no header with the wanted columns, unknown columns, a column twice, too
many rows or columns, or cannot be decoded. Everything else is told row by row.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from gsbpm_portal.core.jobs import JobRefused
from metadata.tabular import csv_reading, xlsx_reading
from metadata.tabular.cells import FORMULA, Odd, RawTable, as_text
from metadata.tabular.columns import Column, key_of, parse
from metadata.tabular.faults import REASON_NAMES, Fault, Unreadable, letter, of_file, says
from metadata.tabular.marks import is_formula

MAX_ROWS = 200_000
MAX_COLUMNS = 200


@dataclass
class Row:
    """One row below the header. `values` holds only the columns that the file has; `raw` its cells as they were, `places` where
    the cell of each column stands among them (one mapping for all rows)."""

    number: int
    values: dict[str, Any]
    faults: list[Fault]
    raw: list[Any]
    places: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""
    """Why it was refused before: what a file of wrong rows says of it."""

    def cell(self, column: str) -> str:
        """What stands in the cell of a column, as it was typed; "" where there is none."""
        place = self.places.get(column, len(self.raw))
        return as_text(self.raw[place]) if place < len(self.raw) else ""

    @property
    def is_wrong(self) -> bool:
        return any(not fault.warning for fault in self.faults)


@dataclass
class Sheet:
    """`header` and `raw` cells are without the column of reasons. `columns` are those that the file has, in its order."""

    header: list[str]
    columns: list[Column]
    rows: list[Row]
    faults: list[Fault] = field(default_factory=list)

    @property
    def has(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns)

    def all_faults(self) -> Iterator[Fault]:
        yield from self.faults
        for row in self.rows:
            yield from row.faults


def read(file: IO[bytes], columns: Sequence[Column], *, max_rows: int = MAX_ROWS) -> Sheet:
    """The table in a file; its kind is told by its content.

    Unreadable when the file as a whole cannot be taken.
    """
    head = file.read(4)
    file.seek(0)
    try:
        if head.startswith(b"PK"):
            table = xlsx_reading.read(file, max_rows=max_rows, max_columns=MAX_COLUMNS)
        else:
            table = csv_reading.read(file, names_of(columns), max_rows=max_rows, max_columns=MAX_COLUMNS)
    except JobRefused as refused:  # a bomb, a password, a damaged container
        raise of_file(str(refused)) from None
    return understand(table, columns)


def names_of(columns: Iterable[Column]) -> dict[str, Column]:
    """Everything that a column may be called in a header → the column."""
    found: dict[str, Column] = {}
    others: dict[str, Column] = {}
    for column in columns:
        for name in (column.name, column.english):
            found[key_of(name)] = column
        for name in column.aliases:
            others.setdefault(key_of(name), column)
    return {**others, **found}


def understand(table: RawTable, columns: Sequence[Column]) -> Sheet:
    """The rows of a raw table by their columns, with all that is wrong with them."""
    if not table.rows:
        raise of_file(_("The file has no rows."), _("Fill in the template and upload it."))
    number, cells = table.rows[0]
    places, dropped, header = _header(number, cells, columns)
    reason_places = [place for place, cell in enumerate(cells) if key_of(as_text(cell)) in REASON_NAMES]
    own_key = [key_of(as_text(cell)) for cell in cells]
    by_row: dict[int, list[Fault]] = {}
    for fault in table.faults:
        by_row.setdefault(fault.row, []).append(fault)
    rows = []
    kept_places = [place for place in range(max(places) + 1) if place not in dropped]
    named = {places[place].name: number for number, place in enumerate(kept_places) if place in places}
    width = len(cells)
    for row_number, raw in table.rows[1:]:
        faults = by_row.pop(row_number, [])
        values: dict[str, Any] = {}
        reason = " ".join(as_text(raw[place]) for place in reason_places if place < len(raw))
        if reason:
            raw = [_as_refused(cell, reason) if place in places else cell for place, cell in enumerate(raw)]
        if [key_of(as_text(cell)) for cell in raw[:width]] == own_key:
            faults.append(Fault(row_number, "", _("The row repeats the header."), _("Delete the row.")))
        else:
            for place, column in places.items():
                cell = raw[place] if place < len(raw) else None
                values[column.name], found = parse(column, cell)
                faults += [fault.at(row_number, column.name, as_text(cell)) for fault in found]
            faults += [
                Fault(
                    row_number,
                    letter(place),
                    _("The cell stands outside of the table: its column has no heading."),
                    _("Delete it, or put quotation marks round texts with the separator in them."),
                    value=as_text(raw[place])[:80],
                )
                for place in range(width, len(raw))
                if raw[place] not in (None, "")
            ]
        kept = [cell for place, cell in enumerate(raw) if place not in dropped]
        rows.append(Row(row_number, values, faults, kept, named, reason))
    if not rows:
        raise of_file(_("The file has a header but no rows below it."), _("Fill in at least one row."))
    left = [fault for faults in by_row.values() for fault in faults]
    return Sheet(header, list(places.values()), rows, left)


def _as_refused(cell: Any, reason: str) -> Any:
    """A formula of a CSV file, written as text into the file of wrong rows, is one still while the reason says so."""
    if isinstance(cell, str) and is_formula(cell) and says(reason, FORMULA, formula=cell[:60]):
        return Odd("formula text", cell)
    return cell


def _header(
    number: int, cells: Sequence[Any], columns: Sequence[Column]
) -> tuple[dict[int, Column], frozenset[int], list[str]]:
    """Which column stands in which place, which places are left out (reasons), and the header as it was."""
    known = names_of(columns)
    places: dict[int, Column] = {}
    dropped: set[int] = set()
    faults: list[Fault] = []
    for place, cell in enumerate(cells):
        key = key_of(as_text(cell))
        if key in REASON_NAMES:
            dropped.add(place)
        elif column := known.get(key):
            if column in places.values():
                faults.append(
                    Fault(
                        number,
                        letter(place),
                        _("The column %(name)s stands in the header twice.") % {"name": column.name},
                        _("Delete one of them."),
                    )
                )
            places[place] = column
        elif key:
            faults.append(_unknown(number, place, cell, known))
        elif not isinstance(cell, Odd):
            dropped.add(place)  # a column without heading: cells in it are told below
    if not places:
        wanted = ", ".join(column.name for column in columns if column.required) or columns[0].name
        raise of_file(
            _("The first row is not the header: none of its cells names a column."),
            _("Put the names of the columns into the first row (at least %(wanted)s), as in the template.")
            % {"wanted": wanted},
            row=number,
        )
    faults += [
        Fault(
            number,
            column.name,
            _("The column %(name)s is missing.") % {"name": column.name},
            _("Add it, as in the template."),
        )
        for column in columns
        if column.required and column not in places.values()
    ]
    if faults:
        raise Unreadable(*faults)
    header = [as_text(cell) for place, cell in enumerate(cells) if place not in dropped]
    return places, frozenset(dropped), header


def _unknown(number: int, place: int, cell: Any, known: dict[str, Column]) -> Fault:
    text = as_text(cell)
    near = difflib.get_close_matches(key_of(text), known, n=1)
    message = _("No column is called “%(name)s”.") % {"name": text[:60]}
    if near:
        return Fault(number, letter(place), message, _("Did you mean %(name)s?") % {"name": known[near[0]].name})
    return Fault(number, letter(place), message, _("Delete the column, or give it a name of the template."))
