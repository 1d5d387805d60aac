"""What PDF and DOCX have in common: the sheets of a document, cells as words, a schedule cut into tables of months.

Words and figures come out in the active language; the writers switch it to that of the document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, groupby
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gsbpm_portal.core import wording
from gsbpm_portal.core.documents import model
from gsbpm_portal.core.documents.terbilang import LARGEST, rupiah_in_words

MONTHS = 12
"""Months side by side in one table of a schedule; a longer one goes on in the next."""
TICKED, UNTICKED = "☒", "☐"
DOTS = "…" * 16
SIGNS = {True: "✓", False: "–"}


@dataclass(frozen=True)
class Sheet:
    """Blocks on pages of one orientation."""

    landscape: bool
    blocks: tuple[Any, ...]


def sheets(document: model.Document) -> tuple[Sheet, ...]:
    """The document cut at its page breaks. The first sheet carries the head of the document and may hold nothing else."""
    found: list[tuple[bool, list[Any]]] = [(document.landscape, [])]
    for block in document.blocks:
        if not isinstance(block, model.PageBreak):
            found[-1][1].append(block)
            if isinstance(block, model.Tree) and (table := by_period(block)) is not None:
                found[-1][1].append(table)
        elif len(found) > 1 and not found[-1][1]:
            found[-1] = (block.landscape, [])
        else:
            found.append((block.landscape, []))
    if len(found) > 1 and not found[-1][1]:
        found.pop()
    return tuple(Sheet(landscape, tuple(blocks)) for landscape, blocks in found)


def has_numbers(document: model.Document) -> bool:
    """Whether headings are numbered: then texts are indented below them."""
    return any(isinstance(block, model.Heading) and block.number for block in document.blocks)


def cell_text(value: model.Cell, places: int | None = None) -> str:
    """A cell as it is printed: figures with the separators of the language, dates in words, yes as a tick, no as a dash."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return SIGNS[value]
    if isinstance(value, int | float | Decimal):
        return wording.number(value, places)
    if isinstance(value, dt.date):
        return wording.moment(value, "full" if isinstance(value, dt.datetime) else "date")
    return str(value)


def row_texts(table: model.DataTable, row: tuple[model.Cell, ...]) -> list[str]:
    return [cell_text(value, column.places) for value, column in zip(row, table.columns, strict=True)]


def shares(table: model.DataTable) -> list[float]:
    """Hundredths of the table's width for each column, or nothing when no column asks for a width."""
    asked = [column.width for column in table.columns]
    if not any(asked):
        return []
    usual = sum(asked) / sum(width > 0 for width in asked)
    widths = [width or usual for width in asked]
    return [round(100 * width / sum(widths), 2) for width in widths]


@dataclass(frozen=True)
class Bar:
    """A row of a schedule in one of its tables; a `group` opens its rows and has no months."""

    label: str
    time: str = ""
    months: tuple[bool, ...] = ()
    group: bool = False


@dataclass(frozen=True)
class Months:
    """One table of a schedule: its years with how many months each has, the short names of the months, and the rows."""

    years: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    rows: tuple[Bar, ...]


def schedule(gantt: model.Gantt) -> Iterator[Months]:
    """The schedule as tables of twelve months at most; a row stands in each table in which it has a month."""
    if not gantt.rows:
        return
    first = min(_month(row.start) for row in gantt.rows)
    last = max(_month(row.end) for row in gantt.rows)
    for begin in range(first, last + 1, MONTHS):
        months = range(begin, min(begin + MONTHS, last + 1))
        rows: list[Bar] = []
        for name, members in groupby(gantt.rows, key=lambda row: row.group):
            shown = [row for row in members if _month(row.start) <= months[-1] and _month(row.end) >= months[0]]
            if shown and name:
                rows.append(Bar(name, group=True))
            for row in shown:
                on = tuple(_month(row.start) <= month <= _month(row.end) for month in months)
                rows.append(Bar(row.label, period(row.start, row.end), on))
        years = tuple((year, len(list(members))) for year, members in groupby(month // 12 for month in months))
        names = tuple(format_date(dt.date(month // 12, month % 12 + 1, 1), "M") for month in months)
        yield Months(years, names, tuple(rows))


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def period(start: dt.date, end: dt.date) -> str:
    """4 Jan – 26 Feb 2027; a single day alone."""
    last = format_date(end, "j M Y")
    if start == end:
        return last
    return f"{format_date(start, 'j M' if start.year == end.year else 'j M Y')} – {last}"


def option_text(option: model.Option) -> str:
    """☒ 1 Ya"""
    return " ".join(filter(None, (TICKED if option.ticked else UNTICKED, option.code, option.label)))


Words = tuple[str, bool]
"""A text, and whether it stands at the right of its cell."""


@dataclass(frozen=True)
class BudgetRow:
    level: int
    is_sum: bool
    cells: tuple[Words, ...]


@dataclass(frozen=True)
class Budget:
    """A budget as it is printed: only columns in which something stands; the description is always the second one."""

    heads: tuple[Words, ...]
    widths: tuple[float, ...]
    rows: tuple[BudgetRow, ...]
    amount_at: int
    total: str
    words: str

    @property
    def after(self) -> int:
        """How many columns follow the amount."""
        return len(self.heads) - self.amount_at - 1


def budget(tree: model.Tree, language: str) -> Budget:
    """Lines with their sums. The total stands in words where that is asked for and words reach as far."""
    lines = tree.lines
    amounts = [money(amount) for amount in tree.amounts]
    columns: list[tuple[str, bool, int, list[str]]] = [
        (_("Code"), False, 12, [line.code for line in lines]),
        (_("Description"), False, 28, [line.label for line in lines]),
        (_("Calculation"), False, 15, [line.calculation for line in lines]),
        (_("Volume"), True, 8, ["" if line.volume is None else wording.exact(line.volume) for line in lines]),
        (pgettext("of a quantity", "Unit"), False, 9, [line.unit for line in lines]),
        (_("Unit price (Rp)"), True, 13, [money(line.price) for line in lines]),
        (_("Amount (Rp)"), True, 14, amounts),
        (_("Source of funds"), False, 11, [line.source for line in lines]),
    ]
    kept = [column for place, column in enumerate(columns) if place in (0, 1, 6) or any(column[3])]
    room = sum(width for _name, _right, width, _texts in kept)
    return Budget(
        heads=tuple((name, right) for name, right, _width, _texts in kept),
        widths=tuple(100 * width / room for _name, _right, width, _texts in kept),
        rows=tuple(
            BudgetRow(
                line.level, tree.is_parent(place), tuple((texts[place], right) for _name, right, _width, texts in kept)
            )
            for place, line in enumerate(lines)
        ),
        amount_at=next(place for place, column in enumerate(kept) if column[3] is amounts),
        total=money(tree.total),
        words=_total_in_words(tree, language),
    )


def by_period(tree: model.Tree) -> model.DataTable | None:
    """The sums of a budget by period, with what has come together by then; None where it is not parted."""
    if not tree.periods:
        return None
    whole, totals = tree.total, tree.period_totals
    rows = [
        (name, amount, spent, wording.percent(spent / whole, 1) if whole else "")
        for name, amount, spent in zip(tree.periods, totals, accumulate(totals), strict=True)
    ]
    places = 0 if all(amount == int(amount) for amount in totals) else 2
    columns = (
        model.Column(_("Month"), width=24),
        model.Column(_("Amount (Rp)"), "right", 22, places),
        model.Column(_("Together so far (Rp)"), "right", 22, places),
        model.Column(_("Share so far"), "right", 14),
    )
    last = ((_("Total"), sum(totals, Decimal(0)), None, ""),)
    return model.DataTable(columns, tuple(rows), totals=last, caption=tree.periods_caption or _("By month"))


def _total_in_words(tree: model.Tree, language: str) -> str:
    sen = tree.total * 100
    if not tree.words or not 0 <= tree.total <= LARGEST or sen != int(sen):
        return ""
    return rupiah_in_words(tree.total, language, sen=True)


def money(amount: Decimal | int | None) -> str:
    """1.250.000; sen only where there are some."""
    if amount is None:
        return ""
    whole = amount == int(amount)
    return wording.number(amount, 0 if whole else 2)


def place_and_date(block: model.Signatures) -> str:
    """Kota Contoh, 9 Mei 2026; dots to write on where the day is not known."""
    day = wording.moment(block.date, "date") if block.date else ""
    if not block.place and not day:
        return ""
    return ", ".join(part for part in (block.place, day or DOTS) if part)


def caption_of(block: Any) -> str:
    """“Tabel 2. Jumlah sampel”; the number alone, or the caption alone."""
    return ". ".join(part for part in (getattr(block, "number", ""), block.caption) if part)
