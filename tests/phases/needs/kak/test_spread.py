"""A budget over the months of its year: shares, inheritance along the tree, rounding to the rupiah, what the pages say of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from activities.design.facts import facts_of
from activities.design.options import BudgetMonth
from activities.design.services import remove_row, save_row
from gsbpm_portal.core.documents.periods import last_of, shared_out
from gsbpm_portal.core.transitions import MoveRefused
from phases.engine.enums import IterationState
from phases.needs.budget import Fault, build
from phases.needs.gates_kak import kak_complete
from phases.needs.kak_document import rab_document
from phases.needs.kak_layouts import layouts
from phases.needs.rab import Rab, by_month, months_text
from phases.needs.spread import YEAR, Part, shares_of, spread
from tests.factories import World
from tests.phases.needs.kak.test_budget import entries, honour, unhurried
from tests.phases.needs.kak_office import BUDGET, LINES, STEPS, fill_kak, write

D, F = Decimal, Fraction
NO_MONTHS, PART_LEFT = Fault.NO_MONTHS, Fault.PART_LEFT


def months(**given: int) -> tuple[Fraction, ...]:
    """Shares by the short names of months, in percent."""
    names = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
    return tuple(F(given.get(name, 0), 100) for name in names)


# The arithmetic -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("100", [F(1, 3)] * 3, ["33", "33", "34"]),
        ("100.50", [F(1, 2), F(1, 2)], ["50", "50.50"]),
        ("100", [F(1, 2), F(1, 2), F(0)], ["50", "50", "0"]),
        ("0", [F(1, 2), F(1, 2)], ["0", "0"]),
        ("100", [F(1, 4), F(1, 4)], ["25", "25"]),
    ],
)
def test_an_amount_is_parted_to_the_rupiah_with_the_remainder_in_the_last_month(
    amount: str, shares: list[Fraction], parts: list[str]
) -> None:
    assert shared_out(D(amount), shares) == tuple(map(D, parts))


def test_shares_that_leave_something_over_have_no_last_month() -> None:
    assert (last_of([F(1, 2), F(1, 2), F(0)]), last_of([F(1, 4)])) == (1, None)


@pytest.mark.parametrize(
    ("parts", "shares"),
    [
        ([Part("B", (1, 2))], months(jan=50, feb=50)),
        ([Part("B", (1,), D(30)), Part("B", (6, 7))], months(jan=30, jun=35, jul=35)),
        ([Part("B", (1, 2), D(40)), Part("B", (2,), D(60))], months(jan=20, feb=80)),
        ([Part("B", (3,), D(100)), Part("B", (4,))], months(mar=100)),
        ([Part("B", (3,), D(40))], months(mar=40)),
        ([Part("B", ())], None),
    ],
)
def test_shares_of_a_line(parts: list[Part], shares: tuple[Fraction, ...] | None) -> None:
    assert shares_of(parts) == shares


def test_a_line_has_its_own_months_or_those_above_it_or_the_usual_ones() -> None:
    budget = build(honour())
    found = spread(budget, [Part("B2", (2,)), Part("B4", (5,))], (1, 12)).shares
    assert found == {"B3": months(feb=100), "B4": months(mei=100)}
    assert spread(budget, [], (1, 12)).shares["B3"] == months(jan=50, des=50)
    assert spread(budget, [Part("B9", (2,))], (1, 12)).shares["B3"] == months(jan=50, des=50)


def test_sums_by_month() -> None:
    found = spread(build(honour()), [Part("B4", (3,))], (1, 2))
    assert found.totals[:3] == (D(4500000), D(4500000), D(500000))
    assert found.left == 0


@pytest.mark.parametrize(
    ("parts", "faults"),
    [([Part("B3", (1,), D(40))], (PART_LEFT,)), ([Part("B3", ())], (NO_MONTHS,)), ([Part("B3", (1,))], None),
     ([Part("B3", ()), Part("B3", (1,), D(50))], (NO_MONTHS, PART_LEFT))],
)  # fmt: skip
def test_shares_that_do_not_add_up_are_a_fault_of_their_line(parts: list[Part], faults: Any) -> None:
    assert spread(build(honour()), parts).faults.get("B3") == faults


def test_what_stands_in_no_month_is_told() -> None:
    assert spread(build(honour()), [Part("B4", (1,), D(40))], (1,)).left == D(300000)


@st.composite
def parted(draw: st.DrawFn) -> list[Part]:
    keys = st.sampled_from([f"B{n}" for n in range(1, 13)])
    month = st.lists(st.sampled_from(YEAR), max_size=12, unique=True).map(tuple)
    share = st.none() | st.integers(0, 100).map(D)
    return draw(st.lists(st.builds(Part, keys, month, share), max_size=8))


@unhurried
@given(entries(), parted())
def test_the_months_of_sound_shares_add_up_to_the_budget(typed: list[Any], parts: list[Part]) -> None:
    found = spread(build(typed), parts)
    sums = found.totals
    assert found.left == found.budget.total - sum(sums, D(0))
    if not found.faults and all(sum(shares) == 1 for shares in found.shares.values()):
        assert found.left == 0
        assert all(amount >= 0 for amount in sums)


# As it is typed -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(world: World) -> World:
    world.bring("1.6", IterationState.IN_WORK)
    fill_kak(world.cycle)
    return world


def rows(*given: tuple[str, int, str]) -> list[dict[str, Any]]:
    return [{"line": line, "months": bits, "percent": percent} for line, bits, percent in given]


JAN, FEB, MAR = BudgetMonth.JANUARY, BudgetMonth.FEBRUARY, BudgetMonth.MARCH


@pytest.mark.django_db
def test_without_months_the_schedule_counts(filled: World) -> None:
    rab = Rab(facts_of(filled.cycle))
    assert rab.usual == ("steps", tuple(range(1, 12)))
    assert "Jan–Nov" in rab.evenly
    assert sum(rab.spread.totals) == rab.total == D(8400000)
    assert rab.spread.totals[11] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("steps", "source", "count"),
    [([{**STEPS[0], "starts": "2025-11", "ends": "2026-02"}], "steps", 2), ([{"title": "x", "starts": "2026-02"}], "plan", 12),
     ([{"title": "x", "starts": "2024-02", "ends": "2024-03"}], "plan", 12)],
)  # fmt: skip
def test_months_outside_of_the_year_do_not_count(
    filled: World, steps: list[dict[str, Any]], source: str, count: int
) -> None:
    write(filled.cycle, "proposal", {}, proposal_steps=steps)
    found = Rab(facts_of(filled.cycle)).usual
    assert (found[0], len(found[1])) == (source, count)


@pytest.mark.django_db
def test_a_budget_of_another_year_is_spread_over_all_of_it(filled: World) -> None:
    write(filled.cycle, "budget", {**BUDGET, "year": 2031}, budget_lines=LINES)
    assert Rab(facts_of(filled.cycle)).usual == ("year", YEAR)


@pytest.mark.django_db
def test_a_line_gets_months_of_its_own(filled: World) -> None:
    save_row(filled.cycle, "budget_months", by=filled["staf"], values={"line": "B2", "months": JAN | FEB})
    save_row(filled.cycle, "budget_months", by=filled["staf"], values={"line": "B4", "months": MAR, "percent": "100"})
    rab = Rab(facts_of(filled.cycle))
    assert rab.spread.totals[:4] == (D(3600000), D(3600000), D(1200000), D(0))
    assert [month.so_far for month in by_month(rab)][:3] == [D(3600000), D(7200000), D(8400000)]


@pytest.mark.django_db
def test_more_than_all_of_a_line_is_refused(filled: World) -> None:
    save_row(filled.cycle, "budget_months", by=filled["staf"], values={"line": "B3", "months": JAN, "percent": "60"})
    with pytest.raises(ValidationError) as refused:
        save_row(
            filled.cycle, "budget_months", by=filled["staf"], values={"line": "B3", "months": FEB, "percent": "41"}
        )
    assert list(refused.value.message_dict) == ["percent"]


@pytest.mark.django_db
def test_a_line_with_months_is_not_removed_before_they_are(filled: World) -> None:
    save_row(filled.cycle, "budget_months", by=filled["staf"], values={"line": "B3", "months": JAN})
    with pytest.raises(MoveRefused):
        remove_row(filled.cycle, "budget_lines", "B3", by=filled["staf"])


@pytest.mark.django_db
def test_shares_that_leave_something_over_hold_the_submission_up(filled: World) -> None:
    write(filled.cycle, "budget", BUDGET, budget_lines=LINES, budget_months=rows(("B3", JAN, "60")))
    assert Rab(facts_of(filled.cycle)).budget.line("B3").faults == (Fault.PART_LEFT,)
    assert [reason.code for reason in kak_complete(filled.iteration("1.6"))] == ["kak"]


@pytest.mark.parametrize(
    ("given_", "text"), [((1,), "Jan"), ((1, 2, 3), "Jan–Mar"), ((1, 2, 5, 11, 12), "Jan–Feb, Mei, Nov–Des"), ((), "")]
)
def test_months_in_words(given_: tuple[int, ...], text: str) -> None:
    assert months_text(given_) == text


@pytest.mark.django_db
def test_the_document_has_the_sums_by_month(filled: World) -> None:
    write(filled.cycle, "budget", BUDGET, budget_lines=LINES, budget_months=rows(("B1", JAN | MAR, "")))
    document = rab_document(facts_of(filled.cycle), layouts()["daerah"])
    tree = next(block for block in document.blocks if type(block).__name__ == "Tree")
    assert (tree.periods[0], tree.periods[11]) == ("Januari", "Desember")
    assert tree.period_totals[:3] == (D(4200000), D(0), D(4200000))
    assert tree.by_period[0] == tree.by_period[1] == tree.period_totals
