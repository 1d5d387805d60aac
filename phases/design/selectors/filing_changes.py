"""What two versions of a notification say differently, line by line: for those who check what was submitted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.design.selectors.filed import labels_of


@dataclass(frozen=True)
class Change:
    """A line of the form, by its full name, whose answer is another one; "" where it was or is empty or not asked."""

    code: str
    label: str
    before: str
    after: str


def between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The changes from one frozen form to another, in the order of the new one; what only the old one asked comes last.

    Answers are compared as the form codes them: a label that was corrected meanwhile is no change.
    """
    before, after = _lines(old), _lines(new)
    labels = labels_of(old) | labels_of(new)
    found = [
        Change(code, labels[code], str(before.get(code, {}).get("text", "")), str(line["text"]))
        for code, line in after.items()
        if not _same(before.get(code, {}), line)
    ]
    gone = [line for code, line in before.items() if code not in after and line["value"] is not None]
    return found + [Change(line["code"], labels[line["code"]], str(line["text"]), "") for line in gone]


def _lines(frozen: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        line["code"]: line for block in frozen.get("blocks", ()) for line in block.get("lines", ()) if "value" in line
    }


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.get("value") == other.get("value") and (one.get("other") or "") == (other.get("other") or "")
