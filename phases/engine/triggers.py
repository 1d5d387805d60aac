"""The database's own word on decisions and on finished work, whatever program writes.

A status that a decision gives is only written beside a closing decision of the running round, and only with such a decision does
a round end. An iteration that is approved or skipped stays so, with its task entries and its evidence.
"""

from __future__ import annotations

from typing import NamedTuple


class Decided(NamedTuple):
    """A table whose rows reach `states` by a closing decision alone. `kept`: whoever is there stays there."""

    table: str
    kind: str
    states: tuple[str, ...]
    kept: bool = False


DECIDED = (
    Decided("phases_iteration", "phases.iteration", ("disetujui", "dilewati"), kept=True),
    Decided("phases_phaserun", "phases.phaserun", ("ditutup",)),
    Decided("phases_request", "phases.request", ("dikonfirmasi", "ditolak"), kept=True),
)
FROZEN_WITH_ITERATION = ("phases_taskentry", "phases_evidence")

UNDECIDED = "approved, skipped, closed or answered only by a decision"
FROZEN = "a finished iteration is frozen"


def all_triggers() -> list[tuple[str, str, str]]:
    """(name with its table, SQL for PostgreSQL, SQL for SQLite)"""
    return decided(*DECIDED) + [
        _frozen(table, event) for table in FROZEN_WITH_ITERATION for event in ("INSERT", "UPDATE", "DELETE")
    ]


def decided(*tables: Decided) -> list[tuple[str, str, str]]:
    """The triggers of tables with the columns state and round; phase apps hand theirs in through immutability.add_trigger."""
    return [_decided_on_update(table) for table in tables] + [_decided_on_insert(table) for table in tables]


def _listed(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _trigger(
    name: str, table: str, event: str, condition: str, message: str, result: str = "NEW"
) -> tuple[str, str, str]:
    of = " OF state, round" if event == "UPDATE" and message == UNDECIDED else ""
    postgresql = f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {condition} THEN
            RAISE EXCEPTION '{message}: {table}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN {result};
        END $$;
        CREATE TRIGGER {name} BEFORE {event}{of} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
    """
    sqlite = f"""
        CREATE TRIGGER {name} BEFORE {event}{of} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{message}: {table}'); END
    """
    return f"{name} ON {table}", postgresql, sqlite


def _decided_on_update(of: Decided) -> tuple[str, str, str]:
    decision = f"""EXISTS (SELECT 1 FROM core_decision d WHERE d.subject_kind = '{of.kind}' AND d.subject_id = NEW.id
        AND d.round = OLD.round AND d.closes"""
    states = _listed(of.states)
    condition = f"""(NEW.state IN ({states}) AND OLD.state <> NEW.state AND NOT {decision} AND d.state_to = NEW.state))
        OR (NEW.round <> OLD.round AND (NEW.round <> OLD.round + 1 OR NOT {decision})))"""
    if of.kept:
        condition += f" OR (OLD.state IN ({states}) AND NEW.state <> OLD.state)"
    return _trigger(f"{of.table}_decided", of.table, "UPDATE", condition, UNDECIDED)


def _decided_on_insert(of: Decided) -> tuple[str, str, str]:
    return _trigger(f"{of.table}_begun", of.table, "INSERT", f"NEW.state IN ({_listed(of.states)})", UNDECIDED)


def _frozen(table: str, event: str) -> tuple[str, str, str]:
    rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[event]
    ids = ", ".join(f"{row}.iteration_id" for row in rows)
    condition = (
        f"""EXISTS (SELECT 1 FROM phases_iteration i WHERE i.id IN ({ids}) AND i.state IN ('disetujui', 'dilewati'))"""
    )
    result = "OLD" if event == "DELETE" else "NEW"
    return _trigger(f"{table}_no_{event.lower()}", table, event, condition, FROZEN, result)
