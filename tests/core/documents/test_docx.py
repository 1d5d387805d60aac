"""Documents as DOCX: read back by python-docx, and by their XML."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from gsbpm_portal.core.documents import freezing
from gsbpm_portal.core.documents.docx import document_docx
from gsbpm_portal.core.documents.model import Document, Paragraphs, Signatures, Signer
from gsbpm_portal.core.file_checks.runner import inspect
from tests.core.documents.samples import terms_of_reference
from tests.core.documents.test_pdf import everywhere

ORDER = {  # as the standard has it; Word takes another order for damage
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr sectPr",
}


@pytest.fixture(scope="module")
def made() -> bytes:
    return document_docx(terms_of_reference())


@pytest.fixture(scope="module")
def read(made: bytes) -> Any:
    return docx.Document(io.BytesIO(made))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def texts(file: Any) -> list[str]:
    found = [paragraph.text for paragraph in file.paragraphs]
    found += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return found


def test_styles_and_headings(read: Any) -> None:
    styled = {(paragraph.style.name, paragraph.text) for paragraph in read.paragraphs}
    for expected in (
        ("Title", "Kerangka Acuan Kerja"),
        ("Heading 1", "1\tLatar Belakang"),
        ("Heading 2", "1.2\tMetode"),
        ("Heading 3", "1.2.1\tTahapan"),
        ("Heading 1", "Penutup"),
        ("Caption", "Tabel 1. Jadwal kegiatan"),
        ("List Paragraph", "dinas pariwisata;"),
    ):
        assert expected in styled, expected


def test_bold_and_italic_words(read: Any) -> None:
    runs = {(run.text, bool(run.bold), bool(run.italic)) for one in read.paragraphs for run in one.runs}
    assert ("wisatawan nusantara", True, False) in runs and ("Satu Data Indonesia", False, True) in runs


def test_lists_begin_where_they_were_typed() -> None:
    file = docx.Document(io.BytesIO(document_docx(Document("x", (Paragraphs("1. a\n2. b\n\n- c\n\n7. d\n8. e"),)))))
    items = [p for p in file.paragraphs if p.style.name == "List Paragraph"]
    numbers = [p._element.pPr.numPr.numId.val for p in items]
    assert len(set(numbers)) == 3 and numbers[0] == numbers[1] != numbers[2] != numbers[3] == numbers[4]
    starts = {
        num.numId: [int(one.get(qn("w:val"))) for one in num.iter(qn("w:startOverride"))]
        for num in file.part.numbering_part.element.num_lst
    }
    assert [starts[number] for number in (numbers[0], numbers[2], numbers[3])] == [[1], [], [7]]


def test_tables_repeat_their_heads(read: Any) -> None:
    repeated = [
        sum(row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows)
        for table in read.tables
    ]
    assert repeated == [0, 0, 2, 2, 1, 0, 1]  # head, note, table, schedule, form, signatures, budget
    sample = read.tables[2]
    assert [cell.text for cell in sample.rows[2].cells] == ["1", "Utara", "1.007", "40", "4,00", "1 April 2027"]
    assert [cell.text for cell in sample.rows[-1].cells] == ["", "Jumlah", "10.028", "400", "3,99", ""]
    schedule = read.tables[3]
    marked = [cell.text for cell in schedule.rows[3].cells]
    assert marked[:5] == ["Penyusunan rancangan", "4 Jan – 26 Feb 2027", "X", "X", ""]
    shades = [cell._tc.tcPr.find(qn("w:shd")) for cell in schedule.rows[3].cells]
    assert [shade is not None for shade in shades[2:5]] == [True, True, False]
    budget = [[cell.text for cell in row.cells] for row in read.tables[6].rows]
    assert budget[4] == [
        "521211",
        "Bahan pelatihan petugas",
        "25 org x 2 hari",
        "50",
        "org-hari",
        "85.000",
        "4.250.000",
        "APBD",
    ]
    assert budget[-1][6] == "96.650.000"


def test_paper_language_and_properties(made: bytes, read: Any) -> None:
    sizes = [(round(s.page_width.mm), round(s.page_height.mm)) for s in read.sections]
    assert sizes == [(210, 297), (297, 210)]
    core = read.core_properties
    assert (core.title, core.language, core.category) == ("Kerangka Acuan Kerja", "id-ID", "DRAFT")
    assert core.author == "Pemerintah Kota Contoh, Dinas Komunikasi dan Informatika"
    assert core.identifier == freezing.checksum(terms_of_reference())
    assert b'<w:lang w:val="id-ID"' in parts(made)["word/styles.xml"]
    for section in read.sections:
        field = [one.text for one in section.footer._element.iter(qn("w:instrText"))]
        assert field == ["PAGE", "NUMPAGES"]
        assert section.header.paragraphs[0].text.endswith("\tDRAFT")
    assert read.sections[0].first_page_header.paragraphs[0].text == "\tDRAFT"
    english = document_docx(Document("x", language="en"))
    assert b'<w:lang w:val="en-GB"' in parts(english)["word/styles.xml"]


def test_form_boxes_and_signatures(read: Any) -> None:
    found = texts(read)
    for text in ("☐ 1 Hanya sekali\n☒ 2 Berulang", "[8] Tahunan", "1.200", "NIP. 19850505 200803 2 002"):
        assert any(text in one for one in found), text
    alone = docx.Document(io.BytesIO(document_docx(Document("x", (Signatures((Signer("Kepala"),)),)))))
    assert "NIP. …" in alone.tables[0].rows[1].cells[1].text


def test_the_order_of_elements_is_that_of_the_standard(made: bytes) -> None:
    body = etree.fromstring(parts(made)["word/document.xml"])
    for name, order in ORDER.items():
        known = order.split()
        for element in body.iter(qn(f"w:{name}")):
            tags = [etree.QName(child).localname for child in element]
            assert tags == sorted(tags, key=known.index) and len(tags) == len(set(tags)), (name, tags)


def test_nothing_in_it_names_an_address() -> None:
    """Text of people stays text; relations stay inside; the portal's own check takes the file."""
    hostile = '<img src="http://127.0.0.1/x"> {HYPERLINK "http://127.0.0.1"} &amp; ]]> \x00\ud800 INCLUDEPICTURE'
    content = document_docx(everywhere(hostile))
    found = parts(content)
    for name, body in found.items():
        if name.endswith(".rels"):
            assert b"External" not in body, name
        if name.endswith((".xml", ".rels")):
            etree.fromstring(body)
    instructions = {
        one.text
        for name in found
        if name.endswith(".xml")
        for one in etree.fromstring(found[name]).iter(qn("w:instrText"))
    }
    assert instructions == {"PAGE", "NUMPAGES"}
    assert '<img src="http://127.0.0.1/x">' in "".join(texts(docx.Document(io.BytesIO(content))))
    assert inspect(io.BytesIO(content), "naskah.docx").extensions[0] == "docx"


def test_the_same_document_reads_the_same(made: bytes) -> None:
    def body(content: bytes) -> bytes:
        return parts(content)["word/document.xml"]

    assert body(document_docx(terms_of_reference())) == body(made)
    assert body(document_docx(replace(terms_of_reference(), title="y"))) != body(made)
    assert not re.search(rb"python-docx", parts(made)["docProps/core.xml"])
