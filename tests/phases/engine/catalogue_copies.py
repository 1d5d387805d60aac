"""Changed copies of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from phases.engine.catalogue_file import CATALOGUE

Change = Callable[[dict[str, Any]], None]


def subprocess(content: dict[str, Any], number: str) -> dict[str, Any]:
    return next(s for p in content["phases"] for s in p["subprocesses"] if s["number"] == number)


def write(path: Path, change: Change, version: str = "2027.1") -> Path:
    """A copy of the catalogue with a change."""
    content = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    content["version"] = version
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def next_edition(content: dict[str, Any]) -> None:
    """A new task in 1.2 that surveys do not have, one for all, one gone, one reworded, a gate more and a gate less."""
    tasks = subprocess(content, "1.2")["tasks"]
    tasks[1]["id"] = "Mengonfirmasi kebutuhan secara tertulis"
    tasks.append({"code": "1.2.3", "id": "Mencatat kesepakatan", "en": "Record the agreement"})
    tasks.append({"code": "1.2.4", "id": "Menyepakati catatan", "en": "Agree on records", "applies": ["admin"]})
    content["presets"].append(
        {"kind": "survey", "task": "1.2.4", "id": "Khusus kompilasi.", "en": "Only for compilations."}
    )
    subprocess(content, "1.1")["tasks"].pop()
    content["gates"] = [g for g in content["gates"] if g["code"] != "G-3.4.3-start-4.3"]
    content["gates"].append(
        {
            "code": "G-approved-1.1-start-1.2", "holds": {"move": "start", "subprocess": "1.2"}, "needs": {"approved": "1.1"},
            "id": "1.1 belum disetujui.", "en": "1.1 is not approved yet.",
        }
    )  # fmt: skip
