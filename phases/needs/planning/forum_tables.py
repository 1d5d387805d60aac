"""The tables that the forum uses: their columns in order, and what each cell says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gsbpm_portal.core import office
from phases.needs.planning.attributes import (
    CYCLE,
    DECIDED_BY,
    DECISION,
    ORIGIN,
    PRODUCER,
    PROGRESS,
    STATE,
    YEARS,
    KindSpec,
    heading,
)
from phases.needs.planning.models import PlanEntry
from phases.needs.planning.selectors import Names, shown

YEARS_SETTING = "priority_list_years"
"""The office setting: first and last year of the priority list, 2025-2029."""
MOST_YEARS = 10


@dataclass(frozen=True)
class ForumColumn:
    code: str
    label: Any


def years_of_the_list() -> list[int]:
    """The years of which the priority list has a column; none where the setting cannot be read."""
    first, _dash, last = str(office.get(YEARS_SETTING)).replace(" ", "").partition("-")
    if not (first.isdigit() and last.isdigit()) or not 0 <= int(last) - int(first) < MOST_YEARS:
        return []
    return list(range(int(first), int(last) + 1))


def columns_of(spec: KindSpec) -> list[ForumColumn]:
    """The columns of a list in the forum's order; of the priority list with one for each of its years."""
    found = []
    for code in spec.forum:
        if code == YEARS:
            found += [ForumColumn(f"{YEARS}:{year}", str(year)) for year in years_of_the_list()]
        else:
            found.append(ForumColumn(code, heading(spec, code)))
    return found


def told(spec: KindSpec, entry: PlanEntry, code: str, names: Names) -> str:
    """One cell as text, in the language that is on."""
    if code == PRODUCER:
        return entry.producer.name
    if code == CYCLE:
        return str(entry.cycle) if entry.cycle else ""
    if code == ORIGIN:
        return entry.origin
    if code == STATE:
        return str(entry.look.label)
    if code == DECISION:
        return entry.decision
    if code == DECIDED_BY:
        return entry.decided_by
    if code == PROGRESS:
        return progress_of(entry)
    if code.startswith(f"{YEARS}:"):
        return _("yes") if _covers(entry, int(code.partition(":")[2])) else ""
    return shown(spec, entry, code, names)


def progress_of(entry: PlanEntry) -> str:
    """40 %: what was done; "" before anything was told."""
    if entry.progress is None:
        return ""
    return f"{entry.progress} %: {entry.progress_note}" if entry.progress_note else f"{entry.progress} %"


def _covers(entry: PlanEntry, year: int) -> bool:
    """Whether the entry is asked for in a year; one bound that is not given is open, neither given covers nothing."""
    first, last = entry.content.get("first_year"), entry.content.get("last_year")
    return bool(first or last) and (first or year) <= year <= (last or year)
