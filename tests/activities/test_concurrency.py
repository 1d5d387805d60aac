"""Two people at the same moment, with real threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from activities import services
from activities.design.models import DescriptionSection
from activities.design.services import Conflict, save_section
from activities.models import Cycle, TeamSeat
from tests import factories
from tests.activities.test_design import TEXT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*jobs):
    """Run the jobs at the same moment; gives each one's result or refusal."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait(10)
            return job()
        except (Conflict, ValidationError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def office(transactional_db):
    return factories.make_world()


def test_one_of_two_writers_of_a_section_wins(office):
    office.bring("1.1", "dikerjakan")
    for seen in range(5):

        def write(who, seen=seen):
            values = TEXT | {"outline": f"{who} {seen}"}
            return save_section(office.cycle, "description", by=office[who], values=values, seen_revision=seen)

        results = together(lambda: write("staf"), lambda: write("staf2"))
        assert sorted(type(result).__name__ for result in results) == ["Conflict", "DescriptionSection"]
        assert DescriptionSection.objects.get(cycle=office.cycle).revision == seen + 1


def test_an_edition_is_begun_once(office):
    values = {
        "edition": "2027",
        "year": 2027,
        "period_start": date(2027, 1, 1),
        "period_end": date(2027, 12, 31),
        "planned_start": date(2027, 1, 1),
        "planned_end": date(2027, 12, 31),
    }
    activity = office.cycle.activity
    results = together(
        *(lambda who=who: services.create_cycle(activity, by=office[who], **values) for who in ("staf", "penyelia"))
    )
    assert sorted(type(result).__name__ for result in results) == ["Cycle", "ValidationError"]
    cycle = Cycle.objects.get(activity=activity, edition="2027")
    assert cycle.runs.count() == 44


def test_a_seat_given_twice_at_once_is_one_seat(office):
    together(
        *(
            lambda who=who: services.add_seat(office.cycle, user=office["rekan"], role="staf", by=office[who])
            for who in ("penyelia", "penyelia2")
        )
    )
    assert TeamSeat.objects.filter(cycle=office.cycle_id, user=office["rekan"]).count() == 1
