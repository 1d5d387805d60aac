"""From the facts of a cycle to a filled form. Nothing is typed in a form: each answer is read where it was typed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, override

from gsbpm_portal.core import wording
from gsbpm_portal.expressions import Words
from gsbpm_portal.expressions.environment import Language
from phases.design.forms_catalogue import Block as BlockOf
from phases.design.forms_catalogue import Form
from phases.design.forms_catalogue import Line as LineOf
from phases.design.projection.conditions import holds
from phases.design.projection.lines import Block, Given, Line, Projection, Ticked
from phases.design.reading.computed import COMPUTED, percent
from phases.design.reading.facts import Facts, Reader, Unreadable, as_bits, as_day, as_decimal, as_span, as_text

DASH = " – "


def project(form: Form, facts: Facts, language: Language | None = None) -> Projection:
    """The form filled from the facts, in the language of the page or in `language` (filed forms speak Indonesian).

    Answers in words are the same in both languages; labels, options, dates and numbers are told in the one asked for.
    A fact that cannot be read counts as empty; what the form does not ask has no value, whatever the record holds.
    """
    chosen = language or spoken()
    with override(chosen):
        return _Filling(form, facts, chosen).projection()


def spoken() -> Language:
    """The language of the page."""
    return "en" if (get_language() or "").startswith("en") else "id"


class _Filling:
    def __init__(self, form: Form, facts: Facts, language: Language):
        self.form, self.language = form, language
        self.reader = Reader(facts)
        self.values: dict[str, Any] = {}

    def say(self, words: Words) -> str:
        return words.text(self.language)

    def projection(self) -> Projection:
        blocks = tuple(self.block(block) for block in self.form.blocks)
        return Projection(self.form, self.language, self.say(self.form.title), blocks)

    def block(self, block: BlockOf) -> Block:
        asked = holds(block.when, self.values, self.reader)
        lines = tuple(self.line(line, asked) for line in block.lines)
        return Block(block.code, self.say(block.title), asked, lines, self.say(block.note))

    def line(self, line: LineOf, block_asked: bool) -> Line:
        asked = block_asked and holds(line.when, self.values, self.reader)
        with override("id"):  # the same answer in every language: what the forms are filed in
            value = self.value(line) if asked else None
        self.values[line.code] = value
        other = self.other(line, value) if value is not None else ""
        ticked = value if isinstance(value, list) else [value]
        return Line(
            code=line.code,
            number=line.number,
            label=self.say(line.label),
            kind=line.kind,
            asked=asked,
            value=value,
            text=self.text(line, value, other),
            other=other,
            options=tuple(
                Ticked(one.code, self.say(one.label), one.code in ticked, one.unconfirmed or line.unconfirmed)
                for one in line.options
            ),
            columns=tuple((column.code, self.say(column.label)) for column in line.columns),
            given=self.given(line),
            computed=bool(line.computed),
            hint=self.say(line.hint),
            rule=self.say(line.rule),
            by_bps=line.by_bps,
            optional=line.optional,
            bits=line.bits,
            unconfirmed=line.unconfirmed,
            level=line.level,
            key=line.key,
            other_key=line.other_key,
        )

    # Values -----------------------------------------------------------------------------------------------------------------

    def value(self, line: LineOf) -> Any:
        for source in line.sources[:1] if line.computed else line.sources:
            try:
                raw = COMPUTED[line.computed].function(self.reader) if line.computed else self.reader.raw(source)
                found = coded(line, raw, source)
            except Unreadable:
                continue
            if found is not None:
                return found
        return None

    def other(self, line: LineOf, value: Any) -> str:
        """What completes the option "other": asked only while it is ticked."""
        if not line.other or not line.options:
            return ""
        if (line.other_with or line.options[-1].code) not in (value if isinstance(value, list) else [value]):
            return ""
        try:
            if line.other.split(".")[0] in TABLES:
                return "; ".join(self.reader.column(line.other))
            return self.reader.text(line.other)
        except Unreadable:
            return ""

    def text(self, line: LineOf, value: Any, other: str) -> str:
        shown = self.shown(line, value)
        return f"{shown} ({other})" if shown and other else shown

    def shown(self, line: LineOf, value: Any) -> str:
        if value is None:
            return ""
        if line.options:
            picked = value if isinstance(value, list) else [value]
            return "; ".join(self.say(option.label) for option in line.options if option.code in picked)
        match line.kind:
            case "bool":
                return self.say(YES if value else NO)
            case "number":
                return str(value) if line.code.startswith("tahun") else wording.number(value)
            case "percent":
                return f"{percent(Decimal(value))} %"
            case "date":
                return wording.moment(dt.date.fromisoformat(value), "date")
            case "span":
                return DASH.join(wording.moment(dt.date.fromisoformat(day), "date") for day in value)
            case "table":
                names = [column.code for column in line.columns]
                return "\n".join("; ".join(row[name] for name in names if row[name]) for row in value)
            case "files":
                return "\n".join(value)
        return str(value)

    # Sources ----------------------------------------------------------------------------------------------------------------

    def given(self, line: LineOf) -> Given | None:
        paths: Sequence[str] = COMPUTED[line.computed].reads if line.computed else line.sources
        if not paths:
            return None
        path = next((at for path in paths if (at := self.filled_at(path))), paths[0])
        try:
            source = self.reader.facts.source(path)
        except LookupError:
            return Given(path)
        return Given(
            path=path,
            title=str(getattr(source, "title", "")),
            owner=str(getattr(source, "owner", "")),
            url=str(getattr(source, "url", "")),
            at=getattr(source, "updated_at", None),
            by=str(getattr(source, "updated_by", None) or ""),
        )

    def filled_at(self, path: str) -> str:
        """Where the answer to a path stands; "" where there is none."""
        try:
            if path.split(".")[0] in TABLES:
                name = path.split(".", 1)[1]
                return path if any(row.get(name) for _key, row in self.reader.rows(path.split(".")[0])) else ""
            at, value = self.reader.found(path)
            return at if value else ""
        except Unreadable:
            return ""


YES, NO = Words("Ya", "Yes"), Words("Tidak", "No")
TABLES = frozenset({"outputs", "stages", "instruments", "need_variables", "supporting"})
"""Tables whose columns the catalogue names as paths."""


def coded(line: LineOf, raw: Any, path: str) -> Any:
    """The answer as the form codes it, from the value of the record; None where there is none. Raises Unreadable.

    A code of the record for which the form has no option is no answer on that form.
    """
    match line.kind:
        case "text" | "long":
            return as_text(raw, path) or None
        case "number":
            number = as_decimal(raw, path)
            return None if number is None else int(number)
        case "percent":
            share = as_decimal(raw, path)
            return None if share is None else str(share)
        case "date":
            day = as_day(raw, path)
            return day.isoformat() if day else None
        case "span":
            span = as_span(raw, path)
            return [day.isoformat() for day in span] if span else None
        case "choice":
            code = as_text(raw, path)
            return next((option.code for option in line.options if code in option.values), None) if code else None
        case "choices":
            bits = as_bits(raw, path)
            return [one.code for one in line.options if any(bits & int(value) for value in one.values)] or None
        case "bool":
            return {"1": True, "2": False}.get(as_text(raw, path))
        case "table":
            return [{column.code: row.get(column.code, "") for column in line.columns} for row in raw] or None
        case "files":
            return list(raw) or None
    return None
