"""What the tests of the kernel share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

# Nothing of the portal is imported here at the top: pytest may read this file before Django is set up.


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    from django.contrib.auth import get_user_model

    def make(username: str = "sari", **fields: Any) -> Any:
        return get_user_model().objects.create(username=username, full_name=username.title(), **fields)

    return make


@pytest.fixture
def kinds() -> Iterator[Callable[..., str]]:
    """kinds("add") registers the runner of that name as a kind, for this test only."""
    from gsbpm_portal.core import jobs
    from gsbpm_portal.core.jobs import registry
    from tests.core import job_runners

    job_runners.seen.clear()
    made: list[str] = []

    def make(function: str, **options: Any) -> str:
        name = f"test.{function}"
        options.setdefault("max_attempts", 3)
        options.setdefault("label", "Test job")
        if "on_end" in options:
            options["on_end"] = job_runners.PATH + options["on_end"]
        jobs.register_job(name, runner=job_runners.PATH + function, **options)
        made.append(name)
        return name

    yield make
    for name in made:
        registry.forget(name)
