"""PDF through WeasyPrint: tagged (PDF/UA), from a Django template or from a document, with nothing fetched.

Fonts, pictures and styles come from the portal's own static files ("static:documents/document.css"). No other address is opened,
wherever it stands: link, img, svg, @import, url(), attachments. Whoever names one gets ValueError and no document.
"""

from __future__ import annotations

import gc
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import timezone, translation

from gsbpm_portal.core.documents import layout
from gsbpm_portal.core.documents.model import Document

STATIC = "static:"
DOCUMENT_TEMPLATE = "core/documents/document.html"


def render_pdf(template: str, context: Mapping[str, Any], language: str, *, variant: str = "pdf/ua-1") -> bytes:
    """A Django template as a tagged PDF (PDF/UA; `variant="pdf/a-3u"` for archives) in the given language.

    The template extends core/documents/base.html. Addresses other than static: and data: raise ValueError.
    """
    with translation.override(language):
        return pdf_of(
            render_to_string(template, {"language": language, "printed_at": timezone.now(), **context}), variant=variant
        )


def document_html(document: Document) -> str:
    """The document as the HTML that is printed. Texts of people are escaped; no address stands in it but those of our styles."""
    with translation.override(document.language):
        context = {
            "document": document,
            "sheets": layout.sheets(document),
            "numbered": layout.has_numbers(document),
            "dots": layout.DOTS,
        }
        return render_to_string(DOCUMENT_TEMPLATE, context)


def document_pdf(document: Document, *, variant: str = "pdf/ua-1") -> bytes:
    """The document as a tagged PDF. Only static: addresses are served: a document has no use for data:."""
    return pdf_of(document_html(document), variant=variant, data=False)


def pdf_of(html: str, *, variant: str = "pdf/ua-1", data: bool = True) -> bytes:
    """A whole HTML document as PDF. Addresses other than static: and (unless switched off) data: raise ValueError."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if data and url.startswith("data:"):
                return super().fetch(url, headers)
            try:
                found = finders.find(url.removeprefix(STATIC)) if url.startswith(STATIC) else None
            except SuspiciousFileOperation:
                found = None
            if not found:
                raise FatalURLFetchingError(f"A document may use static files of the portal only, not {url[:200]}")
            kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
            return URLFetcherResponse(url, Path(str(found)).read_bytes(), {"Content-Type": kind})

    try:
        fetcher = OwnFilesOnly(allowed_protocols=["data"])
        with _no_collection():
            return HTML(string=html, base_url=STATIC, url_fetcher=fetcher).write_pdf(pdf_variant=variant)
    except FatalURLFetchingError as error:
        raise ValueError(str(error)) from None


@contextmanager
def _no_collection() -> Iterator[None]:
    """A page is a million small objects that live until the file is written: looking for garbage among them takes a fifth of the
    time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
