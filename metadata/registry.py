"""What upper apps hand in: who uses items of the registry, code lists of their forms, and activities as described things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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


Describe = Callable[[str, str, Any], "ActivityDescription | None"]
"""(activity code, edition, user) → the description, None where the person may not see it"""

_describe: list[Describe] = []


def register_activity_descriptions(provider: Describe) -> None:
    """Hand in the description of a cycle. The last provider counts."""
    _describe[:] = [provider]


def activity_description(code: str, edition: str, user: Any) -> ActivityDescription | None:
    return _describe[0](code, edition, user) if _describe else None
