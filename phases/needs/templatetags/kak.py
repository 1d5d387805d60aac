"""What the pages of the KAK need of a document's blocks."""

from __future__ import annotations

from typing import Any

from django import template

from gsbpm_portal.core.documents.layout import by_period
from gsbpm_portal.core.documents.layout import money as _money

register = template.Library()

register.filter("money", _money)
register.filter("by_period", by_period)


@register.filter
def block_kind(block: Any) -> str:
    """heading · paragraphs · fieldtable · datatable · gantt · tree · signatures · attachments · pagebreak · note"""
    return type(block).__name__.lower()


@register.filter
def after(text: str, mark: str) -> str:
    """What stands behind the first mark; the whole where it has none."""
    return text.partition(mark)[2] or text
