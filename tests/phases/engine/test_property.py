"""All moves by all roles in any order, driven by Hypothesis; what must hold is asked after every step.

The suite runs a fixed set of examples. `WORKFLOW_EXAMPLES=2000 pytest tests/phases/engine/test_property.py` searches anew and
deeper; a fault that it finds is printed as the shortest story that leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from activities.models import Cycle
from gsbpm_portal.core import audit
from phases.engine.enums import IterationState, RequestKind
from phases.engine.services import artefacts, asks, iterations
from tests import factories
from tests.phases.engine.office_machine import DEEP, Office

PROFILE = settings(
    max_examples=DEEP or 12,
    stateful_step_count=60 if DEEP else 40,
    derandomize=not DEEP,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def half_way(world: factories.World) -> None:
    """Where the first cycle stands when an example begins: some of everything, so that few steps lead far."""
    world.bring("1.3", IterationState.APPROVED)
    world.bring("1.2", IterationState.SUBMITTED)
    factories.fill(world.bring("1.6", IterationState.IN_WORK), by=world["rangkap"])
    iterations.submit_iteration(world.iteration("1.6"), by=world["staf2"])
    used = world.bring("2.1", IterationState.IN_WORK)
    artefacts.record_use(used, world.run("1.3").artefacts.get(), by=world["staf"])
    for run in world.cycle.runs.filter(phase_run__number=2).exclude(number__in=["2.1", "2.4"]):
        factories.set_aside(world, run.number)
    asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration("2.4"), reason="Sama dengan tahun lalu")


@pytest.fixture(scope="module")
def two_cycles(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[factories.World]]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = factories.make_world()
        rangkap = factories.make_user("rangkap", role="penyelia", at=world.places["perikanan"])
        world.people["rangkap"] = rangkap.pk
        for role in ("staf", "penyelia"):
            world.cycle.seats.create(user=rangkap, role=role, phase=0)
        team = [(seat.user, seat.role, seat.phase) for seat in world.cycle.seats.select_related("user")]
        activity = factories.make_activity(world.places["perikanan"], by=world["staf"], code="TAMBAK", kind="admin")
        cycle: Cycle = factories.make_cycle(activity, team=team)
        half_way(world)
        yield [world, world.at(cycle)]
        transaction.set_rollback(True)


def test_the_workflow_holds_whatever_people_do(two_cycles: list[factories.World], db: None) -> None:
    Office.worlds = two_cycles
    run_state_machine_as_test(Office, settings=PROFILE)
    assert audit.verify(two_cycles[0].cycle.audit_chain).ok
