from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.metadata.making import Office


@pytest.fixture
def office(db: None) -> Office:
    """The people and places of the tests; imported late, since the apps are not loaded yet when this file is."""
    from tests.metadata.making import Office

    return Office()
