"""Filling in the notification: the task list, a block, the answers to check, what was submitted, the papers that go out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from activities.design.facts import facts_of
from activities.models import Cycle
from gsbpm_portal.core import drafts
from gsbpm_portal.core.documents.registry import FORMATS, request_document
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.design import rules
from phases.design.enums import NoteState, Submission, Verdict
from phases.design.forms.filing import SubmitForm
from phases.design.models import FilingVersion
from phases.design.office_codes import office_form
from phases.design.projection import project, romantik_json
from phases.design.selectors import filing as selectors
from phases.design.selectors.filing_changes import between
from phases.design.selectors.filing_standing import Standing, standing
from phases.design.selectors.filled import Filled, address_of, and_back, fill
from phases.design.services import filing as services
from phases.design.views.filing_page import (
    address,
    asked,
    draft_key,
    filing_or_404,
    moves_of,
    next_step,
    show,
    way_back_to,
)
from phases.engine.views.cycle import in_cycle, lawful, reasons_from

KINDS = ("filing", "romantik", "mskeg")
"""Documents that can be asked for."""


@in_cycle("GET")
def home(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The form as a task list, and how far the notification has come."""
    filing = selectors.filing_of(cycle)
    if selectors.form_for(cycle) is None:
        return show(request, cycle, "none", filing=filing)
    filled = fill(cycle, submitted_on=filing.notified_on if filing else None)
    if filing is not None:
        filing.cycle, filing.filled = cycle, filled
    notes = selectors.notes_of(filing) if filing else []
    stands = standing(filing, filled)
    blocks = [
        (page, address(cycle, "block", page.code), stands.asked_on(page), stands.changed_on(page))
        for page in filled.pages
    ]
    exemption = selectors.exemption_of(cycle)
    return show(
        request, cycle, "home", filing=filing, filled=filled, blocks=blocks, notes=_notes(cycle, notes, request.user),
        step=next_step(cycle, filing, filled, request.user, notes, stands), stands=stands,
        moves=[move for move in moves_of(filing, request.user) if move.name not in ("submit", "pass")] if filing else [],
        clocks=selectors.clocks(filing) if filing else [],
        verdict=Verdict(filing.verdict) if filing else None,
        items=list(filing.items.select_related("file", "changed_by")) if filing else [],
        letters=list(filing.letters.select_related("file", "by", "version")) if filing else [],
        versions=list(filing.versions.select_related("by").order_by("-number")) if filing else [],
        corrections=selectors.corrections_of(filing) if filing and filing.identity else [],
        addressee=selectors.addressee(filled.facts), staff=rules.is_staff(request.user, cycle),
        records=rules.records(request.user, cycle), exemption=exemption, gated=selectors.is_gated(cycle),
        open_remarks=len(stands.remarks),
        mending=filing is not None and filing.state == Submission.MENDING, formats=FORMATS,
    )  # fmt: skip


def _notes(cycle: Cycle, notes: list[Any], user: Any) -> list[dict[str, Any]]:
    """Notes with the way to where each is mended."""
    found = []
    for note in notes:
        reason = _("Note %(key)s on the notification: %(text)s") % {"key": note.key, "text": note.text}
        words, url = way_back_to(cycle, note.subprocess, user, reason) if note.subprocess else ("", "")
        found.append({"note": note, "open": note.state == NoteState.OPEN, "way": words, "way_url": url})
    return found


@in_cycle("GET", "POST")
def check(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """All answers on one page, what the review rules say of them, and the submission to the walidata."""
    asked(cycle)
    filing = selectors.filing_of(cycle)
    filled = fill(cycle, submitted_on=filing.notified_on if filing else None)
    draft = draft_key(cycle, "periksa")
    stands = standing(filing, filled)

    def form_of(data: Any = None) -> SubmitForm:
        return SubmitForm(data, warnings=filled.warnings, words=stands.words)

    if request.method != "POST":
        form, sheet = drafts.restored(request.user, draft, form_of)
        return _check(request, cycle, filled, filing, form, sheet, stands)
    form, sheet = form_of(request.POST), drafts.resumed(request.user, draft, request.POST)
    if not form.is_valid():
        return _check(request, cycle, filled, filing, form, sheet, stands, status=422)
    if not rules.is_staff(request.user, cycle):
        raise NotAllowed(services.NOT_YOURS)
    try:
        services.submit(cycle, by=request.user, words=form.words, note=form.cleaned_data["note"])
    except MoveRefused as refusal:
        reasons = reasons_from(lawful(refusal).reasons, "")
        return _check(request, cycle, filled, filing, form, sheet, stands, status=409, reasons=reasons)
    drafts.sent(request.user, draft, request.POST)
    return redirect_to(request, address(cycle, "sent"))


def _check(
    request: HttpRequest,
    cycle: Cycle,
    filled: Filled,
    filing: Any,
    form: SubmitForm,
    sheet: drafts.Sheet,
    stands: Standing,
    *,
    status: int | None = None,
    reasons: Any = (),
) -> HttpResponse:
    under_way = filing is not None and not filing.is_over
    may = rules.is_staff(request.user, cycle) and (not under_way or filing.state == Submission.DRAFT)
    if filing is not None and filing.verdict == Verdict.FIT:
        may = False
    return show(
        request, cycle, "check", status, filing=filing, filled=filled, form=form, sheet=sheet if may else None, reasons=reasons,
        may=may, stands=stands,
        queries=selectors.waiting_queries(filing) if may and under_way else [],
        blocks=[(page, address(cycle, "block", page.code)) for page in filled.pages],
        findings=[
            (_("Errors: without mending them it cannot be submitted"), "back", _places(cycle, filled, filled.errors)),
            (_("Warnings: an examiner will ask about them"), "wait", _places(cycle, filled, filled.warnings)),
            (_("Cannot be judged yet"), "info", _places(cycle, filled, filled.unknown)),
        ],
    )  # fmt: skip


def _places(cycle: Cycle, filled: Filled, findings: list[Any]) -> list[tuple[Any, str]]:
    """Findings with the page where each is mended: the block in which its line stands, else the page that keeps the fact."""
    found = []
    for finding in findings:
        page = filled.page_of(finding.form_line) if finding.form_line else None
        if page:
            url = address(cycle, "block", page.code) + f"#baris-{finding.form_line}"
        else:
            url = and_back(address_of(cycle, finding.path), address(cycle, "check")) if finding.section else finding.url
        found.append((finding, url))
    return found


@in_cycle("GET")
def sent(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The confirmation: by which number it is known, who has it now, what comes next."""
    filing = filing_or_404(cycle)
    version = selectors.latest_version(filing)
    if version is None:
        raise Http404("nothing was submitted")
    return show(
        request, cycle, "sent", filing=filing, version=version, people=selectors.walidatas(cycle),
        queries=selectors.waiting_queries(filing) if filing.state == Submission.WAITING else [],
    )  # fmt: skip


@in_cycle("GET")
def version(request: HttpRequest, cycle: Cycle, number: int, version: int) -> HttpResponse:
    """What was submitted, as it was, with what changed since the version before it."""
    rows = FilingVersion.objects.filter(filing__cycle=cycle, filing__number=number).select_related("filing", "by")
    found = rows.filter(number=version).first()
    if found is None:
        raise Http404("no such version")
    found.filing.cycle = cycle
    before = rows.filter(number=version - 1).first()
    lines = between(before.content, found.content) if before else []
    return show(
        request, cycle, "version", filing=found.filing, version=found, before=before, changes=lines, formats=FORMATS
    )


@in_cycle("POST")
def download(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Have a document made: the draft of the form, a version of it, the layout of ROMANTIK, MS-Keg."""
    kind, fmt = request.POST.get("dokumen", ""), request.POST.get("format", "")
    if kind not in KINDS or fmt not in FORMATS:
        raise Http404("no such document")
    if kind == "filing":
        asked(cycle)
    parameters = {
        "activity": cycle.activity.code, "edition": cycle.edition, "filing": request.POST.get("pemberitahuan", "")[:4],
        "version": request.POST.get("versi", "")[:4],
    }  # fmt: skip
    job = request_document(f"design.{kind}", fmt, by=request.user, parameters=parameters, subject=cycle)
    return redirect_to(request, job.get_absolute_url())


@in_cycle("GET")
def romantik(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The layout of ROMANTIK as JSON: of the last version that was submitted, else of the record as it is."""
    filing = selectors.filing_of(cycle)
    last = selectors.latest_version(filing) if filing is not None else None
    content = last.romantik if last is not None else _romantik_now(cycle)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    suffix = f"v{last.number}" if last is not None else "konsep"
    name = f"romantik-{cycle.activity.code}-{cycle.edition}-{suffix}.json".lower()
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _romantik_now(cycle: Cycle) -> dict[str, Any]:
    return romantik_json(project(office_form("romantik"), facts_of(cycle), "id"))
