"""The job that makes a document: who may have it, asked twice; the file that it hands out."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from gsbpm_portal.core import jobs
from gsbpm_portal.core.documents import freezing, registry
from gsbpm_portal.core.jobs.checks import check_registrations
from gsbpm_portal.core.models import Job, JobState
from tests.core import document_builders as builders

pytestmark = pytest.mark.django_db
CODE = "test.kak"


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    builders.seen.clear()
    registry.register_document(CODE, builders.PATH + "kak", may=builders.PATH + "may_read", title="KAK")
    yield
    registry.forget(CODE)


def finished(job: Job) -> Job:
    jobs.run_pending()
    job.refresh_from_db()
    return job


def content(job: Job) -> bytes:
    assert job.state == JobState.SUCCEEDED, job.trace or job.error
    assert job.result_file is not None
    with job.result_file.file.open("rb") as opened:
        return bytes(opened.read())


def test_pdf_docx_and_xlsx_of_one_document(make_user: Callable[..., Any]) -> None:
    sari = make_user()
    made = {
        fmt: finished(registry.request_document(CODE, fmt, by=sari, parameters={"title": "Kerangka"}))
        for fmt in registry.FORMATS
    }
    assert "Kerangka" in PdfReader(io.BytesIO(content(made["pdf"]))).pages[0].extract_text().title()
    assert docx.Document(io.BytesIO(content(made["docx"]))).core_properties.title == "Kerangka"
    assert load_workbook(io.BytesIO(content(made["xlsx"]))).properties.title == "Kerangka"
    assert builders.seen == [({"title": "Kerangka"}, sari)] * 3
    checksum = freezing.checksum(builders.kak({"title": "Kerangka"}, sari))
    assert [job.result for job in made.values()] == [{"sha256": checksum}] * 3
    pdf = made["pdf"]
    assert pdf.label == "KAK (PDF)" and (pdf.progress_done, pdf.progress_total) == (3, 3)
    assert pdf.result_file is not None and pdf.result_file.name.startswith("kerangka-survei-contoh-")
    assert pdf.result_file.name.endswith(".pdf") and pdf.result_file.content_type == "application/pdf"


def test_the_file_waits_on_the_page_of_the_job(make_user: Callable[..., Any], client: Any) -> None:
    sari, budi = make_user(), make_user("budi")
    job = finished(registry.request_document(CODE, "docx", by=sari, parameters={"title": "Kerangka"}))
    address = reverse("core:job-result", args=[job.public_id])
    client.force_login(sari, "gsbpm_portal.accounts.backends.PersonBackend")
    assert client.get(job.get_absolute_url()).status_code == 200
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == content(job)
    client.force_login(budi, "gsbpm_portal.accounts.backends.PersonBackend")
    assert client.get(address).status_code == 404


def test_who_may_not_have_it_is_refused_at_once(make_user: Callable[..., Any]) -> None:
    with pytest.raises(PermissionDenied):
        registry.request_document(CODE, "pdf", by=make_user("tamu"))
    with pytest.raises(PermissionDenied):
        registry.request_document(CODE, "pdf", by=make_user(is_active=False))
    assert Job.objects.count() == 0 and builders.seen == []


@pytest.mark.parametrize("loss", [{"username": "tamu"}, {"is_active": False}])
def test_sight_lost_meanwhile_is_refused_by_the_worker(make_user: Callable[..., Any], loss: dict[str, Any]) -> None:
    sari = make_user()
    job = registry.request_document(CODE, "pdf", by=sari)
    type(sari).objects.filter(pk=sari.pk).update(**loss)
    assert finished(job).state == JobState.REFUSED
    assert job.result_file is None and builders.seen == []


def test_prose_alone_is_no_workbook(make_user: Callable[..., Any]) -> None:
    job = finished(registry.request_document(CODE, "xlsx", by=make_user(), parameters={"prose": True}))
    assert job.state == JobState.REFUSED and job.error != ""


def test_a_document_speaks_its_own_language(make_user: Callable[..., Any]) -> None:
    job = finished(registry.request_document(CODE, "pdf", by=make_user(), parameters={"language": "en"}))
    assert "Page 1 of" in PdfReader(io.BytesIO(content(job))).pages[0].extract_text()


def test_unknown_documents_and_formats(make_user: Callable[..., Any]) -> None:
    sari = make_user()
    with pytest.raises(jobs.UnknownKind):
        registry.request_document("test.nobody", "pdf", by=sari)
    with pytest.raises(ValidationError):
        registry.request_document(CODE, "exe", by=sari)
    with pytest.raises(ValueError, match="formats"):
        registry.register_document("test.other", "a:b", may="a:b", title="x", formats=["exe"])
    with pytest.raises(ValueError, match="registered already"):
        registry.register_document(CODE, "a:b", may="a:b", title="x")


def test_functions_that_do_not_exist_are_found_at_the_start() -> None:
    assert check_registrations() == []
    registry.register_document("test.bad", "tests.nowhere:f", may="tests.nowhere:g", title="x")
    try:
        assert len(check_registrations()) == 2
    finally:
        registry.forget("test.bad")
