"""What the workspaces of 1.1 to 1.5 share: where one is, whether one may write, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.design import registry
from activities.design.declared_reading import read_section
from activities.design.facts import Facts, facts_of
from activities.models import Cycle
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.engine.views.cycle import lawful, page_of


@dataclass(frozen=True)
class Todo:
    """Something that is still open, and where it is done. Nothing of it holds a submission back, unless `holds`."""

    text: str
    url: str = ""
    label: str = ""
    holds: bool = False


def workspace(
    request: HttpRequest, cycle: Cycle, code: str, *, facts: Facts | None = None, reasons: Sequence[Reason] = ()
) -> dict[str, Any]:
    """The context of the workspace of a declared section: `writes`, `back_here`, its owner, its rows for reading."""
    facts = facts or facts_of(cycle)
    entry = registry.get(code)
    against = registry.reasons_against(cycle, entry, request.user)
    owner = registry.owners(cycle, [entry])[code]
    return {
        "cycle": cycle,
        "activity": cycle.activity,
        "facts": facts,
        "section": entry,
        "owner": owner,
        "run_url": owner.url or page_of(cycle, entry.owner),
        "shown": read_section(facts, code),
        "stored": facts.section(code),
        "writes": not against,
        "against": against,
        "reasons": list(reasons),
        "has_errors": bool(reasons),
        "back_here": request.path,
        "nav_current": "engine:portfolio",
    }


def refused(refusal: MoveRefused) -> Sequence[Reason]:
    """The reasons, for a view that shows them on its page; one about the person is raised on (403)."""
    if any(reason.code == "role" for reason in refusal.reasons):
        raise NotAllowed(*refusal.reasons)
    return lawful(refusal).reasons


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int | None = None) -> HttpResponse:
    return render(request, template, context, status=status or (409 if context["reasons"] else 200))


def adding(cycle: Cycle, section: str, table: str, back: str, **given: str) -> str:
    """The page that adds a row, with what is proposed for it, and the way back."""
    address = reverse("activities:design-row-add", args=[cycle.activity.code, cycle.edition, section, table])
    return f"{address}?{urlencode({**given, 'kembali': back})}"


def finish(context: dict[str, Any]) -> Todo:
    """What is left when nothing is open: the sub-process itself."""
    return Todo(_("Nothing is open here."), context["run_url"], _("Back to the sub-process"))
