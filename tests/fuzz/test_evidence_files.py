"""Files handed in as evidence, from the form to the reader's machine: a refusal says why, what is not checked stays shut."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gsbpm_portal.core import jobs
from gsbpm_portal.core.models import StoredFile
from phases.engine.models import Evidence
from tests import factories
from tests.core import sample_files as samples
from tests.fuzz.posting import post, run, signed_in, text

if TYPE_CHECKING:
    from tests.factories import World

pytestmark = pytest.mark.django_db
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    from django.db import transaction

    from tests.fuzz.office import block

    with django_db_blocker.unblock(), block():
        world = factories.make_world()
        world.bring("1.1", "dikerjakan")
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    return built_world


def hand_in(world: World, name: str, content: bytes, **more: str) -> Any:
    upload = SimpleUploadedFile(name, content, "application/pdf")
    data = {"title": "Berita acara", "description": "Uji coba", "upload": upload, **more}
    return post(signed_in(world, "staf"), run("1.1", "bukti/tambah/"), data)


def address(piece: Evidence) -> str:
    return run("1.1", f"bukti/{piece.public_id}/")


def bomb() -> bytes:
    """A workbook of 300 KB that unpacks to 300 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in zipfile.ZipFile(io.BytesIO(samples.xlsx())).NameToInfo.items():
            archive.writestr(name, zipfile.ZipFile(io.BytesIO(samples.xlsx())).read(content))
        with archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b"0" * 1024 * 1024)
    return buffer.getvalue()


HARMFUL: dict[str, tuple[str, Callable[[], bytes]]] = {
    "program renamed to pdf": ("laporan.pdf", lambda: b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00" + b"\x90" * 500),
    "linux program": ("laporan.pdf", lambda: b"\x7fELF\x02\x01\x01" + b"\x00" * 200),
    "bomb in a workbook": ("data.xlsx", bomb),
    "document with macros": (
        "surat.docm", lambda: samples.docx({"word/vbaProject.bin": samples.OLE + b"\x00" * 600}, main=MACRO_MAIN),
    ),
    "macros under another name": (
        "surat.docx", lambda: samples.docx({"word/vbaProject.bin": samples.OLE + b"\x00" * 600}),
    ),
    "page renamed to text": ("catatan.txt", lambda: b"<!doctype html><script>alert(1)</script>"),
    "picture that is a page": ("peta.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "script": ("hitung.sh", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "pdf that runs a script": ("laporan.pdf", samples.hidden_script_pdf),
    "archive": ("data.zip", lambda: samples.zipped({"a.exe": b"MZ"})),
}  # fmt: skip


@pytest.mark.parametrize("what", HARMFUL)
def test_a_harmful_file_is_refused_with_its_reason(world: World, what: str) -> None:
    name, make = HARMFUL[what]
    assert hand_in(world, name, make()).status_code == 302
    piece = Evidence.objects.get(title="Berita acara")
    reader = signed_in(world, "pimpinan")
    assert reader.get(address(piece)).status_code == 409, "opened before it was checked"
    jobs.run_pending()
    piece.refresh_from_db()
    assert piece.file is not None and piece.file.is_refused and piece.file.refusal
    shut = reader.get(address(piece))
    assert shut.status_code == 409
    assert piece.file.refusal in text(shut)
    page = text(signed_in(world, "staf").get(run("1.1")))
    assert piece.file.refusal in page and "Berita acara" in page and "Uji coba" in page
    assert world["staf"].notices.filter(kind="evidence_refused").count() == 1


def test_an_empty_file_is_refused_at_once(world: World) -> None:
    response = hand_in(world, "kosong.pdf", b"")
    assert response.status_code == 422
    assert "kosong" in text(response)
    assert not StoredFile.objects.exists()


def test_21_megabytes_are_refused_at_once(world: World, settings: Any) -> None:
    assert settings.EVIDENCE_MAX_BYTES == 20 * 1024 * 1024
    response = hand_in(world, "besar.pdf", b"%PDF-1.7\n" + b"0" * (21 * 1024 * 1024))
    assert response.status_code == 422
    assert re.search(r"lebih besar dari 20[.,]0\sMB", text(response)), "says the limit"
    assert "Berita acara" in text(response)
    assert not StoredFile.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*")), "nothing is left in the store"


def test_a_harmless_file_is_saved_never_shown(world: World, settings: Any) -> None:
    content = samples.pdf()
    name = "Berita acara ‘uji’ – тест; filename=a.exe; a=b.pdf"
    assert hand_in(world, name, content).status_code == 302
    piece = Evidence.objects.get(title="Berita acara")
    reader = signed_in(world, "pimpinan")
    assert reader.get(address(piece)).status_code == 409, "opened before it was checked"
    jobs.run_pending()
    response = reader.get(address(piece))
    assert response.status_code == 200
    assert response.getvalue() == content
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert "\n" not in headers["Content-Disposition"] and "Set-Cookie" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert int(headers["Content-Length"]) == len(content)
    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert re.fullmatch(r"[0-9a-f]{30}", stored[0].name), "the name on the disk tells nothing"
    assert not any(Path(settings.MEDIA_ROOT).is_relative_to(folder) for folder in settings.STATICFILES_DIRS)


@pytest.mark.parametrize(("who", "status"), [("luar", 404), ("rekan", 200), ("admin", 200)])
def test_who_does_not_see_the_cycle_does_not_get_the_file(world: World, who: str, status: int) -> None:
    assert hand_in(world, "a.txt", b"catatan").status_code == 302
    jobs.run_pending()
    response = signed_in(world, who).get(address(Evidence.objects.get(title="Berita acara")))
    assert response.status_code == status
    if status == 200:
        assert response.getvalue() == b"catatan"


def test_a_file_that_is_gone_from_the_store_is_told_so(world: World) -> None:
    """Lost on the disk: the reader gets a sentence, not an error page."""
    assert hand_in(world, "a.txt", b"catatan").status_code == 302
    jobs.run_pending()
    piece = Evidence.objects.get(title="Berita acara")
    assert piece.file is not None
    piece.file.file.storage.delete(piece.file.file.name)
    response = signed_in(world, "staf").get(address(piece))
    assert response.status_code == 404
    assert "<h1" in text(response)
