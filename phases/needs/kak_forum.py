"""Where the KAK is discussed part by part: the forum of sub-process 1.6 in one cycle."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gsbpm_portal.core.models import Remark
from gsbpm_portal.core.remarks import Forum
from phases.engine import rules
from phases.engine.enums import IterationState
from phases.engine.models import SubProcessRun
from phases.engine.services.discussion import may_speak
from phases.engine.services.people import seated, tell, voters
from phases.needs.kak_parts import Kak

RAB = "rab"
"""The part of remarks on the budget."""


def forum_of(run: SubProcessRun, kak: Kak) -> Forum:
    """Staff and reviewers of the cycle write; supervisors of the phase and walidata of the team settle. Parts are those of the
    KAK and the budget. Nothing new is written about a KAK that is approved, until 1.6 is opened again."""
    cycle, phase = run.cycle, run.phase_number
    parts = {part.code: f"{part.number} {part.title}".strip() for part in kak.parts} | {RAB: _("Budget (RAB)")}

    def settles(user: Any) -> bool:
        standing = rules.standing(user, cycle)
        return rules.is_supervisor(user, cycle, phase) or rules.WALIDATA in standing.reaches

    def told(remark: Remark, by: Any, text: str, others: list[Any]) -> None:
        people = {user.pk: user for user in others}
        if not others:  # a new remark: the other side hears of it
            side = seated(cycle, rules.STAF, phase) if settles(by) else voters(cycle, phase)
            people = {user.pk: user for user in side}
            if settles(by) and run.assignee is not None:
                people[run.assignee.pk] = run.assignee
        people.pop(by.pk, None)
        message = gettext_noop("%(by)s wrote about the KAK of %(cycle)s: “%(text)s”")
        tell(run, people.values(), "remark", message, by=by, fragment="", text=text[:200])

    settled = run.current is not None and run.current.state in IterationState.finished()
    return Forum(
        run,
        parts,
        speaks=lambda user: may_speak(user, cycle),
        settles=settles,
        chain=run.audit_chain,
        scope=run.audit_scope,
        label=str(run),
        closed=_("The KAK is approved. Remarks are written again once 1.6 is reopened.") if settled else "",
        tell=told,
    )
