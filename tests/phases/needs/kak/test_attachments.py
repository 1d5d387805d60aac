"""Files that go with the KAK: set into its PDF behind a sheet, or told why they are not."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext, ngettext
from pypdf import PdfReader, PdfWriter

from gsbpm_portal.core import files, jobs
from gsbpm_portal.core.documents import appending
from gsbpm_portal.core.models import StoredFile
from phases.engine.enums import IterationState
from phases.engine.services import iterations
from tests import factories
from tests.factories import World
from tests.phases.needs.kak.test_documents import made
from tests.phases.needs.kak_office import fill_kak, write

pytestmark = pytest.mark.django_db


def pdf(*widths: int) -> bytes:
    """A PDF with a page of each width."""
    writer, content = PdfWriter(), io.BytesIO()
    for width in widths:
        writer.add_blank_page(width, 500)
    writer.write(content)
    return content.getvalue()


@pytest.fixture
def filled(world: World) -> World:
    world.bring("1.6", IterationState.IN_WORK)
    fill_kak(world.cycle)
    return world


def attach(world: World, **content: bytes) -> None:
    """A consultation with these files, which the kernel has checked."""
    stored = [
        files.receive(ContentFile(body, name.replace("_", ".")), by=world["staf"], purpose="design")
        for name, body in content.items()
    ]
    jobs.run_pending()
    write(
        world.cycle,
        "consultations",
        {},
        consultations=[{"title": "Rapat", "files": [str(one.public_id) for one in stored]}],
    )


def read(content: bytes) -> tuple[list[int], list[str]]:
    """Widths of the pages, and their words."""
    pages = PdfReader(io.BytesIO(content)).pages
    return [round(page.mediabox.width) for page in pages], [" ".join(page.extract_text().split()) for page in pages]


def test_pdf_files_stand_behind_their_sheets(filled: World) -> None:
    attach(filled, notulen_pdf=pdf(301, 302), undangan_pdf=pdf(303))
    widths, texts = read(made(filled, "needs.kak", "pdf"))
    assert widths[-5:] == [595, 301, 302, 595, 303]
    assert "notulen.pdf" in texts[-5]
    assert "undangan.pdf" in texts[-2]
    assert StoredFile.objects.get(name="notulen.pdf").sha256 in texts[-5].replace(" ", "")


def test_the_list_says_how_many_pages_each_has(filled: World) -> None:
    attach(filled, notulen_pdf=pdf(301, 302), daftar_txt=b"hadir: 12 orang\n")
    widths, texts = read(made(filled, "needs.kak", "pdf"))
    listed = next(text for text in texts if "daftar.txt" in text)
    with translation.override("id"):
        assert ngettext("%(n)s page", "%(n)s pages", 2) % {"n": 2} in listed
        assert gettext("Not set in here: it is no readable PDF. The package (ZIP) holds it.") in listed
    assert widths[-3:] == [595, 301, 302]


def test_a_document_with_files_claims_no_pdf_ua(filled: World) -> None:
    def claims() -> bool:
        root = PdfReader(io.BytesIO(made(filled, "needs.kak", "pdf"))).root_object
        return b"pdfuaid:part" in root["/Metadata"].get_object().get_data()

    assert claims()
    attach(filled, notulen_pdf=pdf(301))
    assert not claims()


def test_what_is_too_long_is_left_out_and_told(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phases.needs.kak_attachments.MOST_PAGES", 2)
    attach(filled, notulen_pdf=pdf(301, 302), undangan_pdf=pdf(303))
    widths, texts = read(made(filled, "needs.kak", "pdf"))
    assert widths[-3:] == [595, 301, 302]
    with translation.override("id"):
        told = gettext("Not set in here: too many pages. The package (ZIP) holds it.")
    assert any(told in text for text in texts)


def test_a_version_brings_the_files_that_it_named(filled: World) -> None:
    attach(filled, notulen_pdf=pdf(301))
    factories.tick_all(filled.iteration("1.6"), by=filled["staf"])
    iterations.submit_iteration(filled.iteration("1.6"), by=filled["staf"])
    write(filled.cycle, "consultations", {}, consultations=[])
    assert read(made(filled, "needs.kak", "pdf", version=1))[0][-1] == 301
    assert read(made(filled, "needs.kak", "pdf"))[0][-1] != 301


def test_a_file_that_was_not_checked_is_not_opened(filled: World) -> None:
    stored = files.receive(ContentFile(pdf(301), "notulen.pdf"), by=filled["staf"], purpose="design")
    assert appending.pages_of(stored) == 0


def test_the_package_holds_the_pdf_and_every_file(filled: World) -> None:
    body = b"hadir: 12 orang\n"
    attach(filled, notulen_pdf=pdf(301), daftar_txt=body)
    package = zipfile.ZipFile(io.BytesIO(made(filled, "needs.kak", "zip")))
    document, *others = package.namelist()
    assert others == ["lampiran/01 notulen.pdf", "lampiran/02 daftar.txt"]
    assert package.read(others[1]) == body
    assert read(package.read(document))[0][-2:] == [595, 301]
