"""The supervisor behind `manage.py serve`: prefixed output, restarts, and nothing left when it ends, however it ends."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from gsbpm_portal.core import supervisor
supervisor.FIRST_PAUSE = 0.1
sleeper = '''
import os, time
role = "program" if os.fork() else "child"
os.write(1, f"{role} {os.getpid()}{chr(10)}".encode())
time.sleep(600)
'''
supervisor.Supervisor(
    {"web": [sys.executable, "-c", sleeper], "worker": [sys.executable, "-c", sleeper]},
    write=lambda line: print(line, flush=True),
    when_ready=lambda: print("ready", flush=True),
).run()
print("stopped", flush=True)
"""


@pytest.fixture
def supervisor() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    yield process
    process.terminate()
    process.wait(30)
    assert process.stdout
    process.stdout.close()


def started(process: subprocess.Popen[str], count: int) -> dict[tuple[str, str], int]:
    """(name, "program" or "child") → process id, from the next so many lines."""
    found: dict[tuple[str, str], int] = {}
    assert process.stdout
    while len(found) < count:
        line = process.stdout.readline()
        assert line, "the supervisor ended"
        name, bar, said = line.partition("|")
        if bar and said.split()[0] in {"program", "child"}:
            found[name.strip(), said.split()[0]] = int(said.split()[1])
    return found


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return met


def test_stop_signal_ends_programs_and_their_children(supervisor):
    running = started(supervisor, 4)
    supervisor.send_signal(signal.SIGINT)
    rest = supervisor.communicate(timeout=30)[0]
    assert supervisor.returncode == 0
    assert rest.splitlines()[-1] == "stopped"
    assert [pid for pid in running.values() if lives(pid)] == []


def test_a_program_that_dies_starts_again(supervisor):
    first = started(supervisor, 4)
    os.kill(first["worker", "program"], signal.SIGKILL)
    second = started(supervisor, 2)
    assert set(second) == {("worker", "program"), ("worker", "child")}
    assert not lives(first["worker", "child"]), "what the dead program had started is ended with it"
    assert lives(first["web", "program"])


def test_programs_end_when_the_supervisor_is_killed(supervisor):
    running = started(supervisor, 4)
    supervisor.kill()
    supervisor.wait()
    programs = [pid for (_, role), pid in running.items() if role == "program"]
    assert until(lambda: not any(lives(pid) for pid in programs))
    for pid in running.values():  # children of programs that do not look after them
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_serve_refuses_a_port_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "VAR_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert result.returncode != 0
    assert f"PORT={port + 1}" in result.stderr
