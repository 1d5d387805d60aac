"""Addresses of cycles and phases for long lists, which have no objects to ask: the resolver is asked once a process."""

from __future__ import annotations

from functools import cache

from django.urls import reverse


def cycle_address(code: str, edition: str) -> str:
    """What Cycle.get_absolute_url gives."""
    head, middle, tail = _parts()
    return f"{head}{code}{middle}{edition}{tail}"


@cache
def _parts() -> tuple[str, str, str]:
    head, rest = reverse("engine:matrix", args=["X-0-X", "y-0-y"]).split("X-0-X")
    middle, tail = rest.split("y-0-y")
    return head, middle, tail


@cache
def phase_tail(number: int) -> str:
    """What the address of a phase adds to that of its cycle."""
    return reverse("engine:phase", args=["X", "0", number]).removeprefix(reverse("engine:matrix", args=["X", "0"]))
