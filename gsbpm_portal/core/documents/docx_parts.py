"""What python-docx has no word for: the paper itself, its styles and language, numbered lists, repeated heads, page fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from gsbpm_portal.core.documents.freezing import checksum
from gsbpm_portal.core.documents.model import Document
from gsbpm_portal.core.guards import without_controls

FONT = "Arial"
TAGS = {"id": "id-ID", "en": "en-GB"}
A4 = (210, 297)
MARGINS = (25, 20, 22, 20)
"""Left, top, right, bottom, in millimetres."""
# What the standard wants behind an element of its parent; Word takes a file with another order for damaged.
AFTER_INDENT = ("w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
AFTER_SHADE = ("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")
AFTER_BORDERS = (
    "w:shd",
    "w:tabs",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
    "w:sectPr",
)
LENGTH = 255
"""Letters that a core property may have."""


class Paper:
    """A new DOCX file, its styles set, and the pieces that blocks are made of."""

    def __init__(self, document: Document, *, written_at: dt.datetime) -> None:
        from docx import Document as new_file

        self.file = new_file()
        self.document = document
        self.language = TAGS[document.language]
        self._styles()
        self._properties(document, written_at)
        self._page(self.file.sections[0], landscape=document.landscape)
        self._edges(self.file.sections[0])
        numbering = self.file.part.numbering_part.element
        self._decimal, self._bullet = (
            self._abstract(numbering, "decimal", "%1."),
            self._abstract(numbering, "bullet", "•"),
        )
        self.dots = numbering.add_num(self._bullet).numId

    # Pieces ---------------------------------------------------------------------------------------------------------

    def put(
        self, paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, underline: bool = False
    ) -> None:
        """Words at the end of a paragraph; "\\n" is a line break, a tab a tab."""
        if not text:
            return
        run = paragraph.add_run(text)
        run.bold, run.italic, run.underline = bold or None, italic or None, underline or None

    def align(self, paragraph: Any, where: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as at

        paragraph.alignment = {"left": None, "right": at.RIGHT, "center": at.CENTER}[where]

    def indent(self, paragraph: Any, level: int) -> None:
        from docx.shared import Mm

        if level:
            paragraph.paragraph_format.left_indent = Mm(4 * level)

    def keep(self, paragraph: Any) -> None:
        """On the page of what follows."""
        paragraph.paragraph_format.keep_with_next = True

    def drop(self, paragraph: Any) -> None:
        paragraph._element.getparent().remove(paragraph._element)

    def shade(self, cell: Any, colour: str) -> None:
        values = {"w:val": "clear", "w:color": "auto", "w:fill": colour}
        _child(cell._tc.get_or_add_tcPr(), "w:shd", values, before=AFTER_SHADE)

    def rule_below(self, paragraph: Any) -> None:
        borders = _child(paragraph._element.get_or_add_pPr(), "w:pBdr", before=AFTER_BORDERS)
        _child(borders, "w:bottom", {"w:val": "double", "w:sz": "6", "w:space": "4", "w:color": "111111"})

    def table(
        self, rows: int, columns: int, *, widths: Sequence[float] = (), ruled: bool = True, tight: bool = False
    ) -> Any:
        """A table over the width of the page; `widths` in hundredths of it. `tight` cells have next to no margin."""
        from docx.shared import Emu

        room = self._room(self.file.sections[-1])
        table = self.file.add_table(rows, columns, style="Table Grid" if ruled else "Normal Table")
        table.autofit = not widths
        beside = 20 if tight else 68
        indent = {"w:w": str(beside if ruled else 0), "w:type": "dxa"}
        _child(table._tbl.tblPr, "w:tblInd", indent, before=AFTER_INDENT)
        margins = _child(table._tbl.tblPr, "w:tblCellMar", before=("w:tblLook",))
        for side, margin in (("top", 30), ("left", beside), ("bottom", 30), ("right", beside)):
            _child(margins, f"w:{side}", {"w:w": str(margin), "w:type": "dxa"})
        for column, width in zip(table.columns, widths or [100 / columns] * columns, strict=True):
            column.width = Emu(int(room * width / 100))
            for cell in column.cells:
                cell.width = column.width
        for row in table.rows:
            self._whole(row)
        return table

    def add_row(self, table: Any, *, whole: bool = True) -> Any:
        """A row below the others, which a page does not cut unless it is longer than one."""
        row = table.add_row()
        if whole:
            self._whole(row)
        return row

    def repeat(self, row: Any) -> None:
        """Print the row at the head of each page that the table goes on to."""
        _child(row._tr.get_or_add_trPr(), "w:tblHeader", {"w:val": "true"})

    def new_list(self, start: int) -> int:
        """A numbered list of its own, beginning at `start`."""
        number = self.file.part.numbering_part.element.add_num(self._decimal)
        number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return number.numId

    def in_list(self, paragraph: Any, number: int) -> None:
        properties = paragraph._element.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number

    def new_sheet(self, *, landscape: bool) -> None:
        """A new page; pages lie or stand from there on."""
        from docx.enum.section import WD_SECTION

        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        self._page(section, landscape=landscape, first=False)
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        self._edges(section)

    # The paper ------------------------------------------------------------------------------------------------------

    def _whole(self, row: Any) -> None:
        _child(row._tr.get_or_add_trPr(), "w:cantSplit", {"w:val": "true"})

    def _page(self, section: Any, *, landscape: bool, first: bool = True) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        width, height = reversed(A4) if landscape else A4
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        left, top, right, bottom = MARGINS
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.top_margin, section.bottom_margin = Mm(top + 5), Mm(bottom + 2)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = first

    def _edges(self, section: Any) -> None:
        """Running heads with title and mark, feet with the number and "Page 2 of 7"; the first page has no title above."""
        document, first = self.document, section.different_first_page_header_footer
        title = " · ".join(filter(None, (document.title, document.subtitle)))
        for header, text in ((section.header, title), *([(section.first_page_header, "")] if first else [])):
            paragraph = self._edge(section, header, "Header")
            self.put(paragraph, without_controls(text) + ("\t" if document.mark else ""))
            self.put(paragraph, without_controls(document.mark), bold=True)
        number = _("Number: %(number)s") % {"number": document.number} if document.number else ""
        before, rest = _("Page %(number)s of %(count)s").split("%(number)s")
        between, after = rest.split("%(count)s")
        for footer in (section.footer, *([section.first_page_footer] if first else [])):
            paragraph = self._edge(section, footer, "Footer")
            self.put(paragraph, without_controls(number) + "\t" + before)
            self._field(paragraph, "PAGE")
            self.put(paragraph, between)
            self._field(paragraph, "NUMPAGES")
            self.put(paragraph, after)

    def _edge(self, section: Any, part: Any, style: str) -> Any:
        """The paragraph of a head or foot, with a stop at the right edge of the section's pages."""
        from docx.enum.text import WD_TAB_ALIGNMENT

        paragraph = part.paragraphs[0]
        paragraph.style = self.file.styles[style]
        paragraph.paragraph_format.tab_stops.add_tab_stop(self._room(section), WD_TAB_ALIGNMENT.RIGHT)
        return paragraph

    def _room(self, section: Any) -> int:
        return int(section.page_width - section.left_margin - section.right_margin)

    def _field(self, paragraph: Any, name: str) -> None:
        for kind in ("begin", "", "separate", "1", "end"):
            run = paragraph.add_run()
            if kind == "":
                made = _child(run._element, "w:instrText", {"xml:space": "preserve"})
                made.text = name
            elif kind == "1":
                run.text = "1"
            else:
                _child(run._element, "w:fldChar", {"w:fldCharType": kind})

    def _styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_ALIGN_PARAGRAPH as at
        from docx.shared import Mm, Pt, RGBColor

        styles = self.file.styles
        for name in ("Letterhead", "Centred", "Small", "Choice", "Table Text", "Table Month"):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        sizes = {
            "Normal": (10, 3), "Body Text": (10, 5), "Title": (14, 2), "Subtitle": (12, 2), "Heading 1": (11.5, 4),
            "Heading 2": (10.5, 4), "Heading 3": (10, 3), "Heading 4": (10, 3), "Caption": (9, 3), "Header": (8, 0),
            "Footer": (8, 0), "List Paragraph": (10, 2), "Letterhead": (10.5, 0), "Centred": (10, 8), "Small": (8, 3),
            "Choice": (10, 1), "Table Text": (9, 1), "Table Month": (7, 1),
        }  # fmt: skip
        for name, (size, after) in sizes.items():
            style = styles[name]
            self._own_font(style)
            style.font.size = Pt(size)
            style.font.color.rgb = RGBColor(0x11, 0x11, 0x11)
            style.font.italic = False
            style.paragraph_format.space_after = Pt(after)
            style.paragraph_format.space_before = Pt(0)
            style.paragraph_format.line_spacing = 1.15
            if name in ("Title", "Subtitle", "Caption") or name.startswith("Heading"):
                style.font.bold = True
                style.paragraph_format.keep_with_next = True
        for name in ("Title", "Subtitle", "Letterhead", "Centred"):
            styles[name].paragraph_format.alignment = at.CENTER
        for level in (1, 2, 3, 4):
            form = styles[f"Heading {level}"].paragraph_format
            form.space_before = Pt(14 if level == 1 else 9)
            form.tab_stops.add_tab_stop(Mm(10 if level < 3 else 13))
        title = styles["Title"]
        title.font.all_caps = True
        title.paragraph_format.space_before = Pt(14)
        title.font.underline = False
        for found in title.element.findall(".//{*}pBdr"):  # the template rules a line below the title
            found.getparent().remove(found)
        for style in (title, styles["Subtitle"]):  # and sets both wide
            for found in style.element.findall(".//{*}rPr/{*}spacing"):
                found.getparent().remove(found)
        styles["Body Text"].paragraph_format.alignment = at.JUSTIFY
        styles["Table Text"].paragraph_format.line_spacing = 1.05
        for name in ("Header", "Footer"):
            styles[name].paragraph_format.tab_stops.clear_all()
        styles["Caption"].paragraph_format.space_before = Pt(8)
        defaults = styles.element.find(".//{*}rPrDefault/{*}rPr")
        for found in defaults.findall("{*}lang"):
            defaults.remove(found)
        _child(defaults, "w:lang", {"w:val": self.language, "w:eastAsia": self.language, "w:bidi": "ar-SA"})

    def _own_font(self, style: Any) -> None:
        from docx.oxml.ns import qn

        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            if "Theme" in name or "theme" in name:
                del fonts.attrib[name]
        for name in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(name), FONT)

    def _properties(self, document: Document, written_at: dt.datetime) -> None:
        core = self.file.core_properties
        author = ", ".join(document.organisation[:2])
        for name, text in (
            ("title", document.title),
            ("subject", document.subtitle),
            ("author", author),
            ("last_modified_by", author),
            ("keywords", document.kind),
            ("category", document.mark),
            ("comments", ""),
        ):
            setattr(core, name, without_controls(text)[:LENGTH])
        core.language = self.language
        core.identifier = checksum(document)
        core.version = without_controls(document.number)[:LENGTH]
        core.revision = 1
        core.created = core.modified = written_at.astimezone(dt.UTC).replace(tzinfo=None)

    def _abstract(self, numbering: Any, form: str, text: str) -> int:
        """A one-level list of numbers or dots. Definitions stand before the lists that use them."""
        from docx.oxml.ns import qn

        taken = [int(one.get(qn("w:abstractNumId"))) for one in numbering.findall(qn("w:abstractNum"))]
        number = max(taken, default=-1) + 1
        made = _child(numbering, "w:abstractNum", {"w:abstractNumId": str(number)})
        numbering.remove(made)
        numbering.insert(len(taken), made)
        _child(made, "w:multiLevelType", {"w:val": "singleLevel"})
        level = _child(made, "w:lvl", {"w:ilvl": "0"})
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text), ("w:lvlJc", "left")):
            _child(level, tag, {"w:val": value})
        _child(_child(level, "w:pPr"), "w:ind", {"w:left": "567", "w:hanging": "397"})
        return number


def _child(parent: Any, tag: str, values: dict[str, str] | None = None, *, before: Sequence[str] = ()) -> Any:
    """A new element of `parent`: before the first of those tags, which the standard wants behind it, else at the end."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in (values or {}).items():
        made.set(qn(name), value)
    if before:
        parent.insert_element_before(made, *before)
    else:
        parent.append(made)
    return made
