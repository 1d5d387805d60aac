"""A version as it was frozen, for reading: its blocks with their lines as the form numbers them, and the remarks on each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

NUMBER = re.compile(r"\d+(\.\d+)?[a-z]?")


@dataclass(frozen=True)
class FiledLine:
    """`label` names the question that a part belongs to: "2.2 Manajer survei: Nama"."""

    code: str
    label: str
    text: str
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
    found = []
    for block in content.get("blocks", ()):
        labels = full_labels((line["code"], line["label"], line["kind"]) for line in block["lines"])
        lines = [
            FiledLine(line["code"], labels[line["code"]], str(line.get("text", "")), by_line.get(line["code"], []))
            for line in block["lines"]
            if line["code"] in labels
        ]
        found.append(FiledBlock(block["code"], block["title"], lines))
    return found


def labels_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Every line of a frozen form that holds an answer, by its code, with its block: "II · 2.2 Manajer survei: Nama"."""
    return {
        line.code: f"{block.code} · {line.label}" if block.code else line.label
        for block in blocks_of(content)
        for line in block.lines
    }


def full_labels(lines: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """What each line of (code, label, kind) is called away from its form; headings are left out, their parts named by them."""
    above, found = ("", ""), {}
    for code, label, kind in lines:
        number = f"{code} " if NUMBER.fullmatch(code) else ""
        if kind == "heading":
            above = (code, f"{number}{label}")
        elif above[0] and code.startswith(above[0]) and code != above[0]:
            found[code] = f"{above[1]}: {label}"
        else:
            found[code] = f"{number}{label}"
    return found
