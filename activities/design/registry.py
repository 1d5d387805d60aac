"""The sections of a cycle's design record: who owns each, who may write it now, how it is frozen.

A section names the sub-process that owns it. It is writable only while that sub-process is open; the workflow engine says so
through a registered guard, and is told of each edit through a registered listener. At approval the engine freezes `snapshot`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

if TYPE_CHECKING:
    from activities.models import Cycle
    from gsbpm_portal.core.transitions import Reason


DEFAULT_PAGE = "activities:design-section"


@dataclass(frozen=True)
class Section:
    """A section of the design record.

    `owner`: number of the owning sub-process; `fallback` stands in where the owner does not apply to the cycle.
    `snapshot(cycle)` returns a JSON-able dict, {} while nothing was entered. `url_name` takes (activity code, edition); the
    default one, the page of the sections of this app, the section's code besides.
    `rows(cycle)` returns [(label, text)] for reading; a section that reads better otherwise names a `template`, which is given
    `shown`: the answer of `show(cycle, user)`. `read(payload, wordings)` tells a snapshot as [(label, text)], where its shape is
    its own, in the words of a cycle (wording.py).
    """

    code: str
    title: Any
    owner: str
    snapshot: Callable[[Cycle], dict[str, Any]]
    rows: Callable[[Cycle], list[tuple[Any, str]]]
    url_name: str = DEFAULT_PAGE
    fallback: str = ""
    template: str = ""
    show: Callable[[Cycle, Any], Any] = lambda cycle, user: None
    read: Callable[[dict[str, Any], Any], list[tuple[Any, str]]] | None = None
    is_asked: Callable[[str], bool] = lambda kind: True
    """Whether the section is asked for a kind of activity."""

    def address(self, cycle: Cycle) -> str:
        """Where the section is read and written."""
        more = [self.code] if self.url_name == DEFAULT_PAGE else []
        return reverse(self.url_name, args=[cycle.activity.code, cycle.edition, *more])


Guard = Callable[["Cycle", Section, Any], "list[Reason]"]
GuardOfMany = Callable[["Cycle", list[Section], Any], "dict[str, list[Reason]]"]
"""(cycle, sections, user) → the reasons by section code"""
Listener = Callable[["Cycle", Section, Any], None]

_sections: dict[str, Section] = {}
_guards: list[Guard] = []
_guards_of_many: dict[Guard, GuardOfMany] = {}
_listeners: list[Listener] = []


def register_section(section: Section) -> None:
    _sections[section.code] = section


def get(code: str) -> Section:
    """The section of this code; KeyError when there is none."""
    return _sections[code]


def sections() -> list[Section]:
    """All sections in the order of their registration."""
    return list(_sections.values())


def sections_of(cycle: Cycle) -> list[Section]:
    """The sections that are asked for the cycle's kind of activity, by the sub-processes that own them."""
    asked = [section for section in _sections.values() if section.is_asked(cycle.activity.kind)]
    return sorted(asked, key=lambda section: [int(part) for part in section.owner.split(".")])


def register_guard(guard: Guard, *, many: GuardOfMany | None = None) -> None:
    """Hand in `guard(cycle, section, user)`: the reasons why the person may not write the section now.

    `many` gives the same for many sections at once, for pages that show them all.
    """
    if guard not in _guards:
        _guards.append(guard)
    if many is not None:
        _guards_of_many[guard] = many


def register_listener(listener: Listener) -> None:
    """Hand in `listener(cycle, section, by)`: called inside the transaction of every edit."""
    if listener not in _listeners:
        _listeners.append(listener)


def reasons_against(cycle: Cycle, section: Section, user: Any) -> list[Reason]:
    """Why the person may not write the section now; closed by default: with no guard registered nobody may."""
    if not _guards:
        raise RuntimeError("no guard registered for the design record")
    return [reason for guard in _guards for reason in guard(cycle, section, user)]


def reasons_by_section(cycle: Cycle, sections: list[Section], user: Any) -> dict[str, list[Reason]]:
    """The same for many sections, by their codes, for a page that shows them."""
    if not _guards:
        raise RuntimeError("no guard registered for the design record")
    found: dict[str, list[Reason]] = {section.code: [] for section in sections}
    for guard in _guards:
        many = _guards_of_many.get(guard)
        told = many(cycle, sections, user) if many else {one.code: guard(cycle, one, user) for one in sections}
        for code, reasons in told.items():
            found[code] += reasons
    return found


def edited(cycle: Cycle, section: Section, by: Any) -> None:
    for listener in _listeners:
        listener(cycle, section, by)


@dataclass(frozen=True)
class Owner:
    """What a page says of a section's owner in one cycle: number, name, state (a StateChoices member) and page."""

    number: str
    name: str = ""
    state: Any = None
    url: str = ""


OwnerProvider = Callable[["Cycle", "list[Section]"], "dict[str, Owner]"]
"""(cycle, sections) → the owner by section code"""

_owners: list[OwnerProvider] = []


def register_owners(provider: OwnerProvider) -> None:
    """Hand in what is shown of the owners. The last provider counts."""
    _owners[:] = [provider]


def owners(cycle: Cycle, wanted: list[Section]) -> dict[str, Owner]:
    """The owner of each section, by the section's code; its number alone where nobody tells more."""
    given = _owners[0](cycle, wanted) if _owners else {}
    return {section.code: given.get(section.code, Owner(section.owner)) for section in wanted}
