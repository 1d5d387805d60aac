"""The arithmetic of a budget: volumes, sums, faults, summaries, ceilings, two budgets side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phases.needs.budget import (
    LEVELS,
    Ceiling,
    Entry,
    Fault,
    Standing,
    build,
    compare,
    level_below,
)

D = Decimal


def honour() -> list[Entry]:
    """A programme with an account of two details: 20 people × 3 days at 150,000, and a lump sum."""
    return [
        Entry("B1", "Program statistik", "program", code="2.20"),
        Entry("B2", "Honor", "akun", "B1", "521213", funding="APBD"),
        Entry("B3", "Honor petugas", "detil", "B2", factors=((D(20), "org"), (D(3), "hari")), price=D(150000)),
        Entry("B4", "Pengarah", "detil", "B2", price=D(500000), funding="Hibah"),
    ]


def test_a_volume_is_the_product_of_the_factors_that_were_given() -> None:
    assert Entry("B1", factors=((D(20), "org"), (None, ""), (D("1.5"), "hari"))).volume == D(30)


def test_without_factors_the_volume_is_one() -> None:
    assert Entry("B1", price=D(500)).own_amount == D(500)


def test_an_amount_is_rounded_half_up_to_sen() -> None:
    assert Entry("B1", factors=((D("0.005"), "x"),), price=D(1)).own_amount == D("0.01")


def test_parents_are_the_sums_of_what_stands_below_them() -> None:
    budget = build(honour())
    assert [(line.key, line.depth, line.is_sum, line.amount) for line in budget.lines] == [
        ("B1", 0, True, D(9500000)),
        ("B2", 1, True, D(9500000)),
        ("B3", 2, False, D(9000000)),
        ("B4", 2, False, D(500000)),
    ]
    assert budget.total == D(9500000)


def test_a_line_without_account_and_amount_is_no_part_of_the_sums() -> None:
    budget = build([*honour(), Entry("B5", "Komponen", "komponen", "B1", funding="APBD")])
    assert [share.code for share in budget.by_account] == ["521213"]


def test_lines_inherit_account_and_funding() -> None:
    budget = build(honour(), funding="APBN")
    assert [(share.code, share.title, share.amount) for share in budget.by_account] == [("521213", "Honor", D(9500000))]
    assert [(share.code, share.amount) for share in budget.by_funding] == [("APBD", D(9000000)), ("Hibah", D(500000))]


def test_a_tree_is_read_from_whom_lines_belong_to_whatever_their_order() -> None:
    shuffled = [honour()[place] for place in (3, 2, 0, 1)]
    assert [line.key for line in build(shuffled).lines] == ["B1", "B2", "B4", "B3"]


FAULTY = [
    (Entry("B2", "Honor", "akun", "B1", "521213", price=D(5)), "B2", (Fault.OWN_PRICE,)),
    (Entry("B2", "Honor", "akun", "B1", "521213", factors=((D(5), ""),)), "B2", (Fault.OWN_PRICE,)),
    (Entry("B2", "Honor", "akun", "B1"), "B2", (Fault.NO_CODE,)),
    (Entry("B4", "Pengarah", "detil", "B2"), "B4", (Fault.NO_PRICE,)),
    (Entry("B4", "Pengarah", "detil", "B3", price=D(1)), "B4", (Fault.LEVEL,)),
    (Entry("B4", "Pengarah", "program", "B2", price=D(1)), "B4", (Fault.LEVEL,)),
    (Entry("B4", "Pengarah", "detil", "B9", price=D(1)), "B4", (Fault.GONE,)),
    (Entry("B1", "Program", "program", "B2"), "B1", (Fault.CIRCLE, Fault.NO_LINES)),
    (Entry("B4", "Komponen", "komponen", "B1"), "B4", (Fault.NO_LINES,)),
    (Entry("B4", "Komponen", "komponen", "B1", factors=((D(5), "org"),)), "B4", (Fault.NO_PRICE,)),
    (Entry("B4", "Pengarah", "detil", "B4", price=D(1)), "B4", (Fault.CIRCLE,)),
]


@pytest.mark.parametrize(("entry", "key", "faults"), FAULTY)
def test_faults_are_pointed_out_where_they_stand(entry: Entry, key: str, faults: tuple[Fault, ...]) -> None:
    entries = [entry if one.key == entry.key else one for one in honour()]
    assert build(entries).line(key).faults == faults


def test_a_sound_budget_has_no_faults() -> None:
    assert build(honour()).faulty == ()


def test_a_price_of_its_own_does_not_count_in_a_sum() -> None:
    entries = [*honour()[:1], Entry("B2", "Honor", "akun", "B1", "521213", price=D(10**9)), *honour()[2:]]
    assert build(entries).total == D(9500000)


def test_a_ceiling_stands_for_all_accounts_that_begin_with_it() -> None:
    lines = [Entry(f"B{n}", code, "akun", code=code) for n, code in enumerate(("524111", "524119", "521213"), 1)]
    details = [Entry(f"B{n}", "x", "detil", f"B{n - 3}", price=D(100)) for n in (4, 5, 6)]
    checked = build([*lines, *details]).check([Ceiling(D(250)), Ceiling(D(200), "5241"), Ceiling(D(106), "521 213")])
    assert [(one.spent, one.standing, one.left) for one in checked] == [
        (D(300), Standing.OVER, D(-50)),
        (D(200), Standing.NEAR, D(0)),
        (D(100), Standing.WITHIN, D(6)),
    ]


@pytest.mark.parametrize(
    ("spent", "standing"), [(0, Standing.WITHIN), (94, Standing.WITHIN), (95, Standing.NEAR), (101, Standing.OVER)]
)
def test_one_is_warned_from_95_percent_on(spent: int, standing: Standing) -> None:
    budget = build([Entry("B1", "x", price=D(spent))])
    assert budget.check([Ceiling(D(100))])[0].standing == standing


def test_a_ceiling_of_nothing_is_used_up_by_anything() -> None:
    checked = build([Entry("B1", "x", price=D(1))]).check([Ceiling(D(0))])[0]
    assert (checked.standing, checked.share) == (Standing.OVER, D(1))


def test_the_level_below_and_the_lowest_of_all() -> None:
    assert [level_below(level) for level in LEVELS] == [*LEVELS[1:], "detil"]


def test_two_budgets_side_by_side() -> None:
    old = [
        Entry("B1", "Program statistik", "program", code="2.20"),
        Entry("B2", "Honor", "akun", "B1", "521213"),
        Entry("B3", "Honor petugas", "detil", "B2", price=D(100)),
        Entry("B4", "Spanduk", "detil", "B2", price=D(40)),
    ]
    new = [
        Entry("B1", "Program statistik", "program", code="2.20"),
        Entry("B2", "Honor output kegiatan", "akun", "B1", "521213"),
        Entry("B7", "Honor  Petugas", "detil", "B2", price=D(150)),
        Entry("B8", "Pulsa", "detil", "B2", price=D(5)),
    ]
    pairs = compare(build(old), build(new))
    assert [(pair.title, pair.old, pair.new, pair.difference) for pair in pairs] == [
        ("Program statistik", D(140), D(155), D(15)),
        ("Honor output kegiatan", D(140), D(155), D(15)),
        ("Honor  Petugas", D(100), D(150), D(50)),
        ("Pulsa", None, D(5), D(5)),
        ("Spanduk", D(40), None, D(-40)),
    ]
    assert [pair.ratio for pair in pairs[2:]] == [D("0.5"), None, D(-1)]


def test_a_tree_of_a_thousand_levels_is_read() -> None:
    deep = [Entry(f"B{n}", "x", "detil", f"B{n - 1}" if n > 1 else "") for n in range(1, 1001)]
    budget = build([*deep, Entry("B1001", "x", parent="B1000", price=D(7))])
    assert (budget.lines[0].amount, budget.lines[-1].depth) == (D(7), 1000)


# Properties ---------------------------------------------------------------------------------------------------------------

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MONEY = st.none() | st.decimals(0, 10**9, places=2)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Up to twelve lines that may belong to any other, to themselves or to none."""
    keys = [f"B{n}" for n in range(1, draw(st.integers(0, 12)) + 1)]
    number = st.none() | st.decimals(0, 1000, places=2)
    return [
        Entry(
            key,
            f"baris {key}",
            draw(st.sampled_from(LEVELS)),
            draw(st.sampled_from([*keys, "", "B99"])),
            draw(st.sampled_from(["", "521213", "5.1.02"])),
            ((draw(number), "org"), (draw(number), "hari")),
            price=draw(MONEY),
            funding=draw(st.sampled_from(["", "APBD"])),
        )
        for key in keys
    ]


@unhurried
@given(entries())
def test_no_line_is_lost_and_every_sum_adds_up(typed: list[Entry]) -> None:
    budget = build(typed)
    assert sorted(line.key for line in budget.lines) == sorted(entry.key for entry in typed)
    tops = sum((line.amount for line in budget.lines if line.depth == 0), D(0))
    assert tops == budget.total == sum((share.amount for share in budget.by_account), D(0))
    assert budget.total == sum((share.amount for share in budget.by_funding), D(0))
    for place, line in enumerate(budget.lines):
        below = []
        for other in budget.lines[place + 1 :]:
            if other.depth <= line.depth:
                break
            below.append(other)
        assert line.is_sum == bool(below)
        if below:
            assert line.amount == sum((one.amount for one in below if one.depth == line.depth + 1), D(0))


@unhurried
@given(entries())
def test_a_budget_beside_itself_shows_no_difference(typed: list[Entry]) -> None:
    pairs = compare(build(typed), build(typed))
    assert len(pairs) == len(typed)
    assert [pair.difference for pair in pairs] == [D(0)] * len(typed)


@unhurried
@given(entries(), st.decimals(0, 10**6, places=0))
def test_a_higher_price_never_makes_a_budget_cheaper(typed: list[Entry], more: Decimal) -> None:
    dearer = [
        Entry(e.key, e.title, e.level, e.parent, e.code, e.factors, e.unit, None if e.price is None else e.price + more)
        for e in typed
    ]
    assert build(dearer).total >= build(typed).total
