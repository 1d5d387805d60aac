"""A world for the tests of 1.6: built once a module, nothing of it begun, given back untouched to every test."""

from __future__ import annotations

from collections.abc import Iterator
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
def working(world: World) -> World:
    """With 1.6 in work."""
    from phases.engine.enums import IterationState

    world.bring("1.6", IterationState.IN_WORK)
    return world


@pytest.fixture
def filled(working: World) -> World:
    """With everything that the KAK asks for."""
    from tests.phases.needs.kak_office import fill_kak

    fill_kak(working.cycle)
    return working
