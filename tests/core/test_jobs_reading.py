"""A runner that reads many rows at once while other processes write: its progress is passed on, and its job ends."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from gsbpm_portal.core import jobs
from gsbpm_portal.core.jobs.context import Heartbeat
from gsbpm_portal.core.models import AuditChain, Job, JobState
from tests.core import job_runners

pytestmark = pytest.mark.django_db(transaction=True)


def _written_by_another() -> None:
    """A row that another connection writes."""

    def write() -> None:
        AuditChain.objects.create(key=f"other-{time.monotonic_ns()}")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()


def reading(ctx: Any) -> dict[str, int]:
    """Reads with an open cursor for longer than progress is held back; somebody else writes meanwhile."""
    count = 0
    for count, _key in enumerate(AuditChain.objects.order_by("pk").values_list("key").iterator(chunk_size=10), 1):
        if count == 5:
            _written_by_another()
            time.sleep(0.6)
        ctx.progress(count, 300)
        if ctx.parameters.get("breaks") and count == 20:
            raise ValueError("a bug")
    return {"rows": count}


@pytest.mark.parametrize("breaks", [False, True])
def test_a_runner_that_reads_with_an_open_cursor_comes_to_its_end(
    kinds: Callable[..., str], monkeypatch: pytest.MonkeyPatch, breaks: bool
) -> None:
    monkeypatch.setattr(Heartbeat, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(job_runners, "silent", reading)
    AuditChain.objects.bulk_create(AuditChain(key=f"row-{number:03}") for number in range(300))
    job = jobs.enqueue(kinds("silent"), by=None, parameters={"breaks": breaks})
    assert jobs.execute(job.pk)
    ended = Job.objects.get(pk=job.pk)
    assert ended.state == (JobState.FAILED if breaks else JobState.SUCCEEDED)
    if not breaks:
        assert ended.progress_done == ended.result["rows"]
