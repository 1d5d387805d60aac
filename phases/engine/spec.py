"""How a phase app puts itself on top of the generic workflow: one PhaseSpec each, registered from AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from phases.engine.machines import iteration_machine, phase_machine

Gate = Callable[[Any], Any]
Effect = Callable[[Any, Any], None]


@dataclass(frozen=True)
class Workspace:
    """A page of its own for one sub-process: `url_name` takes (activity code, edition); `label` is what the link says."""

    url_name: str
    label: Any


@dataclass(frozen=True)
class GateOn:
    """A gate in code, beside those of the catalogue: `gate(subject)` gives the reasons why not.

    `move` is one of the iteration machine's (for `subprocess`) or, with no sub-process, of the phase machine's. `names`: what
    the codes say that its reasons carry, where two people may let them pass.
    """

    move: str
    gate: Gate
    subprocess: str = ""
    names: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EffectOn:
    """What is done with a move, in its transaction: `effect(subject, by)`. Moves are named as those of gates."""

    move: str
    effect: Effect
    subprocess: str = ""


@dataclass(frozen=True)
class Written:
    """An output of a sub-process that is written in the portal: it is there once its section of the design record is."""

    subprocess: str
    output: str
    section: str


@dataclass(frozen=True)
class ToRead:
    """What whoever decides on a sub-process should read: `links(cycle, user)` gives (label, address), the nearest first."""

    subprocess: str
    links: Callable[[Any, Any], Iterable[tuple[Any, str]]]


@dataclass(frozen=True)
class PhaseSpec:
    """Phase `number` has its home in `app`; workspaces by sub-process number; gates and effects in code; written outputs; what is
    read before a decision."""

    number: int
    app: str
    subprocesses: tuple[str, ...]
    workspaces: Mapping[str, Workspace] = field(default_factory=dict)
    gates: tuple[GateOn, ...] = ()
    effects: tuple[EffectOn, ...] = ()
    written: tuple[Written, ...] = ()
    to_read: tuple[ToRead, ...] = ()


_specs: dict[int, PhaseSpec] = {}


def register_phase(spec: PhaseSpec) -> None:
    """Give a phase its home. A phase with two homes, or a workspace of another phase, is refused."""
    if spec.number in _specs and _specs[spec.number].app != spec.app:
        raise ValueError(f"phase {spec.number} already has its home in {_specs[spec.number].app}")
    for number in spec.workspaces:
        if number not in spec.subprocesses:
            raise ValueError(f"{spec.app}: workspace {number} is not a sub-process of phase {spec.number}")
    if spec.number not in _specs:
        for gate in spec.gates:
            (iteration_machine if gate.subprocess else phase_machine).register_gate(gate.move, _only_for(spec, gate))
        for effect in spec.effects:
            machine = iteration_machine if effect.subprocess else phase_machine
            machine.register_effect(effect.move, _done_only_for(spec, effect))
    _specs[spec.number] = spec


def _only_for(spec: PhaseSpec, on: GateOn) -> Gate:
    def gate(subject: Any) -> Any:
        return on.gate(subject) if _concerned(spec, on.subprocess, subject) else ()

    return gate


def _done_only_for(spec: PhaseSpec, on: EffectOn) -> Effect:
    def effect(subject: Any, by: Any) -> None:
        if _concerned(spec, on.subprocess, subject):
            on.effect(subject, by)

    return effect


def _concerned(spec: PhaseSpec, subprocess: str, subject: Any) -> bool:
    return bool(subject.run.number == subprocess if subprocess else subject.number == spec.number)


def specs() -> dict[int, PhaseSpec]:
    return dict(_specs)


def gate_label(code: str) -> str:
    """What a gate in code is about; "" for one that is not in code."""
    names = {code: name for spec in _specs.values() for gate in spec.gates for code, name in gate.names.items()}
    return str(names.get(code, ""))


def written_in(sections: Iterable[str]) -> list[tuple[str, str]]:
    """(sub-process, output) of the outputs that are there when something stands in these sections of the design record."""
    filled = set(sections)
    return [(one.subprocess, one.output) for spec in _specs.values() for one in spec.written if one.section in filled]


def to_read(number: str, cycle: Any, user: Any) -> list[tuple[Any, str]]:
    """What is read before a decision on a sub-process: (label, address)."""
    spec = _specs.get(int(number.split(".", 1)[0]))
    found = spec.to_read if spec else ()
    return [link for one in found if one.subprocess == number for link in one.links(cycle, user)]


def workspace(number: str) -> Workspace | None:
    """The workspace of a sub-process, or None where it works from the catalogue alone."""
    spec = _specs.get(int(number.split(".", 1)[0]))
    return spec.workspaces.get(number) if spec else None
