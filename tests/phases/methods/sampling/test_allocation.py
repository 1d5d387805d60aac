"""Allocations: published ones, limits of strata, whole numbers, costs; and that nothing better can be found by trying all."""

import itertools
import math
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.methods.sampling import Code, Fault, Notice, Refused, Remark, Rule, Stratum, allocate, stratified_precision


def table(sizes: Sequence[int], sds: Sequence[float], **columns: Sequence[float]) -> list[Stratum]:
    return [
        Stratum(
            name=f"S{place}",
            size=size,
            sd=sd,
            **{name: column[place] for name, column in columns.items()},  # type: ignore[arg-type]
        )
        for place, (size, sd) in enumerate(zip(sizes, sds, strict=True))
    ]


COLLEGES = table((13, 18, 26, 42, 73, 24), (325, 190, 189, 82, 86, 190))
CITIES = table((16, 48), (math.sqrt(53_843), math.sqrt(5_581)))
COUNTIES = table(
    (1054, 220, 1382, 422),
    (271_303, 79_365, 243_956, 835_639),
    mean=(325_951, 90_619, 199_140, 723_344),
    cost=(10, 6, 8, 18),
)


# Published ------------------------------------------------------------------------------------------------------------


def test_cochran_colleges() -> None:
    """Cochran 1977, §5.9: enrolments in teachers' colleges, six strata, n = 56 by Neyman's rule."""
    assert allocate(COLLEGES, Rule.NEYMAN, n=56).sizes == (9, 7, 10, 7, 13, 10)


def test_cochran_cities() -> None:
    """Cochran 1977, §5.3 and §5.5: 64 cities in two strata, n = 24: proportional 6 and 18, Neyman 12 and 12."""
    assert allocate(CITIES, Rule.PROPORTIONAL, n=24).sizes == (6, 18)
    assert allocate(CITIES, Rule.NEYMAN, n=24).sizes == (12, 12)


def test_lohr_counties() -> None:
    """Lohr 2022, Example 3.2: 3,078 counties, n = 300 proportional: 103, 21, 135, 41. Neyman's 86, 5, 102, 107 and the optimum
    for a budget of 3,000 (79.9, 6.3, 105.3, 73.4) were computed in R from the standard deviations of the same population."""
    assert allocate(COUNTIES, Rule.PROPORTIONAL, n=300).sizes == (103, 21, 135, 41)
    assert allocate(COUNTIES, Rule.EQUAL, n=300).sizes == (75, 75, 75, 75)
    assert allocate(COUNTIES, Rule.NEYMAN, n=300).sizes == (86, 5, 102, 107)
    optimal = allocate(COUNTIES, Rule.OPTIMAL, budget=3000)
    assert [round(stratum.exact, 1) for stratum in optimal.strata] == [79.9, 6.3, 105.3, 73.4]
    assert optimal.cost == 2996
    assert optimal.notices == (Notice(Remark.REMAINING_BUDGET, {"amount": 4}),)


@pytest.mark.parametrize(
    ("n", "limits", "wanted"),
    [
        (340, "low", (100, 90, 100, 50)),
        (400, "low", (100, 109.09091, 136.36364, 54.54545)),
        (700, "low", (150, 200, 250, 100)),
        (190, "high", (40.71429, 54.28571, 67.85714, 27.14286)),
        (700, "high", (175.7143, 234.2857, 200, 90)),
        (340, "both", (100, 90, 100, 50)),
        (500, "both", (107.14286, 142.85714, 178.57143, 71.42857)),
        (800, "both", (218.5714, 291.4286, 200, 90)),
    ],
)
def test_limits_of_strata(n: int, limits: str, wanted: tuple[float, ...]) -> None:
    """The examples of opt() in the R package stratallo (Wójciak 2023): A = N·S = 3000, 4000, 5000, 2000."""
    columns = {
        "minimum": (100, 90, 70, 50) if limits != "high" else (1, 1, 1, 1),
        "maximum": (300, 400, 200, 90) if limits != "low" else (1000,) * 4,
    }
    found = allocate(table((1000,) * 4, (3, 4, 5, 2), **columns), Rule.NEYMAN, n=n)
    assert [stratum.exact for stratum in found.strata] == pytest.approx(wanted, abs=1e-4)
    assert found.n == n


# Tried out ------------------------------------------------------------------------------------------------------------


def all_allocations(strata: Sequence[Stratum], n: int) -> Iterator[tuple[int, ...]]:
    ranges = [range(1, stratum.size + 1) for stratum in strata]
    return (sizes for sizes in itertools.product(*ranges) if sum(sizes) == n)


small = st.lists(
    st.tuples(st.integers(1, 9), st.floats(0.1, 20), st.floats(0.5, 9), st.floats(1, 50)), min_size=2, max_size=3
)


def strata_of(rows: Sequence[tuple[int, float, float, float]]) -> list[Stratum]:
    columns = tuple(zip(*rows, strict=True))
    return table(columns[0], columns[1], cost=columns[2], mean=columns[3])


@given(rows=small, data=st.data())
def test_no_whole_numbers_beat_neyman(rows, data) -> None:
    strata = strata_of(rows)
    n = data.draw(st.integers(len(strata), sum(row[0] for row in rows)))
    found = allocate(strata, Rule.NEYMAN, n=n, minimum=1)
    exact = stratified_precision(strata, [stratum.exact for stratum in found.strata]).variance
    best = min(stratified_precision(strata, sizes).variance for sizes in all_allocations(strata, n))
    assert exact <= best + 1e-9
    assert best <= stratified_precision(strata, found.sizes).variance + 1e-9


@given(rows=small, budget=st.floats(30, 300))
def test_no_whole_numbers_of_the_same_cost_beat_the_optimum(rows, budget) -> None:
    strata = strata_of(rows)
    found = allocate(strata, Rule.OPTIMAL, budget=budget, minimum=1)
    assert found.cost <= budget * (1 + 1e-9)
    exact = stratified_precision(strata, [stratum.exact for stratum in found.strata]).variance
    ranges = [range(1, row[0] + 1) for row in rows]
    for sizes in itertools.product(*ranges):
        if sum(row[2] * size for row, size in zip(rows, sizes, strict=True)) <= budget:
            assert exact <= stratified_precision(strata, sizes).variance + 1e-9


@given(rows=small, q=st.floats(0, 1), data=st.data())
def test_power_allocation_minimises_its_own_loss(rows, q, data) -> None:
    """Bankier 1988: Σ (X_h^q · CV(Ŷ_h))², here with X_h = N_h·mean_h."""
    strata = strata_of(rows)
    n = data.draw(st.integers(len(strata), sum(row[0] for row in rows)))

    def loss(sizes: Sequence[float]) -> float:
        domains = stratified_precision(strata, sizes).strata
        return sum(((row[0] * row[3]) ** q * (domain.rse or 0)) ** 2 for row, domain in zip(rows, domains, strict=True))

    found = allocate(strata, Rule.POWER, n=n, minimum=1, power=q)
    assert (
        loss([stratum.exact for stratum in found.strata])
        <= min(map(loss, all_allocations(strata, n))) * (1 + 1e-9) + 1e-12
    )


def test_powers_nought_and_one() -> None:
    """q = 1 with X the totals is Neyman's rule; q = 0 gives strata of one CV the same sample, hence the same precision."""
    strata = table((1000, 400, 50), (8, 20, 3), mean=(4, 10, 1.5))
    assert allocate(strata, Rule.POWER, n=90, power=1).sizes == allocate(strata, Rule.NEYMAN, n=90).sizes
    assert allocate(strata, Rule.POWER, n=90, power=0).sizes == (30, 30, 30)


def test_importance_replaces_the_total() -> None:
    strata = table((1000, 1000), (5, 5), mean=(10, 10), importance=(1, 4))
    assert allocate(strata, Rule.POWER, n=30, power=0.5).sizes == (10, 20)


def recursion(strata: Sequence[Stratum], n: int) -> list[float]:
    """Cochran 1977, §5.8, as it is told there: what asks for more than it has is taken whole, the rest begins anew."""
    taken: dict[int, float] = {}
    while True:
        others = [place for place in range(len(strata)) if place not in taken]
        rest = n - sum(taken.values())
        whole = sum(strata[place].size * float(strata[place].sd or 0) for place in others)
        asked = {place: rest * strata[place].size * float(strata[place].sd or 0) / whole for place in others}
        over = [place for place in others if asked[place] > strata[place].size]
        if not over:
            return [taken.get(place, asked.get(place, 0.0)) for place in range(len(strata))]
        taken |= {place: float(strata[place].size) for place in over}


@given(
    rows=st.lists(st.tuples(st.integers(1, 500), st.floats(0.01, 100)), min_size=2, max_size=8),
    part=st.floats(0.01, 0.99),
)
def test_over_allocation_is_cochrans_recursion(rows, part) -> None:
    strata = table([row[0] for row in rows], [row[1] for row in rows])
    n = max(1, int(part * sum(row[0] for row in rows)))
    wanted = recursion(strata, n)
    if min(wanted) >= 1:
        found = allocate(strata, Rule.NEYMAN, n=n, minimum=1)
        assert [stratum.exact for stratum in found.strata] == pytest.approx(wanted)


@given(
    rows=st.lists(
        st.tuples(st.integers(1, 300), st.floats(0, 50), st.floats(0.1, 9), st.floats(0.1, 50), st.integers(1, 5)),
        min_size=1,
        max_size=12,
    ),
    rule=st.sampled_from(Rule),
    part=st.floats(0, 1),
)
def test_sum_and_limits_are_kept(rows, rule, part) -> None:
    columns = tuple(zip(*rows, strict=True))
    strata = table(columns[0], columns[1], cost=columns[2], mean=columns[3], maximum=[7 * row[4] for row in rows])
    lows = [min(2, stratum.size) for stratum in strata]
    highs = [min(stratum.size, stratum.maximum or 0) for stratum in strata]
    n = sum(lows) + int(part * (sum(highs) - sum(lows)))
    if rule.needs_sd and not any(columns[1]):
        return
    found = allocate(strata, rule, n=n)
    assert (found.n, sum(found.sizes)) == (n, n)
    assert sum(stratum.exact for stratum in found.strata) == pytest.approx(n)
    for low, stratum, high in zip(lows, found.strata, highs, strict=True):
        assert low <= stratum.n <= high
        assert abs(stratum.n - stratum.exact) < 1 + 1e-6


# Limits and remarks ---------------------------------------------------------------------------------------------------


def test_whole_strata_and_minimums_are_told() -> None:
    found = allocate(table((10, 500, 500), (1000, 1, 0.001)), Rule.NEYMAN, n=30)
    assert [(stratum.n, stratum.bound) for stratum in found.strata] == [(10, "whole"), (18, ""), (2, "minimum")]
    assert found.notices == (Notice(Remark.TAKEN_WHOLE, {}, 0),)
    assert [(stratum.fraction, stratum.weight) for stratum in found.strata[:1]] == [(1, 1)]


def test_strata_with_one_unit_are_told() -> None:
    found = allocate(table((1, 50, 50), (0, 5, 5)), Rule.PROPORTIONAL, n=3, minimum=1)
    assert found.sizes == (1, 1, 1)
    assert found.notices == (
        Notice(Remark.TAKEN_WHOLE, {}, 0),
        Notice(Remark.FEWER_THAN_TWO, {}, 1),
        Notice(Remark.FEWER_THAN_TWO, {}, 2),
    )


def test_maximums_are_told() -> None:
    found = allocate(table((100, 100), (5, 5), maximum=(10, 100)), Rule.EQUAL, n=50)
    assert found.sizes == (10, 40)
    assert found.notices == (Notice(Remark.AT_MAXIMUM, {"maximum": 10}, 0),)


def test_ties_go_to_the_larger_then_the_earlier_stratum() -> None:
    assert allocate(table((10, 20, 20, 10), (1,) * 4), Rule.EQUAL, n=11).sizes == (3, 3, 3, 2)
    assert allocate(table((10, 20, 20, 10), (1,) * 4), Rule.EQUAL, n=10).sizes == (2, 3, 3, 2)


def test_strata_without_variation_take_what_is_left_by_size() -> None:
    found = allocate(table((10, 30, 60), (5, 0, 0)), Rule.NEYMAN, n=40)
    assert found.sizes == (10, 10, 20)
    assert found.notices == (Notice(Remark.TAKEN_WHOLE, {}, 0), Notice(Remark.SPREAD_BY_SIZE))


def test_numbers_at_the_edge_of_floats() -> None:
    assert allocate(table((1, 30, 30), (0, 1e-310, 0)), Rule.NEYMAN, n=5).sizes == (1, 2, 2)
    assert allocate(table((30, 30), (1e-310, 1e-310)), Rule.NEYMAN, n=9).sizes == (5, 4)
    assert allocate(table((30, 30), (1e-310, 1e150)), Rule.NEYMAN, n=9).sizes == (2, 7)


def test_everything_may_be_taken() -> None:
    assert allocate(COLLEGES, Rule.NEYMAN, n=196).sizes == (13, 18, 26, 42, 73, 24)


def test_units_are_selected_for_the_answers_wanted() -> None:
    found = allocate(table((100, 12), (1, 1), response_rate=(0.8, 0.5)), Rule.EQUAL, n=20)
    assert [stratum.selected for stratum in found.strata] == [13, 12]
    assert found.selected == 25
    assert found.notices == (Notice(Remark.RESPONSE_SHORTFALL, {"needed": 10, "expected": 6}, 1),)


def test_the_fixed_cost_is_paid_first() -> None:
    strata = table((100, 100), (1, 1), cost=(4, 4))
    found = allocate(strata, Rule.OPTIMAL, budget=100, fixed_cost=20)
    assert (found.sizes, found.cost, found.notices) == ((10, 10), 100, ())


def test_proportions_stand_for_standard_deviations() -> None:
    """Cochran 1977, §5.10: S_h² = N_h P_h Q_h / (N_h − 1)."""
    shares = [Stratum(name="a", size=10, p=0.2), Stratum(name="b", size=40, p=0.5)]
    same = table((10, 40), (math.sqrt(10 / 9 * 0.16), math.sqrt(40 / 39 * 0.25)))
    assert allocate(shares, Rule.NEYMAN, n=20).sizes == allocate(same, Rule.NEYMAN, n=20).sizes
    assert stratified_precision(shares, (4, 16)).variance == pytest.approx(stratified_precision(same, (4, 16)).variance)
    assert stratified_precision(shares, (4, 16)).estimate == pytest.approx(0.44)


# Refused --------------------------------------------------------------------------------------------------------------


def faults(*arguments, **keywords) -> list[Fault]:
    with pytest.raises(Refused) as refused:
        allocate(*arguments, **keywords)
    return list(refused.value.faults)


def test_all_that_is_wrong_in_a_table() -> None:
    strata = [
        Stratum(name="", size=0, sd=-1, cost=0),
        Stratum(name="a", size=5, sd=1, p=0.5, minimum=4, maximum=3),
        Stratum(name="a ", size=5, p=1.5, mean=1, importance=0, response_rate=0),
    ]
    assert faults(strata, Rule.NEYMAN, n=0, power=2, fixed_cost=-1) == [
        Fault("n", Code.TOO_SMALL, {"limit": 1}),
        Fault("fixed_cost", Code.TOO_SMALL, {"limit": 0}),
        Fault("power", Code.TOO_LARGE, {"limit": 1}),
        Fault("name", Code.REQUIRED, {}, 0),
        Fault("size", Code.TOO_SMALL, {"limit": 1}, 0),
        Fault("sd", Code.TOO_SMALL, {"limit": 0}, 0),
        Fault("cost", Code.NOT_ABOVE, {"limit": 0}, 0),
        Fault("sd", Code.CHOOSE_ONE, {"other": "p"}, 1),
        Fault("minimum", Code.MINIMUM_ABOVE_MAXIMUM, {"minimum": 4, "maximum": 3}, 1),
        Fault("name", Code.REPEATED, {"name": "a"}, 2),
        Fault("p", Code.TOO_LARGE, {"limit": 1}, 2),
        Fault("importance", Code.NOT_ABOVE, {"limit": 0}, 2),
        Fault("response_rate", Code.NOT_ABOVE, {"limit": 0}, 2),
    ]


@pytest.mark.parametrize(
    ("keywords", "fault"),
    [
        ({"n": 3}, Fault("n", Code.BELOW_MINIMUMS, {"needed": 4})),
        ({"n": 21}, Fault("n", Code.ABOVE_MAXIMUMS, {"available": 20})),
        ({"budget": 3, "fixed_cost": 1}, Fault("budget", Code.BELOW_MINIMUMS, {"needed": 5})),
        ({}, Fault("n", Code.CHOOSE_ONE, {"other": "budget"})),
        ({"n": 5, "budget": 5}, Fault("n", Code.CHOOSE_ONE, {"other": "budget"})),
    ],
)
def test_what_cannot_be_divided(keywords, fault) -> None:
    assert faults(table((10, 10), (1, 1)), Rule.EQUAL, **keywords) == [fault]


def test_what_a_rule_lacks() -> None:
    bare = [Stratum(name="a", size=5), Stratum(name="b", size=5, sd=1, mean=0)]
    assert allocate(bare, Rule.PROPORTIONAL, n=4).sizes == (2, 2)
    assert faults(bare, Rule.POWER, n=4) == [
        Fault("sd", Code.REQUIRED, {}, 0),
        Fault("mean", Code.REQUIRED, {}, 0),
        Fault("mean", Code.ZERO, {}, 1),
    ]
    assert faults(table((5, 5), (0, 0)), Rule.NEYMAN, n=4) == [Fault("rule", Code.NO_VARIATION)]
    assert faults([], Rule.EQUAL, n=4) == [Fault("strata", Code.EMPTY)]
