"""PDF: readable without a password, and without anything that acts by itself."""

from __future__ import annotations

import logging
from typing import IO, Any

from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from gsbpm_portal.core.jobs import JobRefused

MAX_OBJECTS = 300_000

logging.getLogger("pypdf").setLevel(
    logging.CRITICAL
)  # it warns about every oddity of a file; the refusal says what matters


def check(file: IO[bytes]) -> None:
    """Raise JobRefused for a damaged or protected PDF, or one with scripts, programs to start, or files inside."""
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise JobRefused(_("The PDF is protected with a password. Save it without protection and upload it again."))
        _walk(reader)
        if len(reader.pages) == 0:
            raise _damaged()
    except (JobRefused, SoftTimeLimitExceeded, MemoryError):
        raise
    except Exception:  # a parser fed with a damaged file fails in every way that Python has
        raise _damaged() from None


def _damaged() -> JobRefused:
    return JobRefused(_("The PDF is damaged. Open it, print or save it as PDF again, and upload the new file."))


def _walk(reader: PdfReader) -> None:
    """Look at every object that a reader program can reach through the cross-reference tables."""
    numbers = {(number, generation) for generation, entries in reader.xref.items() for number in entries}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MAX_OBJECTS:
        raise JobRefused(_("The PDF has too many parts to be checked. Print it as PDF again or split it."))
    _look(reader.trailer)
    for number, generation in sorted(numbers):
        if number:
            _look(IndirectObject(number, generation, reader).get_object())


def _look(found: Any) -> None:
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, DictionaryObject):
            _judge(item)
            waiting.extend(value for value in item.values() if not isinstance(value, IndirectObject))
        elif isinstance(item, ArrayObject):
            waiting.extend(value for value in item if not isinstance(value, IndirectObject))


def _judge(item: DictionaryObject) -> None:
    action = item.raw_get("/S") if "/S" in item else None
    kind = item.raw_get("/Type") if "/Type" in item else None
    subtype = item.raw_get("/Subtype") if "/Subtype" in item else None
    if action == "/JavaScript" or "/JS" in item or "/JavaScript" in item:
        raise JobRefused(
            _("The PDF holds a script (JavaScript). Print it as PDF again, so that only its pages remain.")
        )
    if action in ("/Launch", "/ImportData"):
        raise JobRefused(_("The PDF starts other programs. Print it as PDF again, so that only its pages remain."))
    if kind == "/EmbeddedFile" or "/EmbeddedFiles" in item or "/EF" in item or subtype == "/FileAttachment":
        raise JobRefused(_("The PDF has other files inside. Upload those by themselves, and the PDF without them."))
    if subtype in ("/RichMedia", "/Movie", "/Screen", "/3D"):
        raise JobRefused(
            _("The PDF holds film, sound or 3D content. Print it as PDF again, so that only its pages remain.")
        )
    if "/XFA" in item:
        raise JobRefused(_("The PDF is an interactive form (XFA). Print the filled form as PDF and upload that."))
