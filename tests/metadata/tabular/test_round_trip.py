"""Written and read again a table is the same; written once more the file is: to the byte in CSV, to the cell in XLSX."""

import datetime as dt
import zipfile

import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.tabular.columns import Column, Type
from metadata.tabular.reading import read
from metadata.tabular.writing import write_table, write_wrong_rows

COLUMNS = [
    Column("kode", "code", "Kode", Type.CODE, required=True),
    Column("nama_id", "name_id", "Nama"),
    Column("jenis", "type", "Jenis", Type.CHOICE, choices=(("a", "Satu"), ("b", "Dua"))),
    Column("publik", "public", "Publik", Type.BOOL),
    Column("mulai", "from", "Mulai", Type.DATE),
    Column("tingkat", "level", "Tingkat", Type.INTEGER),
    Column("acuan", "references", "Acuan", Type.REFS, notes=True),
    Column("tautan", "links", "Tautan", Type.LINES, parts=("a", "b")),
]
TEXT = st.text(
    st.one_of(
        st.sampled_from("'=+-@|\\;,\"\t\n\r _x0041F\u00a0\ufeff\U0001f600"),
        st.characters(
            exclude_categories=["Cs"], exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))
        ),
    ),
    max_size=30,
).filter(lambda text: "\ufffe" not in text and "\uffff" not in text)
RECORD = st.fixed_dictionaries(
    {
        "kode": st.from_regex(r"[A-Z0-9][A-Z0-9_.-]{0,8}", fullmatch=True),
        "nama_id": TEXT,
        "jenis": st.sampled_from(["", "a", "b"]),
        "publik": st.sampled_from([None, True, False]),
        "mulai": st.none() | st.dates(min_value=dt.date(1000, 1, 1)),
        "tingkat": st.none() | st.integers(-999_999_999, 999_999_999),
        "acuan": st.lists(
            st.from_regex(r"[A-Z][A-Z0-9]{0,3}", fullmatch=True).map(lambda code: [code, code + " "]), max_size=1
        ),
        "tautan": st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=2),
    }
)


def through(records, fmt, folder):
    first, second = folder / f"1.{fmt}", folder / f"2.{fmt}"
    assert write_table(first, fmt, COLUMNS, records, title="Uji") == len(records)
    with first.open("rb") as handle:
        sheet = read(handle, COLUMNS)
    found = [row.values for row in sheet.rows]
    assert [fault for fault in sheet.all_faults() if not fault.warning] == []
    write_table(second, fmt, COLUMNS, found, title="Uji")
    return found, first, second


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, min_size=1, max_size=4))
def test_csv_is_equal_to_the_byte(tmp_path_factory, records):
    found, first, second = through(records, "csv", tmp_path_factory.mktemp("csv"))
    assert found == records
    assert first.read_bytes() == second.read_bytes()


@settings(max_examples=40, deadline=None)
@given(st.lists(RECORD, min_size=1, max_size=3))
def test_xlsx_is_equal_to_the_cell(tmp_path_factory, records):
    found, first, second = through(records, "xlsx", tmp_path_factory.mktemp("xlsx"))
    assert found == records
    parts = [zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml") for path in (first, second)]
    assert parts[0] == parts[1]
    assert b"<f>" not in parts[0]


def test_another_reader_of_workbooks_sees_the_same_texts(tmp_path):
    texts = ["'=1+1", "baris satu\nbaris dua", "_x0041_", "é 😀", "007", " ", "teks\rlain"]
    target = tmp_path / "a.xlsx"
    write_table(target, "xlsx", COLUMNS, [{"kode": "A", "nama_id": text} for text in texts], title="Uji")
    book = python_calamine.CalamineWorkbook.from_path(target)
    cells = [row[1] for row in book.get_sheet_by_index(0).to_python()[1:]]
    assert cells == ["''=1+1", "baris satu\nbaris dua", "_x0041_", "é 😀", "007", "' ", "teks\rlain"]
    assert book.sheet_names == ["Uji", "Petunjuk", "Pilihan"]


def test_wrong_rows_come_back_with_reasons_and_can_be_read_again(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("nama_id,kode,publik\n'=SUM(A1),A,ya\n+62,B,entah\n", encoding="utf-8")
    with source.open("rb") as handle:
        sheet = read(handle, COLUMNS)
    wrong = [row for row in sheet.rows if row.is_wrong]
    assert [row.number for row in wrong] == [3]
    for fmt in ("csv", "xlsx"):
        target = tmp_path / f"wrong.{fmt}"
        write_wrong_rows(target, fmt, sheet, wrong)
        with target.open("rb") as handle:
            again = read(handle, COLUMNS)
        assert again.header == ["nama_id", "kode", "publik"]
        assert [row.values for row in again.rows] == [{"nama_id": "+62", "kode": "B", "publik": None}]
        assert again.rows[0].raw == wrong[0].raw
    first = (tmp_path / "wrong.csv").read_text(encoding="utf-8-sig").splitlines()
    assert first[0] == "alasan;nama_id;kode;publik"
    assert first[1].startswith("publik: ")
    assert first[1].endswith(";'+62;B;entah")
