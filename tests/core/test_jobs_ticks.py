"""Periodic work: paced by its row, run once however many beats there are."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from gsbpm_portal.core import jobs
from gsbpm_portal.core.jobs import registry
from gsbpm_portal.core.jobs.registry import TickSpec
from gsbpm_portal.core.jobs.ticks import Pace, run_tick
from gsbpm_portal.core.models import Tick
from tests.core import job_runners

NAME = "test.tick"


@pytest.fixture
def spec() -> Iterator[TickSpec]:
    job_runners.seen.clear()
    yield jobs.register_tick(NAME, job_runners.PATH + "tick", 60)
    registry.forget(NAME)


def due() -> None:
    Tick.objects.filter(name=NAME).update(next_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_a_tick_runs_when_it_is_due(spec: TickSpec) -> None:
    assert [run_tick(spec), run_tick(spec)] == [True, False]
    due()
    assert run_tick(spec)
    row = Tick.objects.get(name=NAME)
    assert (row.runs, row.error, row.busy_until, len(job_runners.seen)) == (2, "", None, 2)
    assert row.finished_at is not None


@pytest.mark.django_db
def test_a_tick_that_is_being_run_is_left_alone_until_its_time_is_up(spec: TickSpec) -> None:
    run_tick(spec)
    due()
    Tick.objects.filter(name=NAME).update(busy_until=timezone.now() + timedelta(seconds=60))
    assert run_tick(spec) is False
    Tick.objects.filter(name=NAME).update(busy_until=timezone.now() - timedelta(seconds=1))
    assert run_tick(spec)


@pytest.mark.django_db
def test_an_error_is_noted_and_the_next_run_comes(caplog: pytest.LogCaptureFixture) -> None:
    broken = TickSpec(NAME, job_runners.PATH + "broken_tick", 60)
    assert run_tick(broken)
    assert "the tick is broken" in Tick.objects.get(name=NAME).error
    due()
    assert run_tick(broken)


@pytest.mark.django_db
def test_urgent_work_is_paced_apart(spec: TickSpec) -> None:
    assert Pace(urgent=True).run_due() == ["core.reap", "core.sweep"]
    pace = Pace(urgent=False)
    assert NAME in pace.run_due() and "core.reap" not in pace.run_due()
    assert len(job_runners.seen) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_beats_at_once_run_a_tick_once(spec: TickSpec) -> None:
    start = threading.Barrier(10)
    ran: list[bool] = []

    def beat() -> None:
        try:
            start.wait()
            ran.append(run_tick(spec))
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _number in range(10)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert sorted(ran) == [False] * 9 + [True]
    assert job_runners.seen == ["tick"]


def test_a_name_keeps_its_definition(spec: TickSpec) -> None:
    with pytest.raises(ValueError, match="registered already"):
        jobs.register_tick(NAME, "elsewhere:function", 60)
