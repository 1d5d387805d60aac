"""Starts a kill trial in a process of its own, on a database of its own."""

import contextlib
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests import tables

ROOT = Path(__file__).resolve().parents[2]


def run_trial(folder: Path, *, database: str, redis: str = "", **options: float) -> dict[str, Any]:
    """The outcome of one trial; raises with the output of the trial when it broke off."""
    name = f"trial-{uuid.uuid4().hex[:8]}"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
        "PYTHONWARNINGS": "ignore",
        "VAR_DIR": str(folder / "var"),
        "TRIAL_DIR": str(folder),
        "TRIAL_QUEUE": name,
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "JOB_LEASE_SECONDS": "3",
        "JOB_HEARTBEAT_SECONDS": "1",
        "JOB_RING_SECONDS": "3",
    }
    arguments = [text for key, value in options.items() for text in (f"--{key}", str(value))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.trial", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=options.get("patience", 180) + 60,
        check=False,
    )
    if redis:
        forget_queue(redis, name)
    try:
        outcome: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        raise AssertionError(f"the trial broke off:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}") from None
    return outcome


@contextlib.contextmanager
def own_postgres(server: str, *, with_tables: bool = False) -> Iterator[str]:
    """The address of a new database on the server that `server` (any database on it) names; dropped at the end."""
    template = tables.postgres_template(server) if with_tables else "template1"
    parts = urlsplit(server)
    name = f"gsbpm_trial_{uuid.uuid4().hex[:8]}"
    admin = psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))
    admin.autocommit = True
    try:
        with admin.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            try:
                yield urlunsplit(parts._replace(path=f"/{name}"))
            finally:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        admin.close()


def forget_queue(url: str, name: str) -> None:
    import redis

    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter(f"{name}*"):
            client.delete(key)
