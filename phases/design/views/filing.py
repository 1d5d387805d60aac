"""Filling in the notification: the task list, a block, the answers to check, what was submitted, the papers that go out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from activities.design.declared import is_declared
from activities.design.facts import facts_of
from activities.design.selectors import text as written_text
from activities.design.values import digest
from activities.models import Cycle
from gsbpm_portal.core import drafts
from gsbpm_portal.core.documents.registry import FORMATS, request_document
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.design import rules
from phases.design.enums import NoteState, Submission, Verdict
from phases.design.forms.filing import SubmitForm
from phases.design.forms.filing_block import BlockForm, slots_on
from phases.design.models import FilingVersion
from phases.design.office_codes import office_form
from phases.design.projection import project, romantik_json
from phases.design.selectors import filing as selectors
from phases.design.selectors.filing_changes import between
from phases.design.selectors.filled import Filled, Page, Places, Slot, address_of, and_back, fill
from phases.design.services import filing as services
from phases.design.services.answers import AnswersClash, digest_of, save_answers
from phases.design.views.filing_page import (
    address,
    filing_or_404,
    moves_of,
    next_step,
    put_errors,
    show,
    way_back_to,
)
from phases.engine.views.cycle import in_cycle, lawful, reasons_from

KEEP = "pakai-"
"""Posted from the page of two versions: KEEP + control = "tersimpan" takes the stored one."""
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
        filing.cycle = cycle
    notes = selectors.notes_of(filing) if filing else []
    blocks = [(page, address(cycle, "block", page.code)) for page in filled.pages]
    exemption = selectors.exemption_of(cycle)
    return show(
        request, cycle, "home", filing=filing, filled=filled, blocks=blocks, notes=_notes(cycle, notes, request.user),
        step=next_step(cycle, filing, filled, request.user, notes),
        moves=[move for move in moves_of(filing, request.user) if move.name not in ("submit", "pass")] if filing else [],
        clocks=selectors.clocks(filing) if filing else [],
        verdict=Verdict(filing.verdict) if filing else None,
        items=list(filing.items.select_related("file", "changed_by")) if filing else [],
        letters=list(filing.letters.select_related("file", "by", "version")) if filing else [],
        versions=list(filing.versions.select_related("by").order_by("-number")) if filing else [],
        corrections=selectors.corrections_of(filing) if filing and filing.identity else [],
        addressee=selectors.addressee(filled.facts), staff=rules.is_staff(request.user, cycle),
        records=rules.records(request.user, cycle), exemption=exemption, gated=selectors.is_gated(cycle),
        open_remarks=len(selectors.open_remarks(filing)) if filing else 0,
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
def block(request: HttpRequest, cycle: Cycle, block: str) -> HttpResponse:
    """One page of the form: every line with its answer and source, typed here where the person may write its section."""
    _asked(cycle)
    filled = fill(cycle)
    page = filled.page(block)
    if page is None:
        raise Http404("no such block")
    places = Places(filled, request.user)
    lines = slots_on(filled.form, page.lines)
    open_slots = [
        slot
        for line, slots in lines
        if line.asked and (place := places.of(line)) is not None and place.may
        for slot in slots
    ]
    folds = {slots[0].path: (_("What the regulation says"), line.rule) for line, slots in lines if slots and line.rule}

    def form_of(data: Any = None) -> BlockForm:
        return BlockForm(data, slots=open_slots, facts=filled.facts, folds=folds)

    draft = _draft_key(cycle, block)
    if request.method != "POST":
        sheet = None
        form = form_of()
        if open_slots:
            form, sheet = drafts.restored(request.user, draft, form_of, base=digest(form.initial["base"]))
        return _block(request, cycle, filled, page, places, lines, form, sheet)
    if not open_slots:
        raise places.refusal()
    form = form_of(request.POST)

    def again(shown: BlockForm, status: int, **more: Any) -> HttpResponse:
        """The page as it was posted, with what is wrong; the draft keeps what its writer had seen."""
        base = digest(form_of().initial["base"])
        sheet = drafts.resumed(request.user, draft, request.POST, base=base, origin=("base",))
        return _block(request, cycle, filled, page, places, lines, shown, sheet, status=status, **more)

    if not form.is_valid():
        return again(form, 422)
    values, seen = form.values, form.seen
    for slot in open_slots:
        if request.POST.get(KEEP + slot.control) == "tersimpan":
            values.pop(slot.path)
    try:
        save_answers(cycle, by=request.user, values=values, seen=seen)
    except AnswersClash:
        data = request.POST.copy()
        data["base"] = form_of().initial["base"]
        fresh = form_of(data)
        fresh.is_valid()
        return again(fresh, 409, versions=_versions(filled, open_slots, form))
    except MoveRefused as refusal:
        reasons = reasons_from(lawful(refusal).reasons, "")
        return again(form, 409, reasons=reasons)
    except ValidationError as error:
        put_errors(form, _by_control(error))
        return again(form, 422)
    drafts.sent(request.user, draft, request.POST)
    messages.success(request, _("“%(section)s” is saved.") % {"section": page.title})
    return redirect_to(request, _onwards(cycle, page))


def _draft_key(cycle: Cycle, page: str) -> str:
    return f"filing:{cycle.activity.code}/{cycle.edition}/{page}"


def _onwards(cycle: Cycle, page: Page) -> str:
    """The same page while a new answer brought up questions that are missing, else the next one."""
    after = fill(cycle)
    same = after.page(page.code)
    if same is not None and {line.code for line in same.missing} - {line.code for line in page.missing}:
        return address(cycle, "block", page.code)
    codes = [one.code for one in after.pages]
    rest = after.pages[codes.index(page.code) + 1 :] if page.code in codes else []
    following = next((one for one in rest if one.asked), None)
    return address(cycle, "block", following.code) if following else address(cycle, "check")


def _by_control(error: ValidationError) -> ValidationError:
    return ValidationError({path.replace(".", "__"): texts for path, texts in error.message_dict.items()})


def _versions(filled: Filled, slots: list[Slot], form: BlockForm) -> list[dict[str, Any]]:
    """Every answer of the page that somebody else changed meanwhile: what the person did not touch is proposed as stored."""
    values, seen = form.values, form.seen
    found = []
    for slot in slots:
        stored = form.kept(slot)
        there, mine, shown = digest_of(slot.path, stored), digest_of(slot.path, values[slot.path]), seen.get(slot.path)
        if there not in (mine, shown):
            found.append(
                {
                    "label": slot.label,
                    "field": KEEP + slot.control,
                    "stored": _shown(filled, slot, stored),
                    "mine": _shown(filled, slot, values[slot.path]),
                    "by": filled.facts.source(slot.path).updated_by,
                    "take_stored": shown == mine,
                    "both": shown != mine,
                }
            )
    return found


def _shown(filled: Filled, slot: Slot, value: Any) -> str:
    """A value as people read it."""
    if is_declared(slot.section):
        return filled.facts.shown(slot.declared, value)
    return written_text(slot.name, value)


def _block(
    request: HttpRequest, cycle: Cycle, filled: Filled, page: Page, places: Places, lines: Any, form: BlockForm,
    sheet: drafts.Sheet | None, *, status: int | None = None, versions: Any = (), reasons: Any = (),
) -> HttpResponse:  # fmt: skip
    codes = [one.code for one in filled.pages]
    place = codes.index(page.code)
    here = address(cycle, "block", page.code)
    return show(
        request, cycle, "block", status, filled=filled, page=page, form=form, sheet=sheet, versions=versions, reasons=reasons,
        here=here,
        rows=[_row(cycle, places, line, slots, form, here, request.user) for line, slots in lines if line.asked],
        left_out=[line for line in page.lines if not line.asked and line.kind != "heading"],
        place=place + 1, places=len(codes), writes=bool(form.slots),
        previous=address(cycle, "block", codes[place - 1]) if place else "",
        following=address(cycle, "block", codes[place + 1]) if place + 1 < len(codes) else address(cycle, "check"),
    )  # fmt: skip


def _row(
    cycle: Cycle, places: Places, line: Any, slots: list[Slot], form: BlockForm, here: str, user: Any
) -> dict[str, Any]:
    """A line as the page shows it: its controls, or its answer with the way to where it is typed."""
    place = places.of(line)
    mine = [form.bound(slot) for slot in slots if slot in form.slots]
    way, way_url = "", ""
    if place is not None and place.is_closed and line.is_missing:
        reason = _("%(label)s is missing in the notification.") % {"label": f"{line.number} {line.label}".strip()}
        way, way_url = way_back_to(cycle, place.owner, user, reason)
    return {
        "line": line, "place": place, "bound": mine, "way": way, "way_url": way_url,
        "edit_url": and_back(place.url, here) if place and not mine and place.may else "",
        "inherited": bool(mine) and line.given is not None and line.given.path != slots[0].path,
    }  # fmt: skip


@in_cycle("GET", "POST")
def check(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """All answers on one page, what the review rules say of them, and the submission to the walidata."""
    _asked(cycle)
    filing = selectors.filing_of(cycle)
    filled = fill(cycle, submitted_on=filing.notified_on if filing else None)
    draft = _draft_key(cycle, "periksa")

    def form_of(data: Any = None) -> SubmitForm:
        return SubmitForm(data, warnings=filled.warnings)

    if request.method != "POST":
        form, sheet = drafts.restored(request.user, draft, form_of)
        return _check(request, cycle, filled, filing, form, sheet)
    form, sheet = form_of(request.POST), drafts.resumed(request.user, draft, request.POST)
    if not form.is_valid():
        return _check(request, cycle, filled, filing, form, sheet, status=422)
    if not rules.is_staff(request.user, cycle):
        raise NotAllowed(services.NOT_YOURS)
    try:
        services.submit(cycle, by=request.user, words=form.words, note=form.cleaned_data["note"])
    except MoveRefused as refusal:
        reasons = reasons_from(lawful(refusal).reasons, "")
        return _check(request, cycle, filled, filing, form, sheet, status=409, reasons=reasons)
    drafts.sent(request.user, draft, request.POST)
    return redirect_to(request, address(cycle, "sent"))


def _check(
    request: HttpRequest,
    cycle: Cycle,
    filled: Filled,
    filing: Any,
    form: SubmitForm,
    sheet: drafts.Sheet,
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
        may=may,
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
        _asked(cycle)
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


def _asked(cycle: Cycle) -> None:
    if selectors.form_for(cycle) is None:
        raise Http404("no form is asked for this type of statistics")
