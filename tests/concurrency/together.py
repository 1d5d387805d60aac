"""Several at the same moment, each on a database connection of its own: threads, or processes where many steps are raced."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import django
from django.conf import settings as django_settings
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


def race(task: str, *lanes: Sequence[tuple[Any, ...]]) -> list[list[Outcome]]:
    """Run lanes of calls of `task` ("module:function") in processes side by side: the nth calls begin at the same moment.

    The processes are new ones, not forks: a fork of a process that has threads (pytest's own, a browser's) may never wake up.
    """
    new = multiprocessing.get_context("spawn")
    barrier = new.Barrier(len(lanes), timeout=PATIENCE)
    settings = {"DATABASE_URL": _address_of_test_database(), "AUDIT_HEADS_DIR": str(django_settings.AUDIT_HEADS_DIR)}
    connections.close_all()
    running = []
    for lane in lanes:
        receiver, sender = new.Pipe(duplex=False)
        process = new.Process(target=_run, args=(settings, task, lane, barrier, sender), daemon=True)
        process.start()
        sender.close()
        running.append((process, receiver))
    results = []
    for process, receiver in running:
        try:
            results.append([Outcome(*pair) for pair in receiver.recv()])
        except EOFError:
            process.join(PATIENCE)
            raise AssertionError(f"a process died with exit code {process.exitcode}; its words are above") from None
        process.join(PATIENCE)
    return results


def _address_of_test_database() -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def _run(
    settings: dict[str, str], task: str, lane: Sequence[tuple[Any, ...]], barrier: Barrier, sender: Connection
) -> None:
    os.environ.update(settings)
    django.setup()
    module, _colon, name = task.partition(":")
    action = getattr(importlib.import_module(module), name)
    found: list[tuple[str, str]] = []
    for arguments in lane:
        barrier.wait()
        try:
            action(*arguments)
            found.append(("", ""))
        except Exception as error:
            found.append((type(error).__name__, str(error)))
    sender.send(found)
    connections.close_all()
