"""What the catalogue of a form consists of: blocks of lines, their options, the conditions under which they are asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from gsbpm_portal.expressions import Words
from phases.design.reading.computed import COMPUTED

Kind = Literal[
    "text", "long", "number", "percent", "date", "span", "choice", "choices", "bool", "table", "files", "heading"
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
"""`choice`: one option; `choices`: several; `bool`: an answer yes or no that a layout writes as true or false; `heading`: the
name of the parts below it; `table`: rows of named columns. The others are as in the declared sections of the design record."""


@dataclass(frozen=True)
class Option:
    """An answer of a form: the code that the form prints, and the values of the design record that it stands for.

    `unconfirmed`: no source shows this code; an office may replace it.
    """

    code: str
    label: Words
    values: tuple[str, ...] = ()
    unconfirmed: bool = False


@dataclass(frozen=True)
class Column:
    code: str
    label: Words


@dataclass(frozen=True)
class When:
    """A condition on other lines of the form, or on facts that stand above all forms (the kind of activity).

    `test` is one of is, has, filled, all, any, not. `is`: the answer is one of `values`; `has`: at least one of them is ticked.
    """

    test: Literal["is", "has", "filled", "all", "any", "not"]
    field: str = ""
    fact: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[When, ...] = ()

    def fields(self) -> Iterator[str]:
        """The lines that it looks at."""
        if self.field:
            yield self.field
        for part in self.parts:
            yield from part.fields()


@dataclass(frozen=True)
class Line:
    """A question of a form.

    `code` never changes; `number` is what the form prints before it. `sources`: paths of the design record in the order in which
    they are tried, or one `computed:name`. `other`: the path of the text that completes an option: the one named by `other_with`,
    else the last. `key`: its place in a layout, parted by dots. `by_bps`: filled by BPS; `optional`: may be left empty.
    `rule`: what the regulation says. `bits`: the codes of several answers are added up to one number.
    """

    code: str
    label: Words
    kind: Kind
    number: str = ""
    sources: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    other: str = ""
    other_with: str = ""
    other_key: str = ""
    key: str = ""
    when: When | None = None
    hint: Words = Words()
    rule: Words = Words()
    by_bps: bool = False
    optional: bool = False
    bits: bool = False
    unconfirmed: bool = False
    level: int = 0

    @property
    def computed(self) -> str:
        """The name of the function that gives its value; "" where the value is read as it stands."""
        first = self.sources[0] if self.sources else ""
        return first.removeprefix("computed:") if first.startswith("computed:") else ""

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class Block:
    code: str
    title: Words
    lines: tuple[Line, ...]
    when: When | None = None
    note: Words = Words()


@dataclass(frozen=True)
class Form:
    """A form of BPS. `version` changes with its lines and codes; `kinds` are the kinds of activity that fill it in."""

    code: str
    version: str
    title: Words
    name: Words
    basis: Words
    kinds: tuple[str, ...]
    blocks: tuple[Block, ...]
    overridden: Mapping[str, Mapping[str, str]] | None = None
    """Codes that the office replaced: {line: {code of the catalogue: code of the office}}."""

    @property
    def lines(self) -> Iterator[Line]:
        for block in self.blocks:
            yield from block.lines

    def __getitem__(self, code: str) -> Line:
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)

    def line_of(self, path: str) -> Line | None:
        """The first line that reads this fact as it stands, else the first whose answer is computed from it."""
        for line in self.lines:
            if path in line.sources:
                return line
        return next((line for line in self.lines if line.computed and path in COMPUTED[line.computed].reads), None)
