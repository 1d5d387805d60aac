"""What a runner is given: its parameters, and the only ways to tell progress, to write, and to hand over a result."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection, transaction
from django.db.models.functions import Now

from gsbpm_portal.core import storage
from gsbpm_portal.core.jobs.errors import JobCancelled, StaleAttempt
from gsbpm_portal.core.jobs.services import from_now, note
from gsbpm_portal.core.models.files import StoredFile
from gsbpm_portal.core.models.jobs import Job, JobLog, JobQuerySet, JobState

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 0.5
LOG_LINES = 1000


class JobContext:
    """One attempt at one job.

    Whatever a runner writes to the database it writes inside `writing()`, kept short (heartbeats wait while it lasts): an
    attempt that was taken over raises StaleAttempt there and leaves no trace. What must appear together with the end of the job
    is returned, attached, or handed to `at_finish`.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.parameters: dict[str, Any] = job.parameters
        self.cancelled = threading.Event()
        self.stale = threading.Event()
        self.begun = time.monotonic()
        self.watched = False  # a heartbeat thread looks at the flags
        self._progress: dict[str, Any] = {}
        self._progress_lock = threading.Lock()
        self._told_at = 0.0
        self._lines = 0
        self._interrupts: list[Callable[[], None]] = []
        self._last_acts: list[Callable[[], Any]] = []
        self._result_file: StoredFile | None = None

    # For runners ------------------------------------------------------------------------------------------------------

    def progress(self, done: int, total: int | None = None, step: str | None = None) -> None:
        """Tell how far the work is; call it as often as you like. Ends the run when it was cancelled or taken over.

        While a heartbeat runs, it passes the figures on: a runner in the middle of reading many rows writes nothing then, which
        SQLite would refuse ("database is locked") as soon as another process has written since the reading began.
        """
        self.check_cancelled()
        with self._progress_lock:
            new_step = step is not None and str(step)[:200] != self._progress.get("progress_step", "")
            self._progress["progress_done"] = int(done)
            if total is not None:
                self._progress["progress_total"] = int(total)
            if step is not None:
                self._progress["progress_step"] = str(step)[:200]
            self._progress["dirty"] = True
        if new_step:
            self.log(str(step)[:200])
        if new_step or (not self.watched and time.monotonic() - self._told_at >= PROGRESS_SECONDS):
            self.tell_progress()

    def log(self, message: str, level: str = JobLog.Level.INFO) -> None:
        """Add a line for people to the job's log; after a thousand lines the rest is left out."""
        self._lines += 1
        if self._lines > LOG_LINES + 1:
            return
        with transaction.atomic():
            self._lock()
            if self._lines <= LOG_LINES:
                note(self.job, str(message), level)
            else:
                note(self.job, "…", JobLog.Level.WARNING)

    def check_cancelled(self) -> None:
        """Raise JobCancelled when somebody asked for it, StaleAttempt when another attempt took over. Call it between steps."""
        if not self.watched:
            self.look()
        if self.stale.is_set():
            raise StaleAttempt
        if self.cancelled.is_set():
            raise JobCancelled

    @contextmanager
    def interruptible(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Inside, `interrupt` is called (from another thread) when the job is cancelled: it stops a long query or computation."""
        self._interrupts.append(interrupt)
        try:
            yield
        finally:
            self._interrupts.remove(interrupt)
        self.check_cancelled()

    @contextmanager
    def writing(self) -> Iterator[Job]:
        """A transaction in which this attempt owns the job: the row is locked, the attempt verified, the lease renewed.

        Raises StaleAttempt before anything is written when another attempt took over or the job is over, and JobCancelled when
        it was cancelled. A lease that ran out without anybody taking over is renewed.
        """
        with transaction.atomic(durable=True):
            job = self._lock()
            if job.cancel_requested_at is not None:
                raise JobCancelled
            yield job
            if job.state == JobState.RUNNING:
                self.renew()

    def attach_result(self, content: bytes | str | Path, name: str, content_type: str) -> None:
        """Store the file that people get from the job's page; `content` is bytes or the path of a file. It appears at the end."""
        self.drop_result()
        self._result_file = storage.store_result(
            content, name=name, content_type=content_type, by=self.job.requested_by
        )

    def at_finish(self, act: Callable[[], Any]) -> None:
        """Call `act` in the transaction in which the job succeeds: what it writes appears together with the end of the job."""
        self._last_acts.append(act)

    # For the kernel ---------------------------------------------------------------------------------------------------

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, state=JobState.RUNNING)

    def _lock(self) -> Job:
        """The row, locked, if this attempt still owns it."""
        job = self._mine().select_for_update().first()
        if job is None:
            self.stale.set()
            raise StaleAttempt
        return job

    def renew(self) -> bool:
        """Show a sign of life. False, and the attempt marked stale, when another one took over."""
        alive = self._mine().update(heartbeat_at=Now(), lease_until=from_now(settings.JOB_LEASE_SECONDS))
        if not alive:
            self.stale.set()
        return bool(alive)

    def look(self) -> None:
        """Read the flags from the row, and interrupt what runs when the job was cancelled."""
        row = self._mine().values_list("cancel_requested_at").first()
        if row is None:
            self.stale.set()
        elif row[0] is not None:
            self.cancelled.set()
        if self.stale.is_set() or self.cancelled.is_set():
            for interrupt in list(self._interrupts):
                interrupt()

    def tell_progress(self) -> None:
        with self._progress_lock:
            if not self._progress.pop("dirty", False):
                return
            values = dict(self._progress)
            self._told_at = time.monotonic()
        if not self._mine().update(**values):
            self.stale.set()

    def finish_acts(self, job: Job) -> StoredFile | None:
        """Do what was kept for the end, inside the caller's transaction; gives the saved result file."""
        for name in ("progress_done", "progress_total", "progress_step"):
            setattr(job, name, self._progress.get(name, getattr(job, name)))
        for act in self._last_acts:
            act()
        if self._result_file is not None:
            self._result_file.save(force_insert=True)
        return self._result_file

    def drop_result(self) -> None:
        """Delete a stored result that never became visible."""
        if self._result_file is not None:
            storage.discard(self._result_file)
            self._result_file = None


class Heartbeat(threading.Thread):
    """Renews the lease of one attempt, passes progress on, and looks once a second whether it was cancelled or taken over."""

    LOOK_SECONDS = 1.0

    def __init__(self, ctx: JobContext) -> None:
        super().__init__(name=f"heartbeat-{ctx.job.pk}", daemon=True)
        self.ctx = ctx
        self._over = threading.Event()

    def __enter__(self) -> Heartbeat:
        self.ctx.watched = True
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._over.set()
        self.join(timeout=settings.JOB_LEASE_SECONDS)
        self.ctx.watched = False

    def run(self) -> None:
        renew_at = time.monotonic() + settings.JOB_HEARTBEAT_SECONDS
        try:
            while not self._over.wait(self.LOOK_SECONDS):
                try:
                    if time.monotonic() >= renew_at:
                        self.ctx.renew()
                        renew_at = time.monotonic() + settings.JOB_HEARTBEAT_SECONDS
                    self.ctx.look()
                    self.ctx.tell_progress()
                except DatabaseTrouble as error:
                    logger.warning("The heartbeat of job %s missed a beat: %s", self.ctx.job.pk, error)
                    connection.close()
                if self.ctx.stale.is_set():
                    return
        finally:
            connection.close()
