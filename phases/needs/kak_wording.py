"""What the design record calls the head of the KAK and the levels of the budget in a cycle: as the layout of its office does."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy

from activities.design import declared
from activities.design.wording import Said, Wordings
from activities.models import Cycle
from phases.needs.kak_layouts import Fact, Layout
from phases.needs.rab import LINES
from phases.needs.selectors.kak import layout_of

lazystr = lazy(lambda label: label(), str)
HEAD = "kepala"
ALWAYS = ("ministry",)
"""Asked in every layout: it stands in the letterhead."""


def wording(cycle: Cycle) -> Wordings:
    """One query: the layout that the organisation chose."""
    return said_by(layout_of(cycle.activity.organisation))


def said_by(layout: Layout) -> dict[str, Said]:
    """Facts of the head by the names of the layout; those that it has no place for are not asked."""
    labels = {fact.path: _label(fact) for fact in reversed(layout.facts)}
    group = next(one for one in declared.spec_of("proposal").pages if one.code == HEAD)
    found = {}
    for name in group.fields:
        path = f"proposal.{name}"
        found[path] = Said(labels.get(path, ""), asked=path in labels or name in ALWAYS)
    if layout.levels:
        levels = {level: _label(said) if said else None for level, said in layout.levels.items()}
        found[f"{LINES}.level"] = Said(choices=levels)
    return found


def _label(fact: Fact) -> Any:
    """What the layout calls it, in the language in which it will be read: tables are Indonesian whatever the page is."""
    return lazystr(lambda: fact.label)
