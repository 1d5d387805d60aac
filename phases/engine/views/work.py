"""The work inside a sub-process: ticking tasks, notes, what does not apply, approvals given ahead, and the moves of staff."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import reswap, retarget

from activities.models import Cycle
from gsbpm_portal.core import htmx
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.forms.work import NoteForm, ReasonForm, TaskReasonForm
from phases.engine.models import Iteration
from phases.engine.selectors.facts import TaskLine, task_lines
from phases.engine.services import cycles, iterations, reminders
from phases.engine.services import work as services
from phases.engine.views.cycle import in_cycle, lawful, page_of, reasons_from, text_of
from phases.engine.views.subprocess import answer, iteration_of, refuse


def _line(iteration: Iteration, code: str) -> TaskLine:
    for line in task_lines(iteration):
        if line.task.code == code:
            return line
    raise Http404("no such task")


def _staff_only(request: HttpRequest, cycle: Cycle, iteration: Iteration) -> None:
    if not rules.is_staff(request.user, cycle, iteration.run.phase_number):
        raise NotAllowed(services.NOT_YOURS)


def _context(cycle: Cycle, iteration: Iteration, **more: Any) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "run": iteration.run,
        "iteration": iteration,
        "here": page_of(cycle, iteration.run.number),
        "args": (cycle.activity.code, cycle.edition, iteration.run.number),
        **more,
    }


@in_cycle("POST")
def tick(request: HttpRequest, cycle: Cycle, number: str, task: str) -> HttpResponse:
    """Tick a task (`done` = 1) or take the tick back (0)."""
    iteration = iteration_of(cycle, number)
    line = _line(iteration, task)
    try:
        services.tick_task(iteration, line.task, by=request.user, done=request.POST.get("done") == "1")
    except MoveRefused as refusal:
        return refuse(request, cycle, number, lawful(refusal))
    return answer(request, cycle, number, anchor=f"#{line.anchor}")


@in_cycle("GET", "POST")
def task(request: HttpRequest, cycle: Cycle, number: str, task: str) -> HttpResponse:
    """The note of a task. Who comes second sees both versions and decides what stands."""
    iteration = iteration_of(cycle, number)
    _staff_only(request, cycle, iteration)
    line = _line(iteration, task)
    entry = line.entry
    context = _context(cycle, iteration, line=line)
    form = NoteForm(
        request.POST or None,
        initial={"note": entry.note if entry else "", "seen": entry.note_revision if entry else 0},
        auto_id=f"{line.anchor}-%s",
    )
    if request.method == "GET" or not form.is_valid():
        return _note_form(request, context, form, 422 if form.errors else None)
    seen = form.cleaned_data["seen"]
    try:
        services.write_note(
            iteration, line.task, by=request.user, note=form.cleaned_data["note"], seen=0 if seen is None else seen
        )
    except services.Conflict as conflict:
        again = NoteForm(
            initial={"note": conflict.mine, "seen": conflict.entry.note_revision}, auto_id=f"{line.anchor}-%s"
        )
        return _note_form(request, context | {"conflict": conflict}, again, 409)
    except MoveRefused as refusal:
        context["reasons"] = reasons_from(lawful(refusal).reasons, context["here"])
        return _note_form(request, context, form, 409)
    return answer(request, cycle, number, anchor=f"#{line.anchor}")


def _note_form(request: HttpRequest, context: dict[str, Any], form: NoteForm, status: int | None) -> HttpResponse:
    context |= {"form": form, "has_errors": status is not None, "in_place": htmx.is_partial(request)}
    response = htmx.render(request, "engine/task.html", context, partial="note", status=status, badges=False)
    if htmx.is_partial(request) and request.method == "POST":
        return reswap(retarget(response, f"#{context['line'].anchor} .task__more"), "outerHTML")
    return response


@in_cycle("GET", "POST")
def task_applies(request: HttpRequest, cycle: Cycle, number: str, task: str) -> HttpResponse:
    """Mark one task not applicable with a reason, or take it back in."""
    iteration = iteration_of(cycle, number)
    _staff_only(request, cycle, iteration)
    line = _line(iteration, task)
    if request.method == "POST" and not line.applies:
        services.set_task_applicability(iteration, line.task, by=request.user, applies=True)
        return answer(request, cycle, number, anchor=f"#{line.anchor}")
    form = TaskReasonForm(request.POST or None, help_text=_("It stands on the page and in the history."))
    context = _context(cycle, iteration, line=line, form=form)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_task_applicability(
                iteration, line.task, by=request.user, applies=False, reason=form.cleaned_data["comment"]
            )
        except MoveRefused as refusal:
            context |= {"reasons": reasons_from(lawful(refusal).reasons, context["here"]), "has_errors": True}
            return render(request, "engine/task_applies.html", context, status=409)
        return answer(request, cycle, number, anchor=f"#{line.anchor}")
    return render(request, "engine/task_applies.html", context, status=422 if form.errors else None)


@in_cycle("GET", "POST")
def grant(request: HttpRequest, cycle: Cycle, number: str, task: str) -> HttpResponse:
    """Give the approval that a task consists of, ahead of the approval of the whole sub-process."""
    iteration = iteration_of(cycle, number)
    line = _line(iteration, task)
    if not line.task.needs_approval:
        raise Http404("this task is no approval")
    verdict = rules.votes_on_run(request.user, iteration)
    if not verdict.may:
        raise NotAllowed(verdict.reason or cycles.NOT_YOURS)
    form = ReasonForm(request.POST or None, label=_("Comment"), required=False)
    context = _context(cycle, iteration, line=line, form=form)
    if request.method == "POST" and form.is_valid():
        try:
            services.grant_task(iteration, line.task, by=request.user, comment=form.cleaned_data["comment"])
        except MoveRefused as refusal:
            context |= {"reasons": reasons_from(lawful(refusal).reasons, context["here"]), "has_errors": True}
            return render(request, "engine/task_grant.html", context, status=409)
        messages.success(request, _("You gave the approval %(code)s.") % {"code": line.task.code})
        return redirect_to(request, f"{context['here']}#{line.anchor}")
    return render(request, "engine/task_grant.html", context, status=422 if form.errors else None)


@in_cycle("GET", "POST")
def applicability(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    """Mark the whole sub-process not applicable with a reason, or take it back in."""
    iteration = iteration_of(cycle, number)
    if not rules.is_supervisor(request.user, cycle, iteration.run.phase_number):
        raise NotAllowed(cycles.NOT_YOURS)
    form = ReasonForm(request.POST or None)
    context = _context(cycle, iteration, form=form)
    if request.method == "POST" and form.is_valid():
        applies = not iteration.run.applies
        try:
            cycles.set_applicability(
                iteration.run, by=request.user, applies=applies, reason=form.cleaned_data["comment"]
            )
        except MoveRefused as refusal:
            context |= {"reasons": reasons_from(lawful(refusal).reasons, context["here"]), "has_errors": True}
            return render(request, "engine/applicability.html", context, status=409)
        words = _("%(number)s was taken back in.") if applies else _("%(number)s is marked not applicable.")
        messages.success(request, words % {"number": number})
        return redirect_to(request, context["here"])
    return render(request, "engine/applicability.html", context, status=422 if form.errors else None)


@in_cycle("POST")
def move(request: HttpRequest, cycle: Cycle, number: str, move: str) -> HttpResponse:
    """Start, submit or withdraw; decisions are made on the review page."""
    iteration = iteration_of(cycle, number)
    typed = {"note": request.POST.get("note", "")}
    try:
        note = text_of(request, "note", most=4000)
        if move == "start":
            iterations.start_iteration(iteration, by=request.user)
            words = _("%(number)s is in work.")
        elif move == "submit":
            iterations.submit_iteration(iteration, by=request.user, note=note)
            words = _("%(number)s was submitted for approval.")
        elif move == "withdraw":
            iterations.withdraw_iteration(iteration, by=request.user)
            words = _("The submission of %(number)s was withdrawn.")
        else:
            raise Http404("no such move")
    except MoveRefused as refusal:
        return refuse(request, cycle, number, lawful(refusal), typed=typed)
    messages.success(request, words % {"number": number})
    return redirect_to(request, page_of(cycle, number))


@in_cycle("POST")
def remind(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    try:
        told = reminders.remind_voters(iteration_of(cycle, number), by=request.user)
    except MoveRefused as refusal:
        return refuse(request, cycle, number, lawful(refusal))
    words = ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", told)
    messages.success(request, words % {"count": told})
    return redirect_to(request, page_of(cycle, number))
