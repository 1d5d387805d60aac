"""Pages of declared sections: the section, a page of its fields, a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activities.design import declared, registry
from activities.design.declared import Spec, Table
from activities.design.declared_forms import DeclaredForm
from activities.design.declared_reading import read_row, read_section
from activities.design.facts import FactRow, Facts, facts_of
from activities.design.models import DesignRow
from activities.design.services import Conflict, move_row, remove_row, save_fields, save_row
from activities.design.values import digest
from activities.design.wording import worded
from activities.forms import add_errors
from activities.models import Cycle
from activities.views.lookup import cycle_or_404
from gsbpm_portal.core import drafts, files
from gsbpm_portal.core.transitions import MoveRefused, Reason
from gsbpm_portal.core.views import once

KEEP = "pakai-"
"""Posted from the page of two versions: KEEP + field = "tersimpan" takes the stored one."""
BACK = "kembali"
"""Names the page to go back to, where somebody comes from a workspace."""
REFRESH = "tanya"
"""Posted when an answer changed that brings up other questions: the form again, nothing saved."""


def section_page(request: HttpRequest, cycle: Cycle, spec: Spec) -> HttpResponse:
    """A declared section: its fields by page, its tables, and what can be written now."""
    entry = registry.get(spec.code)
    facts = facts_of(cycle)
    reasons = registry.reasons_against(cycle, entry, request.user)
    context = {
        "shown": read_section(facts, spec.code),
        "stored": facts.section(spec.code),
        "reasons": reasons,
        "writes": not reasons,
        "is_open": True,
    }
    return _render(request, cycle, spec, "activities/design/declared_section.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def fields(request: HttpRequest, code: str, edition: str, section: str, group: str) -> HttpResponse:
    """One page of a section's fields."""
    cycle, spec = _found(request, code, edition, section)
    page = next((one for one in spec.pages if one.code == group and spec.fields), None)
    if page is None:
        raise Http404("no such page")
    facts = facts_of(cycle)
    asked = worded(section, [spec.field(name) for name in page.fields], facts.wordings)
    form_of = _former(asked, facts, facts.values(section))
    back = _back(request, cycle, spec, section)

    def save(values: dict[str, Any], seen: Mapping[str, str] | None) -> Any:
        return save_fields(cycle, section, by=request.user, values=values, seen=seen)

    context = {"heading": page.title, "lead": page.lead or spec.intro, "group": page}
    draft = f"design:{code}/{edition}/{section}/{group}"
    return _form_page(request, cycle, spec, form_of, save, back=back, draft=draft, context=context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def row(request: HttpRequest, code: str, edition: str, section: str, table: str, key: str = "") -> HttpResponse:
    """One row of a table; with no key a new one."""
    cycle, spec = _found(request, code, edition, section)
    found = _table(spec, table)
    facts = facts_of(cycle)
    present = facts.row(table, key) if key else None
    if key and present is None:
        raise Http404("no such row")
    content = present.values if present else _proposed(request, found)
    form_of = _former(worded(table, found.fields, facts.wordings), facts, content, without=key)
    back = _back(request, cycle, spec, f"{section}-{table}")

    def save(values: dict[str, Any], seen: Mapping[str, str] | None) -> Any:
        return save_row(cycle, table, key, by=request.user, values=values, seen=seen)

    heading = f"{key} · {present.name}" if present else _("Add: %(what)s") % {"what": found.singular}
    context: dict[str, Any] = {"heading": heading, "lead": found.lead, "table": found, "present": present, "key": key}
    if present:
        context["read"] = read_row(facts, present, whole=True)
        order = [one.key for one in facts.rows(table)]
        context |= {"place": order.index(key) + 1, "places": len(order)}
    draft = f"design:{code}/{edition}/{section}/{table}/{key or 'baru'}"
    return _form_page(request, cycle, spec, form_of, save, back=back, draft=draft, context=context, is_new=not key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def row_remove(request: HttpRequest, code: str, edition: str, section: str, table: str, key: str) -> HttpResponse:
    """Take a row out, after a page that shows it."""
    cycle, spec = _found(request, code, edition, section)
    _table(spec, table)
    facts = facts_of(cycle)
    present = facts.row(table, key)
    back = _back(request, cycle, spec, f"{section}-{table}")
    if request.method == "POST":
        try:
            remove_row(cycle, table, key, by=request.user)
        except MoveRefused as refusal:
            if present is None:
                raise Http404("no such row") from None
            return _removal(request, cycle, spec, facts, present, back, list(refusal.reasons))
        messages.success(request, _("%(key)s is removed.") % {"key": key})
        return redirect(back)
    if present is None:
        raise Http404("no such row")
    reasons = registry.reasons_against(cycle, registry.get(spec.code), request.user)
    return _removal(request, cycle, spec, facts, present, back, reasons, shown=True)


@login_required
@require_http_methods(["POST"])
@once
def row_move(request: HttpRequest, code: str, edition: str, section: str, table: str, key: str) -> HttpResponse:
    """Put a row at another place of its table."""
    cycle, spec = _found(request, code, edition, section)
    _table(spec, table)
    place = request.POST.get("tempat", "")
    if not (place.isascii() and place.isdigit() and len(place) < 6):
        raise Http404("no such place")
    try:
        move_row(cycle, table, key, by=request.user, to=int(place))
    except DesignRow.DoesNotExist:
        raise Http404("no such row") from None
    except MoveRefused as refusal:
        return _refused(request, cycle, spec, list(refusal.reasons))
    return redirect(_back(request, cycle, spec, f"{section}-{table}"))


@login_required
@require_GET
def attached(request: HttpRequest, code: str, edition: str, section: str, file: UUID) -> HttpResponse:
    """An attachment of a row, for all who see the cycle."""
    cycle, spec = _found(request, code, edition, section)
    facts = facts_of(cycle)
    named = {
        id_
        for table in spec.tables
        for one in facts.rows(table.code)
        for field in table.fields
        if field.type == "files"
        for id_ in one[field.name]
    }
    stored = facts.files.get(str(file)) if str(file) in named else None
    if stored is None:
        raise Http404("no such file")
    try:
        return files.attachment_response(stored)
    except files.NotAvailable:
        words = stored.refusal or _("The file is still being checked. Try again in a moment.")
        return _refused(request, cycle, spec, [Reason("file", words)])


# Parts --------------------------------------------------------------------------------------------------------------------


def _found(request: HttpRequest, code: str, edition: str, section: str) -> tuple[Cycle, Spec]:
    cycle = cycle_or_404(request, code, edition)
    if not declared.is_declared(section):
        raise Http404("no such section")
    spec = declared.spec_of(section)
    if not spec.is_asked(cycle.activity.kind):
        raise Http404("the section is not asked for this kind of activity")
    return cycle, spec


def _table(spec: Spec, code: str) -> Table:
    try:
        return spec.table(code)
    except KeyError:
        raise Http404("no such table") from None


def _former(asked: Any, facts: Facts, content: Mapping[str, Any], *, without: str = "") -> Any:
    def make(data: Any = None, files: Any = None) -> DeclaredForm:
        return DeclaredForm(data, files, fields=asked, facts=facts, content=content, without=without)

    return make


def _proposed(request: HttpRequest, table: Table) -> dict[str, Any]:
    """A new row, with what the address proposes for its columns (a workspace leads here with ?need=K1)."""
    content = {one.name: one.empty for one in table.fields}
    for one in table.fields:
        given = request.GET.get(one.name, "")
        if (
            given
            and one.type in ("text", "long", "code", "yesno", "pick", "pointer", "url")
            and len(given) <= one.limit
        ):
            content[one.name] = given
        elif given and one.type == "picks":
            content[one.name] = [given]
        elif given and one.type == "percent" and given.isascii() and given.isdigit() and len(given) < 4:
            content[one.name] = given
    return content


def _form_page(
    request: HttpRequest,
    cycle: Cycle,
    spec: Spec,
    form_of: Any,
    save: Any,
    *,
    back: str,
    draft: str,
    context: dict[str, Any],
    is_new: bool = False,
) -> HttpResponse:
    """A form over declared fields: shown, drafted while it is typed, saved by `save(values, seen)`."""
    reasons = registry.reasons_against(cycle, registry.get(spec.code), request.user)
    context |= {"back": back, "reasons": reasons, "is_new": is_new}
    template = "activities/design/declared_form.html"
    if request.method != "POST":
        stored = form_of().initial["base"]
        form, sheet = drafts.restored(request.user, draft, form_of, base=digest(stored))
        if reasons and not sheet.shown:
            status = _status(reasons, 200) if is_new else 200
            return _render(request, cycle, spec, template, context | {"form": None}, status=status)
        return _render(request, cycle, spec, template, context | {"form": form, "sheet": sheet})
    form = form_of(request.POST, request.FILES)
    if REFRESH in request.POST:
        form.errors.clear()
        return _render(request, cycle, spec, f"{template}#fields", context | {"form": form})

    def again(told: dict[str, Any], status: int) -> HttpResponse:
        """The form as it was posted, with what is wrong; a choice between two versions stands as it was made."""
        base = digest(form_of().initial["base"])
        sheet = drafts.resumed(request.user, draft, request.POST, base=base, origin=("base",))
        told = {"form": form, "sheet": sheet, "lines": _chosen(request, form), **told}
        return _render(request, cycle, spec, template, context | told, status=status)

    if not form.is_valid():
        return again({}, _status(reasons, 422))
    values, seen = form.values, form.seen
    for name in [name for name in values if request.POST.get(KEEP + name) == "tersimpan"]:
        values[name] = form.content[name]
    try:
        for name, uploads in form.uploads.items():
            for upload in uploads:
                stored_file = files.receive(upload, by=request.user, purpose="design")
                values[name] = [*values[name], str(stored_file.public_id)]
        written = save(values, seen)
    except Conflict as conflict:
        data = request.POST.copy()
        data["base"] = form_of().initial["base"]
        fresh = form_of(data, request.FILES)
        fresh.is_valid()
        return again({"form": fresh, "lines": _both(form, conflict), "conflict": conflict.row}, 409)
    except DesignRow.DoesNotExist:
        gone = Reason("gone", _("Somebody else removed this row meanwhile. What you typed still stands below."))
        return again({"reasons": [gone]}, 409)
    except MoveRefused as refusal:
        refused = list(refusal.reasons)
        return again({"reasons": refused}, _status(refused, 409))
    except ValidationError as error:
        add_errors(form, error)
        return again({}, 422)
    drafts.sent(request.user, draft, request.POST)
    messages.success(request, _saved(written, context, is_new=is_new))
    if "lagi" in request.POST and is_new:
        return redirect(request.get_full_path())
    return redirect(back)


def _saved(written: Any, context: Mapping[str, Any], *, is_new: bool) -> str:
    """What was saved or added, by its name."""
    if is_new:
        what = str(context["table"].singular)
        return _("%(what)s %(key)s is added.") % {"what": what[:1].upper() + what[1:], "key": written.key}
    return _("“%(section)s” is saved.") % {"section": context["heading"]}


def _both(form: DeclaredForm, conflict: Conflict) -> list[dict[str, Any]]:
    """What two people wrote differently, both versions: what one of them left alone is proposed as the other has it."""
    seen, mine = form.seen, form.present
    lines = []
    for one in form.declared:
        if one.name not in conflict.values:
            continue
        stored_now, mine_now = digest(conflict.values[one.name]), digest(mine[one.name])
        if stored_now != mine_now:
            untouched = seen.get(one.name) == mine_now
            both = seen.get(one.name) not in (mine_now, stored_now)
            lines.append(_line(form, one, conflict.values[one.name], mine[one.name], untouched, both))
    return lines


def _chosen(request: HttpRequest, form: DeclaredForm) -> list[dict[str, Any]]:
    """The choices between two versions that came with a form that is shown once more."""
    chosen = {one: request.POST.get(KEEP + one.name) for one in form.declared}
    mine = form.present if any(chosen.values()) else {}
    return [
        _line(form, one, form.content[one.name], mine[one.name], choice == "tersimpan", True)
        for one, choice in chosen.items()
        if choice
    ]


def _line(form: DeclaredForm, one: Any, stored: Any, mine: Any, take_stored: bool, both: bool) -> dict[str, Any]:
    return {
        "name": one.name,
        "field": KEEP + one.name,
        "label": one.label,
        "stored": form.facts.shown(one, stored),
        "mine": form.facts.shown(one, mine),
        "take_stored": take_stored,
        "both_changed": both,
    }


def _removal(
    request: HttpRequest,
    cycle: Cycle,
    spec: Spec,
    facts: Facts,
    present: FactRow,
    back: str,
    reasons: list[Reason],
    *,
    shown: bool = False,
) -> HttpResponse:
    context = {
        "read": read_row(facts, present, whole=True),
        "present": present,
        "table": present.table,
        "back": back,
        "reasons": reasons,
        "heading": _("Remove %(key)s?") % {"key": present.key},
    }
    status = 200 if shown else _status(reasons, 409)
    return _render(request, cycle, spec, "activities/design/declared_remove.html", context, status=status)


def _refused(request: HttpRequest, cycle: Cycle, spec: Spec, reasons: list[Reason]) -> HttpResponse:
    context = {
        "shown": read_section(facts_of(cycle), spec.code),
        "reasons": reasons,
        "writes": False,
        "has_errors": True,
    }
    return _render(
        request, cycle, spec, "activities/design/declared_section.html", context, status=_status(reasons, 409)
    )


def _status(reasons: list[Reason], other: int) -> int:
    """403 for who may not write the section at all; what they sent stands on the page all the same."""
    return 403 if any(reason.code == "role" for reason in reasons) else other


def _back(request: HttpRequest, cycle: Cycle, spec: Spec, fragment: str) -> str:
    """The page to go back to: the one that led here, where it is one of the portal, else the section."""
    address = reverse("activities:design-section", args=[cycle.activity.code, cycle.edition, spec.code])
    return back_to(request) or f"{address}#{fragment}"


def back_to(request: HttpRequest) -> str:
    """The page of the portal that led here; "" where none did."""
    wanted = request.POST.get(BACK) or request.GET.get(BACK, "")
    lawful = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if wanted and lawful else ""


def _render(
    request: HttpRequest, cycle: Cycle, spec: Spec, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    entry = registry.get(spec.code)
    return render(
        request,
        template,
        {
            "cycle": cycle,
            "activity": cycle.activity,
            "spec": spec,
            "section": entry,
            "owner": registry.owners(cycle, [entry])[spec.code],
            "section_url": entry.address(cycle),
            "nav_current": "engine:portfolio",
            **context,
        },
        status=status,
    )
