"""The calculator says what the methods say, in the units and words of people."""

from decimal import Decimal

import pytest
from django.utils import translation

from phases.design.calculator.messages import fault_text, faults_said, figure, notice_text
from phases.design.calculator.parameters import FIELD_OF, Asked, asked_of, unsaid
from phases.design.calculator.results import calculate, divide, expected, overall
from phases.design.calculator.steps import steps_of
from phases.methods import sampling
from phases.methods.sampling import (
    PARAMETERS,
    REMARK_PARAMETERS,
    Aim,
    Code,
    Conditions,
    Fault,
    Mean,
    Measure,
    Notice,
    Proportion,
    Rule,
    Stratum,
    Total,
)

SHARE = {
    "calc_target": "proporsi", "calc_proportion": "50", "calc_precision_kind": "absolut", "calc_precision": "5",
    "calc_deff": "1.5", "calc_response": "80", "frame_size": 10_000,
}  # fmt: skip
AMOUNT = {
    "calc_target": "rata-rata", "calc_mean": "180", "calc_deviation": "95", "calc_precision_kind": "rse", "calc_precision": "5",
}  # fmt: skip
NOTHING = {"proportion": "", "cost": "", "importance": "", "minimum": None}
STRATA = [
    {"title": "TPI besar", "size": 400, "mean": "210", "deviation": "120", **NOTHING},
    {"title": "TPI kecil", "size": 900, "mean": "90", "deviation": "40", **NOTHING},
]


def test_the_size_for_a_proportion_is_that_of_the_methods():
    found = calculate(asked_of(SHARE))
    conditions = Conditions(population=10_000, design_effect=1.5, response_rate=0.8)
    size = sampling.sample_size(Proportion(p=0.5), Aim(measure=Measure.MARGIN, value=0.05), conditions)
    assert found.size is not None
    assert (found.selected, found.size.n0, found.size.after_response) == (694, size.n0, size.after_response)
    told = Conditions(population=10_000, design_effect=Decimal("1.5"), response_rate=Decimal("0.8"))
    assert found.precision == sampling.expected_precision(Proportion(p=Decimal("0.5")), 694, told)


@pytest.mark.parametrize(
    ("kind", "measure", "value"),
    [("absolut", Measure.MARGIN, 10), ("relatif", Measure.RELATIVE_MARGIN, 0.1), ("rse", Measure.RSE, 0.1)],
)
def test_a_mean_s_margin_is_in_its_unit_and_relative_ones_in_per_cent(kind, measure, value):
    found = calculate(asked_of(AMOUNT | {"calc_precision_kind": kind, "calc_precision": "10"}))
    size = sampling.sample_size(Mean(sd=95, mean=180), Aim(measure=measure, value=value))
    assert found.selected == size.selected


def test_a_total_needs_the_population_and_says_so_at_its_field():
    found = calculate(asked_of(AMOUNT | {"calc_target": "total"}))
    assert [said.field for said in faults_said(found.faults)] == ["frame_size"]
    found = calculate(asked_of(AMOUNT | {"calc_target": "total", "frame_size": 1300}))
    size = sampling.sample_size(
        Total(sd=95, mean=180), Aim(measure=Measure.RSE, value=0.05), Conditions(population=1300)
    )
    assert found.selected == size.selected


def test_nothing_is_calculated_before_enough_is_said():
    assert unsaid(asked_of({})) == ["calc_target", "calc_precision_kind", "calc_precision"]
    assert calculate(asked_of({"calc_target": "rata-rata"})).unsaid == (
        "calc_deviation",
        "calc_precision_kind",
        "calc_precision",
    )


def test_stages_take_their_design_effect_from_roh_and_take():
    found = calculate(asked_of(SHARE | {"calc_roh": "0.05", "calc_take": 10}, clusters=40))
    conditions = Conditions(population=10_000, design_effect=1.5, response_rate=0.8)
    expected_ = sampling.two_stage_size(
        Proportion(p=0.5), Aim(measure=Measure.MARGIN, value=0.05), conditions, take=10, roh=0.05, psus=40
    )
    assert found.two_stage is not None
    assert (found.two_stage.psus, found.selected) == (expected_.psus, expected_.selected) == (40, 400)
    assert [notice.remark for notice in found.notices] == [notice.remark for notice in expected_.notices]
    assert found.conditions is not None and float(found.conditions.design_effect) == expected_.design_effect


def test_what_if_holds_the_calculated_size_and_the_wanted_precision():
    found = calculate(asked_of(SHARE))
    assert [row.selected for row in found.by_size] == [174, 347, 520, 694, 868, 1041, 1388]
    assert [str(value) for value, _size in found.by_aim] == ["2.5", "3.75", "5", "6.25", "7.5", "10"]
    assert next(size.selected for value, size in found.by_aim if value == 5) == 694
    assert [row.selected for row in found.curve] == sorted(row.selected for row in found.curve)
    whole = calculate(asked_of(SHARE | {"frame_size": 20}))
    assert max(row.selected for row in whole.by_size) == 20


def test_the_error_of_a_size_that_stands_in_the_record():
    row = expected(asked_of(AMOUNT), 100)
    assert row is not None and row.rse == sampling.expected_precision(Mean(sd=95, mean=180), 100).rse
    assert expected(asked_of({}), 100) is None
    assert expected(asked_of(AMOUNT), None) is None


def test_the_steps_are_written_out():
    with translation.override("en"):
        steps = steps_of(calculate(asked_of(SHARE | {"calc_minimum": 600})))
    assert [(step.code, step.result) for step in steps] == [
        ("n0", "384.1"), ("finite", "370"), ("design", "555"), ("minimum", "600"), ("response", "750"), ("selected", "750"),
    ]  # fmt: skip
    assert steps[0].formula == "n₀ = z² p (1 − p) / e²"
    assert steps[0].filled == "1.96² × 50 % × 50 % / (5 %)²"
    assert steps[1].formula == "n₁ = n₀ / (1 + (n₀ − 1) / N)"
    with translation.override("en"):
        stages = steps_of(calculate(asked_of(AMOUNT | {"calc_roh": "0.1", "calc_take": 6})))
    assert [step.code for step in stages] == ["n0", "design", "selected", "psus", "units"]
    assert stages[0].formula == "n₀ = S² / (RSE x̄)²"
    assert stages[1].formula == "n₂ = n₀ × (1 + (b − 1) roh)"


@pytest.mark.parametrize("code", list(Code))
def test_every_fault_has_a_sentence_with_its_numbers(code):
    text = fault_text(Fault("value", code, dict.fromkeys(PARAMETERS[code], 7)))
    assert text and "%(" not in text
    assert not PARAMETERS[code] or "7" in text


def test_every_remark_has_a_sentence_with_its_numbers():
    for remark, names in REMARK_PARAMETERS.items():
        text = notice_text(Notice(remark, dict.fromkeys(names, 7)))
        assert text and "%(" not in text and (not names or "7" in text)


def test_a_fault_of_a_stratum_names_it_and_limits_of_shares_are_per_cent():
    with translation.override("en"):
        row = faults_said([Fault("sd", Code.REQUIRED, {}, 1)], ["Large", "Small"])
        share = faults_said([Fault("response_rate", Code.TOO_LARGE, {"limit": 1})])
    assert [(said.field, said.text) for said in row] == [("", "Stratum Small, standard deviation: This is needed.")]
    assert [(said.field, said.text) for said in share] == [("calc_response", "At most 100 %.")]
    assert set(FIELD_OF.values()) >= {"calc_precision", "frame_size", "size"}


def test_strata_are_divided_by_every_rule_as_the_methods_do():
    found = divide(STRATA, asked_of(AMOUNT), 100)
    strata = [
        Stratum(name="TPI besar", size=400, sd=120, mean=210),
        Stratum(name="TPI kecil", size=900, sd=40, mean=90),
    ]
    assert [one.rule.value for one in found] == ["sama", "proporsional", "neyman", "biaya", "pangkat"]
    for one, rule in zip(found, Rule, strict=True):
        allocation = sampling.allocate(strata, rule, n=100)
        assert one.sizes == allocation.sizes
        assert one.precision is not None
        assert one.precision.rse == sampling.stratified_precision(strata, allocation.sizes).rse
    assert found[2].sizes == (57, 43)


def test_the_error_of_strata_counts_those_who_answer():
    asked = Asked(target="rata-rata", response=Decimal(80))
    [one] = [one for one in divide(STRATA, asked, 100) if one.rule == "proporsional"]
    strata = [Stratum(name="a", size=400, sd=120, mean=210), Stratum(name="b", size=900, sd=40, mean=90)]
    assert one.precision is not None
    assert one.precision.se == sampling.stratified_precision(strata, [n * 0.8 for n in one.sizes]).se


def test_a_rule_that_lacks_something_says_what_and_the_others_stand():
    rows = [STRATA[0], STRATA[1] | {"deviation": ""}]
    found = {one.rule.value: one for one in divide(rows, asked_of(AMOUNT), 100)}
    assert found["proporsional"].sizes == (31, 69)
    assert [(fault.parameter, fault.row) for fault in found["neyman"].faults] == [("sd", 1)]


def test_the_overall_fraction_is_the_product_of_the_stages():
    rows = [{"title": "TPI", "population": 11, "sample": 8}, {"title": "Hari", "population": 30, "sample": 6}]
    found = overall(rows)
    assert found is not None and found.overall == pytest.approx(8 / 11 * 6 / 30)
    assert overall([]) is None
    assert overall([{"title": "TPI", "population": 11, "sample": None}]) is None
    assert overall([{"title": "TPI", "population": 8, "sample": 11}]) is None


@pytest.mark.parametrize(
    ("value", "text"), [(0.0417, "0.0417"), (3, "3"), (12.345, "12.35"), (0.5, "0.5"), (100, "100"), (1234.5, "1,235")]
)
def test_figures_carry_the_digits_they_need(value, text):
    with translation.override("en"):
        assert figure(value) == text
