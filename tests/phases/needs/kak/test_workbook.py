"""The budget as a workbook that goes on calculating: formulas, the values that stand with them, texts that are none."""

from __future__ import annotations

import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import gettext
from openpyxl import load_workbook

from activities.design.facts import facts_of
from activities.design.options import BudgetMonth
from gsbpm_portal.core.documents import model
from gsbpm_portal.core.documents.xlsx import document_xlsx
from gsbpm_portal.core.documents.xlsx_budget import letters, sum_of
from phases.engine.enums import IterationState
from phases.needs.kak_document import rab_document
from phases.needs.kak_layouts import layouts
from phases.needs.rab import Rab
from tests.core.documents.formulas import calculated
from tests.factories import World
from tests.phases.needs.kak_office import BUDGET, LINES, fill_kak, write

MONTHS = [
    {"line": "B3", "months": BudgetMonth.MARCH | BudgetMonth.APRIL | BudgetMonth.MAY, "percent": "33"},
    {"line": "B3", "months": BudgetMonth.NOVEMBER, "percent": ""},
]
ODD = [
    {"level": "detil", "parent": "B2", "title": "Pulsa", "factor1": "0.333", "unit1": "org", "price": "100.05"},
    {"level": "detil", "parent": "B2", "title": "Pengarah", "price": "1000001"},
    {"level": "akun", "parent": "B1", "code": "5.1.02.01", "title": "Bahan"},
    {"level": "detil", "parent": "B7", "title": "Kuesioner", "factor1": "7", "unit1": "set", "factor2": "11", "unit2": "lembar",
     "factor3": "3", "unit3": "kali", "factor4": "2", "unit4": "TPI", "price": "333", "funding": "Hibah"},
]  # fmt: skip


@pytest.fixture
def filled(world: World) -> World:
    world.bring("1.6", IterationState.IN_WORK)
    fill_kak(world.cycle)
    write(world.cycle, "budget", BUDGET, budget_lines=[*LINES, *ODD], budget_months=MONTHS)
    return world


def books(document: model.Document) -> tuple[Any, Any]:
    """The workbook with its formulas, and with the values that stand with them."""
    content = document_xlsx(document)
    return load_workbook(io.BytesIO(content)), load_workbook(io.BytesIO(content), data_only=True)


def rab_of(world: World) -> model.Document:
    return rab_document(facts_of(world.cycle), layouts()["daerah"])


@pytest.mark.django_db
def test_every_formula_comes_to_the_value_that_stands_with_it(filled: World) -> None:
    book, shown = books(rab_of(filled))
    found = dict(calculated(book))
    for place, value in found.items():
        sheet, cell = place.rsplit("!", 1)
        assert Decimal(str(shown[sheet][cell].value)) == Decimal(value.numerator) / value.denominator, place
    assert len(found) > 80


def test_parts_of_a_large_budget_are_summed_in_formulas_that_a_spreadsheet_takes() -> None:
    lines = (model.Line("1", "Kegiatan"), *(model.Line("", f"Rincian {n}", 1, price=n, volume=2) for n in range(1000)))
    shares = [tuple(range(1 + half, 1001, 2)) for half in (0, 1)]
    tree = model.Tree(lines, caption="Rencana 'anggaran' biaya kegiatan")
    parts = model.DataTable(
        (model.Column("Sumber"), model.Column("Jumlah")),
        tuple((name, sum(tree.amounts[place] for place in share)) for name, share in zip("AB", shares, strict=True)),
        totals=(("Jumlah", tree.total),),
        sums=tuple(shares),
    )
    book, shown = books(model.Document("RAB", (tree, parts)))
    cells = [cell for row in book.worksheets[1].iter_rows() for cell in row if cell.data_type == "f"]
    assert max(len(cell.value) for cell in cells) <= 8192
    assert max(piece.count(",") for cell in cells for piece in cell.value.split("SUM(")) < 255
    found = dict(calculated(book))
    for place, value in found.items():
        sheet, cell = place.rsplit("!", 1)
        assert shown[sheet][cell].value == value, place
    assert [found[f"Tabel!B{row}"] for row in (2, 3, 4)] == [499000, 500000, 999000]


@pytest.mark.django_db
def test_parts_by_account_and_source_of_funds_follow_a_price_that_is_changed(filled: World) -> None:
    book, shown = books(rab_of(filled))
    budget, accounts, sources = (book.worksheets[place] for place in (1, 3, 4))
    assert [cell.value for cell in shown[accounts.title]["C"][1:]] == [9400034.32, 153846, 9553880.32]
    assert [cell.value for cell in accounts["C"][1:]] == [
        f"=SUM('{budget.title}'!K3)", f"=SUM('{budget.title}'!K8)", "=SUM(C2:C3)",
    ]  # fmt: skip
    assert [cell.value for cell in sources["A"][1:]] == ["APBD", "Hibah", "Jumlah"]
    price = next(row for row in budget.iter_rows() if row[1].value == "Honor petugas")[9]
    price.value += 1000
    found = dict(calculated(book))
    assert found[f"{accounts.title}!C2"] == Fraction("9448034.32")
    assert found[f"{sources.title}!B2"] == Fraction("9448034.32")
    last = next(row for row in budget.iter_rows() if row[1].value == "Jumlah")[0].row
    whole = {found[place] for place in (f"{budget.title}!K{last}", f"{accounts.title}!C4", f"{sources.title}!B4")}
    assert whole == {Fraction("9601880.32")}


@pytest.mark.django_db
def test_the_total_in_words_says_that_it_is_that_of_the_export(filled: World) -> None:
    book, _shown = books(rab_of(filled))
    [row] = [row for row in book.worksheets[1].iter_rows() if "rupiah" in str(row[1].value)]
    assert row[2].value == gettext("the total when this file was made")


@pytest.mark.django_db
def test_amounts_sums_and_months_are_those_of_the_portal(filled: World) -> None:
    book, _shown = books(rab_of(filled))
    found, rab = dict(calculated(book)), Rab(facts_of(filled.cycle))
    budget, by_month = book.worksheets[1], book.worksheets[2]
    rows = {row[1].value: row[0].row for row in budget.iter_rows(min_row=2)}
    for line in rab.budget.lines:
        amount = found[f"{budget.title}!K{rows[line.entry.title]}"]
        assert amount == Fraction(line.amount), line.entry.title
    assert found[f"{budget.title}!K{rows['Jumlah']}"] == Fraction(rab.total)
    last = max(row[0].row for row in by_month.iter_rows() if row[1].value == "Jumlah")
    totals = [found[f"{by_month.title}!{letters(3 + month)}{last}"] for month in range(12)]
    assert totals == [Fraction(total) for total in rab.spread.totals]


@pytest.mark.django_db
def test_what_is_calculated_is_a_formula(filled: World) -> None:
    book, _shown = books(rab_of(filled))
    sheet = book.worksheets[1]
    row = next(row for row in sheet.iter_rows() if row[1].value == "Honor petugas")
    at = row[0].row
    assert [cell.value for cell in row[2:12]] == [
        "16 org × 3 bln", 16, 3, None, None, f"=PRODUCT(D{at},E{at})", "OB", 150000, f"=ROUND(H{at}*J{at},2)", "APBD",
    ]  # fmt: skip
    account = next(row for row in sheet.iter_rows() if row[1].value == "Belanja jasa tenaga")
    assert account[10].value == f"=SUM(K{at}:K{at + 3})"
    months = book.worksheets[2]
    spent = next(row for row in months.iter_rows() if row[1].value == "Honor petugas")
    assert spent[2].value == f"='{sheet.title}'!K{at}"
    assert [cell.value for cell in spent[3:15]] == [
        None, None, *[f"=ROUNDDOWN($C{at}*11/100,0)"] * 3, *[None] * 5, f"=$C{at}-SUM(D{at}:M{at})", None,
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["=1+1", "+62", "@SUM(A1)", '=HYPERLINK("http://127.0.0.1")', "-1"])
def test_no_text_of_a_person_becomes_a_formula(filled: World, text: str) -> None:
    typed = {"level": "detil", "title": text, "code": text, "unit1": text, "factor1": "2", "price": "5", "funding": text,
             "volume_unit": text}  # fmt: skip
    write(filled.cycle, "budget", BUDGET, budget_lines=[typed])
    book, _shown = books(rab_of(filled))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    mine = [cell for cell in cells if cell.value == text]
    assert len(mine) >= 5
    assert {(cell.data_type, cell.quotePrefix) for cell in mine} == {("s", True)}
    assert all(text not in str(cell.value) for cell in cells if cell.data_type == "f")


def test_a_budget_of_a_thousand_lines_stays_within_what_a_sum_takes() -> None:
    assert sum_of("G", list(range(2, 1000))) == "SUM(G2:G999)"
    text = sum_of("G", list(range(2, 2000, 2)))
    assert max(piece.count(",") for piece in text.split("SUM(")) < 255
    assert text.startswith("SUM(SUM(G2,G4,")


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(place: int, name: str) -> None:
    assert letters(place) == name
