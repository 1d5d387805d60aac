"""The demo office "Kota Contoh": invented people and organisations, the registry of its offices, four activities at
different points.

Everything is written through the services, by the people it is about, at the moment it is about (core.clock), so that decisions,
audit entries and notices are real. Upper apps tell their own part with `register_story`, after the cycles are told, or add steps to
the story of one activity, each at its day, with `register_steps`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Play = Callable[[Any], None]
"""(office) writes its part; see phases.engine.demo.office.Office"""

Teller = Callable[[Any], None]
"""(story) writes down its steps, before the story is played; see phases.engine.demo.story.Story"""

_stories: dict[str, Play] = {}
_tellers: dict[str, list[Teller]] = {}


def register_story(code: str, play: Play) -> None:
    """Add a part to the demo office under a name of its own; parts are played in the order of their names."""
    _stories[code] = play


def stories() -> list[Play]:
    return [_stories[code] for code in sorted(_stories)]


def register_steps(activity: str, teller: Teller) -> None:
    """Add steps to the story of the activity with this code; they happen in the order of time with all others."""
    tellers = _tellers.setdefault(activity, [])
    if teller not in tellers:
        tellers.append(teller)


def tellers_of(activity: str) -> list[Teller]:
    return list(_tellers.get(activity, ()))
