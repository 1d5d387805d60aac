"""Code lists checked as a whole."""

import io

import pytest

from metadata.tabular.codes import Known, check_codes, code_columns
from metadata.tabular.reading import read


def checked(text, known=None):
    sheet = read(io.BytesIO(text.encode()), code_columns())
    return sheet, check_codes(sheet, known=known)


def wrong(sheet):
    return [(row.number, fault.column) for row in sheet.rows for fault in row.faults if not fault.warning]


def test_parents_may_stand_below_their_children():
    sheet, levels = checked("kode,label_id,kode_induk\n1101,Simeulue,11\n11,Aceh,\n1101010,Teupah,1101\n")
    assert wrong(sheet) == []
    assert levels == {"1101": 2, "11": 1, "1101010": 3}


def test_codes_stand_once_whatever_their_case_and_blanks():
    sheet, _levels = checked("kode,label_id\nA1,a\nA1,b\na1,c\nA 1,d\n")
    assert wrong(sheet) == [(3, "kode"), (4, "kode"), (5, "kode")]
    assert "2" in sheet.rows[1].faults[0].message


def test_unknown_parents_are_told_with_the_right_spelling():
    sheet, _levels = checked("kode,label_id,kode_induk\nA,a,\nB,b,a\nC,c,X\n")
    assert wrong(sheet) == [(3, "kode_induk"), (4, "kode_induk")]
    assert "“A”" in sheet.rows[1].faults[0].fix


def test_circles_are_told_at_each_of_their_rows():
    sheet, _levels = checked("kode,label_id,kode_induk\nA,a,C\nB,b,A\nC,c,B\nD,d,D\nE,e,\n")
    assert wrong(sheet) == [(2, "kode_induk"), (3, "kode_induk"), (4, "kode_induk"), (5, "kode_induk")]
    assert "A → C → B → A" in sheet.rows[0].faults[0].message
    assert "D → D" in sheet.rows[3].faults[0].message


def test_a_long_circle_ends():
    lines = "\n".join(f"K{number},x,K{(number + 1) % 5000}" for number in range(5000))
    sheet, _levels = checked(f"kode,label_id,kode_induk\n{lines}\n")
    assert len(wrong(sheet)) == 5000
    assert len(sheet.rows[0].faults[0].message) < 200


def test_levels_stand_below_those_of_parents():
    sheet, levels = checked("kode,label_id,kode_induk,tingkat\nA,a,,1\nB,b,A,3\nC,c,B,2\nD,d,,0\n")
    assert wrong(sheet) == [(4, "tingkat"), (5, "tingkat")]
    assert levels["B"] == 3


def test_levels_end_somewhere():
    lines = "\n".join(f"K{number},x,{'K' + str(number - 1) if number else ''}" for number in range(30))
    sheet, _levels = checked(f"kode,label_id,kode_induk\n{lines}\n")
    assert (22, "tingkat") in wrong(sheet)


def test_validity_ends_after_it_begins():
    sheet, _levels = checked("kode,label_id,berlaku_dari,berlaku_sampai\nA,a,2026-02-01,2026-01-31\nB,b,2026-01-01,\n")
    assert wrong(sheet) == [(2, "berlaku_sampai")]


def test_rows_below_a_wrong_row_are_held_back_with_it():
    sheet, _levels = checked("kode,label_id,kode_induk\nA,,\nB,b,A\nC,c,B\nD,d,\n")
    assert wrong(sheet) == [(2, "label_id"), (3, "kode_induk"), (4, "kode_induk")]


@pytest.mark.parametrize(("parent", "faults"), [("LAMA", []), ("lama", [(2, "kode_induk")])])
def test_an_update_may_name_codes_that_are_there(parent, faults):
    sheet, levels = checked(f"kode,label_id,kode_induk\nBARU,x,{parent}\n", {"LAMA": Known("", 1)})
    assert wrong(sheet) == faults
    assert levels["BARU"] == (2 if not faults else 1)


def test_an_update_cannot_close_a_circle_through_codes_that_are_there():
    known = {"A": Known("", 1), "B": Known("A", 2)}
    sheet, _levels = checked("kode,label_id,kode_induk\nA,x,B\n", known)
    assert wrong(sheet) == [(2, "kode_induk")]


def test_lost_zeros_are_told_with_the_code_that_was_meant():
    import openpyxl

    book = openpyxl.Workbook()
    for line in (["kode", "label_id"], ["01", "a"], [2, "b"], [10, "c"]):
        book.active.append(line)
    target = io.BytesIO()
    book.save(target)
    sheet = read(io.BytesIO(target.getvalue()), code_columns())
    check_codes(sheet)
    assert wrong(sheet) == [(3, "kode")]
    assert "02" in [fault for fault in sheet.rows[1].faults if not fault.warning][0].fix
