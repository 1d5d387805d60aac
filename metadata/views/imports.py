"""Importing a table: handing it in, seeing what it would change, deciding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from gsbpm_portal.core import htmx, wording
from gsbpm_portal.core.tables import Column, DateColumn, NumberColumn, StateColumn, Table
from gsbpm_portal.core.views import once, redirect_to
from metadata import rules
from metadata.attributes import KINDS, spec_of
from metadata.enums import WRITABLE, Kind
from metadata.forms.imports import UploadForm
from metadata.forms.items import add_errors
from metadata.models import ImportBatch, Version
from metadata.models.imports import CODES, LINKS, Mode, Stage
from metadata.selectors.imports import ImportState, imports_of, likely_organisation, state_of, states_of, written_by
from metadata.selectors.tables import columns_of
from metadata.services import imports
from metadata.tabular.faults import Fault
from metadata.views.items import organisations_for
from metadata.views.lookup import version_or_404

SHOWN = 200
"""Imports on the list, the newest ones."""
PART_OF = {Kind.CLASSIFICATION: CODES, Kind.CORRESPONDENCE: LINKS}
SLUGS = {CODES: "kode", LINKS: "tautan"}
"""What stands in the address of a template, besides the kinds."""


class ImportTable(Table):
    caption = gettext_lazy("My imports")
    caption_hidden = True
    empty_title = gettext_lazy("No imports yet")
    empty_text = gettext_lazy("Files that you hand in stand here, with what was found in them.")
    file = Column(
        gettext_lazy("File"), field="batch.file.name", link=lambda row: row.batch.get_absolute_url(), heading=True
    )
    what = Column(gettext_lazy("What it holds"), field="batch.get_what_display", phone=False)
    stage = StateColumn(gettext_lazy("State"))
    at = DateColumn(gettext_lazy("Handed in"), field="batch.at", style="short-time", phone=False)


class FaultTable(Table):
    caption = gettext_lazy("What was found, row by row")
    caption_hidden = True
    row = NumberColumn(gettext_lazy("Row"), empty="")
    column = Column(gettext_lazy("Column"))
    value = Column(gettext_lazy("What stands there"), phone=False)
    message = Column(gettext_lazy("What was found, and what to do"), heading=True)

    def render_row(self, row: Fault) -> str | None:
        """Nothing where the file as a whole is meant."""
        return wording.number(row.row) if row.row else None

    def render_message(self, row: Fault) -> Any:
        said = _("Warning: %(text)s") % {"text": row.message} if row.warning else row.message
        return format_html('{}<br><span class="muted">{}</span>', said, row.fix) if row.fix else said


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """The kinds that may be imported, with their templates, and the imports of the person."""
    if not rules.may_propose(request.user):
        raise PermissionDenied(_("You cannot propose entries for any organisation."))
    rows = states_of(list(imports_of(request.user)[:SHOWN]))
    context = {
        "table": ImportTable(rows, params=request.GET),
        "kinds": [{"kind": kind, "slug": kind.slug, "plural": spec.plural} for kind, spec in KINDS.items()],
        "nav_current": "metadata:search",
    }
    return render(request, "metadata/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand in a file of entries of one kind."""
    if not rules.may_propose(request.user):
        raise PermissionDenied(_("You cannot propose entries for any organisation."))
    found = Kind.of_slug(kind)
    organisations = organisations_for(request.user)
    initial = {"organisation": likely_organisation(request.user, organisations)}
    form = UploadForm(request.POST or None, request.FILES or None, organisations=organisations, initial=initial)
    context = {"what": found.value, "slug": kind, "title": spec_of(found).plural}
    return _upload(request, form, what=found.value, version=None, context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def parts(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """Hand in the codes of a classification draft, or the links of a correspondence draft."""
    version = version_or_404(request, kind, code, number)
    what = PART_OF.get(Kind(version.item.kind))
    if what is None:
        raise Http404
    if not rules.produces(request.user, version.item):
        raise PermissionDenied(_("You cannot change entries of this organisation."))
    form = UploadForm(request.POST or None, request.FILES or None)
    title = _("Codes of %(name)s") if what == CODES else _("Links of %(name)s")
    context = {
        "what": what,
        "slug": SLUGS[what],
        "title": title % {"name": version.name},
        "version": version,
        "is_locked": version.state not in WRITABLE,
    }
    return _upload(request, form, what=what, version=version, context=context)


def _upload(
    request: HttpRequest, form: UploadForm, *, what: str, version: Version | None, context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = imports.request_import(
                data["upload"], what=what, by=request.user, organisation=data.get("organisation"), version=version,
                mode=Mode(data["mode"]),
            )  # fmt: skip
            return redirect(batch)
        except ValidationError as error:
            add_errors(form, error if hasattr(error, "error_dict") else ValidationError({"upload": error}))
    context |= {
        "form": form,
        "columns": columns_of(what),
        "choose_again": form.is_bound,
        "nav_current": "metadata:search",
    }
    return render(request, "metadata/import_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@once
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One import: how far it is, what was found, and (do=apply, good, check) what is to happen."""
    batch = imports_of(request.user).filter(public_id=public_id).first()
    if batch is None:
        raise Http404
    if request.method == "POST":
        _decide(request, batch)
        return redirect_to(request, batch.get_absolute_url())
    state = state_of(batch)
    if not state.is_open and htmx.is_partial(request):
        return HttpResponseClientRefresh()
    context = {
        "batch": batch,
        "state": state,
        "job": _job_of(state),
        "table": FaultTable(state.faults, params=request.GET) if state.faults else None,
        "counts": _counts(state),
        "changes": _changes(batch),
        "written": written_by(batch) if batch.applied_at is not None else [],
        "nav_current": "metadata:search",
    }
    return htmx.render(request, "metadata/import.html", context, partial="progress")


def _decide(request: HttpRequest, batch: ImportBatch) -> None:
    doing = request.POST.get("do", "")
    try:
        if doing == "check":
            imports.request_check(batch, by=request.user)
        elif doing in ("apply", "good"):
            imports.request_apply(batch, by=request.user, partial=doing == "good")
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)


def _job_of(state: ImportState) -> Any:
    return state.apply if state.stage == Stage.APPLYING else state.check


def _changes(batch: ImportBatch) -> list[dict[str, Any]]:
    """What changes, with the columns in words."""
    if batch.applied_at is not None:
        return []
    labels = {column.name: column.label for column in columns_of(batch.what)}
    return [{**line, "label": labels.get(line["column"], line["column"])} for line in batch.changes]


def _counts(state: ImportState) -> list[tuple[Any, int]]:
    """The figures that say something."""
    batch = state.batch
    if not batch.counts:
        return []
    lines = [
        (_("New"), batch.count("new")),
        (_("Changed"), batch.count("changed")),
        (_("New drafts of endorsed entries"), batch.count("drafts")),
        (_("Equal to what is there"), batch.count("equal")),
        (_("Deleted"), batch.count("removed")),
        (_("Wrong"), batch.count("wrong")),
        (_("Warnings"), batch.count("warnings")),
    ]
    return [(label, number) for place, (label, number) in enumerate(lines) if number or place in (0, 1, 3)]
