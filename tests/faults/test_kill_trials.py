"""Jobs under fire: SIGKILL on task processes, whole workers and their main processes. `make faults`; prints what it killed."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness import own_postgres, run_trial

pytestmark = pytest.mark.faults


@pytest.fixture(params=["sqlite+sqla", "postgresql+redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    if request.param == "sqlite+sqla":
        yield {"database": f"sqlite:///{tmp_path / 'trial.sqlite3'}"}
        return
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        pytest.skip("needs PostgreSQL: set DATABASE_URL")
    redis_url = request.getfixturevalue("redis_url")
    with own_postgres(server) as database:
        yield {"database": database, "redis": redis_url}


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_and_nothing_finishes_twice(
    place: dict[str, str], seed: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    outcome: dict[str, Any] = run_trial(
        tmp_path, **place, jobs=50, kills=16, workers=2, beats=2, seed=seed, pause=0.5, patience=200
    )
    with capfd.disabled():
        killed = sum(outcome["killed"].values())
        sys.stdout.write(
            f"\n{outcome['database']} + {outcome['broker']}, seed {seed}: {outcome['jobs']} jobs, "
            f"{outcome['attempts']} attempts, {killed} kills {outcome['killed']}, "
            f"{outcome['killed_in_a_write']} processes killed in the middle of a write, "
            f"{outcome['seconds']} s, {len(outcome['faults'])} faults\n"
        )
    assert outcome["faults"] == []
    assert outcome["killed_in_a_write"] > 0
    assert outcome["killed"].get("child", 0) > 0 and outcome["killed"].get("worker", 0) > 0
    assert outcome["attempts"] > outcome["jobs"]
