"""What a section starts from while nobody has written it: facts that another part of the record holds already."""

from __future__ import annotations

from typing import Any

from activities.design import selectors
from activities.design.facts import facts_of
from activities.design.values import day
from activities.models import Cycle


def offered(cycle: Cycle, section: str) -> dict[str, Any]:
    """Answers to begin with, by field: stored once somebody saves them, changed or not."""
    facts = facts_of(cycle)
    found = {name: facts.instead(f"{section}.{name}")[1] for name in selectors.FIELDS[section]}
    if section == "schedule":
        found = {name: tuple(day(one) for one in span) for name, span in found.items() if span}
    if section == "population":
        found["coverage"] = cycle.activity.coverage
    return {name: value for name, value in found.items() if value is not None}
