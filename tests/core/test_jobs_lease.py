"""Jobs whose worker is lost, stale or stopped; sweeping, sight and purging."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from gsbpm_portal.core import jobs
from gsbpm_portal.core.jobs.worker import claim
from gsbpm_portal.core.models import AuditChain, Job, JobState, StoredFile
from tests.core import job_runners
from tests.core.job_runners import marks

pytestmark = pytest.mark.django_db
Kinds = Callable[..., str]


def run(job: Job) -> Job:
    assert jobs.execute(job.pk, heartbeat=False)
    job.refresh_from_db()
    return job


def lines(job: Job) -> list[str]:
    return list(job.log.values_list("message", flat=True))


# Lease and attempt ----------------------------------------------------------------------------------------------------


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_the_reaper_takes_over_a_lost_job(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=None)
    assert claim(job.pk) is not None
    assert jobs.reap() == 0
    expire(job)
    assert jobs.reap() == 1
    job.refresh_from_db()
    assert (job.state, job.attempt, job.lease_until) == (JobState.QUEUED, 1, None)
    assert run(job).attempt == 2


def test_the_reaper_ends_what_was_lost_too_often(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add", on_end="told", max_attempts=2), by=None)
    for _attempt in range(2):
        assert claim(job.pk) is not None
        expire(job)
        jobs.reap()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job_runners.seen == [("failed", job.error)]


def test_the_reaper_cancels_what_was_to_be_cancelled(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=None)
    assert claim(job.pk) is not None
    jobs.request_cancel(job, by=None)
    expire(job)
    jobs.reap()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_broken_on_end_does_not_keep_a_lost_job_alive(kinds: Kinds, caplog: pytest.LogCaptureFixture) -> None:
    job = jobs.enqueue(kinds("add", on_end="told_badly", max_attempts=1), by=None)
    assert claim(job.pk) is not None
    expire(job)
    jobs.reap()
    job.refresh_from_db()
    assert job.state == JobState.FAILED


@pytest.mark.parametrize("runner", ["taken_over", "taken_over_at_the_end"])
def test_a_stale_copy_dies_silently_and_writes_nothing(kinds: Kinds, runner: str) -> None:
    job = run(jobs.enqueue(kinds(runner), by=None))
    assert (job.state, job.attempt, job.error, job.result) == (JobState.RUNNING, 2, "", {})
    assert marks() == [] and not StoredFile.objects.exists()


def test_every_way_to_write_is_closed_to_a_stale_copy(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=None)
    old = claim(job.pk)
    assert old is not None
    expire(job)
    jobs.reap()
    new = claim(job.pk)
    assert new is not None and new.job.attempt == 2
    for act in (lambda: old.log("stale"), lambda: old.progress(1, 2), old.check_cancelled):
        with pytest.raises(jobs.StaleAttempt):
            act()
    with pytest.raises(jobs.StaleAttempt), old.writing():
        AuditChain.objects.create(key="mark-stale")
    assert old.renew() is False
    with new.writing():
        AuditChain.objects.create(key="mark-new")
    assert marks() == ["mark-new"]
    assert "stale" not in lines(job)


def test_a_lease_that_nobody_took_is_renewed(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=None)
    ctx = claim(job.pk)
    assert ctx is not None
    expire(job)
    with ctx.writing():
        pass
    job.refresh_from_db()
    assert job.lease_until is not None and job.lease_until > timezone.now()


def stopped(job: Job) -> str:
    with pytest.raises(SystemExit):
        jobs.execute(job.pk, heartbeat=False)
    job.refresh_from_db()
    return job.state


def test_a_stopped_worker_hands_its_job_on_until_its_attempts_are_used_up(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("stop", max_attempts=2), by=None)
    assert [stopped(job), stopped(job)] == ["queued", "failed"]


def test_a_runner_that_swallowed_its_time_limit_is_not_started_again(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("overrun", time_limit=5), by=None)
    assert stopped(job) == "failed"
    assert "5" in job.error


# Sweep and sight ------------------------------------------------------------------------------------------------------


def test_the_sweep_rings_for_forgotten_jobs(kinds: Kinds, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr("gsbpm_portal.core.jobs.services.ring", lambda pk, kind: rung.append(pk) or True)
    job = jobs.enqueue(kinds("add"), by=None)
    jobs.sweep()
    assert rung == []  # its own bell was rung just now
    Job.objects.filter(pk=job.pk).update(ring_at=timezone.now() - timedelta(seconds=11))
    jobs.sweep()
    jobs.sweep()
    assert rung == [job.pk]


def test_people_see_their_own_jobs(kinds: Kinds, make_user: Callable[..., Any]) -> None:
    sari, budi, boss = make_user(), make_user("budi"), make_user("boss", is_superuser=True)
    job = jobs.enqueue(kinds("add"), by=sari)
    assert list(Job.objects.visible_to(sari)) == [job]
    assert list(Job.objects.visible_to(budi)) == []
    assert list(Job.objects.visible_to(boss)) == [job]


def test_old_jobs_and_their_files_are_purged(kinds: Kinds, make_user: Callable[..., Any]) -> None:
    old = run(jobs.enqueue(kinds("with_result"), by=make_user()))
    AuditChain.objects.all().delete()
    new = run(jobs.enqueue(kinds("with_result"), by=old.requested_by))
    waiting = jobs.enqueue(kinds("add"), by=None)
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=91))
    assert old.result_file is not None
    name = old.result_file.file.name
    assert jobs.purge()["rows"] >= 1
    assert set(Job.objects.all()) == {new, waiting}
    assert list(StoredFile.objects.all()) == [new.result_file]
    assert not default_storage.exists(name)


def test_a_run_that_takes_too_long_is_a_failure(kinds: Kinds, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(ctx: jobs.JobContext) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(job_runners, "add", slow)
    with translation.override("en"):
        job = run(jobs.enqueue(kinds("add", time_limit=60), by=None))
    assert (job.state, job.error) == (JobState.FAILED, "The job took longer than the 60 seconds that it may take.")
