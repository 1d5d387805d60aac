"""PDF files set into a document: whatever people hand in, it is set in whole or left out, and never breaks the document."""

from __future__ import annotations

import io
import random
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from gsbpm_portal.core.documents import appending
from gsbpm_portal.core.documents.model import Document, Heading, Paragraphs
from gsbpm_portal.core.documents.pdf import document_pdf

HARM = 400


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Any:
    """stored(content) → a checked PDF file with this content."""

    @contextmanager
    def opened(one: Any) -> Any:
        yield io.BytesIO(one.content)

    monkeypatch.setattr(appending.files, "open_checked", opened)
    return lambda content: SimpleNamespace(is_available=True, content_type=appending.PDF, content=content)


def made(*paragraphs: str) -> bytes:
    return document_pdf(Document("Notulen", (Heading("Rapat"), *map(Paragraphs, paragraphs))))


def pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def harmed(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, a piece taken out, or the end cut off."""
    found = bytearray(content)
    match chance.randrange(3):
        case 0:
            for _turn in range(chance.randrange(1, 30)):
                found[chance.randrange(len(found))] = chance.randrange(256)
        case 1:
            start = chance.randrange(len(found))
            del found[start : start + chance.randrange(1, 400)]
        case 2:
            del found[chance.randrange(1, len(found)) :]
    return bytes(found)


def test_a_damaged_file_is_set_in_or_left_out_and_breaks_nothing(stored: Any) -> None:
    document, sound, chance = made("Dokumen"), made("Satu", "Dua"), random.Random(11)
    outcomes = set()
    for _turn in range(HARM):
        file = stored(harmed(sound, chance))
        brought = appending.pages_of(file)
        outcomes.add(brought > 0)
        if brought:
            assert pages(appending.appended(document, [file])) == pages(document) + brought
    assert outcomes == {True, False}


def test_what_is_locked_by_a_password_is_left_out(stored: Any) -> None:
    writer, content = PdfWriter(clone_from=io.BytesIO(made("Rahasia"))), io.BytesIO()
    writer.encrypt("kata-sandi", algorithm="RC4-128")
    writer.write(content)
    assert appending.pages_of(stored(content.getvalue())) == 0
    assert appending.pages_of(stored(made("Terbuka"))) == 1
