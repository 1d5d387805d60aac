"""A cycle's home: the GSBPM matrix with the one thing to do now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from activities.enums import SeatRole
from activities.models import Cycle
from gsbpm_portal.core import markup, wording
from phases.engine.enums import Applicability, IterationState, PhaseState, RequestKind
from phases.engine.selectors.matrix import Cell, Matrix, NextStep, matrix_of
from phases.engine.views.cells import Painter
from phases.engine.views.cycle import and_list, in_cycle, link, or_list, page_of

LEGEND = [
    IterationState.NOT_STARTED,
    IterationState.IN_WORK,
    IterationState.SUBMITTED,
    IterationState.RETURNED,
    IterationState.APPROVED,
    IterationState.SKIPPED,
    Applicability.NOT_APPLICABLE,
]

NAMES_SHOWN = 4


@in_cycle("GET")
def page(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    matrix = matrix_of(request.user, cycle)
    base = cycle.get_absolute_url()
    painter = Painter(base, matrix.today)
    context = {
        "cycle": cycle,
        "activity": cycle.activity,
        "matrix": matrix,
        "sheet": matrix.sheet,
        "step": words_of(matrix),
        "fresh": _fresh(matrix),
        "blocking": blocking_words(matrix),
        "columns": [_column(matrix, number, base, painter) for number in matrix.sheet.phases],
        "legend": LEGEND,
        "links": links_of(cycle),
        "editions": [
            (label, reverse("engine:matrix", args=[cycle.activity.code, edition]), edition == cycle.edition)
            for edition, label in matrix.sheet.editions
        ],
    }
    return render(request, "engine/matrix.html", context)


def _fresh(matrix: Matrix) -> dict[str, Any] | None:
    """Of a cycle in which nothing has begun: who is on its team, and whether something was taken over."""
    if not matrix.is_fresh:
        return None
    team = []
    for role in (SeatRole.PENYELIA, SeatRole.STAF, SeatRole.WALIDATA):
        names = sorted({seat.name for seat in matrix.sheet.seats if seat.role == role})
        rest = len(names) - NAMES_SHOWN
        shown = names if rest <= 0 else [*names[:NAMES_SHOWN], _("%(count)s more") % {"count": rest}]
        if names or role != SeatRole.WALIDATA:
            team.append((role.label, and_list(shown) or _("nobody yet")))
    return {"team": team, "taken_over": matrix.sheet.cycle.previous_id is not None}


def links_of(cycle: Cycle) -> dict[str, str]:
    """Addresses of the cycle's other pages, those that exist."""
    code, edition = cycle.activity.code, cycle.edition
    return {
        "activity": link("activities:activity", code),
        "team": link("activities:team", code, edition),
        "design": link("activities:design", code, edition),
        "timeline": link("engine:timeline", code, edition),
        "plan": link("engine:plan", code, edition),
        "template": link("engine:template", code, edition),
    }


def _column(matrix: Matrix, number: int, base: str, painter: Painter) -> dict[str, Any]:
    cells = matrix.of_phase(number)
    phase = matrix.sheet.phases[number]
    return {
        "number": number,
        "outline": matrix.sheet.outline.phases[number],
        "url": f"{base}fase/{number}/",
        "colour": phase.state.colour,
        "note": _phase_note(phase, cells),
        "cells": painter.cells(cells),
        "current": number == matrix.current_phase,
    }


def _phase_note(phase: Any, cells: list[Cell]) -> str:
    """Closed 14 Feb · Running · 4 of 7 · Not opened"""
    if phase.state == PhaseState.CLOSED and phase.closed_at:
        return _("Closed %(day)s") % {"day": wording.day(phase.closed_at)}
    if phase.state == PhaseState.NOT_OPEN:
        return str(phase.state.label)
    applicable = [cell for cell in cells if cell.applies]
    done = sum(cell.is_finished for cell in applicable)
    share = _("%(done)s of %(total)s") % {"done": done, "total": len(applicable)}
    return f"{phase.state.label} · {share}"


# Words of the next step -----------------------------------------------------------------------------------------------

Words = dict[str, Any]


def words_of(matrix: Matrix) -> Words:
    """The sentence of the bar, its button, and whether there is nothing to do (calm)."""
    words = WORDS[matrix.step.kind](matrix, matrix.step)
    return {**words, "hint": ""} if matrix.is_fresh else words


def _name(cell: Cell) -> SafeString:
    return format_html("{} {}", cell.number, cell.subprocess.short)


def _bold(text: str, **values: Any) -> SafeString:
    """The translated sentence with its values escaped; **…** stands in bold."""
    parts = text.split("**")
    marked = "".join(f"<b>{part}</b>" if place % 2 else part for place, part in enumerate(parts))
    return format_html(marked, **{"": "", **values})


def _short(text: str) -> str:
    """So much of a quotation that the matrix still stands on one screen; the whole of it is one click away."""
    return Truncator(text).chars(130)


def _cell_page(matrix: Matrix, cell: Cell, fragment: str = "") -> str:
    return page_of(matrix.sheet.cycle, cell.number) + fragment


def _returned(matrix: Matrix, step: NextStep) -> Words:
    cell, back = step.cell, step.returned
    if back is None:
        sentence = _bold(_("**{what} was returned to you.**"), what=_name(cell))
    else:
        sentence = _bold(
            _("**{what} was returned by {by}, {ago}:** “{comment}”"),
            what=_name(cell), by=back.by, ago=markup.ago(back.at), comment=_short(back.comment),
        )  # fmt: skip
    return _words(sentence, _cell_page(matrix, cell), _("Mend %(number)s") % {"number": cell.number})


def _decide(matrix: Matrix, step: NextStep) -> Words:
    cell = step.cell
    sentence = _bold(
        _("**{what} awaits your decision.** Submitted by {by}, {ago}."),
        what=_name(cell), by=cell.submitted_by or "–", ago=markup.ago(cell.submitted_at),
    )  # fmt: skip
    url = reverse("engine:review", args=[matrix.sheet.cycle.activity.code, matrix.sheet.cycle.edition, cell.number])
    return _words(sentence, url, _("Decide on %(number)s") % {"number": cell.number}, more=step.count - 1)


def _decide_phase(matrix: Matrix, step: NextStep) -> Words:
    sentence = _bold(_("**The closing of phase {number} awaits your decision.**"), number=step.phase)
    return _words(sentence, page_of(matrix.sheet.cycle, str(step.phase)), _("Decide on the closing"))


def _recheck(matrix: Matrix, step: NextStep) -> Words:
    sentence = _bold(
        _("**{what} is to be re-checked,** because {cause} was reopened."), what=_name(step.cell), cause=step.people[0]
    )
    label = _("Re-check %(number)s") % {"number": step.cell.number}
    return _words(sentence, _cell_page(matrix, step.cell, "#recheck"), label, more=step.count - 1)


ASKED = {
    RequestKind.SKIP: lambda: _("to skip it"),
    RequestKind.OVERRIDE: lambda: _("to override a gate"),
    RequestKind.EXTENSION: lambda: _("to extend the due date"),
    RequestKind.REOPEN: lambda: _("to reopen it"),
}


def _answer(matrix: Matrix, step: NextStep) -> Words:
    ask = step.ask
    number = ask.number or str(ask.phase)
    what = _("Sub-process %(number)s") if ask.number else _("Phase %(number)s")
    sentence = _bold(
        _("**{what}: {by} asks {asked}.** “{reason}”"),
        what=what % {"number": number}, by=ask.asked_by, asked=ASKED[ask.kind](), reason=_short(ask.reason),
    )  # fmt: skip
    cycle = matrix.sheet.cycle
    url = reverse("engine:request", args=[cycle.activity.code, cycle.edition, ask.public_id])
    return _words(sentence, url, _("Answer it"), more=step.count - 1)


def _mine(text: str, verb: str) -> Callable[[Matrix, NextStep], Words]:
    def words(matrix: Matrix, step: NextStep) -> Words:
        cell = step.cell
        tasks = _("%(done)s of %(total)s tasks done") % {"done": cell.done, "total": cell.total}
        due = markup.due(cell.due, bare=False) if cell.due else _("no due date")
        sentence = _bold(_(text), what=_name(cell), tasks=tasks, due=due)
        return _words(sentence, _cell_page(matrix, cell), _(verb) % {"number": cell.number}, more=step.count - 1)

    return words


def _close(matrix: Matrix, step: NextStep) -> Words:
    sentence = _bold(_("**Everything in phase {number} is finished:** submit it for closing."), number=step.phase)
    return _words(sentence, page_of(matrix.sheet.cycle, str(step.phase)), _("Submit for closing"))


def _waits_decision(matrix: Matrix, step: NextStep) -> Words:
    cell = step.cell
    if not step.people:
        sentence = _bold(
            _("**Nobody may decide on {what} now.** A supervisor has to be seated or the vote delegated."),
            what=_name(cell),
        )
        return _words(
            sentence, link("activities:team", matrix.sheet.cycle.activity.code, matrix.sheet.cycle.edition), _("Team")
        )
    sentence = _bold(
        _("Nothing for you here now. **{what} awaits the decision of {people}**, {ago}."),
        what=_name(cell), people=or_list(list(step.people)), ago=markup.ago(cell.submitted_at),
    )  # fmt: skip
    return _calm(sentence, _cell_page(matrix, cell), _("Look at %(number)s") % {"number": cell.number})


def _waits_closing(matrix: Matrix, step: NextStep) -> Words:
    sentence = _bold(
        _("Nothing for you here now. **The closing of phase {number} awaits {people}.**"),
        number=step.phase, people=or_list(list(step.people)) or _("a supervisor"),
    )  # fmt: skip
    return _calm(sentence, page_of(matrix.sheet.cycle, str(step.phase)), _("Look at the phase"))


def _waits_work(matrix: Matrix, step: NextStep) -> Words:
    cell = step.cell
    sentence = _bold(
        _("Nothing for you here now. **{people} works on {what}**, due {due}."),
        what=_name(cell), people=step.people[0] or _("The staff of the phase"), due=markup.due(cell.due) if cell.due else "–",
    )  # fmt: skip
    return _calm(sentence, _cell_page(matrix, cell), _("Look at %(number)s") % {"number": cell.number})


def _waits_start(matrix: Matrix, step: NextStep) -> Words:
    cell = step.cell
    sentence = _bold(
        _("Nothing for you here now. **{what} is next**, to be started by {people}."),
        what=_name(cell), people=or_list(list(step.people)) or _("the staff of the phase"),
    )  # fmt: skip
    return _calm(sentence, _cell_page(matrix, cell), _("Look at %(number)s") % {"number": cell.number})


def _open_phases(matrix: Matrix, step: NextStep) -> Words:
    sentence = _bold(_("All sub-processes are finished. **Phase {number} is still to be closed.**"), number=step.phase)
    return _calm(sentence, page_of(matrix.sheet.cycle, str(step.phase)), _("Look at the phase"))


def _finished(matrix: Matrix, step: NextStep) -> Words:
    sentence = _bold(_("**This cycle is finished:** all eight phases are closed."))
    return _calm(sentence, link("activities:activity", matrix.sheet.cycle.activity.code), _("To the activity"))


def _words(sentence: SafeString, url: str, label: str, *, more: int = 0) -> Words:
    hint = ngettext("%(count)s more of the same kind", "%(count)s more of the same kind", more) % {"count": more}
    return {"sentence": sentence, "url": url, "label": label, "hint": hint if more > 0 else "", "calm": False}


def _calm(sentence: SafeString, url: str, label: str) -> Words:
    return {"sentence": sentence, "url": url, "label": label, "hint": "", "calm": True}


WORDS: dict[str, Callable[[Matrix, NextStep], Words]] = {
    "returned": _returned,
    "decide": _decide,
    "decide_phase": _decide_phase,
    "recheck": _recheck,
    "answer": _answer,
    "overdue": _mine(gettext_noop("**{what} is late:** due {due}; {tasks}."), gettext_noop("Go on with %(number)s")),
    "in_work": _mine(
        gettext_noop("**{what} is in your hands:** {tasks}; due {due}."), gettext_noop("Go on with %(number)s")
    ),
    "start": _mine(gettext_noop("**{what} can be started:** due {due}."), gettext_noop("Open %(number)s")),
    "close": _close,
    "waits_decision": _waits_decision,
    "waits_closing": _waits_closing,
    "waits_work": _waits_work,
    "waits_start": _waits_start,
    "open_phases": _open_phases,
    "finished": _finished,
}


def blocking_words(matrix: Matrix) -> Words | None:
    """Phase 3 cannot be closed yet: 3.5, 3.6 and 3.7 are not finished · …"""
    if matrix.blocking is None:
        return None
    number, unfinished, others = matrix.blocking
    parts = []
    if unfinished:
        names = and_list([cell.number for cell in unfinished])
        parts.append(
            ngettext("%(names)s is not finished", "%(names)s are not finished", len(unfinished)) % {"names": names}
        )
    flagged = sorted({flag.number for flag in matrix.sheet.flags if int(flag.number[0]) == number})
    if flagged:
        parts.append(_("%(names)s to be re-checked") % {"names": and_list(flagged)})
    gates = {gate["code"]: gate["needs"] for gate in matrix.sheet.cycle.workflow.template.gates}
    decisions = [gates[r.gate]["task"] for r in others if r.gate in gates and "task" in gates[r.gate]]
    if decisions:
        parts.append(_("approval %(tasks)s still missing") % {"tasks": and_list(decisions)})
    parts += [str(r.text) for r in others if not (r.gate in gates and "task" in gates[r.gate])]
    return {
        "lead": _("Phase %(number)s cannot be closed yet:") % {"number": number},
        "text": " · ".join(parts),
        "url": page_of(matrix.sheet.cycle, str(number)),
    }
