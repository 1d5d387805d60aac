"""Consultations and the answers of institutions as 1.2 shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from activities.design.facts import FactRow, Facts
from activities.design.options import Confirmation, NeedState
from activities.design.values import day


@dataclass(frozen=True)
class Answer:
    """What an institution answered: its words as people read them."""

    row: FactRow
    shown: str
    on: date | None


@dataclass
class Confirmable:
    """A need that is taken up, with the answers to it and the consultations in which it was talked about."""

    need: FactRow
    answers: list[Answer] = field(default_factory=list)
    talked: list[FactRow] = field(default_factory=list)

    @property
    def is_missing(self) -> bool:
        return not any(answer.row["answer"] for answer in self.answers)

    @property
    def is_withdrawn(self) -> bool:
        """The newest answer takes the need back: then it should be put off."""
        given = [answer for answer in self.answers if answer.row["answer"]]
        return bool(given) and given[-1].row["answer"] == Confirmation.WITHDRAWN


def confirmable(facts: Facts) -> list[Confirmable]:
    """The needs taken up, in the order of the list; answers by their days."""
    found = {row.key: Confirmable(row) for row in facts.rows("needs") if row["state"] == NeedState.TAKEN}
    for row in facts.rows("confirmations"):
        if row["need"] in found:
            shown = facts.shown(row.table.field("answer"), row["answer"])
            found[row["need"]].answers.append(Answer(row, shown, day(row["confirmed_on"])))
    for row in facts.rows("consultations"):
        for key in row["needs"]:
            if key in found:
                found[key].talked.append(row)
    for line in found.values():
        line.answers.sort(key=lambda answer: (answer.on is not None, answer.on or date.min))
    return list(found.values())
