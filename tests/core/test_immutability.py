"""The triggers stand after every migration, come back wherever they were lost, and let tests clean up behind themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import Migration

from gsbpm_portal.core import audit, immutability
from gsbpm_portal.core.models import AuditEntry, Contribution, Decision
from phases.engine.models import Artefact, Iteration


def test_all_triggers_stand_in_a_fresh_database(db: None) -> None:
    assert immutability.missing(connection) == []


def test_a_lost_trigger_is_missed_and_comes_back_with_the_next_migrate(db: None) -> None:
    name = "core_decision_maker ON core_decision" if connection.vendor == "postgresql" else "core_decision_maker"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
    assert immutability.missing(connection) == [name]
    emit_post_migrate_signal(0, False, "default")
    assert immutability.missing(connection) == []


@pytest.mark.postgres  # SQLite has no disabled triggers
def test_a_disabled_trigger_is_missed(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_decision DISABLE TRIGGER core_decision_maker")
    assert immutability.missing(connection) == ["core_decision_maker ON core_decision"]


def test_a_migrate_with_nothing_to_do_leaves_them_alone(db: None) -> None:
    emit_pre_migrate_signal(0, False, "default", plan=[])
    assert immutability.missing(connection) == []


def test_lifted_puts_them_back_after_an_error(db: None) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop), immutability.lifted():
        assert immutability.missing(connection) != []
        raise Stop
    assert immutability.missing(connection) == []


# Migrations that touch watched tables ---------------------------------------------------------------------------------

REBUILT: list[tuple[type[models.Model], str]] = [
    (Contribution, "what"),  # the trigger of another table asks it
    (Decision, "verb"),  # asked by the triggers of the workflow, and watched itself
    (AuditEntry, "action"),
    (Iteration, "state"),  # a trigger watches this very column
    (Artefact, "title"),
]


def alter(model: type[models.Model], name: str, *, back: bool = False) -> None:
    """Make a column wider (or narrower again) as a migration does; on SQLite Django rebuilds the whole table for it."""
    plain = model._meta.get_field(name)
    wide: Any = plain.clone()
    wide.max_length = 250
    wide.set_attributes_from_name(name)
    wide.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, *((wide, plain) if back else (plain, wide)))


def migrate(model: type[models.Model], name: str, *, back: bool = False) -> None:
    """The same with what the command `migrate` does around it."""
    emit_pre_migrate_signal(0, False, "default", plan=[(Migration("0099_wider", "core"), back)])
    try:
        alter(model, name, back=back)
    finally:
        emit_post_migrate_signal(0, False, "default")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("model", "name"), REBUILT, ids=[model.__name__ for model, _name in REBUILT])
def test_a_migration_that_alters_a_watched_table_succeeds_and_the_triggers_stand_again(
    model: type[models.Model], name: str
) -> None:
    for back in (False, True):
        migrate(model, name, back=back)
        assert immutability.missing(connection) == []
    refuses_changes()


@pytest.mark.django_db(transaction=True)
def test_without_stepping_aside_the_migration_would_fail_or_lose_them() -> None:
    """Why the triggers are dropped first: the day this passes without it, the step can go."""
    try:
        if connection.vendor == "postgresql":
            with pytest.raises(Exception, match="used in a trigger definition"):
                alter(Iteration, "state")
        else:
            with pytest.raises(Exception, match="error in trigger"):
                alter(Contribution, "what")
    finally:
        immutability.install(connection)


def refuses_changes() -> None:
    """An entry is written, and cannot be changed or removed."""
    audit.append("test", action="test", by=None, subject=("x", 1), subject_label="x")
    for change in (lambda: AuditEntry.objects.update(reason="x"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(IntegrityError, match=immutability.FROZEN), transaction.atomic():
            change()


# Tests clean up behind themselves ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_with_real_transactions_finds_the_tables_empty(time: int) -> None:
    """Emptied after each test although the tables are append-only, and the triggers stand in the next one."""
    assert not AuditEntry.objects.exists()
    refuses_changes()
    assert immutability.missing(connection) == []
