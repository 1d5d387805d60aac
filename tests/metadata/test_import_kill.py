"""A worker that is killed in the middle of an import leaves nothing; the next one imports everything, once."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from gsbpm_portal.core import clock, jobs
from gsbpm_portal.core.models import AuditEntry, Job
from gsbpm_portal.core.models.jobs import JobState
from metadata.enums import Kind
from metadata.models import ImportBatch, Item
from metadata.services import imports
from tests.metadata import making

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys, time, django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT = settings.STORAGES["default"].setdefault("OPTIONS", {})["location"] = sys.argv[2]
from gsbpm_portal.core import jobs
from metadata.services import items
original = items.create_item
def slowly(*args, **kwargs):
    made = original(*args, **kwargs)
    print("written", flush=True)
    time.sleep(60)
    return made
items.create_item = slowly
jobs.execute(int(sys.argv[1]), heartbeat=False)
"""


def address() -> str:
    """The test's database as the settings name it."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    return f"postgres://{known['USER']}{password}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing(tmp_path: Path) -> None:
    office = making.Office()
    upload = SimpleUploadedFile("a.csv", b"kode;nama_id\nA;Satu\nB;Dua\n")
    batch = imports.request_import(
        upload, what=Kind.CONCEPT, organisation=office.places["perikanan"], by=office["staf"]
    )
    jobs.run_pending()
    job: Any = imports.request_apply(batch, by=office["staf"])
    environment = {**os.environ, "DATABASE_URL": address(), "VAR_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job.pk), str(settings.MEDIA_ROOT)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdout is not None and worker.stderr is not None
    try:
        told = worker.stdout.readline()
        assert told == "written\n", worker.stderr.read()
    finally:
        worker.kill()
        worker.communicate()
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
    assert not Item.objects.exists()
    assert not AuditEntry.objects.filter(action="registry.created").exists()
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(minutes=1))
    jobs.reap()
    jobs.run_pending()
    assert ImportBatch.objects.get().applied_at is not None
    assert list(Item.objects.values_list("code", flat=True)) == ["A", "B"]
    assert AuditEntry.objects.filter(action="registry.created").count() == 2
