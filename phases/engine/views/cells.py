"""The 44 cells of the matrix as HTML. Strings, since a template would take longer for them than for the rest of the page."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, TypeVar

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gsbpm_portal.core import markup, wording
from phases.engine.enums import Applicability, IterationState
from phases.engine.selectors.matrix import Cell

K = TypeVar("K", bound=Hashable)


class Once(dict[K, str]):
    """Texts made at their first use: a page names seven states, some ten people and some ten days in its 44 cells."""

    def __init__(self, make: Callable[[Any], str]):
        self.make = make

    def __missing__(self, key: K) -> str:
        self[key] = text = self.make(key)
        return text


class Painter:
    """Draws the cells of one page, as documented in docs/design.md; `base` is the address of the cycle."""

    def __init__(self, base: str, today: date):
        self.base, self.today, self.english = base, today, get_language() == "en"
        self.states: Once[IterationState | Applicability] = Once(lambda s: f"{markup.icon(s.icon)}{escape(s.label)}")
        self.people: Once[str] = Once(markup.avatar)
        self.days: Once[date] = Once(lambda day: escape(wording.day(day, today=today)))
        self.shares: Once[float] = Once(lambda share: f' <span class="cell__share">{wording.percent(share)}</span>')
        late, flag, blocked = _("late, due"), _("re-check"), _("held by a gate")
        self.late = f'<span class="visually-hidden">{escape(late)} </span>'
        self.flag = f'<span class="mark mark--flag">{markup.icon("flag", flag)}</span>'
        self.blocked = f'<span class="mark mark--blocked">{markup.icon("blocked", blocked)}</span>'
        self.again = markup.icon("iteration", _("iteration"))
        self.progress = str(_("%(done)s of %(total)s tasks done"))

    def cells(self, cells: list[Cell]) -> SafeString:
        """The list items of one phase."""
        return mark_safe("".join(map(self.cell, cells)))

    def cell(self, cell: Cell) -> str:
        status, sub = cell.status, cell.subprocess
        look = "na" if status == Applicability.NOT_APPLICABLE else status.colour
        short, full = (sub.short_en, sub.name_en) if self.english else (sub.short_id, sub.name_id)
        return (
            f'<li><a class="cell cell--{look}" href="{self.base}{cell.number}/"><span class="cell__no">{cell.number}</span> '
            f'<span class="cell__name" aria-hidden="true">{escape(short)}</span><span class="cell__full">{escape(full)}</span>'
            f'<span class="cell__line">{self.line(cell, status)}{self.marks(cell)}</span>{self.bar(cell, look)}</a></li>'
        )

    def line(self, cell: Cell, status: Any) -> str:
        """State, person and due date."""
        share = (
            self.shares[cell.share] if cell.total and cell.applies and cell.state in IterationState.editable() else ""
        )
        line = f'<span class="cell__state">{self.states[status]}{share}</span>'
        if not cell.applies:
            return line
        if cell.assignee:
            line += f" {self.people[cell.assignee]}"
        if cell.due and not cell.is_finished:
            late, shown = cell.is_late(self.today), self.days[cell.due]
            line += (
                f' <span class="cell__due cell__due--late">{self.late}{shown}</span>'
                if late
                else f' <span class="cell__due">{shown}</span>'
            )
        return line

    def bar(self, cell: Cell, look: str) -> str:
        if look not in ("work", "back", "wait") or not cell.total:
            return ""
        label = escape(self.progress % {"done": cell.done, "total": cell.total})
        return f'<progress class="cell__bar" max="{cell.total}" value="{cell.done}" aria-label="{label}"></progress>'

    def marks(self, cell: Cell) -> str:
        """Iteration, re-check flag, blocked by a gate."""
        marks = f'<span class="mark mark--iteration">{self.again}{cell.iteration}</span>' if cell.iteration > 1 else ""
        marks += (self.flag if cell.recheck else "") + (self.blocked if cell.blocked else "")
        return f' <span class="cell__marks">{marks}</span>' if marks else ""
