"""A world for the tests of phase 2: built once a module, given back untouched to every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.factories import World


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The people and one survey cycle whose design is in work, rolled back after the module's last test."""
    from django.db import transaction

    from tests import factories

    with django_db_blocker.unblock(), transaction.atomic():
        world = factories.make_world()
        for number in ("1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"):
            world.bring(number, "dikerjakan")
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    """The module's world; what a test does to it is rolled back after the test."""
    return built_world


@pytest.fixture
def browse(client: Any, world: World) -> Callable[[str], Any]:
    """browse("staf") → a client signed in as that person."""

    def sign_in(username: str) -> Any:
        client.force_login(world[username], "gsbpm_portal.accounts.backends.PersonBackend")
        return client

    return sign_in
