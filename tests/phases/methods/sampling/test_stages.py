"""Stages: design effects of clusters, the best number of units in each, two-stage sizes, fractions, the summary of an error."""

import itertools
import math
from statistics import fmean, pvariance, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.methods.sampling import (
    Aim,
    Code,
    Conditions,
    Fault,
    Mean,
    Measure,
    Notice,
    Proportion,
    Refused,
    Remark,
    Stage,
    cluster_effect,
    error_summary,
    expected_precision,
    optimal_take,
    overall_fraction,
    two_stage_budget,
    two_stage_size,
)


def test_cluster_effect() -> None:
    assert cluster_effect(20, 0.05) == pytest.approx(1.95)
    assert cluster_effect(1, 0.3) == 1
    assert cluster_effect(5, -0.25) == pytest.approx(0)


def test_cluster_effect_over_all_samples() -> None:
    """Clusters of equal size M, taken whole, from all C(A, a) samples: with roh from the analysis of variance of the population
    V = (1 − f) S²/(aM) · (NM − 1)/(M(N − 1)) · [1 + (M − 1) roh] (Cochran 1977, §9.4), A = N clusters."""
    clusters = ((1, 2, 4), (3, 5, 5), (9, 7, 8), (2, 2, 6))
    number, m, a = 4, 3, 2
    values = [value for cluster in clusters for value in cluster]
    mean, square = fmean(values), variance(values)
    pairs = sum(
        (first - mean) * (second - mean) for cluster in clusters for first, second in itertools.permutations(cluster, 2)
    )
    roh = pairs / ((m - 1) * (number * m - 1) * square)
    means = [fmean([fmean(cluster) for cluster in sample]) for sample in itertools.combinations(clusters, a)]
    factor = (number * m - 1) / (m * (number - 1))
    formula = (1 - a / number) * square / (a * m) * factor * cluster_effect(m, roh)
    assert formula == pytest.approx(pvariance(means))


def test_valliant_dever_kreuter() -> None:
    """Valliant, Dever and Kreuter 2013, Example 9.7: C1 = 750, C2 = 100, δ = 0.05, budget 100,000: b = √(7.5 · 19) = 11.9,
    a = 100,000 / (750 + 1,190) = 51.4 PSUs, CV = √(1.547 / (51.4 · 11.9)) = 0.0502."""
    take = optimal_take(750, 100, 0.05)
    assert (round(take.exact, 1), take.take, take.design_effect) == (11.9, 12, pytest.approx(1.55))
    found = two_stage_budget(Mean(sd=1, mean=1), 100_000, take=12, roh=0.05, cost_psu=750, cost_ssu=100)
    assert (found.psus, found.selected, found.cost) == (51, 612, 99_450)
    assert found.precision.rse == pytest.approx(0.0502, abs=2e-4)
    assert found.notices == (Notice(Remark.REMAINING_BUDGET, {"amount": 550}),)


@pytest.mark.parametrize(
    ("costs", "roh", "exact"),
    [((2000, 100), 0.05, 19.49), ((2000, 100), 0.25, 7.75), ((2000, 20), 0.05, 43.59), ((4000, 20), 0.05, 61.64)],
)
def test_blair_and_blair(costs: tuple[int, int], roh: float, exact: float) -> None:
    """Blair and Blair 2015, Case Study 6.2 and exercise 6.1: costs and ρ as told there, √(C1/C2 · (1−ρ)/ρ) by hand."""
    assert optimal_take(*costs, roh).exact == pytest.approx(exact, abs=0.005)


@given(first=st.floats(1, 1e4), second=st.floats(1, 1e3), roh=st.floats(0.001, 1))
def test_no_other_whole_number_is_better(first, second, roh) -> None:
    found = optimal_take(first, second, roh)

    def burden(take: float) -> float:
        return (first / take + second) * (1 + (take - 1) * roh)

    assert burden(found.take) <= min(map(burden, range(1, found.take + 50))) * (1 + 1e-12)
    assert found.loss + 1e-12 >= 0
    part = math.floor(found.exact)
    if part >= 1 and abs(found.exact**2 - part * (part + 1)) > 1e-6 * found.exact**2:
        assert found.take == (part + 1 if found.exact**2 > part * (part + 1) else part)  # Cochran 1977, §10.6


def test_the_take_is_bounded_by_the_size_of_a_primary_unit() -> None:
    assert optimal_take(750, 100, 0.05, most=8).take == 8
    assert optimal_take(1, 100, 0.9).take == 1
    assert optimal_take(750, 100, 1).take == 1


def test_two_stage_size() -> None:
    """By hand: n0 = 0.21 / 0.015² = 933.33; / (1 + 932.33/50,000) = 916.25; × 1.45 = 1,328.56; ÷ 0.9 = 1,476.18,
    so 1,477; in tens: 148."""
    found = two_stage_size(
        Proportion(p=0.3),
        Aim(measure=Measure.RSE, value=0.05),
        Conditions(population=50_000, response_rate=0.9),
        take=10,
        roh=0.05,
        cost_psu=200,
        cost_ssu=10,
        fixed_cost=1000,
    )
    assert found.size is not None
    assert [value for _, value in found.size.steps] == pytest.approx(
        [933.333, 916.248, 1328.560, 1328.560, 1476.178, 1477], abs=1e-3
    )
    assert (found.psus, found.selected, found.cost) == (148, 1480, 1000 + 148 * 200 + 1480 * 10)
    assert found.precision.rse is not None
    assert 0.049 < found.precision.rse <= 0.05
    assert (found.cluster_effect, found.design_effect) == (pytest.approx(1.45), pytest.approx(1.45))


def test_both_design_effects_multiply() -> None:
    found = two_stage_size(
        Proportion(p=0.5), Aim(measure=Measure.MARGIN, value=0.05), Conditions(design_effect=1.2), take=11, roh=0.1
    )
    assert (found.cluster_effect, found.design_effect) == (pytest.approx(2), pytest.approx(2.4))
    assert found.precision.design_effect == pytest.approx(2.4)


def test_all_primary_units() -> None:
    aim = Aim(measure=Measure.MARGIN, value=0.02)
    found = two_stage_size(Proportion(p=0.5), aim, take=10, roh=0.1, psus=100)
    assert (found.psus, found.selected) == (100, 1000)
    assert found.notices == (Notice(Remark.ALL_PSUS, {"needed": 457, "population": 100}),)
    assert found.precision.margin > 0.02
    rich = two_stage_budget(Mean(sd=1), 1000, take=5, roh=0.1, cost_psu=5, cost_ssu=1, psus=20)
    assert (rich.psus, rich.cost) == (20, 200)
    assert [notice.remark for notice in rich.notices] == [Remark.ALL_PSUS, Remark.REMAINING_BUDGET]


def test_fractions_of_stages_multiply() -> None:
    found = overall_fraction(
        [Stage(name="blocks", population=500, sample=50), Stage(name="homes", population=80, sample=10)]
    )
    assert found.stages == (("blocks", 0.1), ("homes", 0.125))
    assert (found.overall, found.weight) == (pytest.approx(0.0125), pytest.approx(80))
    assert overall_fraction([Stage(name="units", population=3078, sample=300)]).overall == pytest.approx(300 / 3078)


def test_the_numbers_of_a_sentence() -> None:
    precision = expected_precision(Proportion(p=0.5), 400, Conditions(population=4000, design_effect=1.5), z=2)
    summary = error_summary(precision)
    assert summary == {
        "confidence_percent": 95,
        "estimate": 0.5,
        "se": precision.se,
        "rse_percent": pytest.approx(200 * precision.se),
        "margin": pytest.approx(2 * precision.se),
        "relative_margin_percent": pytest.approx(400 * precision.se),
        "lower": pytest.approx(0.5 - 2 * precision.se),
        "upper": pytest.approx(0.5 + 2 * precision.se),
        "selected": 400,
        "answers": 400,
        "population": 4000,
        "fraction_percent": 10,
        "design_effect": 1.5,
    }
    stages = overall_fraction([Stage(name="a", population=10, sample=1), Stage(name="b", population=10, sample=5)])
    assert error_summary(precision, stages)["fraction_percent"] == pytest.approx(5)
    assert error_summary(expected_precision(Mean(sd=1), 10))["rse_percent"] is None


def refused(function, *arguments, **keywords) -> list[Fault]:
    with pytest.raises(Refused) as caught:
        function(*arguments, **keywords)
    return list(caught.value.faults)


def test_refused() -> None:
    assert refused(cluster_effect, 0, 2) == [
        Fault("take", Code.TOO_SMALL, {"limit": 1}),
        Fault("roh", Code.TOO_LARGE, {"limit": 1}),
    ]
    assert refused(cluster_effect, 5, -0.3) == [Fault("roh", Code.TOO_SMALL, {"limit": -0.25})]
    assert refused(optimal_take, 0, None, 0, most=0) == [
        Fault("cost_psu", Code.NOT_ABOVE, {"limit": 0}),
        Fault("cost_ssu", Code.REQUIRED),
        Fault("roh", Code.NOT_ABOVE, {"limit": 0}),
        Fault("most", Code.TOO_SMALL, {"limit": 1}),
    ]
    assert refused(
        two_stage_size,
        Proportion(p=0),
        Aim(measure=Measure.MARGIN, value=0.05),
        Conditions(design_effect=0),
        take=1.5,
        roh=2,
        psus=0,
        cost_psu=5,
    ) == [
        Fault("take", Code.NOT_WHOLE),
        Fault("roh", Code.TOO_LARGE, {"limit": 1}),
        Fault("psus", Code.TOO_SMALL, {"limit": 1}),
        Fault("cost_ssu", Code.REQUIRED),
        Fault("p", Code.NOT_ABOVE, {"limit": 0}),
        Fault("design_effect", Code.NOT_ABOVE, {"limit": 0}),
    ]
    assert refused(two_stage_budget, Mean(sd=1), 14, take=5, roh=0.1, cost_psu=10, cost_ssu=1) == [
        Fault("budget", Code.BELOW_MINIMUMS, {"needed": 15})
    ]
    assert refused(overall_fraction, []) == [Fault("stages", Code.EMPTY)]
    assert refused(
        overall_fraction, [Stage(name="a", population=0, sample=1), Stage(name="b", population=5, sample=6)]
    ) == [Fault("population", Code.NOT_ABOVE, {"limit": 0}, 0), Fault("sample", Code.TOO_LARGE, {"limit": 5}, 1)]
