"""The moves of an iteration, and going back: a new iteration with a reason, the old one frozen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason, makers
from phases.engine import rules
from phases.engine.enums import IterationState, PhaseState, RecheckState
from phases.engine.gates import reasons_against_due, reasons_against_reopening
from phases.engine.machines import iteration_machine, phase_machine, recheck_machine
from phases.engine.models import Evidence, Iteration, Recheck, SubProcessRun, Task
from phases.engine.selectors.impact import Dependent, dependents
from phases.engine.services.artefacts import freeze
from phases.engine.services.people import seated, tell, voters, written_day
from phases.engine.services.planning import span_phases
from phases.engine.services.work import grant


@transaction.atomic
def start_iteration(iteration: Iteration, *, by: Any) -> Iteration:
    """Begin work. A phase that was not open opens with it. Refused while a gate holds it, or in a closed phase.

    Who starts a sub-process that nobody is in charge of is put in charge of it.
    """
    audit.hold(iteration.audit_chain)
    unassigned = SubProcessRun.objects.filter(pk=iteration.run_id, assignee__isnull=True).exists()
    data = {"assignee": str(by)} if unassigned else None
    row = iteration_machine.move(iteration, "start", by=by, data=data, before_write=_stamp("started_at"))
    if row.run.phase_run.state == PhaseState.NOT_OPEN:
        phase_machine.move(row.run.phase_run, "open_by_start", by=by, before_write=_stamp("opened_at"))
    if unassigned:
        SubProcessRun.objects.filter(pk=row.run_id).update(assignee=by)
    return row


def _stamp(name: str) -> Any:
    def write(row: Any) -> None:
        setattr(row, name, clock.now())

    return write


@transaction.atomic
def submit_iteration(iteration: Iteration, *, by: Any, note: str = "") -> Iteration:
    """Ask for the decision. The people who may decide are told; the page says so where there is nobody."""

    def write(row: Iteration) -> None:
        row.submitted_at, row.submitted_by, row.note = clock.now(), by, note.strip()

    row = iteration_machine.move(iteration, "submit", by=by, comment=note, before_write=write)
    people = voters(row.cycle, row.run.phase_number, without=makers(row, row.round))
    tell(
        row.run, people, "to_decide", gettext_noop("%(by)s submitted %(number)s of %(cycle)s for your decision."), by=by
    )
    return row


@transaction.atomic
def withdraw_iteration(iteration: Iteration, *, by: Any, comment: str = "") -> Iteration:
    """Take a submission back to go on working."""
    return iteration_machine.move(iteration, "withdraw", by=by, comment=comment)


@transaction.atomic
def approve_iteration(iteration: Iteration, *, by: Any, comment: str = "", seen: str = "") -> Iteration:
    """Approve the version that was `seen`: approval tasks still pending are granted with it, outputs become artefacts.

    Never by a maker. Refused when the content changed since, or another approver was first (told who).
    """
    locked = iteration_machine.locked(iteration)
    if locked.state == IterationState.SUBMITTED and (not seen or seen == locked.version_text):
        verdict = rules.votes_on_run(by, locked)
        if verdict.may:
            for task in Task.objects.filter(subprocess=locked.run.subprocess_id, needs_approval=True):
                grant(locked, task, by=by, comment=comment, on_behalf_of=verdict.on_behalf_of)
    row = iteration_machine.move(
        locked, "approve", by=by, comment=comment, seen=seen, before_write=_stamp("finished_at")
    )
    freeze(row, by=by)
    _tell_makers(row, "approved", gettext_noop("%(by)s approved %(number)s of %(cycle)s."), by)
    return row


@transaction.atomic
def return_iteration(iteration: Iteration, *, by: Any, comment: str, seen: str = "") -> Iteration:
    """Send the iteration back to staff, with what is to be mended."""
    row = iteration_machine.move(iteration, "return", by=by, comment=comment, seen=seen)
    _tell_makers(
        row,
        "returned",
        gettext_noop("%(by)s returned %(number)s of %(cycle)s: “%(comment)s”"),
        by,
        comment=comment.strip(),
    )
    return row


def _tell_makers(row: Iteration, kind: str, message: str, by: Any, **params: Any) -> None:
    people = {user.pk: user for user in seated(row.cycle, "staf", row.run.phase_number)}
    for user in (row.submitted_by, row.run.assignee):
        if user is not None:
            people[user.pk] = user
    tell(row.run, people.values(), kind, message, by=by, **params)


@transaction.atomic
def skip_iteration(iteration: Iteration, *, by: Any, comment: str) -> Iteration:
    """Carry out a confirmed request to skip; by the one who confirms it (called by services.asks)."""
    return iteration_machine.move(iteration, "skip", by=by, comment=comment, before_write=_stamp("finished_at"))


# Going back -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def reopen_run(run: SubProcessRun, *, by: Any, reason: str, due: date | None = None) -> Iteration:
    """Open the next iteration of a finished sub-process. The old one stays as it is; its evidence is carried over.

    `due` is when the new one is to be done; it is needed where the due date of the old one has passed, and else keeps it.

    What depends on the old one's artefacts is flagged to re-check. By a supervisor of the phase, with a reason; refused while
    the phase is closed or awaits closing.
    """
    audit.hold(run.audit_chain)
    row = (
        SubProcessRun.objects.select_for_update(of=("self",))
        .select_related("phase_run", "subprocess", "cycle__activity__organisation")
        .get(pk=run.pk)
    )
    old = Iteration.objects.select_for_update(of=("self",)).get(pk=row.current_id)  # type: ignore[misc]
    verdict = rules.supervision(by, row.cycle, row.phase_number)
    if not verdict.may:
        raise NotAllowed(verdict.reason or Reason("role", _("Only a supervisor of the phase reopens it.")))
    if refused := reasons_against_reopening(row, old):
        raise MoveRefused(*refused)
    if not reason.strip():
        raise MoveRefused(Reason("comment", _("Write down the reason."), "#comment"))
    if refused := reasons_against_due(row, due):
        raise MoveRefused(*refused)
    flagged = dependents(old)
    new = Iteration.objects.create(
        run=row, number=old.number + 1, state=IterationState.IN_WORK, reason=reason.strip(), opened_by=by,
        opened_at=clock.now(), started_at=clock.now(),
    )  # fmt: skip
    row.current, before = new, row.due
    if due is not None:
        row.due, row.escalated_at = due, None
    row.save()
    span_phases([row.phase_run_id])
    _carry_over(old, new)
    Decision.objects.create(
        subject_kind="phases.iteration", subject_id=old.pk, round=old.round, version=old.version_text, verb="reopen", by=by,
        on_behalf_of=verdict.on_behalf_of, comment=reason.strip(), state_from=old.state, state_to=old.state,
        data={"opened": new.number},
    )  # fmt: skip
    audit.append(
        row.audit_chain, action="run.reopen", by=by, subject=row, scope=row.audit_scope, reason=reason.strip(),
        kind=audit.AuditKind.DECISION, changes={
            "iteration": (old.number, new.number), "state": (old.state, new.state),
            **audit.differences({"due": before}, {"due": row.due}),
        },
        context={"flagged": [d.run.number for d in flagged], **({"due": due.isoformat()} if due else {})},
    )  # fmt: skip
    for dependent in flagged:
        _flag(dependent, new, by=by, reason=reason.strip())
    _settle_own_flags(row, by, reason)
    words = gettext_noop("%(by)s reopened %(number)s of %(cycle)s: “%(comment)s”")
    if row.due:
        words = gettext_noop("%(by)s reopened %(number)s of %(cycle)s, due on %(due)s: “%(comment)s”")
    _tell_makers(new, "reopened", words, by, comment=reason.strip(), due=written_day(row.due) if row.due else "")
    return new


def _flag(dependent: Dependent, cause: Iteration, *, by: Any, reason: str) -> None:
    """Flag a run that rests on what was reopened, in the run's own cycle (it may be a later edition), and tell its people."""
    run = dependent.run
    Recheck.objects.create(run=run, cause=cause, artefact=dependent.artefacts[0], direct=dependent.direct)
    audit.append(
        run.audit_chain, action="run.flag", by=by, subject=run, scope=run.audit_scope, reason=reason,
        changes={"recheck": (False, True)},
        context={"cause": cause.run.number, "artefact": ", ".join(map(str, dependent.artefacts))},
    )  # fmt: skip
    tell(
        run, voters(run.cycle, run.phase_number) + seated(run.cycle, "staf", run.phase_number), "recheck",
        by=by, fragment="#recheck", cause=cause.run.number,
        message=gettext_noop("%(cause)s was reopened by %(by)s: re-check %(number)s of %(cycle)s."),
    )  # fmt: skip


def _carry_over(old: Iteration, new: Iteration) -> None:
    """The newest versions of the evidence that stands, so that nothing has to be uploaded again; tasks not applicable stay so."""
    newest: dict[Any, Evidence] = {}
    for evidence in Evidence.objects.filter(iteration=old, withdrawn_at__isnull=True).order_by("version"):
        newest[evidence.series] = evidence
    Evidence.objects.bulk_create(
        Evidence(
            iteration=new, series=e.series, version=e.version, kind=e.kind, output=e.output, title=e.title,
            description=e.description, url=e.url, file_id=e.file_id, carried_from=e, added_by_id=e.added_by_id,
            added_at=e.added_at,
        )
        for e in newest.values()
    )  # fmt: skip
    tasks = {t.code: t for t in Task.objects.filter(subprocess=new.run.subprocess_id)}
    for entry in old.entries.exclude(not_applicable_reason="").select_related("task"):
        if entry.task.code in tasks:
            new.entries.create(task=tasks[entry.task.code], not_applicable_reason=entry.not_applicable_reason)


def _settle_own_flags(run: SubProcessRun, by: Any, reason: str) -> None:
    """Flags on the run itself are answered by reopening it."""
    for recheck in Recheck.objects.filter(run=run, state=RecheckState.OPEN):
        recheck_machine.move(
            recheck, "redo", by=by, comment=reason, data=_about(recheck), before_write=_clear_stamp(by)
        )


def _about(recheck: Recheck) -> dict[str, str]:
    """Which sub-process is flagged, and because of which."""
    return {"number": recheck.run.number, "cause": recheck.cause.run.number}


def _clear_stamp(by: Any) -> Any:
    def write(row: Recheck) -> None:
        row.cleared_at, row.cleared_by = clock.now(), by

    return write


@transaction.atomic
def clear_recheck(recheck: Recheck, *, by: Any, comment: str) -> Recheck:
    """Decide that flagged work stands unchanged, with the reason. A decision of its own."""
    return recheck_machine.move(
        recheck, "unchanged", by=by, comment=comment, data=_about(recheck), before_write=_clear_stamp(by)
    )
