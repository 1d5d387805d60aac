"""The tables of a document as a workbook, with real numbers, so that an office can go on calculating.

One sheet for the form (all its questions: number, label, answer, code), one for each table, schedule and budget, and a last one
that says which document it is. Amounts are numbers with the format #,##0, which each spreadsheet program shows in its own
language. Budgets are formulas (xlsx_budget.py), each with its value. Text is written as text, whatever it begins with. Prose has
no place here: it stands in the PDF and the DOCX.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from gsbpm_portal.core.documents import layout, model, richtext
from gsbpm_portal.core.documents.tables import NotRenderable, plain, sheet_title
from gsbpm_portal.core.documents.xlsx_budget import Amounts, Formula, budget_sheet, periods_sheet, summing_rows
from gsbpm_portal.core.guards import clean_text, is_formula_like

WHOLE, PLACES = "#,##0", "#,##0.00"
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
A4 = 9
TABLES = (model.FieldTable, model.CheckBoxes, model.DataTable, model.Gantt, model.Tree)


def document_xlsx(document: model.Document) -> bytes:
    """The document's forms, tables, schedules and budgets as XLSX. NotRenderable when it has none of them."""
    import xlsxwriter

    if not any(isinstance(block, TABLES) for block in document.blocks):
        raise NotRenderable(_("The document has no table."))
    buffer = io.BytesIO()
    with translation.override(document.language):
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        writer = Writer(book, document)
        writer.form()
        for block in document.blocks:
            if isinstance(block, model.DataTable):
                writer.table(block)
            elif isinstance(block, model.Gantt):
                writer.gantt(block)
            elif isinstance(block, model.Tree):
                writer.amounts = budget_sheet(writer, block)
                if block.periods:
                    periods_sheet(writer, writer.amounts)
        writer.about()
        author = ", ".join(document.organisation[:2])
        book.set_properties({"title": clean_text(document.title), "author": clean_text(author)})
        book.close()
    return buffer.getvalue()


class Writer:
    """Puts cells into the sheets of a book; each keeps its type."""

    def __init__(self, book: Any, document: model.Document) -> None:
        self.book = book
        self.document = document
        self.amounts: Amounts | None = None
        """of the budget that was written last"""
        self._looks: dict[tuple[Any, ...], Any] = {}

    def sheet(self, title: str, widths: Sequence[float]) -> Any:
        """A new sheet whose title no other one has, with its head frozen, one page wide when printed."""
        taken = {sheet.get_name().casefold() for sheet in self.book.worksheets()}
        name, number = sheet_title(title), 2
        while name.casefold() in taken:
            tail = f" ({number})"
            name, number = sheet_title(title)[: 31 - len(tail)] + tail, number + 1
        made = self.book.add_worksheet(name)
        for place, width in enumerate(widths):
            made.set_column(place, place, min(max(width, 6), 80))
        made.freeze_panes(1, 0)
        made.repeat_rows(0)
        made.fit_to_pages(1, 0)
        made.set_paper(A4)
        if sum(widths) > 95:
            made.set_landscape()
        return made

    def put(
        self,
        sheet: Any,
        row: int,
        values: Iterable[Any],
        *,
        bold: bool = False,
        places: Sequence[int | None] = (),
        level: int = 0,
    ) -> None:
        """A row of cells (the first row is 1); `level` indents the second one."""
        for column, value in enumerate(values):
            value = value if isinstance(value, Formula) else plain(value)
            if value is None or value == "":
                continue
            if isinstance(value, str):
                indent = level if column == 1 else 0
                look = self._look(bold=bold, indent=indent, text_wrap=True, quote_prefix=is_formula_like(value))
                sheet.write_string(row - 1, column, clean_text(value), look)
                continue
            number = value.value if isinstance(value, Formula) else value
            look = self._look(bold=bold, num_format=_format(number, places[column] if column < len(places) else None))
            if isinstance(value, Formula):
                sheet.write_formula(row - 1, column, value.text, look, number)
            elif isinstance(value, bool):
                sheet.write_boolean(row - 1, column, value, look)
            elif isinstance(value, dt.date):
                sheet.write_datetime(row - 1, column, value, look)
            else:
                sheet.write_number(row - 1, column, value, look)

    def _look(self, **asked: Any) -> Any:
        key = tuple(sorted(asked.items()))
        if key not in self._looks:
            self._looks[key] = self.book.add_format({"valign": "top", **{n: v for n, v in asked.items() if v}})
        return self._looks[key]

    def form(self) -> None:
        """All questions of the document below each other, its headings between them."""
        rows: list[tuple[tuple[Any, ...], bool]] = []
        open_heading: list[tuple[tuple[Any, ...], bool]] = []
        for block in self.document.blocks:
            if isinstance(block, model.Heading):
                open_heading = [((block.number, block.text), True)]
            elif isinstance(block, model.FieldTable | model.CheckBoxes):
                rows += open_heading
                open_heading = []
                if isinstance(block, model.CheckBoxes):
                    rows.append((("", block.label, *_answer(block)), False))
                    continue
                if block.caption:
                    rows.append((("", block.caption), True))
                for field in block.fields:
                    if field.heading:
                        rows.append(((field.number, field.label), True))
                    else:
                        value, code = _answer(field.value)
                        rows.append(((field.number, field.label, value, field.code or code), False))
        if not rows:
            return
        sheet = self.sheet(_("Form"), (10, 44, 60, 12))
        self.put(sheet, 1, (_("No."), _("Item"), _("Answer"), _("Code")), bold=True)
        for number, (values, bold) in enumerate(rows, 2):
            self.put(sheet, number, values, bold=bold)

    def table(self, block: model.DataTable) -> None:
        widths = [
            max(
                [
                    len(column.heading) + 2,
                    8,
                    *(len(layout.cell_text(row[place], column.places)) + 2 for row in block.rows),
                ]
            )
            for place, column in enumerate(block.columns)
        ]
        sheet = self.sheet(block.caption or block.number or _("Table"), [min(width, 60) for width in widths])
        self.put(sheet, 1, (column.heading for column in block.columns), bold=True)
        places = [column.places for column in block.columns]
        rows, totals = list(block.rows), list(block.totals)
        if block.sums and self.amounts:
            rows, totals = summing_rows(block, self.amounts)
        marked = [(row, False) for row in rows] + [(row, True) for row in totals]
        for number, (values, bold) in enumerate(marked, 2):
            self.put(sheet, number, values, bold=bold, places=places)
        self.source(sheet, len(marked) + 3, block)

    def gantt(self, block: model.Gantt) -> None:
        sheet = self.sheet(block.caption or _("Schedule"), (24, 44, 14, 14))
        self.put(sheet, 1, (_("Group"), _("Activity"), _("Start"), _("End")), bold=True)
        for number, row in enumerate(block.rows, 2):
            self.put(sheet, number, (row.group, row.label, row.start, row.end))
        self.source(sheet, len(block.rows) + 3, block)

    def source(self, sheet: Any, row: int, block: Any) -> None:
        if block.source:
            self.put(sheet, row, ("", _("Source: %(source)s") % {"source": block.source}))

    def about(self) -> None:
        document = self.document
        sheet = self.sheet(_("About this document"), (28, 80))
        rows = (
            (_("Title"), document.title),
            (_("Subtitle"), document.subtitle),
            (_("Organisation"), ", ".join(document.organisation)),
            (_("Number"), document.number),
            (_("Status"), document.mark),
            *document.about,
        )
        for number, (name, value) in enumerate((row for row in rows if row[1]), 1):
            self.put(sheet, number, (name, value))


def _answer(value: model.Value) -> tuple[Any, str]:
    """What stands as answer and as code: the ticked options with theirs, the words of a rich text."""
    if isinstance(value, model.Rich):
        return richtext.to_plain(value.text), ""
    if isinstance(value, model.CheckBoxes):
        ticked = value.ticked
        return "; ".join(option.label for option in ticked), ", ".join(option.code for option in ticked if option.code)
    return value, ""


def _format(value: Any, places: int | None) -> str:
    if isinstance(value, dt.datetime):
        return MOMENT
    if isinstance(value, dt.date):
        return DAY
    if isinstance(value, bool):
        return "General"
    if places is not None:
        return WHOLE + ("." + "0" * places if places else "")
    if value == int(value):
        return WHOLE
    return PLACES if isinstance(value, Decimal) and value == round(value, 2) else "#,##0.######"
