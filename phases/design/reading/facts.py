"""What forms and rules ask of the facts of a cycle, and a reader that gives values of the type asked for or says it cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

LONGEST = 100_000
"""Characters of a text that are looked at; the design record keeps a tenth of that."""
Span = tuple[dt.date, dt.date]


class FactRow(Protocol):
    """A row of a table of the design record."""

    @property
    def key(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


class Facts(Protocol):
    """All facts of one cycle, by path. A path that it does not know is a KeyError."""

    def value(self, path: str) -> Any: ...
    def instead(self, path: str) -> tuple[str, Any]: ...
    def rows(self, table: str) -> Sequence[FactRow]: ...
    def text(self, path: str) -> str: ...
    def source(self, path: str) -> Any: ...
    @property
    def variables(self) -> Sequence[Any]: ...


class Unreadable(Exception):
    """A fact is not there at all, or not of the type that it is declared to be; `path` names it."""

    def __init__(self, path: str):
        super().__init__(path)
        self.path = path


class Reader:
    """Typed reading: "" or None or 0 for what is empty, Unreadable for what is of another type. Never raises anything else for
    what the facts hold."""

    def __init__(self, facts: Facts):
        self.facts = facts

    def raw(self, path: str) -> Any:
        """What was written there, else what answers for it."""
        return self.found(path)[1]

    def found(self, path: str) -> tuple[str, Any]:
        """(where it stands, what stands there): the path itself, or that of what answers for it."""
        try:
            value = self.facts.value(path)
            other, instead = self.facts.instead(path) if value in (None, "", [], ()) else ("", None)
        except LookupError:
            raise Unreadable(path) from None
        return (other, instead) if other else (path, value)

    def text(self, path: str) -> str:
        """A text or a code, without spaces around it."""
        return as_text(self.raw(path), path)

    def first(self, *paths: str) -> str:
        """The first text that is filled."""
        return next((text for path in paths if (text := self.text(path))), "")

    def bits(self, path: str) -> int:
        return as_bits(self.raw(path), path)

    def integer(self, path: str) -> int | None:
        number = as_decimal(self.raw(path), path)
        if number is None:
            return None
        if number != number.to_integral_value() or abs(number) > 10**15:
            raise Unreadable(path)
        return int(number)

    def decimal(self, path: str) -> Decimal | None:
        return as_decimal(self.raw(path), path)

    def day(self, path: str) -> dt.date | None:
        return as_day(self.raw(path), path)

    def span(self, path: str) -> Span | None:
        return as_span(self.raw(path), path)

    def rows(self, table: str) -> list[tuple[str, Mapping[str, Any]]]:
        """[(key, values)] of a table."""
        try:
            given = self.facts.rows(table)
        except LookupError:
            raise Unreadable(table) from None
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise Unreadable(table)
        found = []
        for row in given:
            values = getattr(row, "values", None)
            if not isinstance(values, Mapping):
                raise Unreadable(table)
            found.append((str(getattr(row, "key", "")), values))
        return found

    def column(self, path: str) -> list[str]:
        """The filled texts of a table's column, in their order, each once."""
        table, name = path.split(".", 1)
        texts = [as_text(values.get(name), path) for _key, values in self.rows(table)]
        return list(dict.fromkeys(text for text in texts if text))

    def variables(self) -> list[dict[str, str]]:
        """The variables of the cycle as texts by name: label, name, definition, concept, reference_period and so on."""
        try:
            given = self.facts.variables
        except LookupError:
            raise Unreadable("variables.variables") from None
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise Unreadable("variables.variables")
        names = ("label", "name", "definition", "concept", "reference_period", "source", "unit", "classification")
        found = []
        for one in given:
            content = getattr(one, "content", None)
            told = content if isinstance(content, Mapping) else {}
            texts = {name: getattr(one, name, None) or told.get(name) for name in names}
            found.append({name: as_text(text, "variables.variables") for name, text in texts.items()})
        return found


def as_text(value: Any, path: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(path)
    return value[:LONGEST].strip()


def as_bits(value: Any, path: str) -> int:
    if value is None or value == "":
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**15:
        raise Unreadable(path)
    return int(value)


def as_decimal(value: Any, path: str) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise Unreadable(path)
    if isinstance(value, int) and abs(value) > 10**30:
        raise Unreadable(path)
    try:
        number = Decimal(value[:60] if isinstance(value, str) else value)
    except InvalidOperation:
        raise Unreadable(path) from None
    if not number.is_finite() or abs(number) > 10**30:
        raise Unreadable(path)
    return number


def as_day(value: Any, path: str) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        raise Unreadable(path)
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or len(value) != 10:
        raise Unreadable(path)
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise Unreadable(path) from None


def as_span(value: Any, path: str) -> Span | None:
    if value is None or value == "" or value == [] or value == ():
        return None
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Unreadable(path)
    start, end = (as_day(one, path) for one in value)
    if start is None and end is None:
        return None
    if start is None or end is None or end < start:
        raise Unreadable(path)
    return start, end
