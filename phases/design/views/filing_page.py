"""What the pages of a notification share: the moves that are offered, with the page of each, and the one step that is next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Cycle
from gsbpm_portal.core.transitions import Reason
from phases.design import rules
from phases.design.enums import NoteState, Submission, Verdict
from phases.design.machines import filing_machine
from phases.design.models import Filing, FilingNote
from phases.design.selectors import filing as selectors
from phases.design.selectors.filing_standing import Standing
from phases.design.selectors.filled import OWN, Filled
from phases.engine.enums import IterationState
from phases.engine.models import SubProcessRun
from phases.engine.views.cycle import page_of

PAGES = {"submit": "check", "pass": "review", "return": "review"}
"""Pages of moves that are more than a step; every other move has the page of its step."""
QUIET = frozenset({"cancel", "withdraw", "recall", "refuse", "examine", "correct"})


@dataclass(frozen=True)
class Move:
    """A move as a page offers it."""

    name: str
    label: Any
    url: str
    may: bool
    reasons: tuple[Reason, ...]
    look: str


@dataclass(frozen=True)
class Step:
    """What is to be done next, by the person who reads it or by somebody else."""

    words: str
    url: str = ""
    label: str = ""
    reasons: tuple[Reason, ...] = ()


def address(cycle: Cycle, name: str, *args: Any) -> str:
    return reverse(f"filing:{name}", args=[cycle.activity.code, cycle.edition, *args])


def moves_of(filing: Filing, user: Any) -> list[Move]:
    """What the machine offers the person, each with its page; refused ones with their reasons."""
    found = []
    for offer in filing_machine.offers(filing, user):
        name = PAGES.get(offer.name)
        url = address(filing.cycle, name) if name else address(filing.cycle, "step", offer.name)
        look = "quiet" if offer.name in QUIET else "primary" if offer.transition.look == "primary" else "outline"
        found.append(Move(offer.name, offer.label, url, offer.may, offer.reasons, look))
    return found


def next_step(
    cycle: Cycle, filing: Filing | None, filled: Filled, user: Any, notes: list[FilingNote], stands: Standing
) -> Step:
    """The one bar of the page."""
    staff, walidata = rules.is_staff(user, cycle), rules.is_walidata(user, cycle)
    state = filing.state if filing is not None else Submission.DRAFT
    if filing is not None and filing.is_over:
        return _afterwards(cycle, filing, staff)
    if state in Submission.mended() and not staff:
        return Step(_("The staff of phase 2 write the notification."))
    if filing is not None and state == Submission.MENDING:
        waiting = [note for note in notes if note.state == NoteState.OPEN]
        if waiting:
            words = ngettext(
                "%(count)s note of BPS is to be answered.", "%(count)s notes of BPS are to be answered.", len(waiting)
            )
            return Step(
                words % {"count": len(waiting)}, address(cycle, "note", waiting[0].public_id), _("Answer the next one")
            )
        return Step(
            _("All notes are answered: send the mended form."),
            address(cycle, "step", "resubmit"),
            _("Submit the mended form"),
        )
    if state == Submission.DRAFT:
        return _returned(cycle, stands) if stands.returned is not None else _drafting(cycle, filled)
    assert filing is not None
    if state == Submission.WAITING:
        if walidata and not rules.checks(user, filing).reason:
            return Step(_("It waits for your check."), address(cycle, "review"), _("Check"))
        people = ", ".join(str(person) for person in selectors.walidatas(cycle))
        return Step(_("It waits for the walidata: %(people)s") % {"people": people or _("nobody has the role yet")})
    if state == Submission.VERIFIED:
        words = _("The walidata found it fit. Submit it to BPS, then record when and how.")
        return (
            Step(words, address(cycle, "step", "send"), _("Record the submission"))
            if staff or walidata
            else Step(words)
        )
    words = _("It is with BPS. What BPS answers is recorded here.")
    if staff or walidata:
        return Step(words, address(cycle, "step", "recommend"), _("Record the recommendation"))
    return Step(words)


def _returned(cycle: Cycle, stands: Standing) -> Step:
    """What the walidata wants mended before it comes again."""
    told = {"by": stands.returned.by, "comment": stands.returned.comment} if stands.returned else {}
    words = _("%(by)s returned it: %(comment)s") if told.get("comment") else _("%(by)s returned it.")
    waiting = [remark for remark in stands.remarks if remark.waits]
    if not waiting:
        return Step(words % told, address(cycle, "check"), _("Check the answers"))
    queries = ngettext("%(count)s query waits for an answer.", "%(count)s queries wait for an answer.", len(waiting))
    url = address(cycle, "review") + f"#catatan-{waiting[0].public_id}"
    return Step(f"{words % told} {queries % {'count': len(waiting)}}", url, _("Answer the first query"))


def _drafting(cycle: Cycle, filled: Filled) -> Step:
    if _state_of(cycle, OWN) == IterationState.NOT_STARTED:
        words = _("The notification is written while 2.6 is in work: begin it first.")
        return Step(words, page_of(cycle, OWN), _("To 2.6"))
    todo = next((page for page in filled.pages if page.missing), None)
    if todo is not None:
        return Step(
            _("%(title)s: %(state)s.") % {"title": todo.title, "state": todo.word},
            address(cycle, "block", todo.code),
            _("Go on filling it in"),
        )
    return Step(
        _("All questions are answered. Read them through, then submit them."),
        address(cycle, "check"),
        _("Check the answers"),
    )


def _afterwards(cycle: Cycle, filing: Filing, staff: bool) -> Step:
    if filing.verdict == Verdict.FIT and filing.handed_on is None:
        words = _("Recommended. After the release, results and metadata go to BPS.")
        may = staff and not selectors.uncollected(cycle)
        return Step(words, address(cycle, "hand-over"), _("Record the hand-over")) if may else Step(words)
    if filing.verdict == Verdict.FIT:
        return Step(_("Recommended, and results and metadata are with BPS."))
    words = _("BPS refused it.") if filing.verdict == Verdict.REFUSED else _("It was cancelled.")
    if staff:
        return Step(
            words + " " + _("Mend the record, then begin another notification."),
            address(cycle, "check"),
            _("Check the answers"),
        )
    return Step(words)


def base_context(cycle: Cycle, **more: Any) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "activity": cycle.activity,
        "home_url": address(cycle, "home"),
        "run_url": page_of(cycle, "2.6"),
        "args": (cycle.activity.code, cycle.edition),
        "nav_current": "engine:portfolio",
        **more,
    }


def show(request: HttpRequest, cycle: Cycle, template: str, status: int | None = None, **more: Any) -> HttpResponse:
    more.setdefault("has_errors", bool(status and status >= 400))
    return render(request, f"design/filing/{template}.html", base_context(cycle, **more), status=status)


def filing_or_404(cycle: Cycle) -> Filing:
    """The newest notification of the cycle."""
    found = selectors.filing_of(cycle)
    if found is None:
        raise Http404("no notification yet")
    found.cycle = cycle
    return found


def lines_to_choose(filled: Filled) -> list[tuple[str, str]]:
    """The asked lines of the form, for a note on one of them."""
    return [(line.code, label) for page in filled.pages for line, label in page.labelled]


def runs_to_choose(cycle: Cycle) -> list[tuple[str, str]]:
    """The sub-processes of phases 1 to 3 that apply."""
    runs = SubProcessRun.objects.filter(cycle=cycle, phase_run__number__lte=3).select_related("subprocess")
    return [
        (run.number, f"{run.number} {run.subprocess.short}")
        for run in runs.order_by("phase_run__number", "subprocess__position")
        if run.applies
    ]


def put_errors(form: Any, error: ValidationError) -> None:
    """Each refusal at its field, else above the form."""
    told = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, texts in told.items():
        for text in texts:
            form.add_error({"day": "day"}.get(name, name) if name in form.fields else None, text)


def _state_of(cycle: Cycle, number: str) -> str:
    """How far a sub-process has come; those of the cycle are read once for a page."""
    if "run_states" not in cycle.__dict__:
        runs = SubProcessRun.objects.filter(cycle=cycle)
        cycle.__dict__["run_states"] = dict(runs.values_list("number", "current__state"))
    return str(cycle.__dict__["run_states"].get(number, ""))


def way_back_to(cycle: Cycle, number: str, user: Any, reason: str) -> tuple[str, str]:
    """(words, address) of reopening a sub-process, or of asking for it, with the reason proposed; of one that nobody has begun,
    its page. Nothing for whom it is not."""
    from urllib.parse import urlencode

    from phases.engine import rules as workflow

    if _state_of(cycle, number) == IterationState.NOT_STARTED:
        return _("Begin %(number)s") % {"number": number}, page_of(cycle, number)
    phase, query = int(number.split(".", 1)[0]), "?" + urlencode({"alasan": reason[:600]})
    args = [cycle.activity.code, cycle.edition, number]
    if workflow.is_supervisor(user, cycle, phase):
        return _("Reopen %(number)s") % {"number": number}, reverse("engine:reopen", args=args) + query
    if workflow.is_staff(user, cycle, phase):
        return _("Ask to reopen %(number)s") % {"number": number}, reverse(
            "engine:ask", args=[*args, "buka-kembali"]
        ) + query
    return "", ""


def draft_key(cycle: Cycle, page: str) -> str:
    return f"filing:{cycle.activity.code}/{cycle.edition}/{page}"


def asked(cycle: Cycle) -> None:
    if selectors.form_for(cycle) is None:
        raise Http404("no form is asked for this type of statistics")
