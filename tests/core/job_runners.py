"""Runners and other registered functions of the tests, found by dotted path as in the portal ("tests.core.job_runners:name")."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.exports import Table
from gsbpm_portal.core.jobs import JobContext, JobRefused
from gsbpm_portal.core.models import AuditChain, Job, StoredFile

PATH = "tests.core.job_runners:"
seen: list[Any] = []
"""What functions of this module were called with; emptied by the fixture `kinds`."""


def mark(key: str) -> None:
    """Write a row that a test can look for."""
    AuditChain.objects.create(key=key)


def marks() -> list[str]:
    return sorted(AuditChain.objects.filter(key__startswith="mark").values_list("key", flat=True))


def add(ctx: JobContext) -> dict[str, Any]:
    return {"sum": sum(ctx.parameters.get("numbers", []))}


def silent(ctx: JobContext) -> None:
    seen.append(ctx.job.attempt)


def refuse(ctx: JobContext) -> None:
    raise JobRefused("Row 3: the code 99 is unknown.")


def crash(ctx: JobContext) -> None:
    raise ValueError("a bug")


def lock_trouble(ctx: JobContext) -> None:
    seen.append(ctx.job.attempt)
    raise OperationalError("database is locked")


def value_trouble(ctx: JobContext) -> dict[str, int]:
    seen.append(ctx.job.attempt)
    if ctx.job.attempt < 3:
        raise ValueError("not yet")
    return {"attempt": ctx.job.attempt}


def in_steps(ctx: JobContext) -> dict[str, int]:
    for step in range(3):
        ctx.progress(step, 3, f"Step {step + 1}")
        with ctx.writing():
            mark(f"mark-{step}")
    return {"steps": 3}


def cancelled_on_the_way(ctx: JobContext) -> None:
    ctx.progress(1, 3, "First")
    Job.objects.filter(pk=ctx.job.pk).update(cancel_requested_at=ctx.job.created_at)
    try:
        ctx.progress(2, 3, "Second")
    except Exception:
        seen.append("swallowed")
    mark("mark-after-cancel")


def cancelled_before_writing(ctx: JobContext) -> None:
    Job.objects.filter(pk=ctx.job.pk).update(cancel_requested_at=ctx.job.created_at)
    with ctx.writing():
        mark("mark-after-cancel")


def taken_over(ctx: JobContext) -> None:
    """Another attempt starts while this one runs."""
    Job.objects.filter(pk=ctx.job.pk).update(attempt=ctx.job.attempt + 1)
    with ctx.writing():
        mark("mark-stale")


def taken_over_at_the_end(ctx: JobContext) -> dict[str, str]:
    ctx.attach_result(b"stale", "stale.txt", "text/plain")
    ctx.at_finish(lambda: mark("mark-stale"))
    Job.objects.filter(pk=ctx.job.pk).update(attempt=ctx.job.attempt + 1)
    return {"stale": "yes"}


def with_result(ctx: JobContext) -> dict[str, str]:
    ctx.attach_result(b"first", "first.txt", "text/plain")
    ctx.attach_result(b"the result", "Laporan akhir.txt", "text/plain")
    ctx.at_finish(lambda: mark("mark-finish"))
    return {"message": "Done."}


def fails_at_the_end(ctx: JobContext) -> dict[str, str]:
    ctx.attach_result(b"lost", "lost.txt", "text/plain")
    ctx.at_finish(lambda: mark("mark-finish"))
    ctx.at_finish(_fail)
    return {"never": "seen"}


def _fail() -> None:
    raise JobRefused("The release was withdrawn meanwhile.")


def write_inside_a_transaction(ctx: JobContext) -> None:
    with ctx.writing():
        mark("mark-before")
        raise ValueError("in the middle of a write")


def talk(ctx: JobContext) -> None:
    for number in range(20):
        ctx.log(f"line {number}")


def interrupted(ctx: JobContext) -> None:
    """A long query that is stopped raises whatever its library likes."""

    def interrupt() -> None:
        seen.append("interrupted")

    Job.objects.filter(pk=ctx.job.pk).update(cancel_requested_at=ctx.job.created_at)
    with ctx.interruptible(interrupt):
        ctx.look()
        raise RuntimeError("query interrupted")


def stop(ctx: JobContext) -> None:
    raise SystemExit


def overrun(ctx: JobContext) -> None:
    ctx.begun -= 6
    raise SystemExit


def told(job: Job) -> None:
    seen.append((job.state, job.error))


def told_badly(job: Job) -> None:
    raise ValueError("on_end is broken")


def tick() -> None:
    seen.append("tick")


def broken_tick() -> None:
    raise ValueError("the tick is broken")


def file_checked(stored: StoredFile) -> None:
    seen.append((stored.pk, stored.state))


def export_rows(user: Any, parameters: dict[str, Any]) -> Table:
    """Rows of every type that a cell can have; only what the person may see."""
    seen.append((user, parameters))
    rows = [
        ["=1+1", 1234.5, Decimal("0.10"), 7, date(2026, 5, 9), datetime(2026, 5, 9, 7, 12, tzinfo=UTC), True, None],
        ["biasa", -1, None, 0, None, None, False, _("Error")],
    ]
    headings = ["Nama", "Nilai", "Bagian", "Jumlah", "Tanggal", "Waktu", "Ya", "Lain"]
    return Table(headings, (row for row in rows), total=2, about=[("Saringan", "semua")])


def many_rows(user: Any, parameters: dict[str, Any]) -> tuple[list[str], Iterator[list[int]]]:
    return ["Nomor"], ([number] for number in range(parameters["count"]))
