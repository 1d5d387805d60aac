"""1.1: the list of needs by priority, scores of many needs on one page, groups, and proposals from elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.design.declared import table_of
from activities.design.facts import facts_of
from activities.design.values import digest
from activities.models import Cycle
from gsbpm_portal.core import drafts, wording
from gsbpm_portal.core.transitions import MoveRefused, Reason
from phases.engine.views.cycle import in_cycle, text_of
from phases.needs.forms.scores import SEEN, ScoreSheet
from phases.needs.priority import HIGHEST
from phases.needs.selectors.criteria import criteria
from phases.needs.selectors.needs import NeedLine, grouped, need_lines, open_proposals
from phases.needs.services import needs as services
from phases.needs.views.workspace import Todo, adding, finish, page, refused, workspace

PER_PAGE = 40
REASON = 2000


@in_cycle("GET")
def needs(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    return _show(request, cycle)


def _show(
    request: HttpRequest, cycle: Cycle, *, reasons: Any = (), typed: dict[str, str] | None = None
) -> HttpResponse:
    context = workspace(request, cycle, "needs", reasons=reasons)
    used = criteria()
    lines = need_lines(context["facts"], used)
    proposals = open_proposals(context["facts"], request.user)
    names = sorted({line.row["group"] for line in lines if line.row["group"]})
    context |= {
        "lines": lines,
        "groups": grouped(lines),
        "group_names": names,
        "criteria": used,
        "highest": HIGHEST,
        "proposals": list(enumerate(proposals)),
        "variables": context["shown"].tables[1],
        "typed": typed or {},
        "todo": _todo(cycle, context, lines, len(proposals)) if context["writes"] else [],
        "limit": table_of("needs").field("group").limit,
    }
    return page(request, "needs/needs.html", context)


def _todo(cycle: Cycle, context: dict[str, Any], lines: list[NeedLine], proposals: int) -> list[Todo]:
    here = context["back_here"]
    if not lines and not proposals:
        add = adding(cycle, "needs", "needs", here)
        return [Todo(_("No need is written down yet."), add, _("Add the first need"))]
    found = []
    if proposals:
        words = ngettext(
            "%(n)s need is proposed from elsewhere.", "%(n)s needs are proposed from elsewhere.", proposals
        )
        found.append(Todo(words % {"n": wording.number(proposals)}, "#usulan", _("See what is proposed")))
    if count := sum(line.is_open for line in lines):
        words = ngettext(
            "%(n)s need is neither taken up nor put off.", "%(n)s needs are neither taken up nor put off.", count
        )
        first = next(line for line in lines if line.is_open)
        row = reverse("activities:design-row", args=[cycle.activity.code, cycle.edition, "needs", "needs", first.key])
        found.append(Todo(words % {"n": wording.number(count)}, f"{row}?kembali={here}", _("Decide on the first")))
    if count := sum(not line.score.is_whole for line in lines):
        words = ngettext("%(n)s need has not all of its scores.", "%(n)s needs have not all of their scores.", count)
        score = reverse("needs:scores", args=[cycle.activity.code, cycle.edition])
        found.append(Todo(words % {"n": wording.number(count)}, score, _("Score the needs")))
    bare = [line for line in lines if line.is_taken and not line.variables]
    if bare:
        words = ngettext("%(n)s need taken up names no variable.", "%(n)s needs taken up name no variable.", len(bare))
        add = adding(cycle, "needs", "need_variables", here, need=bare[0].key)
        found.append(Todo(words % {"n": wording.number(len(bare))}, add, _("Add a variable to the first")))
    return found or [finish(context)]


# Scores -------------------------------------------------------------------------------------------------------------------


@in_cycle("GET", "POST")
def scores(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Needs in rows, criteria in columns; a page of them is saved at once."""
    if request.method != "POST":
        return _scores(request, cycle)
    sheet = ScoreSheet(request.POST)
    typed, seen = sheet.typed([one.code for one in criteria()]), sheet.seen()
    rows = facts_of(cycle).rows("needs")
    stored = {row.key: row["scores"] for row in rows}
    wanted = {
        # scores of criteria that are out of use stay as they are
        key: {code: n for code, n in {**stored.get(key, {}), **found}.items() if n}
        for key, found in list(typed.items())[: 2 * PER_PAGE]
    }
    try:
        gone = services.save_scores(cycle, wanted, by=request.user, seen=seen)
    except MoveRefused as refusal:
        return _scores(request, cycle, reasons=refused(refusal), typed=wanted, seen=seen)
    except services.ScoredMeanwhile as refusal:
        words = _("%(key)s was scored by somebody else after you opened the page. Choose again, then save.")
        told = [Reason("conflict", words % {"key": key}, f"#{key}-judul") for key in refusal.keys]
        return _scores(request, cycle, reasons=told, typed=wanted, meanwhile=refusal.keys, seen=seen)
    except ValidationError as error:
        told = [Reason("score", text) for text in error.messages]
        return _scores(request, cycle, reasons=told, typed=wanted, seen=seen, status=422)
    if gone:
        messages.warning(request, _("Removed meanwhile: %(keys)s.") % {"keys": ", ".join(gone)})
    drafts.sent(request.user, _draft_key(cycle, _page_of(request, rows).number), request.POST)
    messages.success(request, _("The scores are saved."))
    here = request.get_full_path()
    return redirect(
        here if "lanjut" in request.POST else reverse("needs:needs", args=[cycle.activity.code, cycle.edition])
    )


def _scores(
    request: HttpRequest,
    cycle: Cycle,
    *,
    reasons: Any = (),
    typed: dict[str, dict[str, Any]] | None = None,
    seen: dict[str, str] | None = None,
    meanwhile: Any = (),
    status: int = 409,
) -> HttpResponse:
    """The page; after a refusal with what was `typed` and had been `seen`, and beside those scored `meanwhile` what is stored."""
    context = workspace(request, cycle, "needs", reasons=reasons)
    used = criteria()
    pages = _page_of(request, context["facts"].rows("needs"))
    sheet = None
    if context["writes"]:
        draft, base = _draft_key(cycle, pages.number), digest({row.key: row["scores"] for row in pages.object_list})
        if request.method == "POST":
            origin = [f"{key}-{SEEN}" for key in meanwhile]
            sheet = drafts.resumed(request.user, draft, request.POST, base=base, origin=origin)
        else:
            form, sheet = drafts.restored(request.user, draft, ScoreSheet, base=base)
            if sheet.shown:
                typed, seen = form.typed([one.code for one in used]), form.seen()
    typed = typed or {}
    found = {line.key: line for line in need_lines(context["facts"], used)}
    lines = []
    for row in pages.object_list:
        mine = typed.get(row.key)
        shown = row["scores"] if mine is None else mine
        cells = [(one, str(shown.get(one.code, ""))) for one in used]
        other = context["facts"].shown(row.table.field("scores"), row["scores"]) if row.key in meanwhile else ""
        base = digest(row["scores"]) if row.key in meanwhile else (seen or {}).get(row.key, digest(row["scores"]))
        lines.append({"row": row, "cells": cells, "base": base, "score": found[row.key].score, "stored": other})
    context |= {
        "lines": lines,
        "sheet": sheet,
        "criteria": used,
        "pages": pages,
        "choices": [str(n) for n in range(1, HIGHEST + 1)],
        "highest": HIGHEST,
        "list_url": reverse("needs:needs", args=[cycle.activity.code, cycle.edition]),
    }
    return page(request, "needs/scores.html", context, status=status if reasons else 200)


def _page_of(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))


def _draft_key(cycle: Cycle, page_number: int) -> str:
    return f"needs-scores:{cycle.activity.code}/{cycle.edition}/{page_number}"


# Groups and proposals -----------------------------------------------------------------------------------------------------


@in_cycle("POST")
def group(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Put the ticked needs into a group."""
    keys = request.POST.getlist("kebutuhan")[:500]
    try:
        name = text_of(request, "kelompok", most=table_of("needs").field("group").limit).strip()
        count = services.assign_group(cycle, keys, name, by=request.user)
    except MoveRefused as refusal:
        return _show(
            request, cycle, reasons=refused(refusal), typed={"kelompok": request.POST.get("kelompok", "")[:300]}
        )
    words = ngettext("%(n)s need is in the group “%(group)s”.", "%(n)s needs are in the group “%(group)s”.", count)
    if not name:
        words = ngettext("%(n)s need is in no group.", "%(n)s needs are in no group.", count)
    messages.success(request, words % {"n": wording.number(count), "group": name})
    return redirect("needs:needs", cycle.activity.code, cycle.edition)


@in_cycle("POST")
def proposal(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Take up what is proposed, or keep it as put off with a reason."""
    origin, note = request.POST.get("asal", "")[:20], request.POST.get("catatan", "")[:300]
    try:
        if "tunda" in request.POST:
            reason = text_of(request, "alasan", most=REASON)
            row = services.put_off(cycle, origin, note, by=request.user, reason=reason)
            words = _("“%(title)s” is kept as put off.")
        else:
            row = services.take_up(cycle, origin, note, by=request.user)
            words = _("“%(title)s” is taken up.")
    except MoveRefused as refusal:
        typed = {"alasan": request.POST.get("alasan", "")[:REASON]}
        return _show(request, cycle, reasons=refused(refusal), typed=typed)
    messages.success(request, words % {"title": row.content["title"]})
    return redirect("needs:needs", cycle.activity.code, cycle.edition)
