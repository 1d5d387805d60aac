"""The list of needs as 1.1 shows it: in order of priority, with the variables wanted, and what is proposed from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from activities.design.facts import FactRow, Facts
from activities.design.options import NeedState
from activities.design.proposed import Proposed, proposed_needs
from metadata.words import fold
from phases.needs.models import PriorityCriterion
from phases.needs.priority import Score, ranked


@dataclass
class NeedLine:
    """A need with its score, and the variables that its user wants."""

    row: FactRow
    score: Score
    variables: list[FactRow] = field(default_factory=list)
    shown: Mapping[str, str] = field(default_factory=dict)
    """Some columns as people read them."""

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def is_taken(self) -> bool:
        return bool(self.row["state"] == NeedState.TAKEN)

    @property
    def is_open(self) -> bool:
        """Nobody has said yet what becomes of it."""
        return self.row["state"] in ("", NeedState.PROPOSED)


@dataclass(frozen=True)
class NeedGroup:
    name: str
    lines: list[NeedLine]


SHOWN = ("user_kind", "level", "frequency", "wanted_by", "state", "origin")


def need_lines(facts: Facts, criteria: Sequence[PriorityCriterion]) -> list[NeedLine]:
    """All needs, those of highest priority first; what has no score stands last, in the order of the list."""
    weights = {one.code: one.weight for one in criteria}
    rows = facts.rows("needs")
    scores = ranked({row.key: row["scores"] for row in rows}, weights)
    wanted: dict[str, list[FactRow]] = {}
    for variable in facts.rows("need_variables"):
        wanted.setdefault(variable["need"], []).append(variable)
    lines = [
        NeedLine(
            row, scores[row.key], wanted.get(row.key, []), {n: facts.shown(row.table.field(n), row[n]) for n in SHOWN}
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.score.rank or len(lines) + 1)


def grouped(lines: Iterable[NeedLine]) -> list[NeedGroup]:
    """The lines by their groups, each in its order: the group of the highest need first, what has no group last."""
    found: dict[str, list[NeedLine]] = {}
    for line in lines:
        found.setdefault(line.row["group"], []).append(line)
    return [NeedGroup(name, found[name]) for name in sorted(found, key=lambda name: not name)]


def open_proposals(facts: Facts, user: Any) -> list[Proposed]:
    """What is proposed and was neither taken up nor put off: no need of the cycle has its origin, or its words and user."""
    rows = facts.rows("needs")
    origins = {(row["origin"], row["origin_note"]) for row in rows}
    words = {(fold(row["title"]), fold(row["user"])) for row in rows}
    return [
        one
        for one in proposed_needs(facts.cycle, user)
        if (one.origin, one.origin_note) not in origins and (fold(one.title), fold(one.user)) not in words
    ]
