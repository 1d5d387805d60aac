"""The discussion of a sub-process."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from activities.models import Cycle
from gsbpm_portal.core.models import Comment
from gsbpm_portal.core.transitions import MoveRefused, Reason
from phases.engine.forms.work import RemarkForm
from phases.engine.models import Iteration
from phases.engine.selectors.parts import Remark, discussion
from phases.engine.services import discussion as services
from phases.engine.views.cycle import in_cycle, lawful
from phases.engine.views.subprocess import answer, iteration_of, refuse

PART = "diskusi"


def _remark(iteration: Iteration, place: int) -> Remark:
    passes = list(Iteration.objects.filter(run=iteration.run_id).values_list("pk", "number"))
    for remark in discussion(passes):
        if remark.place == place:
            return remark
    raise Http404("no such remark")


@in_cycle("POST")
def say(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    """Add a remark, or a reply to the one whose place is given as `parent`."""
    iteration = iteration_of(cycle, number)
    form = RemarkForm(request.POST)
    typed = {"body": request.POST.get("body", "")}
    if not form.is_valid():
        lines = [Reason("form", error, "#id_body") for errors in form.errors.values() for error in errors]
        return refuse(request, cycle, number, MoveRefused(*lines), typed=typed, part=PART)
    parent: Comment | None = None
    if form.cleaned_data["parent"]:
        parent = _remark(iteration, form.cleaned_data["parent"]).comment
    try:
        services.say(iteration, by=request.user, body=form.cleaned_data["body"], parent=parent)
    except ValidationError as error:
        return refuse(
            request, cycle, number, MoveRefused(Reason("form", error.messages[0], "#id_body")), typed=typed, part=PART
        )
    except MoveRefused as refusal:
        return refuse(request, cycle, number, lawful(refusal), typed=typed, part=PART)
    return answer(request, cycle, number, main="part", part=PART, anchor="#bagian")


@in_cycle("POST")
def close(request: HttpRequest, cycle: Cycle, number: str, place: int) -> HttpResponse:
    """Mark a remark as dealt with."""
    iteration = iteration_of(cycle, number)
    services.settle(iteration, _remark(iteration, place).comment, by=request.user)
    return answer(request, cycle, number, main="part", part=PART, anchor="#bagian")
