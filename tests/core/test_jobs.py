"""The life of a job in one process: enqueued, run, ended, cancelled, retried."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from gsbpm_portal.core import jobs
from gsbpm_portal.core.jobs.worker import claim
from gsbpm_portal.core.models import Job, JobState, StoredFile
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


# Enqueue --------------------------------------------------------------------------------------------------------------


def test_a_job_is_queued_with_all_that_was_said(kinds: Kinds, make_user: Callable[..., Any]) -> None:
    sari = make_user()
    with translation.override("en"):
        job = jobs.enqueue(
            kinds("add"),
            by=sari,
            parameters={"numbers": [1, 2]},
            key="k1",
            subject=sari,
            label="Sum",
            inputs=[{"a": "b"}],
        )
    job.refresh_from_db()
    assert (job.state, job.attempt, job.attempt_limit, job.language) == (JobState.QUEUED, 0, 3, "en")
    assert (job.subject_kind, job.subject_id) == ("accounts.user", sari.pk)
    assert (job.label, job.inputs, job.requested_by) == ("Sum", [{"a": "b"}], sari)
    assert list(Job.objects.about("accounts.user", sari.pk)) == [job]


def test_the_label_of_the_kind_stands_in(kinds: Kinds) -> None:
    assert jobs.enqueue(kinds("add"), by=None).label == "Test job"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(jobs.UnknownKind):
        jobs.enqueue("test.nobody", by=None)


def test_a_kind_keeps_its_definition(kinds: Kinds) -> None:
    name = kinds("add")
    kinds("add")
    with pytest.raises(ValueError, match="registered already"):
        jobs.register_job(name, runner="tests.core.job_runners:crash", label="Other")


def test_a_rolled_back_request_leaves_no_job(kinds: Kinds) -> None:
    name = kinds("add")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(name, by=None)
        raise ZeroDivisionError
    assert not Job.objects.exists()


def test_the_bell_is_rung_after_the_commit(
    kinds: Kinds, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[int] = []
    monkeypatch.setattr("gsbpm_portal.core.jobs.services.ring", lambda pk, kind: rung.append(pk))
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kinds("add"), by=None)
        assert rung == []
    assert rung == [job.pk]


# Idempotency ----------------------------------------------------------------------------------------------------------


def test_the_same_key_is_the_same_job(kinds: Kinds, make_user: Callable[..., Any]) -> None:
    sari, budi = make_user(), make_user("budi")
    name = kinds("add")
    first = jobs.enqueue(name, by=sari, key="checksum")
    assert jobs.enqueue(name, by=budi, key="checksum") == first
    assert list(Job.objects.visible_to(budi)) == [first]
    run(first)
    assert jobs.enqueue(name, by=sari, key="checksum") == first
    assert jobs.enqueue(name, by=sari, key="other") != first
    assert jobs.enqueue(kinds("silent"), by=sari, key="checksum") != first


def test_without_a_key_every_request_is_a_job(kinds: Kinds) -> None:
    name = kinds("add")
    assert jobs.enqueue(name, by=None) != jobs.enqueue(name, by=None)


def test_a_failed_job_does_not_answer_for_its_key(kinds: Kinds) -> None:
    name = kinds("crash", max_attempts=1)
    first = run(jobs.enqueue(name, by=None, key="k"))
    second = jobs.enqueue(name, by=None, key="k")
    assert second != first
    assert jobs.retry(first, by=None) == second  # the key has gone over


def test_a_refused_job_answers_for_its_key(kinds: Kinds) -> None:
    name = kinds("refuse")
    first = run(jobs.enqueue(name, by=None, key="k"))
    assert jobs.enqueue(name, by=None, key="k") == first


def test_the_database_holds_the_key(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=None, key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind=job.kind, key="k")


# Ends -----------------------------------------------------------------------------------------------------------------


def test_a_job_succeeds(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("add"), by=None, parameters={"numbers": [1, 2, 3]}))
    assert (job.state, job.result, job.attempt) == (JobState.SUCCEEDED, {"sum": 6}, 1)
    assert job.started_at is not None and job.finished_at is not None and job.lease_until is None


def test_a_second_delivery_does_nothing(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("silent"), by=None))
    assert jobs.execute(job.pk) is False
    assert job_runners.seen == [1]


def test_bad_input_is_refused_and_not_retried(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("refuse"), by=None))
    assert (job.state, job.error, job.trace) == (JobState.REFUSED, "Row 3: the code 99 is unknown.", "")


def test_a_bug_is_a_failure_with_a_trace(kinds: Kinds, caplog: pytest.LogCaptureFixture) -> None:
    job = run(jobs.enqueue(kinds("crash"), by=None))
    assert job.state == JobState.FAILED
    assert 'raise ValueError("a bug")' in job.trace
    assert str(job.pk) in job.error and "ValueError" not in job.error
    assert "failed" in caplog.text


def test_passing_trouble_is_tried_again_with_a_growing_pause(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("lock_trouble"), by=None)
    pauses = []
    for _attempt in range(2):
        run(job)
        assert job.state == JobState.QUEUED
        pauses.append(round((job.available_at - timezone.now()).total_seconds()))
        assert jobs.execute(job.pk) is False  # not yet
        Job.objects.filter(pk=job.pk).update(available_at=timezone.now())
    assert pauses == [5, 10]
    assert run(job).state == JobState.FAILED
    assert job_runners.seen == [1, 2, 3]


def test_a_kind_names_its_own_passing_troubles(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("value_trouble", transient=["builtins.ValueError"]), by=None)
    while job.is_open:
        Job.objects.filter(pk=job.pk).update(available_at=timezone.now())
        run(job)
    assert (job.state, job.result) == (JobState.SUCCEEDED, {"attempt": 3})


def test_an_unregistered_kind_ends_as_a_failure() -> None:
    job = Job.objects.create(kind="test.gone")
    assert jobs.execute(job.pk) is False
    job.refresh_from_db()
    assert job.state == JobState.FAILED and job.error


def test_a_write_that_fails_in_the_middle_leaves_nothing(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("write_inside_a_transaction"), by=None))
    assert job.state == JobState.FAILED
    assert marks() == []


def test_waiting_jobs_run_oldest_first(kinds: Kinds) -> None:
    made = [jobs.enqueue(kinds("add"), by=None) for _number in range(3)]
    assert jobs.run_pending(limit=2) == 2
    assert [Job.objects.get(pk=job.pk).state for job in made] == ["succeeded", "succeeded", "queued"]
    assert jobs.run_pending() == 1


# Result and end together ----------------------------------------------------------------------------------------------


def test_result_file_and_last_acts_come_with_the_end(kinds: Kinds, make_user: Callable[..., Any]) -> None:
    job = run(jobs.enqueue(kinds("with_result"), by=make_user()))
    stored = job.result_file
    assert stored is not None and stored.is_available
    assert (stored.name, stored.size, stored.content_type) == ("Laporan akhir.txt", 10, "text/plain")
    assert marks() == ["mark-finish"]
    assert job.state == JobState.SUCCEEDED
    assert sum(len(default_storage.listdir(folder)[1]) for folder in default_storage.listdir("")[0]) == 1


def test_when_the_end_fails_nothing_of_it_is_seen(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("fails_at_the_end"), by=None))
    assert (job.state, job.error, job.result) == (JobState.REFUSED, "The release was withdrawn meanwhile.", {})
    assert marks() == [] and not StoredFile.objects.exists()
    assert all(default_storage.listdir(folder)[1] == [] for folder in default_storage.listdir("")[0])


@pytest.mark.parametrize(
    ("runner", "end"),
    [("add", "succeeded"), ("refuse", "refused"), ("crash", "failed"), ("cancelled_on_the_way", "cancelled")],
)
def test_on_end_is_told_of_every_end(kinds: Kinds, runner: str, end: str) -> None:
    run(jobs.enqueue(kinds(runner, on_end="told"), by=None))
    assert [state for state, _error in job_runners.seen] == [end]


def test_a_broken_on_end_makes_a_success_a_failure(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("add", on_end="told_badly"), by=None))
    assert job.state == JobState.FAILED


# Progress and log -----------------------------------------------------------------------------------------------------


def test_progress_is_written_and_steps_are_logged(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("in_steps"), by=None))
    assert (job.progress_done, job.progress_total, job.progress_step) == (3, 3, "Step 3")
    assert lines(job)[:3] == ["Step 1", "Step 2", "Step 3"]
    assert marks() == ["mark-0", "mark-1", "mark-2"]


def test_the_log_has_an_end(kinds: Kinds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gsbpm_portal.core.jobs.context.LOG_LINES", 10)
    job = run(jobs.enqueue(kinds("talk"), by=None))
    assert len(lines(job)) == 12
    assert lines(job)[-2] == "…"


# Cancel ---------------------------------------------------------------------------------------------------------------


def test_a_waiting_job_is_cancelled_at_once(kinds: Kinds, make_user: Callable[..., Any]) -> None:
    job = jobs.request_cancel(jobs.enqueue(kinds("add"), by=None), by=make_user())
    assert job.state == JobState.CANCELLED
    assert jobs.execute(job.pk) is False
    assert jobs.request_cancel(job, by=None).state == JobState.CANCELLED


@pytest.mark.parametrize("runner", ["cancelled_on_the_way", "cancelled_before_writing"])
def test_a_running_job_stops_at_its_next_step(kinds: Kinds, runner: str) -> None:
    job = run(jobs.enqueue(kinds(runner), by=None))
    assert job.state == JobState.CANCELLED
    assert marks() == [] and job_runners.seen == []


def test_a_running_job_is_asked_to_stop(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=None)
    assert claim(job.pk) is not None
    job = jobs.request_cancel(job, by=None)
    assert (job.state, job.is_cancelling) == (JobState.RUNNING, True)
    assert jobs.request_cancel(job, by=None).is_cancelling


def test_an_interrupted_query_is_a_cancelled_job(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("interrupted"), by=None))
    assert job.state == JobState.CANCELLED
    assert job_runners.seen == ["interrupted"]


def test_a_kind_may_refuse_to_be_cancelled(kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add", cancellable=False), by=None)
    with pytest.raises(ValidationError):
        jobs.request_cancel(job, by=None)


# Retry ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("runner", ["refuse", "crash", "cancelled_before_writing"])
def test_a_job_without_a_result_can_be_started_again(kinds: Kinds, make_user: Callable[..., Any], runner: str) -> None:
    job = run(jobs.enqueue(kinds(runner), by=None))
    job = jobs.retry(job, by=make_user())
    assert (job.state, job.attempt, job.attempt_limit, job.error, job.trace) == (JobState.QUEUED, 1, 4, "", "")
    assert jobs.retry(job, by=None).state == JobState.QUEUED  # a second press changes nothing
    assert run(job).attempt == 2


def test_a_finished_job_is_not_run_again(kinds: Kinds) -> None:
    job = run(jobs.enqueue(kinds("add"), by=None))
    assert jobs.retry(job, by=None).state == JobState.SUCCEEDED
