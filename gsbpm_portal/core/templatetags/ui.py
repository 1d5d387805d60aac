"""The components of every page. Builtin: templates use them without {% load %}. Shown with real content on /gaya/."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gsbpm_portal.core import markup, paging, tokens, wording

register = template.Library()

for _tag in (markup.icon, markup.state, markup.avatar, markup.when, markup.ago, markup.due, markup.meter, markup.share,
             markup.worddiff, markup.tabs):  # fmt: skip
    register.simple_tag(_tag)


@register.simple_tag
def chip(what: Any, colour: str = "", icon: str = "") -> SafeString:
    """A pill: of a state member, or of any text."""
    return markup.chip(what, colour, icon)


# Filters ------------------------------------------------------------------------------------------------------------


@register.filter
def num(value: Any, places: int | None = None) -> str:
    """1.234 · with places 1.234,50. Nothing stays nothing."""
    return "" if value in (None, "") else wording.number(value, places)


@register.filter
def plain(value: Any) -> str:
    """A number without separators: years, versions, attributes."""
    return "" if value is None else str(value)


@register.filter
def rupiah(value: Any) -> str:
    return "" if value in (None, "") else wording.rupiah(value)


@register.filter
def percent(value: Any, places: int = 0) -> str:
    """62% of a ratio 0.62."""
    return "" if value in (None, "") else wording.percent(value, places)


@register.filter
def size(value: Any) -> str:
    """1,2 MB of a number of bytes."""
    return "" if value in (None, "") else wording.size(int(value))


@register.filter
def initials(value: Any) -> str:
    return wording.initials(markup.name_of(value))


# Page parts ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def crumb(label: Any, address: str = "", *args: Any) -> SafeString:
    """One breadcrumb: text alone, or a link to an address or a url name with its arguments."""
    if not address:
        return format_html("<li>{}</li>", label)
    url = address
    if not address.startswith(("/", "#", "?", "http")):
        try:
            url = reverse(address, args=args)
        except NoReverseMatch:
            return format_html("<li>{}</li>", label)
    return format_html('<li><a href="{}">{}</a></li>', url, label)


@register.simple_block_tag
def nextbar(content: str, label: Any = "") -> SafeString:
    """The one bar that says what to do now."""
    return format_html('<section class="nextbar" aria-label="{}">{}</section>', label or _("Next step"), content)


NOTES = {"info": "info", "work": "work", "wait": "wait", "back": "back", "done": "done", "late": "late"}


@register.simple_block_tag
def note(content: str, kind: str = "info", title: Any = "") -> SafeString:
    """A callout; the kind is a colour and an icon, the title says it in words."""
    head = format_html('<b class="note__title">{}</b> ', title) if title else ""
    return format_html(
        '<div class="note note--{}">{}<div class="note__text">{}{}</div></div>',
        kind, markup.icon(NOTES.get(kind, "info")), head, content,
    )  # fmt: skip


@register.simple_block_tag
def card(content: str, title: Any = "", level: int = 2) -> SafeString:
    """A card beside the main column."""
    head = format_html('<h{} class="card__title">{}</h{}>', level, title, level) if title else ""
    return format_html('<section class="card">{}{}</section>', head, content)


@register.simple_block_tag
def refused(content: str, title: Any = "") -> SafeString:
    """What may not be done yet, and why."""
    return format_html(
        '<div class="refused"><b class="refused__title">{}</b>{}</div>', title or _("Not possible yet:"), content
    )


@register.simple_block_tag
def emptystate(content: str, title: Any, icon: str = "") -> SafeString:
    """What will stand here, and how to begin."""
    picture = markup.icon(icon) if icon else ""
    return format_html(
        '<div class="empty">{}<p class="empty__title">{}</p><div class="empty__text">{}</div></div>',
        picture,
        title,
        content,
    )


@register.simple_block_tag
def scroll(content: str, label: Any) -> SafeString:
    """A region that scrolls by keyboard too, for what is wider than a phone."""
    return format_html('<div class="scroll" role="region" tabindex="0" aria-label="{}">{}</div>', label, content)


# Lists --------------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page, parameter: str = "hal") -> SafeString:
    """Pages of a list: first, last, and those near this one. Nothing when there is one page only."""
    request = context.get("request")
    if request is None:
        raise ValueError("pagination needs the request in the context")
    return paging.pages(page, request.GET, parameter)


@register.simple_tag(takes_context=True)
def table(context: Context, table: Any) -> SafeString:
    """A house table (core.tables.Table)."""
    return table.render()


@register.simple_tag(takes_context=True)
def filterbar(context: Context, filter: Any, target: str = "") -> SafeString:
    """The form of a house filter (core.filters.HouseFilter); HTMX refreshes ``#target``."""
    request = context.get("request")
    return filter.render(target, request.path if request else "")


# Forms --------------------------------------------------------------------------------------------------------------


@register.simple_tag
def token() -> SafeString:
    """The hidden submission token of a form that has no fields."""
    return format_html('<input type="hidden" name="{}" value="{}">', tokens.FIELD, tokens.new())


@register.simple_tag(takes_context=True)
def post(
    context: Context,
    url: str,
    label: Any,
    look: str = "primary",
    icon: str = "",
    name: str = "",
    value: Any = "",
    next: str = "",
) -> SafeString:
    """A form of one button that posts to an address, with CSRF and submission token."""
    csrf = context.get("csrf_token", "")
    fields = [format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', csrf) if csrf else "", token()]
    if next:
        fields.append(format_html('<input type="hidden" name="next" value="{}">', next))
    button = format_html(
        '<button class="btn btn-{}"{}>{}{}</button>',
        look,
        format_html(' name="{}" value="{}"', name, value) if name else "",
        markup.icon(icon) if icon else "",
        label,
    )
    return format_html(
        '<form class="post" method="post" action="{}">{}{}</form>', url, mark_safe("".join(fields)), button
    )


@register.simple_tag
def form_errors(*forms: Any) -> SafeString:
    """The summary of what has to be mended, each line names its field and leads to it.

    Takes forms, formsets and lists of forms.
    """
    from gsbpm_portal.core.forms import problems

    lines = []
    for form in forms:
        if form is None:
            continue
        for item in form if isinstance(form, list) else getattr(form, "forms", [form]):
            lines += problems(item)
    if not lines:
        return mark_safe("")
    title = escape(_("There is something to mend"))
    items = "".join(
        f'<li><a href="#{escape(anchor)}">{conditional_escape(text)}</a></li>'
        if anchor
        else f"<li>{conditional_escape(text)}</li>"
        for anchor, text in lines
    )
    return mark_safe(
        f'<section class="problems" role="alert" tabindex="-1" id="problems" data-focus aria-labelledby="problems-title">'
        f'<h2 id="problems-title">{title}</h2><ul>{items}</ul></section>'
    )


@register.simple_tag(name="field")
def field_tag(bound: Any) -> SafeString:
    """One field of a form: label, help, control, error, wired together."""
    from gsbpm_portal.core.forms import render_field

    return render_field(bound)
