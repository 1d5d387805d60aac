"""A small supervisor: starts processes, prefixes what they print, restarts one that dies, stops all, leaves none.

Enough for one machine and the demo office; in production the container platform does this work.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
HEALTHY_AFTER = 60.0  # seconds of life after which a process starts again without a longer pause
STOP_PATIENCE = 25.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Runs in the child before its program: where the supervisor is killed, Linux tells the child to stop."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    start_at: float | None = 0.0  # None while it runs
    restarts: int = field(default=-1)

    def stop(self) -> None:
        """SIGTERM to the program alone: it ends its own children, a worker after the job in hand."""
        if self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        """SIGKILL to the program and to whatever it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs `commands` (name → command) until a stop signal. Must be used in the main thread.

    `ready` is asked twice a second until it answers True, then `when_ready` is called once.
    """

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        *,
        write: Callable[[str], object],
        ready: Callable[[], bool] = lambda: True,
        when_ready: Callable[[], None] = lambda: None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.children = [Child(name, command) for name, command in commands.items()]
        self.width = max(len(name) for name in commands)
        self.write, self.ready, self.when_ready = write, ready, when_ready
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self.stopping = False
        self.selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Blocks until SIGINT, SIGTERM or SIGHUP; returns when no process is left."""
        handlers = {number: signal.signal(number, self._ask_to_stop) for number in STOP_SIGNALS}
        announced, asked = False, 0.0
        try:
            while not self.stopping:
                now = time.monotonic()
                for child in self.children:
                    self._keep_alive(child, now)
                self._pass_on(0.2)
                if not announced and now - asked > 0.5:
                    asked = now
                    if self.ready():
                        announced = True
                        self.when_ready()
        finally:
            self.stopping = True
            self._stop_all()
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _keep_alive(self, child: Child, now: float) -> None:
        if child.start_at is None and child.process is not None and (code := child.process.poll()) is not None:
            child.kill()  # whatever of its group outlived it
            child.pause = FIRST_PAUSE if now - child.started > HEALTHY_AFTER else min(child.pause * 2, LONGEST_PAUSE)
            child.start_at = now + child.pause
            self._say(child.name, f"ended ({code}); starts again in {child.pause:.0f} s")
        if child.start_at is not None and now >= child.start_at:
            child.start_at, child.started = None, now
            child.restarts += 1
            program = Path(sys.executable).parent / child.command[0]
            child.process = subprocess.Popen(
                [str(program) if program.exists() else child.command[0], *child.command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,  # a Ctrl+C reaches the supervisor alone, which then stops the others in order
                preexec_fn=_die_with_parent,
            )
            assert child.process.stdout is not None
            os.set_blocking(child.process.stdout.fileno(), False)
            self.selector.register(child.process.stdout, selectors.EVENT_READ, [child.name, b""])

    def _pass_on(self, timeout: float) -> None:
        """Print the complete lines that the processes wrote, waiting at most `timeout` seconds for the first."""
        if not self.selector.get_map():
            time.sleep(timeout)
            return
        for key, _ in self.selector.select(timeout):
            chunk = os.read(key.fd, 65536)
            *lines, key.data[1] = (key.data[1] + chunk).split(b"\n")
            if not chunk:
                self.selector.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]
                lines += [key.data[1]] if key.data[1] else []
            for line in lines:
                self._say(key.data[0], line.decode(errors="replace"))

    def _say(self, name: str, line: str) -> None:
        with contextlib.suppress(OSError):  # a terminal that is gone keeps nobody from being stopped
            self.write(f"{name:<{self.width}} | {line.rstrip()}")

    def _stop_all(self) -> None:
        """SIGTERM to every program, SIGKILL to what is left of it at the latest after the patience."""
        running = [child for child in self.children if child.process is not None and child.process.poll() is None]
        for child in running:
            child.stop()
        deadline = time.monotonic() + STOP_PATIENCE
        while time.monotonic() < deadline and any(c.process and c.process.poll() is None for c in running):
            self._pass_on(0.1)
        for child in running:
            child.kill()
            if child.process is not None:
                child.process.wait()
        for key in list(self.selector.get_map().values()):
            self.selector.unregister(key.fileobj)
            key.fileobj.close()  # type: ignore[union-attr]
        self.selector.close()
