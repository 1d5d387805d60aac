"""What the demo office typed into phase 2 can be stored, passes the gates, and makes plans that can be executed."""

import pytest

from phases.design import gates
from phases.design.selectors import contradictions, workflow
from phases.design.selectors.plan import plan_of
from phases.design.selectors.variables import derived_lacks
from phases.design.selectors.vocabulary import vocabulary_of
from phases.engine.demo.registri.variabel import FOLLOWS
from phases.engine.selectors.sheet import cycle_sheet, find_cycle
from tests.phases.design.making import compilation, reading
from tests.phases.design.playing import TYPES, play

pytestmark = pytest.mark.django_db


def look(world):
    facts, places = reading(world)
    vocabulary = vocabulary_of(facts)
    told = contradictions.contradictions(facts, vocabulary, places) + derived_lacks(vocabulary, places)
    assert [lack.text for lack in told] == []
    plan = plan_of(facts, vocabulary)
    assert plan["problems"] == []
    assert plan["complete"] is True
    runs = cycle_sheet(world["staf"], find_cycle(world["staf"], world.cycle.activity.code, "2026")).runs
    elsewhere = ("schedule", "contacts")  # planned by the story, named by the KAK
    left = [lack.text for lack in workflow.lacks(facts, runs, places) if not any(one in lack.url for one in elsewhere)]
    assert left == []
    assert list(gates.standards_followed(world.iteration("2.2"))) == []
    assert list(gates.sources_agreed(world.iteration("2.3"))) == []
    assert [*gates.variables_complete(world.iteration("2.2")), *gates.plan_runs(world.iteration("2.5"))] == []


def test_the_survey_of_landing_places(world):
    play(world, "IKAN-TANGKAP")
    look(world)


def test_the_compilation_of_clinics(world):
    made = compilation(world)
    play(made, "KLINIK-GERIATRI")
    look(made)


def test_variables_follow_standards_that_are_there():
    assert {code for codes in FOLLOWS.values() for code in codes} <= set(TYPES)
