"""What the demo office typed into phase 2 can be stored, passes the gates, and makes plans that can be executed."""

from datetime import date

import pytest

from activities.design import declared
from activities.design.services import add_rows, save_fields
from metadata.enums import Kind, State
from phases.design import gates
from phases.design.selectors import contradictions, workflow
from phases.design.selectors.plan import plan_of
from phases.design.selectors.variables import derived_lacks
from phases.design.selectors.vocabulary import vocabulary_of
from phases.engine.demo.rancangan_desain import content
from phases.engine.demo.registri.variabel import FOLLOWS, USES, VARIABLES
from phases.engine.selectors.sheet import cycle_sheet, find_cycle
from tests.phases.design.making import add, choose, compilation, make_entry, make_listed, reading, refer

pytestmark = pytest.mark.django_db

TYPES = {
    code: kind
    for code, _name, _english, _definition, _theme, _owner, _concept, _unit, _period, kind, *_rest in VARIABLES
}
LISTS = {code: domain.lstrip("@#") for code, *_rest in VARIABLES if (domain := _rest[9])[:1] in ("@", "#")}
OUTPUT = {
    "kind": "tabel",
    "population": "Unit",
    "measure": "Jumlah",
    "dimensions": "Waktu",
    "levels": 4,
    "frequency": "7",
}


def play(world, code):
    """The registry's part and the outputs of 1.3, then every section of phase 2."""
    labels = [label.partition("@")[0] for label, _said in USES[code]]
    made = choose(world, *labels, **{label: {"data_type": TYPES[label]} for label in labels})
    lists = {}
    for label in labels:
        if label in LISTS:
            name = LISTS[label]
            lists[name] = lists.get(name) or make_listed(world, name, [("1", "Satu"), ("2", "Dua")])
            refer(made[label], "classification", lists[name])
        refer(made[label], "standard", make_entry(world, Kind.STANDARD, f"SD_{label}", state=State.ENDORSED))
    for title in ("Satu", "Dua", "Tiga"):
        add(world, "outputs", title=title, **OUTPUT)
    for section, parts in content(date(2026, 1, 5))[code].items():
        assert set(parts) <= {"fields", "tables"}
        if parts.get("fields"):
            save_fields(world.cycle, section, by=world["staf"], values=parts["fields"])
        for table, rows in parts.get("tables", {}).items():
            assert declared.spec_of_table(table).code == section
            add_rows(world.cycle, table, rows, by=world["staf"])


def look(world):
    facts, places = reading(world)
    vocabulary = vocabulary_of(facts)
    told = contradictions.contradictions(facts, vocabulary, places) + derived_lacks(vocabulary, places)
    assert [lack.text for lack in told] == []
    plan = plan_of(facts, vocabulary)
    assert plan["problems"] == []
    assert plan["complete"] is True
    runs = cycle_sheet(world["staf"], find_cycle(world["staf"], world.cycle.activity.code, "2026")).runs
    left = [lack.text for lack in workflow.lacks(facts, runs, places) if "schedule" not in lack.url]
    assert left == []
    assert list(gates.standards_followed(world.iteration("2.2"))) == []
    assert list(gates.sources_agreed(world.iteration("2.3"))) == []


def test_the_survey_of_landing_places(world):
    play(world, "IKAN-TANGKAP")
    look(world)


def test_the_compilation_of_clinics(world):
    made = compilation(world)
    play(made, "KLINIK-GERIATRI")
    look(made)


def test_variables_follow_standards_that_are_there():
    assert {code for codes in FOLLOWS.values() for code in codes} <= set(TYPES)
