"""Evidence of a sub-process: added, replaced, withdrawn, and saved on the reader's machine once it was checked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core import files, htmx
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from gsbpm_portal.core.views import redirect_to
from phases.engine import rules
from phases.engine.enums import EvidenceKind
from phases.engine.forms.work import EvidenceForm
from phases.engine.models import Evidence, Iteration
from phases.engine.selectors.outline import outline_of
from phases.engine.selectors.sheet import cycle_sheet
from phases.engine.selectors.subprocess import first_missing_output
from phases.engine.services import artefacts as services
from phases.engine.services.work import NOT_YOURS
from phases.engine.views.cycle import in_cycle, lawful, page_of, reasons_from, refused
from phases.engine.views.subprocess import TEMPLATE, answer, context_of, find, fragments, iteration_of, refuse


@in_cycle("GET")
def table(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    """The evidence as it stands, asked for while a file is being checked."""
    page = find(cycle_sheet(request.user, cycle), number)
    if not htmx.is_partial(request):
        return HttpResponseRedirect(page_of(cycle, number) + "#evidence")
    if page.is_checking:
        return htmx.render(request, TEMPLATE, context_of(request, page), partial="evidence")
    return fragments(request, cycle, number, "evidence")


def _piece(cycle: Cycle, number: str, public_id: UUID) -> Evidence:
    found = (
        Evidence.objects.filter(iteration__run__cycle=cycle, iteration__run__number=number, public_id=public_id)
        .select_related("file", "iteration__run__cycle__activity__organisation", "iteration__run__phase_run")
        .first()
    )
    if found is None:
        raise Http404("no such evidence")
    return found


@in_cycle("GET", "POST")
def add(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    return _form(request, cycle, iteration_of(cycle, number))


@in_cycle("GET", "POST")
def version(request: HttpRequest, cycle: Cycle, number: str, public_id: UUID) -> HttpResponse:
    """The next version of a piece of evidence; also the way to replace a file that was refused."""
    piece = _piece(cycle, number, public_id)
    iteration = iteration_of(cycle, number)
    if piece.iteration_id != iteration.pk:
        raise Http404("it belongs to an earlier iteration")
    return _form(request, cycle, iteration, piece)


def _form(request: HttpRequest, cycle: Cycle, iteration: Iteration, replaces: Evidence | None = None) -> HttpResponse:
    if not rules.is_staff(request.user, cycle, iteration.run.phase_number):
        raise NotAllowed(NOT_YOURS)
    outline = outline_of(cycle.workflow.template).subprocesses[iteration.run.number]
    initial = {"output": request.GET.get("output") or first_missing_output(iteration, outline)}
    form = EvidenceForm(
        request.POST or None, request.FILES or None, outline=outline, replaces=replaces, initial=initial
    )
    here = page_of(cycle, iteration.run.number)
    context: dict[str, Any] = {
        "cycle": cycle,
        "run": iteration.run,
        "iteration": iteration,
        "outline": outline,
        "here": here,
        "form": form,
        "replaces": replaces,
    }
    status = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            piece = services.add_evidence(
                iteration, by=request.user, title=data["title"], description=data["description"], output=data["output"],
                upload=data["upload"], url=data["url"], replaces=replaces,
            )  # fmt: skip
        except ValidationError as error:
            for field, errors in (
                error.message_dict if hasattr(error, "error_dict") else {"upload": error.messages}
            ).items():
                form.add_error(field if field in form.fields else None, errors)
        except MoveRefused as refusal:
            context |= {"reasons": reasons_from(lawful(refusal).reasons, here), "has_errors": True}
            status = 409
        else:
            words = (
                _("“%(title)s” was added; the file is being checked.") if piece.file else _("“%(title)s” was added.")
            )
            messages.success(request, words % {"title": piece.title})
            return redirect_to(request, here + "#evidence")
    if form.errors:
        status = 422
        context["choose_again"] = bool(request.FILES)
    return render(request, "engine/evidence_form.html", context, status=status)


@in_cycle("POST")
def withdraw(request: HttpRequest, cycle: Cycle, number: str, public_id: UUID) -> HttpResponse:
    piece = _piece(cycle, number, public_id)
    try:
        services.withdraw_evidence(piece, by=request.user)
    except MoveRefused as refusal:
        return refuse(request, cycle, number, lawful(refusal))
    return answer(request, cycle, number, main="evidence", anchor="#evidence")


@in_cycle("GET")
def download(request: HttpRequest, cycle: Cycle, number: str, public_id: UUID) -> HttpResponse:
    """The file of a piece of evidence, as an attachment; only after it was checked and found harmless."""
    piece = _piece(cycle, number, public_id)
    return file_or_refusal(request, piece, page_of(cycle, number) + "#evidence")


def file_or_refusal(request: HttpRequest, piece: Any, back: str) -> HttpResponse:
    """The stored file of evidence or an artefact; a link sends on to its address; what is not checked is refused with words."""
    if piece.file is None:
        if getattr(piece, "kind", EvidenceKind.LINK) == EvidenceKind.LINK and piece.url:
            return HttpResponseRedirect(piece.url)
        raise Http404("there is no file")
    if piece.file.is_available:
        return files.attachment_response(piece.file)  # type: ignore[return-value]
    text = _("The file was refused: %(why)s") % {"why": piece.file.refusal} if piece.file.is_refused else ""
    reason = Reason("file", text or _("The file is still being checked. It can be opened in a moment."), back)
    return refused(request, MoveRefused(reason), back)
