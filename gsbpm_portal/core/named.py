"""Things that apps register under a name when they are ready: each name once, the same definition as often as one likes."""

from __future__ import annotations

from typing import Generic, TypeVar

from gsbpm_portal.core.jobs.errors import UnknownKind

Spec = TypeVar("Spec")


class Named(Generic[Spec]):
    """`what` is the word for one of them in messages: "export"."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._known: dict[str, Spec] = {}

    def add(self, name: str, spec: Spec) -> Spec:
        """Refuses (ValueError) a second definition under a name that is taken."""
        if self._known.setdefault(name, spec) != spec:
            raise ValueError(f"The {self._what} {name!r} is registered already, with another definition")
        return self._known[name]

    def get(self, name: str) -> Spec:
        """Raises UnknownKind for a name that nobody registered."""
        try:
            return self._known[name]
        except KeyError:
            raise UnknownKind(f"No {self._what} {name!r} is registered") from None

    def all(self) -> list[Spec]:
        return list(self._known.values())

    def forget(self, name: str) -> None:
        """Take one out again: for tests that register one of their own."""
        self._known.pop(name, None)
