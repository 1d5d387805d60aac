"""Reminders: by hand to whoever has to decide, and by date: due soon, overdue, and to the head when it stays overdue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason, makers
from phases.engine import rules
from phases.engine.enums import Applicability, IterationState, PhaseState
from phases.engine.machines import iteration_machine
from phases.engine.models import Iteration, SubProcessRun
from phases.engine.services.people import heads, seated, tell, voters, written_day

REMIND_EVERY = timedelta(hours=20)
ESCALATE_AFTER_DAYS = 3


@transaction.atomic
def remind_voters(iteration: Iteration, *, by: Any) -> int:
    """Remind those who may decide on a submitted iteration; gives how many. At most once in 20 hours. Refused to outsiders."""
    row = iteration_machine.locked(iteration)
    if not rules.is_on_team(by, row.cycle):
        raise NotAllowed(Reason("role", _("Your role does not allow this.")))
    if row.state != IterationState.SUBMITTED:
        raise MoveRefused(Reason("state", _("The state is “%(state)s”.") % {"state": row.get_state_display()}))
    since = max(clock.now() - REMIND_EVERY, row.submitted_at or row.opened_at)
    if audit.AuditEntry.objects.filter(
        action="iteration.remind", subject_kind="phases.iteration", subject_id=row.pk, at__gte=since
    ).exists():
        raise MoveRefused(Reason("reminded", _("They were reminded less than a day ago.")))
    people = voters(row.cycle, row.run.phase_number, without=makers(row, row.round))
    tell(
        row.run,
        people,
        "reminder",
        gettext_noop("%(by)s reminds you: %(number)s of %(cycle)s awaits your decision."),
        by=by,
    )
    audit.append(row.audit_chain, action="iteration.remind", by=by, subject=row, scope=row.audit_scope)
    return len(people)


def remind_by_date() -> dict[str, int]:
    """Once a day (a tick): tell what falls due in three days, today, or was due yesterday; escalate what stays overdue.

    Told are the people in charge or, where a decision is what is waited for, those who may give it. Escalation goes to the
    phase's supervisors and the heads, once per due date. Each sub-process is a transaction of its own.
    """
    today = clock.today()
    told = {"soon": 0, "overdue": 0, "escalated": 0}
    due = (
        SubProcessRun.objects.filter(applicability=Applicability.APPLIES, due__lte=today + timedelta(days=3))
        .exclude(current__state__in=IterationState.finished())
        .filter(phase_run__state__in=PhaseState.running())
    )
    for pk in list(due.values_list("pk", flat=True)):
        if what := _remind_of(pk, today):
            told[what] += 1
    return told


@transaction.atomic
def _remind_of(pk: int, today: date) -> str:
    """What was sent about one run that is due or late: "soon", "overdue", "escalated" or nothing."""
    run = SubProcessRun.objects.select_related("assignee", "current", "cycle__activity__organisation", "phase_run").get(
        pk=pk
    )
    audit.hold(run.audit_chain)
    days = (run.due - today).days  # type: ignore[operator]
    if days in (3, 0):
        tell(
            run,
            _waited_for(run),
            "due",
            gettext_noop("%(number)s of %(cycle)s is due on %(due)s."),
            by=None,
            due=written_day(run.due),
        )
        return "soon"
    if days == -1:
        tell(
            run,
            _waited_for(run),
            "overdue",
            gettext_noop("%(number)s of %(cycle)s was due on %(due)s."),
            by=None,
            due=written_day(run.due),
        )
        return "overdue"
    if days > -ESCALATE_AFTER_DAYS:
        return ""
    if not SubProcessRun.objects.filter(pk=pk, escalated_at__isnull=True, due=run.due).update(escalated_at=clock.now()):
        return ""
    above = seated(run.cycle, rules.PENYELIA, run.phase_number) + voters(run.cycle, run.phase_number) + heads(run.cycle)
    tell(
        run, above, "escalated", by=None, due=written_day(run.due), days=-days,
        message=gettext_noop("%(number)s of %(cycle)s is %(days)s days late (due on %(due)s)."),
    )  # fmt: skip
    audit.append(
        run.audit_chain, action="run.escalate", by=None, subject=run, scope=run.audit_scope,
        kind=audit.AuditKind.SYSTEM, context={"days": -days},
    )  # fmt: skip
    return "escalated"


def _waited_for(run: SubProcessRun) -> list[User]:
    """Whose turn it is: the voters of what was submitted, else the person in charge, else all staff of the phase."""
    if run.current is not None and run.current.state == IterationState.SUBMITTED:
        return voters(run.cycle, run.phase_number, without=makers(run.current, run.current.round))
    return [run.assignee] if run.assignee else seated(run.cycle, rules.STAF, run.phase_number)


def voters_exist(iteration: Iteration) -> bool:
    """Whether anybody may decide on the iteration; where nobody may, the page offers delegation."""
    return bool(voters(iteration.cycle, iteration.run.phase_number, without=makers(iteration, iteration.round)))
