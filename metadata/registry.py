"""What upper apps hand in: who uses items of the registry, code lists of their forms, and activities as described things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from metadata.models import Version


@dataclass(frozen=True)
class Use:
    """One place where a version is used; `url` is "" where the person may not see it, `running` whether it still goes on."""

    what: Any
    name: str
    url: str = ""
    detail: str = ""
    running: bool = True


UsesOf = Callable[["Sequence[Version]", Any], "dict[int, list[Use]]"]
"""(versions, user) → the uses by version id; uses outside of the person's sight are told without address and name"""

_uses: list[UsesOf] = []


def register_uses(provider: UsesOf) -> None:
    """Hand in who uses versions. What is used cannot be deleted: the using rows hold it with PROTECT."""
    if provider not in _uses:
        _uses.append(provider)


def uses_of(versions: Sequence[Version], user: Any) -> dict[int, list[Use]]:
    """Every use that upper apps tell, by version id."""
    found: dict[int, list[Use]] = {version.pk: [] for version in versions}
    for provider in _uses:
        for pk, uses in provider(versions, user).items():
            found[pk].extend(uses)
    return found


@dataclass(frozen=True)
class ListedCode:
    code: str
    id: str
    en: str = ""
    parent: str = ""


@dataclass(frozen=True)
class CodeList:
    """A shipped code list: loaded into the registry as a shared, endorsed classification."""

    code: str
    name_id: str
    name_en: str
    definition_id: str
    reference: str
    codes: tuple[ListedCode, ...]
    number: str = "1.0.0"
    levels: tuple[tuple[str, str], ...] = ()
    definition_en: str = ""


_code_lists: list[Callable[[], Iterable[CodeList]]] = []


def register_code_lists(provider: Callable[[], Iterable[CodeList]]) -> None:
    """Hand in code lists that other apps hold the truth of (the options of forms, the sectors)."""
    if provider not in _code_lists:
        _code_lists.append(provider)


def code_lists() -> list[CodeList]:
    return [one for provider in _code_lists for one in provider()]


@dataclass(frozen=True)
class VariableUsed:
    """A variable of the registry as a cycle uses it."""

    version: Version
    reference_period: str = ""
    question: str = ""
    source: str = ""


@dataclass(frozen=True)
class Line:
    """One entry of MS-Keg: its number on the form ("" in the head), what it is called, the answer in words and by its code.

    `place` is the sub-process in which it is entered, `url` where; `asked` is False where the form
    leaves it out for this activity.
    """

    number: str
    label: Any
    text: str = ""
    code: str = ""
    place: str = ""
    url: str = ""
    asked: bool = True


@dataclass(frozen=True)
class Block:
    """A block of MS-Keg: I to VIII, "" for the head."""

    number: str
    heading: Any
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ActivityDescription:
    """What a cycle's design record says of it, for the views and formats of activity metadata (MS-Keg)."""

    code: str
    edition: str
    title: str
    organisation: str
    organisation_code: str
    url: str
    year: int
    abstract: str = ""
    universe: str = ""
    period: tuple[Any, Any] = (None, None)
    variables: tuple[VariableUsed, ...] = ()
    sections: tuple[tuple[Any, tuple[tuple[Any, str], ...]], ...] = ()
    """(heading, ((label, text), …)) in the order of MS-Keg"""
    blocks: tuple[Block, ...] = ()
    """The same entry by entry, what is not entered yet included."""

    @property
    def lines(self) -> list[Line]:
        return [line for block in self.blocks for line in block.lines]

    @property
    def done(self) -> tuple[int, int]:
        """(how many entries are there, of how many that are asked)"""
        asked = [line for line in self.lines if line.asked]
        return sum(bool(line.text) for line in asked), len(asked)


Describe = Callable[[str, str, Any], "ActivityDescription | None"]
"""(activity code, edition, user) → the description, None where the person may not see it"""

_describe: list[Describe] = []


def register_activity_descriptions(provider: Describe) -> None:
    """Hand in the description of a cycle. The last provider counts."""
    _describe[:] = [provider]


def activity_description(code: str, edition: str, user: Any) -> ActivityDescription | None:
    return _describe[0](code, edition, user) if _describe else None


Listing = Callable[[Any, str], "Sequence[Mapping[str, Any]]"]
"""(user, words) → the cycles that the person may see whose title or code holds the words: rows with code, edition, title,
organisation, year, variables (how many); anything that a table pages through (a query set)"""

_listing: list[Listing] = []


def register_activity_listing(provider: Listing) -> None:
    """Hand in the cycles that are described. The last provider counts."""
    _listing[:] = [provider]


def described_activities(user: Any, words: str = "") -> Sequence[Mapping[str, Any]]:
    return _listing[0](user, words) if _listing else []
