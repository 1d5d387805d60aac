"""What holds the submission of 2.2, 2.3 and 2.5: one definition for the checklist, the refusal and the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.design.facts import facts_of
from activities.models import Cycle
from gsbpm_portal.core.transitions import Reason
from phases.design.selectors import collection, contradictions, variables
from phases.design.selectors.lacks import Lack, Places
from phases.design.selectors.vocabulary import vocabulary_of

TOLD = 6
"""Names that a reason tells; of more it tells how many there are."""


def standards_followed(iteration: Any) -> Iterable[Reason]:
    """Every variable of the registry that the cycle uses follows an approved standard, or a proposal for it is open."""
    return standard_reasons(iteration.cycle, variables.lines_of(facts_of(iteration.cycle)))


def variables_complete(iteration: Any) -> Iterable[Reason]:
    """Every derived variable follows a standard and can be computed; a compilation has a source."""
    cycle = iteration.cycle
    facts = facts_of(cycle)
    return _holding(variables.lacks(facts, vocabulary_of(facts), _places(cycle, "variables")))


def plan_runs(iteration: Any) -> Iterable[Reason]:
    """Every rule, condition and derivation of the plan can be executed by phases 5 and 6."""
    cycle = iteration.cycle
    facts, places = facts_of(cycle), _places(cycle, "processing")
    vocabulary = vocabulary_of(facts)
    lacks = [*contradictions.unrunnable(facts, vocabulary, places), *variables.derived_lacks(vocabulary, places)]
    return _holding(lacks)


def _places(cycle: Cycle, page: str) -> Places:
    return Places(cycle, _page(cycle, page, ""))


def _holding(lacks: Iterable[Lack]) -> list[Reason]:
    return [Reason("design", lack.text, lack.url) for lack in lacks if lack.holds]


def standard_reasons(cycle: Cycle, lines: Sequence[variables.Line]) -> list[Reason]:
    without = [line.code for line in lines if not line.is_covered]
    if not without:
        return []
    words = ngettext(
        "%(count)s variable follows no approved standard, and none is proposed for it: %(names)s.",
        "%(count)s variables follow no approved standard, and none is proposed for them: %(names)s.",
        len(without),
    )
    return [Reason("standard", words % _told(without), _page(cycle, "variables", "#standar"))]


def sources_agreed(iteration: Any) -> Iterable[Reason]:
    """Every administrative source has an agreement, or it is said with a reason that none is needed."""
    return agreement_reasons(iteration.cycle, collection.sources_of(facts_of(iteration.cycle)))


def agreement_reasons(cycle: Cycle, sources: Sequence[collection.Agreed]) -> list[Reason]:
    open_ones = [f"{one.source.key} {one.source.name}" for one in sources if not one.is_settled]
    if not open_ones:
        return []
    words = ngettext(
        "%(count)s administrative source has no agreement, and no reason why none is needed: %(names)s.",
        "%(count)s administrative sources have no agreement, and no reason why none is needed: %(names)s.",
        len(open_ones),
    )
    return [Reason("agreement", words % _told(open_ones), _page(cycle, "collection", "#kesepakatan"))]


def _told(names: Sequence[str]) -> dict[str, Any]:
    shown = ", ".join(names[:TOLD])
    if len(names) > TOLD:
        shown = _("%(names)s and %(more)s more") % {"names": shown, "more": len(names) - TOLD}
    return {"count": len(names), "names": shown}


def _page(cycle: Cycle, name: str, fragment: str) -> str:
    return reverse(f"design:{name}", args=[cycle.activity.code, cycle.edition]) + fragment
