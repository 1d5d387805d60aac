"""The two offices of the matrix: built once a module inside a transaction that is rolled back after the module's last test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("authorisation")
    return {"MEDIA_ROOT": folder / "files", "AUDIT_HEADS_DIR": folder / "audit-heads"}


@pytest.fixture(autouse=True)
def own_folders(settings: Any, folders: dict[str, Any]) -> None:
    """The tests share the folders of the offices."""
    for name, folder in folders.items():
        setattr(settings, name, folder)


@pytest.fixture(scope="module")
def built_offices(django_db_setup: None, django_db_blocker: Any, folders: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What tests/authorisation/world.py builds, and the cookies of every role, signed in."""
    from django.db import transaction
    from django.test import override_settings

    from tests.authorisation import world

    with override_settings(**folders), django_db_blocker.unblock(), world.block():
        built = world.build()
        yield {**built, "cookies": {role: world.cookies_of(role) for role in world.ROLES}}
        transaction.set_rollback(True)


@pytest.fixture
def offices(built_offices: dict[str, Any], db: None) -> dict[str, Any]:
    """The module's offices; what a test does to them is rolled back after the test."""
    return built_offices
