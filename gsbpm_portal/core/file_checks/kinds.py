"""The kinds of files that are taken, and the names that each may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FileKind:
    content_type: str
    extensions: tuple[str, ...]
    label: Any


PDF = FileKind("application/pdf", ("pdf",), _("a PDF document"))
PNG = FileKind("image/png", ("png",), _("a PNG picture"))
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"), _("a JPEG picture"))
DOCX = FileKind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), _("a Word document")
)
XLSX = FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), _("an Excel workbook"))
ODT = FileKind("application/vnd.oasis.opendocument.text", ("odt",), _("an OpenDocument text"))
ODS = FileKind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), _("an OpenDocument spreadsheet"))
CSV = FileKind("text/csv", ("csv",), _("a CSV table"))
TEXT = FileKind("text/plain", ("txt", "csv"), _("plain text"))

ALL_KINDS = (PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, CSV, TEXT)
ALLOWED = "PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, CSV, TXT"
