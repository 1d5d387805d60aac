"""What a section that nobody has written starts from."""

import pytest

from activities.design.facts import facts_of
from activities.design.services import add_rows
from activities.models import Activity
from tests.activities.asking import post
from tests.activities.test_design import POPULATION, save

pytestmark = pytest.mark.django_db

PAGE = "/kegiatan/IKAN/2026/rancangan/population/"
UNITS = "Seluruh pendaratan selama setahun."


@pytest.fixture
def planned(world):
    """Two outputs that speak of the same units."""
    Activity.objects.update(coverage="2")
    for number in ("1.3", "2.4"):
        world.bring(number, "dikerjakan")
    rows = [{"title": title, "population": UNITS} for title in ("Produksi", "Nilai")]
    add_rows(world.cycle, "outputs", rows, by=world["staf"])
    return world


def test_the_population_of_the_outputs_is_not_typed_again(planned, browse):
    form = browse("staf").get(PAGE).context["form"]
    assert (form["population"].value(), form["coverage"].value()) == (UNITS, "2")
    assert facts_of(planned.cycle).value("population.population") == ""
    answer = post(browse("staf"), PAGE, {name: form[name].value() for name in ("population", "coverage", "base")})
    assert answer.status_code == 302
    assert facts_of(planned.cycle).value("population.population") == UNITS


def test_what_was_written_is_left_alone(planned, browse):
    save(planned, "population", POPULATION | {"population": ""})
    assert browse("staf").get(PAGE).context["form"]["population"].value() == ""
