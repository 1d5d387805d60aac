"""Tables of the pages across cycles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property, lru_cache
from html import escape
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock, markup, wording
from gsbpm_portal.core.tables import Column, Table
from phases.engine.selectors import portfolio, portfolio_rows
from phases.engine.selectors.addresses import phase_tail
from phases.engine.selectors.inbox_lines import Line
from phases.engine.selectors.portfolio import Wish
from phases.engine.selectors.portfolio_rows import Cell

NONE = Cell()
MOST_HEADS = 200
_heads: dict[tuple[str, str, str], SafeString] = {}


def _phase_head(number: int) -> SafeString:
    return format_html("{}<br>{}", number, portfolio.phase_names()[number])


HERE = "#here"


@lru_cache(maxsize=4096)
def _share(language: str, done: int, total: int, late: int, waiting: int) -> tuple[str, str]:
    """The content of a cell, before and after its address; kept, since most of the two hundred cells of a page are alike."""
    before, _here, after = markup.share(done, total, late, waiting, HERE if total else "").partition(HERE)
    return before, after


@lru_cache(maxsize=1024)
def _whole(language: str, done: int, total: int, late: int) -> str:
    """The cells of all phases together: share done, and what is overdue."""
    shown = wording.percent(done / total) if total else "–"
    overdue = f'<span class="due--late">{wording.number(late)}</span>' if late else "–"
    return f'<td class="num">{shown}</td><td class="num">{overdue}</td>'


@lru_cache(maxsize=1024)
def _day(language: str, today: date, moved: datetime) -> str:
    return markup.when(timezone.localdate(moved), "short")


class PhaseColumn(Column):
    """The share of one phase that is done; its head names the phase."""

    css = "heat"

    def __init__(self, number: int) -> None:
        super().__init__(lazy(_phase_head, SafeString)(number))


class PortfolioTable(Table):
    """Activities × phases. Its rows are paged as activities or cycles, then given their figures."""

    caption = _("Activities and their phases")
    caption_hidden = True
    css = "heat-table"
    empty_title = _("No activity to show")
    title = Column(_("Activity"), sort="title", heading=True, css="table__name")
    organisation = Column(_("Organisation"), sort="organisation", phone=False)
    cycle = Column(_("Cycle"))
    p1, p2, p3, p4, p5, p6, p7, p8 = (PhaseColumn(number) for number in portfolio.PHASES)
    progress = Column(_("Done"), sort="progress", css="num")
    overdue = Column(_("Overdue"), sort="overdue", css="num")
    moved = Column(_("Last move"), sort="moved", css="date", phone=False)

    def __init__(self, *, user: Any, wish: Wish, **options: Any) -> None:
        super().__init__([], id="portfolio", **options)
        self.user, self.wish = user, wish

    @cached_property
    def sort(self) -> str:
        return self.wish.sort or "title"

    @cached_property
    def page(self) -> Page[Any]:
        asked = self.params.get(self.page_parameter)
        if self.wish.asks_of_cycles:
            cycles = portfolio.sorted_cycles(portfolio.cycles(self.user, self.wish), self.wish.sort)
            page = Paginator(cycles, self.page_size).get_page(asked)
            page.object_list = portfolio_rows.rows_of_cycles(page.object_list)
        elif self.wish.as_parameters():
            activities = portfolio.sorted_activities(portfolio.activities(self.user, self.wish), self.wish.sort)
            page = Paginator(activities, self.page_size).get_page(asked)
            page.object_list = portfolio_rows.rows_of_activities(self.user, page.object_list)
        else:
            page = Paginator(portfolio_rows.Everything(self.user), self.page_size).get_page(asked)
        return page

    @property
    def empty_text(self) -> Any:  # type: ignore[override]
        """Says whether the filter or the office is empty."""
        if self.wish.as_parameters():
            return format_html('{} <a href="?">{}</a>', _("Nothing fits what you filter by."), _("Show all"))
        return _("The activities of your organisation and of your teams will stand here, each with its eight phases.")

    def heads(self) -> SafeString:
        """The row of headings; kept by what it depends on."""
        key = (get_language() or "", self.params.urlencode(), self.sort)
        if key not in _heads:
            if len(_heads) > MOST_HEADS:
                _heads.clear()
            _heads[key] = super().heads()
        return _heads[key]

    def body(self) -> SafeString:
        """All rows, each written at a stroke: cell by cell it would take as long as the rest of the page."""
        language, today = get_language() or "", clock.today()
        tails = [(number, phase_tail(number)) for number in portfolio.PHASES]
        parts = []
        for row in self.page.object_list:
            address, office, whole = escape(row.address), escape(row.office), row.whole
            cells = []
            for number, tail in tails:
                cell = row.cells.get(number, NONE)
                before, after = _share(language, *cell)
                cells.append(
                    f'<td class="heat">{before}{address}{tail}{after}</td>'
                    if after
                    else f'<td class="heat">{before}</td>'
                )
            moved = _day(language, today, row.moved) if row.moved else "–"
            parts.append(
                f'<tr><th scope="row" class="table__name"><a href="{address}">{escape(row.title)}</a>'
                f'<small class="only-phone">{office}</small></th><td class="no-phone">{office}</td>'
                f"<td>{escape(row.name or row.edition) or '–'}</td>{''.join(cells)}"
                f'{_whole(language, whole.done, whole.total, whole.late)}<td class="date no-phone">{moved}</td></tr>'
            )
        return mark_safe("".join(parts))


@lru_cache(maxsize=1024)
def _due(language: str, today: date, due: date | None) -> str:
    return markup.due(due)


def inbox_list(lines: Iterable[Line]) -> SafeString:
    """The items of one group of the inbox, each written at a stroke."""
    parts, language, today = [], get_language() or "", clock.today()
    for line in lines:
        what, url, do = escape(line.what), escape(line.url), escape(str(line.do))
        quote = f" <q>{escape(line.quote)}</q>" if line.quote else ""
        parts.append(
            f'<li class="inbox__item"><div><a class="inbox__what" href="{url}">{what}</a><div class="inbox__where">'
            f'{escape(line.where)} · {escape(line.office)}</div><p class="inbox__why">{escape(line.why)}{quote}</p></div>'
            f'<div class="inbox__meta">{markup.ago(line.since)}{_due(language, today, line.due)}</div><div class="inbox__do">'
            f'<a class="btn btn-outline btn-sm" href="{url}" aria-label="{do}: {what}">{do}</a></div></li>'
        )
    return mark_safe("".join(parts))
