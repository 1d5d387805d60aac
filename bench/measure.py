"""How pages are asked for and timed: straight through the WSGI application, in interleaved rounds."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

HOST = "127.0.0.1"


def session_of(user: Any) -> str:
    """The cookie of a new session of the person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "gsbpm_portal.accounts.backends.PersonBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.LANGUAGE_COOKIE_NAME}=id"


def wsgi_defaults() -> dict[str, Any]:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    return environ


class Browser:
    """Asks for pages as a person, without a server in between."""

    application: Any = None

    def __init__(self, user: Any) -> None:
        if Browser.application is None:
            Browser.application = get_wsgi_application()
        self.environ = {
            **wsgi_defaults(),
            "HTTP_HOST": HOST,
            "SERVER_NAME": HOST,
            "REMOTE_ADDR": HOST,
            "HTTP_COOKIE": session_of(user),
        }

    def get(self, address: str) -> bytes:
        """The body. Anything but 200 is an error of the bench."""
        path, _mark, query = address.partition("?")
        told: list[str] = []
        answer = self.application(
            {**self.environ, "PATH_INFO": path, "QUERY_STRING": query}, lambda status, *_: told.append(status)
        )
        body = b"".join(answer)
        answer.close()
        if not told[0].startswith("200"):
            raise RuntimeError(f"{address}: {told[0]}")
        return body

    def queries(self, address: str) -> int:
        """How many statements read or set something; the marks of a transaction do neither."""
        self.get(address)  # what is read once a process was read
        with CaptureQueriesContext(connection) as found:
            self.get(address)
        return sum(one["sql"] not in ("BEGIN", "COMMIT") for one in found.captured_queries)


def timings(calls: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Milliseconds of each call: the lower quartile over rounds in which every call has its turn. Other programs of the machine
    slow single rounds down, the longer calls more often; a quarter of the rounds is left alone."""
    for call in calls.values():
        for _warm in range(3):
            call()
    times: dict[str, list[float]] = {name: [] for name in calls}
    gc.collect()
    for _round in range(rounds):
        for name, call in calls.items():
            begun = time.perf_counter()
            call()
            times[name].append((time.perf_counter() - begun) * 1000)
    return {name: statistics.quantiles(found, n=4)[0] for name, found in times.items()}


@dataclass
class Report:
    """Lines of (what, measured, limit, kept?), printed as a table as they come."""

    lines: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def add(self, what: str, measured: float, limit: float, *, unit: str = "", digits: int = 2, note: str = "") -> None:
        kept = measured <= limit
        shown, bound = f"{measured:.{digits}f}{unit}", f"≤ {limit:g}{unit}"
        self.lines.append((what, shown, bound, kept))
        print(
            f"  {what:<58} {shown:>12} {bound:>10}   {'ok' if kept else 'TOO MUCH'}{f'   {note}' if note else ''}",
            flush=True,
        )

    def equal(self, what: str, counts: Mapping[int, int], limit: int) -> None:
        """Queries at several lengths: the same at each, and within the limit."""
        found = set(counts.values())
        kept = len(found) == 1 and max(found) <= limit
        shown = "/".join(str(count) for count in counts.values())
        sizes = "/".join(str(size) for size in counts)
        self.lines.append((what, shown, f"≤ {limit}", kept))
        verdict = "ok" if kept else "TOO MUCH" if max(found) > limit else "NOT EQUAL"
        print(f"  {f'{what} at {sizes} rows':<58} {shown:>12} {f'≤ {limit}':>10}   {verdict}", flush=True)

    @property
    def failed(self) -> int:
        return sum(not kept for *_rest, kept in self.lines)
