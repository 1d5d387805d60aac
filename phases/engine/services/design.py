"""Ties the design record to the workflow: a section is written while its owner is worked on, and an edit is that owner's edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities import registry as activities
from activities.design import registry
from activities.models import Cycle
from gsbpm_portal.core.transitions import Reason
from phases.engine import rules
from phases.engine.enums import PhaseState
from phases.engine.models import PhaseRun, SubProcessRun
from phases.engine.services import planning
from phases.engine.services.work import open_for_edit


def register() -> None:
    registry.register_guard(guard, many=guard_of_many)
    registry.register_listener(edited)
    registry.register_owners(owners)
    activities.register_phase_names(phase_names)
    activities.register_charges(planning.charges_of, planning.release)
    activities.on_team_changed(forget_standings)
    activities.register_running(running)


def owning_run(cycle: Cycle, section: registry.Section) -> SubProcessRun:
    """The run that owns a section in this cycle: its owner, or the fallback where that does not apply."""
    return _owner_among(_runs(cycle, [section]), section)


def _runs(cycle: Cycle, sections: Iterable[registry.Section]) -> dict[str, SubProcessRun]:
    """The runs that may own the sections, by number (one query)."""
    numbers = {number for section in sections for number in (section.owner, section.fallback) if number}
    found = SubProcessRun.objects.filter(cycle=cycle, number__in=numbers)
    return {run.number: run for run in found.select_related("current", "subprocess", "phase_run")}


def _owner_among(runs: dict[str, SubProcessRun], section: registry.Section) -> SubProcessRun:
    run = runs[section.owner]
    return run if run.applies or not section.fallback else runs[section.fallback]


def guard(cycle: Cycle, section: registry.Section, user: Any) -> list[Reason]:
    """Why the person may not write the section now."""
    return _reasons(owning_run(cycle, section), cycle, user)


def guard_of_many(cycle: Cycle, sections: list[registry.Section], user: Any) -> dict[str, list[Reason]]:
    """The same for many sections, for reading (one query for all their owners)."""
    runs = _runs(cycle, sections)
    return {section.code: _reasons(_owner_among(runs, section), cycle, user) for section in sections}


def _reasons(run: SubProcessRun, cycle: Cycle, user: Any) -> list[Reason]:
    page = reverse("engine:subprocess", args=[cycle.activity.code, cycle.edition, run.number])
    if not rules.is_staff(user, cycle, run.phase_number):
        return [
            Reason(
                "role",
                _("Only staff of the team for phase %(phase)s write this section.") % {"phase": run.phase_number},
            )
        ]
    if run.current is None or not run.current.is_editable:
        text = _("%(number)s %(name)s is “%(state)s”: the section can be written while it is worked on.")
        return [
            Reason(
                "owner", text % {"number": run.number, "name": run.subprocess.short, "state": run.status.label}, page
            )
        ]
    return []


def edited(cycle: Cycle, section: registry.Section, by: Any) -> None:
    """An edit of a section makes its author a maker of the owner's iteration."""
    run = owning_run(cycle, section)
    if run.current is not None:
        open_for_edit(run.current, by)


def owners(cycle: Cycle, sections: list[registry.Section]) -> dict[str, registry.Owner]:
    """What pages show of each section's owner: number, name, state and address (one query)."""
    runs = _runs(cycle, sections)
    found = {}
    for section in sections:
        run = _owner_among(runs, section)
        page = reverse("engine:subprocess", args=[cycle.activity.code, cycle.edition, run.number])
        found[section.code] = registry.Owner(run.number, run.subprocess.short, run.status, page)
    return found


def phase_names(cycle: Cycle) -> dict[int, str]:
    """The short names of the phases in the template that the cycle follows (one query)."""
    return {run.number: run.phase.short for run in cycle.phase_runs.select_related("phase")}


def running(keys: Iterable[int]) -> set[int]:
    """Those of the cycles with a phase that is not closed (one query)."""
    open_phases = PhaseRun.objects.filter(cycle__in=keys).exclude(state=PhaseState.CLOSED)
    return set(open_phases.values_list("cycle", flat=True))


def forget_standings(cycle: Cycle, people: Iterable[Any]) -> None:
    """What was read of people before their seats or delegations changed no longer counts."""
    for person in people:
        rules.forget_standing(person)
