"""The pages of jobs: my jobs, one job, its result; cancel and retry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from gsbpm_portal.core import files, htmx, jobs
from gsbpm_portal.core.jobs import selectors
from gsbpm_portal.core.jobs.registry import all_kinds, find_kind
from gsbpm_portal.core.models.jobs import Job, JobLog, JobState
from gsbpm_portal.core.tables import Column, DateColumn, StateColumn, Table
from gsbpm_portal.core.views import once, redirect_to

LOG_LINES_SHOWN = 200
VERSION = "versi"


class JobTable(Table):
    caption = gettext_lazy("Jobs")
    caption_hidden = True
    empty_title = gettext_lazy("No jobs yet")
    empty_text = gettext_lazy("Exports and documents that you ask for stand here, with their result.")
    label = Column(gettext_lazy("Job"), link=lambda job: job.get_absolute_url(), heading=True)
    state = StateColumn(gettext_lazy("State"), field="state_look", sort="state")
    requested_by = Column(gettext_lazy("Requested by"), sort="requested_by__full_name", phone=False)
    created_at = DateColumn(gettext_lazy("Requested"), style="short-time", sort="created_at", phone=False)
    finished_at = DateColumn(gettext_lazy("Finished"), style="short-time", sort="finished_at", phone=False)


@dataclass
class JobPage:
    """What the page of one job shows, with the decisions already made."""

    job: Job
    user: Any

    @property
    def kind_label(self) -> Any:
        spec = find_kind(self.job.kind)
        return spec.label if spec is not None else self.job.kind

    @property
    def can_cancel(self) -> bool:
        spec = find_kind(self.job.kind)
        return self.job.is_open and not self.job.is_cancelling and (spec is None or spec.cancellable)

    @property
    def can_retry(self) -> bool:
        return self.job.can_be_retried and find_kind(self.job.kind) is not None

    @property
    def can_download(self) -> bool:
        return self.job.result_file is not None and may_have_result(self.user, self.job)

    @property
    def sees_trace(self) -> bool:
        return bool(self.job.trace) and (self.user.is_superuser or self.user.has_role("admin"))

    @property
    def message(self) -> str:
        """What the runner says about its result."""
        return str(self.job.result.get("message", ""))

    @property
    def result_url(self) -> str:
        """Where the result is to be seen, inside the portal only."""
        url = str(self.job.result.get("url", ""))
        return url if url.startswith("/") and not url.startswith("//") else ""

    @cached_property
    def place(self) -> int:
        return selectors.place_in_queue(self.job)

    @cached_property
    def running(self) -> int:
        return selectors.running_now()

    @cached_property
    def silence(self) -> str:
        """What to tell when no worker is heard: the one that had the job, or any that should take it up."""
        job, now = self.job, timezone.now()
        if job.state == JobState.RUNNING and job.lease_until is not None and job.lease_until < now:
            return _(
                "Its worker gives no sign of life. In a moment the portal takes the job up again, or says that it failed."
            )
        patience = timedelta(seconds=settings.JOB_LEASE_SECONDS)
        if self.place == 1 and not self.running and job.available_at < now - patience:
            return _("No worker takes up jobs at present. If this lasts, tell your administrator.")
        return ""

    @cached_property
    def seconds_left(self) -> int | None:
        return selectors.seconds_left(self.job)

    @cached_property
    def seconds_taken(self) -> float | None:
        return selectors.seconds_taken(self.job)

    @cached_property
    def log(self) -> list[JobLog]:
        """The newest lines, oldest first."""
        return list(self.job.log.order_by("-pk")[:LOG_LINES_SHOWN])[::-1]

    @cached_property
    def version(self) -> str:
        """Changes when anything changes that the polled part shows."""
        job = self.job
        shown = [
            job.state, job.attempt, job.progress_done, job.progress_total, job.progress_step, job.cancel_requested_at,
            self.place, self.running if job.state == JobState.QUEUED else 0, self.seconds_left,
            self.log[-1].pk if self.log else 0, self.silence,
        ]  # fmt: skip
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def may_have_result(user: Any, job: Job) -> bool:
    """A result may hold what only the person who asked may see: theirs, those who joined, and superusers."""
    return bool(user.is_superuser or job.requested_by_id == user.pk or job.watchers.filter(pk=user.pk).exists())


def _person(request: HttpRequest) -> Any:
    """Behind login_required nobody is anonymous; the type checker does not know."""
    return request.user


def _get(request: HttpRequest, public_id: UUID) -> Job:
    rows = Job.objects.visible_to(request.user).select_related("requested_by", "result_file")
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    """My jobs, newest first; for administrators everybody's."""
    unlisted = [kind.name for kind in all_kinds() if not kind.listed]
    rows = Job.objects.visible_to(request.user).exclude(kind__in=unlisted).select_related("requested_by")
    rows = rows.defer("parameters", "inputs", "result", "trace", "error")
    user = _person(request)
    sees_all = user.is_superuser or user.has_role("admin")
    table = JobTable(rows, params=request.GET, hide=() if sees_all else ("requested_by",))
    context = {"table": table, "sees_all": sees_all, "keep_days": settings.JOB_KEEP_DAYS}
    return htmx.render(request, "core/job_list.html", context)


@login_required
@require_safe
@never_cache
def job_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page of one job; the part that changes is fetched every two seconds until the job is over."""
    page = JobPage(_get(request, public_id), request.user)
    if htmx.is_partial(request):
        if not page.job.is_open:
            return HttpResponseClientRefresh()
        if request.GET.get(VERSION) == page.version:
            return HttpResponse(status=204)
    return htmx.render(request, "core/job.html", {"page": page, "job": page.job}, partial="progress")


@login_required
@require_POST
@once
def job_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    job = _get(request, public_id)
    try:
        job = jobs.request_cancel(job, by=_person(request))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if job.is_cancelling:
            messages.info(request, _("The job stops at its next step."))
        elif job.state == JobState.CANCELLED:
            messages.success(request, _("The job is cancelled."))
        else:
            messages.info(request, _("The job was over already."))
    return redirect_to(request, job.get_absolute_url())


@login_required
@require_POST
@once
def job_retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    job = _get(request, public_id)
    try:
        job = jobs.retry(job, by=_person(request))
    except jobs.UnknownKind:
        messages.error(request, _("This version of the portal does not know this kind of job."))
    else:
        messages.success(request, _("The job waits its turn again."))
    return redirect_to(request, job.get_absolute_url())


@login_required
@require_safe
@never_cache
def job_result(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The result file as an attachment; for the person who asked for it."""
    job = _get(request, public_id)
    if job.result_file is None:
        raise Http404
    if not may_have_result(request.user, job):
        raise PermissionDenied
    return files.attachment_response(job.result_file)
