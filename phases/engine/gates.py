"""Why a move cannot be made yet. One definition feeds the checklist, the refusal and the tests.

A gate gives Reasons; those that come from the catalogue (approvals, mandatory outputs) carry its gate code and may be overridden
by two people; the others (an unfinished task, a file still being checked) are simply to be done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core import clock, wording
from gsbpm_portal.core.models import FileState
from gsbpm_portal.core.transitions import Reason
from phases.engine.enums import IterationState, PhaseState, RequestKind, RequestState
from phases.engine.machines import iteration_machine, phase_machine, recheck_machine, request_machine
from phases.engine.models import Evidence, Iteration, PhaseRun, Recheck, Request, SubProcessRun
from phases.engine.selectors.facts import cycle_facts, gates_of, sections_to_review, task_lines

FAR = timedelta(days=366)


def register() -> None:
    """Put the engine's own gates on the machines (once)."""
    if iteration_machine.gates["start"]:
        return
    iteration_machine.register_gate("start", applies)
    iteration_machine.register_gate("start", phase_lets_in)
    iteration_machine.register_gate("start", catalogue_gates("start"))
    iteration_machine.register_gate("submit", applies)
    iteration_machine.register_gate("submit", phase_not_closed)
    iteration_machine.register_gate("submit", tasks_done)
    iteration_machine.register_gate("submit", evidence_checked)
    iteration_machine.register_gate("submit", sections_reviewed)
    iteration_machine.register_gate("submit", catalogue_gates("submit"))
    iteration_machine.register_gate("approve", evidence_checked)
    iteration_machine.register_gate("skip", asked_to_skip)
    request_machine.register_gate("confirm", still_possible)
    recheck_machine.register_gate("unchanged", cause_finished)
    for move in ("open", "open_by_start"):
        phase_machine.register_gate(move, entry_gates)
    for move in ("submit_closing", "close"):
        phase_machine.register_gate(move, all_finished)
        phase_machine.register_gate(move, nothing_to_recheck)
        phase_machine.register_gate(move, closing_gates)


def _page(subject: Any, number: str, fragment: str = "") -> str:
    from django.urls import reverse

    cycle = subject.cycle
    return reverse("engine:subprocess", args=[cycle.activity.code, cycle.edition, number]) + fragment


def _sentence(gate: dict[str, Any]) -> str:
    return str(gate["en"] if get_language() == "en" else gate["id"])


def _unmet(subject: Any, move: str, target: str, name: str | int) -> Iterable[Reason]:
    """The unmet gates of the catalogue that hold `move` of a sub-process or phase; the facts are read only where one does."""
    held = [g for g in gates_of(subject.cycle) if g["holds"]["move"] == move and g["holds"].get(target) == name]
    if not held:
        return
    facts = cycle_facts(subject.cycle)
    for gate in held:
        if not facts.met(gate["needs"]):
            number, fragment = facts.source_of(gate["needs"])
            yield Reason("gate", _sentence(gate), _page(subject, number, fragment), gate["code"])


def catalogue_gates(move: str) -> Any:
    """The catalogue's gates that hold `move` of the iteration's sub-process."""

    def gate(iteration: Iteration) -> Iterable[Reason]:
        return _unmet(iteration, move, "subprocess", iteration.run.number)

    return gate


def applies(iteration: Iteration) -> Iterable[Reason]:
    if not iteration.run.applies:
        yield Reason(
            "not_applicable", _("This sub-process is marked not applicable: take it back in first."), "#applicability"
        )


def phase_lets_in(iteration: Iteration) -> Iterable[Reason]:
    """The phase is running, or can open by itself with this start."""
    phase_run = iteration.run.phase_run
    if phase_run.state == PhaseState.NOT_OPEN:
        yield from phase_machine.reasons(phase_run, "open_by_start")
    else:
        yield from phase_not_closed(iteration)


def phase_not_closed(iteration: Iteration) -> Iterable[Reason]:
    return phase_shut(iteration.run)


def tasks_done(iteration: Iteration) -> Iterable[Reason]:
    """Every applicable task is ticked. Approval tasks are not ticked: the supervisor decides them, at the latest on approval."""
    for line in task_lines(iteration):
        if line.applies and not line.is_done and not line.task.needs_approval:
            yield Reason(
                "task",
                _("Task %(code)s is not done yet: %(name)s") % {"code": line.task.code, "name": line.task.name},
                f"#{line.anchor}",
            )


def sections_reviewed(iteration: Iteration) -> Iterable[Reason]:
    """What was taken over from the last cycle to be looked through was saved since, changed or not."""
    for section in sections_to_review(iteration):
        text = _("The section “%(title)s” was taken over from the last cycle: read it through and save it.")
        yield Reason("section", text % {"title": section.title}, section.address(iteration.cycle))


def evidence_checked(iteration: Iteration) -> Iterable[Reason]:
    """Every file is checked and harmless. A page that has read the evidence already hands it in as `_evidence`."""
    standing: Iterable[Evidence] | None = iteration.__dict__.get("_evidence")
    if standing is None:
        standing = Evidence.objects.filter(iteration=iteration, withdrawn_at__isnull=True).select_related("file")
    for evidence in standing:
        if evidence.file is None or evidence.file.state == FileState.AVAILABLE:
            continue
        if evidence.file.state == FileState.REFUSED:
            text = _("The file “%(title)s” was refused: replace or withdraw it.")
        else:
            text = _("The file “%(title)s” is still being checked: wait a moment.")
        yield Reason("evidence", text % {"title": evidence.title}, "#evidence")


def asked_to_skip(iteration: Iteration) -> Iterable[Reason]:
    asked = Request.objects.filter(iteration=iteration, kind=RequestKind.SKIP, state=RequestState.CONFIRMED)
    if not asked.exists():
        yield Reason("skip", _("Skipping has to be asked for with a reason and confirmed by another person."))


def reasons_against_reopening(run: SubProcessRun, iteration: Iteration) -> list[Reason]:
    """Why a run whose current iteration is given cannot be reopened now."""
    found = []
    if iteration.state not in IterationState.finished():
        text = _("Only a finished sub-process is reopened; this one is “%(state)s”.")
        found.append(Reason("state", text % {"state": iteration.get_state_display()}))
    return [*found, *phase_shut(run)]


def due_has_passed(run: SubProcessRun) -> bool:
    """The run would be late at once if it were reopened as it is."""
    return run.due is not None and run.due < clock.today()


def reasons_against_due(run: SubProcessRun, due: date | None) -> list[Reason]:
    """Why a run cannot be reopened with this due date; none given keeps its own."""
    if due is None and due_has_passed(run):
        return [Reason("due", _("Its due date has passed: give a new one."), "#due")]
    return _not_in_time(run, due) if due else []


def _not_in_time(run: SubProcessRun, due: date | None) -> list[Reason]:
    if due is None or due <= clock.today():
        return [Reason("due", _("Give a new due date after today."), "#due")]
    return [Reason("due", text, "#due") for text in far_from(run.cycle, due)]


def far_from(cycle: Cycle, day: date) -> list[str]:
    """That a day lies so far from the planned time of the cycle that it must be a slip of the pen."""
    if cycle.planned_start - FAR <= day <= max(cycle.planned_end, clock.today()) + FAR:
        return []
    planned = {name: wording.moment(getattr(cycle, name), "date") for name in ("planned_start", "planned_end")}
    return [
        _(
            "The work is planned from %(planned_start)s to %(planned_end)s: this date lies more than a year away from it."
        )
        % planned
    ]


def phase_shut(run: SubProcessRun) -> list[Reason]:
    """That the run's phase is closed or awaits closing, so that nothing in it can become unfinished."""
    phase_run = run.phase_run
    if phase_run.state not in (PhaseState.CLOSED, PhaseState.CLOSING):
        return []
    if phase_run.state == PhaseState.CLOSED:
        text = _("Phase %(number)s is closed: it has to be reopened first.")
    else:
        text = _("Phase %(number)s is submitted for closing: the submission has to be withdrawn first.")
    return [Reason("phase_closed", text % {"number": phase_run.number}, phase_run.get_absolute_url())]


# What can be asked for, and can still be confirmed ---------------------------------------------------------------------


def gates_held(iteration: Iteration) -> dict[str, Reason]:
    """The catalogue's gates that hold the iteration up now and may be overridden, by code."""
    found = {}
    for move in ("start", "submit"):
        if iteration.state in iteration_machine[move].sources:
            for reason in iteration_machine.reasons(iteration, move):
                if reason.gate:
                    found[reason.gate] = reason
    return found


def gates_held_of_phase(phase_run: PhaseRun) -> dict[str, Reason]:
    """The same for the opening or closing of a phase."""
    found = {}
    for move in ("open", "submit_closing", "close"):
        if phase_run.state in phase_machine[move].sources:
            for reason in phase_machine.reasons(phase_run, move):
                if reason.gate:
                    found[reason.gate] = reason
    return found


def why_not_ask(
    kind: str, iteration: Iteration | None, phase_run: PhaseRun | None, gate: str, due: Any
) -> list[Reason]:
    """Why this cannot be asked for in the present state; what cannot be asked for cannot be confirmed either."""
    if kind == RequestKind.OVERRIDE:
        held = gates_held(iteration) if iteration is not None else gates_held_of_phase(phase_run)  # type: ignore[arg-type]
        return [] if gate in held else [Reason("gate", _("This gate does not hold anything up here now."))]
    if iteration is None:
        return [Reason("subject", _("A sub-process is needed."))]
    if iteration.run.current_id != iteration.pk:
        return [Reason("state", _("A later iteration was begun meanwhile."))]
    if kind == RequestKind.REOPEN:
        return reasons_against_reopening(iteration.run, iteration) or reasons_against_due(iteration.run, due)
    if not iteration.run.applies:
        return list(applies(iteration))
    if iteration.state in IterationState.finished() | {IterationState.SUBMITTED}:
        return [Reason("state", _("The state is “%(state)s”.") % {"state": iteration.get_state_display()})]
    if kind == RequestKind.SKIP and any(o.get("mandatory") for o in iteration.run.subprocess.outputs):
        return [Reason("mandatory", _("It leaves a mandatory output and cannot be skipped."))]
    if kind == RequestKind.EXTENSION and due and iteration.run.due and due <= iteration.run.due:
        text = _("It is due on %(due)s: an extension ends later.") % {"due": wording.moment(iteration.run.due, "date")}
        return [Reason("due", text, "#due")]
    return _not_in_time(iteration.run, due) if kind == RequestKind.EXTENSION else []


def still_possible(request: Request) -> Iterable[Reason]:
    """What was asked for can be carried out now; if not, it is declined or withdrawn."""
    return why_not_ask(request.kind, request.iteration, request.phase_run, request.gate, request.due)


def cause_finished(recheck: Recheck) -> Iterable[Reason]:
    """What was reopened is finished, so that there is a new version to hold the work against."""
    cause = recheck.cause
    if cause.state not in IterationState.finished():
        text = _("%(number)s is still in work: decide once it is approved.") % {"number": cause.run.number}
        yield Reason("cause", text, _page(cause, cause.run.number))


def entry_gates(phase_run: PhaseRun) -> Iterable[Reason]:
    return _unmet(phase_run, "open_phase", "phase", phase_run.number)


def closing_gates(phase_run: PhaseRun) -> Iterable[Reason]:
    return _unmet(phase_run, "close_phase", "phase", phase_run.number)


def all_finished(phase_run: PhaseRun) -> Iterable[Reason]:
    for number, run in cycle_facts(phase_run.cycle).runs.items():
        if run.phase_run_id == phase_run.pk and not run.is_finished:
            yield Reason(
                "unfinished",
                _("%(number)s %(name)s is “%(state)s”.")
                % {"number": number, "name": run.subprocess.short, "state": run.status.label},
                _page(phase_run, number),
            )


def nothing_to_recheck(phase_run: PhaseRun) -> Iterable[Reason]:
    for number, causes in sorted(cycle_facts(phase_run.cycle).rechecks.items()):
        if int(number.split(".", 1)[0]) == phase_run.number:
            text = _("%(number)s is flagged to re-check.")
            if causes:
                text = _("%(number)s is flagged to re-check and waits for %(causes)s to be approved.")
            yield Reason(
                "recheck",
                text % {"number": number, "causes": ", ".join(sorted(causes))},
                _page(phase_run, number, "#recheck"),
            )
