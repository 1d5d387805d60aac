"""Inputs and outputs: artefacts of other sub-processes that this one uses, and what it has left itself."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.design import registry as design
from activities.design.wording import wordings_of
from activities.models import Cycle
from gsbpm_portal.core.transitions import MoveRefused
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.enums import ArtefactSource
from phases.engine.models import Artefact, ArtefactUse
from phases.engine.selectors.readings import Lines, section_lines
from phases.engine.services import artefacts as services
from phases.engine.views.cycle import in_cycle, lawful, page_of
from phases.engine.views.evidence import file_or_refusal
from phases.engine.views.subprocess import answer, iteration_of, refuse

PART = "masukan"


def _usable(cycle: Cycle, public_id: UUID | str) -> Artefact:
    """An artefact of this cycle or of the one before it."""
    within = Q(run__cycle=cycle)
    if cycle.previous_id:
        within |= Q(run__cycle=cycle.previous_id)
    found = Artefact.objects.filter(within, public_id=public_id).select_related("run__cycle__activity", "file").first()
    if found is None:
        raise Http404("no such artefact")
    return found


@in_cycle("POST")
def use(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    """Record that the work rests on an artefact (`artefact`, its public id)."""
    iteration = iteration_of(cycle, number)
    try:
        public_id = UUID(request.POST.get("artefact", ""))
    except ValueError:
        raise Http404("no such artefact") from None
    try:
        services.record_use(iteration, _usable(cycle, public_id), by=request.user)
    except MoveRefused as refusal:
        return refuse(request, cycle, number, lawful(refusal), part=PART)
    return answer(request, cycle, number, main="part", part=PART, anchor="#bagian")


@in_cycle("GET")
def download(request: HttpRequest, cycle: Cycle, number: str, public_id: UUID) -> HttpResponse:
    """An input, read from this page: where staff at work read it, the use is recorded."""
    iteration = iteration_of(cycle, number)
    artefact = _usable(cycle, public_id)
    back = page_of(cycle, number) + f"?bagian={PART}#bagian"
    if rules.is_staff(request.user, cycle, iteration.run.phase_number) and iteration.is_editable:
        try:
            services.record_use(iteration, artefact, by=request.user)
        except MoveRefused as refusal:
            lawful(refusal)
    if artefact.source == ArtefactSource.DESIGN:
        return redirect_to(request, _artefact_page(artefact))
    return file_or_refusal(request, artefact, back)


def _artefact_page(artefact: Artefact) -> str:
    source = artefact.run.cycle
    return reverse(
        "engine:artefact", args=[source.activity.code, source.edition, artefact.run.number, artefact.public_id]
    )


def _own(cycle: Cycle, number: str, public_id: UUID) -> Artefact:
    found = (
        Artefact.objects.filter(run__cycle=cycle, run__number=number, public_id=public_id)
        .select_related("run__subprocess", "iteration", "file", "created_by")
        .first()
    )
    if found is None:
        raise Http404("no such artefact")
    return found


@in_cycle("GET")
def artefact(request: HttpRequest, cycle: Cycle, number: str, public_id: UUID) -> HttpResponse:
    """One frozen output: what stands in it, who uses it, its other versions."""
    found = _own(cycle, number, public_id)
    versions = list(
        Artefact.objects.filter(run=found.run_id, code=found.code).select_related("iteration").defer("payload")
    )
    context = {
        "cycle": cycle,
        "run": found.run,
        "here": page_of(cycle, number),
        "outputs_url": page_of(cycle, number) + "?bagian=hasil#bagian",
        "args": (cycle.activity.code, cycle.edition, number),
        "artefact": found,
        "versions": versions,
        "newest": versions[0],
        "uses": ArtefactUse.objects.filter(artefact=found).select_related(
            "iteration__run__subprocess", "iteration__run__cycle__activity", "by"
        ),
        "lines": _lines(cycle, found) if found.source == ArtefactSource.DESIGN else [],
        "section": _section(found),
    }
    return render(request, "engine/artefact.html", context)


def _lines(cycle: Cycle, artefact: Artefact) -> Lines:
    return section_lines(artefact.code, artefact.payload, wordings_of(cycle))


def _section(artefact: Artefact) -> design.Section | None:
    try:
        return design.get(artefact.code.removeprefix("design:"))
    except KeyError:
        return None


@in_cycle("GET")
def artefact_file(request: HttpRequest, cycle: Cycle, number: str, public_id: UUID) -> HttpResponse:
    return file_or_refusal(request, _own(cycle, number, public_id), page_of(cycle, number) + "?bagian=hasil#bagian")
