"""Databases with the tables in them: the migrations run once for each kind of database, and every test process takes a copy.

They take half a minute of a core, and a run of the suite needs a dozen databases. What is kept is named after a digest of all
migrations, so that a changed one is run again: a file of SQLite in the folder for temporary files, on PostgreSQL a database
beside the suite's own (dropped with it by tests/servers.py).
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
A_WEEK = 7 * 24 * 3600


def digest() -> str:
    """Of all migrations. Triggers and what else follows a `migrate` are made anew in each copy."""
    import django

    found = hashlib.sha256(django.__version__.encode())
    for path in sorted(one for one in ROOT.glob("**/migrations/*.py") if ".venv" not in one.parts):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:12]


def copy_sqlite(target: Path) -> None:
    """A file of SQLite with all tables and no rows but those of the migrations."""
    with _alone("sqlite") as folder:
        kept = folder / f"{digest()}.sqlite3"
        if not kept.exists():
            for old in folder.glob("*.sqlite3*"):
                if time.time() - old.stat().st_mtime > A_WEEK or old.name.startswith("half"):
                    old.unlink()
            half = folder / "half.sqlite3"
            _migrate(f"sqlite:///{half}")
            half.rename(kept)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, target)


def postgres_template(address: str) -> str:
    """The name of a database with all tables on the server of `address`, to be copied by CREATE DATABASE … TEMPLATE."""
    import psycopg2

    parts = urlsplit(address)
    own = f"{parts.path.strip('/')[:30]}_tables_"
    with _alone("postgresql"), contextlib.closing(psycopg2.connect(_at(address, "postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            name = own + digest()
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [own])
            there = {row[0] for row in cursor.fetchall()}
            if name not in there:
                for old in there:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{own}half"')
                _migrate(_at(address, f"{own}half"))
                cursor.execute(f'ALTER DATABASE "{own}half" RENAME TO "{name}"')
    return name


def _at(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def _migrate(address: str) -> None:
    environment = {**os.environ, "ENV_FILE": os.devnull, "DEBUG": "1", "DATABASE_URL": address}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


@contextlib.contextmanager
def _alone(kind: str) -> Iterator[Path]:
    """A folder of this user, for one process at a time."""
    folder = Path(tempfile.gettempdir()) / f"gsbpm-tables-{getpass.getuser()}-{kind}"
    folder.mkdir(mode=0o700, exist_ok=True)
    assert folder.stat().st_uid == os.getuid(), f"{folder} belongs to somebody else"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
