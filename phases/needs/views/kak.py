"""The workspace of 1.6: its sections as a task list, the whole text, the last cycle beside it, its documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from activities.design.facts import facts_of
from activities.models import Cycle
from gsbpm_portal.core.documents.registry import document_of as registered
from gsbpm_portal.core.documents.registry import request_document
from gsbpm_portal.core.views import redirect_to
from phases.engine.enums import IterationState
from phases.engine.machines import iteration_machine
from phases.engine.models import SubProcessRun
from phases.engine.rules import is_supervisor
from phases.engine.views.cycle import in_cycle, page_of
from phases.needs import rab as rabs
from phases.needs.budget import by_name, whole
from phases.needs.budget import compare as side_by_side
from phases.needs.gates_kak import CEILING
from phases.needs.kak_blocks import words_of
from phases.needs.kak_document import kak_document
from phases.needs.kak_parts import OWN, Kak
from phases.needs.rab import Rab, by_month
from phases.needs.selectors.kak import kak_of, last_read, layout_of, text_changes, versions_of
from phases.needs.views.kak_parts import basics, run_of, talk_of

NEWEST = 4
"""Versions that the workspace lists."""
DOCUMENTS = {"kak": "needs.kak", "rab": "needs.rab"}


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    return workspace(request, cycle)


def workspace(
    request: HttpRequest, cycle: Cycle, *, form: Any = None, answered: Any = None, status: int | None = None
) -> HttpResponse:
    """The page of 1.6: what to do now, the sections with their states, the budget, versions, documents, remarks."""
    run = run_of(cycle)
    kak = kak_of(cycle)
    versions = versions_of(cycle)
    talk = talk_of(request, cycle, run, kak, form=form, answered=answered)
    sections = kak.sections
    done, asked = kak.progress
    read = last_read(cycle, request.user)
    context = basics(request, cycle, run) | {
        "kak": kak,
        "sections": [
            (section, section.whole, sum(talk.opened.get(part.code, 0) for part in section.everything))
            for section in sections
        ],
        "missing": kak.missing,
        "done": done,
        "asked": asked,
        "rab": kak.rab,
        "words": words_of(kak.rab.total),
        "checked": [(one, rabs.short(one)) for one in kak.rab.checked],
        "versions": versions[:NEWEST],
        "more_versions": max(0, len(versions) - NEWEST),
        "newest": versions[0] if versions else None,
        "since": read if versions and 0 < read < versions[0].version.number else 0,
        "talk": talk,
        "formats": registered(DOCUMENTS["kak"]).formats,
        "budget_formats": registered(DOCUMENTS["rab"]).formats,
        "review_url": page_of(cycle, OWN) + "tinjau/",
        "decides": run.current is not None
        and run.current.state == IterationState.SUBMITTED
        and is_supervisor(request.user, cycle, run.phase_number),
        "submits": run.current is not None and run.current.state in IterationState.editable(),
        "over": [rabs.said(one) for one in kak.rab.over] if _is_held_by_ceiling(run, kak) else [],
        "has_errors": talk.has_errors,
    }
    return render(request, "needs/kak/workspace.html", context, status=status)


def _is_held_by_ceiling(run: SubProcessRun, kak: Kak) -> bool:
    """Whether a ceiling is exceeded that nobody has let pass, so that 1.6 is not submitted."""
    return bool(kak.rab.over) and run.current is not None and CEILING not in iteration_machine.waived(run.current)


@in_cycle("GET")
def text(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The whole KAK as it would be printed now, each part with where it comes from and what it lacks."""
    run = run_of(cycle)
    kak = kak_of(cycle)
    talk = talk_of(request, cycle, run, kak)
    context = basics(request, cycle, run) | {
        "kak": kak,
        "parts": [(part, talk.opened.get(part.code, 0)) for part in kak.parts],
        "talk": talk,
        "document": {"language": get_language() if get_language() == "en" else "id"},
    }
    return render(request, "needs/kak/text.html", context)


@in_cycle("GET")
def compare(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The KAK and the budget beside those of the cycle before it."""
    run = run_of(cycle)
    context = basics(request, cycle, run)
    before = cycle.previous
    if before is not None:
        before.activity = cycle.activity
        layout = layout_of(cycle.activity.organisation)
        old, new = facts_of(before), facts_of(cycle)
        context |= {
            "before": before,
            "pairs": side_by_side(Rab(old).budget, Rab(new).budget),
            "totals": whole(Rab(old).total, Rab(new).total),
            "months": by_name(_months(Rab(old)), _months(Rab(new))),
            "changed": text_changes(kak_document(old, layout), kak_document(new, layout)),
        }
    return render(request, "needs/kak/compare.html", context)


def _months(rab: Rab) -> list[tuple[str, Decimal]]:
    return [(month.name, month.amount) for month in by_month(rab)]


@in_cycle("POST")
def document(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Have a document made: the KAK as it stands now or in one of its versions, or the budget. The job's page hands it out."""
    what, fmt = request.POST.get("dokumen", "kak"), request.POST.get("format", "pdf")
    number = request.POST.get("versi", "0")
    if what not in DOCUMENTS or not (number.isascii() and number.isdigit() and len(number) < 6):
        raise Http404("no such document")
    if fmt not in registered(DOCUMENTS[what]).formats:
        raise Http404("no such format")
    if int(number) and int(number) not in {told.version.number for told in versions_of(cycle)}:
        raise Http404("no such version")
    parameters: dict[str, Any] = {"cycle": cycle.pk}
    label = f"{what.upper()} {cycle} ({fmt.upper()})"
    if what == "kak" and int(number):
        parameters["version"] = int(number)
        label = f"KAK v{number} {cycle} ({fmt.upper()})"
    job = request_document(
        DOCUMENTS[what], fmt, by=request.user, parameters=parameters, subject=cycle, label=label[:200]
    )
    return redirect_to(request, job.get_absolute_url())
