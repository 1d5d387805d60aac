"""Triggers that the database itself holds: append-only tables, and that a maker never decides.

A migration that changes something runs without them: Django rebuilds SQLite tables (the triggers on a table go with it, and one
that names it from elsewhere makes the rebuild fail), and PostgreSQL refuses to alter a column that a trigger watches. They are
installed again after every `migrate`; `missing` tells which are not there. `lifted()` takes them away for a moment: only for
tests and for resetting the demo office.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# (table, forbids update, forbids delete); upper apps add theirs through protect().
_APPEND_ONLY: dict[str, tuple[bool, bool]] = {
    "core_auditentry": (True, True),
    "core_decision": (True, True),
    "core_contribution": (True, True),
}
_EXTRA: list[tuple[str, dict[str, str]]] = []

MAKER = "a maker cannot decide"
FROZEN = "this table is append-only"


def protect(table: str, *, update: bool = True, delete: bool = True) -> None:
    """Add a table whose rows may never be changed or removed. Called by upper apps while they are loaded."""
    _APPEND_ONLY[table] = (update, delete)


def add_trigger(name: str, *, postgresql: str, sqlite: str) -> None:
    """Add one more trigger, as complete SQL per vendor. `name` is used to drop it ("name ON table" on PostgreSQL)."""
    _EXTRA.append((name, {"postgresql": postgresql, "sqlite": sqlite}))


def _postgresql() -> list[str]:
    statements = [
        f"""CREATE OR REPLACE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{FROZEN}: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        f"""CREATE OR REPLACE FUNCTION core_refuse_maker() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF NEW.checks AND EXISTS (SELECT 1 FROM core_contribution c WHERE c.subject_kind = NEW.subject_kind
                  AND c.subject_id = NEW.subject_id AND c.round = NEW.round AND c.user_id = NEW.by_id) THEN
                RAISE EXCEPTION '{MAKER}' USING ERRCODE = 'integrity_constraint_violation';
              END IF;
              RETURN NEW;
            END $$""",
        """CREATE TRIGGER core_decision_maker BEFORE INSERT ON core_decision
           FOR EACH ROW EXECUTE FUNCTION core_refuse_maker()""",
    ]
    for table, (update, delete) in _APPEND_ONLY.items():
        events = " OR ".join([e for e, on in (("UPDATE", update), ("DELETE", delete)) if on])
        statements.append(
            f"CREATE TRIGGER {table}_frozen BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION core_refuse_change()"
        )
        if delete:
            statements.append(
                f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
                " EXECUTE FUNCTION core_refuse_change()"
            )
    return statements + [sql["postgresql"] for _, sql in _EXTRA]


def _sqlite() -> list[str]:
    statements = [
        f"""CREATE TRIGGER core_decision_maker BEFORE INSERT ON core_decision WHEN NEW.checks AND EXISTS (
              SELECT 1 FROM core_contribution c WHERE c.subject_kind = NEW.subject_kind AND c.subject_id = NEW.subject_id
              AND c.round = NEW.round AND c.user_id = NEW.by_id)
            BEGIN SELECT RAISE(ABORT, '{MAKER}'); END"""
    ]
    for table, (update, delete) in _APPEND_ONLY.items():
        for event, on in (("UPDATE", update), ("DELETE", delete)):
            if on:
                statements.append(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{FROZEN}: {table}'); END"
                )
    return statements + [sql["sqlite"] for _, sql in _EXTRA]


def _wanted(vendor: str) -> list[str]:
    """The names of all triggers that `install` makes."""
    on_postgresql = vendor == "postgresql"
    names = ["core_decision_maker ON core_decision" if on_postgresql else "core_decision_maker"]
    for table, (update, delete) in _APPEND_ONLY.items():
        if on_postgresql:
            names += [f"{table}_frozen ON {table}"] + ([f"{table}_kept ON {table}"] if delete else [])
        else:
            names += [f"{table}_no_{event}" for event, on in (("update", update), ("delete", delete)) if on]
    return names + [name if on_postgresql else name.split(" ON ")[0] for name, _ in _EXTRA]


def _tables_exist(connection: BaseDatabaseWrapper) -> bool:
    present = set(connection.introspection.table_names())
    wanted = set(_APPEND_ONLY) | {name.split(" ON ")[1] for name, _ in _EXTRA}
    return wanted <= present


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that should stand in the database and do not; all in order when there are none."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT tgname || ' ON ' || tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in _wanted(connection.vendor) if name not in present]


def drop(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name in _wanted(connection.vendor):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put all triggers in place; does nothing while a table is still missing."""
    if not _tables_exist(connection):
        return
    drop(connection)
    with connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def drop_before_migrate(sender: Any, using: str = "default", plan: Any = (), **_: Any) -> None:
    if plan:
        drop(connections[using])


def install_after_migrate(sender: Any, using: str = "default", **_: Any) -> None:
    if apps.is_installed("gsbpm_portal.core"):
        install(connections[using])


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Take the triggers away and put them back, whatever happens in between."""
    connection = connections[using]
    drop(connection)
    try:
        yield
    finally:
        install(connection)
