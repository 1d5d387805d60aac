"""Suggestions while somebody types into a field that names an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from metadata.enums import OPEN, Kind, State
from metadata.models import Version
from metadata.selectors.search.matching import Asked, asked, matching, meant, ranked

LIMIT = 8
MOST_COUNTED = 100
"""More matches than these are not counted: nobody reads the figure, and counting costs the wait."""


@dataclass(frozen=True)
class Suggested:
    """What to offer, one version an item; `count` of the items that match, `more` when there are more than counted."""

    rows: list[Version]
    count: int
    more: bool
    approximate: bool = False
    """Nothing fits: these have similar words in their names."""


def suggest(user: Any, kinds: Sequence[Kind], text: str, limit: int = LIMIT) -> Suggested:
    """The entries of the kinds that fit what was typed so far: those in force, else those on their way. Three queries, one
    more (and the threshold of likeness on PostgreSQL) where nothing fits.

    With nothing typed the first ones by name are offered. Where nothing fits, those with similar names stand in, and
    `approximate` says so.
    """
    wanted = asked(text.split(" · ", 1)[0].split("@", 1)[0])
    rows = Version.objects.visible_to(user).filter(
        Q(is_current=True, state=State.ENDORSED) | Q(state__in=OPEN), item__kind__in=kinds
    )
    found = matching(rows, wanted)
    counted = list(found.order_by().values_list("pk", "item_id")[: 2 * (MOST_COUNTED + 1)])
    items = {item for _pk, item in counted}
    pks = [pk for pk, _item in counted]
    if wanted and not pks:
        alike, _instead = meant(rows, wanted, lambda found: _one_each(found, limit))
        return Suggested(alike, len(alike), False, approximate=bool(alike))
    more = len(items) > MOST_COUNTED
    if more:
        pks += _beginning(rows, wanted)
    # By their ids alone, which were looked for among what the person sees: SQLite would go through all entries of the kinds.
    best = _one_each(ranked(Version.objects.filter(pk__in=pks), wanted), limit)
    return Suggested(best, min(len(items), MOST_COUNTED), more)


def _beginning(rows: QuerySet[Version], wanted: Asked) -> list[int]:
    """Some of the many that begin as what was typed, found by an index: names, or codes where a code is typed."""
    if not wanted:
        return list(rows.order_by("name_id", "id").values_list("pk", flat=True)[:MOST_COUNTED])
    text = wanted.text
    begins = Q(item__code__startswith=wanted.code) if "_" in text or text.isupper() else Q(name_id__istartswith=text)
    return list(rows.filter(begins).order_by().values_list("pk", flat=True)[:MOST_COUNTED])


def _one_each(rows: QuerySet[Version], limit: int) -> list[Version]:
    """The first versions, one an item: the one in force rather than the one on its way."""
    chosen: dict[int, Version] = {}
    for version in rows.select_related("item__organisation").defer("words", "content")[: 2 * limit]:
        if version.item_id not in chosen or version.is_current:
            chosen[version.item_id] = version
    return list(chosen.values())[:limit]
