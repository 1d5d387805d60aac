"""What is asked with a reason and answered by another person: skip, override of a gate, extension, reopening."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason, contribute, makers
from phases.engine import rules
from phases.engine.enums import RequestKind
from phases.engine.gates import gates_held, gates_held_of_phase, why_not_ask
from phases.engine.machines import iteration_machine, phase_machine, request_machine
from phases.engine.models import Iteration, PhaseRun, Request, SubProcessRun
from phases.engine.services.iterations import reopen_run, skip_iteration
from phases.engine.services.people import heads, voters
from phases.engine.services.planning import span_phases

__all__ = ["ask", "confirm_request", "decline_request", "gates_held", "gates_held_of_phase", "withdraw_request"]

NOT_YOURS = Reason("role", _("Your role does not allow this."))


@transaction.atomic
def ask(
    kind: str,
    *,
    by: Any,
    reason: str,
    iteration: Iteration | None = None,
    phase_run: PhaseRun | None = None,
    gate: str = "",
    due: date | None = None,
) -> Request:
    """Ask for something about an iteration (or, an override only, about a phase run).

    Never answered by the asker nor by a maker of what it is about. Who may ask: staff of the phase and its supervisors; an
    override is asked for by a supervisor alone. Refused without a reason, while the same is open, and where it makes no sense in
    the present state. An override of the gate at the entry of a phase is one of the phase, whichever sub-process it is asked in.
    """
    if not reason.strip():
        raise MoveRefused(Reason("comment", _("Write down the reason."), "#comment"))
    if iteration is not None:
        iteration = iteration_machine.locked(iteration)
        if kind == RequestKind.OVERRIDE and gate in gates_held_of_phase(iteration.run.phase_run):
            phase_run, iteration = (
                iteration.run.phase_run,
                None,
            )  # what holds the start is the gate at the door of the phase
    if iteration is None:
        phase_run = phase_machine.locked(phase_run)  # type: ignore[arg-type]
    cycle, phase = (iteration.cycle, iteration.run.phase_number) if iteration else (phase_run.cycle, phase_run.number)  # type: ignore[union-attr]
    supervises = rules.is_supervisor(by, cycle, phase)
    if not supervises and (kind == RequestKind.OVERRIDE or not rules.is_staff(by, cycle, phase)):
        raise NotAllowed(NOT_YOURS)
    if refused := why_not_ask(kind, iteration, phase_run, gate, due):
        raise MoveRefused(*refused)
    try:
        with transaction.atomic():
            request = Request.objects.create(
                cycle=cycle, kind=kind, run=iteration.run if iteration else None, iteration=iteration, phase_run=phase_run,
                phase=phase, gate=gate, due=due, reason=reason.strip(), asked_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise MoveRefused(Reason("open", _("The same was asked already and awaits an answer."))) from None
    contribute(request, request.round, by, "ask")
    subject = iteration or phase_run
    for maker in User.objects.filter(pk__in=makers(subject, subject.round)):  # type: ignore[arg-type, union-attr]
        contribute(request, request.round, maker, "maker")
    audit.append(
        cycle.audit_chain, action=f"request.{kind}", by=by, subject=request, scope=cycle.audit_scope, reason=request.reason,
        context=_context(request), subject_label=_label(request),
        kind=audit.AuditKind.OVERRIDE if kind == RequestKind.OVERRIDE else audit.AuditKind.CHANGE,
    )  # fmt: skip
    people = voters(cycle, phase, without=[by.pk])
    if kind == RequestKind.OVERRIDE:
        people += heads(cycle)
    _tell(request, people, "to_answer", gettext_noop("%(by)s asks: %(what)s — %(label)s. “%(reason)s”"), by)
    return request


@transaction.atomic
def confirm_request(request: Request, *, by: Any, comment: str = "", due: date | None = None) -> Request:
    """Say yes, by another person than the asker, and carry out what was asked in the same transaction.

    A reopening may be given another due date than the one proposed.
    """
    if due is not None and request.kind == RequestKind.REOPEN:
        request = request_machine.locked(request)
        request.due = due
        request.save(update_fields=["due"])
    row = request_machine.move(
        request, "confirm", by=by, comment=comment, data=_context(request), before_write=_answered(by, comment)
    )
    if row.kind == RequestKind.SKIP and row.iteration is not None:
        contribute(row.iteration, row.iteration.round, row.asked_by, "ask_skip")
        skip_iteration(row.iteration, by=by, comment=row.reason)
    elif row.kind == RequestKind.REOPEN and row.run is not None:
        reopen_run(row.run, by=by, reason=row.reason, due=row.due)
    elif row.kind == RequestKind.EXTENSION and row.run is not None:
        _extend(row, by)
    elif row.kind == RequestKind.OVERRIDE:
        audit.append(
            row.audit_chain, action="gate.override", by=by, subject=row, subject_label=_label(row), scope=row.audit_scope,
            reason=row.reason, kind=audit.AuditKind.OVERRIDE, changes={"gate": (row.gate, None)},
            context={**_context(row), "asked_by": str(row.asked_by)},
        )  # fmt: skip
    _tell(row, [row.asked_by], "answered", gettext_noop("%(by)s confirmed: %(what)s — %(label)s."), by)
    return row


@transaction.atomic
def decline_request(request: Request, *, by: Any, comment: str) -> Request:
    """Say no, with the reason."""
    row = request_machine.move(
        request, "decline", by=by, comment=comment, data=_context(request), before_write=_answered(by, comment)
    )
    _tell(row, [row.asked_by], "answered", gettext_noop("%(by)s declined: %(what)s — %(label)s. “%(answer)s”"), by)
    return row


@transaction.atomic
def withdraw_request(request: Request, *, by: Any) -> Request:
    """Take the own request back."""
    return request_machine.move(request, "withdraw", by=by, data=_context(request), before_write=_answered(by, ""))


def _answered(by: Any, comment: str) -> Any:
    def write(row: Request) -> None:
        row.answered_at, row.answered_by, row.answer = clock.now(), by, comment.strip()

    return write


def _extend(request: Request, by: Any) -> None:
    run = SubProcessRun.objects.select_for_update(of=("self",)).get(pk=request.run_id)  # type: ignore[misc]
    before, run.due, run.escalated_at = run.due, request.due, None
    run.save()
    span_phases([run.phase_run_id])
    audit.append(
        run.audit_chain, action="run.plan", by=by, subject=run, scope=run.audit_scope, changes={"due": (before, run.due)},
        reason=request.reason,
    )  # fmt: skip


def _context(request: Request) -> dict[str, Any]:
    number = request.run.number if request.run else str(request.phase)
    gate = {"gate": request.gate} if request.gate else {}
    due = {"due": request.due.isoformat()} if request.due else {}
    return {"number": number, **gate, **due}


def _label(request: Request) -> str:
    return str(request.run) if request.run else str(request.phase_run)


def _tell(request: Request, people: list[User], kind: str, message: str, by: Any) -> None:
    subject = request.run or request.phase_run
    notify(
        people, kind=kind, message=message, by=by, url=subject.get_absolute_url() + "#requests",  # type: ignore[union-attr]
        params={
            "by": str(by), "what": RequestKind(request.kind).label, "label": _label(request), "reason": request.reason,
            "answer": request.answer,
        },
    )  # fmt: skip
