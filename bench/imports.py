"""The import of 50,000 codes beside a bare executemany of the same rows."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection, transaction

from bench.measure import Report
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import Membership, Organisation, User
from gsbpm_portal.core import jobs
from metadata import services
from metadata.models import ImportBatch, Version
from metadata.models.imports import CODES
from metadata.services import imports
from metadata.tabular.codes import code_columns
from metadata.tabular.writing import write_table

CODES_IN_ALL = 50_000
TO_EXECUTEMANY = 4.0
"""Reading, checking every row twice, the tree and the audit entry beside nothing but INSERTs."""
BARE = """INSERT INTO metadata_code (version_id, code, label_id, label_en, level, position, description, alt_code)
    VALUES (%s, %s, %s, '', %s, %s, '', '')"""


def measure(report: Report) -> None:
    """Import the codes through the jobs, and write as many rows bare; the rows of both stay in the bench's database."""
    organisation = Organisation.objects.create(
        code="bench-registri", name="Bench Registri", kind="office", path="/bench-registri/"
    )
    by = User.objects.create(username="bench-registri")
    Membership.objects.create(user=by, organisation=organisation, role=Role.STAF)
    rows = _rows()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kode.csv"
        write_table(file, "csv", code_columns(), rows, title="Kode")
        content = file.read_bytes()
    batch = imports.request_import(
        ContentFile(content, name="kode.csv"), what=CODES, version=_draft("BENCH_IMPOR", organisation, by), by=by
    )
    checked = _timed(jobs.run_pending)
    imports.request_apply(ImportBatch.objects.get(pk=batch.pk), by=by)
    applied = _timed(jobs.run_pending)
    if ImportBatch.objects.get(pk=batch.pk).applied_at is None:
        raise RuntimeError("the import did not come in")
    bare = _draft("BENCH_POLOS", organisation, by).pk
    lines = [
        (bare, row["kode"], row["label_id"], 1 + bool(row.get("kode_induk")), place) for place, row in enumerate(rows)
    ]

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(BARE, lines)

    plain = _timed(write)
    note = f"check {checked:.1f} s, import {applied:.1f} s, executemany {plain:.1f} s"
    report.add(f"import of {len(rows)} codes to executemany", applied / plain, TO_EXECUTEMANY, unit="×", note=note)


def _rows() -> list[dict[str, str]]:
    """A tree of two levels: a hundred codes below each parent."""
    found: list[dict[str, str]] = []
    parent = 0
    while len(found) < CODES_IN_ALL:
        found.append({"kode": f"{parent:04d}", "label_id": f"Induk {parent}"})
        found += [
            {"kode": f"{parent:04d}{n:02d}", "label_id": f"Kode {parent}.{n}", "kode_induk": f"{parent:04d}"}
            for n in range(100)
        ]
        parent += 1
    return found[:CODES_IN_ALL]


def _draft(code: str, organisation: Organisation, by: User) -> Version:
    return services.create_item("classification", code, organisation=organisation, values={"name_id": code}, by=by)


def _timed(work: object) -> float:
    begun = time.monotonic()
    work()  # type: ignore[operator]
    return time.monotonic() - begun
