"""Near-duplicates: what in the registry is probably the same as what somebody is about to propose."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metadata.enums import Kind
from metadata.models import Item, Version
from metadata.selectors.search.facets import searchable
from metadata.selectors.search.matching import MOST_WORDS, any_stem
from metadata.words import fold, stems

NEAR = 0.5
"""The score from which people are shown a near-duplicate."""
ALIKE = 0.68
"""From this score on ("very similar") its producers have to say that a proposal is another thing."""
CANDIDATES = 60
LIMIT = 5
NAME_WEIGHT = 0.7
_WORDS = (
    (0.85, _("almost certainly the same")),
    (ALIKE, _("very similar")),
    (0.0, _("similar")),
)


class Near(NamedTuple):
    """A version and how much it is like the proposal, from 0 to 1."""

    version: Version
    score: float
    is_told_apart: bool = False
    """Whether the producers of the proposal said that it means something else."""

    @property
    def words(self) -> str | Promise:
        return next(words for least, words in _WORDS if self.score >= least)


def near(user: Any, kind: Kind, name: str, definition: str = "", exclude: Item | None = None) -> list[Near]:
    """The most similar entries of the kind that the person sees, best first; one query, one more for the rows.

    The score weighs the name with seven tenths (words in common, and letters in common for what is spelt otherwise) and the
    definition with three; without a definition the name alone counts.
    """
    wanted = list(dict.fromkeys(stems(name)))[:MOST_WORDS]
    if not wanted:
        return []
    rows = searchable(user).filter(item__kind=kind)
    if exclude is not None:
        rows = rows.exclude(item=exclude)
    hits: Any = Value(0)
    for one in wanted:
        hits = hits + Case(
            When(Q(words__contains=f" {one} "), then=Value(1)), default=Value(0), output_field=IntegerField()
        )
    candidates = rows.filter(any_stem(wanted)).annotate(hits=hits)
    # Short entries first among equals: the more other words an entry has, the less it is the same.
    ordered = candidates.order_by("-hits", F("is_current").desc(), "name_id", "id")
    best: dict[int, Near] = {}
    for version in ordered.select_related("item__organisation").defer("content")[:CANDIDATES]:
        score = likeness((version.name_id, version.name_en), version.definition_id, name, definition)
        if score >= NEAR and (version.item_id not in best or best[version.item_id].score < score):
            best[version.item_id] = Near(version, score)
    return sorted(best.values(), key=lambda one: (-one.score, one.version.name_id))[:LIMIT]


MANY = 400
"""Candidates for many proposals at once."""


def near_many(
    user: Any, kinds: Iterable[Kind], wanted: Mapping[str, tuple[str, str]], limit: int = 3
) -> dict[str, list[Near]]:
    """The most similar entries of the kinds for many (name, definition) at once, by their keys, best first: one query.

    As `near`, but only entries with a word of the name in common are looked at.
    """
    terms = {key: set(stems(name)) for key, (name, _definition) in wanted.items()}
    every = sorted({one for found in terms.values() for one in found})[: 8 * MOST_WORDS]
    if not every:
        return {key: [] for key in wanted}
    rows = searchable(user).filter(item__kind__in=list(kinds)).filter(any_stem(every))
    rows = rows.order_by(F("is_current").desc(), "name_id", "id").select_related("item__organisation").defer("content")
    candidates = [(set(row.words.split()), row) for row in rows[:MANY]]
    found: dict[str, list[Near]] = {}
    for key, (name, definition) in wanted.items():
        best: dict[int, Near] = {}
        for words, version in candidates:
            if not terms[key] & words:
                continue
            score = likeness((version.name_id, version.name_en), version.definition_id, name, definition)
            if score >= NEAR and (version.item_id not in best or best[version.item_id].score < score):
                best[version.item_id] = Near(version, score)
        found[key] = sorted(best.values(), key=lambda one: (-one.score, one.version.name_id))[:limit]
    return found


def similar(version: Version, user: Any, *, name: str | None = None, definition: str | None = None) -> list[Near]:
    """What is much like a version on its way, or like it once it has another name and definition; told apart or not."""
    name = version.name_id if name is None else name
    definition = version.definition_id if definition is None else definition
    return told_apart(version, near(user, Kind(version.item.kind), name, definition, version.item))


def told_apart(version: Version, found: list[Near]) -> list[Near]:
    """The same, marked where the version's producers said that it means something else."""
    told = set(version.distinct_from.values_list("pk", flat=True)) if found else set()
    return [one._replace(is_told_apart=one.version.item_id in told) for one in found]


def likeness(names: tuple[str, ...], definition: str, other_name: str, other_definition: str) -> float:
    """How much two entries are alike, 0 to 1: the best of the names, and the definition where both have one."""
    by_name = max(_alike(one, other_name) for one in names if one) if any(names) else 0.0
    if not definition.strip() or not other_definition.strip():
        return by_name
    return NAME_WEIGHT * by_name + (1 - NAME_WEIGHT) * _overlap(definition, other_definition)


def _alike(one: str, other: str) -> float:
    letters = difflib.SequenceMatcher(None, fold(one), fold(other), autojunk=False).ratio()
    return max(_overlap(one, other), 0.5 * _overlap(one, other) + 0.5 * letters)


def _overlap(one: str, other: str) -> float:
    """Words in common by all words (Jaccard), by their stems."""
    left, right = set(stems(one)), set(stems(other))
    return len(left & right) / len(left | right) if left | right else 0.0
