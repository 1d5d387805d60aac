"""The one table of review rules. A rule is a function beside its id, its severity and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from phases.design.review_rules.verdicts import Check, Rule, Severity

E, W = Severity.ERROR, Severity.WARNING
BLOCKS = ("I", "ID", "II", "III", "IV", "V", "VI", "VII", "VIII")
_rules: dict[str, Rule] = {}


def table() -> dict[str, Rule]:
    """All rules by id, in the order of the form."""
    return dict(sorted(_rules.items(), key=lambda item: BLOCKS.index(item[0].split("-")[0])))


def rule(id: str, severity: Severity, path: str, title: Any) -> Callable[[Check], Check]:
    """Register a check. Refuses an id that is taken, and one of no block."""

    def known(check: Check) -> Check:
        if id in _rules:
            raise ValueError(f"the rule {id} stands twice")
        BLOCKS.index(id.split("-")[0])
        _rules[id] = Rule(id, severity, title, path, check)
        return check

    return known
