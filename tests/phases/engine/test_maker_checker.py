"""A maker never decides: held by the services for everybody, and by the database against whoever writes SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gsbpm_portal.core import immutability
from gsbpm_portal.core.models import AuditEntry, Contribution, Decision
from gsbpm_portal.core.transitions import NotAllowed
from phases.engine.enums import IterationState, PhaseState, RequestKind
from phases.engine.models import Iteration
from phases.engine.services import asks, iterations, phases, work
from tests import factories
from tests.factories import World

# By the services ------------------------------------------------------------------------------------------------------


@pytest.fixture
def both(world: World) -> World:
    """penyelia sits as staff too, and "super" is a superuser with every role and seat there is."""
    for name in ("penyelia", "super"):
        world.cycle.seats.create(user=world[name], role="staf", phase=0)
    world.cycle.seats.create(user=world["super"], role="penyelia", phase=0)
    for role in ("staf", "penyelia", "pimpinan"):
        factories.make_membership(world["super"], role=role, at=world.places["kota"])
    return world


def edited(world: World, by: str) -> Iteration:
    """1.3 submitted by staf, in which `by` has written one note."""
    iteration = world.bring("1.3", IterationState.IN_WORK)
    factories.fill(iteration, by=world["staf"])
    work.write_note(world.iteration("1.3"), world.task("1.3.1"), by=world[by], note="Dari saya")
    return iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])


DECIDING: dict[str, Callable[[World, str], Any]] = {
    "approve": lambda w, by: iterations.approve_iteration(w.iteration("1.3"), by=w[by]),
    "return": lambda w, by: iterations.return_iteration(w.iteration("1.3"), by=w[by], comment="x"),
    "grant": lambda w, by: work.grant_task(w.iteration("1.3"), w.task("1.3.3"), by=w[by]),
}


@pytest.mark.parametrize("maker", ["penyelia", "super"])
@pytest.mark.parametrize("move", DECIDING)
def test_who_wrote_a_note_does_not_decide(both: World, maker: str, move: str) -> None:
    edited(both, maker)
    with pytest.raises(NotAllowed) as refused:
        DECIDING[move](both, maker)
    assert [r.code for r in refused.value.reasons] == ["maker"]
    assert not Decision.objects.filter(checks=True).exists()
    assert DECIDING[move](both, "penyelia2")


@pytest.mark.parametrize("maker", ["penyelia", "super"])
def test_who_submitted_does_not_decide(both: World, maker: str) -> None:
    factories.fill(both.bring("1.2", IterationState.IN_WORK), by=both["staf"])
    row = iterations.submit_iteration(both.iteration("1.2"), by=both[maker])
    with pytest.raises(NotAllowed):
        iterations.approve_iteration(row, by=both[maker])


@pytest.mark.parametrize("maker", ["penyelia", "super"])
def test_who_asked_does_not_answer(both: World, maker: str) -> None:
    for kind, number in ((RequestKind.SKIP, "1.2"), (RequestKind.OVERRIDE, "4.3")):
        gate = "G-1.6.4-start-4.3" if kind == RequestKind.OVERRIDE else ""
        request = asks.ask(kind, by=both[maker], iteration=both.iteration(number), gate=gate, reason="x")
        with pytest.raises(NotAllowed):
            asks.confirm_request(request, by=both[maker])
        with pytest.raises(NotAllowed):
            asks.decline_request(request, by=both[maker], comment="x")


@pytest.mark.parametrize("maker", ["penyelia", "super"])
def test_who_submitted_the_closing_does_not_close(both: World, maker: str) -> None:
    both.bring_phase(2, PhaseState.RUNNING)
    factories.finish_phase(both, 2)
    row = phases.submit_closing(both.phase(2), by=both[maker], summary="Selesai")
    for attempt in (
        lambda: phases.close_phase(row, by=both[maker]),
        lambda: phases.return_closing(row, by=both[maker], comment="x"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_superuser_without_a_role_decides_nothing(world: World) -> None:
    world.bring("1.3", IterationState.SUBMITTED)
    for move in DECIDING.values():
        with pytest.raises(NotAllowed):
            move(world, "super")


def test_a_new_round_has_its_own_makers(both: World) -> None:
    """Maker is who edited since the last decision."""
    edited(both, "penyelia")
    iterations.return_iteration(both.iteration("1.3"), by=both["penyelia2"], comment="Lengkapi")
    iterations.submit_iteration(both.iteration("1.3"), by=both["staf2"])
    assert iterations.approve_iteration(both.iteration("1.3"), by=both["penyelia"]).state == IterationState.APPROVED


# By raw SQL -----------------------------------------------------------------------------------------------------------


def sql(statement: str, *params: Any) -> int:
    """Run one statement in a savepoint of its own; gives the number of rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


INSERT = """
    INSERT INTO core_decision (subject_kind, subject_id, round, version, verb, checks, closes, by_id, state_from, state_to,
    comment, data, at) VALUES (%s, %s, %s, '', 'approve', %s, %s, %s, 'diajukan', 'disetujui', '', '{}', '2026-11-23 00:00:00')"""


def decide(
    subject: Iteration, by: Any, *, round: int | None = None, kind: str = "phases.iteration", closes: bool = True
) -> int:
    return sql(INSERT, kind, subject.pk, round or subject.round, True, closes, by.pk)


def test_sql_a_maker_cannot_insert_a_decision(world: World) -> None:
    row = world.bring("1.2", IterationState.SUBMITTED)
    for closes in (True, False):
        with pytest.raises(IntegrityError, match=immutability.MAKER):
            decide(row, world["staf"], closes=closes)
    assert decide(row, world["penyelia"]) == 1


def test_sql_a_round_is_closed_once(world: World) -> None:
    row = world.bring("1.2", IterationState.SUBMITTED)
    decide(row, world["penyelia"])
    with pytest.raises(IntegrityError):
        decide(row, world["penyelia2"])


def test_sql_what_closes_a_round_is_a_vote(world: World) -> None:
    row = world.bring("1.2", IterationState.SUBMITTED)
    with pytest.raises(IntegrityError):
        sql(INSERT, "phases.iteration", row.pk, row.round, False, True, world["staf"].pk)


@pytest.mark.parametrize("table", ["core_decision", "core_contribution", "core_auditentry", "phases_artefact"])
def test_sql_history_is_neither_changed_nor_removed(world: World, table: str) -> None:
    world.bring("1.3", IterationState.APPROVED)
    column = {"core_contribution": "what", "phases_artefact": "title", "core_auditentry": "reason"}.get(
        table, "comment"
    )
    count = sql(f"SELECT id FROM {table}")
    assert count != 0
    with pytest.raises(IntegrityError, match=immutability.FROZEN):
        sql(f"UPDATE {table} SET {column} = 'x'")
    with pytest.raises(IntegrityError, match=immutability.FROZEN):
        sql(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses because of the test's own transaction
        with pytest.raises(IntegrityError, match=immutability.FROZEN):
            sql(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("state", ["disetujui", "dilewati"])
def test_sql_no_approval_without_a_decision(world: World, state: str) -> None:
    row = world.bring("1.2", IterationState.SUBMITTED)
    with pytest.raises(IntegrityError, match="only by a decision"):
        sql("UPDATE phases_iteration SET state = %s WHERE id = %s", state, row.pk)
    decide(row, world["penyelia"])
    if state == "disetujui":
        assert sql("UPDATE phases_iteration SET state = %s WHERE id = %s", state, row.pk) == 1
    else:  # a decision to approve is no decision to skip
        with pytest.raises(IntegrityError, match="only by a decision"):
            sql("UPDATE phases_iteration SET state = %s WHERE id = %s", state, row.pk)


def test_sql_a_decision_of_another_round_or_subject_does_not_count(world: World) -> None:
    row, other = world.bring("1.2", IterationState.SUBMITTED), world.bring("1.4", IterationState.SUBMITTED)
    decide(row, world["penyelia"], round=2)
    decide(other, world["penyelia"])
    decide(row, world["penyelia"], kind="phases.phaserun")
    decide(row, world["penyelia"], closes=False)
    with pytest.raises(IntegrityError, match="only by a decision"):
        sql("UPDATE phases_iteration SET state = 'disetujui' WHERE id = %s", row.pk)


def test_sql_a_round_cannot_be_skipped_to_be_rid_of_its_makers(world: World) -> None:
    """A maker who counts the round up would not be one in the next."""
    row = world.bring("1.2", IterationState.SUBMITTED)
    with pytest.raises(IntegrityError, match="only by a decision"):
        sql("UPDATE phases_iteration SET round = round + 1 WHERE id = %s", row.pk)
    decide(row, world["penyelia"])
    with pytest.raises(IntegrityError, match="only by a decision"):
        sql("UPDATE phases_iteration SET round = round + 2 WHERE id = %s", row.pk)
    assert sql("UPDATE phases_iteration SET round = round + 1 WHERE id = %s", row.pk) == 1


def test_sql_an_iteration_is_not_born_approved(world: World) -> None:
    row = world.bring("1.2", IterationState.APPROVED)
    with pytest.raises(IntegrityError, match="only by a decision"):
        sql(
            """INSERT INTO phases_iteration (run_id, number, state, round, revision, reason, opened_at, note)
               SELECT run_id, 2, state, 1, 0, '', opened_at, '' FROM phases_iteration WHERE id = %s""",
            row.pk,
        )


def test_sql_a_finished_iteration_is_frozen_with_its_work(world: World) -> None:
    row = world.bring("1.3", IterationState.APPROVED)
    with pytest.raises(IntegrityError):
        sql("UPDATE phases_iteration SET state = 'dikerjakan' WHERE id = %s", row.pk)
    for table, column in (("phases_taskentry", "note"), ("phases_evidence", "title")):
        for statement in (
            f"UPDATE {table} SET {column} = 'x' WHERE iteration_id = %s",
            f"DELETE FROM {table} WHERE iteration_id = %s",
        ):
            with pytest.raises(IntegrityError, match="frozen"):
                sql(statement, row.pk)
    elsewhere = world.bring("1.4", IterationState.IN_WORK)
    evidence = factories.make_evidence(elsewhere, by=world["staf"])
    with pytest.raises(IntegrityError, match="frozen"):
        sql("UPDATE phases_evidence SET iteration_id = %s WHERE id = %s", row.pk, evidence.pk)
    assert sql("UPDATE phases_evidence SET title = 'Baru' WHERE id = %s", evidence.pk) == 1


def test_sql_a_phase_is_not_closed_and_a_request_not_answered_without_a_decision(world: World) -> None:
    phase_run = world.bring_phase(2, PhaseState.CLOSING)
    with pytest.raises(IntegrityError, match="only by a decision"):
        sql("UPDATE phases_phaserun SET state = 'ditutup' WHERE id = %s", phase_run.pk)
    request = asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration("1.2"), reason="x")
    for state in ("dikonfirmasi", "ditolak"):
        with pytest.raises(IntegrityError, match="only by a decision"):
            sql("UPDATE phases_request SET state = %s WHERE id = %s", state, request.pk)
    asks.decline_request(request, by=world["penyelia"], comment="Tidak")
    with pytest.raises(IntegrityError, match="only by a decision"):
        sql("UPDATE phases_request SET state = 'terbuka' WHERE id = %s", request.pk)


def test_sql_nothing_was_lost_on_the_way(world: World) -> None:
    """All the refusals above are real refusals: what the portal wrote is still there."""
    row = world.bring("1.3", IterationState.APPROVED)
    assert AuditEntry.objects.filter(subject_kind="phases.iteration", subject_id=row.pk).count() == 5
    assert Contribution.objects.filter(subject_kind="phases.iteration", subject_id=row.pk).count() == 1
    assert Decision.objects.filter(subject_kind="phases.iteration", subject_id=row.pk).count() == 3
