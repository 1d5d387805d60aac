"""The doorbell: tells some worker that a job waits. Losing a ring costs seconds, never a job."""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from gsbpm_portal.celery import app
from gsbpm_portal.core.jobs.registry import find_kind

logger = logging.getLogger(__name__)

TASK_NAME = "core.run_job"
EMBEDDED = "sqla+sqlite:///"
HARD_LIMIT_MARGIN = 30


SLOW_SECONDS = 1.0
SPARED_SECONDS = 30.0
_spared_until = 0.0


def ring(job_id: int, kind: str) -> bool:
    """Send the id of a waiting job to the workers. False, and a warning in the log, when the broker cannot be reached.

    After a failure that kept the caller waiting this process spares the next callers the wait for half a minute.
    """
    global _spared_until
    if time.monotonic() < _spared_until:
        return False
    spec = find_kind(kind)
    limits = {}
    if spec is not None and spec.time_limit:
        limits = {"soft_time_limit": spec.time_limit, "time_limit": spec.time_limit + HARD_LIMIT_MARGIN}
    begun = time.monotonic()
    try:
        app.send_task(TASK_NAME, args=[job_id], retry=False, ignore_result=True, **limits)
    except Exception as error:  # whatever the broker's client raises: the sweep rings again
        if time.monotonic() - begun > SLOW_SECONDS:
            _spared_until = time.monotonic() + SPARED_SECONDS
        logger.warning("The broker did not take the bell of job %s: %s", job_id, error)
        return False
    return True


def purge_embedded_broker(*, older_than: timedelta = timedelta(hours=1)) -> int:
    """Delete the messages that the embedded broker has handed out; it only marks them. Gives how many.

    Safe: a handed-out message is never read again by kombu (a worker that gives one back writes a new row), and the jobs
    themselves stand in the portal's database.
    """
    url = str(app.conf.broker_url or settings.CELERY_BROKER_URL)
    path = Path(url.removeprefix(EMBEDDED))
    if not url.startswith(EMBEDDED) or not path.is_file():
        return 0
    before = datetime.now() - older_than  # kombu notes the local time at which a message was handed out
    with closing(sqlite3.connect(path, timeout=20)) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'kombu_message'").fetchone():
            return 0
        with database:
            gone = database.execute(
                "DELETE FROM kombu_message WHERE visible = 0 AND timestamp < ?", [before.isoformat(sep=" ")]
            ).rowcount
    return gone
