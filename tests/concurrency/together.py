"""Several at the same moment, each on a database connection of its own: threads, or processes where many steps are raced."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connection, connections

Action = Callable[[], Any]
PATIENCE = 60
"""Seconds after which one that does not come back counts as stuck."""


class Outcome(NamedTuple):
    """What an action came to, in a form that can be handed from process to process: the name of its exception and its text."""

    refusal: str
    text: str


def together(*actions: Action) -> list[Any]:
    """All actions at the same moment, in threads; what each returned, or the exception that it raised."""
    barrier = threading.Barrier(len(actions), timeout=PATIENCE)
    results: list[Any] = [None] * len(actions)

    def run(place: int, action: Action) -> None:
        try:
            barrier.wait()
            results[place] = action()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a thread is stuck"
    return results


def race(*lanes: Sequence[Action]) -> list[list[Outcome]]:
    """Run the lanes in processes side by side, step by step: the nth actions of all lanes begin at the same moment."""
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(len(lanes), timeout=PATIENCE)
    connections.close_all()
    running = []
    for lane in lanes:
        receiver, sender = fork.Pipe(duplex=False)
        process = fork.Process(target=_run, args=(lane, barrier, sender), daemon=True)
        process.start()
        sender.close()
        running.append((process, receiver))
    results = []
    for process, receiver in running:
        try:
            results.append([Outcome(*pair) for pair in receiver.recv()])
        except EOFError:
            raise AssertionError("a process died") from None
        process.join(PATIENCE)
    return results


def _run(lane: Sequence[Action], barrier: Any, sender: Any) -> None:
    found: list[tuple[str, str]] = []
    try:
        for action in lane:
            barrier.wait()
            try:
                action()
                found.append(("", ""))
            except Exception as error:
                found.append((type(error).__name__, str(error)))
        sender.send(found)
        sender.close()
    finally:
        connections.close_all()
        os._exit(0)  # nothing of the test run may be finished twice
