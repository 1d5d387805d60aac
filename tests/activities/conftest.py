"""What the tests of activities stand on: one office with its people, and values that are lawful."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.factories import World


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The people and one survey cycle, inside a transaction that is rolled back after the module's last test."""
    from django.db import transaction

    from tests import factories

    with django_db_blocker.unblock(), transaction.atomic():
        yield factories.make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    """The module's world; what a test does to it is rolled back after the test."""
    return built_world


@pytest.fixture
def cycle_values() -> dict[str, Any]:
    return {
        "edition": "2026",
        "year": 2026,
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 12, 31),
        "planned_start": date(2026, 1, 5),
        "planned_end": date(2027, 3, 31),
    }


@pytest.fixture
def new_activity(world: World, cycle_values: dict[str, Any]) -> dict[str, Any]:
    """What create_activity takes, besides `by`."""
    from activities.models import Sector

    return {
        "code": "KLINIK",
        "title": "Kompilasi Layanan Klinik",
        "organisation": world.places["perikanan"],
        "kind": "admin",
        "sector": Sector.objects.get(code="9"),
        "frequency": "7",
        "coverage_note": "Kota Contoh",
        "cycle": cycle_values,
    }


@pytest.fixture
def browse(client: Any, world: World) -> Callable[[str], Any]:
    """browse("staf") → a client signed in as that person."""

    def sign_in(username: str) -> Any:
        client.force_login(world[username], "gsbpm_portal.accounts.backends.PersonBackend")
        return client

    return sign_in
