"""Files that people hand in: received, checked in the worker, opened only after that."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from gsbpm_portal.core import files, jobs, storage
from gsbpm_portal.core.models import FileState, Job, JobState, StoredFile
from tests.core import job_runners
from tests.core import sample_files as sample

pytestmark = pytest.mark.django_db
PURPOSE = "test.evidence"


def upload(content: bytes, name: str = "Laporan akhir.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")  # what the browser claims counts for nothing


def received(content: bytes, name: str = "Laporan akhir.pdf", by: Any = None) -> StoredFile:
    with translation.override("en"):
        stored = files.receive(upload(content, name), by=by, purpose=PURPOSE)
        jobs.run_pending()
    stored.refresh_from_db()
    return stored


@pytest.fixture
def listener() -> Iterator[None]:
    job_runners.seen.clear()
    files.on_checked(PURPOSE, job_runners.PATH + "file_checked")
    yield
    files._listeners.pop(PURPOSE)


def test_a_file_is_stored_under_a_random_name(make_user: Callable[..., Any]) -> None:
    sari = make_user()
    stored = files.receive(upload(b"abc", "../../Bukti: 2026?.pdf"), by=sari, purpose=PURPOSE)
    assert (stored.name, stored.size, stored.state) == ("Bukti_ 2026_.pdf", 3, FileState.CHECKING)
    assert stored.sha256 == hashlib.sha256(b"abc").hexdigest()
    folder, name = stored.file.name.split("/")
    assert len(folder) == 2 and len(name) == 30 and "." not in name
    assert Path(stored.file.path).stat().st_mode & 0o777 == 0o600
    assert (stored.uploaded_by, stored.purpose, stored.content_type) == (sari, PURPOSE, "")
    job = files.check_job(stored)
    assert job is not None and job.inputs[0]["sha256"] == stored.sha256


def test_nobody_opens_a_file_that_was_not_checked() -> None:
    stored = files.receive(upload(sample.pdf()), by=None, purpose=PURPOSE)
    for act in (files.open_checked, files.attachment_response):
        with pytest.raises(files.NotAvailable):
            act(stored)


def test_a_harmless_file_becomes_available() -> None:
    content = sample.pdf()
    stored = received(content)
    assert (stored.state, stored.content_type, stored.refusal) == (FileState.AVAILABLE, "application/pdf", "")
    assert stored.checked_at is not None
    with files.open_checked(stored) as opened:
        assert opened.read() == content


def test_a_refused_file_says_why_and_stays_closed() -> None:
    stored = received(b"MZ" + b"\x00" * 100)
    assert stored.state == FileState.REFUSED
    assert "is a program" in stored.refusal and "Allowed:" in stored.refusal
    with pytest.raises(files.NotAvailable):
        files.open_checked(stored)
    job = files.check_job(stored)
    assert job is not None and (job.state, job.error) == (JobState.REFUSED, stored.refusal)


def test_the_answer_is_an_attachment_that_is_never_guessed_at() -> None:
    stored = received(b"a;b\n", 'Data "2026" é.csv')
    response = files.attachment_response(stored)
    assert response["Content-Disposition"] == (
        "attachment; filename=\"Data _2026_ .csv\"; filename*=UTF-8''Data%20_2026_%20%C3%A9.csv"
    )
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("text/csv", "nosniff")
    assert "sandbox" in response["Content-Security-Policy"] and "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content) == b"a;b\n"
    response.close()


@pytest.mark.parametrize("limit", ["setting", "office"])
def test_empty_and_large_files_are_refused_at_once(settings: Any, limit: str) -> None:
    if limit == "setting":
        settings.EVIDENCE_MAX_BYTES = 10
        content = b"x" * 11
    else:
        from gsbpm_portal.core import office

        office.change("evidence_max_mb", 1, by=None)
        content = b"x" * (1024 * 1024 + 1)
    with translation.override("en"):
        with pytest.raises(ValidationError, match="The file is empty"):
            files.receive(upload(b""), by=None, purpose=PURPOSE)
        with pytest.raises(ValidationError, match="larger than"):
            files.receive(upload(content), by=None, purpose=PURPOSE)
    assert not StoredFile.objects.exists() and not Job.objects.exists()


def test_a_stream_that_grows_past_the_limit_leaves_nothing(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 10
    lying = ContentFile(b"x" * 100_000, name="a.txt")
    lying.size = 5
    with pytest.raises(ValidationError):
        files.receive(lying, by=None, purpose=PURPOSE)
    assert all(default_storage.listdir(folder)[1] == [] for folder in default_storage.listdir("")[0])


def test_listeners_are_told_in_the_same_transaction(listener: None) -> None:
    stored = received(sample.pdf())
    assert job_runners.seen == [(stored.pk, "available")]
    stored = received(b"MZ")
    assert job_runners.seen[1:] == [(stored.pk, "refused")]


def test_a_listener_that_fails_keeps_the_file_closed(listener: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(stored: StoredFile) -> None:
        raise ValueError("broken listener")

    monkeypatch.setattr(job_runners, "file_checked", fail)
    stored = received(sample.pdf())
    assert stored.state == FileState.CHECKING  # the end of the check and the listener stand or fall together
    job = files.check_job(stored)
    assert job is not None and job.state == JobState.FAILED


def test_a_check_that_breaks_down_refuses_the_file(caplog: pytest.LogCaptureFixture) -> None:
    with translation.override("en"):
        stored = files.receive(upload(sample.pdf()), by=None, purpose=PURPOSE)
    Path(stored.file.path).write_bytes(b"something else")
    jobs.run_pending()
    stored.refresh_from_db()
    assert stored.state == FileState.REFUSED
    assert "could not be checked" in stored.refusal


def test_a_refusal_has_a_reason() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(name="a", file="x", size=1, sha256="", purpose=PURPOSE, state=FileState.REFUSED)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("C:\\Users\\rina\\KAK final.docx", "KAK final.docx"),
        ("a\x00b\u202egnp.exe.pdf", "abgnp.exe.pdf"),
        ("  .htaccess  ", "htaccess"),
        ("", "file"),
        ("///", "file"),
        ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
        ("tanpa akhiran", "tanpa akhiran"),
        ("a;b|c.csv", "a_b_c.csv"),
    ],
)
def test_names_are_cleaned(raw: str, clean: str) -> None:
    assert storage.clean_name(raw) == clean


def test_contents_without_a_row_are_deleted_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = received(sample.pdf())
    default_storage.save("ab/orphan", ContentFile(b"left by a killed process"))
    assert storage.purge_orphans() == 0
    monkeypatch.setattr(storage, "ORPHAN_AGE", timedelta(seconds=-1))
    assert storage.purge_orphans() == 1
    assert default_storage.exists(stored.file.name)
    assert timezone.now() > stored.created_at
