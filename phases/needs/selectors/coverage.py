"""Which output serves which need, and what is left over on either side."""

from __future__ import annotations

from dataclasses import dataclass

from activities.design.facts import FactRow, Facts
from activities.design.options import NeedState


@dataclass(frozen=True)
class Covered:
    """A need with its outputs: `served` says for each output whether it serves the need."""

    need: FactRow
    served: tuple[bool, ...]

    @property
    def count(self) -> int:
        return sum(self.served)


@dataclass(frozen=True)
class Coverage:
    """Needs that were not refused or put off × outputs. `unserved`: needs taken up without an output. `needless`: outputs that
    serve no need of the list. `beside`: outputs that serve only needs which are not taken up."""

    outputs: tuple[FactRow, ...]
    lines: tuple[Covered, ...]
    unserved: tuple[FactRow, ...]
    needless: tuple[FactRow, ...]
    beside: tuple[FactRow, ...]


def coverage(facts: Facts) -> Coverage:
    outputs = tuple(facts.rows("outputs"))
    needs = [row for row in facts.rows("needs") if row["state"] not in (NeedState.LATER, NeedState.REFUSED)]
    there = {row.key for row in facts.rows("needs")}
    standing = {row.key for row in needs}
    lines = tuple(Covered(need, tuple(need.key in output["needs"] for output in outputs)) for need in needs)
    needless = tuple(output for output in outputs if not there & set(output["needs"]))
    return Coverage(
        outputs,
        lines,
        tuple(line.need for line in lines if not line.count and line.need["state"] == NeedState.TAKEN),
        needless,
        tuple(output for output in outputs if output not in needless and not standing & set(output["needs"])),
    )
