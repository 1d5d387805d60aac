"""A cell means what was written into it, whatever it is; what people type otherwise is understood or told."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsbpm_portal.core.guards import is_formula_like
from metadata.tabular.cells import Odd
from metadata.tabular.columns import Column, Type, parse, write
from metadata.tabular.marks import mark, unmark

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("'=+-@|\\;,\"\t\n\r ＝_x0041\u00a0\ufeff\u200b\u202e"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=40,
)


def column(type_, **options):
    return Column("nama", "name", "Nama", type_, **options)


@given(HOSTILE)
def test_a_marked_text_comes_back_exactly_and_is_no_formula(text):
    assert unmark(mark(text)) == text
    assert not is_formula_like(mark(text))
    assert mark(text) in (text, f"'{text}")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        ("''", "''"),
        ("'tis", "'tis"),
        ("-", "'-"),
        (" kota", "' kota"),
        ("kota", "kota"),
        ("＝A1", "'＝A1"),
    ],
)
def test_marks(text, cell):
    assert mark(text) == cell


def test_blanks_that_people_leave_at_the_ends_are_taken_off():
    assert unmark("  Aceh\u00a0 ") == "Aceh"


PART = HOSTILE.filter(lambda text: "\x00" not in text)


@given(st.lists(st.lists(PART, min_size=3, max_size=3).filter(lambda parts: any(parts)), max_size=4))
def test_lines_come_back_exactly(lines):
    levels = column(Type.LINES, parts=("a", "b", "c"))
    assert parse(levels, write(levels, lines))[0] == lines


@given(st.lists(st.tuples(st.from_regex(r"[A-Z][A-Z0-9_]{0,9}", fullmatch=True), PART), unique_by=lambda item: item[0]))
def test_references_with_notes_come_back_exactly(items):
    refs = column(Type.REFS, notes=True)
    items = [list(item) for item in items]
    assert parse(refs, write(refs, items))[0] == items


CHOICES = (("integer", "Bilangan bulat"), ("decimal", "Desimal"))


@pytest.mark.parametrize(
    ("type_", "raw", "value"),
    [
        (Type.TEXT, "Aceh", "Aceh"),
        (Type.TEXT, 1101, "1101"),
        (Type.TEXT, Decimal("0.30000000000000004"), "0.30000000000000004"),
        (Type.TEXT, None, ""),
        (Type.CHOICE, "bilangan_BULAT ", "integer"),
        (Type.CHOICE, "integer", "integer"),
        (Type.BOOL, "Ya", True),
        (Type.BOOL, "no", False),
        (Type.BOOL, True, True),
        (Type.BOOL, 0, False),
        (Type.BOOL, "", None),
        (Type.DATE, "17/8/2026", dt.date(2026, 8, 17)),
        (Type.DATE, "17 Agustus 2026", dt.date(2026, 8, 17)),
        (Type.DATE, dt.datetime(2026, 8, 17), dt.date(2026, 8, 17)),
        (Type.INTEGER, "-3", -3),
        (Type.INTEGER, 12, 12),
        (Type.REFS, "penduduk, RUMAH_TANGGA;\nKK", [["PENDUDUK", ""], ["RUMAH_TANGGA", ""], ["KK", ""]]),
        (Type.LINES, "Provinsi | Province\nKota", [["Provinsi", "Province"], ["Kota", ""]]),
    ],
)
def test_what_people_write_is_understood(type_, raw, value):
    assert parse(column(type_, choices=CHOICES, parts=("id", "en")), raw) == (value, [])


@pytest.mark.parametrize(
    ("type_", "raw", "said"),
    [
        (Type.TEXT, Odd("formula", "=A1*2", 4), "=A1*2"),
        (Type.TEXT, Odd("error", "#N/A"), "#N/A"),
        (Type.CODE, dt.date(2026, 1, 2), "2026-01-02"),
        (Type.TEXT, True, "TRUE"),
        (Type.TEXT, "a\x00b", "U+0000"),
        (Type.CODE, "11\u202e01", "U+202E"),
        (Type.CODE, "11\u200b01", "U+200B"),
        (Type.TEXT, "x" * 60_000, "60000"),
        (Type.CHOICE, "teks", "teks"),
        (Type.BOOL, "mungkin", "mungkin"),
        (Type.DATE, "31-02-2026", "31-02-2026"),
        (Type.DATE, 45000, "45000"),
        (Type.DATE, dt.datetime(2026, 1, 2, 3, 4), "03:04"),
        (Type.INTEGER, "1,5", "1,5"),
        (Type.INTEGER, "9" * 30, "999"),
        (Type.REFS, "A; a", ""),
        (Type.REFS, "10 kota", "10 kota"),
        (Type.LINES, "a | b | c", "3"),
    ],
)
def test_what_cannot_be_meant_is_told(type_, raw, said):
    _value, faults = parse(column(type_, choices=CHOICES, parts=("id", "en"), max_length=50_000), raw)
    assert [fault.warning for fault in faults] == [False]
    assert said in faults[0].message
    assert faults[0].fix


def test_a_number_in_a_code_is_taken_with_a_warning():
    value, faults = parse(column(Type.CODE), 11)
    assert value == "11"
    assert [fault.warning for fault in faults] == [True]


def test_direction_characters_in_a_text_are_a_warning():
    value, faults = parse(column(Type.LONG), "teks \u202eterbalik")
    assert value == "teks \u202eterbalik"
    assert [fault.warning for fault in faults] == [True]


def test_an_empty_required_cell_is_told():
    assert [fault.warning for fault in parse(column(Type.TEXT, required=True), "")[1]] == [False]
