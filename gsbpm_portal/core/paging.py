"""Pages of a list, and addresses with one parameter changed."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gsbpm_portal.core import markup, wording


def address_with(params: Any, **changes: Any) -> str:
    """The query of an address with some parameters changed; None takes one out."""
    query = params.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    text = query.urlencode()
    return f"?{text}" if text else "?"


def pages(page: Page, params: Any, parameter: str, *, target: str = "") -> SafeString:
    """The links to the pages of a list; with a target HTMX puts the answer in its place. Nothing for one page only."""
    paginator = page.paginator
    if paginator.num_pages <= 1:
        return mark_safe("")
    htmx = (
        f' hx-get="{{url}}" hx-target="#{target}" hx-select="#{target}" hx-swap="outerHTML" hx-push-url="true"'
        if target
        else ""
    )

    def link(number: int, text: str, label: str, rel: str = "") -> str:
        url = escape(address_with(params, **{parameter: number if number > 1 else None}))
        extra = f' rel="{rel}"' if rel else ""
        spot = f' id="{target}-{parameter}-{rel or number}"' if target else ""
        return f'<li><a href="{url}"{spot} aria-label="{escape(label)}"{extra}{htmx.format(url=url)}>{text}</a></li>'

    parts = []
    if page.has_previous():
        parts.append(link(page.previous_page_number(), markup.icon("left"), _("Previous page"), "prev"))
    for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if number == paginator.ELLIPSIS:
            parts.append('<li class="pages__gap" aria-hidden="true">…</li>')
        elif number == page.number:
            parts.append(f'<li><span aria-current="page">{number}</span></li>')
        else:
            parts.append(link(int(number), str(number), _("Page %(number)s") % {"number": number}))
    if page.has_next():
        parts.append(link(page.next_page_number(), markup.icon("right"), _("Next page"), "next"))
    span = _("%(first)s–%(last)s of %(total)s") % {
        "first": wording.number(page.start_index()),
        "last": wording.number(page.end_index()),
        "total": wording.number(paginator.count),
    }
    label = escape(_("Pages"))
    return mark_safe(
        f'<nav class="pages" aria-label="{label}"><span class="pages__span">{escape(span)}</span>'
        f"<ul>{''.join(parts)}</ul></nav>"
    )
