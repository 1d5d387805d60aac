"""A small kill trial that always runs: a real worker and a real beat on the embedded broker. See tests/faults."""

import contextlib
import os
from pathlib import Path

from tests.faults.harness import own_postgres, run_trial


def test_a_killed_worker_loses_nothing_and_finishes_nothing_twice(tmp_path: Path) -> None:
    server = os.environ["DATABASE_URL"]
    database = f"sqlite:///{tmp_path / 'trial.sqlite3'}"
    with own_postgres(server) if server.startswith("postgres") else contextlib.nullcontext(database) as address:
        outcome = run_trial(
            tmp_path, database=address, jobs=3, kills=1, workers=1, beats=1, seed=3, pause=0.1, patience=60
        )
    assert outcome["faults"] == []
    assert sum(outcome["killed"].values()) == 1
    assert outcome["attempts"] > outcome["jobs"]
