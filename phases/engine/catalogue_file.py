"""Reads and checks the catalogue file: the one truth on phases, sub-processes, tasks, outputs, gates and presets."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue" / "gsbpm.yaml"


class CatalogueError(ValueError):
    """The file cannot be used; the text says what is wrong and where."""


@lru_cache(maxsize=4)
def read_catalogue(path: Path = CATALOGUE) -> dict[str, Any]:
    """The parsed file, with its `checksum` (SHA-256 of the text) added. Raises CatalogueError."""
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    if not isinstance(content, dict) or not content.get("version") or not content.get("phases"):
        raise CatalogueError(f"{path.name}: `version` and `phases` are needed")
    _check_unique(path, content)
    return {**content, "checksum": hashlib.sha256(text.encode()).hexdigest()}


def _check_unique(path: Path, content: dict[str, Any]) -> None:
    seen: set[str] = set()
    for phase in content["phases"]:
        for sub in phase["subprocesses"]:
            for code in [
                sub["number"],
                *(task["code"] for task in sub["tasks"]),
                *(o["code"] for o in sub.get("outputs", [])),
            ]:
                if code in seen:
                    raise CatalogueError(f"{path.name}: {code} stands twice")
                seen.add(code)
    for gate in content.get("gates", []):
        for target in (gate["holds"].get("subprocess"), *gate["needs"].values()):
            if target is not None and target not in seen:
                raise CatalogueError(f"{path.name}: gate {gate['code']} names {target}, which is not in the catalogue")
