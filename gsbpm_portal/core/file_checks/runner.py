"""The job that checks one uploaded file: is the content one of the allowed kinds, harmless, and what its name says it is?"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import PurePosixPath
from typing import IO, Any

import filetype
from django.utils.translation import gettext as _

from gsbpm_portal.core.file_checks import images, office, pdf, text
from gsbpm_portal.core.file_checks.kinds import ALLOWED, CSV, JPEG, PDF, PNG, TEXT, FileKind
from gsbpm_portal.core.jobs import JobContext, JobRefused
from gsbpm_portal.core.models.files import StoredFile

HEAD = 4096
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"\xca\xfe\xba\xbe", b"#!")

WORKBOOKS = ("xlsx", "xls", "ods")


def run(ctx: JobContext) -> dict[str, Any]:
    """Check the stored file named in the parameters. Refused, with the reason and what to do, when it may not be taken."""
    stored = StoredFile.objects.get(public_id=ctx.parameters["file"])
    with tempfile.TemporaryFile() as copy:
        digest = hashlib.sha256()
        with stored.file.storage.open(str(stored.file.name), "rb") as source:
            for chunk in source.chunks():
                digest.update(chunk)
                copy.write(chunk)
        if digest.hexdigest() != stored.sha256:
            raise ValueError(f"{stored.public_id}: the stored content does not have its checksum")
        copy.seek(0)
        kind = inspect(copy, stored.name)
    return {"content_type": kind.content_type, "sha256": stored.sha256}


def inspect(file: IO[bytes], name: str) -> FileKind:
    """The kind of an allowed and harmless file whose name agrees with it; JobRefused otherwise. `file` must be seekable."""
    kind = _inspect_content(file)
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if kind is TEXT and extension == "csv":
        return CSV
    if kind is TEXT and extension in WORKBOOKS:
        raise JobRefused(
            _(
                "The content is plain text, no workbook, though the name “%(name)s” ends in .%(extension)s. Save the table in "
                "the spreadsheet program as XLSX or as CSV UTF-8, and upload that."
            )
            % {"name": name, "extension": extension}
        )
    if extension not in kind.extensions:
        raise JobRefused(
            _(
                "The content is %(kind)s, but the name “%(name)s” does not end in .%(extension)s. Rename it and upload it again."
            )
            % {"kind": kind.label, "name": name, "extension": kind.extensions[0]}
        )
    return kind


def _inspect_content(file: IO[bytes]) -> FileKind:
    head = file.read(HEAD)
    file.seek(0)
    if b"%PDF-" in head[:1024]:
        pdf.check(file)
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        images.check(file, "PNG")
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        images.check(file, "JPEG")
        return JPEG
    if head.startswith(b"PK"):
        return office.check(file)
    if head.startswith(OLE_MAGIC):
        raise office.refuse_ole(file)
    if head.startswith(PROGRAMS):
        raise JobRefused(
            _("The content is a program. Programs are not taken. Allowed: %(allowed)s.") % {"allowed": ALLOWED}
        )
    guess = filetype.guess(head)
    if guess is not None:
        raise JobRefused(
            _("The content is of the type %(type)s, which is not taken. Allowed: %(allowed)s.")
            % {"type": guess.mime, "allowed": ALLOWED}
        )
    text.check(file)
    return TEXT
