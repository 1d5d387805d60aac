"""The worker's side: claim a job, run it, write its end. Everything here can be cut off at any instruction."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import time
import traceback
from collections.abc import Mapping
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from gsbpm_portal.core.jobs.context import Heartbeat, JobContext
from gsbpm_portal.core.jobs.errors import JobCancelled, JobRefused, StaleAttempt
from gsbpm_portal.core.jobs.registry import JobKind, find_kind, load
from gsbpm_portal.core.jobs.services import end, from_now, give_back, requeue
from gsbpm_portal.core.models.jobs import Job, JobState

logger = logging.getLogger(__name__)

CLOCK_GRACE_SECONDS = 2
"""A web server's clock may run this much ahead of the database's before a fresh job is left to the sweep."""
RETRY_SECONDS = 5
RETRY_MOST = 300


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(job_id: int) -> JobContext | None:
    """Take a waiting job for this process, under the next attempt number. None when there is nothing to take.

    A second delivery of the same id, a job that was cancelled, one that waits for its next try: all give None.
    """
    with transaction.atomic(durable=True):
        job = (
            Job.objects.select_for_update()
            .filter(pk=job_id, state=JobState.QUEUED, available_at__lte=from_now(CLOCK_GRACE_SECONDS))
            .first()
        )
        if job is None:
            return None
        if find_kind(job.kind) is None:
            with translation.override(job.language or settings.LANGUAGE_CODE):
                end(job, JobState.FAILED, error=_("This version of the portal does not know this kind of job."))
            return None
        Job.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING,
            attempt=job.attempt + 1,
            worker=worker_name(),
            started_at=Now(),
            heartbeat_at=Now(),
            lease_until=from_now(settings.JOB_LEASE_SECONDS),
            progress_done=0,
            progress_total=0,
            progress_step="",
        )
        return JobContext(Job.objects.select_related("requested_by").get(pk=job.pk))


def execute(job_id: int, *, heartbeat: bool = True) -> bool:
    """Claim the job and run it to an end. False when there was nothing to claim.

    Refused input, cancelling, passing trouble and crashes each get their own end; an attempt that was taken over ends silently.
    """
    ctx = claim(job_id)
    if ctx is None:
        return False
    spec = find_kind(ctx.job.kind)
    assert spec is not None  # claim() ends jobs of unknown kinds
    with translation.override(ctx.job.language or settings.LANGUAGE_CODE):
        try:
            with Heartbeat(ctx) if heartbeat else contextlib.nullcontext():
                result = load(spec.runner)(ctx)
                _succeed(ctx, result)
        except StaleAttempt:
            logger.info("Attempt %s of job %s was taken over", ctx.job.attempt, ctx.job.pk)
            ctx.drop_result()
        except BaseException as error:
            ctx.drop_result()
            if not _conclude(ctx, spec, error):
                raise
    return True


def run_pending(limit: int = 1000) -> int:
    """Run the waiting jobs here and now, oldest first, without worker or broker. Gives how many ran. For commands and tests."""
    ran = 0
    while ran < limit:
        job = Job.objects.filter(state=JobState.QUEUED, available_at__lte=from_now(CLOCK_GRACE_SECONDS)).last()
        if job is None or not execute(job.pk, heartbeat=False):
            break
        ran += 1
    return ran


def _succeed(ctx: JobContext, result: Mapping[str, Any] | None) -> None:
    """The result, everything kept for the end, and the new state become visible in one transaction."""
    with ctx.writing() as job:
        result_file = ctx.finish_acts(job)
        end(job, JobState.SUCCEEDED, result=result, result_file=result_file)


def _conclude(ctx: JobContext, spec: JobKind, error: BaseException) -> bool:
    """Write how a run ended that gave no result. False when the error is none of the job's own and must be raised on."""
    traceback.clear_frames(
        error.__traceback__
    )  # a query that was being read holds what SQLite would have to write over
    if ctx.cancelled.is_set() and isinstance(error, Exception):
        error = JobCancelled()  # an interrupted query raises whatever its library likes
    with transaction.atomic(durable=True):
        job = (
            Job.objects.select_for_update()
            .filter(pk=ctx.job.pk, attempt=ctx.job.attempt, state=JobState.RUNNING)
            .first()
        )
        if job is None:
            return isinstance(error, Exception | JobCancelled)
        if isinstance(error, JobCancelled):
            end(job, JobState.CANCELLED)
        elif isinstance(error, JobRefused):
            end(job, JobState.REFUSED, error=str(error))
        elif isinstance(error, SoftTimeLimitExceeded) or _overran(ctx, spec, error):
            message = _("The job took longer than the %(seconds)s seconds that it may take.")
            end(job, JobState.FAILED, error=message % {"seconds": spec.time_limit})
            return isinstance(error, Exception)
        elif not isinstance(error, Exception):  # the worker is told to stop: let another one take the job up at once
            give_back(job, _("The worker was stopped; the job waits for another one."))
            return False
        elif spec.is_transient(error) and job.attempt < job.attempt_limit:
            tries = spec.max_attempts - (job.attempt_limit - job.attempt)
            pause = min(RETRY_SECONDS * 2 ** max(tries - 1, 0), RETRY_MOST)
            message = _("A passing trouble (%(what)s); next attempt in %(seconds)s seconds.")
            requeue(job, after=pause, message=message % {"what": _first_line(error), "seconds": pause})
        else:
            logger.error("Job %s (%s) failed", job.pk, job.kind, exc_info=error)
            message = _(
                "The job was ended by an error in the program. Try again; if it happens again, give the administrator the "
                "number %(number)s."
            )
            trace = "".join(traceback.format_exception(error))
            end(job, JobState.FAILED, error=message % {"number": job.pk}, trace=trace)
    return True


def _overran(ctx: JobContext, spec: JobKind, error: BaseException) -> bool:
    """Whether the process is being ended for a run that swallowed its time limit, and not because the worker stops."""
    if isinstance(error, Exception) or not spec.time_limit:
        return False
    return time.monotonic() - ctx.begun > spec.time_limit


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
