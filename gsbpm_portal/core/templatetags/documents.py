"""Template tags of printed documents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gsbpm_portal.core import wording

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
