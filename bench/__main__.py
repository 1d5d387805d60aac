"""python -m bench [--activities 10000] [--requests 10000] [--rounds 60] [--items 100000]"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench", description="Measure the pages against their limits.")
    arguments.add_argument("--activities", type=int, default=10_000, help="size of the large portfolio")
    arguments.add_argument("--requests", type=int, default=10_000, help="requests of the memory trial; 0 leaves it out")
    arguments.add_argument(
        "--items", type=int, default=100_000, help="entries of the registry; 0 leaves its trials out"
    )
    arguments.add_argument("--rounds", type=int, default=60, help="rounds of each timing")
    options = arguments.parse_args()
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        print(
            "The bench runs on PostgreSQL: set DATABASE_URL to a server on which it may make a database.",
            file=sys.stderr,
        )
        return 2
    with own_database(address) as database, tempfile.TemporaryDirectory(prefix="gsbpm-bench-") as folder:
        os.environ.update(production(database, folder))
        import django

        django.setup()
        from bench import trials

        begun = time.monotonic()
        failed = trials.run(options.activities, options.requests, options.rounds, options.items)
        print(
            f"\n{'All limits kept' if not failed else f'{failed} limits not kept'} ({time.monotonic() - begun:.0f} s)"
        )
        from django.db import connections

        connections.close_all()
    return 1 if failed else 0


def production(database: str, folder: str) -> dict[str, str]:
    """An environment as production has it; Redis and mail are not used by what is measured."""
    return {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "ENV_FILE": os.devnull,
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "AUDIT_KEY": secrets.token_urlsafe(40),
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": database,
        "REDIS_URL": os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15",
        "SITE_URL": "http://127.0.0.1",
        "SECURE_SSL_REDIRECT": "0",
        "SECURE_COOKIES": "0",
        "DEMO_ACCOUNTS": "0",
        "VAR_DIR": folder,
        "LOG_LEVEL": "ERROR",
    }


@contextlib.contextmanager
def own_database(address: str) -> Iterator[str]:
    """A new database on the server of `address`, dropped at the end."""
    import psycopg2

    name = f"gsbpm_bench_{os.getpid()}"
    server = urlunsplit(urlsplit(address)._replace(path="/postgres"))

    def tell(statement: str) -> None:
        connection = psycopg2.connect(server)
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement)

    tell(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    sys.exit(main())
