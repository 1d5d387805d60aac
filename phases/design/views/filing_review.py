"""The walidata's check: what changed, what the rules say, queries line by line, the verdict. And the answers of the staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import redirect_to
from phases.design import rules
from phases.design.enums import NoteFrom, NoteState, Submission
from phases.design.forms.filing import AnswerForm, CheckForm, NoteForm
from phases.design.machines import filing_machine
from phases.design.models import Filing, FilingNote
from phases.design.projection import changes as changes_now
from phases.design.selectors import filing as selectors
from phases.design.selectors.filed import blocks_of
from phases.design.selectors.filing_changes import between
from phases.design.selectors.filled import fill
from phases.design.services import filing as services
from phases.design.services import filing_notes
from phases.design.services.filing_notes import Wanted
from phases.design.views.filing_page import address, filing_or_404, lines_to_choose, put_errors, show, way_back_to
from phases.engine.views.cycle import in_cycle, lawful, reasons_from


@in_cycle("GET", "POST")
def review(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """What was submitted, what differs from the last time, and the verdict of the walidata."""
    filing = filing_or_404(cycle)
    form = CheckForm(request.POST or None, initial={"seen": filing.version_text})
    if request.method != "POST":
        return _review(request, cycle, filing, form)
    if not rules.is_walidata(request.user, cycle):
        raise NotAllowed(services.NOT_YOURS)
    if not form.is_valid():
        return _review(request, cycle, filing, form, status=422)
    told = {"by": request.user, "comment": form.cleaned_data["comment"], "seen": form.cleaned_data["seen"]}
    passes = request.POST.get("putusan") == "layak"
    try:
        (services.pass_on if passes else services.give_back)(filing, **told)
    except MoveRefused as refusal:
        reasons = list(lawful(refusal).reasons)
        if any(reason.code == "comment" for reason in reasons):
            form.add_error("comment", str(reasons[0].text))
            return _review(request, cycle, filing, form, status=422)
        return _review(request, cycle, filing, form, status=409, reasons=reasons_from(reasons, ""))
    words = _("You found the notification fit.") if passes else _("You returned the notification.")
    messages.success(request, words)
    return redirect_to(request, address(cycle, "home"))


def _review(
    request: HttpRequest, cycle: Cycle, filing: Filing, form: Any, *, note_form: Any = None, status: int | None = None, reasons: Any = ()
) -> HttpResponse:  # fmt: skip
    version = selectors.latest_version(filing)
    if version is None:
        raise Http404("nothing was submitted")
    before = filing.versions.filter(number=version.number - 1).first()
    offers = {offer.name: offer for offer in filing_machine.offers(filing, request.user)}
    filled = fill(cycle, code=filing.form, language="id", submitted_on=filing.sent_on)
    decisions = (
        Decision.objects.filter(subject_kind="design.filing", subject_id=filing.pk).select_related("by").order_by("-pk")
    )
    may = "return" in offers and offers["return"].may
    notes = selectors.notes_of(filing)
    return show(
        request, cycle, "review", status, filing=filing, version=version, before=before, form=form, reasons=reasons,
        changes=between(before.content, version.content) if before else [],
        drifted=len(changes_now(filled.projection, version.content)),
        blocks=blocks_of(version.content, notes), offers=offers, may=may,
        may_pass="pass" in offers and offers["pass"].may,
        against=(offers["pass"].reasons if "pass" in offers else ()),
        queries=[note for note in notes if note.source == NoteFrom.WALIDATA],
        returned=next((decision for decision in decisions if decision.verb == "return"), None), decisions=decisions,
        findings=version.findings, can_query=may and filing.state == Submission.WAITING,
        note_form=note_form or NoteForm(lines=lines_to_choose(filled), initial={"line": request.GET.get("baris", "")}),
        people=selectors.walidatas(cycle),
    )  # fmt: skip


@in_cycle("POST")
def query(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """A query on a line of the form."""
    filing = filing_or_404(cycle)
    filled = fill(cycle, code=filing.form, language="id")
    form = NoteForm(request.POST, lines=lines_to_choose(filled))
    if not rules.is_walidata(request.user, cycle):
        raise NotAllowed(services.NOT_YOURS)
    check = CheckForm(initial={"seen": filing.version_text})
    if not form.is_valid():
        return _review(request, cycle, filing, check, note_form=form, status=422)
    try:
        note = filing_notes.query(
            filing, by=request.user, wanted=Wanted(form.cleaned_data["text"], form.cleaned_data["line"])
        )
    except MoveRefused as refusal:
        reasons = reasons_from(lawful(refusal).reasons, "")
        return _review(request, cycle, filing, check, note_form=form, status=409, reasons=reasons)
    messages.success(request, _("The query %(key)s is written down.") % {"key": note.key})
    return redirect_to(request, address(cycle, "review") + "#catatan")


@in_cycle("GET", "POST")
def note(request: HttpRequest, cycle: Cycle, public_id: UUID) -> HttpResponse:
    """One note: what is to be mended, where, and the answer of the staff."""
    found = _note(cycle, public_id)
    filing = found.filing
    form = AnswerForm(request.POST or None, initial={"answer": found.answer, "seen": found.revision})
    staff = rules.is_staff(request.user, cycle)
    reasons: Any = ()
    status = None
    if request.method == "POST":
        if not staff:
            raise NotAllowed(services.NOT_YOURS)
        if form.is_valid():
            try:
                filing_notes.answer(
                    found, by=request.user, words=form.cleaned_data["answer"], seen=form.cleaned_data["seen"]
                )
            except MoveRefused as refusal:
                reasons, status = reasons_from(lawful(refusal).reasons, ""), 409
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The note %(key)s is answered.") % {"key": found.key})
                return redirect_to(request, address(cycle, "home") + f"#{found.key}")
        status = status or 422
    filled = fill(cycle, code=filing.form)
    line = next((one for one in filled.projection.lines if one.code == found.line), None)
    page = filled.page_of(found.line) if found.line else None
    reason = _("Note %(key)s on the notification: %(text)s") % {"key": found.key, "text": found.text}
    way, way_url = way_back_to(cycle, found.subprocess, request.user, reason) if found.subprocess else ("", "")
    return show(
        request, cycle, "note", status, filing=filing, note=found, line=line, form=form, reasons=reasons,
        block_url=address(cycle, "block", page.code) + f"#baris-{found.line}" if page else "", way=way, way_url=way_url,
        run=cycle.runs.filter(number=found.subprocess).select_related("current", "subprocess").first(),
        may=staff and filing.state in filing_notes.ANSWERED and found.state != NoteState.SETTLED,
        may_settle=found.source == NoteFrom.WALIDATA and rules.checks(request.user, filing).may and not filing.is_over,
    )  # fmt: skip


@in_cycle("POST")
def settle(request: HttpRequest, cycle: Cycle, public_id: UUID, done: str) -> HttpResponse:
    """A walidata finds a query settled, or open again."""
    if done not in ("beres", "buka"):
        raise Http404("no such word")
    found = filing_notes.settle(_note(cycle, public_id), by=request.user, done=done == "beres")
    messages.success(
        request, _("The note %(key)s: %(state)s.") % {"key": found.key, "state": found.get_state_display()}
    )
    return redirect_to(request, address(cycle, "review") + "#catatan")


def _note(cycle: Cycle, public_id: UUID) -> FilingNote:
    rows = FilingNote.objects.filter(filing__cycle=cycle, public_id=public_id)
    found = rows.select_related(
        "filing__cycle__activity__organisation", "by", "answered_by", "settled_by", "version"
    ).first()
    if found is None:
        raise Http404("no such note")
    return found
