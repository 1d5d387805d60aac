"""No cell turns into a formula."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsbpm_portal.core.guards import CELL_LENGTH, clean_text, guard_cell, guard_text, is_formula_like


@pytest.mark.parametrize(
    "text", ["=1+1", "+62 812", "-5", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "＠x", " =1", "\u200b=1"]
)
def test_texts_that_a_spreadsheet_would_run_get_an_apostrophe(text: str) -> None:
    assert guard_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "biasa", "1 = 1", "a@b.id", "'=1", "5-6"])
def test_other_texts_stay(text: str) -> None:
    assert guard_text(text) == text


@pytest.mark.parametrize(
    ("value", "comma", "cell"),
    [
        (-5, False, "-5"),
        (1234.5, True, "1234,5"),
        (1234.5, False, "1234.5"),
        (Decimal("-0.10"), True, "-0,10"),
        (Decimal("1E+3"), False, "1000"),
        (float("nan"), False, ""),
        (Decimal("Infinity"), False, ""),
        (True, False, "1"),
        (None, False, ""),
        (dt.date(2026, 5, 9), False, "2026-05-09"),
        (dt.datetime(2026, 5, 9, 14, 12), False, "2026-05-09 14:12"),
        ("-5", False, "'-5"),
        ("a\x00b", False, "ab"),
    ],
)
def test_cells(value: Any, comma: bool, cell: str) -> None:
    assert guard_cell(value, decimal_comma=comma) == cell


def test_a_cell_has_an_end() -> None:
    assert len(clean_text("x" * 40_000)) == CELL_LENGTH
    assert clean_text("x" * 40_000).endswith("…")


@given(st.text())
def test_no_text_leaves_as_a_formula(text: str) -> None:
    assert not is_formula_like(guard_cell(text))
