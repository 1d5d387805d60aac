"""2.2: the gate on standards, derived variables in order, what is missing."""

import pytest
from django.urls import reverse
from django.utils import translation

from gsbpm_portal.core.transitions import MoveRefused
from metadata.enums import Kind, State
from phases.design import gates
from phases.design.selectors import variables
from phases.design.selectors.vocabulary import vocabulary_of
from phases.engine.machines import iteration_machine
from phases.engine.selectors.checks import iteration_checks
from phases.engine.selectors.sheet import cycle_sheet, find_cycle
from phases.engine.selectors.subprocess import run_page
from phases.engine.services import iterations
from tests import factories
from tests.activities.asking import shown
from tests.phases.design.making import (
    CYCLE,
    add,
    choose,
    compilation,
    cost,
    make_entry,
    make_listed,
    reading,
    refer,
    use,
)

pytestmark = pytest.mark.django_db


def standing(world):
    return {line.code: line.standing.value for line in variables.lines_of(reading(world)[0])}


@pytest.mark.parametrize(
    ("state", "expected"),
    [(state, "follows") for state in (State.APPROVED, State.ENDORSED, State.SUPERSEDED)]
    + [(state, "proposed") for state in (State.DRAFT, State.SUBMITTED, State.RETURNED, State.REVIEWED)]
    + [(state, "none") for state in (State.REJECTED, State.CANCELLED, State.RETIRED)],
)
def test_a_named_standard_counts_by_its_status(world, state, expected):
    variable = choose(world, "VOLUME")["VOLUME"]
    refer(variable, "standard", make_entry(world, Kind.STANDARD, "SD_VOLUME", state=state))
    assert standing(world) == {"VOLUME": expected}


def test_a_proposal_for_the_concept_counts_while_it_is_open(world):
    variable = choose(world, "VOLUME")["VOLUME"]
    concept = make_entry(world, Kind.CONCEPT, "PRODUKSI")
    refer(variable, "concept", concept)
    assert standing(world) == {"VOLUME": "none"}
    proposal = make_entry(world, Kind.STANDARD, "SD_VOLUME", state=State.SUBMITTED)
    refer(proposal, "concept", concept)
    assert standing(world) == {"VOLUME": "proposed"}
    proposal.references.all().delete()
    refer(make_entry(world, Kind.STANDARD, "SD_LAIN", state=State.REJECTED), "concept", concept)
    assert standing(world) == {"VOLUME": "none"}


def test_the_gate_gives_checklist_refusal_and_workspace_the_same_words(world, browse):
    choose(world, "VOLUME", "NILAI")
    [reason] = gates.standards_followed(world.iteration("2.2"))
    assert [r.text for r in iteration_machine.reasons(world.iteration("2.2"), "submit") if r.code == "standard"] == [
        reason.text
    ]
    assert "NILAI" in reason.text and "VOLUME" in reason.text
    factories.fill(world.iteration("2.2"), by=world["staf"])
    with pytest.raises(MoveRefused) as refusal:
        iterations.submit_iteration(world.iteration("2.2"), by=world["staf"])
    assert [r.text for r in refusal.value.reasons] == [reason.text]
    assert reason.anchor == reverse("design:variables", args=CYCLE) + "#standar"
    assert str(reason.text) in shown(browse("staf").get(reverse("design:variables", args=CYCLE)))
    assert str(reason.text) in shown(browse("staf").get(reverse("engine:subprocess", args=[*CYCLE, "2.2"])))
    cycle = find_cycle(world["staf"], *CYCLE)
    checks = iteration_checks(run_page(cycle_sheet(world["staf"], cycle), "2.2"))
    assert [check.met for check in checks if check.text == reason.text] == [False]


def test_with_standards_and_proposals_it_is_submitted(world):
    made = choose(world, "VOLUME", "NILAI")
    refer(made["VOLUME"], "standard", make_entry(world, Kind.STANDARD, "SD_VOLUME"))
    refer(made["NILAI"], "standard", make_entry(world, Kind.STANDARD, "SD_NILAI", state=State.DRAFT))
    assert list(gates.standards_followed(world.iteration("2.2"))) == []
    factories.fill(world.iteration("2.2"), by=world["staf"])
    assert iterations.submit_iteration(world.iteration("2.2"), by=world["staf"]).state == "diajukan"


def test_a_derived_variable_of_the_registry_has_to_follow_a_standard_too(world):
    variable = choose(world, "VOLUME")["VOLUME"]
    refer(variable, "standard", make_entry(world, Kind.STANDARD, "SD_VOLUME"))
    make_entry(world, Kind.VARIABLE, "HARGA")
    add(world, "derived", code="HARGA", title="Harga", expression="VOLUME * 2", registry="HARGA")
    assert standing(world) == {"VOLUME": "follows", "HARGA": "none"}


def test_only_some_names_are_told(world):
    codes = [f"V_{n}" for n in range(9)]
    choose(world, *codes)
    with translation.override("en"):
        [reason] = gates.standards_followed(world.iteration("2.2"))
    assert "9 variables" in reason.text
    assert reason.text.count("V_") == gates.TOLD


# Derived variables --------------------------------------------------------------------------------------------------------


def test_derived_variables_stand_in_the_order_in_which_they_are_computed(world):
    choose(world, "VOLUME", "NILAI")
    add(world, "derived", code="SELISIH", title="Selisih", expression="HARGA - 100")
    add(world, "derived", code="HARGA", title="Harga", expression="NILAI / VOLUME")
    found = vocabulary_of(reading(world)[0])
    assert found.order == ("HARGA", "SELISIH")
    assert [(one.code, one.needs, one.read.ok) for one in found.derived] == [
        ("SELISIH", ("HARGA",), True),
        ("HARGA", ("NILAI", "VOLUME"), True),
    ]
    assert found.environment.variables["HARGA"].type.kind == "decimal"


def test_a_sentence_in_both_languages(world):
    choose(world, "VOLUME", "NILAI")
    add(world, "derived", code="HARGA", title="Harga", expression="NILAI / VOLUME")
    [one] = vocabulary_of(reading(world)[0]).derived
    assert one.read.words == {"id": "Nilai dibagi Volume.", "en": "Nilai divided by Volume."}


def test_what_is_wrong_is_told_by_place_with_what_may_be_meant(world):
    choose(world, "VOLUME", "NILAI")
    add(world, "derived", code="HARGA", title="Harga", expression="NILAI / VOLUM")
    with translation.override("en"):
        facts, places = reading(world)
        [one] = vocabulary_of(facts).derived
        assert one.read.problems == ["Line 1, column 9: The variable “VOLUM” is not known; is “VOLUME” meant?"]
        texts = [lack.text for lack in variables.lacks(facts, vocabulary_of(facts), places) if lack.holds]
        assert texts == [
            f"HARGA cannot be computed. {one.read.problems[0]}",
            "HARGA follows no standard of the registry, and none is proposed for it.",
        ]


def test_those_that_need_one_another_are_told_and_the_rest_stands(world):
    choose(world, "VOLUME")
    for code, text in (("A", "B + 1"), ("B", "A + 1"), ("C", "VOLUME * 2"), ("D", "D + 1")):
        add(world, "derived", code=code, title=code, expression=text)
    facts, places = reading(world)
    found = vocabulary_of(facts)
    assert found.order == ("C",)
    assert sorted(set(loop) for loop in found.loops) == sorted([{"A", "B"}, {"D"}])
    told = [lack.text for lack in variables.lacks(facts, found, places) if lack.holds]
    assert any("A → B → A" in text or "B → A → B" in text for text in told)


def test_the_registry_s_type_holds_for_a_derived_variable_that_stands_there(world):
    choose(world, "VOLUME", "KAPAL", KAPAL={"data_type": "text"})
    add(world, "derived", code="KAPAL", title="Kapal", expression="VOLUME * 2")
    [one] = vocabulary_of(reading(world)[0]).derived
    assert [problem.id for problem in one.read.analysis.problems] == ["wrong_type"]


def test_codes_of_a_classification_are_known(world):
    variable = choose(world, "ALAT", ALAT={"data_type": "code"})["ALAT"]
    refer(variable, "classification", make_listed(world, "ALAT_TANGKAP", [("1", "Pukat"), ("2", "Jaring")]))
    add(world, "derived", code="PUKAT", title="Pukat", expression='if ALAT = "7" then 1 else 0')
    [one] = vocabulary_of(reading(world)[0]).derived
    assert [problem.id for problem in one.read.analysis.problems] == ["unknown_code"]


def test_a_repeated_code_and_an_unfinished_row_are_told(world, browse):
    choose(world, "VOLUME")
    add(world, "derived", code="HARGA", title="Harga", expression="VOLUME * 2")
    add(world, "derived", code="HARGA", title="Harga lagi", expression="VOLUME * 3")
    add(world, "derived", title="Belum selesai")
    found = vocabulary_of(reading(world)[0])
    assert [one.repeated for one in found.derived] == [False, True]
    assert "Belum selesai" in shown(browse("staf").get(reverse("design:variables", args=CYCLE)))


def test_a_source_without_agreement_is_pointed_out(world, browse):
    key = add(world, "sources", title="Data lelang", institution="UPTD Pelabuhan")
    facts, places = reading(world)
    urls = [lack.url for lack in variables.lacks(facts, vocabulary_of(facts), places)]
    assert any(f"source={key}" in url for url in urls)


def test_the_page_costs_as_much_with_three_variables_as_with_one(world, browse):
    client, costs = browse("staf"), []
    concept = make_entry(world, Kind.CONCEPT, "PRODUKSI")
    texts = []
    for number in range(3):
        made = choose(world, f"VAR_{number}", **{f"VAR_{number}": {"data_type": "code"}})
        variable = made[f"VAR_{number}"]
        refer(variable, "standard", make_entry(world, Kind.STANDARD, f"SD_{number}"))
        refer(variable, "concept", concept)
        refer(variable, "classification", make_listed(world, f"LIST_{number}", [("1", "Satu")]))
        texts.append(f"VAR_{number}")
        use(world, *texts)
        add(world, "derived", code=f"T_{number}", title="T", expression="1 + 1", registry=f"VAR_{number}")
        add(world, "sources", title="Data", institution="UPTD")
        if number in (0, 2):
            costs.append(cost(client, reverse("design:variables", args=CYCLE)))
    assert costs[0] == costs[1]


def test_a_derived_variable_follows_a_standard_too_before_2_2_is_submitted(world):
    """Its own entry of the registry, approved or on its way; what cannot be computed holds 2.2 and 2.5 alike."""
    choose(world, "VOLUME", "NILAI")
    add(world, "derived", code="HARGA", title="Harga", expression="NILAI / VOLUME")
    held = [str(reason.text) for reason in gates.variables_complete(world.iteration("2.2"))]
    assert held == ["HARGA tidak mengikuti standar pada registri, dan belum diusulkan."]
    make_entry(world, Kind.STANDARD, "SD_HARGA", state=State.DRAFT)
    add(world, "derived", code="SELISIH", title="Selisih", expression="NILAI - HARG", registry="SD_HARGA@1.0.0")
    held = [str(reason.text) for reason in gates.variables_complete(world.iteration("2.2"))]
    assert len(held) == 2 and "SELISIH" in held[0] and "HARGA" in held[1]
    assert ["SELISIH" in str(reason.text) for reason in gates.plan_runs(world.iteration("2.5"))] == [True]


def test_a_compilation_without_a_source_is_held(world):
    made = compilation(world)
    held = [str(reason.text) for reason in gates.variables_complete(made.iteration("2.2"))]
    assert any("sumber" in text for text in held)
