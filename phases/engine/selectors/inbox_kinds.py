"""Kinds of waiting that phase apps hand in, beside those of the workflow: a select of candidates, who it is for, and its line.

    register_kind(Kind("filing.check", select, ("walidata",), doing=…, do=_("Check"), address=…, why=…))

The selects join the one query of `candidates`; a kind is registered while the apps are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from phases.engine.selectors.candidates import Row
    from phases.engine.selectors.inbox import Doing, Waiting
    from phases.engine.selectors.mandates import Mandate

Audience = Literal["writing", "voting", "walidata", "head", "producer"]
"""Whose inbox is looked at: of people who write in cycles, who vote in them (`given["writing"]`, `given["voting"]`: cycles), or
who are walidata, heads or producers (staff and supervisors) in reach (`given["walidata"]`, `given["heads"]`,
`given["producers"]`: paths of organisations)."""


class Where(NamedTuple):
    """The place of a thing that belongs to no cycle: what it is, of what, of which office, its page."""

    what: str
    where: str
    office: str
    url: str


Places = Callable[[list[int]], Mapping[int, Where]]
"""The places of things by their keys."""


@dataclass(frozen=True)
class Kind:
    """`select(given)` gives rows made by `candidates.select` under the name `what`, whichever of the audiences the person is.

    `doing` says what the person is to do, or None where it is not for this person. `address(code, edition)`: the page;
    `why(waiting)`: a sentence. Things that belong to no cycle have `places` in place of an address: their places by key.
    """

    what: str
    select: Callable[[Mapping[str, Any]], QuerySet[Any]]
    audiences: tuple[Audience, ...]
    doing: Callable[[Row, Mandate, date], Doing | None]
    do: Any
    why: Callable[[Waiting], str]
    address: Callable[[str, str], str] = lambda code, edition: ""
    quotes: bool = False
    places: Places | None = None


Held = Callable[[Mapping[str, Any]], "QuerySet[Any]"]
"""(given) → the cycles, by their key, whose phase cannot be opened; `given["cycles"]` are those asked about"""

_kinds: dict[str, Kind] = {}
_held: dict[int, Held] = {}


def register_kind(kind: Kind) -> None:
    _kinds[kind.what] = kind


def kinds(*audiences: str) -> list[Kind]:
    """The kinds that are for at least one of the audiences, each once."""
    return [kind for kind in _kinds.values() if set(audiences) & set(kind.audiences)]


def kind_of(what: str) -> Kind | None:
    return _kinds.get(what)


def register_held(phase: int, held: Held) -> None:
    """Say of many cycles what a gate in code says of one: that the phase cannot be opened. So nothing stands as ready to begin
    that would be refused. The select joins the one query of `candidates.cleared`."""
    _held[phase] = held


def held() -> dict[int, Held]:
    """By phase."""
    return dict(_held)
