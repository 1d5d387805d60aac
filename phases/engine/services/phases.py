"""The moves of a phase: opened, submitted for closing with a summary, closed, reopened."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core import clock
from gsbpm_portal.core.transitions import makers
from phases.engine.machines import phase_machine
from phases.engine.models import PhaseRun
from phases.engine.services.people import seated, voters


@transaction.atomic
def open_phase(phase_run: PhaseRun, *, by: Any, comment: str = "") -> PhaseRun:
    """Open a phase ahead of its first sub-process; refused while an entry gate holds it."""

    def write(row: PhaseRun) -> None:
        row.opened_at = clock.now()

    return phase_machine.move(phase_run, "open", by=by, comment=comment, before_write=write)


@transaction.atomic
def submit_closing(phase_run: PhaseRun, *, by: Any, summary: str) -> PhaseRun:
    """Ask that the phase be closed, with a summary of what was done. Refused while the checklist has open points."""

    def write(row: PhaseRun) -> None:
        row.submitted_at, row.submitted_by, row.summary = clock.now(), by, summary.strip()

    row = phase_machine.move(phase_run, "submit_closing", by=by, comment=summary, before_write=write)
    people = voters(row.cycle, row.number, without=makers(row, row.round))
    _tell(row, people, "to_decide", gettext_noop("%(by)s asks to close phase %(number)s of %(cycle)s."), by)
    return row


@transaction.atomic
def withdraw_closing(phase_run: PhaseRun, *, by: Any, comment: str = "") -> PhaseRun:
    """Take the closing back to go on working."""
    return phase_machine.move(phase_run, "withdraw_closing", by=by, comment=comment)


@transaction.atomic
def close_phase(phase_run: PhaseRun, *, by: Any, comment: str = "", seen: str = "") -> PhaseRun:
    """Close the phase; never by the one who submitted it."""

    def write(row: PhaseRun) -> None:
        row.closed_at = clock.now()

    row = phase_machine.move(phase_run, "close", by=by, comment=comment, seen=seen, before_write=write)
    _tell(row, _team(row), "phase_closed", gettext_noop("%(by)s closed phase %(number)s of %(cycle)s."), by)
    return row


@transaction.atomic
def return_closing(phase_run: PhaseRun, *, by: Any, comment: str, seen: str = "") -> PhaseRun:
    """Send the closing back, with what is missing."""
    row = phase_machine.move(phase_run, "return_closing", by=by, comment=comment, seen=seen)
    message = gettext_noop("%(by)s did not close phase %(number)s of %(cycle)s: “%(comment)s”")
    _tell(row, _team(row), "phase_returned", message, by, comment=comment.strip())
    return row


@transaction.atomic
def reopen_phase(phase_run: PhaseRun, *, by: Any, comment: str) -> PhaseRun:
    """Reopen a closed phase, with the reason; its sub-processes stay as they are until one is reopened."""

    def write(row: PhaseRun) -> None:
        row.closed_at = None

    row = phase_machine.move(phase_run, "reopen", by=by, comment=comment, before_write=write)
    message = gettext_noop("%(by)s reopened phase %(number)s of %(cycle)s: “%(comment)s”")
    _tell(row, _team(row), "phase_reopened", message, by, comment=comment.strip())
    return row


def _team(row: PhaseRun) -> list[User]:
    people = seated(row.cycle, "staf", row.number) + ([row.submitted_by] if row.submitted_by else [])
    return list({user.pk: user for user in people}.values())


def _tell(row: PhaseRun, people: list[User], kind: str, message: str, by: Any, **params: Any) -> None:
    notify(
        people, kind=kind, message=message, by=by, url=row.get_absolute_url(),
        params={"by": str(by), "number": row.number, "cycle": str(row.cycle), **params},
    )  # fmt: skip
