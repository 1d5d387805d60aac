"""Tags of a form whose unsent text is kept on the server (core.drafts); they give nothing where the sheet is None.

{% draft_script sheet %}       in the block head
{% draft_note sheet %}         above the form: that it holds a draft, and the way to throw it away
<form …{% autosave sheet %}>   its attributes
{% draft_line sheet %}         inside the form, at its end: what is kept, and the button for people without script
"""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gsbpm_portal.core import drafts

register = template.Library()


@register.simple_tag
def autosave(sheet: drafts.Sheet | None) -> SafeString:
    """The attributes of an autosaved <form>; the older keeping in the tab leaves it alone."""
    if sheet is None:
        return mark_safe("")
    attributes = format_html(
        ' data-draft="off" data-autosave="{}" data-autosave-key="{}" data-autosave-number="{}" data-autosave-url="{}"',
        sheet.signed,
        sheet.key,
        sheet.number,
        reverse("core:draft-save"),
    )
    if sheet.shown:
        attributes += mark_safe(' data-autosave-shown="1"')
    if sheet.page is not None:
        attributes += format_html(' data-autosave-page="{}"', sheet.page)
    if sheet.origin:
        attributes += format_html(' data-autosave-origin="{}"', json.dumps(sheet.origin))
    return attributes


@register.simple_tag
def draft_script(sheet: drafts.Sheet | None) -> SafeString:
    if sheet is None:
        return mark_safe("")
    return format_html('<script src="{}" defer></script>', static("js/autosave.js"))


@register.inclusion_tag("core/drafts/_note.html", takes_context=True)
def draft_note(context: Context, sheet: drafts.Sheet | None) -> dict[str, Any]:
    return _context(context, sheet)


@register.inclusion_tag("core/drafts/_line.html", takes_context=True)
def draft_line(context: Context, sheet: drafts.Sheet | None) -> dict[str, Any]:
    return _context(context, sheet)


def _context(context: Context, sheet: drafts.Sheet | None) -> dict[str, Any]:
    request = context.get("request")
    return {
        "sheet": sheet,
        "csrf_token": context.get("csrf_token", ""),
        "here": request.path if request else "",
        "sign_in": context["shell"].sign_in_url if "shell" in context else "",
    }
