"""A government with two offices, its people, and the plan of a year that is open for proposals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.phases.needs.planning.making import Town


@pytest.fixture
def town(db: None) -> Town:
    from tests.phases.needs.planning.making import Town

    return Town()


@pytest.fixture
def browse(client: Any) -> Callable[[Any], Any]:
    """browse(town["staf"]) → a client signed in as that person, in English."""

    def sign_in(user: Any) -> Any:
        client.force_login(user, "gsbpm_portal.accounts.backends.PersonBackend")
        client.cookies["django_language"] = "en"
        return client

    return sign_in
