"""2.6: processes with their gaps and overlaps, who is responsible, risks by heat, the days against the plan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.design.enums import Stage
from activities.design.facts import FactRow, Facts
from activities.design.values import day
from gsbpm_portal.core import wording
from phases.design.selectors.lacks import Lack, Places, Weight, unfilled, unfilled_rows
from phases.engine.models import SubProcessRun
from phases.engine.selectors.sheet import RunFact

DESCRIBED = (4, 5, 6, 7)
"""The phases whose sub-processes each need a process: from collection to dissemination."""
STAGES = {4: Stage.COLLECTION, 5: Stage.PROCESSING, 6: Stage.ANALYSIS, 7: Stage.DISSEMINATION}
"""The stage of the schedule in which the processes of a phase lie."""
LETTERS = (
    ("responsible", "R", gettext_lazy("Responsible: does it")),
    ("accountable", "A", gettext_lazy("Accountable: answers for it")),
    ("consulted", "C", gettext_lazy("Consulted")),
    ("informed", "I", gettext_lazy("Informed")),
)
_PARTED = re.compile(r"[;\n]|,(?!\s*(?:S\.|M\.|Dr|Ir|A\.Md))")
"""What parts names; a comma before an academic title does not."""


def people(text: str) -> list[str]:
    """The persons or posts of a field, parted by semicolons, lines or commas."""
    return [" ".join(part.split()) for part in _PARTED.split(text) if part.strip()]


def things(text: str) -> list[str]:
    """What comes in or goes out, each thing alone."""
    return [" ".join(part.split()).rstrip(".") for part in re.split(r"[;,\n]", text) if part.strip()]


# Plan of the sub-processes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """From when until when; either may be open."""

    starts: dt.date | None
    ends: dt.date | None

    def holds(self, other: Span) -> bool:
        """Whether the other lies inside, as far as both are told."""
        before = self.starts and other.starts and other.starts < self.starts
        after = self.ends and other.ends and other.ends > self.ends
        return not before and not after

    def meets(self, other: Span) -> bool:
        """Whether both have a day in common; with an open end nothing is said."""
        if not (self.starts and self.ends and other.starts and other.ends):
            return False
        return self.starts <= other.ends and other.starts <= self.ends

    @property
    def text(self) -> str:
        return " – ".join(wording.moment(one, "date") if one else "…" for one in (self.starts, self.ends))


def span_of(row: FactRow) -> Span:
    return Span(day(row["starts"]), day(row["ends"]))


def planned_runs(facts: Facts) -> dict[str, Span]:
    """The plan of each sub-process that has one (one query)."""
    rows = SubProcessRun.objects.filter(cycle=facts.cycle).values_list("number", "planned_start", "due")
    return {number: Span(start, due) for number, start, due in rows if start or due}


def stages(facts: Facts) -> list[tuple[Stage, Span]]:
    """The seven stages of the schedule that have dates; while one is not written, the months of its steps in the KAK."""
    found = []
    for stage in Stage:
        path = f"schedule.stage_{stage.value}"
        if span := facts.value(path) or facts.instead(path)[1]:
            found.append((stage, Span(*(day(one) for one in span))))
    return found


def processes(facts: Facts) -> list[FactRow]:
    """The processes in the order of their sub-processes, as they were typed within each."""
    return sorted(facts.rows("processes"), key=lambda row: _order(row["subprocess"]))


def _order(number: str) -> tuple[int, int]:
    phase, _dot, place = number.partition(".")
    return (int(phase) if phase.isdigit() else 99, int(place) if place.isdigit() else 99)


# RACI ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Raci:
    """Processes by persons or posts: the letters of each, and what is wrong in a line."""

    names: tuple[str, ...]
    lines: tuple[tuple[FactRow, tuple[str, ...], tuple[str, ...]], ...]
    """(process, letters by name, faults)"""


def raci(rows: Sequence[FactRow]) -> Raci:
    """The matrix. Exactly one is accountable, at least one responsible; the same spelling is the same person."""
    order: dict[str, str] = {}
    told: list[dict[str, list[str]]] = []
    for row in rows:
        letters: dict[str, list[str]] = {}
        for column, letter, _label in LETTERS:
            for name in people(row[column]):
                order.setdefault(name.casefold(), name)
                letters.setdefault(name.casefold(), []).append(letter)
        told.append(letters)
    lines = []
    for row, letters in zip(rows, told, strict=True):
        cells = tuple("/".join(letters.get(key, ())) for key in order)
        lines.append((row, cells, tuple(_raci_faults(row))))
    return Raci(tuple(order.values()), tuple(lines))


def _raci_faults(row: FactRow) -> Iterable[str]:
    accountable = people(row["accountable"])
    if not accountable:
        yield _("nobody is accountable (A)")
    if len(accountable) > 1:
        yield _("several are accountable (A): name one post")
    if not people(row["responsible"]):
        yield _("nobody is responsible (R)")


# Risks ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Risk:
    """A risk with its heat: likelihood times impact, 0 while one of both is open."""

    row: FactRow
    heat: int

    @property
    def level(self) -> str:
        """ "" where it is open."""
        return level_of(self.heat) if self.heat else ""

    @property
    def level_name(self) -> str:
        return str(LEVELS[self.level]) if self.level else ""


LEVELS = {
    "low": gettext_lazy("low"),
    "middle": gettext_lazy("middling"),
    "high": gettext_lazy("high"),
    "top": gettext_lazy("very high"),
}
UP_TO = {"low": 4, "middle": 9, "high": 14, "top": 25}
"""The greatest heat of each level."""


def level_of(heat: int) -> str:
    return next(level for level, most in UP_TO.items() if heat <= most)


def level_spans() -> list[tuple[str, str, str]]:
    """(level, from and until, name): low, 1–4."""
    first = [1, *(most + 1 for most in UP_TO.values())]
    return [(level, f"{least}–{UP_TO[level]}", str(LEVELS[level])) for least, level in zip(first, UP_TO, strict=False)]


def risks(facts: Facts) -> list[Risk]:
    """The hottest first; equals as they were typed."""
    found = [Risk(row, (row["likelihood"] or 0) * (row["impact"] or 0)) for row in facts.rows("risks")]
    return sorted(found, key=lambda risk: -risk.heat)


def heat_table(found: Sequence[Risk]) -> list[tuple[int, list[tuple[str, int, list[str]]]]]:
    """Likelihood from 5 down to 1, and for each the impacts 1 to 5: (level, heat, keys of the risks there)."""
    rows = []
    for likelihood in range(5, 0, -1):
        cells = []
        for impact in range(1, 6):
            there = [r.row.key for r in found if (r.row["likelihood"], r.row["impact"]) == (likelihood, impact)]
            heat = likelihood * impact
            cells.append((level_of(heat), heat, there))
        rows.append((likelihood, cells))
    return rows


# Gaps, overlaps, days -------------------------------------------------------------------------------------------------------


def lacks(facts: Facts, runs: Mapping[str, RunFact], places: Places) -> list[Lack]:
    """What 2.6 still misses."""
    found: list[Lack] = []
    rows = processes(facts)
    found += _gaps(rows, runs, places)
    found += _hand_overs(rows, places)
    found += _overlaps(rows, places)
    found += _days(facts, rows, planned_runs(facts), places)
    for row, _cells, faults in raci(rows).lines:
        for fault in faults:
            text = _("%(key)s %(name)s: %(fault)s.") % {"key": row.key, "name": row.name, "fault": fault}
            weight = Weight.CONTRADICTS if len(people(row["accountable"])) > 1 else Weight.MISSING
            found.append(Lack(text, places.row("processes", row.key), weight))
    if rows and not facts.rows("systems"):
        found.append(Lack(_("No system is listed yet."), places.add("systems")))
    if not facts.rows("risks"):
        found.append(Lack(_("No risk is listed yet."), places.add("risks")))
    if len(stages(facts)) < len(Stage):
        found.append(Lack(_("The schedule has stages without dates."), places.section("schedule")))
    found += unfilled_rows(facts, ("systems", "risks"), places)
    found += unfilled(facts, "contacts", places)
    return found


def _gaps(rows: Sequence[FactRow], runs: Mapping[str, RunFact], places: Places) -> list[Lack]:
    """Sub-processes from 4.1 to 7.5 without a process, and processes of what is not there or does not apply."""
    described = {row["subprocess"] for row in rows}
    found = []
    for number, run in runs.items():
        if run.subprocess.phase in DESCRIBED and run.applies and number not in described:
            text = _("%(number)s %(name)s has no process yet.") % {"number": number, "name": run.subprocess.short}
            found.append(Lack(text, places.add("processes", subprocess=number)))
    for row in rows:
        number = row["subprocess"]
        url = places.row("processes", row.key)
        if number and number not in runs:
            text = _("%(key)s %(name)s: there is no sub-process %(number)s.")
            told = {"key": row.key, "name": row.name, "number": number}
            found.append(Lack(text % told, url, Weight.CONTRADICTS))
        elif number and not runs[number].applies:
            text = _("%(key)s %(name)s: %(number)s does not apply to this cycle.")
            told = {"key": row.key, "name": row.name, "number": number}
            found.append(Lack(text % told, url, Weight.CONTRADICTS))
    return found


def _hand_overs(rows: Sequence[FactRow], places: Places) -> list[Lack]:
    """What goes out of a process and nobody takes in; what leaves phase 7 goes to the public."""
    taken = [thing.casefold() for row in rows for thing in things(row["input"])]
    found = []
    for row in rows:
        if _order(row["subprocess"])[0] == 7:
            continue
        left = [thing for thing in things(row["output"]) if not any(_alike(thing.casefold(), one) for one in taken)]
        if left:
            text = _("Nobody takes in what %(key)s %(name)s hands on: %(things)s.")
            told = {"key": row.key, "name": row.name, "things": ", ".join(left)}
            found.append(Lack(text % told, places.row("processes", row.key)))
    return found


def _alike(one: str, other: str) -> bool:
    return one == other or (len(one) > 3 and one in other) or (len(other) > 3 and other in one)


def _overlaps(rows: Sequence[FactRow], places: Places) -> list[Lack]:
    """Two processes of one sub-process on the same days."""
    found = []
    for place, row in enumerate(rows):
        for other in rows[place + 1 :]:
            if row["subprocess"] and row["subprocess"] == other["subprocess"] and span_of(row).meets(span_of(other)):
                text = _("%(key)s %(name)s and %(other)s %(other_name)s of %(number)s overlap.")
                told = {
                    "key": row.key, "name": row.name, "other": other.key, "other_name": other.name, "number": row["subprocess"],
                }  # fmt: skip
                found.append(Lack(text % told, places.row("processes", other.key), Weight.CONTRADICTS))
    return found


def _days(facts: Facts, rows: Sequence[FactRow], plan: Mapping[str, Span], places: Places) -> list[Lack]:
    """Processes outside of the plan of their sub-process, or of their stage of the schedule."""
    by_stage = dict(stages(facts))
    found = []
    for row in rows:
        span, url = span_of(row), places.row("processes", row.key)
        if not span.starts and not span.ends:
            continue
        told: dict[str, Any] = {"key": row.key, "name": row.name, "days": span.text}
        own = plan.get(row["subprocess"])
        if own and not own.holds(span):
            text = _("%(key)s %(name)s (%(days)s) lies outside of the plan of %(number)s (%(plan)s).")
            words = text % {**told, "number": row["subprocess"], "plan": own.text}
            found.append(Lack(words, url, Weight.CONTRADICTS))
        stage = STAGES.get(_order(row["subprocess"])[0])
        if stage in by_stage and not by_stage[stage].holds(span):
            text = _("%(key)s %(name)s (%(days)s) lies outside of the stage “%(stage)s” (%(plan)s).")
            words = text % {**told, "stage": stage.label, "plan": by_stage[stage].text}
            found.append(Lack(words, url, Weight.CONTRADICTS))
    return found
