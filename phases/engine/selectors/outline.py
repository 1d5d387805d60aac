"""The catalogue of a template as plain records, kept in memory: a template that cycles use never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from phases.engine.models import Phase, SubProcess, Task, WorkflowTemplate
from phases.engine.models.catalogue import localised
from phases.engine.spec import gate_label


class _Named:
    """Name, short name and purpose in the language in force."""

    @property
    def name(self) -> str:
        return localised(self, "name")

    @property
    def short(self) -> str:
        return localised(self, "short")

    @property
    def purpose(self) -> str:
        return localised(self, "purpose")


@dataclass(frozen=True)
class TaskOutline(_Named):
    code: str
    name_id: str
    name_en: str
    needs_approval: bool


@dataclass(frozen=True)
class SubProcessOutline(_Named):
    number: str
    phase: int
    name_id: str
    name_en: str
    short_id: str
    short_en: str
    purpose_id: str
    purpose_en: str
    outputs: list[dict[str, Any]]
    inputs: list[str]
    tasks: tuple[TaskOutline, ...]


@dataclass(frozen=True)
class PhaseOutline(_Named):
    number: int
    name_id: str
    name_en: str
    short_id: str
    short_en: str
    purpose_id: str
    purpose_en: str


@dataclass(frozen=True)
class Outline:
    """Phases by number and sub-processes by number, both in order."""

    phases: dict[int, PhaseOutline]
    subprocesses: dict[str, SubProcessOutline]

    def source_of(self, output: str) -> str:
        """The number of the sub-process that leaves this output; empty when there is none."""
        return next((s.number for s in self.subprocesses.values() for o in s.outputs if o["code"] == output), "")

    def output(self, code: str) -> dict[str, Any] | None:
        return next((o for s in self.subprocesses.values() for o in s.outputs if o["code"] == code), None)


_kept: dict[str, Outline] = {}


def outline_of(template: WorkflowTemplate) -> Outline:
    """The template's catalogue; three queries the first time a process asks for it, none after. Kept by checksum."""
    if template.checksum not in _kept:
        _kept[template.checksum] = _read(template)
    return _kept[template.checksum]


def _read(template: WorkflowTemplate) -> Outline:
    tasks: dict[int, list[TaskOutline]] = {}
    for task in Task.objects.filter(subprocess__phase__template=template).order_by("position"):
        outline = TaskOutline(task.code, task.name_id, task.name_en, task.needs_approval)
        tasks.setdefault(task.subprocess_id, []).append(outline)
    subprocesses = {
        sub.number: SubProcessOutline(
            number=sub.number,
            phase=sub.phase.number,
            name_id=sub.name_id,
            name_en=sub.name_en,
            short_id=sub.short_id,
            short_en=sub.short_en,
            purpose_id=sub.purpose_id,
            purpose_en=sub.purpose_en,
            outputs=sub.outputs,
            inputs=sub.inputs,
            tasks=tuple(tasks.get(sub.pk, ())),
        )
        for sub in SubProcess.objects.filter(phase__template=template).select_related("phase")
    }
    phases = {
        phase.number: PhaseOutline(
            phase.number,
            phase.name_id,
            phase.name_en,
            phase.short_id,
            phase.short_en,
            phase.purpose_id,
            phase.purpose_en,
        )
        for phase in Phase.objects.filter(template=template)
    }
    return Outline(phases, subprocesses)


def label_of(output: dict[str, Any]) -> str:
    """The name of a catalogue output in the language in force."""
    return str(output["en"] if get_language() == "en" else output["id"])


_gates: dict[str, dict[str, Any]] = {}


def gate_name(code: str) -> str:
    """What a gate says stands in the way, without what is to be done, in the language in force; an unknown code as it is."""
    if code not in _gates:
        for gates in WorkflowTemplate.objects.order_by("pk").values_list("gates", flat=True):
            _gates.update((gate["code"], gate) for gate in gates)
    return label_of(_gates[code]).split(": ", 1)[0] if code in _gates else gate_label(code) or code
