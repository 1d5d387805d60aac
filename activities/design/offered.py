"""What a section starts from while nobody has written it: facts that another part of the record holds already."""

from __future__ import annotations

from typing import Any

from activities.design.facts import facts_of
from activities.models import Cycle


def offered(cycle: Cycle, section: str) -> dict[str, Any]:
    """Answers to begin with, by field: stored once somebody saves them, changed or not."""
    if section != "population":
        return {}
    told = dict.fromkeys(row["population"] for row in facts_of(cycle).rows("outputs"))
    return {"coverage": cycle.activity.coverage, "population": "\n".join(filter(None, told))}
