"""Documents as workbooks: numbers stay numbers, texts stay texts."""

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from gsbpm_portal.core.documents import NotRenderable
from gsbpm_portal.core.documents.model import Column, DataTable, Document, Field, FieldTable, Paragraphs
from gsbpm_portal.core.documents.xlsx import document_xlsx
from gsbpm_portal.core.file_checks.runner import inspect
from tests.core.documents.samples import CHOICES, FORM, TABLE, terms_of_reference
from tests.core.documents.test_pdf import everywhere


def book(document: Document) -> Any:
    """The workbook as a reader sees it who does not calculate."""
    return load_workbook(io.BytesIO(document_xlsx(document)), data_only=True)


def rows(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_sheets_of_terms_of_reference() -> None:
    content = document_xlsx(terms_of_reference(2))
    made = load_workbook(io.BytesIO(content))
    assert len(made.sheetnames) == 7
    assert made.sheetnames[1:6] == [
        "Jumlah sampel menurut kecamatan", "Jadwal kegiatan", "Jumlah sampel menurut kecam (2)", "Jadwal kegiatan (2)",
        "Rencana anggaran biaya",
    ]  # fmt: skip
    assert made.properties.title == "Kerangka Acuan Kerja"
    assert inspect(io.BytesIO(content), "kak.xlsx").extensions[0] == "xlsx"


def test_a_budget_has_real_numbers() -> None:
    sheet = book(terms_of_reference())["Rencana anggaran biaya"]
    found = rows(sheet)
    assert found[4] == ["521211", "Bahan pelatihan petugas", "25 org x 2 hari", 50, "org-hari", 85000, 4250000, "APBD"]
    assert found[1][6] == found[9][6] == 96650000 and found[10][1].endswith("lima puluh ribu rupiah")
    amount = sheet.cell(5, 7)
    assert (amount.data_type, amount.number_format) == ("n", "#,##0")
    assert (sheet.cell(5, 1).data_type, sheet.cell(5, 2).alignment.indent, sheet.cell(2, 2).font.b) == ("s", 3, True)
    assert sheet.freeze_panes == "A2" and sheet.page_setup.orientation == "landscape"


def test_a_form_is_a_sheet_with_codes() -> None:
    sheet = book(Document("x", (FORM, CHOICES))).worksheets[0]
    assert rows(sheet)[1:] == [
        [None, "Blok I–II", None, None],
        ["1", "Penyelenggara", None, None],
        ["1.1", "Instansi penyelenggara", "Dinas Komunikasi dan Informatika\nKota Contoh", None],
        ["1.2", "Nomor telepon", "(000) 123456", None],
        ["2", "Tujuan dan isi", None, None],
        ["2.1", "Tujuan", "Menyediakan:\n- jumlah wisatawan;\n- pengeluaran menurut jenis.", None],
        ["2.2", "Frekuensi penyelenggaraan", "Berulang", "2"],
        ["a", "Jika berulang, frekuensinya", "Tahunan", "8"],
        ["2.3", "Jumlah responden", 1200, None],
        ["2.4", "Mulai", datetime(2027, 4, 12), None],
        [None, "Metode pengumpulan data", "Wawancara langsung; Pengamatan", "1, 4"],
    ]


def test_cells_keep_types_and_places() -> None:
    sheet = book(Document("x", (TABLE,))).worksheets[0]
    assert [cell.number_format for cell in sheet[2]] == ["#,##0", "General", "#,##0", "#,##0", "#,##0.00", "yyyy-mm-dd"]
    assert [cell.data_type for cell in sheet[2]] == ["n", "s", "n", "n", "n", "d"]
    values = (Decimal("10.50"), 0.125, True, 7.0)
    columns = tuple(Column(str(number)) for number in range(4))
    sheet = book(Document("x", (DataTable(columns, (values,)),))).worksheets[0]
    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [
        (10.5, "#,##0.00"), (0.125, "#,##0.######"), (True, "General"), (7, "#,##0"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://127.0.0.1")'])
def test_no_text_becomes_a_formula(text: str) -> None:
    made = book(Document("x", (FieldTable((Field("1", "x", text),)),)))
    cell = made.worksheets[0].cell(2, 3)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    for sheet in book(everywhere(text)).worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_prose_is_no_workbook() -> None:
    with pytest.raises(NotRenderable):
        document_xlsx(Document("x", (Paragraphs("x"),)))
