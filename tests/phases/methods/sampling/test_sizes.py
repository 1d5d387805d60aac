"""Sample sizes and expected errors against published examples, against every sample of small populations, and in general."""

import itertools
import math
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist, fmean, pvariance, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.methods.sampling import (
    Aim,
    Code,
    Conditions,
    DesignEffectOrder,
    Fault,
    Finite,
    Mean,
    Measure,
    Notice,
    Proportion,
    Refused,
    Remark,
    Total,
    expected_precision,
    sample_size,
    what_if,
    what_if_aims,
)

MARGIN, RELATIVE, SE, RSE = Measure.MARGIN, Measure.RELATIVE_MARGIN, Measure.SE, Measure.RSE


# Published ------------------------------------------------------------------------------------------------------------


def test_cochran_blood_groups() -> None:
    """Cochran 1977, §4.1 and §4.4: p near 0.5, within 5 points but for a 1 in 20 chance (t = 2): n0 = 400; of 3,200
    people 356."""
    size = sample_size(Proportion(p=0.5), Aim(measure=MARGIN, value=0.05, z=2), Conditions(population=3200))
    assert size.n0 == pytest.approx(400)
    assert size.after_finite == pytest.approx(400 / (1 + 399 / 3200))
    assert (size.answers, size.selected) == (356, 356)


def test_cochran_nursery_bed() -> None:
    """Cochran 1977, §4.6: mean number of seedlings, S² = 85.6, mean 19, within 10 % (t = 2): n0 = 95; of 430 feet of bed 78."""
    size = sample_size(
        Mean(sd=math.sqrt(85.6), mean=19), Aim(measure=RELATIVE, value=0.1, z=2), Conditions(population=430)
    )
    assert round(size.n0) == 95
    assert size.selected == 78


def test_lohr_recipes() -> None:
    """Lohr 2022, §2.6: margin 0.03 at 95 %, n0 = 1,067; of 1,251 recipes n0/(1 + n0/N) = 576."""
    aim = Aim(measure=MARGIN, value=0.03, z=1.96)
    plain = sample_size(Proportion(p=0.5), aim, Conditions(population=1251, finite=Finite.PLAIN))
    assert math.floor(plain.n0) == 1067
    assert plain.selected == 576
    exact = sample_size(Proportion(p=0.5), aim, Conditions(population=1251))
    assert exact.after_finite == pytest.approx(1067.1111111 / (1 + 1066.1111111 / 1251))
    assert exact.selected == 577


def test_multiple_indicator_surveys() -> None:
    """UNICEF's formula for household surveys, n = 4 r(1−r) · deff · 1.1 / (0.12 r)², per person of the target group: its parts by
    hand for r = 0.25 and deff 1.5: 4 · 0.1875 / 0.0009 = 833.33; × 1.5 = 1,250; × 1.1 = 1,375."""
    size = sample_size(
        Proportion(p=0.25),
        Aim(measure=RELATIVE, value=0.12, z=2),
        Conditions(design_effect=1.5, response_rate=1 / 1.1),
    )
    assert size.steps == (
        ("n0", pytest.approx(833.3333333)),
        ("after_finite", pytest.approx(833.3333333)),
        ("after_design", pytest.approx(1250)),
        ("after_minimum", pytest.approx(1250)),
        ("after_response", pytest.approx(1375)),
        ("selected", 1375),
    )


# Every sample of a small population -----------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [(3, 1, 4, 1, 5, 9, 2), (0, 0, 0, 7, 7)])
def test_variance_over_all_samples(values: tuple[int, ...]) -> None:
    size = len(values)
    for n in range(1, size + 1):
        means = [fmean(sample) for sample in itertools.combinations(values, n)]
        mean = expected_precision(Mean(sd=variance(values) ** 0.5, mean=fmean(values)), n, Conditions(population=size))
        total = expected_precision(Total(sd=variance(values) ** 0.5), n, Conditions(population=size))
        assert mean.variance == pytest.approx(pvariance(means))
        assert total.variance == pytest.approx(size**2 * pvariance(means))
        assert mean.rse == pytest.approx(pvariance(means) ** 0.5 / fmean(values))


def test_variance_of_a_proportion_over_all_samples() -> None:
    values = (1, 1, 1, 0, 0, 0, 0, 0)
    for n in range(1, 9):
        shares = [fmean(sample) for sample in itertools.combinations(values, n)]
        found = expected_precision(Proportion(p=0.375), n, Conditions(population=8))
        assert found.variance == pytest.approx(pvariance(shares))


# In general -----------------------------------------------------------------------------------------------------------

shares = st.floats(0.02, 0.98)
effects = st.floats(1, 5)


@given(
    p=shares,
    margin=st.floats(0.005, 0.2),
    population=st.none() | st.integers(1, 10**7),
    deff=effects,
    response=st.floats(0.2, 1),
    order=st.sampled_from(DesignEffectOrder),
    finite=st.sampled_from([Finite.EXACT, Finite.PLAIN]),
    measure=st.sampled_from(Measure),
)
def test_the_size_reaches_the_aim(p, margin, population, deff, response, order, finite, measure) -> None:
    conditions = Conditions(
        population=population, design_effect=deff, response_rate=response, order=order, finite=finite
    )
    size = sample_size(Proportion(p=p), Aim(measure=measure, value=margin), conditions)
    got = expected_precision(Proportion(p=p), size.selected, conditions)
    reached = {MARGIN: got.margin, RELATIVE: got.relative_margin, SE: got.se, RSE: got.rse}[measure]
    assert reached is not None
    remarks = [notice.remark for notice in size.notices]
    assert reached <= margin * (1 + 1e-6) or Remark.RESPONSE_SHORTFALL in remarks or got.answers < 1
    assert population is None or size.selected <= population


@given(p=shares, margin=st.floats(0.01, 0.1), population=st.integers(50, 10**6), deff=st.floats(0.5, 5))
def test_the_definition_of_the_design_effect_is_met_exactly(p, margin, population, deff) -> None:
    conditions = Conditions(population=population, design_effect=deff, order=DesignEffectOrder.BEFORE)
    size = sample_size(Proportion(p=p), Aim(measure=MARGIN, value=margin), conditions)
    n = Fraction(size.after_design)
    got = deff * p * (1 - p) / n * (population - n) / (population - 1)
    assert float(got) ** 0.5 * size.z == pytest.approx(margin)


@given(p=shares, margin=st.floats(0.01, 0.3), population=st.integers(1, 10**6))
def test_both_corrections_differ_by_less_than_a_unit(p, margin, population) -> None:
    aim = Aim(measure=MARGIN, value=margin)
    exact, plain = (
        sample_size(Proportion(p=p), aim, Conditions(population=population, finite=finite)).after_finite
        for finite in (Finite.EXACT, Finite.PLAIN)
    )
    assert 0 < exact - plain <= 1


@given(sd=st.floats(0.1, 1e6), value=st.floats(0.01, 1e6), population=st.integers(2, 10**6))
def test_a_total_is_a_mean_times_n(sd, value, population) -> None:
    conditions = Conditions(population=population)
    mean = sample_size(Mean(sd=sd), Aim(measure=SE, value=value), conditions)
    total = sample_size(Total(sd=sd), Aim(measure=SE, value=value * population), conditions)
    assert total.n0 == pytest.approx(mean.n0)
    assert total.after_response == pytest.approx(mean.after_response)


@given(n=st.integers(1, 10**6), deff=effects)
def test_more_answers_less_error(n, deff) -> None:
    few, more = what_if(Mean(sd=1, mean=1), [n, n + 1], Conditions(design_effect=deff))
    assert few.se > more.se
    assert few.se == pytest.approx(math.sqrt(deff / n))
    assert few.effective == pytest.approx(n / deff)


def test_steps_of_the_house_formula() -> None:
    size = sample_size(
        Proportion(p=Decimal("0.5")),
        Aim(measure=MARGIN, value=Decimal("0.05"), confidence=Decimal("0.95")),
        Conditions(population=10_000, design_effect=Decimal("1.5"), response_rate=Decimal("0.8")),
    )
    z = NormalDist().inv_cdf(0.975)
    n0 = z**2 * 0.25 / 0.0025
    n = n0 / (1 + (n0 - 1) / 10_000)
    assert [value for _, value in size.steps] == pytest.approx([n0, n, n * 1.5, n * 1.5, n * 1.5 / 0.8, 694], abs=1e-6)
    assert (size.answers, size.selected, size.fraction) == (555, 694, 0.0694)


def test_whole_population_minimum_and_shortfall() -> None:
    aim = Aim(measure=MARGIN, value=0.01)
    small = sample_size(Proportion(p=0.5), aim, Conditions(population=100, design_effect=2, response_rate=0.9))
    assert small.notices[:2] == (
        Notice(Remark.WHOLE_POPULATION, {"needed": 198, "population": 100}),
        Notice(Remark.RESPONSE_SHORTFALL, {"needed": 100, "expected": 90}),
    )
    assert (small.answers, small.selected) == (100, 100)
    least = sample_size(Mean(sd=1, mean=10), Aim(measure=RSE, value=0.1), Conditions(minimum=30, response_rate=0.5))
    assert (least.after_design, least.after_minimum, least.selected) == (pytest.approx(1), 30, 60)
    assert least.notices == (Notice(Remark.MINIMUM_APPLIED, {"minimum": 30}),)


@pytest.mark.parametrize(
    ("p", "n"), [(0.5, 30), (0.4, 50), (0.7, 80), (0.25, 200), (0.1, 600), (0.05, 1400), (0.01, 8000)]
)
def test_where_the_normal_approximation_may_be_used(p: float, n: int) -> None:
    """Cochran 1977, Table 3.3."""
    assert expected_precision(Proportion(p=p), n).notices == ()
    assert expected_precision(Proportion(p=p), n - 1).notices == (Notice(Remark.NORMAL_APPROXIMATION, {"needed": n}),)


def test_interval_of_a_proportion_ends_at_nought_and_one() -> None:
    low, high = (expected_precision(Proportion(p=p), 10) for p in (0.05, 0.95))
    assert (low.lower, high.upper) == (0, 1)


def test_census_has_no_error() -> None:
    assert expected_precision(Proportion(p=0.5), 50, Conditions(population=50)).se == 0
    assert expected_precision(Proportion(p=0.5), 1, Conditions(population=1)).se == 0
    assert expected_precision(Mean(sd=1), 50, Conditions(population=50, finite=Finite.NONE)).se > 0


def test_aims_against_sizes() -> None:
    sizes = what_if_aims(Proportion(p=0.5), Aim(measure=MARGIN, value=1, z=2), [0.1, 0.05, 0.01])
    assert [size.selected for size in sizes] == [100, 400, 10_000]


# Refused --------------------------------------------------------------------------------------------------------------


def test_all_faults_at_once() -> None:
    with pytest.raises(Refused) as refused:
        sample_size(
            Proportion(p=1),
            Aim(measure=RSE, value=0, confidence=95, z=True),
            Conditions(population=0, design_effect=-1, response_rate=1.2, minimum=1.5),  # type: ignore[arg-type]
        )
    assert refused.value.faults == (
        Fault("population", Code.TOO_SMALL, {"limit": 1}),
        Fault("p", Code.NOT_BELOW, {"limit": 1}),
        Fault("minimum", Code.NOT_WHOLE),
        Fault("design_effect", Code.NOT_ABOVE, {"limit": 0}),
        Fault("response_rate", Code.TOO_LARGE, {"limit": 1}),
        Fault("value", Code.NOT_ABOVE, {"limit": 0}),
        Fault("confidence", Code.NOT_BELOW, {"limit": 1}),
        Fault("z", Code.NOT_A_NUMBER),
    )


@pytest.mark.parametrize(
    ("estimand", "conditions", "faults"),
    [
        (Mean(sd=1), Conditions(), [Fault("mean", Code.REQUIRED)]),
        (Mean(sd=0, mean=0), Conditions(), [Fault("sd", Code.NOT_ABOVE, {"limit": 0}), Fault("mean", Code.ZERO)]),
        (Total(sd=1, mean=1), Conditions(), [Fault("population", Code.REQUIRED)]),
        (Mean(sd=math.inf, mean=1), Conditions(), [Fault("sd", Code.NOT_A_NUMBER)]),
        (Mean(sd=10**400, mean=1), Conditions(), [Fault("sd", Code.NOT_A_NUMBER)]),
        (Mean(sd=1, mean=1), Conditions(population=5, minimum=6), [Fault("minimum", Code.TOO_LARGE, {"limit": 5})]),
    ],
)
def test_what_a_relative_aim_needs(estimand, conditions, faults) -> None:
    with pytest.raises(Refused) as refused:
        sample_size(estimand, Aim(measure=RSE, value=0.05), conditions)
    assert list(refused.value.faults) == faults


def test_rows_of_a_chart_are_told() -> None:
    with pytest.raises(Refused) as refused:
        what_if(Proportion(p=0.5), [10, 0, 101], Conditions(population=100))
    assert refused.value.faults == (
        Fault("n", Code.TOO_SMALL, {"limit": 1}, 1),
        Fault("n", Code.TOO_LARGE, {"limit": 100}, 2),
    )
    with pytest.raises(Refused) as refused:
        what_if_aims(Proportion(p=2), Aim(measure=MARGIN, value=1), [0.1, 0, -1])
    assert refused.value.faults == (
        Fault("p", Code.NOT_BELOW, {"limit": 1}),
        Fault("value", Code.NOT_ABOVE, {"limit": 0}, 1),
        Fault("value", Code.NOT_ABOVE, {"limit": 0}, 2),
    )
    for empty in (
        lambda: what_if(Proportion(p=0.5), []),
        lambda: what_if_aims(Proportion(p=0.5), Aim(measure=MARGIN, value=1), []),
    ):
        with pytest.raises(Refused) as refused:
            empty()
        assert [fault.code for fault in refused.value.faults] == [Code.EMPTY]


def test_a_size_above_the_population_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        expected_precision(Proportion(p=0.5), 11, Conditions(population=10))
    assert refused.value.faults == (Fault("n", Code.TOO_LARGE, {"limit": 10}),)
