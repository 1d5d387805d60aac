"""A document as DOCX: Word's own styles, headings, lists and tables, so that an office can go on writing in it.

A4, language of the document, core properties, repeated heads, page numbers as fields. Nothing in the file names an address
outside of it. Written with python-docx, which is loaded when a document is written.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gsbpm_portal.core.documents import layout, model, richtext
from gsbpm_portal.core.documents.docx_parts import Paper
from gsbpm_portal.core.guards import without_controls

ROOM_TO_SIGN = "\n" * 5
SHADE, PALE, ON = "E6E9EA", "F3F4F4", "C3CCD0"


def document_docx(document: model.Document) -> bytes:
    """The document as a DOCX file."""
    with translation.override(document.language):
        paper = Paper(document, written_at=timezone.now())
        writer = _Writer(paper, document)
        writer.head()
        for place, sheet in enumerate(layout.sheets(document)):
            if place:
                paper.new_sheet(landscape=sheet.landscape)
            for block in sheet.blocks:
                writer.write(block)
        buffer = io.BytesIO()
        paper.file.save(buffer)
        return buffer.getvalue()


class _Writer:
    """Writes block after block onto the paper."""

    def __init__(self, paper: Paper, document: model.Document) -> None:
        self.paper = paper
        self.document = document
        self.writers: dict[type, Callable[[Any], None]] = {
            model.Heading: self.heading,
            model.Paragraphs: lambda block: self.rich(block.text),
            model.FieldTable: self.form,
            model.DataTable: self.table,
            model.CheckBoxes: self.boxes,
            model.Gantt: self.gantt,
            model.Tree: self.tree,
            model.Signatures: self.signatures,
            model.Attachments: self.attachments,
            model.Note: self.note,
        }

    def write(self, block: Any) -> None:
        self.writers[type(block)](block)

    def line(self, text: str, style: str = "Normal", into: Any = None, **look: Any) -> Any:
        """A paragraph; line breaks stay line breaks."""
        made = (into or self.paper.file).add_paragraph(style=style)
        self.paper.put(made, without_controls(text), **look)
        return made

    def head(self) -> None:
        document = self.document
        for place, text in enumerate(document.organisation):
            self.line(text.upper() if place < 2 else text, "Letterhead", bold=place == 1)
        if document.organisation:
            self.paper.rule_below(self.paper.file.paragraphs[-1])
        self.line(document.title, "Title")
        if document.subtitle:
            self.line(document.subtitle, "Subtitle")
        if document.number:
            self.line(_("Number: %(number)s") % {"number": document.number}, "Centred")
        if document.about:
            table = self.paper.table(len(document.about), 2, widths=(30, 70), ruled=False)
            for row, (name, value) in zip(table.rows, document.about, strict=True):
                self.cell(row.cells[0], name)
                self.cell(row.cells[1], f": {value}")
            self.line("", "Small")

    def heading(self, block: model.Heading) -> None:
        text = f"{block.number}\t{block.text}" if block.number else block.text
        self.line(text, f"Heading {block.level}")

    def rich(self, text: str, into: Any = None) -> None:
        """Rich text, into the document or into a cell."""
        target = into or self.paper.file
        for part in richtext.parse(text):
            if isinstance(part, richtext.Paragraph):
                self.runs(target.add_paragraph(style="Table Text" if into else "Body Text"), part.runs)
                continue
            numbers = self.paper.new_list(part.start) if part.start else self.paper.dots
            for item in part.items:
                made = target.add_paragraph(style="List Paragraph")
                self.paper.in_list(made, numbers)
                self.runs(made, item)

    def runs(self, paragraph: Any, runs: richtext.Runs) -> None:
        for run in runs:
            self.paper.put(paragraph, run.text, bold=run.bold, italic=run.italic)

    def cell(
        self,
        cell: Any,
        text: str,
        *,
        align: str = "left",
        bold: bool = False,
        shade: str = "",
        style: str = "Table Text",
    ) -> None:
        """A text as the only paragraph of a table's cell."""
        paragraph = cell.paragraphs[0]
        paragraph.style = self.paper.file.styles[style]
        self.paper.align(paragraph, align)
        self.paper.put(paragraph, without_controls(text), bold=bold)
        if shade:
            self.paper.shade(cell, shade)

    def heads(self, row: Any, texts: Iterable[str]) -> None:
        for cell, text in zip(row.cells, texts, strict=True):
            self.cell(cell, text, align="center", bold=True, shade=SHADE)
        self.paper.repeat(row)

    def caption(self, block: Any, again: str = "") -> None:
        """The caption above a table; `again` says that it goes on."""
        text = layout.caption_of(block)
        if text:
            self.line(" ".join((text, again)) if again else text, "Caption")

    def source(self, block: Any) -> None:
        text = _("Source: %(source)s") % {"source": block.source} if block.source else ""
        self.line(text, "Small")

    def form(self, block: model.FieldTable) -> None:
        self.caption(block)
        table = self.paper.table(1, 3, widths=(9, 36, 55))
        self.heads(table.rows[0], (_("No."), _("Item"), _("Answer")))
        for field in block.fields:
            row = self.paper.add_row(table, whole=not isinstance(field.value, model.Rich))
            number, label, value = row.cells
            self.cell(number, field.number, bold=field.heading, shade=PALE if field.heading else "")
            if field.heading:
                self.cell(label.merge(value), field.label, bold=True, shade=PALE)
                self.paper.keep(number.paragraphs[0])
                continue
            self.cell(label, field.label)
            self.paper.indent(label.paragraphs[0], field.level)
            if field.note:
                self.paper.indent(self.line(field.note, "Small", label), field.level)
            self.answer(value, field)
        self.line("", "Small")

    def answer(self, cell: Any, field: model.Field) -> None:
        value, code = field.value, f"[{field.code}] " if field.code else ""
        if isinstance(value, model.Rich):
            self.rich(value.text, into=cell)
            if len(cell.paragraphs) > 1:  # a cell begins with an empty paragraph
                self.paper.drop(cell.paragraphs[0])
        elif isinstance(value, model.CheckBoxes):
            self.cell(cell, code + "\n".join(layout.option_text(option) for option in value.options))
        else:
            self.cell(cell, code + layout.cell_text(value))

    def table(self, block: model.DataTable) -> None:
        self.caption(block)
        table = self.paper.table(1, len(block.columns), widths=layout.shares(block))
        self.heads(table.rows[0], (column.heading for column in block.columns))
        if block.numbered:
            row = self.paper.add_row(table)
            for place, cell in enumerate(row.cells, 1):
                self.cell(cell, f"({place})", align="center")
            self.paper.repeat(row)
        for rows, total in ((block.rows, False), (block.totals, True)):
            for values in rows:
                cells = self.paper.add_row(table).cells
                for cell, column, text in zip(cells, block.columns, layout.row_texts(block, values), strict=True):
                    self.cell(cell, text, align=column.align, bold=total, shade=PALE if total else "")
        self.source(block)

    def boxes(self, block: model.CheckBoxes) -> None:
        if block.label:
            self.line(block.label, "Caption")
        for option in block.options:
            self.line(layout.option_text(option), "Choice")

    def gantt(self, block: model.Gantt) -> None:
        for place, part in enumerate(layout.schedule(block)):
            self.caption(block, "({})".format(_("continued")) if place else "")
            count = len(part.names)
            table = self.paper.table(2, count + 2, widths=(30, 22, *([48 / count] * count)), tight=True)
            top, below = (row.cells for row in table.rows)
            for at, text in enumerate((_("Activity"), _("Time"))):
                self.cell(top[at].merge(below[at]), text, align="center", bold=True, shade=SHADE)
            at = 2
            for year, months in part.years:
                self.cell(top[at].merge(top[at + months - 1]), str(year), align="center", bold=True, shade=SHADE)
                at += months
            for cell, name in zip(below[2:], part.names, strict=True):
                self.cell(cell, name, align="center", bold=True, shade=SHADE, style="Table Month")
            for row in table.rows:
                self.paper.repeat(row)
            for bar in part.rows:
                cells = self.paper.add_row(table).cells
                if bar.group:
                    self.cell(cells[0].merge(cells[-1]), bar.label, bold=True, shade=PALE)
                    continue
                self.cell(cells[0], bar.label)
                self.cell(cells[1], bar.time)
                for cell, on in zip(cells[2:], bar.months, strict=True):
                    self.cell(cell, "X" if on else "", align="center", shade=ON if on else "", style="Table Month")
        self.source(block)

    def tree(self, block: model.Tree) -> None:
        shown = layout.budget(block, self.document.language)
        self.caption(block)
        table = self.paper.table(1, len(shown.heads), widths=shown.widths)
        self.heads(table.rows[0], (name for name, _right in shown.heads))
        for row in shown.rows:
            cells = self.paper.add_row(table).cells
            for cell, (text, right) in zip(cells, row.cells, strict=True):
                self.cell(cell, text, align="right" if right else "left", bold=row.is_sum)
            self.paper.indent(cells[1].paragraphs[0], row.level)
        cells = self.paper.add_row(table).cells
        name = cells[0].merge(cells[shown.amount_at - 1])
        self.cell(name, _("Total"), align="right", bold=True, shade=PALE)
        self.cell(cells[shown.amount_at], shown.total, align="right", bold=True, shade=PALE)
        if shown.words:
            made = self.line(_("In words") + ": ")
            self.paper.put(made, shown.words, italic=True)
        self.source(block)

    def signatures(self, block: model.Signatures) -> None:
        """Two rows: whose signature it is, and below the room to sign the names side by side."""
        alone = len(block.signers) == 1
        signers: tuple[model.Signer | None, ...] = (None, *block.signers) if alone else block.signers
        above, below = self.paper.table(2, len(signers), ruled=False).rows
        for place, signer in enumerate(signers, 1):
            if signer is None:
                continue
            day = layout.place_and_date(block) if place == len(signers) else ""
            role = "\n".join(filter(None, (signer.above, signer.role, signer.organisation)))
            cell, under = above.cells[place - 1], below.cells[place - 1]
            self.cell(cell, f"{day}\n{role}{ROOM_TO_SIGN}", align="center")
            self.paper.keep(cell.paragraphs[0])
            self.cell(under, "", align="center")
            name = under.paragraphs[0]
            self.paper.put(name, without_controls(signer.name) or layout.DOTS, bold=True, underline=bool(signer.name))
            if signer.nip or not signer.name:
                self.paper.put(name, without_controls(f"\nNIP. {signer.nip or layout.DOTS}"))
        self.line("", "Small")

    def attachments(self, block: model.Attachments) -> None:
        self.line(block.heading or _("Attachments"), "Caption")
        numbers = self.paper.new_list(1)
        for one in block.items:
            made = self.line(f"{one.label} ({one.name})" if one.name else one.label, "List Paragraph")
            self.paper.in_list(made, numbers)
            for more in filter(None, (one.note, f"SHA-256 {one.sha256}" if one.sha256 else "")):
                self.paper.indent(self.line(more, "Small"), 2)

    def note(self, block: model.Note) -> None:
        cell = self.paper.table(1, 1).rows[0].cells[0]
        if block.title:
            self.cell(cell, block.title, bold=True)
        self.rich(block.text, into=cell)
        if not block.title and len(cell.paragraphs) > 1:
            self.paper.drop(cell.paragraphs[0])
        self.line("", "Small")
