"""The users' words beside the registry's, and entries that may mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from activities.design.declarations.needs import CONCEPTS
from activities.design.facts import FactRow, Facts
from activities.design.options import NeedState
from metadata.enums import Kind
from metadata.models import Version
from metadata.selectors.search import Near, Suggested, near_many, suggest
from metadata.words import fold

KINDS: tuple[Kind, ...] = CONCEPTS.table("concepts").field("registry").kinds
"""The kinds of entries that a term may stand beside."""


@dataclass
class ConceptLine:
    """A term of the users. `version`: the registry's entry beside it, where the person may see it; else what may be meant."""

    row: FactRow
    version: Version | None
    shown: Mapping[str, str]
    near: list[Near] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """A variable wanted that no term of the list speaks of yet, with entries of the registry that may mean it."""

    row: FactRow
    near: list[Near]


@dataclass(frozen=True)
class Terms:
    lines: list[ConceptLine]
    wanted: list[Wanted]


def terms(facts: Facts, user: Any) -> Terms:
    """Every term, and the variables wanted that have none; what may be meant is looked for in one query."""
    rows = facts.rows("concepts")
    visible = _visible(rows, facts, user)
    gone = {row.key for row in facts.rows("needs") if row["state"] in (NeedState.REFUSED, NeedState.LATER)}
    named = {fold(row["name"]) for row in rows}
    bare = [
        row
        for row in facts.rows("need_variables")
        if not row["registry"] and row["need"] not in gone and row["name"] and fold(row["name"]) not in named
    ]
    asked = {row.key: (row["name"], row["definition"]) for row in [*rows, *bare] if not row["registry"]}
    near = near_many(user, KINDS, asked) if asked else {}
    shown = ("agreement", "decision", "need")
    lines = [
        ConceptLine(
            row,
            visible.get(row["registry"]),
            {name: facts.shown(row.table.field(name), row[name]) for name in shown},
            near.get(row.key, []),
        )
        for row in rows
    ]
    return Terms(lines, [Wanted(row, near.get(row.key, [])) for row in bare])


def _visible(terms: list[FactRow], facts: Facts, user: Any) -> dict[str, Version]:
    named = {
        row["registry"]: facts.version(row.table.field("registry"), row["registry"]) for row in terms if row["registry"]
    }
    rows = {label: version for label, version in named.items() if version is not None}
    seen = set(
        Version.objects.visible_to(user).filter(pk__in=[row.pk for row in rows.values()]).values_list("pk", flat=True)
    )
    return {label: row for label, row in rows.items() if row.pk in seen}


def looked_up(user: Any, text: str) -> Suggested | None:
    """What the registry has for a text; None while nothing is asked."""
    return suggest(user, KINDS, text) if text.strip() else None
