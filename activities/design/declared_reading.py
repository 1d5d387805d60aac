"""Declared sections as people read them: on pages, in snapshots, in comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from activities.design import declared
from activities.design.declared import Field, Spec, Table
from activities.design.facts import FactRow, Facts, facts_of
from activities.design.models import DeclaredSection
from activities.design.values import text as text_of
from activities.design.wording import AS_DECLARED, Wordings, told, worded
from activities.models import Cycle

Lines = list[tuple[Any, str]]


@dataclass(frozen=True)
class Cell:
    field: Field
    text: str
    attached: tuple[Any, ...] = ()
    """The stored files, for a field of attachments."""


@dataclass(frozen=True)
class ReadRow:
    """A row as a list shows it: its key, its name, the cells of its columns, how much of it is still missing."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    missing: int
    row: FactRow


@dataclass(frozen=True)
class ReadTable:
    table: Table
    rows: tuple[ReadRow, ...]

    @property
    def columns(self) -> list[Field]:
        return [self.table.field(name) for name in self.table.columns if name != self.table.name_field]


@dataclass(frozen=True)
class ReadGroup:
    """`lines`: each field with its text, and where that stands when something else answers for the field."""

    group: Any
    lines: tuple[tuple[Field, str, str], ...]
    missing: int

    @property
    def is_empty(self) -> bool:
        return not any(text for _field, text, elsewhere in self.lines if not elsewhere)


@dataclass(frozen=True)
class ReadSection:
    """A declared section of one cycle."""

    spec: Spec
    groups: tuple[ReadGroup, ...]
    tables: tuple[ReadTable, ...]

    @property
    def is_empty(self) -> bool:
        return all(group.is_empty for group in self.groups) and not any(table.rows for table in self.tables)


def read_section(facts: Facts, code: str) -> ReadSection:
    """A declared section for reading: the fields that are asked, and every table."""
    spec, values = declared.spec_of(code), facts.values(code)
    groups = []
    for group in spec.pages if spec.fields else ():
        named = worded(code, [spec.field(name) for name in group.fields], facts.wordings)
        fields = declared.asked(named, values)
        lines = tuple((one, *_answer(facts, code, one, values[one.name])) for one in fields)
        missing = sum(not facts.instead(f"{code}.{one.name}")[0] for one in declared.missing(fields, values))
        groups.append(ReadGroup(group, lines, missing))
    return ReadSection(spec, tuple(groups), tuple(read_table(facts, table) for table in spec.tables))


def _answer(facts: Facts, code: str, one: Field, kept: Any) -> tuple[str, str]:
    """(text, where it stands): of the field itself, else of what answers for it."""
    text = facts.shown(one, kept)
    path, value = ("", None) if text else facts.instead(f"{code}.{one.name}")
    return (facts.shown(one, value), str(facts.source(path).title)) if path else (text, "")


def read_table(facts: Facts, table: Table) -> ReadTable:
    return ReadTable(table, tuple(read_row(facts, row) for row in facts.rows(table.code)))


def read_row(facts: Facts, row: FactRow, *, whole: bool = False) -> ReadRow:
    """A row with the cells of its columns, or of all its fields that are asked."""
    table = row.table
    if whole:
        fields = declared.asked(worded(table.code, table.fields, facts.wordings), row.values)
    else:
        fields = [table.field(name) for name in table.columns if name != table.name_field]
    cells = tuple(
        Cell(one, facts.shown(one, row[one.name]), tuple(facts.files[i] for i in row[one.name] if i in facts.files))
        if one.type == "files"
        else Cell(one, facts.shown(one, row[one.name]))
        for one in fields
    )
    name = facts.shown(table.field(table.name_field), row[table.name_field]) or row.key
    return ReadRow(row.key, name, cells, len(row.missing), row)


# Frozen -------------------------------------------------------------------------------------------------------------------


def snapshot(cycle: Cycle, code: str) -> dict[str, Any]:
    """What is frozen at approval, {} while nothing was entered: {"fields": {…}, "tables": {"needs": [{"key": "K1", …}]}}.

    Equal content gives equal snapshots. Picked rows and files are frozen with their names, so that a snapshot reads alone.
    """
    spec = declared.spec_of(code)
    stored = DeclaredSection.objects.filter(cycle=cycle, code=code, revision__gt=0).first()
    if stored is None:
        return {}
    facts = facts_of(cycle)
    values = facts.values(code)
    names: dict[str, str] = {}
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in spec.tables:
        tables[table.code] = [{"key": row.key, **row.values} for row in facts.rows(table.code)]
        for row in facts.rows(table.code):
            for one in table.fields:
                names |= _names(facts, one, row[one.name])
    for one in spec.fields:
        names |= _names(facts, one, values[one.name])
    return {"fields": values, "tables": tables, "names": names} if names else {"fields": values, "tables": tables}


def _names(facts: Facts, one: Field, kept: Any) -> dict[str, str]:
    if one.type in ("pick", "picks") and kept:
        keys = [kept] if isinstance(kept, str) else kept
        return {key: row.name for key in keys if (row := facts.row(one.table, key))}
    if one.type == "files":
        return {id_: facts.files[id_].name for id_ in kept if id_ in facts.files}
    if one.type == "pointer" and (version := facts.version(one, kept)):
        return {kept: version.name_id}
    return {}


def lines_of(code: str, payload: dict[str, Any], wordings: Wordings = AS_DECLARED) -> Lines:
    """[(label, text)] of a snapshot: a line for each field, and one for each row of a table, as its office calls them."""
    spec = declared.spec_of(code)
    names = payload.get("names", {})
    found: Lines = []
    values = payload.get("fields", {})
    for one in told(code, spec.fields, wordings):
        if one.name in values and one.when(values):
            found.append((one.label, _text(one, values[one.name], names)))
    for table in spec.tables:
        fields = told(table.code, table.fields, wordings)
        for row in payload.get("tables", {}).get(table.code, []):
            found.append((f"{table.singular} {row['key']}", _row_text(fields, row, names)))
    return found


def _row_text(fields: Iterable[Field], values: dict[str, Any], names: dict[str, str]) -> str:
    """A whole row in one text, a line for each field that was entered."""
    texts = [(one, _text(one, values.get(one.name, one.empty), names)) for one in fields]
    return "\n".join(f"{one.label}: {text}" for one, text in texts if text)


def _text(one: Field, kept: Any, names: dict[str, str]) -> str:
    if one.type in ("pick", "picks", "pointer"):
        told = {key: f"{key} {name}" for key, name in names.items()}
        keys = [kept] if isinstance(kept, str) else kept
        return "; ".join(told.get(key, key) for key in keys if key)
    return text_of(one, kept, names)


def is_empty(cycle: Cycle, code: str) -> bool:
    """Whether nothing was ever entered."""
    return not DeclaredSection.objects.filter(cycle=cycle, code=code, revision__gt=0).exists()


def plain_rows(cycle: Cycle, code: str) -> Lines:
    """[(label, text)] of what stands in the section now."""
    payload = snapshot(cycle, code)
    return lines_of(code, payload) if payload else []


# In the audit trail ---------------------------------------------------------------------------------------------------------


def label_of(code: str, name: str) -> str:
    """What a changed field of the trail is called: "name", or "K3.title" for a cell."""
    spec = declared.spec_of(code)
    key, _dot, column = name.partition(".")
    if not _dot:
        return str(spec.field(name).label)
    table = _table_of_key(spec, key)
    return f"{key}: {table.field(column).label if column else table.singular}" if table else name


def shown_of(code: str, name: str, value: Any) -> str:
    """A value as the trail keeps it, as people read it."""
    spec = declared.spec_of(code)
    key, _dot, column = name.partition(".")
    try:
        one = (_table_of_key(spec, key) or spec).field(column) if _dot else spec.field(name)
    except KeyError:
        return "" if value is None else str(value)
    return _text(one, one.empty if value is None else value, {})


def _table_of_key(spec: Spec, key: str) -> Table | None:
    prefix = key.rstrip("0123456789")
    return next((table for table in spec.tables if table.prefix == prefix), None)
