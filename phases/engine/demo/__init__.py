"""The demo office "Kota Contoh": invented people and organisations, the registry of its offices, four activities at
different points.

Everything is written through the services, by the people it is about, at the moment it is about (core.clock), so that decisions,
audit entries and notices are real. Upper apps add their own chapters with `register_chapter`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Chapter = Callable[[Any], None]
"""(office) writes its part; see phases.engine.demo.office.Office"""

_chapters: list[Chapter] = []


def register_chapter(chapter: Chapter) -> None:
    """Add a part to the demo office; chapters are written in the order of their registration."""
    if chapter not in _chapters:
        _chapters.append(chapter)


def chapters() -> list[Chapter]:
    return list(_chapters)
