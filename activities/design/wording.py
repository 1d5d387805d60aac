"""What fields of a section are called, and whether they are asked, where that depends on the office: handed in from above.

    register_wording(lambda cycle: {"proposal.ro": Said(_("Sub-activity")), "proposal.kro": Said(asked=False)})

Storage, exchange with programs and the trail keep the declared names. Tables that offices fill in bear theirs, and are understood
by the declared ones too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from activities.design.declared import Field, never
from activities.models import Cycle


@dataclass(frozen=True)
class Said:
    """A label in place of the declared one ("" keeps that), whether it is asked, and labels of its choices by value; a choice
    whose label is None is offered no more."""

    label: Any = ""
    asked: bool = True
    choices: Mapping[str, Any] | None = None


Wordings = Mapping[str, Said]
AS_DECLARED: Wordings = {}
_wordings: list[Callable[[Cycle], Wordings]] = []


def register_wording(wording: Callable[[Cycle], Wordings]) -> None:
    """Hand in what is said otherwise in a cycle, by path: "section.field", or "table.column"."""
    if wording not in _wordings:
        _wordings.append(wording)


def wordings_of(cycle: Cycle) -> Wordings:
    """All that is said otherwise in the cycle."""
    found: dict[str, Said] = {}
    for wording in _wordings:
        found |= wording(cycle)
    return found


def told(code: str, fields: Iterable[Field], wordings: Wordings) -> list[Field]:
    """The same without those that the office does not ask, whatever else stands there."""
    return [one for one in worded(code, fields, wordings) if one.when is not never]


def worded(code: str, fields: Iterable[Field], wordings: Wordings) -> list[Field]:
    """The fields of a section or table as this cycle calls them; those that it does not ask are asked for no answer."""
    found = []
    for one in fields:
        said = wordings.get(f"{code}.{one.name}")
        if said is not None:
            changes: dict[str, Any] = {"label": said.label} if said.label else {}
            changes |= {} if said.asked else {"when": never, "needed": False}
            changes |= {"names": said.choices} if said.choices else {}
            one = replace(one, **changes)
        found.append(one)
    return found
