"""What goes to BPS and comes back: one page a step; notes, recommendations, results, and the wish to be spared it all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Cycle
from gsbpm_portal.core import files
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from gsbpm_portal.core.views import redirect_to
from phases.design import rules
from phases.design.enums import Submission, Verdict
from phases.design.forms.filing import (
    CorrectForm,
    FollowForm,
    NoteForm,
    NotesForm,
    PaperForm,
    ReasonForm,
    RecommendForm,
    RefuseForm,
)
from phases.design.gates_filing import reasons_against_exemption
from phases.design.machines import exemption_machine, filing_machine
from phases.design.models import Filing, FilingLetter, RecommendationItem
from phases.design.selectors import filing as selectors
from phases.design.selectors.filled import fill
from phases.design.services import exemptions, filing_bps, filing_identity, filing_notes
from phases.design.services import filing as services
from phases.design.services.filing_notes import Wanted
from phases.design.views.filing_page import (
    address,
    filing_or_404,
    lines_to_choose,
    put_errors,
    runs_to_choose,
    show,
)
from phases.engine.views.cycle import in_cycle, lawful, reasons_from

LEADS = {
    "withdraw": gettext_lazy("The walidata does not check it any more; you go on writing and submit it again."),
    "recall": gettext_lazy("It goes back to draft, and the walidata checks it anew."),
    "send": gettext_lazy(
        "Submit it by one of the channels first; then record here when and how. BPS's clock begins with that day."
    ),
    "examine": gettext_lazy("BPS has begun to look at it."),
    "bring": gettext_lazy("BPS returned it. Record its letter and its first note; more notes are added on the page."),
    "resubmit": gettext_lazy("What the record says now becomes the next version, and BPS's clock begins anew."),
    "recommend": gettext_lazy(
        "Record the letter of BPS. The identity is written to the cycle, and collection may begin."
    ),
    "correct": gettext_lazy(
        "The identity is corrected here and on the cycle. The old one, your name and the reason stay in the trail."
    ),
    "refuse": gettext_lazy("Record the refusal with its grounds. Another notification may be begun afterwards."),
    "cancel": gettext_lazy("It ends without a recommendation. Another notification may be begun afterwards."),
}
FORMS: dict[str, Callable[..., Any]] = {
    "send": PaperForm, "resubmit": PaperForm, "bring": NotesForm, "recommend": RecommendForm, "refuse": RefuseForm,
    "correct": CorrectForm,
}  # fmt: skip


@in_cycle("GET", "POST")
def step(request: HttpRequest, cycle: Cycle, move: str) -> HttpResponse:
    """One step of the way, with what has to be written down for it."""
    if move not in LEADS:
        raise Http404("no such step")
    filing = filing_or_404(cycle)
    transition = filing_machine[move]
    if transition.who(request.user, filing).hidden:
        raise NotAllowed(services.NOT_YOURS)
    form = _form(request, cycle, filing, move)
    extra = _note_form(request, filing) if move == "bring" else None
    offer = next((one for one in filing_machine.offers(filing, request.user) if one.name == move), None)
    reasons: list[Reason] = []
    if offer is None:
        reasons = [Reason("state", _("The state is “%(state)s”.") % {"state": filing.get_state_display()})]
    elif not offer.may:
        reasons = list(offer.reasons)
    status = None
    if request.method == "POST":
        if form.is_valid() & (extra is None or extra.is_valid()):
            try:
                moved = _take(move, filing, request.user, form, extra)
            except MoveRefused as refusal:
                reasons, status = list(lawful(refusal).reasons), 409
            except ValidationError as error:
                put_errors(form, error)
                status = 422
            else:
                _say(request, moved, move)
                return redirect_to(request, address(cycle, "home"))
        else:
            status = 422
    return show(
        request, cycle, "step", status, filing=filing, move=transition, lead=LEADS[move], form=form, extra=extra,
        reasons=reasons_from(reasons, address(cycle, "home")), possible=offer is not None and offer.may or status is not None,
        uploads=isinstance(form, PaperForm),
    )  # fmt: skip


def _form(request: HttpRequest, cycle: Cycle, filing: Filing, move: str) -> Any:
    data, uploads = request.POST or None, request.FILES or None
    if move not in FORMS:
        return ReasonForm(data, required=filing_machine[move].comment == "required")
    initial: dict[str, Any] = {}
    if move in ("send", "resubmit"):
        initial = {"addressee": selectors.addressee(fill(cycle, code=filing.form).facts)}
    elif move == "correct":
        initial = {"identity": filing.identity, "seen": filing.identity}
    return FORMS[move](data, uploads, initial=initial)


def _note_form(request: HttpRequest, filing: Filing) -> NoteForm:
    filled = fill(filing.cycle, code=filing.form)
    return NoteForm(request.POST or None, lines=lines_to_choose(filled), runs=runs_to_choose(filing.cycle))


def _take(move: str, filing: Filing, user: Any, form: Any, extra: Any) -> Filing:
    match move:
        case "send":
            return filing_bps.send(filing, by=user, paper=form.paper)
        case "resubmit":
            return filing_bps.resubmit(filing, by=user, paper=form.paper)
        case "bring":
            return filing_bps.bring_notes(filing, by=user, paper=form.paper, notes=[_wanted(extra)])
        case "recommend":
            return filing_bps.recommend(
                filing,
                by=user,
                paper=form.paper,
                identity=form.cleaned_data["identity"],
                odd=form.why,
                items=form.lines,
            )
        case "correct":
            data = form.cleaned_data
            return filing_identity.correct_identity(
                filing, by=user, identity=data["identity"], comment=data["comment"], odd=form.why, seen=data["seen"]
            )
        case "refuse":
            return filing_bps.refuse(filing, by=user, paper=form.paper)
        case "examine":
            return filing_bps.examine(filing, by=user, comment=form.cleaned_data["comment"])
        case _:
            return {"withdraw": services.withdraw, "recall": services.recall, "cancel": services.cancel}[move](
                filing, by=user, comment=form.cleaned_data["comment"]
            )


def _wanted(form: Any) -> Wanted:
    return Wanted(form.cleaned_data["text"], form.cleaned_data["line"], form.cleaned_data.get("subprocess", ""))


def _say(request: HttpRequest, moved: Filing, move: str) -> None:
    if move == "correct":
        words = _("The identity of the recommendation is now %(identity)s.")
        messages.success(request, words % {"identity": moved.identity})
        return
    words = _("Recorded. The notification is now “%(state)s”.")
    messages.success(request, words % {"state": moved.get_state_display()})


@in_cycle("GET", "POST")
def add_note(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """One more note of BPS."""
    filing = filing_or_404(cycle)
    if not rules.records(request.user, cycle):
        raise NotAllowed(services.NOT_YOURS)
    form = _note_form(request, filing)
    reasons: Any = ()
    status = None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                note = filing_notes.add_note(filing, by=request.user, wanted=_wanted(form))
            except MoveRefused as refusal:
                reasons, status = reasons_from(lawful(refusal).reasons, ""), 409
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The note %(key)s is written down.") % {"key": note.key})
                return redirect_to(request, address(cycle, "home") + "#catatan")
    return show(
        request,
        cycle,
        "add_note",
        status,
        filing=filing,
        form=form,
        reasons=reasons,
        possible=filing.state == Submission.MENDING,
    )


@in_cycle("GET", "POST")
def item(request: HttpRequest, cycle: Cycle, public_id: UUID) -> HttpResponse:
    """One item of the recommendation, and what was done about it."""
    found = RecommendationItem.objects.filter(filing__cycle=cycle, public_id=public_id).select_related(
        "filing__cycle__activity__organisation", "file", "changed_by"
    ).first()  # fmt: skip
    if found is None:
        raise Http404("no such item")
    staff = rules.is_staff(request.user, cycle)
    initial = {"state": found.state, "follow_up": found.follow_up, "evidence": found.evidence, "seen": found.revision}
    form = FollowForm(request.POST or None, request.FILES or None, initial=initial)
    reasons: Any = ()
    status = None
    if request.method == "POST":
        if not staff:
            raise NotAllowed(services.NOT_YOURS)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                filing_bps.follow_up(
                    found, by=request.user, state=data["state"], words=data["follow_up"], evidence=data["evidence"],
                    upload=data["upload"], seen=data["seen"],
                )  # fmt: skip
            except MoveRefused as refusal:
                reasons, status = reasons_from(lawful(refusal).reasons, ""), 409
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The follow-up of %(key)s is saved.") % {"key": found.key})
                return redirect_to(request, address(cycle, "home") + "#rekomendasi")
    return show(request, cycle, "item", status, filing=found.filing, item=found, form=form, reasons=reasons, may=staff)


@in_cycle("GET", "POST")
def hand_over(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """That results and metadata went to BPS."""
    filing = filing_or_404(cycle)
    if not rules.records(request.user, cycle):
        raise NotAllowed(services.NOT_YOURS)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        initial={"addressee": selectors.addressee(fill(cycle, code=filing.form).facts)},
    )
    reasons: Any = ()
    status = None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                filing_bps.hand_over(filing, by=request.user, paper=form.paper)
            except MoveRefused as refusal:
                reasons, status = reasons_from(lawful(refusal).reasons, ""), 409
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The hand-over of results and metadata is recorded."))
                return redirect_to(request, address(cycle, "home"))
    return show(
        request, cycle, "hand_over", status, filing=filing, form=form, reasons=reasons, due=selectors.results_due(filing),
        possible=filing.verdict == Verdict.FIT and filing.handed_on is None,
    )  # fmt: skip


@in_cycle("GET")
def attached(request: HttpRequest, cycle: Cycle, public_id: UUID) -> HttpResponse:
    """The file of a letter or of a follow-up, for all who see the cycle."""
    letter = FilingLetter.objects.filter(filing__cycle=cycle, public_id=public_id).select_related("file").first()
    followed = (
        RecommendationItem.objects.filter(filing__cycle=cycle, public_id=public_id).select_related("file").first()
    )
    stored = next((row.file for row in (letter, followed) if row is not None and row.file is not None), None)
    if stored is None:
        raise Http404("no such file")
    try:
        return files.attachment_response(stored)
    except files.NotAvailable:
        raise MoveRefused(
            Reason("file", stored.refusal or _("The file is still being checked. Try again in a moment."))
        ) from None


@in_cycle("GET", "POST")
def exemption(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Why no recommendation is needed: the reason of the design record, the wish to have it approved, and the decision."""
    found = selectors.exemption_of(cycle)
    verdict = request.POST.get("putusan", "")
    form = ReasonForm(request.POST or None, required=verdict == "tolak", label=_("Comment"))
    reasons: Any = ()
    status = None
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        else:
            try:
                words = _take_exemption(cycle, found, verdict, request.user, form.cleaned_data["comment"])
            except MoveRefused as refusal:
                reasons, status = reasons_from(lawful(refusal).reasons, ""), 409
            else:
                messages.success(request, words)
                return redirect_to(request, address(cycle, "exemption"))
    offers = {offer.name: offer for offer in exemption_machine.offers(found, request.user)} if found else {}
    return show(
        request, cycle, "exemption", status, exemption=found, form=form, reasons=reasons, reason=selectors.reason_of(cycle),
        gated=selectors.is_gated(cycle), exempt=selectors.is_exempt(cycle), offers=offers,
        may_ask=rules.is_staff(request.user, cycle) and not reasons_against_exemption(cycle),
        staff=rules.is_staff(request.user, cycle),
    )  # fmt: skip


def _take_exemption(cycle: Cycle, found: Any, verdict: str, user: Any, comment: str) -> str:
    if verdict == "minta":
        exemptions.ask_exemption(cycle, by=user)
        return _("You asked for the reason to be approved.")
    if found is None:
        raise MoveRefused(Reason("state", _("Nobody has asked for it yet.")))
    found.cycle = cycle
    if verdict == "setuju":
        exemptions.grant(found, by=user, comment=comment)
        return _("You approved the reason.")
    if verdict == "tarik":
        exemptions.withdraw(found, by=user)
        return _("You took the wish back.")
    exemptions.decline(found, by=user, comment=comment)
    return _("You declined.")
