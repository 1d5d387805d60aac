"""2.2: which variable follows which standard, derived variables, administrative sources; and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from activities.design.facts import FactRow, Facts
from activities.enums import ActivityKind
from metadata.enums import OPEN, Kind, State
from metadata.models import Reference, Version
from metadata.selectors.standing import Standing as Mark
from metadata.selectors.standing import standings
from phases.design.selectors.lacks import Lack, Places, Weight, unfilled_rows
from phases.design.selectors.vocabulary import Vocabulary

FOLLOWED = frozenset({State.APPROVED, State.ENDORSED, State.SUPERSEDED})
"""A standard in one of these was approved once; a retired one does not count any longer."""


class Standing(StrEnum):
    """How a variable stands to the standard data."""

    FOLLOWS = "follows"
    PROPOSED = "proposed"
    NONE = "none"


@dataclass(frozen=True)
class Line:
    """A variable of the cycle with its standard, or the proposal that is on its way."""

    version: Version
    standard: Version | None
    standing: Standing
    mark: Mark | None = None
    """Where the standard is not in force any longer, and what is instead."""

    @property
    def code(self) -> str:
        return self.version.item.code

    @property
    def look(self) -> State | None:
        """The registration status of the standard."""
        return State(self.standard.state) if self.standard is not None else None

    @property
    def is_covered(self) -> bool:
        return self.standing != Standing.NONE

    @property
    def propose(self) -> str:
        """Where a standard for it is proposed."""
        address = reverse("metadata:new", args=[Kind.STANDARD.slug])
        return f"{address}?{urlencode({'nama': self.version.name_id})}"


def standard_lines(versions: Sequence[Version]) -> list[Line]:
    """Each variable with the standard that it names, else a proposal on its way for its concept. Five queries at most.

    A variable follows a standard that was approved; a proposal is open until it is endorsed, rejected or cancelled.
    """
    named: dict[int, Version] = {}
    concepts: dict[int, int] = {}
    for reference in Reference.objects.filter(
        version__in=[version.pk for version in versions], attribute__in=("standard", "concept")
    ).select_related("target__item"):
        if reference.attribute == "standard":
            named[reference.version_id] = reference.target
        else:
            concepts[reference.version_id] = reference.target.item_id
    proposals: dict[int, Version] = {}
    if concepts:
        open_ones = Reference.objects.filter(
            version__item__kind=Kind.STANDARD,
            version__state__in=sorted(OPEN),
            attribute="concept",
            target__item__in=set(concepts.values()),
        )
        for reference in open_ones.select_related("version__item", "target").order_by("-version__pk"):
            proposals[reference.target.item_id] = reference.version
    marks = standings(named.values())
    found = []
    for version in versions:
        standard = named.get(version.pk)
        if standard is not None and standard.state in FOLLOWED:
            found.append(Line(version, standard, Standing.FOLLOWS, marks.get(standard.pk)))
        elif standard is not None and standard.state in OPEN:
            found.append(Line(version, standard, Standing.PROPOSED))
        elif (proposal := proposals.get(concepts.get(version.pk, 0))) is not None:
            found.append(Line(version, proposal, Standing.PROPOSED))
        else:
            found.append(
                Line(version, standard, Standing.NONE, marks.get(standard.pk) if standard is not None else None)
            )
    return found


def lines_of(facts: Facts) -> list[Line]:
    """The lines of the cycle's variables, and of the registry's variables that its derived ones name."""
    versions = {one.version.pk: one.version for one in facts.variables}
    for row in facts.rows("derived"):
        version = facts.version(row.table.field("registry"), row["registry"])
        if version is not None and version.item.kind == Kind.VARIABLE:
            versions.setdefault(version.pk, version)
    return standard_lines(list(versions.values()))


def uncovered(facts: Facts, vocabulary: Vocabulary) -> list[FactRow]:
    """Derived variables that name no entry of the registry, or a standard or indicator that is neither approved nor on its way.
    Those that name a variable have a line of their own."""
    found = []
    for row in facts.rows("derived"):
        version = facts.version(row.table.field("registry"), row["registry"]) if row["registry"] else None
        if version is None:
            is_covered = row["code"] in vocabulary.collected
        else:
            is_covered = version.item.kind == Kind.VARIABLE or version.state in FOLLOWED | OPEN
        if not is_covered:
            found.append(row)
    return found


def seen_by(user: Any, lines: Iterable[Line]) -> set[int]:
    """The ids of the standards that the person may look at (one query)."""
    ids = [line.standard.pk for line in lines if line.standard is not None]
    return set(Version.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def share(lines: Sequence[Line]) -> float | None:
    """Variables that follow a standard, of all; None where there are none."""
    return sum(line.standing == Standing.FOLLOWS for line in lines) / len(lines) if lines else None


# What is missing ----------------------------------------------------------------------------------------------------------


def lacks(facts: Facts, vocabulary: Vocabulary, places: Places) -> list[Lack]:
    """What 2.2 still misses, beside the gate on standards."""
    found = []
    if not facts.variables:
        found.append(Lack(_("No variable of the registry is chosen yet."), places.section("variables")))
    found += unfilled_rows(facts, ("derived", "sources"), places)
    found += derived_lacks(vocabulary, places)
    if facts.cycle.activity.kind == ActivityKind.ADMIN and not facts.rows("sources"):
        text = _("A compilation lives on its sources: none is entered yet.")
        found.append(Lack(text, places.add("sources"), Weight.HOLDS))
    for row in uncovered(facts, vocabulary):
        text = _("%(code)s follows no standard of the registry, and none is proposed for it.")
        found.append(Lack(text % {"code": row["code"] or row.key}, places.row("derived", row.key), Weight.HOLDS))
    agreed = {row["source"] for row in facts.rows("agreements")}
    for row in facts.rows("sources"):
        if row.key not in agreed:
            text = _("%(key)s %(name)s has no agreement yet (2.3).") % {"key": row.key, "name": row.name}
            found.append(Lack(text, places.add("agreements", source=row.key)))
    return found


def derived_lacks(vocabulary: Vocabulary, places: Places) -> list[Lack]:
    """Derived variables that cannot be computed: faults, repeated codes, loops. They hold 2.2, and 2.5."""
    found = []
    for one in vocabulary.derived:
        url = places.row("derived", one.row.key)
        if one.repeated:
            text = _("The code %(code)s stands there twice.")
            found.append(Lack(text % {"code": one.code}, url, Weight.HOLDS))
        if not one.read.ok:
            told = {"code": one.code, "problem": one.read.problems[0]}
            found.append(Lack(_("%(code)s cannot be computed. %(problem)s") % told, url, Weight.HOLDS))
    rows = {one.code: one.row.key for one in vocabulary.derived}
    for loop in vocabulary.loops:
        text = _("Derived variables need one another: %(path)s.") % {"path": " → ".join(loop)}
        found.append(Lack(text, places.row("derived", rows[loop[0]]), Weight.HOLDS))
    return found
