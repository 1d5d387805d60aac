"""What the job page asks: place in the queue, time left."""

from __future__ import annotations

from django.db.models.functions import Now
from django.utils import timezone

from gsbpm_portal.core.models.jobs import Job, JobState


def place_in_queue(job: Job) -> int:
    """1 for the job that is taken up next; 0 for one that does not wait."""
    if job.state != JobState.QUEUED:
        return 0
    ahead = Job.objects.filter(state=JobState.QUEUED, available_at__lte=Now(), pk__lt=job.pk)
    return ahead.count() + 1


def running_now() -> int:
    return Job.objects.filter(state=JobState.RUNNING).count()


def seconds_left(job: Job) -> int | None:
    """How long the rest takes if it goes on as it went; None while nothing is known."""
    if job.state != JobState.RUNNING or job.started_at is None or not 0 < job.progress_done <= job.progress_total:
        return None
    spent = (timezone.now() - job.started_at).total_seconds()
    return max(round(spent * (job.progress_total - job.progress_done) / job.progress_done), 0)


def seconds_taken(job: Job) -> float | None:
    """How long the last attempt ran, until now or until its end."""
    if job.started_at is None:
        return None
    return max(((job.finished_at or timezone.now()) - job.started_at).total_seconds(), 0.0)
