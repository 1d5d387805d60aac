"""Lists of activities' pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import rules
from activities.enums import SeatRole
from gsbpm_portal.core import markup
from gsbpm_portal.core.tables import Column, Table


def span(first: Any, last: Any) -> SafeString:
    """Two days, each on one line."""
    return format_html(
        '<span class="date">{}</span> – <span class="date">{}</span>',
        markup.when(first, "date"),
        markup.when(last, "date"),
    )


class CycleTable(Table):
    """The cycles of one activity; `user` in the context decides which links stand in a row."""

    caption = gettext_lazy("Cycles")
    caption_hidden = True
    empty_title = gettext_lazy("No cycle of yours yet")
    empty_text = gettext_lazy("The cycles that you may see will stand here.")

    edition = Column(gettext_lazy("Edition"), heading=True, sort="edition")
    period = Column(gettext_lazy("Reference period"), sort="period_start")
    planned = Column(gettext_lazy("Planned work"), sort="planned_start")
    supervisors = Column(gettext_lazy("Supervisors"))
    links = Column(gettext_lazy("Pages"), label_hidden=True)

    def render_edition(self, cycle: Any) -> SafeString:
        code = format_html('<br><small class="muted">{}</small>', cycle.edition) if cycle.name else ""
        return format_html('<a href="{}">{}</a>{}', cycle.get_absolute_url(), cycle.name or cycle.edition, code)

    def render_period(self, cycle: Any) -> SafeString:
        return span(cycle.period_start, cycle.period_end)

    def render_planned(self, cycle: Any) -> SafeString:
        return span(cycle.planned_start, cycle.planned_end)

    def render_supervisors(self, cycle: Any) -> SafeString:
        names = dict.fromkeys(str(seat.user) for seat in cycle.seats.all() if seat.role == SeatRole.PENYELIA)
        if not names:
            return format_html('<span class="due--late">{}</span>', _("nobody yet"))
        return format_html_join(mark_safe("<br>"), "{}", ((name,) for name in names))

    def render_links(self, cycle: Any) -> SafeString:
        arguments = [cycle.activity.code, cycle.edition]
        links = [("activities:design", _("Design")), ("activities:team", _("Team"))]
        if rules.may_manage(self.context["user"], cycle):
            links.append(("activities:change-cycle", _("Dates")))
        return format_html_join(
            mark_safe("<br>"),
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            ((reverse(name, args=arguments), label, cycle.edition) for name, label in links),
        )
