"""Template tags of printed documents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gsbpm_portal.core import wording
from gsbpm_portal.core.documents import layout, model, richtext

register = template.Library()

SIGNS = {True: "✓", False: "–", None: ""}
SHORT = 16
"""Letters of a text that stands on one line."""


@register.filter
def document_cell(value: Any) -> SafeString:
    """A table cell: numbers at the right with the language's separators, dates in words, everything else as text."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        text = value if isinstance(value, str) else SIGNS[value]
        look = ' class="short"' if len(text) <= SHORT else ""
        return format_html("<td{}>{}</td>", mark_safe(look), text)
    if isinstance(value, int | float | Decimal):
        return format_html('<td class="num">{}</td>', number_format(value, use_l10n=True, force_grouping=True))
    if isinstance(value, dt.date):
        moment = wording.moment(value, "full" if isinstance(value, dt.datetime) else "date")
        return format_html('<td class="short">{}</td>', moment)
    return format_html("<td>{}</td>", value)


@register.filter
def whole_end(title: str) -> SafeString:
    """A title whose short name in brackets at its end is never broken between two lines."""
    start, bracket, end = title.rpartition(" (")
    if not start or not end.endswith(")") or len(end) > SHORT:
        return format_html("{}", title)
    return format_html('{} <span class="whole">({}</span>', start, end)


# Documents (core/documents/model.py) ----------------------------------------------------------------------------------


@register.filter
def block_template(block: model.Block) -> str:
    """The template that prints a block: blocks/datatable.html of a DataTable."""
    return f"core/documents/blocks/{type(block).__name__.lower()}.html"


@register.filter
def rich(text: str) -> SafeString:
    """The portal's rich text as HTML, all that people typed escaped."""
    return richtext.to_html(text)


@register.filter
def value_kind(value: model.Value) -> str:
    """rich · boxes · text: how a form's answer is printed."""
    if isinstance(value, model.Rich):
        return "rich"
    if isinstance(value, model.CheckBoxes):
        return "boxes"
    return "text"


register.filter("cell_text", layout.cell_text)
register.filter("caption_of", layout.caption_of)
register.filter("schedule", layout.schedule)
register.filter("budget", layout.budget)
register.filter("place_and_date", layout.place_and_date)


@register.filter
def headed_rows(
    table: model.DataTable, rows: tuple[tuple[model.Cell, ...], ...]
) -> list[list[tuple[str, model.Column]]]:
    """Rows as (text, column) pairs."""
    return [list(zip(layout.row_texts(table, row), table.columns, strict=True)) for row in rows]


@register.filter
def shares(table: model.DataTable) -> list[int]:
    """The widths of the columns as classes of the style sheet know them: whole hundredths."""
    return [round(share) for share in layout.shares(table)]


@register.simple_tag
def page_of() -> SafeString:
    """“Page 2 of 7”; the style sheet writes the figures."""
    places = {"number": mark_safe('<b class="page"></b>'), "count": mark_safe('<b class="pages"></b>')}
    return mark_safe(escape(_("Page %(number)s of %(count)s")) % places)
