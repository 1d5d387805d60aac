"""A frozen section of the design record as lines for reading, whoever owns the section."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.design import registry as design
from activities.design import selectors as own
from activities.design.wording import AS_DECLARED, Wordings
from gsbpm_portal.core.documents import freezing
from gsbpm_portal.core.documents.changes import texts

Lines = list[tuple[Any, str]]


def section_lines(code: str, payload: dict[str, Any], wordings: Wordings = AS_DECLARED) -> Lines:
    """[(label, text)] of a snapshot, in the words of the cycle whose it is.

    A document that was written in the portal is read place by place. A section that freezes another shape than its fields
    brings `read(payload, wordings)` along; for an unknown one the stored names stand.
    """
    if "document" in payload:
        return list(texts(freezing.from_json(payload["document"])))
    code = code.removeprefix("design:")
    try:
        section = design.get(code)
    except KeyError:
        return _plain(payload)
    if read := getattr(section, "read", None):
        return list(read(payload, wordings))
    if code in own.MODELS:
        return own.rows_of(
            {name: _value(name, value) for name, value in payload.items() if name in own.FIELDS[code]}, code
        )
    return _plain(payload)


def _value(name: str, value: Any) -> Any:
    if name.startswith("stage_") and value:
        return tuple(date.fromisoformat(day) for day in value)
    return value


def _plain(payload: dict[str, Any]) -> Lines:
    return [(name.replace("_", " "), _text(value)) for name, value in payload.items()]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(item)}" for key, item in value.items())
    return "" if value is None else str(value)


def changed_lines(
    code: str, old: dict[str, Any], new: dict[str, Any], wordings: Wordings = AS_DECLARED
) -> list[tuple[Any, str, str]]:
    """[(label, old text, new text)] of the fields that differ between two snapshots."""
    before = {str(label): text for label, text in section_lines(code, old, wordings)}
    after = {str(label): text for label, text in section_lines(code, new, wordings)}
    labels = [*after, *(label for label in before if label not in after)]
    return [(n, before.get(n, ""), after.get(n, "")) for n in labels if before.get(n, "") != after.get(n, "")]
