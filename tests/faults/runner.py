"""The job of the kill trials: writes two rows in each of several steps, and says in a side file when it is inside a write."""

import os
import random
import time
from pathlib import Path
from typing import Any

from django.db import connection

from gsbpm_portal.core.jobs import JobContext

STEPS = 10
INSIDE, OUTSIDE = b"I", b"O"


def side_file(pid: int) -> Path:
    """One byte for each worker process: inside a write, or outside."""
    return Path(os.environ["TRIAL_DIR"]) / "marks" / str(pid)


def was_inside(pid: int) -> bool:
    """Whether the process with this number (dead by now) was in the middle of a write."""
    path = side_file(pid)
    return path.exists() and path.read_bytes() == INSIDE


def run(ctx: JobContext) -> dict[str, Any]:
    mark = os.open(side_file(os.getpid()), os.O_WRONLY | os.O_CREAT)
    try:
        for step in range(STEPS):
            ctx.progress(step, STEPS, f"Step {step + 1}")
            with ctx.writing():
                os.pwrite(mark, INSIDE, 0)
                _write(ctx.job.pk, ctx.job.attempt, step)
                os.pwrite(mark, OUTSIDE, 0)
            time.sleep(random.uniform(0.0, 0.03))
    finally:
        os.close(mark)
    ctx.at_finish(lambda: _insert(ctx.job.pk, ctx.job.attempt, STEPS, 0))
    ctx.attach_result(f"result of {ctx.job.pk}".encode(), "result.txt", "text/plain")
    return {"attempt": ctx.job.attempt}


def _write(job: int, attempt: int, step: int) -> None:
    """Both rows of a step, unless an earlier attempt wrote them: a step that is committed stays done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kill_trial WHERE job = %s AND step = %s", [job, step])
        if cursor.fetchone()[0]:
            return
    _insert(job, attempt, step, 0)
    time.sleep(random.uniform(0.01, 0.08))
    _insert(job, attempt, step, 1)


def _insert(job: int, attempt: int, step: int, half: int) -> None:
    """Nothing in the database keeps a row from being written twice: that is what the trial looks for."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kill_trial VALUES (%s, %s, %s, %s)", [job, attempt, step, half])
