"""What upper apps hand in: work to be done in the transaction that creates a cycle, and parts that a new cycle can take over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from activities.models import Cycle

CycleHook = Callable[["Cycle", Any], None]
"""(cycle, by)"""

_on_created: list[CycleHook] = []


def on_cycle_created(hook: CycleHook) -> None:
    """Run `hook(cycle, by)` inside the transaction of every newly created cycle."""
    if hook not in _on_created:
        _on_created.append(hook)


def cycle_created(cycle: Cycle, by: Any) -> None:
    for hook in _on_created:
        hook(cycle, by)


@dataclass(frozen=True)
class RolloverPart:
    """A part that "next cycle" may keep, review or drop: `copy(old, new, by, choice)` with choice "keep" or "review".

    Where `is_empty(old)` there is nothing to take over, and nobody is asked.
    """

    code: str
    label: Any
    hint: Any
    copy: Callable[[Cycle, Cycle, Any, str], None]
    choices: tuple[str, ...] = ("keep", "review", "drop")
    default: str = "keep"
    is_empty: Callable[[Cycle], bool] = lambda cycle: False


_parts: dict[str, RolloverPart] = {}


def register_rollover(part: RolloverPart) -> None:
    """Add a part to the "next cycle" form; a code registered twice must be the same part."""
    _parts[part.code] = part


def rollover_parts() -> list[RolloverPart]:
    return list(_parts.values())


TeamHook = Callable[["Cycle", Any], None]
"""(cycle, people)"""

_on_team_changed: list[TeamHook] = []


def on_team_changed(hook: TeamHook) -> None:
    """Run `hook(cycle, people)` inside the transaction that changed the seats or delegations of `people` in the cycle."""
    if hook not in _on_team_changed:
        _on_team_changed.append(hook)


def team_changed(cycle: Cycle, people: Any) -> None:
    for hook in _on_team_changed:
        hook(cycle, people)


@dataclass(frozen=True)
class Charge:
    """A piece of unfinished work that a person of a cycle's team is in charge of."""

    user_id: int
    phase: int
    number: str
    title: str

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


ChargesOf = Callable[["Cycle"], list[Charge]]
Release = Callable[["Cycle", list[Charge], Any], None]
"""(cycle, charges, by)"""

_charges: list[tuple[ChargesOf, Release]] = []


def register_charges(of: ChargesOf, release: Release) -> None:
    """Hand in who is in charge of what in a cycle, and what leaves charges without anybody. The last one counts."""
    _charges[:] = [(of, release)]


def charges_of(cycle: Cycle) -> list[Charge]:
    return [charge for of, _release in _charges for charge in of(cycle)]


def release(cycle: Cycle, charges: list[Charge], by: Any) -> None:
    """Take the charges off their people, in the transaction of whoever asks."""
    for _of, let_go in _charges:
        if charges:
            let_go(cycle, charges, by)


_phase_names: list[Callable[[Cycle], dict[int, Any]]] = []


def register_phase_names(provider: Callable[[Cycle], dict[int, Any]]) -> None:
    """Hand in {1: "Kebutuhan", …}: the short names of a cycle's phases, in the language of the page. The last one counts."""
    _phase_names[:] = [provider]


def phase_names(cycle: Cycle) -> dict[int, Any]:
    """The names of the cycle's phases by number; empty texts where nobody handed them in."""
    given = _phase_names[0](cycle) if _phase_names else {}
    return {number: given.get(number, "") for number in range(1, 9)}


_running: list[Callable[[Iterable[int]], set[int]]] = []


def register_running(provider: Callable[[Iterable[int]], set[int]]) -> None:
    """Hand in which of some cycles (by key) still go on. The last one counts."""
    _running[:] = [provider]


def running(keys: Iterable[int]) -> set[int]:
    """Those of the cycles that still go on; all of them where nobody tells."""
    wanted = set(keys)
    return _running[0](wanted) if _running else wanted
