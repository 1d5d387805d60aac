"""The criteria of priority in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from phases.needs.models import PriorityCriterion


def criteria() -> list[PriorityCriterion]:
    """Those in use, in their order (one query)."""
    return list(PriorityCriterion.objects.filter(is_active=True))


def scale() -> Sequence[tuple[str, Any, Any]]:
    """As forms of the design record ask for them: code, label, help."""
    return [(one.code, one.name, one.help) for one in criteria()]
