"""Everything that changes a job's state: enqueue, cancel, retry, end, reap, sweep, purge.

The clock is the database's (Now()), so that the clocks of several machines need not agree.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gsbpm_portal.core import storage
from gsbpm_portal.core.jobs.broker import purge_embedded_broker, ring
from gsbpm_portal.core.jobs.registry import find_kind, kind_of, load
from gsbpm_portal.core.models.files import StoredFile
from gsbpm_portal.core.models.jobs import Job, JobLog, JobState
from gsbpm_portal.core.subjects import Ref, ref

logger = logging.getLogger(__name__)

RING_AGAIN_MOST = 60
"""The pause between two rings for a job grows with its age up to this; it stays JOB_RING_SECONDS at the head of the queue."""
HEAD_OF_QUEUE = 8
TRACE_LENGTH = 20_000


def from_now(seconds: float) -> CombinedExpression:
    """The database's time in so many seconds."""
    return Now() + timedelta(seconds=seconds)


def enqueue(
    kind: str,
    *,
    by: AbstractBaseUser | None,
    parameters: Mapping[str, Any] | None = None,
    key: str = "",
    inputs: Iterable[StoredFile | Mapping[str, Any]] = (),
    subject: models.Model | Ref | tuple[str, int] | None = None,
    label: str = "",
) -> Job:
    """Write a job down, in the caller's transaction; the worker is told when that commits, and not at all if it does not.

    With a `key`, a job of the same kind and key that waits, runs, succeeded or was refused is given back instead, and `by` may
    see it from then on. The key must therefore hold all that the result depends on (checksums of the inputs, the version of
    the method, parameters; the person too where the result depends on what they may see). An unregistered kind is refused.
    """
    spec = kind_of(kind)
    if key:
        known = _keyed(kind, key)
        if known is not None:
            return _join(known, by)
    subject_kind, subject_id = ref(subject) if subject is not None else (None, None)
    job = Job(
        kind=kind,
        label=str(label or spec.label)[:200],
        parameters=dict(parameters or {}),
        inputs=[_input(item) for item in inputs],
        key=key,
        subject_kind=subject_kind,
        subject_id=subject_id,
        requested_by_id=by.pk if by is not None else None,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        attempt_limit=spec.max_attempts,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        known = _keyed(kind, key) if key else None
        if known is None:
            raise
        return _join(known, by)
    _ring_on_commit(job)
    return job


def request_cancel(job: Job, *, by: AbstractBaseUser | None) -> Job:
    """Cancel a waiting job at once, or ask a running one to stop at its next step. A job that is over stays as it is.

    Refused (ValidationError) for kinds that must run to their end.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        spec = find_kind(job.kind)
        if not job.is_open or job.cancel_requested_at is not None:
            return job
        if spec is not None and not spec.cancellable:
            raise ValidationError(_("This kind of job cannot be cancelled."), code="not_cancellable")
        job.cancel_requested_at = timezone.now()
        job.save(update_fields=["cancel_requested_at"])
        note(job, _("%(name)s asked to cancel this job.") % {"name": by or _("The system")})
        if job.state == JobState.QUEUED:
            end(job, JobState.CANCELLED)
    return job


def retry(job: Job, *, by: AbstractBaseUser | None) -> Job:
    """Queue a failed, refused or cancelled job again, with its full number of attempts.

    A job that waits, runs or succeeded is given back as it is, and so is another job that took over its key meanwhile.
    Refused for a kind that is no longer registered.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.state not in JobState.retry_states():
            return job
        spec = kind_of(job.kind)
        if job.key and (other := _keyed(job.kind, job.key)) is not None and other.pk != job.pk:
            return _join(other, by)
        job.state = JobState.QUEUED
        job.attempt_limit = job.attempt + spec.max_attempts
        job.available_at = job.ring_at = timezone.now()
        job.cancel_requested_at = job.started_at = job.finished_at = None
        job.error = job.trace = job.progress_step = ""
        job.progress_done = job.progress_total = 0
        job.result = {}
        job.save()
        note(job, _("%(name)s started this job again.") % {"name": by or _("The system")})
        _ring_on_commit(job)
    return job


def end(
    job: Job,
    state: str,
    *,
    error: str = "",
    trace: str = "",
    result: Mapping[str, Any] | None = None,
    result_file: StoredFile | None = None,
) -> None:
    """Write the end of a job whose row the caller has locked, and tell its kind's `on_end`, in the caller's transaction."""
    job.state = state
    job.error, job.trace = error, trace[-TRACE_LENGTH:]
    job.result = dict(result or {})
    job.result_file = result_file
    job.finished_at = timezone.now()
    job.lease_until = None
    if state == JobState.SUCCEEDED and job.progress_total:
        job.progress_done = job.progress_total
    job.save()
    levels = {JobState.REFUSED: JobLog.Level.WARNING, JobState.FAILED: JobLog.Level.ERROR}
    note(job, str(JobState(state).label), levels.get(JobState(state), JobLog.Level.INFO))
    spec = find_kind(job.kind)
    if spec is None or not spec.on_end:
        return
    try:
        with transaction.atomic():
            load(spec.on_end)(job)
    except Exception:
        if state in (JobState.SUCCEEDED, JobState.REFUSED):
            raise
        # A job that failed must be over even when what it should tell fails as well: it would be taken up for ever.
        logger.exception("on_end of the failed job %s raised", job.pk)


def requeue(job: Job, *, after: float, message: str) -> None:
    """Queue a running job, whose row the caller has locked, for its next attempt in so many seconds."""
    Job.objects.filter(pk=job.pk).update(
        state=JobState.QUEUED,
        lease_until=None,
        worker="",
        available_at=from_now(after),
        ring_at=from_now(after - settings.JOB_RING_SECONDS if after else 0),
    )
    note(job, message, JobLog.Level.WARNING)
    if not after:
        _ring_on_commit(job)


def give_back(job: Job, message: str) -> None:
    """What becomes of a job, whose row the caller has locked, when its worker is gone or going: cancelled if that was asked for,
    failed without attempts left, else queued again."""
    if job.cancel_requested_at is not None:
        end(job, JobState.CANCELLED)
    elif job.attempt >= job.attempt_limit:
        error = _(
            "The program that worked on this job was stopped again and again (%(count)s attempts). Try again; "
            "if it happens again, tell the administrator."
        )
        end(job, JobState.FAILED, error=error % {"count": job.attempt})
    else:
        requeue(job, after=0, message=message)


def note(job: Job, message: str, level: str = JobLog.Level.INFO) -> None:
    """Add a line to the job's log."""
    JobLog.objects.create(job_id=job.pk, attempt=job.attempt, level=level, message=message)


def reap() -> int:
    """Take up the jobs whose worker gave no sign of life until the lease ran out. Gives how many.

    They are queued for another attempt; one that was to be cancelled is cancelled; one without attempts left has failed.
    """
    lost = list(Job.objects.filter(state=JobState.RUNNING, lease_until__lt=Now()).values_list("pk", flat=True))
    taken = 0
    for pk in lost:
        with transaction.atomic():
            job = (
                Job.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, state=JobState.RUNNING, lease_until__lt=Now())
                .first()
            )
            if job is None:
                continue
            taken += 1
            with translation.override(job.language or settings.LANGUAGE_CODE):
                message = _("Attempt %(number)s was cut off (%(worker)s gave no sign of life); the job waits again.")
                give_back(job, message % {"number": job.attempt, "worker": job.worker})
    return taken


def sweep() -> int:
    """Ring again for waiting jobs: a bell may have been lost with a worker or a broker. Gives how many were rung for.

    Each of the first jobs of the queue, which an idle worker would have taken by now, after JOB_RING_SECONDS; those behind them
    less and less often, since they most likely just wait their turn. A bell too many does nothing.
    """
    waiting = Job.objects.filter(state=JobState.QUEUED, available_at__lte=Now()).order_by("pk")
    head = set(waiting.values_list("pk", flat=True)[:HEAD_OF_QUEUE])
    now, shortest, rung = timezone.now(), settings.JOB_RING_SECONDS, 0
    for job in waiting.filter(ring_at__lte=from_now(-shortest)).only("pk", "kind", "available_at", "ring_at")[:500]:
        age = (now - job.available_at).total_seconds()
        pause = shortest if job.pk in head else min(max(age / 2, shortest), RING_AGAIN_MOST)
        if (now - job.ring_at).total_seconds() < pause:
            continue
        if Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(ring_at=Now()):
            if not ring(job.pk, job.kind):
                break
            rung += 1
    return rung


def purge() -> dict[str, int]:
    """Delete jobs that ended long ago with their results, files that no row names, and used-up rows of the embedded broker."""
    limit = timezone.now() - timedelta(days=settings.JOB_KEEP_DAYS)
    old = Job.objects.filter(finished_at__lt=limit)
    results = list(old.exclude(result_file=None).values_list("result_file", flat=True))
    count, _per_model = old.delete()
    storage.delete_results(results)
    return {"rows": count, "orphans": storage.purge_orphans(), "messages": purge_embedded_broker()}


def _keyed(kind: str, key: str) -> Job | None:
    return Job.objects.filter(kind=kind, key=key, state__in=JobState.keyed_states()).first()


def _join(job: Job, by: AbstractBaseUser | None) -> Job:
    if by is not None and job.requested_by_id != by.pk:
        job.watchers.add(by.pk)
    return job


def _input(item: StoredFile | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(item, StoredFile):
        return {"file": str(item.public_id), "name": item.name, "sha256": item.sha256}
    return dict(item)


def _ring_on_commit(job: Job) -> None:
    transaction.on_commit(partial(ring, job.pk, job.kind), robust=True)
