"""Needs that somebody else proposes: the action plan of the last cycle, questions of users. Apps above hand in their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from activities.design.options import NeedOrigin
from activities.models import Cycle


@dataclass(frozen=True)
class Proposed:
    """A need as it is proposed to a cycle. `origin_note` names it among those of its origin for good ("2025 · K3"):
    by it a proposal that was taken up or put off is known again. `url`: where it stands."""

    title: str
    user: str
    purpose: str
    origin: NeedOrigin
    origin_note: str
    url: str = ""


Source = Callable[[Cycle, Any], Iterable[Proposed]]
_sources: list[Source] = []


def register_need_source(source: Source) -> None:
    """Hand in `source(cycle, user)`: what is proposed to the cycle, as far as the person may see where it stands."""
    if source not in _sources:
        _sources.append(source)


def proposed_needs(cycle: Cycle, user: Any) -> list[Proposed]:
    """Everything that is proposed to the cycle, whatever became of it, each once."""
    found: dict[tuple[str, str], Proposed] = {}
    for source in _sources:
        for one in source(cycle, user):
            found.setdefault((one.origin, one.origin_note), one)
    return list(found.values())
