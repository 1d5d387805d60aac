"""Who is told what: the people whom a move concerns, and the sentence they get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.functional import lazy

from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core import wording
from phases.engine import rules
from phases.engine.models import SubProcessRun

written_day = lazy(lambda day: wording.moment(day, "date"), str)
"""A date in the language of whoever reads it."""


def seated(cycle: Cycle, role: str, phase: int) -> list[User]:
    """The active people with this seat for the phase, in the order of their names."""
    return list(
        User.objects.filter(
            is_active=True, pk__in=cycle.seats.filter(role=role, phase__in=[0, phase]).values("user")
        ).order_by("full_name")
    )


def voters(cycle: Cycle, phase: int, *, without: Iterable[int] = ()) -> list[User]:
    """Everyone who may vote in the phase today (own seat or delegation), makers left out: the predicate of the inbox."""
    candidates = User.objects.filter(
        Q(pk__in=cycle.seats.filter(role=rules.PENYELIA, phase__in=[0, phase]).values("user"))
        | Q(pk__in=cycle.delegations.active().filter(phase__in=[0, phase]).values("delegate")),
        is_active=True,
    ).order_by("full_name")
    excluded = set(without)
    return [user for user in candidates if user.pk not in excluded and rules.is_supervisor(user, cycle, phase)]


def heads(cycle: Cycle) -> list[User]:
    """The heads (pimpinan) in whose reach the cycle's organisation lies."""
    path = cycle.activity.organisation.path
    nodes = [path[: i + 1] for i, letter in enumerate(path) if letter == "/"]
    return list(
        User.objects.filter(
            is_active=True, memberships__role=rules.PIMPINAN, memberships__organisation__path__in=nodes
        ).distinct()
    )


def tell(
    run: SubProcessRun, users: Iterable[User], kind: str, message: str, *, by: Any, fragment: str = "", **params: Any
) -> None:
    """A notice about one sub-process; `number`, `name`, `cycle` and `by` may stand in the message."""
    notify(
        users,
        kind=kind,
        message=message,
        params={"number": run.number, "cycle": str(run.cycle), "by": str(by) if by else "", **params},
        url=run.get_absolute_url() + fragment,
        by=by,
    )
