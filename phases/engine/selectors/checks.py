"""The checklist of a decision: what holds it, met or not, from the same gates that refuse the move."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gsbpm_portal.core.transitions import Reason
from phases.engine.machines import iteration_machine, phase_machine
from phases.engine.selectors.review import Check
from phases.engine.selectors.sheet import Sheet
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


def _gate_lines(sheet: Sheet, gates: list[dict[str, Any]], passed: dict[str, Any], urls: dict[str, str]) -> list[Check]:
    facts = sheet.cycle.__dict__["_facts"]
    lines = []
    for gate in gates:
        met = facts.met(gate["needs"])
        ask = passed.get(gate["code"])
        text = need_text(sheet, gate["needs"]) if met else gate_text(gate)
        by = _("asked by %(name)s") % {"name": ask.asked_by} if ask and not met else ""
        lines.append(Check(text, met, by, urls.get(gate["code"], ""), gate["code"]))
    return lines


def iteration_checks(page: RunPage) -> list[Check]:
    """Tasks, gates of submission, evidence: what the approval of a sub-process rests on."""
    sheet, number = page.sheet, page.number
    reasons = iteration_machine.reasons(page.iteration, "submit")
    urls = {reason.gate: reason.anchor for reason in reasons if reason.gate}
    gates = [
        gate
        for gate in sheet.cycle.workflow.template.gates
        if gate["holds"]["move"] == "submit" and gate["holds"].get("subprocess") == number
    ]
    applicable = [line for line in page.applicable if not line.task.needs_approval]
    done = sum(line.is_done for line in applicable)
    tasks = _("%(done)s of %(total)s tasks done") % {"done": done, "total": len(applicable)}
    lines = [Check(tasks, done == len(applicable), url="#tasks")]
    lines += _gate_lines(sheet, gates, sheet.overridden(iteration=page.iteration.pk), urls)
    lines += _others(reasons, skip={"task", "gate"})
    return lines


def phase_checks(sheet: Sheet, number: int) -> list[Check]:
    """What the closing of a phase rests on: its sub-processes, flags, the catalogue's gates and those of the phase's own app."""
    row = sheet.phase_run(number)
    reasons = phase_machine.reasons(row, "submit_closing")
    urls = {reason.gate: reason.anchor for reason in reasons if reason.gate}
    runs = [run for run in sheet.runs.values() if run.subprocess.phase == number and run.applies]
    finished = sum(run.is_finished for run in runs)
    words = ngettext(
        "%(done)s of %(total)s sub-process finished", "%(done)s of %(total)s sub-processes finished", len(runs)
    ) % {"done": finished, "total": len(runs)}
    flagged = [flag for flag in sheet.flags if int(flag.number[0]) == number]
    lines = [Check(words, finished == len(runs)), Check(_("Nothing is flagged to re-check"), not flagged)]
    if flagged:
        lines[1] = Check(
            ngettext("%(count)s flag to re-check is open", "%(count)s flags to re-check are open", len(flagged))
            % {"count": len(flagged)},
            False,
        )
    gates = [
        gate
        for gate in sheet.cycle.workflow.template.gates
        if gate["holds"]["move"] == "close_phase" and gate["holds"].get("phase") == number
    ]
    lines += _gate_lines(sheet, gates, sheet.overridden(phase_run=row.pk), urls)
    lines += _others(reasons, skip={"unfinished", "recheck", "gate"})
    return lines


def _others(reasons: list[Reason], *, skip: set[str]) -> list[Check]:
    return [
        Check(str(reason.text), False, url=reason.anchor, gate=reason.gate)
        for reason in reasons
        if reason.code not in skip
    ]
