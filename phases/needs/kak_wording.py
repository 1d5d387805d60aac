"""What the design record calls the head of the KAK and the levels of the budget in a cycle: as the layout of its office does."""

from __future__ import annotations

from activities.design import declared
from activities.design.wording import Said, Wordings
from activities.models import Cycle
from phases.needs.kak_layouts import Layout
from phases.needs.rab import LINES
from phases.needs.selectors.kak import layout_of

HEAD = "kepala"
ALWAYS = ("ministry",)
"""Asked in every layout: it stands in the letterhead."""


def wording(cycle: Cycle) -> Wordings:
    """One query: the layout that the organisation chose."""
    return said_by(layout_of(cycle.activity.organisation))


def said_by(layout: Layout) -> dict[str, Said]:
    """Facts of the head by the names of the layout; those that it has no place for are not asked."""
    labels = {fact.path: fact.label for fact in reversed(layout.facts)}
    group = next(one for one in declared.spec_of("proposal").pages if one.code == HEAD)
    found = {}
    for name in group.fields:
        path = f"proposal.{name}"
        found[path] = Said(labels.get(path, ""), asked=path in labels or name in ALWAYS)
    if layout.levels:
        found[f"{LINES}.level"] = Said(choices=layout.level_names)
    return found
