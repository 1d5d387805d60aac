"""What the autosave trial starts and kills: the portal's web process, a browser with a profile on disk; and its database."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import psycopg2

from gsbpm_portal.processes import HEALTH_PATH, WEB
from tests.faults.harness import ROOT

PATIENCE = 60
"""Seconds for a process to answer on a busy machine."""


class Portal:
    """The web process on a database of its own, with one person at work."""

    def __init__(self, folder: Path, database: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address, self.database, self.folder = f"http://127.0.0.1:{self.port}", database, folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
            "PYTHONWARNINGS": "ignore",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": database,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
        }
        self.session = self._run("tests.faults.autosave_office")
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def _run(self, module: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout.strip().splitlines()[-1]

    def start(self) -> None:
        with (self.folder / "web.log").open("ab") as log:
            command = [sys.executable, "-m", *WEB]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.address}{HEALTH_PATH}", timeout=5):
                return
            assert time.monotonic() < until, (self.folder / "web.log").read_text()[-4000:]
            time.sleep(0.1)

    def kill(self) -> None:
        if self.process is not None:
            kill_group(self.process)
            self.process = None

    def kept(self, field: str) -> str:
        """What the database holds of a field of the only draft."""
        with contextlib.closing(self._connect()) as connection, contextlib.closing(connection.cursor()) as cursor:
            cursor.execute("SELECT data FROM core_draft WHERE data IS NOT NULL")
            rows = cursor.fetchall()
        assert len(rows) < 2
        data = rows[0][0] if rows else []
        return dict(json.loads(data) if isinstance(data, str) else data).get(field, "").replace("\r\n", "\n")

    def _connect(self) -> Any:
        if self.database.startswith("sqlite"):
            return sqlite3.connect(self.database.removeprefix("sqlite:///"), timeout=20)
        return psycopg2.connect(self.database)


class Browser:
    """Chromium in a process group of its own, so that it can be killed as a power cut would; its profile stays."""

    def __init__(self, chromium: Any, folder: Path, options: dict[str, Any], portal: Portal):
        self.chromium, self.profile, self.options, self.portal = chromium, folder / "profile", options, portal
        self.process: subprocess.Popen[bytes] | None = None

    def open(self, path: str) -> Any:
        """A page of the portal, signed in, in a browser newly started."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        (self.profile / "SingletonLock").unlink(missing_ok=True)
        command = [
            self.options["executable_path"],
            *self.options["args"],
            "--headless=new",
            "--remote-debugging-port=0",
            f"--user-data-dir={self.profile}",
            "about:blank",
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + PATIENCE
        while not port_file.exists() or not port_file.read_text().count("\n"):
            assert time.monotonic() < until, "the browser did not start"
            time.sleep(0.05)
        port = port_file.read_text().split("\n")[0]
        context = self.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=PATIENCE * 1000).contexts[0]
        context.add_cookies([{"name": "sessionid", "value": self.portal.session, "url": self.portal.address}])
        page = context.pages[0]
        page.goto(self.portal.address + path, timeout=PATIENCE * 1000)
        return page

    def kill(self) -> None:
        if self.process is not None:
            kill_group(self.process)
            self.process = None


def kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
