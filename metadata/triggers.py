"""The database's own word on released versions: their content, codes, links and references stay as they are, and a status that a
decision gives is only written beside a decision."""

from __future__ import annotations

from metadata.enums import RELEASED

FROZEN = "a released version is frozen"
UNDECIDED = "endorsed, rejected or returned only by a decision"
KEPT = ("item_id", "major", "minor", "patch", "name_id", "name_en", "definition_id", "definition_en", "theme", "public",
        "content", "digest", "locked_at", "issued_code", "authority", "decree", "endorsed_on", "valid_from")  # fmt: skip
"""Columns of a version that stay as they were at its release."""
PARTS = ("metadata_code", "metadata_codelink", "metadata_reference")


def all_triggers() -> list[tuple[str, str, str]]:
    """(name with its table, SQL for PostgreSQL, SQL for SQLite)"""
    found = [_version("UPDATE"), _version("DELETE"), _undecided()]
    return found + [_part(table, event) for table in PARTS for event in ("INSERT", "UPDATE", "DELETE")]


def _version(event: str) -> tuple[str, str, str]:
    name, table = f"metadata_version_{event.lower()}_frozen", "metadata_version"
    if event == "DELETE":
        return _trigger(name, table, event, "OLD.locked_at IS NOT NULL", "OLD")
    postgresql = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
    sqlite = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
    states = ", ".join(f"'{state.value}'" for state in sorted(RELEASED))
    locked = "OLD.locked_at IS NOT NULL AND ({changed} OR NEW.state NOT IN (" + states + "))"
    return _trigger(name, table, event, locked.format(changed=postgresql), "NEW", locked.format(changed=sqlite))


def _undecided() -> tuple[str, str, str]:
    """What is endorsed, rejected or returned has its closing decision; loaded reference lists are inserted as endorsed."""
    decided = """EXISTS (SELECT 1 FROM core_decision d WHERE d.subject_kind = 'metadata.version' AND d.subject_id = NEW.id
        AND d.round = OLD.round AND d.closes AND d.state_to = NEW.state)"""
    condition = f"NEW.state IN ('endorsed', 'rejected', 'returned') AND OLD.state <> NEW.state AND NOT {decided}"
    return _trigger("metadata_version_decided", "metadata_version", "UPDATE", condition, "NEW", message=UNDECIDED)


def _part(table: str, event: str) -> tuple[str, str, str]:
    rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[event]
    ids = ", ".join(f"{row}.version_id" for row in rows)
    locked = f"EXISTS (SELECT 1 FROM metadata_version v WHERE v.id IN ({ids}) AND v.locked_at IS NOT NULL)"
    return _trigger(f"{table}_{event.lower()}_frozen", table, event, locked, rows[-1])


def _trigger(
    name: str, table: str, event: str, condition: str, result: str, on_sqlite: str = "", message: str = FROZEN
) -> tuple[str, str, str]:
    postgresql = f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {condition} THEN
            RAISE EXCEPTION '{message}: {table}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN {result};
        END $$;
        CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
    """
    sqlite = f"""
        CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {on_sqlite or condition}
        BEGIN SELECT RAISE(ABORT, '{message}: {table}'); END
    """
    return f"{name} ON {table}", postgresql, sqlite
