"""Systematic intervals and inclusion probabilities: every start gives every unit the chance that is promised."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.methods.sampling import (
    Code,
    Fault,
    Refused,
    circular_positions,
    inclusion_probabilities,
    systematic_interval,
    systematic_positions,
)


def test_cochran_whole_interval() -> None:
    """Cochran 1977, §8.1, Table 8.1: N = 23, k = 5: three of the five samples have 5 units, two have 4."""
    found = systematic_interval(23, 4)
    assert (found.exact, found.whole, found.smallest, found.largest, found.chance_largest) == (5.75, 5, 4, 5, 0.6)
    assert systematic_interval(1000, 100) == systematic_interval(1000, 100)
    assert (systematic_interval(1000, 100).largest, systematic_interval(1000, 100).chance_largest) == (100, 0)


def test_positions_of_a_fractional_interval() -> None:
    assert systematic_positions(23, 5, 4.6) == (5, 10, 14, 19, 23)
    assert systematic_positions(10, 3, Fraction(1, 3).__float__()) == (1, 4, 7)
    assert systematic_positions(4, 4, 1) == (1, 2, 3, 4)


@given(population=st.integers(1, 60), data=st.data())
def test_every_unit_has_the_same_chance(population, data) -> None:
    """Starts in steps of 1/n over (0, N/n] are as good as all: positions change at these points alone."""
    n = data.draw(st.integers(1, population))
    fractional: Counter[int] = Counter()
    for numerator in range(population):
        start = (numerator + 0.5) / n
        positions = systematic_positions(population, n, start)
        assert len(set(positions)) == n
        fractional.update(positions)
    assert fractional == Counter(dict.fromkeys(range(1, population + 1), n))
    circular: Counter[int] = Counter()
    for first in range(1, population + 1):
        positions = circular_positions(population, n, first)
        assert len(set(positions)) == n
        circular.update(positions)
    assert circular == Counter(dict.fromkeys(range(1, population + 1), n))


def test_certain_units_round_by_round() -> None:
    """By hand: 3 · 100 ≥ 130: certain; 2 · 20 ≥ 30: certain; 1 · 5 < 10, and so on."""
    found = inclusion_probabilities([5, 100, 3, 20, 2], 3)
    assert found.rounds == ((1,), (3,))
    assert found.certain == (1, 3)
    assert found.probabilities == pytest.approx((0.5, 1, 0.3, 1, 0.2))
    assert (found.remaining_n, found.remaining_size, found.interval) == (1, 10, 10)


def test_equal_sizes_are_a_simple_sample() -> None:
    assert inclusion_probabilities([7] * 8, 2).probabilities == pytest.approx([0.25] * 8)
    assert inclusion_probabilities([7] * 3, 3).interval is None
    assert inclusion_probabilities([7] * 3, 3).probabilities == (1, 1, 1)


def test_units_without_size_have_no_chance() -> None:
    assert inclusion_probabilities([0, 4, 4], 1).probabilities == (0, 0.5, 0.5)
    assert inclusion_probabilities([0, 4, 4], 2).probabilities == (0, 1, 1)


def test_an_earlier_certainty_leaves_a_place_for_the_others() -> None:
    early = inclusion_probabilities([45, 20, 20, 15], 2, certain_from=0.8)
    assert early.certain == (0,)
    assert early.probabilities == pytest.approx((1, 20 / 55, 20 / 55, 15 / 55))
    assert inclusion_probabilities([6, 3, 1], 1, certain_from=0.5).probabilities == pytest.approx((0.6, 0.3, 0.1))


@given(
    sizes=st.lists(st.floats(0, 1e6, allow_subnormal=False) | st.integers(1, 50), min_size=1, max_size=40),
    data=st.data(),
    certain_from=st.floats(0.5, 1),
)
def test_probabilities_sum_to_n(sizes, data, certain_from) -> None:
    sizes = [size if size > 1e-3 else 0 for size in sizes]
    positive = sum(1 for size in sizes if size)
    if not positive:
        return
    n = data.draw(st.integers(1, positive))
    found = inclusion_probabilities(sizes, n, certain_from=certain_from)
    assert sum(found.probabilities) == pytest.approx(n)
    assert len(found.certain) + found.remaining_n == n
    for size, probability in zip(sizes, found.probabilities, strict=True):
        assert 0 <= probability <= 1
        assert (probability > 0) == (size > 0)
    rest = [unit for unit in range(len(sizes)) if unit not in found.certain and sizes[unit]]
    ratios = [found.probabilities[unit] / sizes[unit] for unit in rest]
    assert ratios == pytest.approx([ratios[0]] * len(ratios) if ratios else [])


def refused(function, *arguments, **keywords) -> list[Fault]:
    with pytest.raises(Refused) as caught:
        function(*arguments, **keywords)
    return list(caught.value.faults)


def test_refused() -> None:
    assert refused(systematic_interval, 5, 6) == [Fault("n", Code.TOO_LARGE, {"limit": 5})]
    assert refused(systematic_interval, 0, 2.5) == [
        Fault("population", Code.TOO_SMALL, {"limit": 1}),
        Fault("n", Code.NOT_WHOLE),
    ]
    assert refused(systematic_positions, 10, 4, 2.6) == [Fault("start", Code.TOO_LARGE, {"limit": 2.5})]
    assert refused(systematic_positions, 10, 0, 0) == [
        Fault("n", Code.TOO_SMALL, {"limit": 1}),
        Fault("start", Code.NOT_ABOVE, {"limit": 0}),
    ]
    assert refused(circular_positions, 10, 4, 11) == [Fault("start", Code.TOO_LARGE, {"limit": 10})]
    assert refused(inclusion_probabilities, [1, -1, "x", 0], 9, certain_from=0) == [
        Fault("certain_from", Code.NOT_ABOVE, {"limit": 0}),
        Fault("sizes", Code.TOO_SMALL, {"limit": 0}, 1),
        Fault("sizes", Code.NOT_A_NUMBER, {}, 2),
        Fault("n", Code.TOO_LARGE, {"limit": 3}),
    ]
    assert refused(inclusion_probabilities, [], 1) == [Fault("sizes", Code.EMPTY)]
