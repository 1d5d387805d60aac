"""A form as it is filled from the record: blocks of lines, frozen plain data for pages and documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from phases.design.forms_catalogue import Form


@dataclass(frozen=True)
class Ticked:
    """An option of a line, ticked or not; `unconfirmed`: no source shows its code."""

    code: str
    label: str
    ticked: bool = False
    unconfirmed: bool = False


@dataclass(frozen=True)
class Given:
    """Who typed the answer, and where: section, owning sub-process ("" for the identity of the activity), page."""

    path: str
    title: str = ""
    owner: str = ""
    url: str = ""
    at: Any = None
    by: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a filled form.

    `value` as the form codes it and JSON keeps it: a text, a code, a list of codes, a number, true or false, [first day, last
    day], rows as {column: text}; None where nothing was entered. `text`: as people read it. `asked`: whether the form asks it of
    this activity; what is not asked has no value. `given`: where it came from, or where it is typed while it is empty.
    `computed`: derived, never typed.
    """

    code: str
    number: str
    label: str
    kind: str
    asked: bool
    value: Any = None
    text: str = ""
    other: str = ""
    options: tuple[Ticked, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    given: Given | None = None
    computed: bool = False
    hint: str = ""
    rule: str = ""
    by_bps: bool = False
    optional: bool = False
    bits: bool = False
    unconfirmed: bool = False
    level: int = 0
    key: str = ""
    other_key: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None

    @property
    def is_missing(self) -> bool:
        """Asked, to be filled in by the office, and empty."""
        return self.asked and self.is_empty and not (self.by_bps or self.optional or self.kind == "heading")

    @property
    def coded(self) -> str:
        """The answer by its code as the form writes it: bits as their sum, several codes parted by commas; "" for texts."""
        if self.value is None or not self.options:
            return ""
        if self.kind == "choices":
            return str(sum(int(code) for code in self.value)) if self.bits else ", ".join(self.value)
        return str(self.value)


@dataclass(frozen=True)
class Block:
    code: str
    title: str
    asked: bool
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class Share:
    """So many of the numbered questions that are asked are filled in."""

    done: int
    total: int

    @property
    def part(self) -> float:
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True)
class Projection:
    """A filled form, in one language."""

    form: Form
    language: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> Iterator[Line]:
        for block in self.blocks:
            yield from block.lines

    def __getitem__(self, code: str) -> Line:
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if line.is_missing]

    def share(self, owners: Collection[str] | None = None) -> Share:
        """How many questions are filled in. A question with parts is one: filled when one of its parts is and none is missing.

        `owners`: count as filled only what was typed in these sub-processes ("" for the identity of the activity); so one sees
        how much of a form is there before the work on it begins.
        """
        asked = list(self._asked())
        return Share(sum(_is_filled(answers, owners) for answers in asked), len(asked))

    @property
    def answered(self) -> list[list[Line]]:
        """The questions that are filled in, each as its lines that hold something."""
        return [
            [line for line in answers if not line.is_empty] for answers in self._asked() if _is_filled(answers, None)
        ]

    def _asked(self) -> Iterator[list[Line]]:
        """Of each question that is asked of the office, the lines that take an answer."""
        for question in self._questions():
            answers = [line for line in question if line.asked and line.kind != "heading" and not line.by_bps]
            if answers:
                yield answers

    def _questions(self) -> Iterator[list[Line]]:
        """The lines of the highest level, each with its parts."""
        for block in self.blocks:
            question: list[Line] = []
            for line in block.lines:
                if line.level == 0 and question:
                    yield question
                    question = []
                question.append(line)
            if question:
                yield question


def _is_filled(answers: list[Line], owners: Collection[str] | None) -> bool:
    filled = [line for line in answers if not line.is_empty and _counts(line, owners)]
    return bool(filled) and all(line in filled for line in answers if not line.optional)


def _counts(line: Line, owners: Collection[str] | None) -> bool:
    return owners is None or (line.given is not None and line.given.owner in owners)
