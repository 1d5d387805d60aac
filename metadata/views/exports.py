"""Tables out of the registry: templates to fill in, entries of a kind, codes and links of a version."""

from __future__ import annotations

import io

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gsbpm_portal.core import jobs
from gsbpm_portal.core.documents import CSV_TYPE, XLSX_TYPE
from gsbpm_portal.core.views import once, redirect_to
from metadata.enums import KIND_SLUGS, Kind
from metadata.models.imports import CODES, LINKS
from metadata.selectors.tables import columns_of, part_records, title_of
from metadata.tabular import xlsx_writing
from metadata.tabular.writing import CSV, FORMATS, XLSX, csv_bytes
from metadata.views.lookup import version_or_404

WHAT = {**{slug: kind.value for kind, slug in KIND_SLUGS.items()}, "kode": CODES, "tautan": LINKS}
WANTED = ("q", "status", "tema", "organisasi", "publik")
"""Parameters of the search page that narrow an export."""


@require_safe
@login_required
def template(request: HttpRequest, what: str, fmt: str) -> HttpResponse:
    """An empty table with the columns of the import; made at once, so that it is never older than the portal."""
    if what not in WHAT or fmt not in FORMATS:
        raise Http404
    columns = columns_of(WHAT[what])
    if fmt == CSV:
        response = HttpResponse(csv_bytes([column.name for column in columns]), content_type=CSV_TYPE)
    else:
        body = io.BytesIO()
        xlsx_writing.write(body, columns, [], title=title_of(WHAT[what]))
        response = HttpResponse(body.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="templat-{what}.{fmt}"'
    return response


@require_POST
@login_required
@once
def items(request: HttpRequest, kind: str) -> HttpResponse:
    """Have the entries of a kind that fit the filter made into a table; the job's page gives it out."""
    found = Kind.of_slug(kind)
    wanted = {name: request.GET[name][:200] for name in WANTED if request.GET.get(name)}
    label = str(title_of(found))
    return _export(request, {"kind": found.value, "wanted": wanted}, label)


@require_POST
@login_required
@once
def parts(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """Have the codes or links of a version made into a table."""
    version = version_or_404(request, kind, code, number)
    if part_records(version) is None:
        raise Http404
    return _export(request, {"version": str(version.public_id)}, version.label)


def _export(request: HttpRequest, parameters: dict[str, object], label: str) -> HttpResponse:
    fmt = request.POST.get("format", "")
    if fmt not in (CSV, XLSX):
        reason = _("This list cannot be exported as %(format)s.") % {"format": fmt.upper()[:20]}
        return render(request, "400.html", {"reason": reason}, status=400)
    label = f"{label} ({fmt.upper()})"
    job = jobs.enqueue("metadata.export", by=request.user, parameters={**parameters, "format": fmt}, label=label)
    return redirect_to(request, job.get_absolute_url())
