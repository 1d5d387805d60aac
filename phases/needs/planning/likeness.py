"""Which entries of a list of data speak of the same data: by the registry's entry that they name, or by their names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from metadata.words import stems

ALIKE = 0.6
"""Share of stems in common (Jaccard 1901: both / either) from which two names count as alike."""
COMMON = frozenset(stems("data jumlah daftar tahun tahunan kota kabupaten provinsi menurut per contoh"))
"""Stems that say nothing of what is counted."""
MOST = 200


@dataclass(frozen=True)
class Pair:
    """Two entries that look alike; `same_concept` where both name one entry of the registry."""

    first: Any
    second: Any
    share: float
    same_concept: bool


def alike(entries: Sequence[Any]) -> list[Pair]:
    """All pairs alike, the most alike first; at most MOST. Only entries with a stem or a concept in common are compared."""
    words = {entry.pk: frozenset(stems(entry.name)) - COMMON for entry in entries}
    concepts = {entry.pk: _concept(entry) for entry in entries}
    found = []
    for first, second in _near(entries, words, concepts):
        mine, other = words[first.pk], words[second.pk]
        share = len(mine & other) / len(mine | other) if mine | other else 0.0
        same = bool(concepts[first.pk]) and concepts[first.pk] == concepts[second.pk]
        if same or share >= ALIKE:
            found.append(Pair(first, second, share, same))
    found.sort(key=lambda pair: (-pair.same_concept, -pair.share, pair.first.number, pair.second.number))
    return found[:MOST]


def _near(entries: Iterable[Any], words: dict[int, frozenset[str]], concepts: dict[int, str]) -> list[tuple[Any, Any]]:
    """The pairs that share a stem or a concept, each once, the lower number first."""
    groups: dict[str, list[Any]] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        for mark in {*words[entry.pk], *([f"@{concepts[entry.pk]}"] if concepts[entry.pk] else [])}:
            groups.setdefault(mark, []).append(entry)
    pairs: dict[tuple[int, int], tuple[Any, Any]] = {}
    for members in groups.values():
        for first, second in combinations(members, 2):
            pairs[first.pk, second.pk] = (first, second)
    return list(pairs.values())


def _concept(entry: Any) -> str:
    """The code of the registry's entry that it names, whatever its version."""
    return str(entry.content.get("standard") or "").partition("@")[0]
