"""Rules of the suite itself: warnings are errors, folders named build are collected, skips do not pass unseen."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = "tests/infra/test_processes.py"  # needs PostgreSQL and Redis


def suite(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A small run of the suite on SQLite, without Redis."""
    left_out = {"CI", "DATABASE_URL", "REDIS_URL", "TEST_REDIS_URL", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | variables
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("processes", [(), ("-n", "1")], ids=["alone", "xdist"])
def test_a_skip_is_told_and_fails_the_run_on_a_build_server(processes):
    result = suite(SKIPPED, *processes, CI="true")
    assert result.returncode == 1, result.stdout
    assert "needs PostgreSQL" in result.stdout
    assert "with CI=true that fails the run" in result.stdout


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning):
        warnings.warn("noticed", UserWarning, stacklevel=1)


def test_folders_named_build_are_collected(pytestconfig):
    ignored = pytestconfig.getini("norecursedirs")
    assert not any(Path("tests/phases/build").match(pattern) for pattern in ignored)


def test_the_broker_and_the_folders_of_the_portal_are_not_those_of_its_user(settings):
    from gsbpm_portal.celery import app

    assert app.conf.broker_url == "memory://"
    for folder in (settings.VAR_DIR, settings.MEDIA_ROOT, settings.AUDIT_HEADS_DIR):
        assert ROOT not in Path(folder).parents
