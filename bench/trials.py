"""What is measured, and the limits."""

from __future__ import annotations

import time

from django.core.management import call_command

from activities.models import Cycle
from bench import documents, imports, memory, registry
from bench.admin import address
from bench.data import City, without_triggers
from bench.measure import Browser, Report, session_of, timings
from phases.engine.enums import IterationState
from phases.engine.models import Iteration, SubProcessRun

SMALL, SIZES = 100, (5, 50, 500)
LIST, INBOX = "/kegiatan/", "/tindakan/"
QUERIES = {"list": 12, "matrix": 8, "inbox": 8, "sub-process": 15}
TO_YARDSTICK = {"list": 6, "matrix": 6, "inbox": 5}
TO_ADMIN = 0.6
LARGE_TO_SMALL = 1.3
MEGABYTES = 200
BUSY = "1.1"
"""The sub-process on which evidence, remarks and history are heaped."""


def run(activities: int, requests: int, rounds: int, items: int) -> int:
    """Make all trials; gives how many limits were not kept."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    report, counts = Report(), {name: {} for name in QUERIES}
    city = City()
    reader = Browser(city.staff)

    def grow(number: int) -> None:
        with without_triggers():
            city.grow(number)

    print("Queries")
    for size in SIZES:
        grow(size)
        first = Cycle.objects.select_related("activity").order_by("pk")[0]
        matrix = first.get_absolute_url()
        with without_triggers():
            city.fill_subprocess(first, BUSY, size)
        counts["list"][size] = reader.queries(LIST)
        counts["matrix"][size] = reader.queries(matrix)
        counts["sub-process"][size] = reader.queries(f"{matrix}{BUSY}/")
        if size == SIZES[1]:
            grow(SMALL)
            small = _large_and_small(report, city, rounds)
    voters = {size: city.supervisor_of(size) for size in SIZES}
    for size, voter in voters.items():
        counts["inbox"][size] = Browser(voter).queries(INBOX)
    for name, limit in QUERIES.items():
        report.equal(f"{name}: queries", counts[name], limit)

    print(
        "Beside a page of as many bytes behind a sign-in, and beside Django's administration with as many rows and columns"
    )
    _beside(report, city, voters[50], matrix, rounds)

    print(f"At {activities} activities beside {SMALL}")
    begun = time.monotonic()
    grow(activities)
    print(f"  ({SubProcessRun.objects.count()} runs written in {time.monotonic() - begun:.0f} s)")
    large = _large_and_small(report, city, rounds)
    for name, ratio in large.items():
        report.add(f"{name}: time at {activities} to time at {SMALL}", ratio / small[name], LARGE_TO_SMALL, unit="×")

    if items:
        registry.run(report, city, items, rounds)
        imports.measure(report)

    print("Documents")
    documents.measure(report)

    if requests:
        print(f"A web process after {requests} requests")
        pages = [LIST, INBOX, matrix, f"{matrix}{BUSY}/", f"{matrix}garis-waktu/", "/kegiatan/jadwal/?tahun=2026"]
        before, after = memory.resident_megabytes(pages, session_of(city.staff_of(20)), requests)
        report.add("resident memory", after, MEGABYTES, unit=" MB", digits=0, note=f"at the start {before:.0f} MB")
    return report.failed


def _large_and_small(report: Report, city: City, rounds: int) -> dict[str, float]:
    """Times of the list as multiples of the yardstick, so that two moments of a busy machine can be compared."""
    reader, head = Browser(city.staff), Browser(city.head)
    size = len(reader.get(LIST))
    found = timings(
        {
            "yardstick": lambda: reader.get(f"/yardstick/{size}/"),
            "list of staff": lambda: reader.get(LIST),
            "list of a head": lambda: head.get(LIST),
            "list, second page": lambda: reader.get(f"{LIST}?hal=2"),
            "list of one organisation": lambda: reader.get(f"{LIST}?organisasi=dinas-03"),
        },
        rounds,
    )
    yardstick = found.pop("yardstick")
    for name, milliseconds in found.items():
        print(f"  {name:<58} {milliseconds:>9.1f} ms {'':>10}   ({milliseconds / yardstick:.1f} yardsticks)")
    return {name: milliseconds / yardstick for name, milliseconds in found.items()}


def _beside(report: Report, city: City, voter: object, matrix: str, rounds: int) -> None:
    superuser = Browser(city.admin)
    waiting = f"?state={IterationState.SUBMITTED}"
    pages = {
        "list": (Browser(city.staff), LIST, address(Cycle)),
        "matrix": (Browser(city.staff), matrix, address(SubProcessRun)),
        "inbox": (Browser(voter), INBOX, address(Iteration, waiting)),
    }
    for name, (browser, page, plain) in pages.items():
        size = len(browser.get(page))
        found = timings(
            {
                "page": lambda browser=browser, page=page: browser.get(page),
                "yardstick": lambda browser=browser, size=size: browser.get(f"/yardstick/{size}/"),
                "admin": lambda plain=plain: superuser.get(plain),
            },
            rounds,
        )
        note = f"{found['page']:.1f} ms, {size / 1000:.0f} kB"
        report.add(
            f"{name}: to the yardstick", found["page"] / found["yardstick"], TO_YARDSTICK[name], unit="×", note=note
        )
        note = f"administration {found['admin']:.1f} ms"
        report.add(
            f"{name}: to the administration's list", found["page"] / found["admin"], TO_ADMIN, unit="×", note=note
        )
