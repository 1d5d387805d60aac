"""The walidata's check: what changed, what the rules say, remarks line by line, the verdict. And the answers to BPS's notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Cycle
from gsbpm_portal.core import remark_pages
from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.remarks import Forum, remarks_on
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason, makers
from gsbpm_portal.core.views import redirect_to
from phases.design import rules
from phases.design.enums import Submission
from phases.design.filing_forum import forum_of
from phases.design.forms.filing import AnswerForm, CheckForm
from phases.design.machines import filing_machine
from phases.design.models import Filing, FilingNote, FilingVersion
from phases.design.projection import changes as changes_now
from phases.design.selectors import filing as selectors
from phases.design.selectors.filed import blocks_of
from phases.design.selectors.filing_changes import between
from phases.design.selectors.filled import fill
from phases.design.services import filing as services
from phases.design.services import filing_notes
from phases.design.views.filing_page import address, filing_or_404, put_errors, show, way_back_to
from phases.engine.views.cycle import in_cycle, lawful, reasons_from

NOT_WALIDATA = Reason("role", gettext_lazy("Only the walidata decides on a notification."))


@in_cycle("GET", "POST")
def review(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """What was submitted, what differs from the last time, and the verdict of the walidata."""
    filing = filing_or_404(cycle)
    form = CheckForm(request.POST or None, initial={"seen": filing.version_text})
    if request.method != "POST":
        return _review(request, cycle, filing, form)
    if not rules.is_walidata(request.user, cycle):
        raise NotAllowed(NOT_WALIDATA)
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
    request: HttpRequest,
    cycle: Cycle,
    filing: Filing,
    form: Any = None,
    *,
    status: int | None = None,
    reasons: Any = (),
    remark_form: Any = None,
    answered: Any = None,
) -> HttpResponse:
    version = _version(filing)
    before = filing.versions.filter(number=version.number - 1).first()
    filing.__dict__["_makers"] = makers(filing, filing.round)  # read once for the page; moves read anew
    offers = {offer.name: offer for offer in filing_machine.offers(filing, request.user)}
    filled = fill(cycle, code=filing.form, language="id", submitted_on=filing.notified_on)
    decisions = Decision.objects.filter(subject_kind="design.filing", subject_id=filing.pk).select_related("by")
    remarks = list(remarks_on(filing))
    talk = remark_pages.shown(
        forum_of(filing, version.content), remarks, user=request.user, add_url=address(cycle, "remark"),
        do_url=lambda remark, doing: address(cycle, "remark-do", remark.public_id, doing),
        part=request.GET.get("baris", ""), form=remark_form, answered=answered,
    )  # fmt: skip
    trail = sorted(decisions, key=lambda decision: -decision.pk)
    for decision in trail:
        decision.label = filing_machine[decision.verb].label  # type: ignore[attr-defined]
    return show(
        request, cycle, "review", status, filing=filing, version=version, before=before, reasons=reasons, talk=talk,
        form=form or CheckForm(initial={"seen": filing.version_text}),
        changes=between(before.content, version.content) if before else [],
        drifted=len(changes_now(filled.projection, version.content)), decisions=trail, offers=offers,
        blocks=blocks_of(version.content, remarks), may="return" in offers and offers["return"].may,
        may_pass="pass" in offers and offers["pass"].may, against=offers["pass"].reasons if "pass" in offers else (),
        returned=next((decision for decision in trail if decision.verb == "return"), None), findings=version.findings,
        can_remark=talk.form is not None, people=selectors.walidatas(cycle),
    )  # fmt: skip


def _version(filing: Filing) -> FilingVersion:
    found = selectors.latest_version(filing)
    if found is None:
        raise Http404("nothing was submitted")
    return found


def _forum(filing: Filing) -> Forum:
    return forum_of(filing, _version(filing).content)


@in_cycle("POST")
def remark(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """A remark on a line of the form, or on the whole."""
    filing = filing_or_404(cycle)
    try:
        form = remark_pages.written(request, _forum(filing))
    except PermissionDenied:
        raise NotAllowed(services.NOT_YOURS) from None
    if form is not None:
        return _review(request, cycle, filing, status=422, remark_form=form)
    return redirect_to(request, address(cycle, "review") + "#catatan")


@in_cycle("POST")
def remark_do(request: HttpRequest, cycle: Cycle, public_id: UUID, doing: str) -> HttpResponse:
    """Answer a remark, settle it, take it up again."""
    if doing not in remark_pages.DOINGS:
        raise Http404("nothing of the kind is done with a remark")
    filing = filing_or_404(cycle)
    found = remarks_on(filing).filter(public_id=public_id).first()
    if found is None:
        raise Http404("no such remark")
    try:
        form = remark_pages.done(request, _forum(filing), found, doing)
    except PermissionDenied:
        raise NotAllowed(services.NOT_YOURS) from None
    if form is not None:
        return _review(request, cycle, filing, status=422, answered=(found, form))
    return redirect_to(request, address(cycle, "review") + f"#catatan-{public_id}")


@in_cycle("GET", "POST")
def note(request: HttpRequest, cycle: Cycle, public_id: UUID) -> HttpResponse:
    """One note of BPS: what is to be mended, where, and the answer of the staff."""
    found = _note(cycle, public_id)
    filing = found.filing
    form = AnswerForm(request.POST or None, initial={"answer": found.answer, "seen": found.revision})
    staff = rules.is_staff(request.user, cycle)
    reasons: Any = ()
    status = None
    if request.method == "POST":
        if not staff:
            raise NotAllowed(services.NOT_YOURS)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                filing_notes.answer(found, by=request.user, words=data["answer"], seen=data["seen"])
            except MoveRefused as refusal:
                reasons, status = reasons_from(lawful(refusal).reasons, ""), 409
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The note %(key)s is answered.") % {"key": found.key})
                return redirect_to(request, address(cycle, "home") + f"#{found.key}")
    filled = fill(cycle, code=filing.form)
    line = next((one for one in filled.projection.lines if one.code == found.line), None)
    page = filled.page_of(found.line) if found.line else None
    reason = _("Note %(key)s on the notification: %(text)s") % {"key": found.key, "text": found.text}
    way, way_url = way_back_to(cycle, found.subprocess, request.user, reason) if found.subprocess else ("", "")
    return show(
        request, cycle, "note", status, filing=filing, note=found, line=line, form=form, reasons=reasons,
        block_url=address(cycle, "block", page.code) + f"#baris-{found.line}" if page else "", way=way, way_url=way_url,
        run=cycle.runs.filter(number=found.subprocess).select_related("current", "subprocess").first(),
        may=staff and filing.state == Submission.MENDING,
    )  # fmt: skip


def _note(cycle: Cycle, public_id: UUID) -> FilingNote:
    rows = FilingNote.objects.filter(filing__cycle=cycle, public_id=public_id)
    found = rows.select_related("filing__cycle__activity__organisation", "by", "answered_by", "version").first()
    if found is None:
        raise Http404("no such note")
    return found
