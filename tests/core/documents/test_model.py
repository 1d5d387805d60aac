"""Documents as data: what is refused, sums of budgets, JSON and back, what two versions say differently."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext as _
from hypothesis import given, settings
from hypothesis import strategies as st

from gsbpm_portal.core.documents import changes, freezing, layout
from gsbpm_portal.core.documents.model import (
    CheckBoxes,
    Column,
    DataTable,
    Document,
    Field,
    FieldTable,
    Gantt,
    GanttRow,
    Heading,
    Line,
    Option,
    PageBreak,
    Paragraphs,
    Rich,
    Signatures,
    Signer,
    Tree,
)
from tests.core.documents.samples import BUDGET, SCHEDULE, terms_of_reference


def again(document: Document) -> Document:
    return freezing.from_json(json.loads(json.dumps(freezing.to_json(document))))


def test_a_document_is_kept_as_json() -> None:
    document = terms_of_reference(2)
    assert again(document) == document
    assert freezing.checksum(again(document)) == freezing.checksum(document)
    assert freezing.checksum(replace(document, mark="")) != freezing.checksum(document)


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.dates(), st.decimals(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False), st.datetimes(timezones=st.just(UTC)),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(CELLS, max_size=6))
def test_cells_keep_their_types(cells: list[Any]) -> None:
    fields = tuple(Field(str(number), "x", cell) for number, cell in enumerate(cells))
    kept = again(Document("x", (FieldTable(fields),))).blocks[0]
    assert isinstance(kept, FieldTable)
    assert [(type(one.value), one.value) for one in kept.fields] == [(type(cell), cell) for cell in cells]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), object(), {"a": 1}])
def test_what_no_document_holds(value: Any) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        freezing.to_json(Document("x", (FieldTable((Field("1", "x", value),)),)))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": 2, "is": "Document", "title": "x"},
        {"version": 1, "is": "Heading", "text": "x"},
        {"version": 1, "is": "Document", "title": "x", "more": 1},
        {"version": 1, "is": "Unknown"},
        {"version": 1, "is": "Document", "title": "x", "blocks": [{"is": "decimal", "value": "twelve"}]},
        {"version": 1, "is": "Document", "title": "x", "language": "jv"},
    ],
)
def test_what_is_no_kept_document(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        freezing.from_json(data)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Document(" "),
        lambda: Document("x", language="jv"),
        lambda: Heading("x", 5),
        lambda: Column("x", "middle"),
        lambda: DataTable((Column("a"),), ((1, 2),)),
        lambda: DataTable((Column("a"),), (), totals=((),)),
        lambda: GanttRow("x", date(2027, 2, 1), date(2027, 1, 1)),
        lambda: Line("1", "x", 8),
        lambda: Tree((Line("1", "x"), Line("2", "y", 2))),
        lambda: Tree((Line("1", "x", 1),)),
        lambda: Tree((Line("1", "x", amount=5), Line("2", "y", 1, amount=5))),
        lambda: Signatures(()),
        lambda: Signatures((Signer("x"),) * 5),
        lambda: CheckBoxes((), columns=5),
    ],
)
def test_what_is_refused(make: Any) -> None:
    with pytest.raises(ValueError):
        make()


def test_a_budget_sums_what_stands_below() -> None:
    assert [int(amount) for amount in BUDGET.amounts] == [
        96_650_000, 96_650_000, 9_650_000, 4_250_000, 5_400_000, 87_000_000, 42_000_000, 45_000_000,
    ]  # fmt: skip
    assert BUDGET.total == Decimal(96_650_000)
    shown = layout.budget(BUDGET, "id")
    assert shown.words == "sembilan puluh enam juta enam ratus lima puluh ribu rupiah"
    assert (len(shown.heads), shown.amount_at, shown.after, shown.total) == (8, 6, 1, "96.650.000")
    few = layout.budget(Tree((Line("1", "a", amount=Decimal("10.50")), Line("2", "b"))), "id")
    assert [row.cells for row in few.rows] == [
        (("1", False), ("a", False), ("10,50", True)),
        (("2", False), ("b", False), ("0", True)),
    ]
    assert few.words == "sepuluh rupiah lima puluh sen"
    assert layout.budget(Tree((Line("1", "a", amount=10**15),)), "id").words == ""
    assert layout.budget(Tree((Line("1", "a", amount=Decimal("0.001")),)), "id").words == ""


def test_a_schedule_is_cut_into_years() -> None:
    (part,) = layout.schedule(SCHEDULE)
    assert part.years == ((2027, 11),) and part.names[4] == "Mei"
    assert [(bar.label, bar.group) for bar in part.rows[:3]] == [
        ("Persiapan", True),
        ("Penyusunan rancangan", False),
        ("Rekomendasi kegiatan statistik", False),
    ]
    assert part.rows[1].time == "4 Jan – 26 Feb 2027" and part.rows[1].months == (True, True, *[False] * 9)
    long = Gantt(
        (GanttRow("a", date(2026, 11, 5), date(2028, 1, 3)), GanttRow("b", date(2028, 1, 3), date(2028, 1, 3)))
    )
    first, second = layout.schedule(long)
    assert first.years == ((2026, 2), (2027, 10)) and second.years == ((2027, 2), (2028, 1))
    assert [bar.label for bar in first.rows] == ["a"] and [bar.label for bar in second.rows] == ["a", "b"]
    assert [bar.time for bar in second.rows] == ["5 Nov 2026 – 3 Jan 2028", "3 Jan 2028"]
    assert list(layout.schedule(Gantt(()))) == []


def test_page_breaks_cut_sheets() -> None:
    a, b = Paragraphs("a"), Paragraphs("b")
    for blocks, expected in (
        ((), [(False, ())]),
        ((a, b), [(False, (a, b))]),
        ((a, PageBreak(), PageBreak(landscape=True), b, PageBreak()), [(False, (a,)), (True, (b,))]),
        ((PageBreak(landscape=True), a), [(False, ()), (True, (a,))]),
    ):
        assert [(one.landscape, one.blocks) for one in layout.sheets(Document("x", blocks))] == expected


def test_cells_in_words() -> None:
    table = DataTable((Column("a", width=1), Column("b"), Column("c", width=3)), ())
    assert layout.shares(table) == [16.67, 33.33, 50]
    assert layout.shares(DataTable((Column("a"),), ())) == []
    moment = datetime(2026, 5, 9, 7, 12, tzinfo=UTC)
    values = (None, True, False, 1234, Decimal("1.5"), 0.25, date(2026, 5, 9), moment, "teks")
    assert [layout.cell_text(value) for value in values] == [
        "", "✓", "–", "1.234", "1,5", "0,25", "9 Mei 2026", "9 Mei 2026 14.12", "teks",
    ]  # fmt: skip
    assert layout.cell_text(Decimal("1.005"), 2) == "1,01"


def test_two_versions_are_compared_place_by_place() -> None:
    old = Document(
        "KAK",
        (
            Heading("Latar", 1, "1"),
            Paragraphs("Data lama."),
            Heading("Cara", 2, "1.1"),
            FieldTable(
                (Field("a", "Sampel", 100, code="2"), Field("b", "Tujuan", Rich("satu")), Field("c", "Hapus", "ya"))
            ),
            CheckBoxes((Option("Ya", "1", True), Option("Tidak", "2")), "Rekomendasi"),
        ),
    )
    new = Document(
        "KAK",
        (
            Heading("Latar", 1, "1"),
            Paragraphs("**Data** baru."),
            Paragraphs("Tambahan."),
            Heading("Cara", 2, "1.1"),
            FieldTable((Field("a", "Sampel", 1200, code="2"), Field("b", "Tujuan", Rich("satu")))),
            CheckBoxes((Option("Ya", "1"), Option("Tidak", "2", True)), "Rekomendasi"),
        ),
        mark="DRAFT",
    )
    assert [(one.place, one.old, one.new) for one in changes.changes(old, new)] == [
        (_("Head of the document"), "KAK", "KAK\nDRAFT"),
        ("1 Latar", "Data lama.", "Data baru."),
        ("1 Latar (2)", "", "Tambahan."),
        ("1 Latar › 1.1 Cara › a Sampel", "[2] 100", "[2] 1.200"),
        ("1 Latar › 1.1 Cara › c Hapus", "ya", ""),
        ("1 Latar › 1.1 Cara › Rekomendasi", "☒ 1 Ya\n☐ 2 Tidak", "☐ 1 Ya\n☒ 2 Tidak"),
    ]
    whole = terms_of_reference(2)
    assert changes.changes(whole, whole) == []
    assert {one.new for one in changes.changes(whole, replace(whole, blocks=()))} == {""}
