"""What a section that nobody has written starts from."""

from datetime import date

import pytest

from activities.design.facts import facts_of
from activities.design.services import add_rows, save_fields
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


def test_schedule_and_staff_start_from_what_the_terms_of_reference_say(world, browse):
    for number in ("1.6", "2.6"):
        world.bring(number, "dikerjakan")
    steps = [
        {"title": "Pencatatan", "starts": "2026-11", "ends": "2026-12", "stage": "3"},
        {"title": "Pencatatan ulang", "starts": "2027-01", "ends": "2027-02", "stage": "3"},
        {"title": "Rapat", "starts": "2026-10", "ends": "2026-10"},
        {"title": "Pengolahan", "starts": "2027-03", "stage": "4"},
    ]
    add_rows(world.cycle, "proposal_steps", steps, by=world["staf"])
    save_fields(world.cycle, "proposal", by=world["staf"], values={"supervisors": 4, "enumerators": 0})

    schedule = browse("staf").get("/kegiatan/IKAN/2026/rancangan/schedule/").context["form"]
    assert schedule["stage_3"].value() == (date(2026, 11, 1), date(2027, 2, 28))
    assert schedule["stage_1"].value() is None and schedule["stage_4"].value() is None
    staff = browse("staf").get("/kegiatan/IKAN/2026/rancangan/staff/").context["form"]
    assert (staff["supervisors"].value(), staff["enumerators"].value()) == (4, 0)
    assert facts_of(world.cycle).value("schedule.stage_3") is None
