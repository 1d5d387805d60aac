"""The layouts of the terms of reference: which parts there are and what is shown in each. Read from catalogue/kak.yaml. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

CATALOGUE = Path(__file__).resolve().parent / "catalogue" / "kak.yaml"
KINDS = ("text", "facts", "rows", "steps", "variables", "total", "accounts")
NUMBERINGS = ("letters", "numbers", "none")


class LayoutError(ValueError):
    """The catalogue of layouts cannot be used; the text says what is wrong and where."""


@dataclass(frozen=True)
class Fact:
    """One fact with the label that the layout gives it, or none. `needed`: None leaves it to the declaration."""

    path: str
    id: str = ""
    en: str = ""
    other: str = ""
    """the fact that stands in where this one is empty"""
    needed: bool | None = None

    @property
    def label(self) -> str:
        """What the layout calls it in the language in force; "" where it leaves that to the design record."""
        return self.en if get_language() == "en" and self.en else self.id


@dataclass(frozen=True)
class Show:
    """One thing that is printed in a part. `facts` for texts and facts, `table` and `columns` for rows."""

    kind: str
    facts: tuple[Fact, ...] = ()
    table: str = ""
    columns: tuple[str, ...] = ()
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """by column the values whose rows are left out"""
    needed: bool | None = None


@dataclass(frozen=True)
class PartSpec:
    """A part or a division of one. `number` as printed."""

    code: str
    id: str
    en: str
    number: str
    level: int
    show: tuple[Show, ...] = ()
    parts: tuple[PartSpec, ...] = ()

    @property
    def title(self) -> str:
        return self.en if get_language() == "en" else self.id

    def walk(self) -> Iterator[PartSpec]:
        """The part, then all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Layout:
    """A whole layout. `title` and `subtitle` are printed; id and en name it on pages."""

    code: str
    id: str
    en: str
    title: str
    subtitle: str
    head: tuple[Fact, ...]
    parts: tuple[PartSpec, ...]
    levels: Mapping[str, Fact | None] = field(default_factory=dict)
    """What levels of the budget are called in place of their own names; None for one that is not offered."""

    @property
    def facts(self) -> list[Fact]:
        """Every fact that the layout names."""
        return [*self.head, *(fact for part in self.walk() for show in part.show for fact in show.facts)]

    @property
    def name(self) -> str:
        return self.en if get_language() == "en" else self.id

    def walk(self) -> Iterator[PartSpec]:
        """All parts in the order in which they are printed."""
        for part in self.parts:
            yield from part.walk()


@lru_cache(maxsize=4)
def layouts(path: Path = CATALOGUE) -> Mapping[str, Layout]:
    """The layouts by code, in the order of the file. Raises LayoutError for a file that cannot be used."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = [_layout(given) for given in content["layouts"]]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LayoutError(f"{path.name}: {error!r}") from error
    if len({layout.code for layout in found}) != len(found):
        raise LayoutError(f"{path.name}: a layout stands twice")
    return {layout.code: layout for layout in found}


def _layout(given: Mapping[str, Any]) -> Layout:
    if given["numbering"] not in NUMBERINGS:
        raise LayoutError(f"{given['code']}: numbering is one of {', '.join(NUMBERINGS)}")
    parts = _parts(given["parts"], given["numbering"], 1, "")
    layout = Layout(
        given["code"], given["id"], given["en"], given["title"], given.get("subtitle", ""),
        tuple(_fact(one) for one in given.get("head", ())), parts,
        {level: _fact({"path": level, **said}) if said else None for level, said in given.get("levels", {}).items()},
    )  # fmt: skip
    codes = [part.code for part in layout.walk()]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise LayoutError(f"{layout.code}: {', '.join(sorted(twice))} stands twice")
    return layout


def _parts(given: list[Mapping[str, Any]], numbering: str, level: int, above: str) -> tuple[PartSpec, ...]:
    found = []
    for place, one in enumerate(given, 1):
        number = one.get("number", _number(numbering, level, place, above))
        show = tuple(_show(one["code"], said) for said in one.get("show", ()))
        below = _parts(one.get("parts", []), numbering, level + 1, number)
        found.append(PartSpec(one["code"], one["id"], one["en"], number, level, show, below))
    return tuple(found)


def _number(numbering: str, level: int, place: int, above: str) -> str:
    if numbering == "none":
        return ""
    if numbering == "numbers":
        return f"{above}.{place}" if above else str(place)
    return {1: chr(64 + place), 2: str(place)}.get(level, chr(96 + place))


def _show(code: str, given: Mapping[str, Any]) -> Show:
    kinds = [kind for kind in KINDS if kind in given]
    if len(kinds) != 1:
        raise LayoutError(f"{code}: what is shown is one of {', '.join(KINDS)}")
    kind, needed = kinds[0], given.get("needed")
    if kind == "text":
        return Show(kind, (_fact({"path": given["text"], **given}),), needed=needed)
    if kind == "facts":
        return Show(kind, tuple(_fact(one) for one in given["facts"]), needed=needed)
    if kind == "rows":
        return Show(kind, table=given["rows"], columns=tuple(given["columns"]), without=_without(given), needed=needed)
    return Show(kind, needed=needed)


def _without(given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {column: tuple(values) for column, values in given.get("without", {}).items()}


def _fact(given: Any) -> Fact:
    if isinstance(given, str):
        return Fact(given)
    return Fact(given["path"], given.get("id", ""), given.get("en", ""), given.get("or", ""), given.get("needed"))
