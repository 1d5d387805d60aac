"""PDF files of people set into a document's PDF, each behind the sheet that names it. For job runners only."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from pypdf import PdfWriter

from gsbpm_portal.core import files
from gsbpm_portal.core.models.files import StoredFile

PDF = "application/pdf"
CLAIM = re.compile(rb' pdfuaid:\w+="[^"]*"')
MOST_PAGES = 400
"""Pages that one document takes over; what is longer is not set in."""


def pages_of(stored: StoredFile) -> int:
    """How many pages the file would bring; 0 for one that cannot be set in: no PDF, not checked, gone or damaged.

    It is set into an empty document for a trial: one whose pages can be counted may still fail when they are written.
    """
    if not stored.is_available or stored.content_type != PDF:
        return 0
    try:
        with files.open_checked(stored) as content:
            trial = PdfWriter()
            trial.append(io.BytesIO(content.read()), import_outline=False)
        trial.write(io.BytesIO())
        return len(trial.pages)
    except Exception:  # a parser fed with a damaged file fails in every way that Python has
        return 0


def appended(document: bytes, attached: Sequence[StoredFile]) -> bytes:
    """The PDF whose last pages are the sheets of the attachments, one each, with every file behind its sheet.

    The whole is no PDF/UA any more, since nobody knows how the files were made: it does not say that it is.
    """
    if not attached:
        return document
    writer = PdfWriter(clone_from=io.BytesIO(document))
    first_sheet = len(writer.pages) - len(attached)
    for place in reversed(range(len(attached))):
        with files.open_checked(attached[place]) as content:
            brought = io.BytesIO(content.read())
        writer.merge(first_sheet + place + 1, brought, import_outline=False)
    _claim_nothing(writer)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _claim_nothing(writer: PdfWriter) -> None:
    """Take the claim of PDF/UA out of the metadata; title and language stay."""
    metadata = writer.root_object.get("/Metadata")
    if metadata is None:
        return
    stream = metadata.get_object()
    stream.set_data(CLAIM.sub(b"", stream.get_data()))
