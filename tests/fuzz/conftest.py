"""The fuzzer's office: built once a module inside a transaction that is rolled back after the module's last test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.fuzz.office import Office


@pytest.fixture(scope="module")
def built_office(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """Two offices with one of every kind of object, signed-in clients, and every form that their pages show."""
    from django.db import transaction
    from django.test import override_settings

    from tests.fuzz.office import Office, block

    folder = tmp_path_factory.mktemp("fuzz")
    places = override_settings(MEDIA_ROOT=folder / "files", AUDIT_HEADS_DIR=folder / "audit-heads")
    with places, django_db_blocker.unblock(), block():
        yield Office()
        transaction.set_rollback(True)


@pytest.fixture
def office(built_office: Office, db: None) -> Office:
    """The module's office; what a test does to it is rolled back after the test."""
    return built_office


@pytest.fixture(autouse=True)
def own_folders(request: pytest.FixtureRequest) -> None:
    """Tests of the office share its folders; all others have their own."""
    if "office" not in request.fixturenames:
        from django.conf import settings

        folder = request.getfixturevalue("tmp_path")
        given = request.getfixturevalue("settings")
        given.MEDIA_ROOT, given.AUDIT_HEADS_DIR = folder / "files", folder / "audit-heads"
        assert settings.MEDIA_ROOT == given.MEDIA_ROOT
