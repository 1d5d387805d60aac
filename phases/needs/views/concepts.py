"""1.4: the users' definitions beside the registry's, what of the registry may be meant, and what is followed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.design.models import DesignRow
from activities.design.services import save_row
from activities.models import Cycle
from gsbpm_portal.core import wording
from gsbpm_portal.core.transitions import MoveRefused, Reason
from metadata.enums import Kind
from phases.engine.views.cycle import in_cycle
from phases.needs.selectors.concepts import looked_up, terms
from phases.needs.views.workspace import Todo, adding, finish, page, refused, workspace

LONGEST = 200


@in_cycle("GET")
def concepts(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    return _show(request, cycle)


def _show(request: HttpRequest, cycle: Cycle, *, reasons: Any = ()) -> HttpResponse:
    context = workspace(request, cycle, "concepts", reasons=reasons)
    here = reverse("needs:concepts", args=[cycle.activity.code, cycle.edition])
    context["back_here"] = here
    found = terms(context["facts"], request.user)
    text = request.GET.get("cari", "")[:LONGEST]
    context |= {
        "lines": [{"line": line, "propose": _proposing(here, line.row, Kind.CONCEPT)} for line in found.lines],
        "wanted": [
            {
                "one": one,
                "add": _beside(cycle, here, one.row),
                "near": [(near, _beside(cycle, here, one.row, near.version.label)) for near in one.near],
                "propose": _proposing(here, one.row, Kind.VARIABLE),
            }
            for one in found.wanted
        ],
        "asked": text,
        "found": looked_up(request.user, text),
        "proposed": request.GET.get("usulan", "")[:80],
        "proposed_for": request.GET.get("untuk", "")[:12],
        "read": context["shown"].tables[0],
        "todo": [],
    }
    if context["found"]:
        context["results"] = [
            (version, adding(cycle, "concepts", "concepts", here, registry=version.label, name=version.name_id[:300]))
            for version in context["found"].rows
        ]
    if context["writes"]:
        context["todo"] = _todo(cycle, context, found, here) or [finish(context)]
    return page(request, "needs/concepts.html", context)


def _beside(cycle: Cycle, here: str, row: Any, label: str = "") -> str:
    """The form of a term that speaks of a variable wanted, beside an entry of the registry."""
    given = {"name": row["name"], "definition": row["definition"][:1500], "need": row["need"]}
    return adding(cycle, "concepts", "concepts", here, **given, **({"registry": label} if label else {}))


def _proposing(here: str, row: Any, kind: Kind) -> str:
    """The form of the registry that proposes an entry, from where one comes back to this page."""
    back = f"{here}?{urlencode({'untuk': row.key})}"
    given = {"nama": row["name"], "definisi": row["definition"][:1500], "kembali": back}
    return f"{reverse('metadata:new', args=[kind.slug])}?{urlencode(given)}"


def _todo(cycle: Cycle, context: dict[str, Any], found: Any, here: str) -> list[Todo]:
    todo = []
    if found.wanted:
        words = ngettext(
            "%(n)s variable wanted stands beside no term yet.",
            "%(n)s variables wanted stand beside no term yet.",
            len(found.wanted),
        )
        todo.append(Todo(words % {"n": wording.number(len(found.wanted))}, "#diminta", _("See what may be meant")))
    elif not found.lines:
        add = adding(cycle, "concepts", "concepts", here)
        todo.append(Todo(_("No term is written down yet."), add, _("Add the first term")))
    undecided = [line.row.key for line in found.lines if not line.row["decision"] or not line.row["agreement"]]
    if undecided:
        words = ngettext("%(n)s term waits for its decision.", "%(n)s terms wait for their decision.", len(undecided))
        row = reverse(
            "activities:design-row", args=[cycle.activity.code, cycle.edition, "concepts", "concepts", undecided[0]]
        )
        text = words % {"n": wording.number(len(undecided))}
        todo.append(Todo(text, f"{row}?kembali={here}", _("Decide on %(key)s") % {"key": undecided[0]}))
    return todo


@in_cycle("POST")
def match(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Put an entry of the registry beside a term."""
    key, label = request.POST.get("istilah", "")[:12], request.POST.get("registri", "")[:LONGEST]
    try:
        save_row(cycle, "concepts", key, by=request.user, values={"registry": label})
    except DesignRow.DoesNotExist:
        raise Http404("no such term") from None
    except MoveRefused as refusal:
        return _show(request, cycle, reasons=refused(refusal))
    except ValidationError as error:
        return _show(request, cycle, reasons=[Reason("registry", text, f"#{key}") for text in error.messages])
    messages.success(
        request, _("%(label)s stands beside %(key)s now. Say whether it means the same.") % {"label": label, "key": key}
    )
    return redirect(reverse("needs:concepts", args=[cycle.activity.code, cycle.edition]) + f"#{key}")
