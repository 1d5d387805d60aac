"""2.5: rules read and said, contradictions pointed out, the plan as a machine reads it."""

import json

import pytest
from django.urls import reverse

from activities.design.options import ProcessStep
from activities.design.services import save_fields
from gsbpm_portal import expressions
from phases.design.selectors import contradictions, processing
from phases.design.selectors.plan import plan_of
from phases.design.selectors.vocabulary import vocabulary_of
from tests.activities.asking import shown
from tests.phases.design.making import CYCLE, add, choose, compilation, cost, reading

pytestmark = pytest.mark.django_db


def against(world):
    facts, places = reading(world)
    return [lack.text for lack in contradictions.contradictions(facts, vocabulary_of(facts), places)]


def fields(world, **values):
    save_fields(world.cycle, "processing", by=world["staf"], values=values)


def output(world):
    values = {"title": "Produksi", "kind": "tabel", "population": "Kapal", "measure": "Ton", "dimensions": "TPI"}
    return add(world, "outputs", **values, levels=4, frequency="7")


def rule(world, text, **values):
    whole = {"title": "Aturan", "scope": "rekaman", "severity": "galat", "message": "Periksa."} | values
    return add(world, "rules", expression=text, **whole)


def test_rules_are_read_in_both_languages(world, browse):
    choose(world, "VOLUME")
    rule(world, "VOLUME > 0")
    facts, _places = reading(world)
    [line] = processing.rules_of(facts, vocabulary_of(facts))
    assert line.read.words == {"id": "Volume harus lebih dari 0.", "en": "Volume must be more than 0."}
    page = shown(browse("staf").get(reverse("design:processing", args=CYCLE)))
    assert "Volume harus lebih dari 0." in page and "Volume must be more than 0." in page


@pytest.mark.parametrize("text", ["VOLUM > 0", "VOLUME + 1", 'VOLUME > "a"'])
def test_a_rule_that_cannot_be_executed_is_told(world, text):
    choose(world, "VOLUME")
    key = rule(world, text)
    assert [found.startswith(f"{key} ") for found in against(world)] == [True]


def test_nothing_is_held_against_a_sound_plan(world):
    choose(world, "VOLUME", "NILAI", "TPI")
    rule(world, "VOLUME > 0")
    add(world, "imputations", variable="VOLUME", method="hot-deck", classes="TPI", order=1)
    add(
        world,
        "estimations",
        output=output(world),
        variable="VOLUME",
        estimator="total",
        domains="TPI",
        variance="taylor",
    )
    fields(world, validation="1", analysis="1")
    assert against(world) == []


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("imputations", {"variable": "HARGA", "method": "rasio"}),
        ("imputations", {"variable": "VOLUME", "method": "hot-deck", "classes": "TPI, KAPAL"}),
        ("codings", {"variable": "KAPAL", "method": "kamus"}),
        ("estimations", {"variable": "KAPAL", "estimator": "total"}),
        ("estimations", {"variable": "VOLUME", "estimator": "rasio", "denominator": "KAPAL"}),
        ("estimations", {"variable": "VOLUME", "domains": "KAPAL"}),
        ("process_steps", {"kind": "integrasi", "title": "Padukan", "variables": "KAPAL"}),
        ("process_steps", {"kind": "integrasi", "title": "Padukan", "expression": "KAPAL + 1"}),
        ("estimations", {"variable": "VOLUME", "condition": "VOLUME + 1"}),
    ],
)
def test_names_that_the_cycle_does_not_have_are_told(world, table, values):
    choose(world, "VOLUME", "TPI")
    add(world, table, **values)
    assert len(against(world)) == 1


def test_what_is_derived_is_not_imputed(world):
    choose(world, "VOLUME")
    add(world, "derived", code="HARGA", title="Harga", expression="VOLUME * 2")
    add(world, "imputations", variable="HARGA", method="tidak")
    assert against(world) == []
    add(world, "imputations", variable="HARGA", method="rasio")
    assert len(against(world)) == 2  # derived, and told twice


@pytest.mark.parametrize(
    ("answers", "table", "values"),
    [
        ({"editing": "2"}, "process_steps", {"kind": "editing", "title": "Periksa"}),
        ({"coding": "2"}, "codings", {"variable": "VOLUME"}),
        ({"validation": "2"}, "rules", {"title": "Aturan", "expression": "VOLUME > 0"}),
    ],
)
def test_no_against_steps_that_are_planned_and_yes_without_any(world, answers, table, values):
    choose(world, "VOLUME")
    fields(world, **answers)
    assert against(world) == []
    add(world, table, **values)
    assert len(against(world)) == 1
    fields(world, **dict.fromkeys(answers, "1"))
    assert against(world) == []


def test_yes_without_a_step(world):
    fields(world, editing="1", coding="1", validation="1", nonresponse="1")
    assert len(against(world)) == 4


def test_inference_needs_a_probability_sample(world):
    choose(world, "VOLUME")
    save_fields(world.cycle, "sample", by=world["staf"], values={"selection": "2"})
    fields(world, analysis="2")
    add(world, "estimations", variable="VOLUME", variance="taylor")
    assert len(against(world)) == 2
    save_fields(world.cycle, "sample", by=world["staf"], values={"selection": "1"})
    assert against(world) == []


def test_the_same_rule_twice(world):
    choose(world, "VOLUME")
    rule(world, "VOLUME > 0")
    rule(world, "VOLUME  >  0")
    assert len(against(world)) == 1


# The plan -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def planned(world):
    choose(world, "VOLUME", "NILAI", "TPI")
    add(world, "derived", code="SELISIH", title="Selisih", definition="Beda", expression="HARGA - 100")
    add(world, "derived", code="HARGA", title="Harga", definition="Nilai per volume", expression="NILAI / VOLUME")
    rule(world, "VOLUME > 0")
    rule(world, "jika NILAI > 0 maka HARGA > 0", title="Harga ada")
    add(world, "imputations", variable="NILAI", method="rasio", auxiliary="VOLUME", order=2)
    add(world, "imputations", variable="VOLUME", method="hot-deck", classes="TPI", order=1)
    made = output(world)
    add(
        world,
        "estimations",
        output=made,
        variable="VOLUME",
        estimator="total",
        domains="TPI",
        variance="taylor",
        condition="VOLUME > 5",
    )
    for kind in (ProcessStep.FINALISATION, ProcessStep.EDITING):
        add(
            world,
            "process_steps",
            kind=kind.value,
            title=str(kind.value),
            procedure="Menurut pedoman.",
            variables="VOLUME, NILAI",
        )
    add(world, "hypotheses", output=made, title="Naik", low="1000", high="2000", basis="Tahun lalu 1.500")
    return world


def test_every_record_of_the_plan_is_complete_and_can_be_executed(planned):
    plan = plan_of(reading(planned)[0])
    assert plan["problems"] == []
    assert plan["complete"] is True
    assert json.loads(json.dumps(plan)) == plan
    known = {one["code"] for one in plan["variables"]} | {one["code"] for one in plan["derived"]}
    parts = ("derived", "rules", "imputations", "estimations", "steps", "expected")
    assert [len(plan[part]) for part in parts] == [2, 2, 2, 1, 2, 1]
    for part in parts:
        for record in plan[part]:
            assert (record["complete"], record["missing"]) == (True, [])
            if "canonical" in record:
                tree = expressions.parse(record["canonical"])
                assert set(expressions.names(tree)) == set(record["names"]) <= known
                assert record["words"]["id"] and record["words"]["en"] and record["faults"] == []


def test_the_plan_is_in_the_order_in_which_it_is_executed(planned):
    plan = plan_of(reading(planned)[0])
    assert [(one["code"], one["order"], one["needs"]) for one in plan["derived"]] == [
        ("HARGA", 0, ["NILAI", "VOLUME"]),
        ("SELISIH", 1, ["HARGA"]),
    ]
    assert [one["variable"] for one in plan["imputations"]] == ["VOLUME", "NILAI"]
    assert [one["kind"] for one in plan["steps"]] == ["editing", "finalisasi"]
    assert [(one["domains"], one["output_title"], one["type"]) for one in plan["estimations"]] == [
        (["TPI"], "Produksi", "boolean")
    ]


def test_what_keeps_the_plan_from_being_executed_is_listed(planned):
    key = rule(planned, "VOLUM > 0")
    bare = add(planned, "codings", variable="TPI")
    add(planned, "derived", code="A", title="A", definition="A", expression="A + 1")
    plan = plan_of(reading(planned)[0])
    assert plan["complete"] is False
    assert {(one["part"], one["key"], one["id"]) for one in plan["problems"]} == {
        ("rules", key, "unknown_name_near"),
        ("codings", bare, "missing"),
        ("derived", "", "loop"),
    }


def test_the_plan_is_served_as_json(planned, browse):
    answer = browse("penyelia").get(reverse("design:plan", args=CYCLE))
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["schema"] == "processing-plan/1"


# A compilation ------------------------------------------------------------------------------------------------------------


def test_a_compilation_has_its_six_steps(world, browse):
    client, world = browse("staf"), compilation(world)
    add(world, "process_steps", kind="verifikasi", title="Periksa berkas", procedure="Bandingkan jumlah baris.")
    facts, places = reading(world)
    steps = processing.compilation_steps(facts, places)
    assert [part.anchor for part in steps] == [kind.value for kind in ProcessStep.of_a_compilation()]
    assert [len(part.rows) for part in steps] == [1, 0, 0, 0, 0, 0]
    urls = [lack.url for lack in processing.lacks(facts, vocabulary_of(facts), places)]
    assert sum("process_steps" in url and "kind=" in url for url in urls) == 5
    assert client.get(reverse("design:processing", args=["KLINIK", "2026"])).status_code == 200
    assert client.get(reverse("design:sample", args=["KLINIK", "2026"])).status_code == 200


def test_the_page_costs_as_much_with_three_rules_as_with_one(world, browse):
    client, costs = browse("staf"), []
    choose(world, "VOLUME")
    for number in range(3):
        rule(world, f"VOLUME > {number}")
        add(world, "process_steps", kind="editing", title="Periksa")
        add(world, "imputations", variable="VOLUME", method="rasio")
        add(world, "estimations", output=output(world), variable="VOLUME", condition="VOLUME > 1")
        if number in (0, 2):
            costs.append(cost(client, reverse("design:processing", args=CYCLE)))
    assert costs[0] == costs[1]
