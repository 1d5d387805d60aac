"""The checklist of a decision: what holds it, met or not, from the same gates that refuse the move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gsbpm_portal.core.transitions import Reason
from phases.engine.enums import PhaseState
from phases.engine.machines import iteration_machine, phase_machine
from phases.engine.selectors.addresses import cycle_address
from phases.engine.selectors.facts import sections_to_review
from phases.engine.selectors.review import Check
from phases.engine.selectors.sheet import RunFact, Sheet
from phases.engine.selectors.subprocess import RunPage


def gate_text(gate: dict[str, Any]) -> str:
    return str(gate["en"] if get_language() == "en" else gate["id"])


def need_text(sheet: Sheet, needs: dict[str, str]) -> str:
    """What a gate asks for, in a few words: for lines that are met."""
    if task := needs.get("task"):
        outline = sheet.outline.subprocesses[task.rsplit(".", 1)[0]]
        name = next((t.name for t in outline.tasks if t.code == task), task)
        return _("Approval %(code)s: %(name)s") % {"code": task, "name": name}
    if output := needs.get("output"):
        found = sheet.outline.output(output) or {"id": output, "en": output}
        return _("Output: %(name)s") % {"name": found["en"] if get_language() == "en" else found["id"]}
    return _("%(number)s is approved") % {"number": needs["approved"]}


def _gate_lines(
    sheet: Sheet,
    held: dict[str, Any],
    reasons: list[Reason],
    *,
    iteration: int | None = None,
    phase_run: int | None = None,
    ever: bool = False,
) -> list[Check]:
    """The catalogue's gates on what is `held`, with the overrides that were asked for and confirmed."""
    facts = sheet.cycle.__dict__["_facts"]
    urls = {reason.gate: reason.anchor for reason in reasons if reason.gate}
    passed = sheet.overridden(iteration=iteration, phase_run=phase_run, ever=ever)
    lines = []
    for gate in sheet.cycle.workflow.template.gates:
        if any(gate["holds"].get(key) != value for key, value in held.items()):
            continue
        code, met = gate["code"], facts.met(gate["needs"])
        text = need_text(sheet, gate["needs"]) if met else gate_text(gate)
        asked = sheet.asked_for(code, iteration=iteration, phase_run=phase_run)
        lines.append(Check(text, met, urls.get(code, ""), code, passed.get(code), asked))
    return lines


def iteration_checks(page: RunPage) -> list[Check]:
    """Tasks, gates of submission, evidence: what the approval of a sub-process rests on."""
    sheet, number = page.sheet, page.number
    reasons = iteration_machine.reasons(page.iteration, "submit")
    applicable = [line for line in page.applicable if not line.task.needs_approval]
    done = sum(line.is_done for line in applicable)
    tasks = _("%(done)s of %(total)s tasks done") % {"done": done, "total": len(applicable)}
    if page.aside:
        tasks = _("%(done)s of %(total)s tasks done, %(aside)s not applicable") % {
            "done": done, "total": len(applicable), "aside": len(page.aside),
        }  # fmt: skip
    lines = [Check(tasks, done == len(applicable), "#tasks")]
    lines += _gate_lines(sheet, {"move": "submit", "subprocess": number}, reasons, iteration=page.iteration.pk)
    lines += _others(reasons, skip={"task", "gate"})
    lines += _section_lines(page)
    here = page.run.get_absolute_url()
    return [replace(line, url=here + line.url) if line.url.startswith("#") else line for line in lines]


def _section_lines(page: RunPage) -> list[Check]:
    """Whether anything stands in the sections of the design record; those still to be looked through are reasons already."""
    lines, cycle = [], page.sheet.cycle
    for section in page.sections:
        if section in sections_to_review(page.iteration):
            continue
        filled = any(text for _label, text in section.rows(cycle))
        words = _("Section “%(title)s” is filled in") if filled else _("Section “%(title)s” is not filled in")
        lines.append(Check(words % {"title": section.title}, filled, section.address(cycle), is_note=not filled))
    return lines


def entry_checks(sheet: Sheet, number: int) -> list[Check]:
    """What holds the opening of a phase; once it is open, what was met or overridden."""
    row = sheet.phase_run(number)
    closed = row.state == PhaseState.NOT_OPEN
    reasons = phase_machine.reasons(row, "open")
    lines = _gate_lines(sheet, {"move": "open_phase", "phase": number}, reasons, phase_run=row.pk, ever=True)
    lines += _others(reasons, skip={"gate"}) if closed else []
    return [line for line in lines if closed or line.met or line.override]


def phase_checks(sheet: Sheet, number: int) -> list[Check]:
    """What the closing of a phase rests on: its sub-processes, flags, the catalogue's gates and those of the phase's own app."""
    row = sheet.phase_run(number)
    reasons = phase_machine.reasons(row, "submit_closing")
    runs = [run for run in sheet.runs.values() if run.subprocess.phase == number and run.applies]
    finished = sum(run.is_finished for run in runs)
    words = ngettext(
        "%(done)s of %(total)s sub-process finished", "%(done)s of %(total)s sub-processes finished", len(runs)
    ) % {"done": finished, "total": len(runs)}
    flagged = [flag for flag in sheet.flags if int(flag.number[0]) == number]
    flags = _("Nothing is flagged to re-check")
    if flagged:
        flags = ngettext("%(count)s flag to re-check is open", "%(count)s flags to re-check are open", len(flagged)) % {
            "count": len(flagged)
        }
    lines = [
        Check(words, finished == len(runs), places=_places(sheet, [run for run in runs if not run.is_finished])),
        Check(flags, not flagged, places=_flagged_places(sheet, [sheet.runs[flag.number] for flag in flagged])),
    ]
    lines += _gate_lines(sheet, {"move": "close_phase", "phase": number}, reasons, phase_run=row.pk)
    lines += _others(reasons, skip={"unfinished", "recheck", "gate"})
    return lines


def _places(sheet: Sheet, runs: Iterable[RunFact], fragment: str = "") -> tuple[tuple[str, str, str], ...]:
    """Each of the sub-processes once: its number, its name and state, its address."""
    address = cycle_address(sheet.cycle.activity.code, sheet.cycle.edition)
    found = {run.number: f"{run.subprocess.short}: {run.status.label}" for run in runs}
    return tuple((number, text, f"{address}{number}/{fragment}") for number, text in found.items())


def _flagged_places(sheet: Sheet, runs: Iterable[RunFact]) -> tuple[tuple[str, str, str], ...]:
    """The flagged ones, with what has to be approved before the flag can be decided on."""
    causes = sheet.cycle.__dict__["_facts"].rechecks
    return tuple(
        (_("%(number)s (waits for %(causes)s)") % {"number": n, "causes": ", ".join(sorted(causes[n]))}, text, url)
        if causes[n]
        else (n, text, url)
        for n, text, url in _places(sheet, runs, "#recheck")
    )


def _others(reasons: list[Reason], *, skip: set[str]) -> list[Check]:
    return [
        Check(str(reason.text), False, url=reason.anchor, gate=reason.gate)
        for reason in reasons
        if reason.code not in skip
    ]
