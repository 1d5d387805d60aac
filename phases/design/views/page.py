"""What all workspaces of phase 2 share: where one is, what is to be done now, what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.design import registry
from activities.design.declared_reading import ReadSection, read_section
from activities.design.facts import Facts, facts_of
from activities.models import Cycle
from gsbpm_portal.core import htmx
from gsbpm_portal.core.transitions import Reason
from phases.design.selectors.lacks import Lack, Places, in_order
from phases.engine.selectors.sheet import Sheet, cycle_sheet
from phases.engine.views.cycle import page_of, reasons_from


@dataclass
class Desk:
    """What a workspace works with: the cycle's sheet, its facts, the addresses that lead back here."""

    request: HttpRequest
    cycle: Cycle
    number: str
    sheet: Sheet
    facts: Facts
    here: str
    places: Places

    def reasons_against(self, section: str) -> list[Reason]:
        """Why the person may not write a section now."""
        return registry.reasons_against(self.cycle, registry.get(section), self.request.user)

    def read(self, section: str, *, groups: bool = True, tables: Sequence[str] | None = None) -> ReadSection:
        """A section for reading: with its fields or not, with all of its tables or some."""
        whole = read_section(self.facts, section)
        kept = whole.tables if tables is None else tuple(t for t in whole.tables if t.table.code in tables)
        return replace(whole, groups=whole.groups if groups else (), tables=kept)


def desk(request: HttpRequest, cycle: Cycle, number: str, url_name: str) -> Desk:
    sheet = cycle_sheet(request.user, cycle)
    here = reverse(url_name, args=[cycle.activity.code, cycle.edition])
    return Desk(request, cycle, number, sheet, facts_of(cycle), here, Places(cycle, here))


def show(
    desk: Desk,
    template: str,
    context: dict[str, Any],
    *,
    section: str,
    lacks: Iterable[Lack] = (),
    partial: str = "",
    status: int | None = None,
) -> HttpResponse:
    """The page. `section` decides who writes here; `lacks` make the bar and the list of what is missing."""
    sheet, number = desk.sheet, desk.number
    run, outline = sheet.runs[number], sheet.outline.subprocesses[number]
    phase = sheet.outline.phases[outline.phase]
    reasons = reasons_from(desk.reasons_against(section), page_of(desk.cycle, number))
    listed = in_order(lacks)
    told = {
        "cycle": desk.cycle,
        "activity": desk.cycle.activity,
        "run": run,
        "outline": outline,
        "run_url": page_of(desk.cycle, number),
        "phase_crumb": _("Phase %(number)s %(name)s") % {"number": outline.phase, "name": phase.name},
        "phase_url": page_of(desk.cycle, str(outline.phase)),
        "run_crumb": f"{number} {outline.short}",
        "facts": desk.facts,
        "places": desk.places,
        "here": desk.here,
        "back_here": desk.here,
        "reasons": reasons,
        "writes": not reasons,
        "lacks": listed,
        "holding": [lack for lack in listed if lack.holds],
        "first": listed[0] if listed else None,
    }
    return htmx.render(desk.request, template, told | context, partial=partial, status=status)
