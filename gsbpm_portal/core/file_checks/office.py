"""Office files: DOCX, XLSX, ODT, ODS, without macros, objects, remote templates or traps in their XML."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml
from django.utils.translation import gettext as _

from gsbpm_portal.core.file_checks.archive import Archive, Budget, damaged
from gsbpm_portal.core.file_checks.kinds import ALLOWED, DOCX, ODS, ODT, XLSX, FileKind
from gsbpm_portal.core.jobs import JobRefused

OFFICE_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
OPEN_DOCUMENT = {kind.content_type: kind for kind in (ODT, ODS)}
REMOTE = ("attachedTemplate", "oleObject", "frame", "subDocument")
ENTITY = tuple(mark.encode(encoding) for mark in ("<!ENTITY",) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
DDE = (b"DDEAUTO", b"<ddeLink")
NESTED = ("docx", "xlsx")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAM_MAGIC = (b"MZ", b"\x7fELF")


def check(file: IO[bytes]) -> FileKind:
    """The kind of office file that a ZIP container is. JobRefused for other archives and for anything that could act."""
    file.seek(0, io.SEEK_END)
    budget = Budget(packed=file.tell())
    file.seek(0)
    return _check_archive(file, budget, depth=0)


def refuse_ole(file: IO[bytes]) -> JobRefused:
    """The refusal of an old container: a password-protected new file, or an old .doc or .xls."""
    if "EncryptedPackage".encode("utf-16-le") in file.read():
        return JobRefused(_("The file is protected with a password. Save it without and upload it again."))
    return JobRefused(
        _(
            "This is a file of an old office program (.doc, .xls, .ppt, .msg). Save it as DOCX, XLSX or PDF and upload that."
        )
    )


def _check_archive(file: IO[bytes], budget: Budget, *, depth: int) -> FileKind:
    archive = Archive(file, budget)
    if "[Content_Types].xml" in archive.names:
        kind = _office_kind(archive)
    elif "mimetype" in archive.names:
        kind = _open_document_kind(archive)
    else:
        raise JobRefused(
            _("ZIP archives are not taken. Upload the files in it one by one. Allowed: %(allowed)s.")
            % {"allowed": ALLOWED}
        )
    for name in archive.names:
        _check_entry(archive, name, budget, depth)
    return kind


def _office_kind(archive: Archive) -> FileKind:
    types = _parse(archive.read("[Content_Types].xml"))
    declared = {element.get("ContentType", "") for element in types.iter()}
    if any("macroEnabled" in one or "vbaProject" in one for one in declared):
        raise _macros()
    for content_type, kind in OFFICE_MAIN.items():
        if content_type in declared:
            return kind
    raise JobRefused(
        _("Of office files only documents and workbooks are taken; save others as PDF. Allowed: %(allowed)s.")
        % {"allowed": ALLOWED}
    )


def _open_document_kind(archive: Archive) -> FileKind:
    kind = OPEN_DOCUMENT.get(archive.read("mimetype")[:200].decode("ascii", "replace").strip())
    if kind is None or "content.xml" not in archive.names:
        raise JobRefused(
            _("Of office files only documents and workbooks are taken; save others as PDF. Allowed: %(allowed)s.")
            % {"allowed": ALLOWED}
        )
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise JobRefused(_("The file is protected with a password. Save it without and upload it again."))
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in archive.names):
        raise _macros()
    return kind


def _check_entry(archive: Archive, name: str, budget: Budget, depth: int) -> None:
    lower = name.lower()
    if lower.endswith("vbaproject.bin") or "/activex/" in f"/{lower}" or "/macrosheets/" in f"/{lower}":
        raise _macros()
    is_xml = lower.endswith((".xml", ".rels", ".rdf", ".vml"))
    whole = bytearray()
    tail = b""
    first = True
    nested = False
    for chunk in archive.chunks(name):
        if first:
            first = False
            if chunk.startswith((OLE_MAGIC, *PROGRAM_MAGIC)):
                raise JobRefused(
                    _("The file holds an embedded object (%(name)s). Paste it as a picture or upload it by itself.")
                    % {"name": PurePosixPath(name).name}
                )
            nested = chunk.startswith(b"PK\x03\x04")
        if is_xml:
            window = tail + chunk
            if any(mark in window for mark in ENTITY):
                raise damaged()
            if any(mark in window for mark in DDE):
                raise JobRefused(
                    _("The file fetches data from other programs (DDE). Remove those links and upload it again.")
                )
            tail = window[-32:]
        if nested or lower.endswith(".rels"):
            whole += chunk
    if nested:
        if depth >= 1 or PurePosixPath(lower).suffix.lstrip(".") not in NESTED:
            raise JobRefused(_("The file holds another archive (%(name)s). Upload it by itself.") % {"name": name})
        _check_archive(io.BytesIO(bytes(whole)), budget, depth=depth + 1)
    elif lower.endswith(".rels"):
        _check_links(bytes(whole))


def _check_links(raw: bytes) -> None:
    for element in _parse(raw).iter():
        link = element.get("Type", "").rsplit("/", 1)[-1]
        if element.get("TargetMode") == "External" and link in REMOTE:
            raise JobRefused(
                _(
                    "The file loads parts from another place (%(kind)s) when it is opened. Remove that link and upload it again."
                )
                % {"kind": link}
            )


def _parse(raw: bytes) -> Any:
    try:
        return SafeXml.fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError):
        raise damaged() from None


def _macros() -> JobRefused:
    return JobRefused(_("The file holds macros. Save it without macros (as DOCX, XLSX, ODT or ODS) and upload that."))
