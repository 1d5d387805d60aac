"""Reminders by date, once a day: notes of BPS that nobody has answered, answers of BPS that are late, results that are owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core import audit, clock
from phases.design.enums import Submission, Verdict
from phases.design.machines import filing_machine
from phases.design.models import Filing
from phases.design.rules import PHASE
from phases.design.selectors.filing import answer_due, notes_ground, results_due, walidatas
from phases.engine.services.people import seated, written_day

BEFORE = (60, 30, 7, 0)
"""Days before unanswered notes become a ground of refusal on which staff are reminded."""
EVERY = 30
"""Days between two reminders of what stays late."""

Due = tuple[date, str, date]
"""(the day on which to remind, the message, the day that it names)"""


def remind_filings() -> int:
    """Remind of every notification whose next day has come; gives how many. Each is a transaction of its own, and one reminder is
    sent once, however often this runs; a day that was missed is made up for."""
    waits = Q(state__in=[*Submission.at_bps(), Submission.MENDING]) | Q(verdict=Verdict.FIT, handed_on__isnull=True)
    return sum(_remind(pk) for pk in list(Filing.objects.filter(waits).values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: int) -> bool:
    row = filing_machine.locked(Filing(pk=pk, cycle_id=Filing.objects.values_list("cycle", flat=True).get(pk=pk)))
    today = clock.today()
    due = [one for one in _dues(row, today) if row.reminded_on is None or row.reminded_on < one[0]]
    if not due:
        return False
    _day, message, named = due[-1]
    people = {user.pk: user for user in [*seated(row.cycle, "staf", PHASE), *walidatas(row.cycle)]}
    notify(
        people.values(), kind="due", message=message, by=None, url=row.get_absolute_url(),
        params={"what": row.reference, "cycle": str(row.cycle), "due": written_day(named)},
    )  # fmt: skip
    row.reminded_on = today
    row.save(update_fields=["reminded_on"])
    audit.append(
        row.audit_chain, action="filing.reminded", by=None, subject=row, scope=row.audit_scope, kind=audit.AuditKind.SYSTEM,
        context={"number": "2.6", "reference": row.reference, "due": named.isoformat()},
    )  # fmt: skip
    return True


def _dues(row: Filing, today: date) -> Iterator[Due]:
    """What was to be reminded of up to today, oldest first."""
    if (ground := notes_ground(row)) is not None:
        for days in BEFORE:
            if (day := ground - timedelta(days=days)) <= today and row.noted_on is not None and day > row.noted_on:
                yield (
                    day,
                    gettext_noop("Notes of BPS on %(what)s are not answered. After %(due)s BPS may refuse it."),
                    ground,
                )
    elif (answer := answer_due(row)) is not None:
        yield from _late(answer, today, gettext_noop("BPS was to answer on %(what)s by %(due)s."))
    elif (results := results_due(row)) is not None:
        if results - timedelta(days=14) <= today:
            yield (
                results - timedelta(days=14),
                gettext_noop("Results and metadata of %(cycle)s go to BPS by %(due)s."),
                results,
            )
        yield from _late(
            results, today, gettext_noop("Results and metadata of %(cycle)s were to be handed over to BPS by %(due)s.")
        )


def _late(due: date, today: date, message: str) -> Iterator[Due]:
    day = due + timedelta(days=1)
    while day <= today:
        yield day, message, due
        day += timedelta(days=EVERY)
