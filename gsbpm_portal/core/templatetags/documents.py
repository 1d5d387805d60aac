"""Template tags of printed documents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gsbpm_portal.core import wording

register = template.Library()


@register.filter
def document_cell(value: Any) -> SafeString:
    """A table cell: numbers at the right with the language's separators, dates in words, everything else as text."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        text = {True: "✓", False: "–", None: ""}.get(value, value) if not isinstance(value, str) else value
        return format_html("<td>{}</td>", text)
    if isinstance(value, int | float | Decimal):
        return format_html('<td class="num">{}</td>', number_format(value, use_l10n=True, force_grouping=True))
    if isinstance(value, dt.date):
        return format_html("<td>{}</td>", wording.moment(value, "full" if isinstance(value, dt.datetime) else "date"))
    return format_html("<td>{}</td>", value)
