"""A form as it is filed: plain JSON, equal for equal content, readable without the catalogue; and what changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.design.projection.lines import Line, Projection

VERSION = 1
"""Of the frozen layout (schemas/frozen.schema.json). A later one must still read what was filed under this."""


def freeze(projection: Projection) -> dict[str, Any]:
    """The asked lines with their values and texts. Refuses (ValueError) a projection that does not speak Indonesian.

    Who typed an answer and where is left out: the same answers give the same JSON, whoever typed them.
    """
    if projection.language != "id":
        raise ValueError("A form is filed in Indonesian")
    return {
        "layout": VERSION,
        "form": projection.form.code,
        "form_version": projection.form.version,
        "title": projection.title,
        "blocks": [
            {
                "code": block.code,
                "title": block.title,
                "lines": [_frozen(line) for line in block.lines if line.asked],
            }
            for block in projection.blocks
            if block.asked
        ],
    }


def _frozen(line: Line) -> dict[str, Any]:
    found = {"code": line.code, "label": line.label, "kind": line.kind}
    if line.kind == "heading":
        return found
    return {**found, "value": line.value, "text": line.text, "other": line.other}


def canonical(frozen: Mapping[str, Any]) -> str:
    """The one text of a frozen form."""
    return json.dumps(frozen, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def checksum(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(frozen).encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """A line whose answer is another one than when the form was filed; "" where it was or is empty or not asked."""

    code: str
    label: str
    before: str
    after: str
    line: Line | None = None


def changes(projection: Projection, frozen: Mapping[str, Any]) -> list[Change]:
    """What changed since the form was filed, in the order of the form; lines that only the filed form had come last.

    Answers are compared as the form codes them, so that neither language nor a corrected label counts as a change.
    """
    filed = {
        line["code"]: line for block in frozen.get("blocks", ()) for line in block.get("lines", ()) if "value" in line
    }
    found = []
    for line in projection.lines:
        if line.kind == "heading":
            filed.pop(line.code, None)
            continue
        before = filed.pop(line.code, None) or {}
        if _same(before, line):
            continue
        found.append(Change(line.code, line.label, str(before.get("text", "")), line.text, line))
    found += [
        Change(code, str(line.get("label", "")), str(line.get("text", "")), "")
        for code, line in filed.items()
        if line["value"] is not None
    ]
    return found


def _same(before: Mapping[str, Any], line: Line) -> bool:
    return before.get("value") == line.value and (before.get("other") or "") == line.other
