"""One page of the notification: every line with its answer and source, typed here where the person may write its section."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from activities.design.declared import is_declared
from activities.design.selectors import text as written_text
from activities.design.values import digest
from activities.models import Cycle
from gsbpm_portal.core import drafts
from gsbpm_portal.core.transitions import MoveRefused
from gsbpm_portal.core.views import redirect_to
from phases.design.forms.filing_block import BlockForm, slots_on
from phases.design.selectors import filing as selectors
from phases.design.selectors.filing_standing import Standing, standing
from phases.design.selectors.filled import Filled, Page, Places, Slot, and_back, fill
from phases.design.services.answers import AnswersClash, digest_of, save_answers
from phases.design.views.filing_page import address, asked, draft_key, put_errors, show, way_back_to
from phases.engine.views.cycle import in_cycle, lawful, reasons_from

KEEP = "pakai-"
"""Posted from the page of two versions: KEEP + control = "tersimpan" takes the stored one."""


@in_cycle("GET", "POST")
def block(request: HttpRequest, cycle: Cycle, block: str) -> HttpResponse:
    """One page of the form: every line with its answer and source, typed here where the person may write its section."""
    asked(cycle)
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

    labels = {line.code: label for line, label in page.labelled}
    names = {slots[0].path: labels[line.code] for line, slots in lines if slots and line.code in labels}

    def form_of(data: Any = None) -> BlockForm:
        return BlockForm(data, slots=open_slots, facts=filled.facts, folds=folds, names=names)

    draft = draft_key(cycle, block)
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
    stands = standing(selectors.filing_of(cycle), filled)
    return show(
        request, cycle, "block", status, filled=filled, page=page, form=form, sheet=sheet, versions=versions, reasons=reasons,
        here=here,
        rows=[
            _row(cycle, places, line, slots, form, here, request.user, stands) for line, slots in lines if line.asked
        ], stands=stands,
        left_out=[line for line in page.lines if not line.asked and line.kind != "heading"],
        place=place + 1, places=len(codes), writes=bool(form.slots),
        previous=address(cycle, "block", codes[place - 1]) if place else "",
        following=address(cycle, "block", codes[place + 1]) if place + 1 < len(codes) else address(cycle, "check"),
    )  # fmt: skip


def _row(
    cycle: Cycle, places: Places, line: Any, slots: list[Slot], form: BlockForm, here: str, user: Any, stands: Standing
) -> dict[str, Any]:
    """A line as the page shows it: its controls, or its answer with the way to where it is typed; what was asked about it, and
    what it said when it was last submitted."""
    place = places.of(line)
    mine = [form.bound(slot) for slot in slots if slot in form.slots]
    way, way_url = "", ""
    remarks, notes = stands.asked_about(line.code), stands.noted_on(line.code)
    if place is not None and place.is_closed and (line.is_missing or remarks or notes):
        words = _("%(label)s is missing in the notification.") if line.is_missing else _("%(label)s: %(asked)s")
        asked_of = [remark.body for remark in remarks] + [note.text for note in notes]
        told = {"label": f"{line.number} {line.label}".strip(), "asked": "; ".join(asked_of)}
        way, way_url = way_back_to(cycle, place.owner, user, words % told)
    inherited = line.given is not None and bool(slots) and line.given.path != slots[0].path and not line.is_empty
    return {
        "line": line, "place": place, "bound": mine, "way": way, "way_url": way_url,
        "edit_url": and_back(place.url, here) if place and not mine and place.may else "",
        "inherited": inherited and bool(mine), "stands_at": line.given if inherited else None,
        "change": stands.by_line.get(line.code), "remarks": remarks, "notes": notes,
    }  # fmt: skip
