"""All legal moves of the workflow, on one screen each. Gates are registered by gates.py and by the phase apps."""
# ruff: noqa: E501 -- a move a line

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.transitions import Machine, Transition
from phases.engine import rules
from phases.engine.enums import IterationState as I
from phases.engine.enums import PhaseState as P
from phases.engine.enums import RecheckState, RequestKind, RequestState
from phases.engine.models import Iteration, PhaseRun, Recheck, Request


def _waived_for_iteration(iteration: Any) -> Mapping[str, Any]:
    """Confirmed overrides by gate; a page that has read them already hands them in as `_waived`."""
    if "_waived" in iteration.__dict__:
        return iteration.__dict__["_waived"]
    confirmed = Request.objects.filter(iteration=iteration, kind=RequestKind.OVERRIDE, state=RequestState.CONFIRMED)
    return {request.gate: request for request in confirmed}


def _waived_for_phase(phase_run: Any) -> Mapping[str, Any]:
    if "_waived" in phase_run.__dict__:
        return phase_run.__dict__["_waived"]
    confirmed = list(
        Request.objects.filter(phase_run=phase_run, kind=RequestKind.OVERRIDE, state=RequestState.CONFIRMED)
    )
    if confirmed:  # one that was given before the phase was reopened does not reach over the reopening
        reopened = Decision.objects.filter(subject_kind="phases.phaserun", subject_id=phase_run.pk, verb="reopen")
        since = reopened.aggregate(at=Max("at"))["at"]
        confirmed = [request for request in confirmed if since is None or request.answered_at > since]
    return {request.gate: request for request in confirmed}


def _move(name: str, label: Any, sources: Any, target: str, who: Any, **more: Any) -> Transition:
    return Transition(name, label, frozenset(sources), target, who, **more)


# fmt: off
iteration_machine: Machine[Iteration] = Machine("iteration", Iteration, (
    _move("start",    _("Start"),            [I.NOT_STARTED],           I.IN_WORK,   rules.staff_of_run, decides=False, look="primary"),
    _move("submit",   _("Submit for approval"), [I.IN_WORK, I.RETURNED], I.SUBMITTED, rules.staff_of_run, makes=True, look="primary"),
    _move("withdraw", _("Withdraw the submission"), [I.SUBMITTED],      I.IN_WORK,   rules.staff_of_run),
    _move("approve",  _("Approve"),          [I.SUBMITTED],             I.APPROVED,  rules.votes_on_run, checks=True, closes=True, look="primary"),
    _move("return",   _("Return"),           [I.SUBMITTED],             I.RETURNED,  rules.votes_on_run, checks=True, closes=True, comment="required"),
    _move("skip",     _("Skip"),             [I.NOT_STARTED, I.IN_WORK, I.RETURNED], I.SKIPPED, rules.votes_on_run, checks=True, closes=True, comment="required", look="internal"),
), waived=_waived_for_iteration, related=("run__cycle__activity__organisation", "run__phase_run", "run__subprocess"))

phase_machine: Machine[PhaseRun] = Machine("phase", PhaseRun, (
    _move("open",             _("Open the phase"),      [P.NOT_OPEN],              P.RUNNING,  rules.supervises_phase, look="primary"),
    _move("open_by_start",    _("Open with first sub-process"), [P.NOT_OPEN],      P.RUNNING,  rules.starts_in_phase, decides=False, look="internal"),
    _move("submit_closing",   _("Submit for closing"),  [P.RUNNING, P.REOPENED],   P.CLOSING,  rules.works_on_phase, makes=True, comment="required", look="primary"),
    _move("withdraw_closing", _("Withdraw the closing"), [P.CLOSING],              P.RUNNING,  rules.works_on_phase),
    _move("close",            _("Close the phase"),     [P.CLOSING],               P.CLOSED,   rules.votes_on_phase, checks=True, closes=True, look="primary"),
    _move("return_closing",   _("Return"),              [P.CLOSING],               P.RUNNING,  rules.votes_on_phase, checks=True, closes=True, comment="required"),
    _move("reopen",           _("Reopen the phase"),    [P.CLOSED],                P.REOPENED, rules.supervises_phase, comment="required"),
), waived=_waived_for_phase, related=("cycle__activity__organisation",))

request_machine: Machine[Request] = Machine("request", Request, (
    _move("confirm",  _("Confirm"),  [RequestState.OPEN], RequestState.CONFIRMED, rules.answers_request, checks=True, closes=True, look="primary"),
    _move("decline",  _("Decline"),  [RequestState.OPEN], RequestState.DECLINED,  rules.answers_request, checks=True, closes=True, comment="required"),
    _move("withdraw", _("Withdraw"), [RequestState.OPEN], RequestState.WITHDRAWN, rules.asked_it),
), related=("cycle__activity__organisation", "iteration__run__subprocess", "run", "phase_run"))

recheck_machine: Machine[Recheck] = Machine("recheck", Recheck, (
    _move("unchanged", _("Unchanged"), [RecheckState.OPEN], RecheckState.UNCHANGED, rules.clears_recheck, ruling=True, comment="required"),
    _move("redo",      _("Reopen"),    [RecheckState.OPEN], RecheckState.REDONE,    rules.clears_recheck, ruling=True, comment="required", look="internal"),
), related=("run__cycle__activity__organisation", "cause__run__cycle__activity"))
# fmt: on
