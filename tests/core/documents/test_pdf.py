"""Documents as PDF: what stands on the pages, how it is tagged, and that no text of a person reaches an address."""

import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from gsbpm_portal.core.documents import pdf_of
from gsbpm_portal.core.documents.model import (
    Attachment,
    Attachments,
    CheckBoxes,
    Column,
    DataTable,
    Document,
    Field,
    FieldTable,
    Gantt,
    GanttRow,
    Heading,
    Line,
    Note,
    Option,
    Paragraphs,
    Rich,
    Signatures,
    Signer,
    Tree,
)
from gsbpm_portal.core.documents.pdf import document_html, document_pdf
from gsbpm_portal.core.file_checks.runner import inspect
from tests.core.documents.samples import SCHEDULE, SIGNED, terms_of_reference


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(page: Any) -> str:
    return " ".join(page.extract_text().split())


def test_terms_of_reference_as_they_are_filed() -> None:
    content = document_pdf(terms_of_reference())
    found = reader(content)
    pages = [words(page) for page in found.pages]
    root: Any = found.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("id", True)
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert found.metadata is not None and found.metadata.title == "Kerangka Acuan Kerja"
    assert "DINAS KOMUNIKASI DAN INFORMATIKA" in pages[0] and "Tahun anggaran" in pages[0]
    assert all("DRAFT" in page for page in pages)
    assert all("Survei Wisatawan Nusantara Kota Contoh 2027" in page for page in pages)
    count = len(pages)
    assert [
        f"{number} dari {count}" in page or f"{number} of {count}" in page for number, page in enumerate(pages, 1)
    ] == [True] * count
    whole = " ".join(pages)
    for text in ("☒", "☐", "wisatawan nusantara", "1.007", "9 Mei 2026", "NIP. 19700101 199503 1 001", "96.650.000"):
        assert text in whole, text
    assert "sembilan puluh enam juta enam ratus lima puluh ribu rupiah" in pages[-1]
    boxes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in found.pages]
    assert all(width < height for width, height in boxes[:-1]) and boxes[-1][0] > boxes[-1][1]
    assert inspect(io.BytesIO(content), "kak.pdf").content_type == "application/pdf"


def test_english_documents_speak_english() -> None:
    content = document_pdf(Document("Terms of reference", (SCHEDULE, SIGNED), language="en", number="1/2026"))
    page = words(reader(content).pages[0])
    assert reader(content).trailer["/Root"]["/Lang"] == "en"
    for text in ("Number: 1/2026", "Page 1 of 1", "May", "Activity", "Kota Contoh, "):
        assert text in page, text


def test_tables_are_tagged_with_their_heads() -> None:
    """A table has TH cells; headings go down without a gap."""
    found = reader(document_pdf(terms_of_reference()))
    kinds: set[str] = set()

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            kinds.add(str(node.get("/S")))
            if "/K" in node:
                walk(node["/K"])

    walk(found.trailer["/Root"]["/StructTreeRoot"])
    assert {"/Table", "/TH", "/TD", "/TR", "/H1", "/H2", "/H3", "/H4", "/L", "/LI", "/P", "/Caption"} <= kinds


def test_five_hundred_rows_repeat_their_heads() -> None:
    columns = (Column("Nomor urut", "right", 20), Column("Nama wilayah", width=80))
    rows = tuple((number, f"Wilayah {number}") for number in range(1, 501))
    found = reader(document_pdf(Document("Daftar wilayah", (DataTable(columns, rows, numbered=True),))))
    pages = [words(page) for page in found.pages]
    assert len(pages) > 8
    assert all("Nomor urut Nama wilayah" in page and "(1) (2)" in page for page in pages)
    assert "Wilayah 500" in pages[-1] and "Wilayah 1 " in pages[0]


def test_signatures_stay_together() -> None:
    """However far down the page they come, place, name and NIP are never torn apart."""
    for lines in (20, 23, 26):
        document = Document("x", (*(Paragraphs("satu baris") for _line in range(lines)), SIGNED))
        pages = [words(page) for page in reader(document_pdf(document)).pages]
        assert sum("Mengetahui" in page for page in pages) == 1
        assert ["Mengetahui" in page for page in pages] == ["19850505" in page for page in pages]


def test_an_empty_document_is_a_page() -> None:
    assert len(reader(document_pdf(Document("x"))).pages) == 1
    assert len(reader(document_pdf(Document("x", (DataTable((Column("a"),), ()), Gantt(()), Tree(()))))).pages) == 1


# Nothing is fetched ---------------------------------------------------------------------------------------------------


class Canary:
    """A server on loopback that counts who comes."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> int:
        """How many came. Calling it once shows that it hears."""
        heard = self.calls
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        for _again in range(100):
            if self.calls > heard:
                break
            threading.Event().wait(0.02)
        assert self.calls == heard + 1, "the canary heard nothing at all"
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(5)
        return heard


@pytest.fixture
def canary() -> Iterator[Canary]:
    made = Canary()
    yield made
    if made.thread.is_alive():
        made.close()


MARKUP = (
    '<img src="{0}/img.png">',
    '<link rel="stylesheet" href="{0}/link.css">',
    '<link rel="attachment" href="{0}/attached.txt">',
    "<style>@import '{0}/import.css'; p {{ background: url({0}/background.png) }}</style>",
    '<style>@font-face {{ font-family: f; src: url("{0}/font.woff2") }} p {{ font-family: f }}</style>',
    "<style>p::before {{ content: url({0}/content.png) }} @page {{ background: url({0}/page.png) }}</style>",
    '<p style="background: url({0}/inline.png); list-style-image: url({0}/dot.png)">x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image href="{0}/image.png" width="9" '
    'height="9"/><image xlink:href="{0}/xlink.png" width="9" height="9"/><use href="{0}/use.svg#a"/></svg>',
    '<object data="{0}/object.svg"></object><embed src="{0}/embed.svg"><iframe src="{0}/frame.html"></iframe>',
    '<base href="{0}/"><img src="relative.png">',
    '<img srcset="{0}/set.png 2x" src="{0}/source.png"><video poster="{0}/poster.png"></video>',
)


def everywhere(text: str) -> Document:
    """A document with the text in every place where one can stand."""
    return Document(
        title=text,
        subtitle=text,
        kind=text,
        organisation=(text, text),
        number=text,
        mark=text,
        about=((text, text),),
        blocks=(
            Heading(text, 1, text),
            Paragraphs(f"{text}\n\n- {text}\n\n1. **{text}**\n\n*{text}*"),
            Note(text, text),
            FieldTable(
                (Field(text, text, text, text, text), Field(text, text, Rich(text)), Field(text, text, heading=True)),
                text,
            ),
            CheckBoxes((Option(text, text, True),), text),
            DataTable((Column(text),), ((text,),), ((text,),), text, text, text, numbered=True),
            Gantt((GanttRow(text, SCHEDULE.rows[0].start, SCHEDULE.rows[0].end, text),), text, text, text),
            Tree((Line(text, text, 0, text, 1, text, 5, source=text),), text, text, text),
            Signatures((Signer(text, text, text, text, text),), text),
            Attachments((Attachment(text, text, text, text),), text),
        ),
    )


def test_texts_of_people_reach_no_address(canary: Canary, tmp_path: Any) -> None:
    """Typed markup is printed as typed, in every field: it fetches nothing from the net and nothing from the disk."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the disk")
    for base in (f"http://127.0.0.1:{canary.port}", f"file://{tmp_path}", "data:image/png;base64,iVBORw0KGgo="):
        text = " ".join(MARKUP).format(base)
        html = document_html(everywhere(text))
        assert "<img" not in html and "<svg" not in html and "<style" not in html and "<base" not in html
        assert html.count("<link") == 1 and " style=" not in html.replace("&lt;p style=", "")
    typed = '<img src="http://127.0.0.1:{0}/x"> <svg><use href="file://{1}#a"/></svg> url(http://127.0.0.1:{0}/y) '
    content = document_pdf(everywhere(typed.format(canary.port, secret)))
    shown = "".join(page.extract_text() for page in reader(content).pages)
    assert "<img" in shown and "the secret of the disk" not in shown
    assert canary.close() == 0


@pytest.mark.parametrize("base", ["http://127.0.0.1:{port}", "//127.0.0.1:{port}", "file://{folder}"])
@pytest.mark.parametrize("markup", MARKUP)
def test_even_markup_of_a_template_reaches_no_address(canary: Canary, tmp_path: Any, markup: str, base: str) -> None:
    """Where a mistake let markup into a page: the page is refused or printed without it, and nobody was called."""
    for name in ("img.png", "attached.txt", "image.png"):
        (tmp_path / name).write_text("the secret of the disk")
    address = base.format(port=canary.port, folder=tmp_path)
    html = f'<!doctype html><html lang="id"><title>x</title>{markup.format(address)}<p>x</p>'
    try:
        content = pdf_of(html, data=False)
    except ValueError as error:
        assert "static files of the portal only" in str(error)
    else:
        assert b"the secret of the disk" not in content and "/EmbeddedFiles" not in str(
            reader(content).trailer["/Root"]
        )
    assert canary.close() == 0


def test_a_document_has_no_use_for_data_addresses() -> None:
    html = '<!doctype html><html lang="id"><title>x</title><img alt="" src="data:image/png;base64,iVBORw0KGgo=">'
    with pytest.raises(ValueError, match="static files of the portal only"):
        pdf_of(html, data=False)


def test_marks_and_numbers_of_a_person_stay_text() -> None:
    document = replace(terms_of_reference(), mark="<b>", number='"}; @import url(x)', subtitle="%(number)s {0} %s")
    page = words(reader(document_pdf(document)).pages[0])
    assert "<b>" in page and '"}; @import url(x)' in page and "%(number)s {0} %s" in page
