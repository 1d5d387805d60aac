"""The house table: columns are declared, sorting and pages live in the address, 25 rows, one count and one select.

Rows are written by Python, not by a template: a cell costs a few microseconds. Everything a column gives is escaped unless
it is marked safe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gsbpm_portal.core import markup, paging, wording
from gsbpm_portal.core.markup import conditional_escape, escape

PAGE_SIZE = 25
SORT_PARAMETER = "urut"
PAGE_PARAMETER = "hal"


class Column:
    """One column. ``field`` is a dotted path on the row (default: the column's name); ``sort`` names order_by fields.

    ``link`` turns the cell into a link, ``heading`` marks the cell that names its row, ``phone=False`` hides the column on
    small screens (never the only place of a fact).
    """

    css = ""

    def __init__(
        self,
        label: Any,
        *,
        field: str | None = None,
        sort: str | Sequence[str] | bool = False,
        link: Callable[[Any], str | None] | None = None,
        heading: bool = False,
        phone: bool = True,
        css: str = "",
        empty: str = "–",
        label_hidden: bool = False,
    ) -> None:
        self.label, self.field, self.link, self.heading, self.empty = label, field, link, heading, empty
        self.label_hidden = label_hidden
        self.classes = " ".join(filter(None, [self.css, css, "" if phone else "no-phone"]))
        self._sort = sort
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def order(self) -> tuple[str, ...]:
        """The order_by fields of this column, empty when it does not sort."""
        if not self._sort:
            return ()
        if self._sort is True:
            return ((self.field or self.name).replace(".", "__"),)
        return (self._sort,) if isinstance(self._sort, str) else tuple(self._sort)

    def value(self, row: Any) -> Any:
        for step in (self.field or self.name).split("."):
            if row is None:
                return None
            row = row.get(step) if isinstance(row, dict) else getattr(row, step)
            if callable(row) and not isinstance(row, type):
                row = row()
        return row

    def show(self, value: Any) -> Any:
        return value

    def cell(self, row: Any) -> Any:
        value = self.value(row)
        return None if value in (None, "") else self.show(value)


class NumberColumn(Column):
    """Right-aligned figures with separators; ``format`` is any of the wording functions."""

    css = "num"

    def __init__(self, label: Any, *, format: Callable[[Any], str] = wording.number, **options: Any) -> None:
        super().__init__(label, **options)
        self.format = format

    def show(self, value: Any) -> Any:
        return self.format(value)


class DateColumn(Column):
    """A date or time; ``style`` as in ``wording.moment``."""

    css = "date"

    def __init__(self, label: Any, *, style: str = "date", **options: Any) -> None:
        super().__init__(label, **options)
        self.style = style

    def show(self, value: Any) -> Any:
        return markup.when(value, self.style)


class DueColumn(Column):
    """A due date with how far it is."""

    css = "date"

    def show(self, value: Any) -> Any:
        return markup.due(value)


class StateColumn(Column):
    """A ``StateChoices`` member with icon and word."""

    def show(self, value: Any) -> Any:
        return markup.state(value)


class PersonColumn(Column):
    """A person: initials, then the name."""

    def show(self, value: Any) -> Any:
        return mark_safe(f'{markup.avatar(value)} <span aria-hidden="true">{escape(markup.name_of(value))}</span>')


class Table:
    """Base of every list. Subclasses declare columns; a method ``render_<column>(row)`` beats the column."""

    caption: Any = ""
    caption_hidden: bool = False
    empty_title: Any = ""
    empty_text: Any = ""
    default_sort: str = ""
    page_size: int = PAGE_SIZE
    css: str = ""
    columns: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        inherited = dict(cls.columns)
        for name, value in list(vars(cls).items()):
            if isinstance(value, Column):
                inherited[name] = value
            elif name in inherited and value is None:
                del inherited[name]
        cls.columns = inherited

    def __init__(
        self,
        rows: QuerySet[Any] | Sequence[Any],
        *,
        params: Any = None,
        prefix: str = "",
        id: str = "",
        hide: Sequence[str] = (),
        **context: Any,
    ) -> None:
        """``params`` is the address's query (``request.GET``); ``prefix`` keeps two tables of one page apart; ``hide`` names
        columns to leave out; anything else is kept in ``self.context`` for the render methods."""
        self._rows = rows
        self.params = params if params is not None else QueryDict()
        self.sort_parameter = f"{prefix}{SORT_PARAMETER}"
        self.page_parameter = f"{prefix}{PAGE_PARAMETER}"
        self.id = id or f"{prefix}{type(self).__name__.lower()}"
        self.context = context
        self.shown = [column for name, column in self.columns.items() if name not in hide]

    # What is shown ----------------------------------------------------------------------------------------------------

    @cached_property
    def sort(self) -> str:
        """The column sorted by, with a minus when descending; unknown names in the address are ignored."""
        asked = self.params.get(self.sort_parameter, "")
        column = self.columns.get(asked.removeprefix("-"))
        return asked if column is not None and column.order else self.default_sort

    @cached_property
    def _ordered(self) -> Any:
        column = self.columns.get(self.sort.removeprefix("-")) if self.sort else None
        if column is None or not column.order:
            return self._rows
        down = self.sort.startswith("-")
        if not isinstance(self._rows, QuerySet):
            filled = [row for row in self._rows if column.value(row) not in (None, "")]
            bare = [row for row in self._rows if column.value(row) in (None, "")]
            return sorted(filled, key=column.value, reverse=down) + bare
        order = [
            (F(name.removeprefix("-")).desc if down != name.startswith("-") else F(name.removeprefix("-")).asc)(
                nulls_last=True
            )
            for name in column.order
        ]
        return self._rows.order_by(*order, "pk")

    @cached_property
    def page(self) -> Page[Any]:
        """The page asked for; nonsense gives the first, too far gives the last."""
        return Paginator(self._ordered, self.page_size).get_page(self.params.get(self.page_parameter))

    @property
    def total(self) -> int:
        return self.page.paginator.count

    # How it is written ------------------------------------------------------------------------------------------------

    def row_class(self, row: Any) -> str:
        """Class of a row's ``<tr>``."""
        return ""

    def heads(self) -> SafeString:
        parts = []
        for column in self.shown:
            label: str = conditional_escape(column.label)
            if column.label_hidden:
                label = f'<span class="visually-hidden">{label}</span>'
            state = ""
            if column.order:
                up, down = self.sort == column.name, self.sort == f"-{column.name}"
                target = f"-{column.name}" if up else column.name
                url = escape(
                    paging.address_with(self.params, **{self.sort_parameter: target, self.page_parameter: None})
                )
                state = f' aria-sort="{"ascending" if up else "descending" if down else "none"}"'
                mark = markup.icon("up" if up else "down" if down else "sort")
                label = (
                    f'<a class="sort" id="{self.id}-sort-{column.name}" href="{url}"'
                    f' hx-get="{url}" hx-target="#{self.id}" hx-select="#{self.id}"'
                    f' hx-swap="outerHTML" hx-push-url="true">{label}{mark}</a>'
                )
            look = f' class="{column.classes}"' if column.classes else ""
            parts.append(f'<th scope="col"{look}{state}>{label}</th>')
        return mark_safe("".join(parts))

    def body(self) -> SafeString:
        renderers = [(column, getattr(self, f"render_{column.name}", column.cell)) for column in self.shown]
        opened = []
        for column, render in renderers:
            tag = 'th scope="row"' if column.heading else "td"
            look = f' class="{column.classes}"' if column.classes else ""
            opened.append((column, render, f"<{tag}{look}>", f"</{tag[:2]}>"))
        parts = []
        for row in self.page.object_list:
            look = self.row_class(row)
            parts.append(f'<tr class="{escape(look)}">' if look else "<tr>")
            for column, render, start, end in opened:
                value = render(row)
                text = column.empty if value is None or value == "" else conditional_escape(value)
                if column.link is not None and (url := column.link(row)):
                    text = f'<a href="{escape(url)}">{text}</a>'
                parts.append(f"{start}{text}{end}")
            parts.append("</tr>")
        return mark_safe("".join(parts))

    def render(self) -> SafeString:
        """The whole table with caption, empty state and pages, inside the region that HTMX replaces."""
        return render_to_string("components/table.html", {"table": self})

    def rows(self) -> list[Any]:
        """The rows of this page."""
        return list(self.page.object_list)

    def pages(self) -> SafeString:
        return paging.pages(self.page, self.params, self.page_parameter, target=self.id)

    @property
    def announcement(self) -> str:
        """Read out after HTMX has put a new list in place."""
        return _("%(caption)s: %(total)s rows") % {"caption": self.caption, "total": wording.number(self.total)}
