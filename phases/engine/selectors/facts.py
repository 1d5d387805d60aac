"""The facts of a cycle that gates and the matrix ask about: runs, approvals granted, outputs present. Few queries, no writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from activities.design import registry as design
from activities.design import selectors as records
from activities.design.models import DeclaredSection
from activities.models import Cycle
from gsbpm_portal.core.models import FileState
from phases.engine.enums import IterationState, RecheckState
from phases.engine.models import CycleWorkflow, Evidence, Iteration, Recheck, SubProcessRun, Task, TaskEntry
from phases.engine.spec import written_in


def runs_of(cycle: Cycle) -> QuerySet[SubProcessRun]:
    """The cycle's 44 runs with all that a cell shows, in catalogue order."""
    return (
        SubProcessRun.objects.filter(cycle=cycle)
        .select_related("current", "subprocess__phase", "assignee", "phase_run")
        .order_by("phase_run__number", "subprocess__position")
    )


@dataclass
class CycleFacts:
    """What the gates of one cycle look at, read in six queries."""

    runs: dict[str, SubProcessRun]
    gates: list[dict[str, Any]]
    granted: set[str]
    waived_tasks: set[str]
    outputs: dict[str, set[str]]
    rechecks: dict[str, set[str]]
    """the flagged sub-processes, each with what was reopened and is still in work"""

    def run_settled(self, number: str) -> bool:
        """Skipped or not applicable: it cannot be asked to deliver anything."""
        run = self.runs[number]
        return not run.applies or (run.current is not None and run.current.state == IterationState.SKIPPED)

    def met(self, needs: dict[str, str]) -> bool:
        """Whether a gate's need is met now."""
        if task := needs.get("task"):
            number = task.rsplit(".", 1)[0]
            return task in self.granted or task in self.waived_tasks or self.run_settled(number)
        if output := needs.get("output"):
            number = self.owner_of(output)
            return self.run_settled(number) or output in self.outputs.get(number, set())
        return self.runs[needs["approved"]].is_finished

    def owner_of(self, output: str) -> str:
        """The number of the sub-process that the output leaves."""
        for number, run in self.runs.items():
            if any(o["code"] == output for o in run.subprocess.outputs):
                return number
        raise KeyError(output)

    def source_of(self, needs: dict[str, str]) -> tuple[str, str]:
        """(sub-process, fragment) where an unmet need is mended."""
        if task := needs.get("task"):
            return task.rsplit(".", 1)[0], f"#task-{task.replace('.', '-')}"
        if output := needs.get("output"):
            return self.owner_of(output), "#evidence"
        return needs["approved"], "#moves"


def gates_of(cycle: Cycle) -> list[dict[str, Any]]:
    """The gates of the cycle's template: one small query, where the facts themselves may not be needed."""
    if "_facts" in cycle.__dict__:
        return cycle.__dict__["_facts"].gates
    if "_gates" not in cycle.__dict__:
        cycle.__dict__["_gates"] = CycleWorkflow.objects.values_list("template__gates", flat=True).get(cycle=cycle)
    return cycle.__dict__["_gates"]


def cycle_facts(cycle: Cycle) -> CycleFacts:
    """Facts of the cycle, read once per cycle object; a move works on fresh objects and so reads anew."""
    if "_facts" not in cycle.__dict__:
        runs = {run.number: run for run in runs_of(cycle)}
        current = [run.current_id for run in runs.values()]
        granted, waived = set(), set()
        for code, granted_by, reason in TaskEntry.objects.filter(
            iteration__in=current, task__needs_approval=True
        ).values_list("task__code", "granted_by", "not_applicable_reason"):
            if granted_by:
                granted.add(code)
            if reason:
                waived.add(code)
        outputs: dict[str, set[str]] = {}
        evidence = Evidence.objects.filter(iteration__in=current, withdrawn_at__isnull=True).exclude(output="")
        for number, output in evidence.exclude(file__state=FileState.REFUSED).values_list(
            "iteration__run__number", "output"
        ):
            outputs.setdefault(number, set()).add(output)
        filled = DeclaredSection.objects.filter(cycle=cycle, revision__gt=0).values_list("code", flat=True)
        for number, output in written_in(filled):
            outputs.setdefault(number, set()).add(output)
        cycle.__dict__["_facts"] = CycleFacts(
            runs=runs,
            gates=gates_of(cycle),
            granted=granted,
            waived_tasks=waived,
            outputs=outputs,
            rechecks=flags_by_number(
                Recheck.objects.filter(run__cycle=cycle, state=RecheckState.OPEN).values_list(
                    "run__number", "cause__run__number", "cause__state"
                )
            ),
        )
    return cycle.__dict__["_facts"]


def sections_of(cycle: Cycle, number: str) -> list[design.Section]:
    """The sections of the design record that the sub-process owns in this cycle: as owner, or where the owner does not apply."""
    return [s for s in design.sections_of(cycle) if number in (s.owner, s.fallback) and _owner(cycle, s) == number]


def _owner(cycle: Cycle, section: design.Section) -> str:
    if not section.fallback:
        return section.owner
    run = cycle_facts(cycle).runs.get(section.owner)
    return section.fallback if run is not None and not run.applies else section.owner


def sections_to_review(iteration: Iteration) -> list[design.Section]:
    """Those of its sections that were copied from the last cycle and not looked through since; read once per object."""
    if "_to_review" not in iteration.__dict__:
        owned = sections_of(iteration.cycle, iteration.run.number)
        marked = records.sections_to_review(iteration.cycle, [section.code for section in owned])
        iteration.__dict__["_to_review"] = [section for section in owned if section.code in marked]
    return iteration.__dict__["_to_review"]


def flags_by_number(flags: Iterable[tuple[str, str, str]]) -> dict[str, set[str]]:
    """The flagged numbers of open flags (number, cause, state of the cause), each with its causes that are not finished."""
    found: dict[str, set[str]] = {}
    for number, cause, state in flags:
        found.setdefault(number, set()).update([cause] if state not in IterationState.finished() else [])
    return found


@dataclass(frozen=True)
class TaskLine:
    """One task as the sub-process page lists it, with what was recorded of it."""

    task: Task
    entry: TaskEntry | None

    @property
    def applies(self) -> bool:
        return self.entry is None or self.entry.applies

    @property
    def is_done(self) -> bool:
        return self.entry is not None and self.entry.is_done

    @property
    def is_granted(self) -> bool:
        return self.entry is not None and self.entry.granted_by_id is not None

    @property
    def anchor(self) -> str:
        return f"task-{self.task.code.replace('.', '-')}"


def task_lines(iteration: Iteration) -> list[TaskLine]:
    """The tasks of the iteration's sub-process in order (two queries, read once per object)."""
    if "_lines" not in iteration.__dict__:
        entries = {
            entry.task_id: entry
            for entry in iteration.entries.select_related("task", "done_by", "granted_by", "changed_by")
        }
        owner = iteration.run.subprocess_id
        if entries and iteration.state in IterationState.finished():  # done by the template of its time
            owner = next(iter(entries.values())).task.subprocess_id
        tasks = Task.objects.filter(subprocess=owner).order_by("position")
        iteration.__dict__["_lines"] = [TaskLine(task, entries.get(task.pk)) for task in tasks]
    return iteration.__dict__["_lines"]
