"""The next cycle: a new edition that takes over what is chosen of the last one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities import registry
from activities.models import Cycle
from activities.periods import Edition, edition_of, shift
from activities.selectors import reason_against_seat
from activities.services.identity import create_cycle
from activities.services.team import SeatWish, seat
from gsbpm_portal.accounts.models import User


@transaction.atomic
def roll_over(cycle: Cycle, *, by: User, choices: Mapping[str, str] | None = None, **values: Any) -> Cycle:
    """Begin the cycle after `cycle` and copy its parts: each "keep", "review" or "drop" (a part not named: its default).

    `values` are those of create_cycle; what is left out follows from the last cycle, moved by one period. Refuses choices
    that a part does not offer, and whatever create_cycle refuses.
    """
    parts = registry.rollover_parts()
    given = dict(choices or {})
    if unknown := set(given) - {part.code for part in parts}:
        raise ValueError(f"no such part: {', '.join(sorted(unknown))}")
    chosen = {part.code: given.get(part.code, part.default) for part in parts}
    for part in parts:
        if chosen[part.code] not in part.choices:
            raise ValidationError({part.code: _("Choose what is to happen with this part.")})
    seated = chosen.get("team") != "drop" and cycle.seats.filter(user=by).exists()  # comes over in the own role
    start = {**next_values(cycle), **values}
    new = create_cycle(cycle.activity, by=by, previous=cycle, seat_creator=not seated, **start)
    for part in parts:
        if chosen[part.code] != "drop":
            part.copy(cycle, new, by, chosen[part.code])
    return new


def next_values(cycle: Cycle) -> dict[str, Any]:
    """What the cycle after this one starts from: the next edition, and the plan moved by one period."""
    frequency = cycle.activity.frequency
    start, end = shift(cycle.period_start, frequency), shift(cycle.period_end, frequency)
    edition = _edition(start, end, frequency)
    return {
        "edition": edition.code,
        "name": edition.name,
        "year": edition.year,
        "period_start": start,
        "period_end": end,
        "planned_start": shift(cycle.planned_start, frequency),
        "planned_end": shift(cycle.planned_end, frequency),
    }


def _edition(start: date, end: date, frequency: str) -> Edition:
    """Named after the calendar where the period is one of it, else after its year."""
    edition = edition_of(start, frequency)
    if (edition.start, edition.end) == (start, end):
        return edition
    return Edition(str(end.year), "", end.year, start, end)


def copy_team(old: Cycle, new: Cycle, by: User, choice: str) -> None:
    """Seat the same people in the same phases; who cannot hold the seat any longer is left out."""
    path = new.activity.organisation.path
    wishes: dict[tuple[int, str], SeatWish] = {}
    for held in old.seats.select_related("user").order_by("phase"):
        key = (held.user_id, held.role)
        if key in wishes:
            wishes[key] = SeatWish(held.user, held.role, (*wishes[key].phases, held.phase))
        elif not reason_against_seat(held.user, held.role, path):
            wishes[key] = SeatWish(held.user, held.role, (held.phase,))
    seat(new, wishes.values(), by=by)
