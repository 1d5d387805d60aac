"""Jobs with real threads: two workers at once, a heartbeat that keeps a lease, a cancel that reaches a busy runner."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from gsbpm_portal.core import jobs
from gsbpm_portal.core.jobs.context import Heartbeat
from gsbpm_portal.core.jobs.worker import claim
from gsbpm_portal.core.models import Job, JobState
from tests.core import job_runners

pytestmark = pytest.mark.django_db(transaction=True)
Kinds = Callable[..., str]


def together(count: int, act: Callable[[], Any]) -> list[Any]:
    start, results = threading.Barrier(count), []

    def one() -> None:
        try:
            start.wait()
            results.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_workers_never_run_the_same_job(kinds: Kinds) -> None:
    made = [jobs.enqueue(kinds("silent"), by=None) for _number in range(5)]
    for job in made:
        assert sorted(together(4, lambda pk=job.pk: jobs.execute(pk, heartbeat=False))) == [False, False, False, True]
    assert job_runners.seen == [1] * 5


def test_two_requests_with_one_key_make_one_job(kinds: Kinds) -> None:
    name = kinds("add")
    made = together(6, lambda: jobs.enqueue(name, by=None, key="same").pk)
    assert len(made) == 6 and len(set(made)) == 1


def test_two_reapers_take_a_lost_job_once(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=None)
    assert claim(job.pk) is not None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sum(together(4, jobs.reap)) == 1
    assert list(job.log.values_list("attempt", flat=True)) == [1]


def test_the_heartbeat_keeps_the_lease_and_passes_progress_on(
    kinds: Kinds, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_HEARTBEAT_SECONDS = 0.05
    monkeypatch.setattr(Heartbeat, "LOOK_SECONDS", 0.02)
    job = jobs.enqueue(kinds("add"), by=None)
    ctx = claim(job.pk)
    assert ctx is not None
    with Heartbeat(ctx):
        ctx.progress(1, 10, "Counting")
        ctx.progress(2, 10, "Counting")  # too soon after the last one to be written by the runner itself
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            job.refresh_from_db()
            assert job.lease_until is not None
            if job.lease_until > timezone.now() and job.progress_done == 2:
                break
            time.sleep(0.02)
    assert job.lease_until > timezone.now()
    assert (job.progress_done, job.state) == (2, JobState.RUNNING)


@pytest.mark.parametrize("end", [jobs.JobCancelled, jobs.StaleAttempt])
def test_the_heartbeat_tells_a_busy_runner_to_stop(
    kinds: Kinds, monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
) -> None:
    monkeypatch.setattr(Heartbeat, "LOOK_SECONDS", 0.02)
    job = jobs.enqueue(kinds("add"), by=None)
    ctx = claim(job.pk)
    assert ctx is not None
    stopped = threading.Event()
    with Heartbeat(ctx), pytest.raises(end), ctx.interruptible(stopped.set):
        if end is jobs.JobCancelled:
            jobs.request_cancel(job, by=None)
        else:
            Job.objects.filter(pk=job.pk).update(attempt=2)
        assert stopped.wait(5)
