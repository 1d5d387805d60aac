"""The moves of a sub-process as its page offers them: buttons, refusals with links to where they are mended, and requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gsbpm_portal.core.transitions import Offer, Reason
from phases.engine.enums import IterationState, RequestKind
from phases.engine.machines import iteration_machine
from phases.engine.rules import PENYELIA
from phases.engine.selectors.subprocess import RunPage, Waiting, waiting_for
from phases.engine.views.cycle import or_list, page_of

KINDS = {
    "lewati": RequestKind.SKIP,
    "lampaui": RequestKind.OVERRIDE,
    "perpanjangan": RequestKind.EXTENSION,
    "buka-kembali": RequestKind.REOPEN,
}
"""Words of addresses"""

Move = dict[str, Any]


def moves_of(page: RunPage, here: str, typed: dict[str, str]) -> list[Move]:
    """What the page offers now: start, submit, withdraw, review; refused ones with all their reasons."""
    cycle = page.sheet.cycle
    args = [cycle.activity.code, cycle.edition, page.number]
    moves: list[Move] = []
    votes = [offer for offer in page.offers if offer.name in ("approve", "return")]
    if page.sheet.supervises(page.outline.phase):
        moves += _held_up(page, here)
    for offer in page.offers:
        if offer.transition.look == "internal" or offer in votes:
            continue
        moves.append(
            {
                "name": offer.name,
                "label": _label(offer, page),
                "url": reverse("engine:move", args=[*args, offer.name]),
                "may": offer.may,
                "look": offer.transition.look if offer.transition.look != "plain" else "quiet",
                "reasons": reason_lines(offer.reasons, page, here),
                "typed": typed.get("note", "") if offer.name == "submit" else "",
                "note": typed.get("note", _own_note(page)) if offer.name == "submit" else None,
            }
        )
    if any(offer.may for offer in votes):
        moves.append(
            {
                "name": "review",
                "label": _("Review and decide"),
                "link": reverse("engine:review", args=args),
                "may": True,
                "look": "primary",
                "reasons": [],
            }
        )
    elif votes:
        approve = votes[0]
        reasons = reason_lines(approve.reasons, page, here)
        moves.append({"name": "approve", "label": approve.label, "may": False, "look": "quiet", "reasons": reasons})
    return moves


def _held_up(page: RunPage, here: str) -> list[Move]:
    """What holds the start, or a submission with nothing else left to do, for a supervisor: who can ask to let it pass."""
    moves: list[Move] = []
    offered = {offer.name for offer in page.offers}
    for name in ("start", "submit"):
        transition = iteration_machine[name]
        if not page.run.applies or name in offered or page.iteration.state not in transition.sources:
            continue
        reasons = iteration_machine.reasons(page.iteration, name)
        if reasons and (name == "start" or all(reason.gate for reason in reasons)):
            lines = reason_lines(reasons, page, here)
            moves.append({"name": name, "label": transition.label, "may": False, "look": "quiet", "reasons": lines})
    return moves


def _own_note(page: RunPage) -> str:
    """What was written with a submission that was taken back; the note of one that was decided on belongs to the past."""
    return "" if page.iteration.state == IterationState.RETURNED else page.iteration.note


def _label(offer: Offer, page: RunPage) -> Any:
    if offer.name == "submit" and page.iteration.state == IterationState.RETURNED:
        return _("Submit again")
    return offer.label


def reason_lines(reasons: Iterable[Reason], page: RunPage, here: str) -> list[SafeString]:
    """Reasons as lines: unfinished tasks on one, each of the others on its own, with a way round a gate for supervisors.

    Others read who can ask for the way round.
    """
    lines, tasks = [], []
    supervises, held = page.sheet.supervises(page.outline.phase), False
    for reason in reasons:
        if reason.code == "task":
            tasks.append(reason)
            continue
        text = format_html("{}", reason.text)
        if reason.anchor:
            text = format_html('<a href="{}">{}</a>', reason.anchor, reason.text)
        if reason.gate:
            words, url = _way_round(page, reason.gate, supervises)
            held = held or not url
            text = format_html('{} <a class="muted" href="{}">{}</a>', text, url, words) if url else text
        lines.append(text)
    if tasks:
        words = ngettext("%(count)s task is not done:", "%(count)s tasks are not done:", len(tasks)) % {
            "count": len(tasks)
        }
        links = format_html_join(
            ", ", '<a href="{}">{}</a>', ((r.anchor, r.anchor[6:].replace("-", ".")) for r in tasks)
        )
        lines.insert(0, format_html("{} {}", words, links))
    if held and (names := [seat.name for seat in page.sheet.people(PENYELIA, page.outline.phase)]):
        words = _("A supervisor can ask for an override: %(names)s.") % {"names": or_list(names)}
        lines.append(format_html("{}", words))
    return lines


def _way_round(page: RunPage, gate: str, supervises: bool) -> tuple[str, str]:
    """Words and address of the override that was asked for already, or of asking for it; no address for whom it is not."""
    cycle = page.sheet.cycle
    args = [cycle.activity.code, cycle.edition]
    asked = page.sheet.asked_for(gate, iteration=page.iteration.pk, phase_run=page.run.phase_run_id)
    if asked is not None:
        words = _("Override asked for by %(by)s") % {"by": asked.asked_by}
        return words, reverse("engine:request", args=[*args, asked.public_id])
    if not supervises:
        return "", ""
    return _("Ask to override"), reverse("engine:ask", args=[*args, page.number, "lampaui"]) + f"?gerbang={gate}"


def asks_of(page: RunPage, *, staff: bool, supervises: bool, user: Any) -> list[tuple[Any, str]]:
    """Links to what can be asked for or set here by this person: (label, address)."""
    if not (staff or supervises):
        return []
    cycle, run, iteration = page.sheet.cycle, page.run, page.iteration
    args = [cycle.activity.code, cycle.edition, page.number]
    links: list[tuple[Any, str]] = []

    def ask(label: Any, kind: str) -> None:
        links.append((label, reverse("engine:ask", args=[*args, kind])))

    mandatory = any(output.get("mandatory") for output in page.outline.outputs)
    working = run.applies and iteration.state in IterationState.editable() | {IterationState.NOT_STARTED}
    asked = {one.kind for one in page.asks}
    if working and run.due and RequestKind.EXTENSION not in asked and (staff or supervises):
        ask(_("Ask to extend the due date"), "perpanjangan")
    if working and not mandatory and RequestKind.SKIP not in asked:
        ask(_("Ask to skip it"), "lewati")
    if run.applies and iteration.state in IterationState.finished():
        if supervises:
            links.append((_("Reopen"), reverse("engine:reopen", args=args)))
        elif RequestKind.REOPEN not in asked:
            ask(_("Ask to reopen it"), "buka-kembali")
    if supervises:
        if not run.applies:
            links.append((_("Take it back in"), reverse("engine:applicability", args=args)))
        elif iteration.state == IterationState.NOT_STARTED and not mandatory:
            links.append((_("Mark not applicable"), reverse("engine:applicability", args=args)))
        line = "#rencana-" + run.number.replace(".", "-")
        links.append((_("Change the plan"), reverse("engine:plan-phase", args=[*args[:2], run.phase_number]) + line))
    return links


def waiting_lines(page: RunPage) -> list[SafeString]:
    """What waits for this sub-process, as linked lines."""
    return [_waiting_line(page, waiting) for waiting in waiting_for(page)]


def _waiting_line(page: RunPage, waiting: Waiting) -> SafeString:
    cycle = page.sheet.cycle
    url = page_of(cycle, waiting.number)
    if waiting.move in ("close_phase", "open_phase"):
        text = _("Closing of phase %(number)s") if waiting.move == "close_phase" else _("Opening of phase %(number)s")
        return format_html('<a href="{}">{}</a>', url, text % {"number": waiting.number})
    short = page.sheet.outline.subprocesses[waiting.number].short
    line = format_html('<a href="{}">{} {}</a>', url, waiting.number, short)
    return format_html("{} ({})", line, _("held by a gate")) if waiting.hard else line
