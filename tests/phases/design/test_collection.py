"""2.3: every administrative source has an agreement, in surveys too; instruments for the chosen means."""

import pytest
from django.urls import reverse

from activities.design import registry
from activities.design.services import save_section
from gsbpm_portal.core.transitions import MoveRefused
from phases.design import gates
from phases.design.selectors import collection
from phases.engine.selectors.checks import iteration_checks
from phases.engine.selectors.sheet import cycle_sheet, find_cycle
from phases.engine.selectors.subprocess import run_page
from phases.engine.services import iterations
from tests import factories
from tests.activities.asking import shown
from tests.phases.design.making import CYCLE, add, cost, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(world):
    return add(world, "sources", title="Data lelang", institution="UPTD Pelabuhan")


def reasons(world):
    return list(gates.sources_agreed(world.iteration("2.3")))


def test_a_source_without_agreement_holds_the_submission(world, source, browse):
    [reason] = reasons(world)
    assert "S1 Data lelang" in reason.text
    factories.fill(world.iteration("2.3"), by=world["staf"])
    with pytest.raises(MoveRefused) as refusal:
        iterations.submit_iteration(world.iteration("2.3"), by=world["staf"])
    assert [r.text for r in refusal.value.reasons] == [reason.text]
    assert str(reason.text) in shown(browse("staf").get(reverse("design:collection", args=CYCLE)))
    assert str(reason.text) in shown(browse("staf").get(reverse("engine:subprocess", args=[*CYCLE, "2.3"])))
    cycle = find_cycle(world["staf"], *CYCLE)
    checks = iteration_checks(run_page(cycle_sheet(world["staf"], cycle), "2.3"))
    assert [check.met for check in checks if check.text == reason.text] == [False]


@pytest.mark.parametrize(
    ("values", "settled"),
    [
        ({"state": "direncanakan", "kind": "pks"}, True),
        ({"state": "ditandatangani", "number": "12/PKS/2026"}, True),
        ({"state": "tidak-perlu", "reason": "Data dinas sendiri"}, True),
        ({"state": "tidak-perlu"}, False),
        ({"kind": "pks"}, False),
    ],
)
def test_an_agreement_or_a_reason_why_none_is_needed(world, source, values, settled):
    add(world, "agreements", source=source, **values)
    assert (reasons(world) == []) is settled


def test_without_sources_nothing_holds(world):
    assert reasons(world) == []
    factories.fill(world.iteration("2.3"), by=world["staf"])
    assert iterations.submit_iteration(world.iteration("2.3"), by=world["staf"]).state == "diajukan"


def population(world, **values):
    whole = {
        "observation_unit": "Kapal", "population": "", "coverage": "", "regions": [], "methods": 1, "methods_other": "",
        "means": 0, "means_other": "", "units": 8, "units_other": "Kapal",
    }  # fmt: skip
    save_section(world.cycle, registry.get("population"), by=world["staf"], values=whole | values, seen_revision=0)


def test_means_without_an_instrument_are_told(world):
    population(world, means=1 + 2)
    add(world, "instruments", title="Kuesioner", kind="kuesioner", means=1, purpose="Nakhoda")
    facts, places = reading(world)
    assert [one.value for one in collection.uncovered_means(facts)] == [2]


def test_sources_in_use_belong_to_the_methods(world, source):
    population(world, methods=1)
    facts, places = reading(world)
    assert [lack.contradicts for lack in collection.lacks(facts, places)].count(True) == 1


def test_the_page_costs_as_much_with_three_sources_as_with_one(world, browse):
    client, costs = browse("staf"), []
    for number in range(3):
        key = add(world, "sources", title=f"Data {number}", institution="UPTD")
        add(world, "agreements", source=key, state="ditandatangani", number=f"{number}/2026", reason="x")
        add(world, "instruments", title="Kuesioner", kind="kuesioner", purpose="Nakhoda")
        if number in (0, 2):
            costs.append(cost(client, reverse("design:collection", args=CYCLE)))
    assert costs[0] == costs[1]
