"""The portal's clock. It tells the real time, except inside `at`, with which the demo office writes its past."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_shown: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware."""
    return _shown.get() or timezone.now()


def today() -> date:
    """The present day at the office."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at `moment` (aware)."""
    token = _shown.set(moment)
    try:
        yield
    finally:
        _shown.reset(token)
