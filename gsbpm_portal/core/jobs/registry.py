"""What kinds of jobs and what periodic work exist, by dotted path: the web process knows the names and never loads the code."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from gsbpm_portal.core.jobs.errors import UnknownKind

DATABASE_TROUBLE = ("django.db.utils.OperationalError", "django.db.utils.InterfaceError")
"""Passing troubles of the database: every kind is retried after one of these."""


def load(dotted: str) -> Callable[..., Any]:
    """The function named by "package.module:function"."""
    module, _, name = dotted.partition(":")
    if not name:
        raise ImportError(f"{dotted}: write it as package.module:function")
    return import_string(f"{module}.{name}")


def fault_in(dotted: str) -> str:
    """Why `dotted` names no function, or nothing. Reads the source; runs no code but that of the parent packages."""
    module, _, name = dotted.partition(":")
    if not name:
        return "is not written as package.module:function"
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError) as error:
        return f"cannot be found: {error}"
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return f"names no module {module}"
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ""
        if isinstance(node, ast.ImportFrom) and name in {alias.asname or alias.name for alias in node.names}:
            return ""
        if isinstance(node, ast.Assign) and name in {t.id for t in node.targets if isinstance(t, ast.Name)}:
            return ""
    return f"names no function {name} of the module {module}"


@dataclass(frozen=True)
class JobKind:
    """How jobs of one kind are run. `on_end` is told in the transaction in which a job of this kind ends, however it ends."""

    name: str
    runner: str
    label: Any
    max_attempts: int
    transient: tuple[str, ...] = ()
    cancellable: bool = True
    on_end: str = ""
    time_limit: int = 0
    listed: bool = True

    def is_transient(self, error: BaseException) -> bool:
        """Whether the same job may succeed when it is tried again a little later."""
        return isinstance(error, self._transient_types)

    @cached_property
    def _transient_types(self) -> tuple[type[BaseException], ...]:
        return tuple(import_string(path) for path in (*DATABASE_TROUBLE, *self.transient))


@dataclass(frozen=True)
class TickSpec:
    """Periodic work of the beat. Urgent work (the kernel's) is done apart, so that nothing slow can hold it up."""

    name: str
    function: str
    every: float
    urgent: bool = False


@dataclass
class Registry:
    kinds: dict[str, JobKind] = field(default_factory=dict)
    ticks: dict[str, TickSpec] = field(default_factory=dict)


_registry = Registry()


def register_job(
    kind: str,
    *,
    runner: str,
    label: Any,
    max_attempts: int | None = None,
    transient: tuple[str, ...] | list[str] = (),
    cancellable: bool = True,
    on_end: str = "",
    time_limit: int = 0,
    listed: bool = True,
) -> JobKind:
    """Make a kind of job known, from AppConfig.ready().

    `runner` ("package.module:function") is loaded in the worker alone and called with a JobContext. `transient` names exception
    types (dotted paths) after which the job is tried again with a growing pause. `max_attempts` counts every start, also those
    ended by a killed worker. `time_limit` in seconds ends a run that takes longer, as a failure (0: no limit). `on_end`
    ("package.module:function", given the job) runs in the transaction that ends the job. Kinds that are not `listed` stay out
    of people's job lists. Registering a name twice with another definition is refused.
    """
    spec = JobKind(
        name=kind,
        runner=runner,
        label=label,
        max_attempts=max_attempts or settings.JOB_MAX_ATTEMPTS,
        transient=tuple(transient),
        cancellable=cancellable,
        on_end=on_end,
        time_limit=time_limit,
        listed=listed,
    )
    known = _registry.kinds.get(kind)
    if known is not None and known != spec:
        raise ValueError(f"The job kind {kind!r} is registered already, with another definition")
    return _registry.kinds.setdefault(kind, spec)


def register_tick(name: str, function: str, every_seconds: float, *, urgent: bool = False) -> TickSpec:
    """Have the beat call `function` ("package.module:function", no arguments) every so many seconds, once however many beats run.

    It must be quick (seconds): longer work is enqueued as a job.
    """
    spec = TickSpec(name, function, every_seconds, urgent)
    known = _registry.ticks.get(name)
    if known is not None and known != spec:
        raise ValueError(f"The tick {name!r} is registered already, with another definition")
    return _registry.ticks.setdefault(name, spec)


def kind_of(name: str) -> JobKind:
    try:
        return _registry.kinds[name]
    except KeyError:
        raise UnknownKind(f"No job kind {name!r} is registered") from None


def find_kind(name: str) -> JobKind | None:
    """The kind, or None for a row whose kind is no longer registered."""
    return _registry.kinds.get(name)


def all_kinds() -> list[JobKind]:
    return list(_registry.kinds.values())


def all_ticks() -> list[TickSpec]:
    return list(_registry.ticks.values())


def forget(name: str) -> None:
    """Take a kind or tick out again: for tests that register one of their own."""
    _registry.kinds.pop(name, None)
    _registry.ticks.pop(name, None)
