"""The demo office "Kota Contoh": invented people and organisations, the registry of its offices, four activities at
different points.

Everything is written through the services, by the people it is about, at the moment it is about (core.clock), so that decisions,
audit entries and notices are real. Upper apps add their own chapters with `register_chapter`, and steps to the story of an
activity, each at its day, with `register_story`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Chapter = Callable[[Any], None]
"""(office) writes its part; see phases.engine.demo.office.Office"""

Teller = Callable[[Any], None]
"""(story) writes down its steps, before the story is played; see phases.engine.demo.story.Story"""

_chapters: list[Chapter] = []
_tellers: dict[str, list[Teller]] = {}


def register_chapter(chapter: Chapter) -> None:
    """Add a part to the demo office; chapters are written in the order of their registration."""
    if chapter not in _chapters:
        _chapters.append(chapter)


def chapters() -> list[Chapter]:
    return list(_chapters)


def register_story(code: str, teller: Teller) -> None:
    """Add steps to the story of the activity with this code; they happen in the order of time with all others."""
    tellers = _tellers.setdefault(code, [])
    if teller not in tellers:
        tellers.append(teller)


def tellers_of(code: str) -> list[Teller]:
    return list(_tellers.get(code, ()))
