"""Tables of the design record as files: templates to fill in, handing one in, seeing what it would add, deciding; exports."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from activities.design import declared, registry
from activities.design.declared import Spec, Table
from activities.design.models import TableImport
from activities.design.services import importing
from activities.design.tabular import columns_of
from activities.design.wording import worded, wordings_of
from activities.forms import add_errors
from activities.models import Cycle
from activities.views.lookup import cycle_or_404
from gsbpm_portal.core import files, htmx, jobs
from gsbpm_portal.core.documents import CSV_TYPE, XLSX_TYPE
from gsbpm_portal.core.forms import HouseForm
from gsbpm_portal.core.transitions import MoveRefused, Reason
from gsbpm_portal.core.views import once, redirect_to
from metadata.models.imports import Stage
from metadata.tabular import xlsx_writing
from metadata.tabular.writing import CSV, FORMATS, csv_bytes
from metadata.views.imports import FaultTable

BACK = "kembali"


class UploadForm(HouseForm):
    upload = forms.FileField(label=gettext_lazy("File"), max_length=200, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("XLSX or CSV, up to %(limit)s, with the columns of the template.")
        self.fields["upload"].help_text = words % {"limit": filesizeformat(files.size_limit())}


@require_safe
@login_required
def template(request: HttpRequest, code: str, edition: str, section: str, table: str, fmt: str) -> HttpResponse:
    """An empty table with the columns of the import, a sheet that says how to fill it in, and the words of its choices."""
    cycle, _spec, found = _found(request, code, edition, section, table)
    if fmt not in FORMATS:
        raise Http404
    columns = list(columns_of(found, wordings_of(cycle)).values())
    if fmt == CSV:
        response = HttpResponse(csv_bytes([column.name for column in columns]), content_type=CSV_TYPE)
    else:
        body = io.BytesIO()
        xlsx_writing.write(body, columns, [], title=str(found.title))
        response = HttpResponse(body.getvalue(), content_type=XLSX_TYPE)
    with translation.override("id"):
        name = slugify(str(found.title)) or found.code
    response["Content-Disposition"] = f'attachment; filename="templat-{name}.{fmt}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def new(request: HttpRequest, code: str, edition: str, section: str, table: str) -> HttpResponse:
    """Hand in a file of rows."""
    cycle, spec, found = _found(request, code, edition, section, table)
    reasons = registry.reasons_against(cycle, registry.get(section), request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = importing.request_import(form.cleaned_data["upload"], cycle=cycle, table=table, by=request.user)
            return redirect(f"{batch.get_absolute_url()}?{BACK}={_back(request, cycle, spec, found)}")
        except ValidationError as error:
            add_errors(form, error if hasattr(error, "error_dict") else ValidationError({"upload": error}))
        except MoveRefused as refusal:
            reasons = list(refusal.reasons)
    status = 422 if form.is_bound else 200
    if reasons:
        status = 403 if any(reason.code == "role" for reason in reasons) else (409 if form.is_bound else 200)
    mine = TableImport.objects.filter(cycle=cycle, table=table, by=request.user).select_related(
        "file", "cycle__activity"
    )
    context = {
        "form": form,
        "reasons": reasons,
        "columns": [(one, xlsx_writing.how_of(one)) for one in columns_of(found, wordings_of(cycle)).values()],
        "choose_again": form.is_bound,
        "earlier": importing.import_states(list(mine[:10])),
    }
    return _render(request, cycle, spec, found, "activities/design/import_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@once
def page(request: HttpRequest, code: str, edition: str, section: str, table: str, public_id: UUID) -> HttpResponse:
    """One import: how far it is, what was found, and (do=apply, good, check) what is to happen. For who handed it in alone."""
    cycle, spec, found = _found(request, code, edition, section, table)
    own = TableImport.objects.filter(cycle=cycle, table=table, by=request.user, public_id=public_id)
    batch = own.select_related("file", "cycle__activity__organisation", "by").first()
    if batch is None:
        raise Http404("no such import")
    reasons: list[Reason] = []
    if request.method == "POST":
        reasons = _decide(request, batch)
        if not reasons:
            return redirect_to(request, request.get_full_path())
    state = importing.import_state(batch)
    if not state.is_open and htmx.is_partial(request):
        return HttpResponseClientRefresh()
    shown = [found.field(name) for name in found.columns if name != found.name_field]
    heads = worded(found.code, shown, wordings_of(cycle))
    context = {
        "batch": batch,
        "state": state,
        "reasons": reasons,
        "job": state.apply if state.stage == Stage.APPLYING else state.check,
        "faults": FaultTable(state.faults, params=request.GET) if state.faults else None,
        "heads": heads,
        "counts": _counts(batch),
        "previewed": importing.PREVIEWED,
        "here": request.get_full_path(),
    }
    status = (403 if any(reason.code == "role" for reason in reasons) else 409) if reasons else 200
    if htmx.is_partial(request):
        return htmx.render(
            request, "activities/design/import.html", _with(request, cycle, spec, found, context), partial="progress"
        )
    return _render(request, cycle, spec, found, "activities/design/import.html", context, status=status)


def _decide(request: HttpRequest, batch: TableImport) -> list[Reason]:
    doing = request.POST.get("do", "")
    try:
        if doing == "check":
            importing.request_check(batch, by=request.user)
        elif doing in ("apply", "good"):
            importing.request_apply(batch, by=request.user, partial=doing == "good")
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    except MoveRefused as refusal:
        return list(refusal.reasons)
    return []


def _counts(batch: TableImport) -> list[tuple[Any, int]]:
    """The figures that say something."""
    if not batch.counts:
        return []
    lines = [
        (_("New"), batch.count("new")),
        (_("Equal to what is there"), batch.count("equal")),
        (_("Wrong"), batch.count("wrong")),
        (_("Warnings"), batch.count("warnings")),
    ]
    return [(label, number) for place, (label, number) in enumerate(lines) if number or place == 0]


@require_POST
@login_required
@once
def export(request: HttpRequest, code: str, edition: str, section: str, table: str) -> HttpResponse:
    """Have the rows made into a file; the job's page gives it out."""
    cycle, _spec, found = _found(request, code, edition, section, table)
    fmt = request.POST.get("format", "")
    if fmt not in FORMATS:
        reason = _("This list cannot be exported as %(format)s.") % {"format": fmt.upper()[:20]}
        return render(request, "400.html", {"reason": reason}, status=400)
    job = jobs.enqueue(
        "activities.table_export",
        by=request.user,
        parameters={"cycle": cycle.audit_scope, "table": table, "format": fmt},
        label=f"{found.title} · {cycle} ({fmt.upper()})",
    )
    return redirect_to(request, job.get_absolute_url())


# Parts --------------------------------------------------------------------------------------------------------------------


def _found(request: HttpRequest, code: str, edition: str, section: str, table: str) -> tuple[Cycle, Spec, Table]:
    cycle = cycle_or_404(request, code, edition)
    try:
        spec = declared.spec_of(section)
        found = spec.table(table)
    except KeyError:
        raise Http404("no such table") from None
    if not spec.is_asked(cycle.activity.kind):
        raise Http404("the section is not asked for this kind of activity")
    return cycle, spec, found


def _back(request: HttpRequest, cycle: Cycle, spec: Spec, table: Table) -> str:
    """The page to go back to: the one that led here, where it is one of the portal, else the section."""
    wanted = request.POST.get(BACK) or request.GET.get(BACK, "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return (
        reverse("activities:design-section", args=[cycle.activity.code, cycle.edition, spec.code])
        + f"#{spec.code}-{table.code}"
    )


def _with(request: HttpRequest, cycle: Cycle, spec: Spec, table: Table, context: dict[str, Any]) -> dict[str, Any]:
    entry = registry.get(spec.code)
    return {
        "cycle": cycle,
        "activity": cycle.activity,
        "spec": spec,
        "table": table,
        "section": entry,
        "section_url": entry.address(cycle),
        "owner": registry.owners(cycle, [entry])[spec.code],
        "back": _back(request, cycle, spec, table),
        "nav_current": "engine:portfolio",
        **context,
    }


def _render(
    request: HttpRequest,
    cycle: Cycle,
    spec: Spec,
    table: Table,
    name: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    return render(request, name, _with(request, cycle, spec, table, context), status=status)
