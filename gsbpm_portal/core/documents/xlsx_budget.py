"""A budget as sheets of formulas: volumes, amounts, sums, months and parts go on calculating when an office changes a price.

Each formula carries the value that the portal calculated, for whoever reads the file without calculating.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gsbpm_portal.core.documents import layout, model
from gsbpm_portal.core.documents.periods import last_of

if TYPE_CHECKING:
    from gsbpm_portal.core.documents.xlsx import Writer

FIRST = 2
"""The row of the first line, below the heads."""
AMONG = 200
"""References in one SUM; a spreadsheet takes 255."""
LONGEST = 8000
"""Characters of one formula; a spreadsheet takes 8192."""


@dataclass(frozen=True)
class Formula:
    """A formula of our own making, never of a person's text, with its value."""

    text: str
    value: Decimal | int


@dataclass(frozen=True)
class Amounts:
    """Where the amounts of a budget stand: `sheet` as formulas name it, the letters of the column."""

    block: model.Tree
    sheet: str
    column: str

    def at(self, row: int) -> str:
        return f"{self.sheet}{self.column}{row}"

    def summed(self, lines: Iterable[int]) -> list[Formula]:
        """The sum of lines (by place), in as many formulas as it takes; a sum all of whose parts are wanted stands for them."""
        wanted, below = set(lines), children(self.block)
        for place in reversed(range(len(below))):
            if below[place] and wanted.issuperset(below[place]):
                wanted.add(place)
        tops = sorted(wanted.difference(child for place in wanted for child in below[place]))
        parts: list[tuple[list[str], list[int]]] = []
        for first, last in _runs(tops) if tops else ():
            piece = self.at(first + FIRST) + (f":{self.column}{last + FIRST}" if last > first else "")
            if not parts or len(parts[-1][0]) == AMONG or sum(len(one) + 1 for one in (*parts[-1][0], piece)) > LONGEST:
                parts.append(([], []))
            parts[-1][0].append(piece)
            parts[-1][1].extend(range(first, last + 1))
        worth = self.block.amounts
        return [
            Formula(f"=SUM({','.join(pieces)})", sum((worth[place] for place in places), Decimal(0)))
            for pieces, places in parts
        ]


def budget_sheet(writer: Writer, block: model.Tree) -> Amounts:
    """A budget with all its columns, filled or not, so that those of an office look alike; gives where its amounts stand."""
    count = max((len(line.factors) for line in block.lines), default=0)
    widths = (14, 44, 26, *[10] * count, 10, 12, 16, 18, 16)
    sheet = writer.sheet(block.caption or _("Budget"), widths)
    factors = [_("Factor %(n)s") % {"n": number} for number in range(1, count + 1)]
    heads = (
        _("Code"), _("Description"), _("Calculation"), *factors, _("Volume"), pgettext("of a quantity", "Unit"),
        _("Unit price (Rp)"), _("Amount (Rp)"), _("Source of funds"),
    )  # fmt: skip
    writer.put(sheet, 1, heads, bold=True)
    volume, price, amount = (letters(3 + count + place) for place in (0, 2, 3))
    below = children(block)
    for place, (line, sum_) in enumerate(zip(block.lines, block.amounts, strict=True)):
        row = place + FIRST
        given: list[Any] = [*line.factors, *[None] * (count - len(line.factors))]
        multiplied = [f"{letters(3 + at)}{row}" for at, one in enumerate(given) if one is not None]
        counted: Any = line.volume
        if multiplied and line.volume is not None:
            counted = Formula(f"=PRODUCT({','.join(multiplied)})", line.volume)
        if below[place]:
            worth: Any = Formula(f"={sum_of(amount, [child + FIRST for child in below[place]])}", sum_)
        elif _multiplies(line):
            worth = Formula(f"=ROUND({volume}{row}*{price}{row},2)", sum_)
        else:
            worth = sum_
        values = (line.code, line.label, line.calculation, *given, counted, line.unit, line.price, worth, line.source)
        writer.put(sheet, row, values, bold=block.is_parent(place), level=line.level)
    last = len(block.lines) + FIRST
    tops = [place + FIRST for place, line in enumerate(block.lines) if line.level == 0]
    total = Formula(f"={sum_of(amount, tops)}", block.total) if tops else block.total
    writer.put(sheet, last, ("", _("Total"), "", *[""] * count, "", "", "", total), bold=True)
    words = layout.budget(block, writer.document.language).words
    if words:
        writer.put(sheet, last + 1, ("", _("In words") + f": {words}", _("the total when this file was made")))
    writer.source(sheet, last + 2, block)
    name = str(sheet.get_name()).replace("'", "''")
    return Amounts(block, f"'{name}'!", amount)


def periods_sheet(writer: Writer, amounts: Amounts) -> None:
    """The lines by period: amounts are those of the budget's sheet, parted as `periods.shared_out` parts them."""
    block = amounts.block
    names = block.periods
    sheet = writer.sheet(block.periods_caption or _("By month"), (14, 44, 18, *[16] * len(names)))
    writer.put(sheet, 1, (_("Code"), _("Description"), _("Amount (Rp)"), *names), bold=True)
    below = children(block)
    lines = zip(block.lines, block.amounts, block.by_period, strict=True)
    for place, (line, sum_, parts) in enumerate(lines):
        row = place + FIRST
        whole = Formula(f"={amounts.at(row)}", sum_)
        cells: list[Any] = []
        for at, part in enumerate(parts):
            if below[place]:
                text = f"={sum_of(letters(3 + at), [child + FIRST for child in below[place]])}"
            else:
                text = _part_formula(line.fractions, at, row)
            cells.append(Formula(text, part) if text else None)
        writer.put(sheet, row, (line.code, line.label, whole, *cells), bold=block.is_parent(place), level=line.level)
    last = len(block.lines) + FIRST
    tops = [place + FIRST for place, line in enumerate(block.lines) if line.level == 0]
    if tops:
        totals = [Formula(f"={sum_of(letters(3 + at), tops)}", sum_) for at, sum_ in enumerate(block.period_totals)]
        whole = Formula(f"={amounts.at(last)}", block.total)
        writer.put(sheet, last, ("", _("Total"), whole, *totals), bold=True)


def summing_rows(block: model.DataTable, amounts: Amounts) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rows and totals of a table of sums, their last cells as formulas; what one formula cannot hold is summed behind it."""
    here, behind = letters(len(block.columns) - 1), len(block.columns)
    rows: list[tuple[Any, ...]] = []
    for row, (values, lines) in enumerate(zip(block.rows, block.sums, strict=True), FIRST):
        parts = amounts.summed(lines)
        worth = sum((part.value for part in parts), Decimal(0))
        if len(parts) < 2:
            rows.append((*values[:-1], *(parts or values[-1:])))
        else:
            whole = f"=SUM({letters(behind)}{row}:{letters(behind + len(parts) - 1)}{row})"
            rows.append((*values[:-1], Formula(whole, worth), *parts))
    total = Formula(f"=SUM({here}{FIRST}:{here}{len(rows) + FIRST - 1})", amounts.block.total)
    return rows, [(*values[:-1], total) for values in block.totals]


def _part_formula(shares: Sequence[Fraction], at: int, row: int) -> str:
    """What a line spends in one period; "" where it has no share of it."""
    if not shares or not shares[at]:
        return ""
    if at == last_of(shares):
        earlier = f"-SUM({letters(3)}{row}:{letters(2 + at)}{row})" if at else ""
        return f"=$C{row}{earlier}"
    share = shares[at]
    return f"=ROUNDDOWN($C{row}*{share.numerator}/{share.denominator},0)"


def children(block: model.Tree) -> list[list[int]]:
    """The places of the lines directly below each line."""
    found: list[list[int]] = [[] for _line in block.lines]
    above: list[int] = []
    for place, line in enumerate(block.lines):
        while above and block.lines[above[-1]].level >= line.level:
            above.pop()
        if above:
            found[above[-1]].append(place)
        above.append(place)
    return found


def sum_of(column: str, rows: Sequence[int]) -> str:
    """SUM(G3:G7,G9): rows that follow each other as a range, many of them as sums of sums."""
    pieces = [f"{column}{first}" if first == last else f"{column}{first}:{column}{last}" for first, last in _runs(rows)]
    while len(pieces) > AMONG:
        pieces = [f"SUM({','.join(pieces[at : at + AMONG])})" for at in range(0, len(pieces), AMONG)]
    return f"SUM({','.join(pieces)})"


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            yield first, last
            first = row
        last = row
    yield first, last


def letters(place: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _multiplies(line: model.Line) -> bool:
    """Whether the line is worth its volume times its price, to sen."""
    if line.price is None or line.volume is None:
        return False
    return (Decimal(line.volume) * Decimal(line.price)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) == line.own
