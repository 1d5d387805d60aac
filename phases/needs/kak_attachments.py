"""The files that go with the KAK, set into its PDF and packed with it: how many pages each has, a sheet before it, why one is
not set in.

For the worker: it reads the files. They are found by their checksums, so that a frozen version brings what it named, whatever
became of the rows of the design record since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gsbpm_portal.core.documents import model
from gsbpm_portal.core.documents.appending import MOST_PAGES, pages_of
from gsbpm_portal.core.models import StoredFile

PURPOSE = "design"
Files = tuple[StoredFile, ...]


def with_files(document: model.Document) -> tuple[model.Document, Files]:
    """The document that tells of each attachment how it goes with it, with a sheet for each that is set in; and these files."""
    with translation.override(document.language):
        blocks: list[model.Block] = []
        sheets: list[model.Block] = []
        brought: list[StoredFile] = []
        for block in document.blocks:
            if isinstance(block, model.Attachments):
                block, more, files = _told(block)
                sheets += more
                brought += files
            blocks.append(block)
    return replace(document, blocks=(*blocks, *sheets)), tuple(brought)


def files_of(document: model.Document) -> Files:
    """Every file that the document names and the portal still has, in its order, each once."""
    named = [item.sha256 for block in document.blocks if isinstance(block, model.Attachments) for item in block.items]
    known = _by_checksum(named)
    return tuple(known[one] for one in dict.fromkeys(named) if one in known)


def _told(block: model.Attachments) -> tuple[model.Attachments, list[model.Block], list[StoredFile]]:
    known = _by_checksum(item.sha256 for item in block.items)
    items, sheets, brought, together = [], list[model.Block](), list[StoredFile](), 0
    for number, item in enumerate(block.items, 1):
        stored = known.get(item.sha256)
        if not item.sha256:
            items.append(item)
            continue
        pages = pages_of(stored) if stored else 0
        if stored is None or not pages:
            items.append(replace(item, note=_("Not set in here: it is no readable PDF. The package (ZIP) holds it.")))
        elif together + pages > MOST_PAGES:
            items.append(replace(item, note=_("Not set in here: too many pages. The package (ZIP) holds it.")))
        else:
            together += pages
            how_many = ngettext("%(n)s page", "%(n)s pages", pages) % {"n": pages}
            items.append(replace(item, note=_("%(pages)s, at the end of this document") % {"pages": how_many}))
            sheets += _sheet(number, item, how_many)
            brought.append(stored)
    return replace(block, items=tuple(items)), sheets, brought


def _sheet(number: int, item: model.Attachment, pages: str) -> list[model.Block]:
    """The page that stands before a file."""
    fields = (
        model.Field("", _("File"), item.name),
        model.Field("", _("Belongs to"), item.label),
        model.Field("", _("Pages"), pages),
        model.Field("", "SHA-256", item.sha256),
    )
    heading = model.Heading(_("Attachment %(n)s. %(name)s") % {"n": number, "name": item.name})
    return [model.PageBreak(), heading, model.FieldTable(fields)]


def _by_checksum(checksums: Iterable[str]) -> dict[str, StoredFile]:
    """The checked files of the design record with these checksums (one query)."""
    rows = StoredFile.objects.available().filter(purpose=PURPOSE, sha256__in={one for one in checksums if one})
    return {stored.sha256: stored for stored in rows}
