"""1.5: look-ups as they were made, and the duplicate radar with what was decided on what it shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.design.options import Reuse
from activities.models import Cycle
from gsbpm_portal.core import wording
from phases.engine.views.cycle import and_list, in_cycle
from phases.needs.radar import STRONG, Likeness
from phases.needs.selectors.duplicates import Hit, duplicates
from phases.needs.views.workspace import Todo, adding, finish, page, workspace

MOST_WORDS = 12


@in_cycle("GET")
def availability(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    context = workspace(request, cycle, "availability")
    facts, here = context["facts"], context["back_here"]
    hits = duplicates(facts, request.user)
    lookups, reuses = context["shown"].tables
    open_ones = [hit for hit in hits if hit.is_open]
    todo = []
    if open_ones:
        words = ngettext(
            "%(n)s thing in the portal is much alike, and nothing is decided on it.",
            "%(n)s things in the portal are much alike, and nothing is decided on them.",
            len(open_ones),
        )
        text = words % {"n": wording.number(len(open_ones))}
        todo.append(Todo(text, _deciding(cycle, here, open_ones[0], Reuse.REUSE), _("Decide on the first")))
    if not lookups.rows:
        add = adding(cycle, "availability", "lookups", here)
        todo.append(Todo(_("No look-up outside of the portal is written down yet."), add, _("Add a look-up")))
    looked = {key for row in facts.rows("lookups") for key in row["needs"]}
    bare = [row.key for row in facts.rows("needs") if row["state"] == "diterima" and row.key not in looked]
    if lookups.rows and bare:
        words = _("No look-up names these needs taken up: %(keys)s.")
        add = adding(cycle, "availability", "lookups", here, needs=bare[0])
        todo.append(
            Todo(words % {"keys": ", ".join(bare[:12])}, add, _("Add a look-up for %(key)s") % {"key": bare[0]})
        )
    context |= {
        "hits": [_line(cycle, here, hit) for hit in hits],
        "strong": round(STRONG * 100),
        "lookups": lookups,
        "reuses": reuses,
        "todo": (todo or [finish(context)]) if context["writes"] else [],
    }
    return page(request, "needs/availability.html", context)


def _line(cycle: Cycle, here: str, hit: Hit) -> dict[str, Any]:
    decided = hit.decision
    return {
        "hit": hit,
        "why": why(hit),
        "decided": decided.table.field("decision").choices(decided["decision"]).label
        if decided and decided["decision"]
        else "",
        "choices": [(option.label, _deciding(cycle, here, hit, option)) for option in Reuse],
    }


def _deciding(cycle: Cycle, here: str, hit: Hit, decision: Reuse) -> str:
    """The form of a decision, filled in but for its reason."""
    given = {
        "subject": hit.subject,
        "title": hit.title[:300],
        "score": str(hit.likeness.percent),
        "decision": decision.value,
    }
    return adding(cycle, "availability", "reuses", here, **given, why=" ".join(why(hit))[:2000])


def why(hit: Hit) -> list[str]:
    """What is alike, in sentences."""
    found: Likeness = hit.likeness
    said = []
    if found.words:
        said.append(_("Words in common: %(words)s.") % {"words": ", ".join(found.words[:MOST_WORDS])})
    if hit.variables:
        said.append(
            _("The same variables of the registry: %(names)s.") % {"names": ", ".join(hit.variables[:MOST_WORDS])}
        )
    if found.population:
        said.append(_("Population: %(words)s.") % {"words": ", ".join(found.population[:MOST_WORDS])})
    if found.regions:
        names = [(regency or province).title() for province, regency in found.regions]
        said.append(_("Region: %(names)s.") % {"names": and_list(names[:6])})
    if found.period:
        begin, end = (wording.moment(one, "date") for one in found.period)
        said.append(_("Period: %(begin)s to %(end)s.") % {"begin": begin, "end": end})
    return said
