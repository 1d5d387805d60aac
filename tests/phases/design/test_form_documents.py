"""Filled forms on paper and as files: what was filed is kept as golden files, and a second reader finds every answer."""

import datetime as dt
import io
import json
import os
import re
import subprocess
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from docx import Document as read_docx
from pypdf import PdfReader

from gsbpm_portal.core.documents.docx import document_docx
from gsbpm_portal.core.documents.freezing import from_json, to_json
from gsbpm_portal.core.documents.model import CheckBoxes, DataTable, FieldTable, Note
from gsbpm_portal.core.documents.pdf import document_pdf
from gsbpm_portal.core.documents.xlsx import document_xlsx
from phases.design import projection as projection_package
from phases.design.form_documents import Signing, form_document
from phases.design.forms_catalogue import FORMS, form
from phases.design.projection import freeze, project, romantik_json
from tests.phases.design import facts_made as made

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(projection_package.__file__).parent / "schemas"
SIGNED = Signing("Kota Contoh", dt.date(2026, 3, 10), "197001012000031001")


def filled(code, facts=None, language="id"):
    return project(form(code), facts or (made.compilation() if code == "fp_kpa" else made.full()), language)


def kept(name, content):
    """The golden file; written anew with GOLDEN=write, after a change that was meant."""
    path = GOLDEN / f"{name}.json"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8"))


def answers(frozen):
    """Every piece of every answer of a filed form, as it is printed."""
    found = []
    for block in frozen["blocks"]:
        for line in block["lines"]:
            value = line.get("value")
            if value is None:
                continue
            if line["kind"] == "table":
                found += [text for row in value for text in row.values() if text]
            elif line["kind"] in ("choice", "choices"):
                found += re.split(
                    r"; ", line["text"].removesuffix(f" ({line['other']})") if line["other"] else line["text"]
                )
                found += [line["other"]] if line["other"] else []
            elif line["kind"] == "bool":
                found.append("ya" if value else "tidak")
            else:
                found.append(line["text"])
    return found


def bare(text):
    """Without the breaks that a column makes."""
    return re.sub(r"\s", "", text)


def pdf_text(content):
    shown = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return bare(shown.stdout.decode())


def xlsx_text(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return bare("".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None))


def docx_text(content):
    found = read_docx(io.BytesIO(content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return bare("".join([*cells, *(paragraph.text for paragraph in found.paragraphs)]))


@pytest.mark.parametrize("code", FORMS)
def test_a_filed_form_is_that_of_the_golden_file(code):
    frozen = freeze(filled(code))
    assert frozen == kept(code, frozen)
    schema = json.loads((SCHEMAS / "frozen.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(kept(code, frozen), schema, cls=jsonschema.Draft202012Validator)


def test_the_layout_of_romantik_is_that_of_the_golden_file():
    layout = romantik_json(filled("romantik"))
    golden = kept("romantik_layout", layout)
    assert layout == golden
    schema = json.loads((SCHEMAS / "romantik.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(golden, schema, cls=jsonschema.Draft202012Validator)
    flat = json.dumps(golden, ensure_ascii=False)
    frozen = kept("romantik", None) if os.environ.get("GOLDEN") != "write" else freeze(filled("romantik"))
    values = [line["value"] for block in frozen["blocks"] for line in block["lines"] if line.get("value") is not None]
    texts = [value for value in values if isinstance(value, str)]
    assert [text for text in texts if text not in flat] == ["V-26.9971.001"]  # given by BPS, no part of what is sent


@pytest.mark.parametrize("code", FORMS)
def test_a_second_reader_finds_every_answer(code):
    frozen = freeze(filled(code))
    document = form_document(filled(code), mark="DRAFT", signing=SIGNED)
    wanted = [bare(text) for text in answers(frozen)]
    assert len(wanted) > 50
    for text in (
        pdf_text(document_pdf(document)), xlsx_text(document_xlsx(document)), docx_text(document_docx(document)),
    ):  # fmt: skip
        assert [one for one in wanted if one.lower() not in text.lower()] == []


@pytest.mark.parametrize("code", FORMS)
def test_a_document_goes_to_json_and_back(code):
    for facts in (made.full(), made.compilation(), made.Facts()):
        document = form_document(filled(code, facts), signing=SIGNED)
        assert from_json(json.loads(json.dumps(to_json(document)))) == document


def fields_of(document):
    return {field.number: field for block in document.blocks if isinstance(block, FieldTable) for field in block.fields}


def test_it_looks_like_the_paper_form():
    document = form_document(filled("fs3"), number="12/DKP/2026")
    fields = fields_of(document)
    boxes = fields["5.4"].value
    assert isinstance(boxes, CheckBoxes)
    assert [(option.code, option.label, option.ticked) for option in boxes.options] == [
        ("1", "Wawancara", True),
        ("2", "Mengisi kuesioner sendiri", False),
        ("3", "Pengamatan", False),
        ("4", "Lainnya: Sensor kapal", True),
    ]
    assert (fields["5.4"].code, fields["5.5"].code, fields["5.5"].note) == ("1, 4", "1", "")
    assert fields["5.6b"].note and not fields["5.6b"].value.ticked
    assert [block.caption.split()[0] for block in document.blocks if isinstance(block, DataTable)] == [
        "4.2",
        "5.3",
        "6.2",
        "6.3",
    ]
    assert fields_of(form_document(filled("mskeg")))["4.6"].code == "17"


def test_a_block_that_is_not_asked_says_so():
    document = form_document(filled("fs3", made.full(sample__selection="2")))
    assert [block.text for block in document.blocks if isinstance(block, Note)] == [
        "Hanya untuk survei dengan sampel probabilitas."
    ]


def test_a_form_is_printed_in_the_language_of_its_projection():
    document = form_document(filled("fs3", language="en"), signing=SIGNED)
    assert (document.language, document.title) == ("en", "Notification of a survey of sectoral statistics (FS3)")
    assert [option.label for option in fields_of(document)["5.7"].value.options] == ["Yes", "No"]


def test_no_heading_ends_a_page_and_the_short_name_is_not_broken():
    """FP-KPA with an address of any length above 2.2: its heading stands on the page of its first part."""
    for lines in (1, 3, 5, 7):
        facts = made.compilation(contacts__responsible_address="Jalan Panjang 7\n" * lines)
        pages = [
            page.extract_text()
            for page in PdfReader(io.BytesIO(document_pdf(form_document(filled("fp_kpa", facts))))).pages
        ]
        assert "(FP-KPA)" in pages[0]
        (here,) = (text for text in pages if "Penanggung jawab teknis" in text)
        assert "Nama" in here.split("Penanggung jawab teknis", 1)[1], lines
