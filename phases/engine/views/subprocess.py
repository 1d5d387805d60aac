"""The page of a sub-process, and the fragments of it that HTMX posts get back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core import htmx
from gsbpm_portal.core.models import FileState
from gsbpm_portal.core.nav import Tab
from gsbpm_portal.core.transitions import MoveRefused, Reason
from gsbpm_portal.core.views import redirect_to, remember
from phases.engine import rules
from phases.engine.enums import IterationState
from phases.engine.models import Iteration, SubProcessRun
from phases.engine.selectors import parts
from phases.engine.selectors.facts import sections_to_review
from phases.engine.selectors.outline import gate_name, label_of
from phases.engine.selectors.sentences import look, sentence
from phases.engine.selectors.sheet import Sheet, cycle_sheet
from phases.engine.selectors.subprocess import RunPage, run_page
from phases.engine.services.discussion import may_speak
from phases.engine.spec import workspace
from phases.engine.views.cycle import in_cycle, page_of, reasons_from
from phases.engine.views.flags import flags_of
from phases.engine.views.moves import asks_of, moves_of, waiting_lines

WHY_CLOSED = {
    IterationState.NOT_STARTED: gettext_lazy("Tasks and evidence are filled in once the sub-process is started."),
    IterationState.SUBMITTED: gettext_lazy(
        "While it awaits a decision nothing is changed; a submission can be withdrawn."
    ),
}
TEMPLATE = "engine/subprocess.html"
PARTS = ("riwayat", "diskusi", "masukan", "hasil", "iterasi")


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle, number: str) -> HttpResponse:
    sheet = cycle_sheet(request.user, cycle)
    return show(request, sheet, number, part=request.GET.get("bagian", ""), partial="part")


def find(sheet: Sheet, number: str) -> RunPage:
    try:
        return run_page(sheet, number)
    except SubProcessRun.DoesNotExist:
        raise Http404("no such sub-process") from None


def iteration_of(cycle: Cycle, number: str) -> Iteration:
    """The current iteration, for a post; 404 where there is none."""
    found = (
        Iteration.objects.filter(run__cycle=cycle, run__number=number, run__current=F("pk"))
        .select_related("run__cycle__activity__organisation", "run__phase_run", "run__subprocess")
        .first()
    )
    if found is None:
        raise Http404("no such sub-process")
    return found


def show(
    request: HttpRequest,
    sheet: Sheet,
    number: str,
    *,
    part: str = "",
    partial: str = "",
    reasons: Iterable[Reason] = (),
    typed: dict[str, str] | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The page, with the reasons of a refused move at its top and what was typed."""
    context = context_of(request, find(sheet, number), part=part, reasons=reasons, typed=typed)
    return htmx.render(request, TEMPLATE, context, partial=partial, status=status)


def answer(
    request: HttpRequest, cycle: Cycle, number: str, *, main: str = "tasks", anchor: str = "", part: str = ""
) -> HttpResponse:
    """After a post that worked: the fresh fragments for HTMX, else back to the page."""
    url = page_of(cycle, number)
    back = (f"{url}?bagian={part}" if part else url) + anchor
    if not htmx.is_partial(request):
        return redirect_to(request, back)
    return remember(fragments(request, cycle, number, main, part=part), back)


def refuse(
    request: HttpRequest,
    cycle: Cycle,
    number: str,
    refusal: MoveRefused,
    *,
    typed: dict[str, str] | None = None,
    part: str = "",
) -> HttpResponse:
    """After a post that was refused: the same page with the reasons on top (409), nothing typed lost."""
    if htmx.is_partial(request):
        main = "part" if part else "tasks"
        return fragments(request, cycle, number, main, part=part, reasons=refusal.reasons, typed=typed, status=409)
    sheet = cycle_sheet(request.user, cycle)
    return show(request, sheet, number, part=part, reasons=refusal.reasons, typed=typed, status=409)


def fragments(
    request: HttpRequest,
    cycle: Cycle,
    number: str,
    main: str,
    *,
    part: str = "",
    reasons: Iterable[Reason] = (),
    typed: dict[str, str] | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The part that was posted from, and out of band what depends on it: moves, refusals, badges."""
    page = find(cycle_sheet(request.user, cycle), number)
    context = context_of(request, page, part=part, reasons=reasons, typed=typed) | {"oob": True}
    names = [main, "aside", "refusals"]
    body = "".join(render_to_string(f"{TEMPLATE}#{name}", context, request) for name in names)
    body += render_to_string("components/badges.html", {}, request)
    return HttpResponse(body, status=status)


def context_of(
    request: HttpRequest,
    page: RunPage,
    *,
    part: str = "",
    reasons: Iterable[Reason] = (),
    typed: dict[str, str] | None = None,
) -> dict[str, Any]:
    sheet, cycle, number = page.sheet, page.sheet.cycle, page.number
    part = part if part in PARTS else PARTS[0]
    staff = sheet.is_staff(page.outline.phase)
    supervises = sheet.supervises(page.outline.phase)
    writes = staff and page.iteration.is_editable and page.run.applies
    here = page_of(cycle, number)
    order = list(sheet.outline.subprocesses)
    place = order.index(number)
    labels = {output["code"]: label_of(output) for output in page.outline.outputs}
    for line in page.lines:
        if line.entry is not None:
            line.entry.set_aside = preset_text(cycle, line.entry.not_applicable_reason)
    for piece in page.evidence:
        piece.output_label = labels.get(piece.output, "")
        piece.file_look = FileState(piece.file.state) if piece.file else None
    return {
        "page": page,
        "sheet": sheet,
        "cycle": cycle,
        "run": page.run,
        "iteration": page.iteration,
        "outline": page.outline,
        "phase": sheet.outline.phases[page.outline.phase],
        "phase_crumb": _("Phase %(number)s %(name)s")
        % {"number": page.outline.phase, "name": sheet.outline.phases[page.outline.phase].name},
        "typed": typed or {},
        "phase_url": page_of(cycle, str(page.outline.phase)),
        "args": (cycle.activity.code, cycle.edition, number),
        "here": here,
        "writes": writes,
        "staff": staff,
        "supervises": supervises,
        "may_grant": supervises
        and request.user.pk not in page.makers
        and page.iteration.state in IterationState.editable() | {IterationState.SUBMITTED},
        "supervisors": sheet.people(rules.PENYELIA, page.outline.phase),
        "moves": moves_of(page, here, typed or {}),
        "asks": asks_of(page, staff=staff, supervises=supervises, user=request.user),
        "waiting": waiting_lines(page),
        "flags": flags_of(page),
        "overrides": [(gate_name(ask.gate), ask) for ask in page.overrides],
        "sections": _sections(page),
        "workspace": _workspace(page),
        "set_aside": preset_text(cycle, page.run.not_applicable_reason),
        "why_closed": WHY_CLOSED.get(page.iteration.state, "") if staff and page.run.applies else "",
        "reasons": reasons_from(list(reasons), here),
        "has_errors": bool(list(reasons)),
        "previous_url": page_of(cycle, order[place - 1]) if place else "",
        "previous_number": order[place - 1] if place else "",
        "next_url": page_of(cycle, order[place + 1]) if place + 1 < len(order) else "",
        "next_number": order[place + 1] if place + 1 < len(order) else "",
        "tabs": _tabs(page, here, part),
        "part": part,
        **READ[part](request, page),
    }


def preset_text(cycle: Cycle, reason: str) -> str:
    """The reason why something does not apply; one that came with the catalogue is shown in the language in force."""
    if get_language() != "en" or not reason:
        return reason
    return next((p["en"] for p in cycle.workflow.template.presets if p["id"] == reason), reason)


def _tabs(page: RunPage, here: str, part: str) -> list[Tab]:
    fulfilled = sum(page.is_there(output["code"]) for output in page.outline.outputs)
    labels: list[tuple[str, Any, int | None]] = [
        ("riwayat", _("History"), None),
        ("diskusi", _("Discussion"), page.remarks),
        ("masukan", _("Inputs"), page.uses),
        ("hasil", _("Outputs"), fulfilled or None),
        ("iterasi", _("Iterations"), len(page.passes)),
    ]
    return [Tab(label, f"{here}?bagian={key}#bagian", count, key == part) for key, label, count in labels]


def _sections(page: RunPage) -> list[tuple[Any, str, bool]]:
    """Title, address, whether it has to be looked through."""
    cycle, marked = page.sheet.cycle, sections_to_review(page.iteration)
    return [(section.title, section.address(cycle), section in marked) for section in page.sections]


def _workspace(page: RunPage) -> tuple[Any, str] | None:
    found = workspace(page.number)
    if found is None:
        return None
    cycle = page.sheet.cycle
    return found.label, reverse(found.url_name, args=[cycle.activity.code, cycle.edition])


# Parts behind the tabs ------------------------------------------------------------------------------------------------


def _history(request: HttpRequest, page: RunPage) -> dict[str, Any]:
    before = request.GET.get("sebelum", "")
    entries, older = parts.history(page, int(before) if before.isdecimal() and len(before) < 18 else None)
    cycle = page.sheet.cycle

    def address(number: str) -> str:
        return "" if number == page.number else page_of(cycle, number)

    lines = [(entry, sentence(entry, address=address), look(entry)) for entry in entries]
    return {"lines": lines, "older": older}


def _discussion(request: HttpRequest, page: RunPage) -> dict[str, Any]:
    return {
        "remarks": parts.discussion([(one.pk, one.number) for one in page.passes]),
        "may_speak": may_speak(request.user, page.sheet.cycle),
    }


def _inputs(request: HttpRequest, page: RunPage) -> dict[str, Any]:
    return {"inputs": parts.inputs_of(page)}


def _outputs(request: HttpRequest, page: RunPage) -> dict[str, Any]:
    outputs = parts.outputs_of(page)
    for artefact in [*outputs.others, *(a for output in outputs.named for a in output.versions)]:
        artefact.users = outputs.users.get(artefact.pk, [])
    return {"outputs": outputs}


def _iterations(request: HttpRequest, page: RunPage) -> dict[str, Any]:
    found = parts.iterations_of(page.run)
    for iteration in found:
        iteration.look, iteration.before = IterationState(iteration.state), iteration.number - 1
    return {"iterations": found}


READ = {
    "riwayat": _history,
    "diskusi": _discussion,
    "masukan": _inputs,
    "hasil": _outputs,
    "iterasi": _iterations,
}
