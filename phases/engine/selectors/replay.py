"""The state of a cycle told from its audit trail alone, and where the rows differ from it.

The seals of the chain show that the trail is whole; this shows that the rows say what the trail says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from activities.models import Cycle
from gsbpm_portal.core.models import AuditEntry
from phases.engine.enums import Applicability, IterationState, PhaseState, RecheckState
from phases.engine.models import Iteration, PhaseRun, Recheck, SubProcessRun, WorkflowTemplate


@dataclass
class Replay:
    """What a trail tells: by sub-process its state and the number of its iteration, by phase its state, open flags to re-check.

    `breaks` are entries that start from another state than the one before them left, as (sequence number, what).
    """

    runs: dict[str, str] = field(default_factory=dict)
    iterations: dict[str, int] = field(default_factory=dict)
    phases: dict[int, str] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    set_aside: set[str] = field(default_factory=set)
    breaks: list[tuple[int, str]] = field(default_factory=list)

    def status(self, number: str) -> str:
        """The state as it is shown: not applicable, else that of the current iteration."""
        return Applicability.NOT_APPLICABLE.value if number in self.set_aside else self.runs[number]


@dataclass(frozen=True)
class Difference:
    """A row that says something else than the trail. `what`: state, iteration, applicability, phase, flag or break."""

    what: str
    number: str
    told: str
    present: str


def replay(cycle: Cycle) -> Replay:
    """Play the cycle's audit entries in their order (four queries)."""
    iterations = {
        pk: (run, number)
        for pk, run, number in Iteration.objects.filter(run__cycle=cycle).values_list("pk", "run__number", "number")
    }
    runs = dict(SubProcessRun.objects.filter(cycle=cycle).values_list("pk", "number"))
    phases = dict(PhaseRun.objects.filter(cycle=cycle).values_list("pk", "number"))
    told = Replay()
    entries = AuditEntry.objects.filter(chain__key=cycle.audit_chain, scope=cycle.audit_scope).order_by("seq")
    for seq, action, kind, key, changes, context in entries.values_list(
        "seq", "action", "subject_kind", "subject_id", "changes", "context"
    ).iterator(chunk_size=1000):
        if action == "cycle.open":
            _open(told, cycle, runs, phases, context)
        elif kind == "phases.iteration" and key in iterations and "state" in changes:
            number, iteration = iterations[key]
            if told.iterations.get(number) != iteration:
                told.breaks.append((seq, number))
            _step(told, told.runs, number, changes["state"], seq)
        elif kind == "phases.phaserun" and key in phases and "state" in changes:
            _step(told, told.phases, phases[key], changes["state"], seq)
        elif kind == "phases.subprocessrun" and key in runs:
            _run_entry(told, runs[key], changes, seq)
        elif action.startswith("recheck.") and (flagged := context.get("number")) in told.flags:
            told.flags[flagged] -= 1
    return told


def _open(told: Replay, cycle: Cycle, runs: dict[int, str], phases: dict[int, int], context: dict[str, Any]) -> None:
    told.runs = dict.fromkeys(runs.values(), IterationState.NOT_STARTED.value)
    told.iterations = dict.fromkeys(runs.values(), 1)
    told.phases = dict.fromkeys(phases.values(), PhaseState.NOT_OPEN.value)
    template = WorkflowTemplate.objects.filter(version=context["template"]).first()
    told.set_aside = {
        preset["subprocess"]
        for preset in (template.presets if template else ())
        if preset["kind"] == context["kind"] and "subprocess" in preset
    }


def _run_entry(told: Replay, number: str, changes: dict[str, Any], seq: int) -> None:
    if "applicability" in changes:
        aside = changes["applicability"][1] == Applicability.NOT_APPLICABLE
        (told.set_aside.add if aside else told.set_aside.discard)(number)
    if "iteration" in changes:
        _step(told, told.iterations, number, changes["iteration"], seq)
        _step(told, told.runs, number, changes["state"], seq)
    if "recheck" in changes:
        told.flags[number] = told.flags.get(number, 0) + 1


def _step(told: Replay, states: dict[Any, Any], key: Any, change: list[Any], seq: int) -> None:
    before, after = change
    if states.get(key) != before:
        told.breaks.append((seq, str(key)))
    states[key] = after


def differences(cycle: Cycle) -> list[Difference]:
    """Where the rows of the cycle say something else than its trail; none when all is as it was told (seven queries)."""
    told = replay(cycle)
    found = [Difference("break", number, f"#{seq}", "") for seq, number in told.breaks]
    for run in SubProcessRun.objects.filter(cycle=cycle).select_related("current"):
        number, current = run.number, run.current
        present = [
            ("state", told.runs.get(number), current.state if current else ""),
            ("iteration", told.iterations.get(number), current.number if current else 0),
            ("applicability", number in told.set_aside, not run.applies),
        ]
        found += [Difference(what, number, str(said), str(is_)) for what, said, is_ in present if said != is_]
    for phase, state in PhaseRun.objects.filter(cycle=cycle).values_list("number", "state"):
        if told.phases.get(phase) != state:
            found.append(Difference("phase", str(phase), str(told.phases.get(phase)), state))
    flags: dict[str, int] = {}
    for number in Recheck.objects.filter(run__cycle=cycle, state=RecheckState.OPEN).values_list(
        "run__number", flat=True
    ):
        flags[number] = flags.get(number, 0) + 1
    for number in sorted(set(flags) | set(told.flags)):
        if flags.get(number, 0) != told.flags.get(number, 0):
            found.append(Difference("flag", number, str(told.flags.get(number, 0)), str(flags.get(number, 0))))
    return found
