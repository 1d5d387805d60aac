"""A web process as production starts it, asked ten thousand times; what its memory is then."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def resident_megabytes(pages: Sequence[str], cookie: str, requests: int) -> tuple[float, float]:
    """(at the start, at the end): resident memory in MB of one worker that answered so many requests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "WEB_WORKERS": "1", "WEB_THREADS": "1"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:gsbpm_portal.gunicorn",
        "--max-requests",
        "0",
        "gsbpm_portal.wsgi",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        connection = _connected(port)
        headers = {"Cookie": cookie, "Host": "127.0.0.1"}
        for page in pages:
            _ask(connection, page, headers)
        (worker,) = _children(server.pid)
        before = _resident(worker)
        for number in range(requests):
            _ask(connection, pages[number % len(pages)], headers)
        assert _children(server.pid) == [worker], "the worker was exchanged meanwhile"
        return before, _resident(worker)
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(30)
        if server.poll() is None:
            server.kill()


def _connected(port: int) -> http.client.HTTPConnection:
    for _second in range(120):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.connect()
            return connection
        time.sleep(0.5)
    raise RuntimeError("the web process did not start")


def _ask(connection: http.client.HTTPConnection, page: str, headers: dict[str, str]) -> None:
    connection.request("GET", page, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{page}: {answer.status}")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no resident memory told")
