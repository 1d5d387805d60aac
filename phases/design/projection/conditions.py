"""Whether a form asks a line: conditions of the catalogue over the lines before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.design.forms_catalogue import When
from phases.design.reading.facts import Reader, Unreadable


def holds(when: When | None, values: Mapping[str, Any], reader: Reader) -> bool:
    """Whether the condition is met by the values of the lines before (None where empty or not asked). None is always met."""
    if when is None:
        return True
    if when.test == "all":
        return all(holds(part, values, reader) for part in when.parts)
    if when.test == "any":
        return any(holds(part, values, reader) for part in when.parts)
    if when.test == "not":
        return not any(holds(part, values, reader) for part in when.parts)
    value = values.get(when.field) if when.field else _fact(reader, when.fact)
    if when.test == "filled":
        return (value is not None) == bool(when.values)
    if when.test == "has":
        return isinstance(value, list) and any(code in value for code in when.values)
    return isinstance(value, str) and value in when.values


def _fact(reader: Reader, path: str) -> str | None:
    try:
        return reader.text(path) or None
    except Unreadable:
        return None
