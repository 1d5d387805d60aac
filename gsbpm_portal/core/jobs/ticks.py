"""Periodic work: what is due, claimed through its row, run in the process of the beat."""

from __future__ import annotations

import logging
import time
import traceback

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from gsbpm_portal.core.jobs.registry import TickSpec, all_ticks, load
from gsbpm_portal.core.jobs.services import from_now
from gsbpm_portal.core.models.jobs import Tick

logger = logging.getLogger(__name__)

BUSY_SECONDS = 120
"""For how long a run keeps others from starting the same; a beat that was killed in the middle holds it no longer."""
BUSY_SECONDS_URGENT = 10
LOOK_AGAIN_SECONDS = 60


def run_tick(spec: TickSpec) -> bool:
    """Run one piece of periodic work if it is due and nobody else is at it. False otherwise. Errors are noted, not raised."""
    number = _claim(spec)
    if number is None:
        return False
    error = ""
    try:
        load(spec.function)()
    except Exception:
        logger.exception("The periodic work %s failed", spec.name)
        error = traceback.format_exc()[-4000:]
    Tick.objects.filter(name=spec.name, runs=number).update(busy_until=None, finished_at=Now(), error=error)
    return True


def _claim(spec: TickSpec) -> int | None:
    Tick.objects.get_or_create(name=spec.name)
    busy = BUSY_SECONDS_URGENT if spec.urgent else BUSY_SECONDS
    with transaction.atomic():
        row = (
            Tick.objects.select_for_update(skip_locked=True)
            .filter(Q(busy_until=None) | Q(busy_until__lt=Now()), name=spec.name, next_at__lte=from_now(0.05))
            .first()
        )
        if row is None:
            return None
        Tick.objects.filter(pk=row.pk).update(
            next_at=from_now(spec.every), busy_until=from_now(busy), started_at=Now(), runs=F("runs") + 1
        )
        return row.runs + 1


class Pace:
    """Remembers within one process when each tick is to be looked at next, so that the database is not asked every second."""

    def __init__(self, *, urgent: bool) -> None:
        self.urgent = urgent
        self._look_at: dict[str, float] = {}

    def run_due(self) -> list[str]:
        """Run what is due now; gives the names of what ran."""
        ran = []
        for spec in all_ticks():
            if spec.urgent is not self.urgent or self._look_at.get(spec.name, 0.0) > time.monotonic():
                continue
            if run_tick(spec):
                ran.append(spec.name)
            self._look_at[spec.name] = time.monotonic() + min(spec.every, LOOK_AGAIN_SECONDS)
        return ran
