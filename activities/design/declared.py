"""What a section of the design record consists of, declared once: fields, and tables of rows. Pure: no database.

Storage, forms, pages, comparison, snapshots, import and export are derived from the declarations, as with the registry's
attributes.
A field is named everywhere by its path: "sample.design" for a field, "needs.title" for a column of the table `needs`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from activities.enums import ActivityKind
from metadata.enums import Kind

Values = Mapping[str, Any]
SHORT = 300
LONG = 8000
MOST_ROWS = 400
"""Rows that a table may have; a budget of a large survey has some two hundred."""

TYPES = (
    "text", "long", "code", "bits", "yesno", "bool", "int", "decimal", "percent", "money", "date", "month", "span",
    "expression", "pointer", "pick", "picks", "scores", "files", "url", "email", "phone",
)  # fmt: skip
"""How each is kept: texts, codes, dates (2026-05-09), months (2026-05), decimals, percents (12.5), money ("1250000.5" rupiah)
and addresses as text; bits and int as whole numbers; bool as true or false; span, picks and files (ids) as lists of texts; a
pointer as CODE@1.0.0; scores as {criterion: 1 … 5}. Nothing entered is kept as "", None, 0 bits, false, [] or {}: see `empty`."""


def _always(values: Values) -> bool:
    return True


def never(values: Values) -> bool:
    """Asked for no answer: what the cycle's office does not have (wording.py)."""
    return False


@dataclass(frozen=True)
class Field:
    """One fact of a section, or one column of a table.

    `needed`: what counts as missing while it is empty (saving is never refused for it). `when(values)`: whether it is asked at
    all. `table`: the table whose rows a pick names. `kinds`: of the registry, for a pointer. `computed`: derived, never typed.
    """

    name: str
    label: Any
    type: str = "text"
    needed: bool = False
    choices: Any = None
    table: str = ""
    kinds: tuple[Kind, ...] = ()
    help: Any = ""
    fold: tuple[Any, Any] | None = None
    """(heading, text) folded under the field: the regulation."""
    max_length: int = 0
    minimum: float | None = None
    maximum: float | None = None
    when: Callable[[Values], bool] = _always
    rows: int = 4
    offers: tuple[str, ...] = ()
    """For a text, the columns (table.column) whose texts are offered: what is called the same is chosen, not typed again."""
    column: str = ""
    """The heading of its column in tables that offices fill in; by default its name."""
    names: Mapping[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """What single choices are called in place of their own labels; one that is None is offered no more (wording.py)."""

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"{self.name}: unknown type {self.type}")

    @property
    def is_always_asked(self) -> bool:
        return self.when is _always

    @property
    def empty(self) -> Any:
        """What stands for "nothing was entered"."""
        return {
            "bits": 0, "bool": False, "int": None, "span": [], "picks": [], "files": [], "scores": {},
        }.get(self.type, "")  # fmt: skip

    @property
    def limit(self) -> int:
        """The most characters that a text may have."""
        return self.max_length or (LONG if self.type in ("long", "expression") else SHORT)


@dataclass(frozen=True)
class Group:
    """Some fields of a section that are asked on one page: 15 at most."""

    code: str
    title: Any
    fields: tuple[str, ...]
    lead: Any = ""


@dataclass(frozen=True)
class Table:
    """Rows of one kind in a section. Each row has a key that never changes and is never given again: prefix and number (K3).

    `name_field`: what a row is called by. `columns`: the fields that a list shows. `check(values, rows)` gives {field: problem}
    for a row that cannot be kept, `rows` being the others by key.
    """

    code: str
    title: Any
    singular: Any
    prefix: str
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    name_field: str = "title"
    lead: Any = ""
    empty_text: Any = ""
    """What an empty list says: what will stand here and how to begin."""
    check: Callable[[Values, Mapping[str, Values]], Mapping[str, Any]] = lambda values, rows: {}
    most: int = MOST_ROWS

    def field(self, name: str) -> Field:
        """The field of this name; KeyError when there is none. (No subscript: a template would take `table.code` for one.)"""
        return _named(self.fields, name)


@dataclass(frozen=True)
class Spec:
    """A declared section: who owns it, its fields in groups, its tables.

    `applies`: the kinds of activity in which it is asked; all of them when empty.
    """

    code: str
    title: Any
    owner: str
    fields: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()
    tables: tuple[Table, ...] = ()
    fallback: str = ""
    intro: Any = ""
    applies: tuple[ActivityKind, ...] = ()
    check: Callable[[Values], Mapping[str, Any]] = lambda values: {}

    def field(self, name: str) -> Field:
        """The field of this name; KeyError when there is none. (No subscript: a template would take `table.code` for one.)"""
        return _named(self.fields, name)

    def table(self, code: str) -> Table:
        for table in self.tables:
            if table.code == code:
                return table
        raise KeyError(code)

    @property
    def pages(self) -> tuple[Group, ...]:
        """The groups; one group of everything where none are declared."""
        return self.groups or (Group("isi", self.title, tuple(field.name for field in self.fields)),)

    def is_asked(self, kind: str) -> bool:
        return not self.applies or kind in self.applies


def _named(fields: Iterable[Field], name: str) -> Field:
    for field in fields:
        if field.name == name:
            return field
    raise KeyError(name)


_specs: dict[str, Spec] = {}
_tables: dict[str, Spec] = {}


def declare(spec: Spec) -> Spec:
    """Make a section known. Refuses a table whose code or prefix another section has, and a page of more than 15 fields."""
    for other in _specs.values():
        for table in other.tables if other.code != spec.code else ():
            for mine in spec.tables:
                if mine.code == table.code or mine.prefix == table.prefix:
                    raise ValueError(
                        f"{spec.code}: the table {mine.code} ({mine.prefix}) is like {other.code}.{table.code}"
                    )
    for group in spec.pages:
        if len(group.fields) > 15:
            raise ValueError(f"{spec.code}.{group.code}: more than 15 fields on a page")
        for name in group.fields:
            spec.field(name)
    for table in spec.tables:
        if len(table.fields) > 15:
            raise ValueError(f"{spec.code}.{table.code}: more than 15 fields on a page")
        for name in (*table.columns, table.name_field):
            table.field(name)
    _specs[spec.code] = spec
    _tables.update({table.code: spec for table in spec.tables})
    return spec


def specs() -> list[Spec]:
    return list(_specs.values())


def is_declared(code: str) -> bool:
    return code in _specs


def spec_of(code: str) -> Spec:
    """The declared section of this code; KeyError when there is none."""
    return _specs[code]


def spec_of_table(code: str) -> Spec:
    return _tables[code]


def table_of(code: str) -> Table:
    """The table of this code, whatever its section; KeyError when there is none."""
    return _tables[code].table(code)


def is_empty(field: Field, value: Any) -> bool:
    return value is None or value == field.empty or value == ""


def asked(fields: Iterable[Field], values: Values) -> list[Field]:
    """The fields that are asked for these values."""
    return [field for field in fields if field.when(values)]


def missing(fields: Iterable[Field], values: Values) -> list[Field]:
    """The needed fields that are asked and empty."""
    return [field for field in asked(fields, values) if field.needed and is_empty(field, values.get(field.name))]


def refuse(problems: Mapping[str, Any]) -> None:
    """Raise the problems of a check as one ValidationError, by field."""
    if problems:
        raise ValidationError(dict(problems))
