"""The lists of a year's plan as tables."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from activities.design import values
from activities.design.declared import Field
from gsbpm_portal.core.tables import Column, StateColumn, Table
from phases.needs.planning.attributes import ACTION, DATA, PRIORITY, RESTRICTION, KindSpec
from phases.needs.planning.enums import ListKind
from phases.needs.planning.forum_tables import progress_of


class ContentColumn(Column):
    """A declared field of an entry, as people read it."""

    def __init__(self, one: Field, **options: Any) -> None:
        super().__init__(one.label, **options)
        self.one = one

    def value(self, row: Any) -> Any:
        return values.text(self.one, row.content.get(self.one.name, self.one.empty))


class EntryTable(Table):
    """What all lists have."""

    spec: KindSpec
    caption_hidden = True
    key = Column(_("No."), sort="number", css="no")
    name = Column(_("Name"), sort="name", heading=True, css="table__name", link=lambda row: row.get_absolute_url())
    producer = Column(_("Producer"), field="producer.label", sort="producer__name")

    def __init__(self, rows: Any, *, filtered: bool = False, **options: Any) -> None:
        super().__init__(rows, id="entri", **options)
        self.filtered = filtered

    @property
    def caption(self) -> Any:  # type: ignore[override]
        return self.spec.title

    @property
    def empty_title(self) -> Any:  # type: ignore[override]
        return _("Nothing fits what you filter by.") if self.filtered else _("Nothing stands on this list yet")

    @property
    def empty_text(self) -> Any:  # type: ignore[override]
        return format_html('<a href="?">{}</a>', _("Show all")) if self.filtered else self.spec.empty_text


class DataTable(EntryTable):
    spec = DATA
    cycle = Column(_("Activity"), field="cycle.activity.title", phone=False)
    released = ContentColumn(DATA.field("released"), phone=False)
    metadata = ContentColumn(DATA.field("metadata"), phone=False)
    state = StateColumn(_("State"), field="look", sort="state")


class PriorityTable(EntryTable):
    spec = PRIORITY
    source = ContentColumn(PRIORITY.field("source"), phone=False)
    schedule = ContentColumn(PRIORITY.field("schedule"), phone=False)
    state = StateColumn(_("State"), field="look", sort="state")


class ActionTable(EntryTable):
    spec = ACTION
    action_kind = ContentColumn(ACTION.field("action_kind"), phone=False)
    pic = ContentColumn(ACTION.field("pic"), phone=False)
    time = ContentColumn(ACTION.field("time"), phone=False)
    state = StateColumn(_("State"), field="look", sort="state")
    progress = Column(_("Progress"), sort="progress", phone=False)

    def render_progress(self, row: Any) -> str:
        return progress_of(row)


class RestrictionTable(EntryTable):
    spec = RESTRICTION
    level = ContentColumn(RESTRICTION.field("level"))
    since = ContentColumn(RESTRICTION.field("since"), phone=False)
    until = ContentColumn(RESTRICTION.field("until"), phone=False)
    state = StateColumn(_("State"), field="look", sort="state")


TABLES: dict[ListKind, type[EntryTable]] = {
    table.spec.kind: table for table in (DataTable, PriorityTable, ActionTable, RestrictionTable)
}
