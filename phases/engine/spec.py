"""How a phase app puts itself on top of the generic workflow: one PhaseSpec each, registered from AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from phases.engine.machines import iteration_machine, phase_machine

Gate = Callable[[Any], Any]


@dataclass(frozen=True)
class Workspace:
    """A page of its own for one sub-process: `url_name` takes (activity code, edition); `label` is what the link says."""

    url_name: str
    label: Any


@dataclass(frozen=True)
class GateOn:
    """A gate in code, beside those of the catalogue: `gate(subject)` gives the reasons why not.

    `move` is one of the iteration machine's (for `subprocess`) or, with no sub-process, of the phase machine's.
    """

    move: str
    gate: Gate
    subprocess: str = ""


@dataclass(frozen=True)
class PhaseSpec:
    """Phase `number` has its home in `app`; workspaces by sub-process number; gates in code."""

    number: int
    app: str
    subprocesses: tuple[str, ...]
    workspaces: Mapping[str, Workspace] = field(default_factory=dict)
    gates: tuple[GateOn, ...] = ()


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
    _specs[spec.number] = spec


def _only_for(spec: PhaseSpec, on: GateOn) -> Gate:
    def gate(subject: Any) -> Any:
        concerned = subject.run.number == on.subprocess if on.subprocess else subject.number == spec.number
        return on.gate(subject) if concerned else ()

    return gate


def specs() -> dict[int, PhaseSpec]:
    return dict(_specs)


def workspace(number: str) -> Workspace | None:
    """The workspace of a sub-process, or None where it works from the catalogue alone."""
    spec = _specs.get(int(number.split(".", 1)[0]))
    return spec.workspaces.get(number) if spec else None
