"""Documents and exports: what is written, in the person's language, with nothing fetched and nothing that runs."""

import base64
import csv
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from gsbpm_portal.core import documents, export_runner, exports, jobs
from gsbpm_portal.core.documents import tables
from gsbpm_portal.core.models import Job, JobState
from tests.core import job_runners
from tests.core import sample_files as sample

NAME = "test.rows"


@pytest.fixture
def export() -> Iterator[None]:
    job_runners.seen.clear()
    exports.register_export(NAME, rows=job_runners.PATH + "export_rows", title="Daftar kegiatan")
    exports.register_export(
        "test.many", rows=job_runners.PATH + "many_rows", title="Banyak", formats=["csv", "pdf", "xlsx"]
    )
    yield
    exports.forget(NAME)
    exports.forget("test.many")


def made(user: Any, fmt: str, language: str = "id", name: str = NAME, **parameters: Any) -> Job:
    with translation.override(language):
        job = exports.request_export(name, fmt, by=user, parameters=parameters)
    jobs.run_pending()
    job.refresh_from_db()
    return job


def content(job: Job) -> bytes:
    assert job.state == JobState.SUCCEEDED, job.trace or job.error
    assert job.result_file is not None
    with job.result_file.file.open("rb") as opened:
        return bytes(opened.read())


@pytest.mark.django_db
@pytest.mark.usefixtures("export")
class TestExports:
    def test_csv_opens_in_an_indonesian_spreadsheet(self, make_user: Callable[..., Any]) -> None:
        raw = content(made(make_user(), "csv"))
        assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
        assert rows == [
            ["Nama", "Nilai", "Bagian", "Jumlah", "Tanggal", "Waktu", "Ya", "Lain"],
            ["'=1+1", "1234,5", "0,10", "7", "2026-05-09", "2026-05-09 14:12", "1", ""],
            ["biasa", "-1", "", "0", "", "", "0", "Kesalahan"],
        ]

    def test_csv_in_english_has_points(self, make_user: Callable[..., Any]) -> None:
        rows = list(csv.reader(io.StringIO(content(made(make_user(), "csv", "en")).decode("utf-8-sig")), delimiter=";"))
        assert rows[1][1:3] == ["1234.5", "0.10"] and rows[2][7] == "Error"

    def test_xlsx_keeps_types_and_runs_nothing(self, make_user: Callable[..., Any]) -> None:
        book = load_workbook(io.BytesIO(content(made(make_user(), "xlsx"))))
        table, about = book.worksheets
        cells = table[2]
        assert [cell.data_type for cell in cells] == ["s", "n", "n", "n", "d", "d", "b", "n"]
        assert [cell.value for cell in cells[:4]] == ["=1+1", 1234.5, 0.1, 7]
        assert cells[0].quotePrefix and table.freeze_panes == "A2" and table.auto_filter.ref == "A1:H3"
        assert table.title == "Daftar kegiatan"
        shown = {row[0].value: row[1].value for row in about.iter_rows()}
        assert shown["Saringan"] == "semua" and shown["Untuk"] == "Sari"

    @pytest.mark.parametrize(("language", "number"), [("id", "1.234,5"), ("en", "1,234.5")])
    def test_pdf_is_tagged_and_in_the_persons_language(
        self, make_user: Callable[..., Any], language: str, number: str
    ) -> None:
        reader = PdfReader(io.BytesIO(content(made(make_user(), "pdf", language))))
        text = reader.pages[0].extract_text()
        assert "Daftar kegiatan" in text and "=1+1" in text and number in text
        assert reader.trailer["/Root"]["/Lang"] == language
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()

    def test_the_rows_are_asked_for_as_the_person(self, make_user: Callable[..., Any]) -> None:
        sari = make_user()
        job = made(sari, "csv", status="berjalan")
        assert job_runners.seen == [(sari, {"status": "berjalan"})]
        assert (job.result, job.progress_done, job.progress_total) == ({"rows": 2}, 2, 2)
        assert job.label == "Daftar kegiatan (CSV)"
        assert job.result_file is not None
        assert job.result_file.name.startswith("daftar-kegiatan-20") and job.result_file.name.endswith(".csv")

    def test_what_does_not_fit_is_refused_with_a_way_out(
        self, make_user: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export_runner, "PDF_ROWS", 10)
        monkeypatch.setattr(tables, "XLSX_ROWS", 10)
        sari = make_user()
        for fmt in ("pdf", "xlsx"):
            job = made(sari, fmt, "en", "test.many", count=11)
            assert job.state == JobState.REFUSED and "Narrow the filter" in job.error
            assert made(sari, fmt, "en", "test.many", count=10).state == JobState.SUCCEEDED
        assert content(made(sari, "csv", "en", "test.many", count=300)).count(b"\r\n") == 301

    def test_an_empty_table_is_a_table(self, make_user: Callable[..., Any]) -> None:
        sari = make_user()
        for fmt in exports.FORMATS:
            assert made(sari, fmt, "id", "test.many", count=0).result == {"rows": 0}

    def test_unknown_exports_and_formats(self, make_user: Callable[..., Any]) -> None:
        sari = make_user()
        with pytest.raises(jobs.UnknownKind):
            exports.request_export("test.nobody", "csv", by=sari)
        with pytest.raises(ValidationError):
            exports.request_export(NAME, "exe", by=sari)
        with pytest.raises(ValueError, match="formats"):
            exports.register_export("test.other", rows="a:b", title="x", formats=["docx"])
        with pytest.raises(ValueError, match="registered already"):
            exports.register_export(NAME, rows="a:b", title="x")


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.css", "file:///etc/passwd", "static:../manage.py", "static:no/such.css", "/etc/passwd"],
)
def test_a_document_fetches_nothing(address: str) -> None:
    with pytest.raises(ValueError, match="static files of the portal only"):
        documents.pdf_of(
            f'<!doctype html><html lang="id"><title>x</title><link rel="stylesheet" href="{address}"><p>x</p>'
        )


def test_a_document_may_use_static_files_and_data() -> None:
    dot = "data:image/png;base64," + base64.b64encode(sample.picture("PNG")).decode()
    style = '<link rel="stylesheet" href="static:documents/document.css">'
    html = f'<!doctype html><html lang="id"><title>x</title>{style}<img alt="" src="{dot}">'
    assert documents.pdf_of(html).startswith(b"%PDF")


def test_the_web_process_loads_no_writer() -> None:
    """Importing the modules that views use must not load the libraries that only workers need."""
    import subprocess

    program = (
        "import django, sys; django.setup();"
        "import gsbpm_portal.urls, gsbpm_portal.core.exports, gsbpm_portal.core.documents.registry;"
        "heavy = 'weasyprint docx openpyxl pandas pypdf PIL filetype defusedxml'.split();"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
