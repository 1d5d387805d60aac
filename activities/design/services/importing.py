"""Rows of a declared table from a file: handing it in, planning every row without writing, adding them all at once.

As with the registry: the kernel checks that the file is harmless, a job looks at every row, a person decides, another job writes
in one transaction. Rows are added, never changed: a row whose number stands in the list already is left out where it is equal and
wrong where it differs. Who hands a file in must be allowed to write the section, then and when it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from activities.design import registry
from activities.design.declared import Field, Table, is_empty, spec_of_table, table_of
from activities.design.facts import Facts, facts_of
from activities.design.models import DesignRow, TableImport
from activities.design.naming import pointed, spoken
from activities.design.options import NeedOrigin
from activities.design.services.declared import add_rows
from activities.design.tabular import KEY, KEY_NAME, columns_of, parts_of
from activities.design.values import keep
from activities.design.wording import worded, wordings_of
from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock, files, jobs
from gsbpm_portal.core.models.files import StoredFile
from gsbpm_portal.core.models.jobs import Job
from gsbpm_portal.core.transitions import MoveRefused
from metadata.selectors.imports import ImportState, state_of, states_of
from metadata.services.importing import EQUAL, NEW, Outdated, Plan, tell, warn
from metadata.services.imports import FAULTS_KEPT, TYPES
from metadata.tabular.faults import Fault, Unreadable, capped, of_file
from metadata.tabular.reading import Row, Sheet, read
from metadata.words import fold

PURPOSE = "design-import"
CHECK, APPLY = "activities.table_check", "activities.table_apply"
PREVIEWED = 50


def _imported_need(name: str) -> dict[str, Any]:
    return {"origin": NeedOrigin.IMPORTED, "origin_note": name[:200]}


PROPOSED = {"needs": _imported_need}
"""By table: what a row of a file of this name says where the file itself says nothing."""


@dataclass
class TablePlan(Plan):
    """`values`: the columns of each row to be added, by its number in the file; `keys`: the key that it will have."""

    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)


# Handing in and deciding ----------------------------------------------------------------------------------------------------


@transaction.atomic
def request_import(upload: File[bytes], *, cycle: Cycle, table: str, by: User) -> TableImport:
    """Take a file in, to be checked. Refuses (MoveRefused) who may not write the section now, and what files.receive refuses."""
    _may_write(cycle, table, by)
    stored = files.receive(upload, by=by, purpose=PURPOSE)
    return TableImport.objects.create(cycle=cycle, table=table, file=stored, by=by)


def file_checked(stored: StoredFile) -> None:
    """The kernel looked at the file: have its rows checked if it is harmless (told in the transaction of that check)."""
    if stored.is_available:
        for batch in TableImport.objects.filter(file=stored).select_related("by"):
            request_check(batch, by=batch.by)


@transaction.atomic
def request_check(batch: TableImport, *, by: User) -> Job | None:
    """Have the rows looked at (again). None while that is under way, or when the import is over."""
    row = locked(batch)
    state = import_state(row)
    if row.applied_at is not None or (state.check is not None and state.check.is_open):
        return None
    return jobs.enqueue(CHECK, by=by, parameters={"import": str(row.public_id)}, subject=row, label=row.file.name)


@transaction.atomic
def request_apply(batch: TableImport, *, by: User, partial: bool = False) -> Job | None:
    """Have the checked rows added; `partial`: the good ones alone. A second asking changes nothing and gives None.

    Refuses (ValidationError) what was not checked, cannot be read, has wrong rows (unless `partial`) or adds nothing; with
    MoveRefused while the section cannot be written.
    """
    row = locked(batch)
    state = import_state(row)
    if row.applied_at is not None or (state.apply is not None and state.apply.is_open):
        return None
    if not (state.may_apply or (partial and state.may_apply_good)):
        raise ValidationError(
            _("This file cannot be imported as it is: its state is “%(state)s”.") % {"state": state.stage.label}
        )
    _may_write(row.cycle, row.table, by)
    row.partial = partial and state.may_apply_good
    row.save(update_fields=["partial"])
    return jobs.enqueue(APPLY, by=by, parameters={"import": str(row.public_id)}, subject=row, label=row.file.name)


def import_state(batch: TableImport) -> ImportState:
    return state_of(batch, check=CHECK, apply=APPLY)


def import_states(batches: Sequence[TableImport]) -> list[ImportState]:
    return states_of(batches, check=CHECK, apply=APPLY)


def locked(batch: TableImport) -> TableImport:
    rows = TableImport.objects.select_for_update(of=("self",))
    return rows.select_related("file", "cycle__activity__organisation", "by").get(pk=batch.pk)


def _may_write(cycle: Cycle, table: str, by: User) -> None:
    if reasons := registry.reasons_against(cycle, registry.get(spec_of_table(table).code), by):
        raise MoveRefused(*reasons)


# The work itself ------------------------------------------------------------------------------------------------------------


def read_sheet(batch: TableImport) -> Sheet:
    """The table in the file. Unreadable: what is wrong with the file as a whole."""
    if batch.file.content_type not in TYPES:
        raise of_file(_("The file is no table."), _("Upload the table as XLSX or CSV."))
    columns = list(columns_of(batch.declared, wordings_of(batch.cycle)).values())
    with files.open_checked(batch.file) as file:
        return read(file, columns, max_rows=2 * batch.declared.most)


def plan(batch: TableImport, sheet: Sheet) -> TablePlan:
    """What the rows come to as the cycle is now; writes nothing. Unreadable where the section cannot be written."""
    try:
        _may_write(batch.cycle, batch.table, batch.by)
    except MoveRefused as error:
        raise of_file(str(error)) from None
    return plan_rows(facts_of(batch.cycle), batch.declared, sheet, by=batch.by, name=batch.file.name)


def plan_rows(facts: Facts, table: Table, sheet: Sheet, *, by: User, name: str = "") -> TablePlan:
    """Every row as the design record would keep it, from the top down; what cannot be kept is told at its cell.

    A row that names another one of the same table finds it where it stands in the list, or above it in the file.
    """
    return _Planner(facts, table, sheet, by, name).run()


class _Planner:
    def __init__(self, facts: Facts, table: Table, sheet: Sheet, by: User, name: str) -> None:
        self.facts, self.table, self.sheet, self.by = facts, table, sheet, by
        self.columns = columns_of(table, facts.wordings)
        self.fields = [
            table.field(name) for name, one in self.columns.items() if name != KEY_NAME and one.name in sheet.has
        ]
        self.proposed = PROPOSED.get(table.code, lambda name: {})(name)
        self.plan = TablePlan(sheet)
        self.present = {row.key: row for row in facts.rows(table.code)}
        stored = facts.section(spec_of_table(table.code).code)
        self.last = stored.last_numbers.get(table.code, 0) if stored else 0
        self.rows: dict[str, Mapping[str, Any]] = {key: row.values for key, row in self.present.items()}
        self.numbers: dict[str, str] = {}
        """What rows of the file are numbered → the key that they will have; "" for a wrong one."""
        self.names: dict[str, dict[str, list[str]]] = {}
        self.pointers: dict[tuple[str, str], Any] = {}

    def run(self) -> TablePlan:
        for row in self.sheet.rows:
            self._plan(row)
        return self.plan

    def _plan(self, row: Row) -> None:
        number = str(row.values.get(KEY, "") or "").strip()
        same = self.present.get(number.upper())
        values = {**self.proposed, **self._values(row)}
        if number and number.casefold() in self.numbers:
            tell(row, KEY, _("The number %(key)s stands in a row above already.") % {"key": number[:20]})
        if same is not None and not row.is_wrong:
            self._beside(row, same.key, same.values)
            return
        if not row.is_wrong and len(self.rows) >= self.table.most:
            tell(row, "", _("The list holds %(most)s rows at most.") % {"most": self.table.most})
        if not row.is_wrong:
            others = self.rows
            for name, problem in self.table.check({**self._empty(), **values}, others).items():
                tell(row, self.columns[name].name if name in self.columns else "", str(problem))
        if number:
            self.numbers[number.casefold()] = ""
        if row.is_wrong:
            return
        self._warn_of_double(row, values)
        self.last += 1
        key = f"{self.table.prefix}{self.last}"
        if number:
            self.numbers[number.casefold()] = key
        self.rows[key] = values
        self._known(self.table.code)[fold(str(values.get(self.table.name_field, "")))] = [key]
        self.plan.verdicts[row.number] = NEW
        self.plan.values[row.number], self.plan.keys[row.number] = values, key

    def _empty(self) -> dict[str, Any]:
        return {one.name: one.empty for one in self.table.fields}

    def _beside(self, row: Row, key: str, stored: Mapping[str, Any]) -> None:
        values = self._values(row)
        if row.is_wrong:
            return
        if all(stored[name] == value for name, value in values.items()):
            self.plan.verdicts[row.number] = EQUAL
            return
        words = _(
            "%(key)s stands in the list already and says something else. Change it on its page, or empty the number here."
        )
        tell(row, KEY, words % {"key": key})

    def _values(self, row: Row) -> dict[str, Any]:
        if row.is_wrong:
            return {}
        found = {}
        for one in self.fields:
            column = self.columns[one.name].name
            try:
                found[one.name] = self._kept(one, row.values.get(column))
            except ValidationError as error:
                for message in error.messages:
                    tell(row, column, message)
        return found

    def _kept(self, one: Field, value: Any) -> Any:
        if one.type == "picks":
            return keep(one, [self._picked(one, piece) for piece in parts_of(value or "")])
        kept = keep(one, value)
        if is_empty(one, kept):
            return kept
        if one.type == "pick":
            return self._picked(one, kept)
        if one.type == "pointer":
            if (one.name, kept) not in self.pointers:
                self.pointers[one.name, kept] = pointed(one, kept, self.by)
            return self.pointers[one.name, kept]
        if one.type == "expression":
            spoken(kept)
        return kept

    def _picked(self, one: Field, text: str) -> str:
        """The key of the row that a cell names: by its key, its number in the file, or what it is called."""
        text = text.strip()
        if one.table == self.table.code and (number := text.casefold()) in self.numbers:
            if self.numbers[number]:
                return self.numbers[number]
            raise ValidationError(_("The row %(key)s that it names is wrong.") % {"key": text[:20]})
        first = text.split(" ", 1)[0].upper()
        if first in (self.rows if one.table == self.table.code else {row.key for row in self.facts.rows(one.table)}):
            return first
        called = self._known(one.table).get(fold(text), [])
        if len(called) == 1:
            return called[0]
        if called:
            told = {"text": text[:60], "keys": ", ".join(called[:6])}
            raise ValidationError(_("Several rows are called “%(text)s”: write the number of one (%(keys)s).") % told)
        if one.table == self.table.code:
            raise ValidationError(
                _("No row above is “%(text)s”. A row that is named stands above.") % {"text": text[:60]}
            )
        raise ValidationError(_("No row is “%(text)s”. Write its number, for example K1.") % {"text": text[:60]})

    def _known(self, table: str) -> dict[str, list[str]]:
        """The keys by what the rows of a table are called."""
        if table not in self.names:
            found: dict[str, list[str]] = {}
            for row in self.facts.rows(table):
                found.setdefault(fold(row.name), []).append(row.key)
            self.names[table] = found
        return self.names[table]

    def _warn_of_double(self, row: Row, values: Mapping[str, Any]) -> None:
        name = str(values.get(self.table.name_field, ""))
        keys = [key for key in self._known(self.table.code).get(fold(name), []) if key in self.present]
        if name and keys and table_of(self.table.code).field(self.table.name_field).type == "text":
            column = self.columns[self.table.name_field].name
            warn(row, column, _("The list has a row with this name already (%(key)s).") % {"key": keys[0]})


def write(batch: TableImport, sheet: Sheet) -> TablePlan:
    """Plan once more and add, inside the caller's transaction. Outdated when the rows no longer stand as they were checked."""
    audit.hold(batch.cycle.audit_chain)
    try:
        planned = plan(batch, sheet)
    except Unreadable as error:
        raise Outdated(str(error)) from None
    if (wrong := planned.wrong) and not batch.partial:
        words = _(
            "The cycle changed since the check; row %(row)s is wrong now: %(reason)s Have the file checked again."
        )
        raise Outdated(words % {"row": wrong[0].number, "reason": wrong[0].faults[0].text})
    numbers = list(planned.values)
    try:
        made: list[DesignRow] = add_rows(batch.cycle, batch.table, [planned.values[n] for n in numbers], by=batch.by)
    except MoveRefused as error:
        raise Outdated(str(error)) from error
    except ValidationError as error:
        raise Outdated(" ".join(error.messages)) from error
    planned.keys = {number: row.key for number, row in zip(numbers, made, strict=True)}
    return planned


def record_plan(batch: TableImport, planned: TablePlan) -> None:
    """Keep what the check found."""
    batch.counts, batch.readable = planned.counts(), True
    batch.preview = preview_of(batch, planned)
    _keep(batch, planned.faults())


def record_unreadable(batch: TableImport, faults: Sequence[Fault]) -> None:
    batch.counts, batch.readable, batch.preview = {}, False, []
    _keep(batch, faults)


def record_applied(batch: TableImport, planned: TablePlan) -> None:
    batch.counts, batch.applied_at, batch.preview = planned.counts(), clock.now(), preview_of(batch, planned)
    batch.save(update_fields=["counts", "applied_at", "preview"])


def preview_of(batch: TableImport, planned: TablePlan) -> list[dict[str, Any]]:
    """The first rows as they would stand in the list."""
    facts, table = facts_of(batch.cycle), batch.declared
    fields = {one.name: one for one in worded(table.code, table.fields, facts.wordings)}
    found = []
    for number, values in list(planned.values.items())[:PREVIEWED]:
        texts = {name: facts.shown(fields[name], value) for name, value in values.items()}
        shown = [name for name in table.columns if name != table.name_field]
        cells = [[name, texts.get(name, "")[:200]] for name in shown]
        found.append(
            {"row": number, "key": planned.keys[number], "name": texts.get(table.name_field, "")[:200], "cells": cells}
        )
    return found


def _keep(batch: TableImport, faults: Sequence[Fault]) -> None:
    batch.faults = [fault.as_json() for fault in capped(faults, FAULTS_KEPT)]
    batch.checked_at = clock.now()
    batch.save(update_fields=["counts", "readable", "faults", "preview", "checked_at"])
