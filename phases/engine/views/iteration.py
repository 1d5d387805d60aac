"""Earlier passes through a sub-process: read as they were frozen, and compared side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from activities.models import Cycle
from gsbpm_portal.core.models import Decision, FileState
from phases.engine.enums import IterationState
from phases.engine.models import Iteration
from phases.engine.selectors.facts import task_lines
from phases.engine.selectors.outline import label_of, outline_of
from phases.engine.selectors.parts import compare_evidence, compare_tasks
from phases.engine.selectors.subprocess import SUBJECT, evidence_of
from phases.engine.views.cycle import in_cycle, page_of

VERBS = {
    "submit": gettext_lazy("submitted it"),
    "withdraw": gettext_lazy("withdrew the submission"),
    "approve": gettext_lazy("approved it"),
    "return": gettext_lazy("returned it"),
    "skip": gettext_lazy("let it be skipped"),
    "grant_task": gettext_lazy("gave an approval"),
    "reopen": gettext_lazy("reopened it"),
}


def _iteration(cycle: Cycle, number: str, place: int) -> Iteration:
    found = (
        Iteration.objects.filter(run__cycle=cycle, run__number=number, number=place)
        .select_related("run__subprocess", "run__phase_run", "opened_by", "submitted_by")
        .first()
    )
    if found is None:
        raise Http404("no such iteration")
    found.run.cycle = cycle
    return found


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle, number: str, iteration: int) -> HttpResponse:
    """An iteration as it was; the current one is the page of the sub-process itself."""
    found = _iteration(cycle, number, iteration)
    if found.pk == found.run.current_id:
        return HttpResponseRedirect(page_of(cycle, number))
    outline = outline_of(cycle.workflow.template).subprocesses[number]
    labels = {output["code"]: label_of(output) for output in outline.outputs}
    evidence = [piece for piece in evidence_of(found) if piece.withdrawn_at is None]
    for piece in evidence:
        piece.output_label = labels.get(piece.output, "")
        piece.file_look = FileState(piece.file.state) if piece.file else None
    decisions = list(Decision.objects.filter(subject_kind=SUBJECT, subject_id=found.pk).select_related("by"))
    for decision in decisions:
        decision.label = VERBS[decision.verb]
    context = {
        "cycle": cycle,
        "run": found.run,
        "iteration": found,
        "look": IterationState(found.state),
        "outline": outline,
        "here": page_of(cycle, number),
        "args": (cycle.activity.code, cycle.edition, number),
        "lines": task_lines(found),
        "evidence": evidence,
        "decisions": decisions,
        "next": found.number + 1,
    }
    return render(request, "engine/iteration.html", context)


@in_cycle("GET")
def compare(request: HttpRequest, cycle: Cycle, number: str, old: int, new: int) -> HttpResponse:
    """Two iterations side by side."""
    if old == new:
        raise Http404("nothing to compare")
    before, after = _iteration(cycle, number, min(old, new)), _iteration(cycle, number, max(old, new))
    context = {
        "cycle": cycle,
        "run": after.run,
        "before": before,
        "after": after,
        "looks": (IterationState(before.state), IterationState(after.state)),
        "outline": outline_of(cycle.workflow.template).subprocesses[number],
        "here": page_of(cycle, number),
        "args": (cycle.activity.code, cycle.edition, number),
        "tasks": compare_tasks(before, after),
        "evidence": compare_evidence(before, after),
    }
    return render(request, "engine/compare.html", context)
