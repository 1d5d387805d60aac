"""2.4: what is missing, the calculator's page, and taking its answer over."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from activities.design.facts import facts_of
from activities.design.services import Conflict, save_fields, save_row
from gsbpm_portal.core.models import AuditEntry
from phases.design.selectors import sample
from phases.design.selectors.lacks import Places
from phases.design.services.sample import take_over
from phases.methods.sampling import Aim, Conditions, Mean, Measure, sample_size
from tests.activities.asking import post, shown
from tests.phases.design.making import cost

pytestmark = pytest.mark.django_db

CYCLE = ["IKAN", "2026"]
MEAN = {
    "calc_target": "rata-rata", "calc_mean": "180", "calc_deviation": "95", "calc_precision_kind": "rse", "calc_precision": "5",
    "calc_response": "90", "frame_size": 1300,
}  # fmt: skip


def address(name, **query):
    return reverse(f"design:{name}", args=CYCLE, query=query or None)


def planned(world, **more):
    save_fields(world.cycle, "sample", by=world["staf"], values={**MEAN, "selection": "1", **more})


def strata(world):
    for title, size, mean, deviation in (("TPI besar", 400, "210", "120"), ("TPI kecil", 900, "90", "40")):
        values = {"title": title, "size": size, "mean": mean, "deviation": deviation}
        save_row(world.cycle, "strata", by=world["staf"], values=values)


def test_the_calculator_shows_what_the_methods_give(world, browse):
    planned(world)
    page = shown(browse("staf").get(address("calculator")))
    size = sample_size(
        Mean(sd=95, mean=180), Aim(measure=Measure.RSE, value=0.05), Conditions(population=1300, response_rate=0.9)
    )
    assert re.search(rf"\b{size.selected} ", page)
    assert "n₁ = n₀ / (1 + n₀ / N)" in page
    assert "Cochran 1977" in page


def test_parameters_of_the_address_count_over_the_record_and_nothing_is_saved(world, browse):
    planned(world)
    before = facts_of(world.cycle).section("sample").revision
    answer = browse("staf").get(address("calculator", **MEAN | {"calc_precision": "10"}))
    size = sample_size(
        Mean(sd=95, mean=180), Aim(measure=Measure.RSE, value=0.10), Conditions(population=1300, response_rate=0.9)
    )
    assert f'<b class="num">{size.selected}</b>' in answer.content.decode()
    assert facts_of(world.cycle).section("sample").revision == before


def test_a_part_answers_htmx(world, browse):
    answer = browse("staf").get(address("calculator", **MEAN), headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="hasil"')


def test_faults_stand_at_their_fields(world, browse):
    page = browse("staf").get(
        address("calculator", **MEAN | {"calc_target": "total", "frame_size": "", "calc_response": "x"})
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert 'id="id_calc_response_error"' in text
    assert 'name="calc_precision" value="5"' in text
    page = browse("staf").get(address("calculator", **MEAN | {"calc_target": "total", "frame_size": ""}))
    assert 'id="id_frame_size_error"' in page.content.decode()


def form_of(client, **query):
    """The fields of the take-over's form."""
    text = client.get(address("calculator", **query)).content.decode()
    form = text.split('ambil/"', 1)[1].split("</form>", 1)[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields if name not in ("csrfmiddlewaretoken", "token")}


def test_one_press_takes_it_over(world, browse):
    strata(world)
    client = browse("staf")
    data = form_of(client, **MEAN | {"allocation": "neyman"})
    assert post(client, address("calculator-take"), data).status_code == 302
    facts = facts_of(world.cycle)
    size = facts.value("sample.size")
    assert size == 115
    assert [row["sample"] for row in facts.rows("strata")] == [66, 49]
    assert facts.value("sample.fraction") == "8,85 % (115 / 1.300)"
    assert facts.value("sample.error_kind") == "rse"
    assert facts.value("sample.allocation") == "neyman"
    assert facts.value("sample.calc_deviation") == "95"
    worked = sample.work(facts, sample.parameters(facts))
    assert worked.chosen is not None
    assert facts.value("sample.error") == sample.expected_error(worked)
    page = client.get(address("sample"))
    assert page.context["precision"].rse == worked.chosen.precision.rse  # one design, one error


def test_before_and_after_are_shown(world, browse):
    planned(world, size=60)
    page = shown(browse("staf").get(address("calculator")))
    assert re.search(r"\(n\) 60 \d+", page)


def test_what_somebody_else_changed_meanwhile_is_not_written_over(world, browse):
    strata(world)
    client = browse("staf")
    data = form_of(client, **MEAN | {"allocation": "neyman"})
    save_row(world.cycle, "strata", "H2", by=world["staf2"], values={"sample": 50})
    answer = post(client, address("calculator-take"), data)
    assert answer.status_code == 409
    facts = facts_of(world.cycle)
    assert [row["sample"] for row in facts.rows("strata")] == [None, 50]
    assert facts.value("sample.size") is None
    again = form_of(client, **MEAN | {"allocation": "neyman"})
    assert json.loads(again["dilihat"])["H2"] != json.loads(data["dilihat"])["H2"]
    assert post(client, address("calculator-take"), again).status_code == 302


def test_taking_over_is_one_transaction_and_audited(world):
    strata(world)
    by = world["staf"]
    before = AuditEntry.objects.count()
    take_over(world.cycle, by=by, fields={"size": 80}, strata={"H1": 45, "H2": 35}, seen=None)
    assert AuditEntry.objects.count() == before + 3
    with pytest.raises(Conflict):
        take_over(world.cycle, by=by, fields={"size": 90}, strata={"H1": 50}, seen={"": {"size": "0"}, "H1": {}})
    assert facts_of(world.cycle).value("sample.size") == 80


def test_who_may_not_write_takes_nothing_over(world, browse):
    planned(world)
    data = {**MEAN, "dilihat": "{}"}
    assert post(browse("penyelia"), address("calculator-take"), data).status_code == 403
    assert 'ambil/"' not in browse("penyelia").get(address("calculator")).content.decode()
    assert facts_of(world.cycle).value("sample.size") is None


def test_a_sample_without_probability_is_not_calculated(world, browse):
    planned(world, selection="2", error="5")
    text = browse("staf").get(address("calculator")).content.decode()
    assert 'ambil/"' not in text
    facts = facts_of(world.cycle)
    assert [lack.contradicts for lack in sample.lacks(facts, Places(world.cycle, "/"), "/")].count(True) == 1
    assert sample.takeover(facts, sample.work(facts, sample.parameters(facts))) is None


def test_nothing_is_taken_over_while_the_allocation_cannot_be_computed(world, browse):
    strata(world)
    save_row(world.cycle, "strata", "H1", by=world["staf"], values={"minimum": 100})
    save_row(world.cycle, "strata", "H2", by=world["staf"], values={"minimum": 100})
    client = browse("staf")
    assert 'ambil/"' not in client.get(address("calculator", **MEAN | {"allocation": "neyman"})).content.decode()
    assert post(client, address("calculator-take"), MEAN | {"allocation": "neyman"}).status_code == 422
    assert 'ambil/"' in client.get(address("calculator", **MEAN | {"allocation": ""})).content.decode()
    assert facts_of(world.cycle).value("sample.size") is None


def test_contradictions_of_the_design_are_told(world):
    strata(world)
    planned(world, size=2000, design="2", probability_method="3")
    cycle = world.cycle
    found = [lack for lack in sample.lacks(facts_of(cycle), Places(cycle, "/"), "/") if lack.contradicts]
    assert len(found) == 1
    for key, size in (("H1", 100), ("H2", 100)):
        save_row(world.cycle, "strata", key, by=world["staf"], values={"sample": size})
    save_fields(world.cycle, "sample", by=world["staf"], values={"frame_size": 1400, "size": 190})
    cycle = world.cycle
    found = [lack for lack in sample.lacks(facts_of(cycle), Places(cycle, "/"), "/") if lack.contradicts]
    assert len(found) == 2


@pytest.mark.parametrize("name", ["sample", "calculator"])
def test_the_pages_cost_as_much_with_three_strata_as_with_one(world, browse, name):
    client, costs = browse("staf"), []
    planned(world)
    for number in range(3):
        values = {"title": f"TPI {number}", "size": 100, "mean": "5", "deviation": "2"}
        save_row(world.cycle, "strata", by=world["staf"], values=values)
        if number in (0, 2):
            costs.append(cost(client, address(name)))
    assert costs[0] == costs[1]


def test_errors_of_a_proportion_stand_in_the_unit_in_which_they_are_asked_for(world, browse):
    """Percentage points throughout: the answer, the tables, the formula; an amount stays in its own unit."""
    share = {
        "calc_target": "proporsi",
        "calc_proportion": "50",
        "calc_precision_kind": "absolut",
        "calc_precision": "5",
    }
    client = browse("staf")
    client.cookies["django_language"] = "en"
    page = shown(client.get(address("calculator", **share)))
    assert "margin of error ± 4.994 percentage points" in page
    assert "1.96² × 50 % × 50 % / (5 %)²" in page
    assert re.search(r"(?<![.\d])5 percentage points", page), "the wanted error among those of the table"
    assert "0.0499" not in page and "0.05²" not in page
    amount = MEAN | {"calc_precision_kind": "absolut", "calc_precision": "10"}
    assert "percentage points" not in shown(client.get(address("calculator", **amount))).split("How it is reckoned")[1]
