"""Files as offices (and attackers) send them: each is read, or refused with the place and what to do."""

import datetime as dt
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from django.utils import translation

from metadata.tabular.columns import Column, Type
from metadata.tabular.faults import Unreadable
from metadata.tabular.reading import read

COLUMNS = [
    Column("kode", "code", "Kode", Type.CODE, required=True),
    Column("nama_id", "name_id", "Nama", required=True),
    Column("mulai", "valid_from", "Mulai", Type.DATE),
]


def table(raw, **options):
    return read(io.BytesIO(raw if isinstance(raw, bytes) else raw.encode()), COLUMNS, **options)


def refusal(raw, **options):
    with pytest.raises(Unreadable) as caught:
        table(raw, **options)
    assert all(fault.message for fault in caught.value.faults)
    return caught.value.faults


def workbook(fill, **options):
    book = openpyxl.Workbook()
    book.active.append(["kode", "nama_id", "mulai"])
    fill(book.active)
    target = io.BytesIO()
    book.save(target)
    return table(target.getvalue(), **options)


def values(sheet):
    return [tuple(row.values.values()) for row in sheet.rows]


# CSV ------------------------------------------------------------------------------------------------------------------

GOOD = "kode;nama_id\n01;Aceh\n"


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.replace(";", ",").encode(),
        GOOD.replace(";", "\t").encode(),
        b"sep=;\n" + GOOD.encode(),
        b"\n;;\n" + GOOD.encode(),
        b"Code;NAME ID*\n01;Aceh\n\n;\n",
        b'"kode";"nama_id"\n"01";" Aceh "',
        b"alasan;kode;nama_id\nsalah;01;Aceh\n",
        b"kode;nama_id;\n01;Aceh;\n",
    ],
)
def test_csv_in_every_usual_form(raw):
    assert values(table(raw)) == [("01", "Aceh")]


def test_the_separator_is_found_although_texts_hold_others():
    assert values(table('kode,nama_id\n01,"Aceh; Sabang; Simeulue; Bireuen"\n')) == [
        ("01", "Aceh; Sabang; Simeulue; Bireuen")
    ]


@pytest.mark.parametrize(
    ("raw", "said", "row"),
    [
        (b"", "no rows", 0),
        (b"\xef\xbb\xbf\n\n", "no rows", 0),
        (b"kode;nama_id\n", "no rows below", 0),
        (b"01;Aceh\n02;Bali\n", "not the header", 1),
        (b"kode;nama_id;kode\n1;2;3\n", "twice", 1),
        (b"kode;code;nama_id\n1;2;3\n", "twice", 1),
        (b"kode\n1\n", "nama_id is missing", 1),
        (b"kode;nama_id;mulia\n1;2;\n", "mulia", 1),
        ("kode;nama_id\n1;a\n2;Nu\xf1ez\n".encode("cp1252"), "Line 3", 3),
        ("kode;nama_id\n1;a\n".encode("utf-16-le"), "UTF-16", 0),
        ("kode;nama_id\n1;a\n".encode("utf-32"), "UTF-32", 0),
        (b'kode;nama_id\n1;a\n2;"tidak ditutup\n3;b\n', "Quotation marks", 3),
        (b'kode;nama_id\n1;"a"b\n', "Quotation marks", 2),
        (b"kode;nama_id\n1;" + b"x" * 200_000 + b"\n", "longer than any text", 2),
        (b"kode;nama_id\n1;a" + b";b" * 300 + b"\n", "columns", 2),
        (b"kode;nama_id\n" + b"1;a\n" * 11, "more than 10 rows", 0),
    ],
)
def test_csv_refused_as_a_whole(raw, said, row):
    with translation.override("en"):
        faults = refusal(raw, max_rows=10)
    assert said in faults[0].message
    assert faults[0].row == row
    assert faults[0].fix


def test_a_misspelt_heading_is_told_with_the_right_one():
    assert "mulai" in refusal(b"kode;nama_id;mulia\n1;2;\n")[0].fix


def test_cells_beside_the_table_and_a_repeated_header_are_told_by_row():
    sheet = table("kode;nama_id\n1;Aceh\n2;Bali;Nusa\nkode;nama_id\n")
    assert [(row.number, row.is_wrong) for row in sheet.rows] == [(2, False), (3, True), (4, True)]
    assert sheet.rows[1].faults[0].column == "C"


def test_rows_are_numbered_as_a_spreadsheet_does():
    sheet = table('kode;nama_id\n1;"dua\nbaris"\n\n;tanpa kode\n')
    assert [row.number for row in sheet.rows] == [2, 4]
    assert sheet.rows[1].is_wrong


def test_hostile_cells_are_told_and_shown_harmlessly():
    sheet = table("kode;nama_id\n1\x00;Aceh\n2\u202e1;Bali\n3;" + "x" * 100_001 + "\n")
    assert [row.is_wrong for row in sheet.rows] == [True, True, True]
    assert sheet.rows[1].faults[0].value == "2\\u202e1"


# XLSX -----------------------------------------------------------------------------------------------------------------


def test_types_of_cells_are_kept():
    def fill(sheet):
        sheet.append(["01", "Aceh", dt.date(2026, 8, 17)])
        sheet.append([2, 3.5, "17-08-2026"])
        sheet.append([3, "Bali", dt.datetime(1901, 1, 1)])

    day = dt.date(2026, 8, 17)
    found = workbook(fill)
    assert values(found) == [("01", "Aceh", day), ("2", "3.5", day), ("3", "Bali", dt.date(1901, 1, 1))]
    assert [fault.warning for fault in found.all_faults()] == [True, True]


def test_zeros_that_the_format_shows_are_kept():
    def fill(sheet):
        sheet.append([11, "Aceh"])
        sheet["A2"].number_format = "0000"

    assert values(workbook(fill)) == [("0011", "Aceh", None)]


def test_formulas_are_told_and_never_taken():
    def fill(sheet):
        sheet.append(["1", '=HYPERLINK("http://example.test","klik")'])
        sheet.append(["2", "Bali"])

    found = workbook(fill)
    assert [(row.number, row.is_wrong) for row in found.rows] == [(2, True), (3, False)]
    assert "HYPERLINK" in found.rows[0].faults[0].message


def test_merged_cells_are_told_at_every_row():
    def fill(sheet):
        for number in range(5):
            sheet.append([f"{number}", "Aceh" if number == 0 else None])
        sheet.merge_cells("B2:B4")

    found = workbook(fill)
    merged = [row.number for row in found.rows if any("B2:B4" in fault.message for fault in row.faults)]
    assert merged == [2, 3, 4]


def test_errors_and_odd_dates_are_told():
    def fill(sheet):
        sheet.append(["1", "#N/A"])
        sheet["B2"].data_type = "e"
        sheet.append(["2", "Bali", 45000])
        sheet.append([dt.date(2026, 1, 2), "Riau"])

    assert [[fault.column for fault in row.faults] for row in workbook(fill).rows] == [["nama_id"], ["mulai"], ["kode"]]


def test_a_cell_far_away_costs_nothing():
    def fill(sheet):
        sheet.append(["1", "Aceh"])
        sheet["A1048576"] = "jauh"

    tracemalloc.start()
    found = workbook(fill)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row.number for row in found.rows] == [2, 1_048_576]
    assert peak < 20_000_000


def test_a_cell_far_to_the_right_is_refused():
    def fill(sheet):
        sheet["XFD2"] = "jauh"

    with pytest.raises(Unreadable):
        workbook(fill)


SHEET = "xl/worksheets/sheet1.xml"


def crafted(sheet_xml, strings=None):
    book = openpyxl.Workbook()
    source = io.BytesIO()
    book.save(source)
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != SHEET and not (strings and name == "xl/sharedStrings.xml"):
                new.writestr(name, old.read(name))
        with new.open(SHEET, "w") as part:
            for piece in sheet_xml:
                part.write(piece)
    return target.getvalue()


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW_1 = b'<row r="1"><c r="A1" t="inlineStr"><is><t>kode</t></is></c><c r="B1" t="inlineStr"><is><t>nama_id</t></is></c></row>'
TAIL = b"</sheetData></worksheet>"


def row(number, inner=b""):
    return b'<row r="%d"><c r="A%d"><v>1</v></c>%s</row>' % (number, number, inner)


def test_a_sheet_of_1048577_rows_is_refused():
    rows = (b"".join(row(number) for number in range(start, start + 1000)) for start in range(2, 1_048_578, 1000))
    faults = refusal(crafted([HEAD, ROW_1, *rows, TAIL]))
    assert "200000" in faults[0].message


def test_a_bomb_is_refused_while_it_unpacks():
    tracemalloc.start()
    faults = refusal(crafted([HEAD, ROW_1, b'<row r="2"><c r="A2" t="inlineStr"><is><t>', *[b"x" * 1_000_000] * 300]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(faults) == 1
    assert peak < 60_000_000


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD, ROW_1, b'<row r="2"><c r="A2" t="s"><v>99</v></c></row>', TAIL],
        [HEAD, ROW_1, row(3), row(2), TAIL],
        [HEAD, ROW_1, row(2)],
        [b'<!DOCTYPE x [<!ENTITY a "b">]>', HEAD, ROW_1, TAIL],
        [b"\x00\x01"],
    ],
)
def test_damaged_sheets_are_refused(pieces):
    assert refusal(crafted(pieces))


def test_numbers_that_nobody_typed_are_told():
    cells = b'<row r="2"><c r="A2"><v>1E400</v></c><c r="B2"><v>x</v></c></row>'
    sheet = table(crafted([HEAD, ROW_1, cells, TAIL]))
    assert [fault.column for fault in sheet.rows[0].faults] == ["kode", "nama_id"]


def test_hidden_sheets_and_instructions_are_passed_over():
    book = openpyxl.Workbook()
    book.active.title = "Petunjuk"
    hidden = book.create_sheet("rahasia")
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("Data")
    shown.append(["kode", "nama_id"])
    shown.append(["1", "Aceh"])
    target = io.BytesIO()
    book.save(target)
    assert values(table(target.getvalue())) == [("1", "Aceh")]


def test_an_archive_that_is_no_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refusal(target.getvalue())
    assert refusal(b"PK\x03\x04 nothing more")
