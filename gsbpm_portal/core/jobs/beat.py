"""The beat: runs periodic work in its own process, so that workers busy with long jobs never hold up the reaper."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from celery.beat import Scheduler
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connection

from gsbpm_portal.core.jobs.ticks import Pace

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


class TickScheduler(Scheduler):
    """A Celery beat scheduler that sends no messages: it runs the registered ticks, the urgent ones in a thread of their own.

    When a tick last ran stands in the database, so that several beats share the work and a restart forgets nothing; there is no
    schedule file.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._pace = Pace(urgent=False)
        self._urgent: threading.Thread | None = None
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        self.data: dict[str, Any] = {}

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if self._urgent is None or not self._urgent.is_alive():
            self._urgent = threading.Thread(target=_beat_forever, name="urgent-ticks", daemon=True)
            self._urgent.start()
        _beat_once(self._pace)
        return LOOK_SECONDS


def _beat_once(pace: Pace) -> None:
    close_old_connections()
    try:
        pace.run_due()
    except DatabaseTrouble as error:
        logger.warning("The beat missed a turn: %s", error)
        connection.close()
    close_old_connections()


def _beat_forever() -> None:
    pace = Pace(urgent=True)
    while True:
        _beat_once(pace)
        time.sleep(LOOK_SECONDS)
