"""Pages of the design record: all sections to read, and one section to write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activities.design import declared, registry, selectors, services, views_declared
from activities.design.declared_reading import read_section
from activities.design.facts import facts_of
from activities.design.forms import FORMS, SectionForm, digests, initial
from activities.design.offered import offered
from activities.design.registry import Section
from activities.design.services import Conflict
from activities.forms import add_errors
from activities.models import Cycle
from activities.views.lookup import cycle_or_404
from gsbpm_portal.core import drafts
from gsbpm_portal.core.transitions import MoveRefused, Reason
from gsbpm_portal.core.views import once

KEEP = "pakai-"
"""Posted from the page of two versions: KEEP + field = "tersimpan" takes the stored one."""


@login_required
@require_GET
def record(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """All sections, each with its owner, what it holds, and whether it can be written now."""
    cycle = cycle_or_404(request, code, edition)
    sections = registry.sections_of(cycle)
    owners = registry.owners(cycle, sections)
    reasons = registry.reasons_by_section(cycle, sections, request.user)
    facts = facts_of(cycle)
    blocks = []
    for section in sections:
        block: dict[str, Any] = {
            "section": section,
            "owner": owners[section.code],
            "url": section.address(cycle),
            "reasons": reasons[section.code],
        }
        if section.code in selectors.MODELS:
            row = selectors.section_row(cycle, section.code)
            values = selectors.values_of(row, section.code)
            done, total = selectors.filled(values)
            block |= {"row": row, "rows": selectors.rows_of(values, section.code), "done": done, "total": total}
        elif declared.is_declared(section.code):
            block["shown"] = read_section(facts, section.code)
            block["row"], block["is_empty"] = facts.section(section.code), block["shown"].is_empty
            block["done"], block["total"] = facts.filled(section.code)
        else:
            block["rows"] = section.rows(cycle)
        if "is_empty" not in block:
            block["is_empty"] = not any(text for _label, text in block["rows"])
            block["shown"] = section.show(cycle, request.user) if section.template and not block["is_empty"] else None
        blocks.append(block)
    context = {"cycle": cycle, "activity": cycle.activity, "blocks": blocks, "nav_current": "engine:portfolio"}
    return render(request, "activities/design/record.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def section(request: HttpRequest, code: str, edition: str, section: str) -> HttpResponse:
    """One section: a form while the person may write it, else its text and the reasons why not."""
    cycle = cycle_or_404(request, code, edition)
    if declared.is_declared(section) and declared.spec_of(section).is_asked(cycle.activity.kind):
        return views_declared.section_page(request, cycle, declared.spec_of(section))
    if section not in FORMS:
        raise Http404
    entry = registry.get(section)
    if request.method == "POST":
        return _save(request, cycle, entry)
    row = selectors.section_row(cycle, section)
    values = selectors.values_of(row, section)
    reasons = registry.reasons_against(cycle, entry, request.user)
    start = initial(values, row.revision)
    if not row.revision:
        start |= offered(cycle, section)
    form, sheet = drafts.restored(
        request.user, _draft_key(cycle, entry), lambda data: FORMS[section](data, initial=start), base=str(row.revision)
    )
    if reasons and not sheet.shown:
        form = sheet = None
    rows = selectors.rows_of(values, section)
    return _page(request, cycle, entry, row, form=form, sheet=sheet, reasons=reasons, rows=rows)


def _save(request: HttpRequest, cycle: Cycle, entry: Section) -> HttpResponse:
    form = FORMS[entry.code](request.POST)
    if not form.is_valid():
        row = selectors.section_row(cycle, entry.code)
        reasons = registry.reasons_against(cycle, entry, request.user)
        lines = _chosen(request, entry, row)
        return _page(request, cycle, entry, row, form=form, lines=lines, reasons=reasons, status=_status(reasons, 422))
    present = selectors.section_row(cycle, entry.code)
    stored = selectors.values_of(present, entry.code)
    values = {n: stored[n] if request.POST.get(KEEP + n) == "tersimpan" else v for n, v in form.values.items()}
    try:
        values = services.settled(present, entry.code, values, by=request.user)
        row = services.save_section(cycle, entry, by=request.user, values=values, seen_revision=form.seen_revision)
    except Conflict as conflict:
        return _two_versions(request, cycle, entry, form, values, conflict)
    except MoveRefused as refusal:
        row = selectors.section_row(cycle, entry.code)
        reasons = list(refusal.reasons)
        return _page(request, cycle, entry, row, form=form, reasons=reasons, status=_status(reasons, 409))
    except ValidationError as error:
        add_errors(form, error)
        row = selectors.section_row(cycle, entry.code)
        return _page(request, cycle, entry, row, form=form, lines=_chosen(request, entry, row), status=422)
    drafts.sent(request.user, _draft_key(cycle, entry), request.POST)
    saved = _("“%(section)s” is saved.") if row.revision > form.seen_revision else _("Nothing was changed.")
    messages.success(request, saved % {"section": entry.title})
    return redirect(_back(request, cycle, entry))


def _back(request: HttpRequest, cycle: Cycle, entry: Section) -> str:
    """The page of the portal that led here, else the section in the design record."""
    record = reverse("activities:design", args=[cycle.activity.code, cycle.edition])
    return views_declared.back_to(request) or f"{record}#{entry.code}"


def _draft_key(cycle: Cycle, entry: Section) -> str:
    return f"design:{cycle.activity.code}/{cycle.edition}/{entry.code}"


def _status(reasons: list[Reason], other: int) -> int:
    """403 for who may not write the section at all; the text that they sent stands on the page all the same."""
    return 403 if any(reason.code == "role" for reason in reasons) else other


def _two_versions(
    request: HttpRequest, cycle: Cycle, entry: Section, form: SectionForm, mine: dict[str, Any], conflict: Conflict
) -> HttpResponse:
    """Both versions side by side. What the person did not touch is proposed as stored, what they did as theirs."""
    seen, stored_now, mine_now = form.seen_digests(), digests(conflict.values), digests(mine)
    lines = []
    for name, stored in conflict.values.items():
        if stored_now[name] == mine_now[name]:
            continue
        lines.append(
            {
                "name": name,
                "field": KEEP + name,
                "label": selectors.label(entry.code, name),
                "stored": selectors.text(name, stored),
                "mine": selectors.text(name, mine[name]),
                "take_stored": seen.get(name) == mine_now[name],
                "both_changed": seen.get(name) not in (mine_now[name], stored_now[name]),
            }
        )
    data = request.POST.copy()
    fresh = initial(conflict.values, conflict.row.revision)
    data["revision"], data["base"] = str(fresh["revision"]), fresh["base"]
    again = FORMS[entry.code](data)
    again.is_valid()
    return _page(request, cycle, entry, conflict.row, form=again, lines=lines, status=409)


def _chosen(request: HttpRequest, entry: Section, row: Any) -> list[dict[str, Any]]:
    """The choices between two versions that came with a form that is shown once more; what was typed stands in the form."""
    stored = selectors.values_of(row, entry.code)
    return [
        {
            "name": name,
            "field": KEEP + name,
            "label": selectors.label(entry.code, name),
            "stored": selectors.text(name, value),
            "mine": _("as typed below"),
            "take_stored": request.POST[KEEP + name] == "tersimpan",
            "both_changed": True,
        }
        for name, value in stored.items()
        if KEEP + name in request.POST
    ]


def _page(
    request: HttpRequest, cycle: Cycle, entry: Section, row: Any, *, status: int = 200, **context: Any
) -> HttpResponse:
    if context.get("form") is not None:
        context["form"].inform(cycle, request.user)
        if request.method == "POST":
            seen = ("revision", "base")  # on the page of two versions the form goes on from the stored one
            context["sheet"] = drafts.resumed(
                request.user, _draft_key(cycle, entry), request.POST, base=request.POST.get("revision", ""), origin=seen
            )
    elif entry.template:
        context["shown"] = entry.show(cycle, request.user)
    return render(
        request,
        "activities/design/section.html",
        {
            "cycle": cycle,
            "activity": cycle.activity,
            "section": entry,
            "owner": registry.owners(cycle, [entry])[entry.code],
            "row": row,
            "back": _back(request, cycle, entry),
            "nav_current": "engine:portfolio",
            **context,
        },
        status=status,
    )
