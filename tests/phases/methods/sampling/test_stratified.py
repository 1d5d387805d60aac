"""Errors of stratified samples: published ones, every sample of a small population, and the size that a precision needs."""

import itertools
import math
from statistics import fmean, pvariance, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.methods.sampling import (
    Aim,
    Code,
    Compared,
    Fault,
    Measure,
    Of,
    Refused,
    Rule,
    Stratum,
    allocate,
    compare,
    stratified_precision,
    stratified_size,
    stratified_what_if,
)

CITIES = [
    Stratum(name="large", size=16, sd=math.sqrt(53_843)),
    Stratum(name="others", size=48, sd=math.sqrt(5_581)),
]
COLLEGES = [
    Stratum(name=str(place), size=size, sd=sd)
    for place, (size, sd) in enumerate([(13, 325), (18, 190), (26, 189), (42, 82), (73, 86), (24, 190)])
]
COUNTIES = [
    Stratum(name="NC", size=1054, mean=325_951, sd=271_303),
    Stratum(name="NE", size=220, mean=90_619, sd=79_365),
    Stratum(name="S", size=1382, mean=199_140, sd=243_956),
    Stratum(name="W", size=422, mean=723_344, sd=835_639),
]


# Published ------------------------------------------------------------------------------------------------------------


def test_cochran_cities() -> None:
    """Cochran 1977, §5.3 and §5.5: totals of 64 cities, n = 24. Proportional: V = 1,882,293, SE 1,372; 12 and 12:
    V = 1,090,827, SE 1,044."""
    proportional = stratified_precision(CITIES, (6, 18), of=Of.TOTAL)
    optimal = stratified_precision(CITIES, (12, 12), of=Of.TOTAL)
    assert (round(proportional.variance), round(proportional.se)) == (1_882_293, 1_372)
    assert (round(optimal.variance), round(optimal.se)) == (1_090_827, 1_044)


def test_cochran_colleges() -> None:
    """Cochran 1977, §5.9: a CV of 5 % of a total of 56,472 allows V = 7,974,976, a standard error of 2,824;
    n = 26,841² / (7,974,976 + 4,640,387) = 57.1."""
    found = stratified_size(COLLEGES, Rule.NEYMAN, Aim(measure=Measure.SE, value=2824), of=Of.TOTAL)
    assert found.exact == pytest.approx(26_841**2 / (7_974_976 + 4_640_387))
    assert found.n == 58
    assert found.precision.se <= 2824
    before = allocate(COLLEGES, Rule.NEYMAN, n=57)
    assert stratified_precision(COLLEGES, before.sizes, of=Of.TOTAL).se > 2824


def test_lohr_counties() -> None:
    """Lohr 2022, Example 3.2: total 909,736,035 acres, standard error 50,417,248 from 21, 103, 135 and 41 counties."""
    strata = [
        Stratum(name="Northeast", size=220, mean=97_629.8, sd=math.sqrt(7_647_472_708)),
        Stratum(name="North Central", size=1054, mean=300_504.2, sd=math.sqrt(29_618_183_543)),
        Stratum(name="South", size=1382, mean=211_315.0, sd=math.sqrt(53_587_487_856)),
        Stratum(name="West", size=422, mean=662_295.5, sd=math.sqrt(396_185_950_266)),
    ]
    found = stratified_precision(strata, (21, 103, 135, 41), of=Of.TOTAL)
    assert found.estimate == pytest.approx(909_736_035, abs=100)
    assert round(found.se) == 50_417_248


def test_population_of_counties() -> None:
    """All 3,078 counties of Lohr's data, computed in R: standard errors 23,293.8 (simple random), 21,123.9, 20,059.1 and
    17,290.8; design effects 0.8224, 0.7416 and 0.5510."""
    found = compare(COUNTIES, [Rule.PROPORTIONAL, Rule.EQUAL, Rule.NEYMAN], n=300)
    precisions = [one.precision for one in found if one.precision]
    assert [precision.se for precision in precisions] == pytest.approx([21_123.9376, 20_059.1292, 17_290.784], rel=1e-5)
    assert [precision.strata_effect for precision in precisions] == pytest.approx([0.8224, 0.7416, 0.551], abs=1e-4)
    assert precisions[0].srs_variance == pytest.approx(23_293.77**2, rel=1e-5)


# Every sample of a small population -----------------------------------------------------------------------------------

SMALL = ((0, 1, 2), (4, 6, 11))  # the population of Cochran 1977, exercise 5.1


def every_estimate(sizes: tuple[int, int]) -> list[float]:
    samples = itertools.product(*(itertools.combinations(part, n) for part, n in zip(SMALL, sizes, strict=True)))
    return [fmean([fmean(first), fmean(second)]) for first, second in samples]


def test_cochran_exercise() -> None:
    """Cochran 1977, exercise 5.1: n = 4 by Neyman's rule is 1 and 3; the variance over all samples is that of the formula."""
    strata = [Stratum(name=str(part), size=3, sd=variance(part) ** 0.5, mean=fmean(part)) for part in SMALL]
    assert allocate(strata, Rule.NEYMAN, n=4, minimum=1).sizes == (1, 3)
    for sizes in itertools.product((1, 2, 3), repeat=2):
        found = stratified_precision(strata, sizes)
        assert found.variance == pytest.approx(pvariance(every_estimate(sizes)))
        assert found.estimate == pytest.approx(fmean(every_estimate(sizes)))
        total = stratified_precision(strata, sizes, of=Of.TOTAL)
        assert (total.variance, total.rse) == (pytest.approx(36 * found.variance), pytest.approx(found.rse))
        simple = [fmean(sample) for sample in itertools.combinations((*SMALL[0], *SMALL[1]), sum(sizes))]
        assert found.srs_variance == pytest.approx(pvariance(simple))


def test_strata_as_domains() -> None:
    found = stratified_precision(COUNTIES, (103, 21, 135, 41), z=2)
    west = found.strata[3]
    assert west.se == pytest.approx(math.sqrt((1 - 41 / 422) / 41) * 835_639)
    assert west.rse == pytest.approx(west.se / 723_344)
    assert west.margin == pytest.approx(2 * west.se)


# The size that a precision needs --------------------------------------------------------------------------------------


@given(
    rows=st.lists(st.tuples(st.integers(2, 2000), st.floats(0.1, 50), st.floats(1, 50)), min_size=1, max_size=6),
    rule=st.sampled_from(Rule),
    rse=st.floats(0.001, 0.3),
    deff=st.floats(1, 3),
)
def test_the_size_reaches_the_aim_and_one_less_does_not(rows, rule, rse, deff) -> None:
    strata = [
        Stratum(name=str(place), size=size, sd=sd, mean=mean, cost=mean) for place, (size, sd, mean) in enumerate(rows)
    ]
    found = stratified_size(strata, rule, Aim(measure=Measure.RSE, value=rse), design_effect=deff)
    assert found.precision.rse is not None
    assert found.precision.rse <= rse * (1 + 1e-8)
    assert found.n >= found.exact - 1e-6 * found.exact
    if found.n - 1 >= max(found.exact, sum(min(2, row[0]) for row in rows)):
        before = allocate(strata, rule, n=found.n - 1)
        left = stratified_precision(strata, before.sizes, design_effect=deff)
        assert left.rse is not None
        assert left.rse > rse * (1 - 1e-8)


def test_proportional_size_by_hand() -> None:
    """Cochran 1977, §5.9: n0 = Σ W_h S_h² / V, n = n0 / (1 + n0/N): (0.5·4 + 0.5·16) / 0.01 = 1,000;
    1,000 / (1 + 1,000/4,000) = 800."""
    strata = [Stratum(name="a", size=2000, sd=2), Stratum(name="b", size=2000, sd=4)]
    found = stratified_size(strata, Rule.PROPORTIONAL, Aim(measure=Measure.SE, value=0.1))
    assert (found.exact, found.n, found.allocation.sizes) == (pytest.approx(800), 800, (400, 400))


def test_whole_strata_are_kept() -> None:
    strata = [Stratum(name="giants", size=5, sd=1000), Stratum(name="others", size=1000, sd=1)]
    found = stratified_size(strata, Rule.NEYMAN, Aim(measure=Measure.SE, value=0.1))
    assert found.allocation.sizes[0] == 5
    # V N² = N_2 (N_2 − n_2) S_2² / n_2
    assert found.exact == pytest.approx(5 + 1e6 / (0.01 * 1005**2 + 1000))


def test_a_precision_out_of_reach() -> None:
    strata = [Stratum(name="a", size=100, sd=1, maximum=50), Stratum(name="b", size=100, sd=1)]
    best = math.sqrt(100 * 50 / 50) / 200
    with pytest.raises(Refused) as refused:
        stratified_size(strata, Rule.NEYMAN, Aim(measure=Measure.SE, value=best * 0.99))
    assert refused.value.faults == (Fault("value", Code.OUT_OF_REACH, {"best": pytest.approx(best)}),)
    assert stratified_size(strata, Rule.NEYMAN, Aim(measure=Measure.SE, value=best)).allocation.sizes == (50, 100)


# Side by side ---------------------------------------------------------------------------------------------------------


def test_a_rule_that_lacks_something_tells_it_beside_the_others() -> None:
    neyman, power = compare(CITIES, [Rule.NEYMAN, Rule.POWER], n=24)
    assert neyman.allocation is not None
    assert neyman.allocation.sizes == (12, 12)
    assert power == Compared(
        rule=Rule.POWER, faults=(Fault("mean", Code.REQUIRED, {}, 0), Fault("mean", Code.REQUIRED, {}, 1))
    )


def test_points_of_a_chart() -> None:
    points = stratified_what_if(CITIES, Rule.NEYMAN, [10, 24, 64], of=Of.TOTAL)
    assert [round(point.variance) for point in points[1:]] == [1_090_827, 0]
    assert points[0].se > points[1].se
    with pytest.raises(Refused) as refused:
        stratified_what_if(CITIES, Rule.NEYMAN, [10, 3, 65])
    assert refused.value.faults == (
        Fault("n", Code.BELOW_MINIMUMS, {"needed": 4}, 1),
        Fault("n", Code.ABOVE_MAXIMUMS, {"available": 64}, 2),
    )
    with pytest.raises(Refused) as refused:
        stratified_what_if(CITIES, Rule.NEYMAN, [])
    assert refused.value.faults == (Fault("n", Code.EMPTY),)


def test_refused_sizes_and_aims() -> None:
    with pytest.raises(Refused) as refused:
        stratified_precision(CITIES, (0, 49, 1), confidence=1, design_effect=0)
    assert refused.value.faults == (
        Fault("confidence", Code.NOT_BELOW, {"limit": 1}),
        Fault("design_effect", Code.NOT_ABOVE, {"limit": 0}),
        Fault("sizes", Code.WRONG_LENGTH, {"given": 3, "wanted": 2}),
        Fault("sizes", Code.NOT_ABOVE, {"limit": 0}, 0),
        Fault("sizes", Code.TOO_LARGE, {"limit": 48}, 1),
    )
    with pytest.raises(Refused) as refused:
        stratified_size(CITIES, Rule.NEYMAN, Aim(measure=Measure.RSE, value=0.05))
    assert refused.value.faults == (Fault("mean", Code.REQUIRED, {}, 0), Fault("mean", Code.REQUIRED, {}, 1))
