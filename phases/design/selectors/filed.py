"""A version as it was frozen, for reading: its blocks with their lines, and the open remarks on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FiledLine:
    code: str
    label: str
    text: str
    is_heading: bool = False
    remarks: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class FiledBlock:
    code: str
    title: str
    lines: list[FiledLine]


def blocks_of(content: Mapping[str, Any], remarks: Iterable[Any] = ()) -> list[FiledBlock]:
    """The blocks of a frozen form, in its own words; open remarks stand with their lines."""
    by_line: dict[str, list[Any]] = {}
    for remark in remarks:
        if remark.is_open:
            by_line.setdefault(remark.part, []).append(remark)
    return [
        FiledBlock(
            block["code"],
            block["title"],
            [
                FiledLine(
                    line["code"],
                    line["label"],
                    str(line.get("text", "")),
                    line["kind"] == "heading",
                    by_line.get(line["code"], []),
                )
                for line in block["lines"]
            ],
        )
        for block in content.get("blocks", ())
    ]
