"""The three processes as docker-compose.yml starts them, in a production environment, against PostgreSQL and Redis."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from gsbpm_portal import processes
from tests import tables

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 60
HAND_IN = """
import sys
from django.core.files.base import ContentFile
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import files
upload = ContentFile(b"tanggal;hasil\\n2026-05-09;12,5\\n", name="hasil.csv")
stored = files.receive(upload, by=User.objects.create(username="penguji"), purpose="evidence")
print(stored.public_id)
"""

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


@pytest.fixture(scope="module")
def environment(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the compose file gives the processes, on free ports and without TLS in front."""
    folder = tmp_path_factory.mktemp("processes")
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"{server.path.removeprefix('/')}_processes"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "ENV_FILE": os.devnull,
        "DEBUG": "0",
        "SECRET_KEY": "not-secret-but-long-enough-for-the-production-check",
        "AUDIT_KEY": "another-long-text-for-the-production-check",
        "ALLOWED_HOSTS": "portal.example",
        "SITE_URL": "http://portal.example",
        "SECURE_SSL_REDIRECT": "0",
        "DATABASE_URL": urlunsplit(server._replace(path=f"/{name}")),
        "REDIS_URL": redis_url,
        "VAR_DIR": str(folder / "var"),
        "AUDIT_HEADS_DIR": str(folder / "audit-heads"),
        "STATIC_ROOT": str(folder / "static"),
        "TRUSTED_PROXY_COUNT": "1",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }
    with closing(psycopg2.connect(urlunsplit(server._replace(path="/postgres")))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{tables.postgres_template(os.environ["DATABASE_URL"])}"'
            )
        with ThreadPoolExecutor() as pool:
            static_files = pool.submit(manage, variables, "collectstatic", "--noinput")
            manage(variables, "migrate", "--noinput")
            manage(variables, "load_catalogues", "--without-regions")
            static_files.result()
        yield variables
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(variables: dict[str, str], *arguments: str) -> str:
    """What a management command printed."""
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{arguments}\n{result.stdout[-2000:]}\n{result.stderr[-4000:]}"
    return result.stdout


@pytest.fixture(scope="module")
def portal(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, subprocess.Popen]]:
    """Web, worker and beat, well by their own health checks; the test stops them."""
    folder = tmp_path_factory.mktemp("logs")
    running = {}
    for name, command in processes.COMMANDS.items():
        with (folder / f"{name}.log").open("wb") as log:
            running[name] = subprocess.Popen(
                [str(BIN / command[0]), *command[1:]],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    try:
        for name in running:
            wait_until(
                lambda name=name: is_well(environment, name),
                f"{name} is not well",
                lambda name=name: (folder / f"{name}.log").read_text(errors="replace")[-4000:],
            )
        yield running
    finally:
        for process in running.values():
            if process.poll() is None:
                process.kill()
                process.wait()


def is_well(environment: dict[str, str], name: str) -> bool:
    """The health check of the compose file."""
    check = [sys.executable, "-m", "gsbpm_portal.healthcheck", name]
    return subprocess.run(check, cwd=ROOT, env=environment, capture_output=True, check=False).returncode == 0


def wait_until(condition, message: str, details=lambda: "") -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{message}\n{details()}"
        time.sleep(0.3)


def get(environment: dict[str, str], path: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", int(environment["PORT"]), timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": "portal.example", **headers})
        answer = connection.getresponse()
        return answer, answer.read().decode(errors="replace")


def test_the_portal_of_the_compose_file(portal, environment):
    """One story in one test, since the processes start once: health, sign-in page, a static file, a job, an orderly end."""
    answer, body = get(environment, processes.HEALTH_PATH)
    assert (answer.status, body) == (200, "ok\n")

    answer, page = get(environment, "/masuk/")
    assert answer.status == 200
    assert 'name="csrfmiddlewaretoken"' in page
    assert "unsafe" not in answer.headers["Content-Security-Policy"]

    stylesheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert stylesheet, "static files have hashed names in production"
    answer, _ = get(environment, stylesheet[1], **{"Accept-Encoding": "br"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "br")

    assert get(environment, "/masuk/", Host="another.example")[0].status == 400

    handed_in = manage(environment, "shell", "--no-imports", "--command", HAND_IN).split()[-1]
    with closing(psycopg2.connect(environment["DATABASE_URL"])) as database, database.cursor() as cursor:
        database.autocommit = True

        def state() -> str:
            cursor.execute("SELECT state FROM core_storedfile WHERE public_id::text = %s", [handed_in])
            return cursor.fetchone()[0]

        wait_until(lambda: state() != "checking", "the worker did not take the job")
        assert state() == "available"

    for name in processes.COMMANDS:
        portal[name].terminate()
    assert {name: process.wait(30) for name, process in portal.items()} == dict.fromkeys(processes.COMMANDS, 0)
