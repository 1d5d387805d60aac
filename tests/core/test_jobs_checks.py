"""Registered functions that do not exist are found when the portal starts."""

from collections.abc import Iterator

import pytest

from gsbpm_portal.core import exports, files, jobs
from gsbpm_portal.core.jobs import registry
from gsbpm_portal.core.jobs.checks import check_registrations
from gsbpm_portal.core.jobs.registry import fault_in


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    registry.forget("test.bad")
    exports.forget("test.bad")
    files._listeners.pop("test.bad", None)


def messages() -> list[str]:
    return [error.msg for error in check_registrations() if "test.bad" in error.msg]


def test_what_is_registered_exists() -> None:
    assert check_registrations() == []


@pytest.mark.parametrize(
    ("dotted", "fault"),
    [
        ("tests.core.job_runners:add", ""),
        ("tests.core.job_runners:seen", "names no function"),
        ("tests.core.job_runners:nobody", "names no function nobody"),
        ("tests.core.nowhere:add", "names no module"),
        ("nowhere.at.all:add", "cannot be found"),
        ("tests.core.job_runners.add", "is not written as"),
    ],
)
def test_a_path_is_judged_without_loading_it(dotted: str, fault: str) -> None:
    found = fault_in(dotted)
    assert found.startswith(fault) if fault else found == ""


def test_unknown_runner_and_on_end() -> None:
    jobs.register_job("test.bad", runner="tests.core.job_runners:nobody", label="x", on_end="tests.nowhere:f")
    assert len(messages()) == 2


def test_unknown_tick() -> None:
    jobs.register_tick("test.bad", "tests.nowhere:f", 5)
    assert len(messages()) == 1


def test_unknown_rows_of_an_export() -> None:
    exports.register_export("test.bad", rows="tests.nowhere:f", title="x")
    assert len(messages()) == 1


def test_unknown_listener() -> None:
    files.on_checked("test.bad", "tests.nowhere:f")
    assert len(messages()) == 1
