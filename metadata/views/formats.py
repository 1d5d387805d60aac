"""A released version beside its page: as JSON and as a workbook."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gsbpm_portal.core import wording
from gsbpm_portal.core.guards import clean_text
from metadata.enums import Kind
from metadata.models import Version
from metadata.selectors import entry
from metadata.selectors.document import MOST_CODES, code_rows, document, link_rows, readable_values
from metadata.views.lookup import numbers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _released(request: HttpRequest, kind: str, code: str, number: str) -> Version:
    found = entry.version_of(request.user, Kind.of_slug(kind), code, numbers(number))
    if found is None:
        raise Http404
    return found


@require_GET
def as_json(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    row = _released(request, kind, code, number)
    found = document(row, request.user)
    if found.get("codes_total", 0) > MOST_CODES:
        found["codes_at"] = _codes_at(request, row)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_GET
def as_xlsx(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """Attributes on the first sheet; codes or links on a second one, up to MOST_CODES of them."""
    row = _released(request, kind, code, number)
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Entry")[:31])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    for place, (label, text) in enumerate(_facts(request, row)):
        sheet.write_string(place, 0, clean_text(label), bold)
        sheet.write_string(place, 1, clean_text(text), wrapped)
    if table := _parts(row):
        title, headings, rows = table
        second = book.add_worksheet(title[:31])
        for column, heading in enumerate(headings):
            second.write_string(0, column, heading, bold)
        for line, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells):
                second.write_string(line, column, clean_text(cell))
    book.close()
    response = HttpResponse(body.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{row.item.code}-{row.number}.xlsx"'
    return response


def _codes_at(request: HttpRequest, row: Version) -> str:
    """The page of all codes of a list that is too long for a document; it leads to the table to save."""
    return request.build_absolute_uri(row.address("codes"))


def _facts(request: HttpRequest, row: Version) -> list[tuple[str, str]]:
    head = [
        (_("Kind"), str(row.item.get_kind_display())),
        (_("Code"), row.item.code),
        (_("Version"), row.number),
        (_("Status"), str(row.get_state_display())),
        (_("Organisation"), str(row.item.organisation or "")),
        (_("Endorsed by"), ", ".join(filter(None, (row.authority, row.decree)))),
        (_("Address"), request.build_absolute_uri(row.get_absolute_url())),
    ]
    if row.item.kind == Kind.CLASSIFICATION and (total := row.codes.count()) > MOST_CODES:
        words = _("%(total)s codes, too many for this file: %(address)s")
        head.append((_("Codes"), words % {"total": wording.number(total), "address": _codes_at(request, row)}))
    values = readable_values(row, request.user)
    return head + [(str(line.attribute.label), line.text) for line in entry.lines(row, values)]


def _parts(row: Version) -> tuple[str, list[str], list[list[str]]] | None:
    if row.item.kind == Kind.CLASSIFICATION and row.codes.count() <= MOST_CODES:
        headings = [_("Code"), _("Label"), _("Label in English"), _("Parent"), _("Second code")]
        cells: list[list[Any]] = [
            [c.code, c.label_id, c.label_en, c.parent.code if c.parent else "", c.alt_code] for c in code_rows(row)
        ]
        return _("Codes"), headings, cells
    if row.item.kind == Kind.CORRESPONDENCE:
        headings = [_("From"), _("To"), _("Relation"), _("Note")]
        cells = [[k.source.code, k.target.code if k.target else "", k.relation, k.note] for k in link_rows(row)]
        return _("Table"), headings, cells
    return None
