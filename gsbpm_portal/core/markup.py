"""The small pieces of HTML that stand on every page, as plain functions: tags, tables and rows of long lists share them.

They build strings directly, since a matrix or a list holds hundreds of them. Every text that comes in is escaped here.
"""

from __future__ import annotations

import datetime as dt
import functools
import html
from typing import Any

from django.core.signals import setting_changed
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gsbpm_portal.core import wording
from gsbpm_portal.core.worddiff import word_changes


def escape(text: Any) -> str:
    """Any text as HTML text; Django's own does the same at thrice the cost, for lazy arguments that never come here."""
    return html.escape(str(text))


def conditional_escape(text: Any) -> str:
    """The same, but what is marked safe stays as it is."""
    if isinstance(text, Promise):
        text = str(text)
    return text.__html__() if hasattr(text, "__html__") else html.escape(str(text))


@functools.cache
def sprite() -> str:
    """Address of the icon sprite; looked up once, since a page names it a hundred times."""
    return static("icons.svg")


def _forget_sprite(*, setting: str, **_kwargs: Any) -> None:
    if setting in ("STATIC_URL", "STORAGES"):
        sprite.cache_clear()
        _share_inside.cache_clear()


setting_changed.connect(_forget_sprite)


def safe(text: str) -> SafeString:
    return mark_safe(text)


def icon(name: str, label: Any = "") -> SafeString:
    """A symbol of static/icons.svg. Without a label it is decoration and readers skip it."""
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return safe(f'<svg class="icon icon-{name}" {spoken}><use href="{sprite()}#{name}"/></svg>')


def state(member: Any, text: Any = "", note: Any = "") -> SafeString:
    """Icon and word of a state in its colour; ``text`` in place of its label, ``note`` behind it."""
    if not member:
        return safe("")
    tail = f" <small>{conditional_escape(note)}</small>" if note else ""
    return safe(
        f'<span class="state state--{member.colour}">{icon(member.icon)}{conditional_escape(text or member.label)}{tail}</span>'
    )


def chip(what: Any, colour: str = "", icon_name: str = "") -> SafeString:
    """A pill: of a state member, or of any text."""
    if hasattr(what, "colour"):
        colour, icon_name, what = colour or what.colour, icon_name or what.icon, what.label
    look = f" chip--{colour}" if colour else ""
    return safe(f'<span class="chip{look}">{icon(icon_name) if icon_name else ""}{conditional_escape(what)}</span>')


def name_of(person: Any) -> str:
    """The name of a user, or the text itself."""
    if hasattr(person, "get_full_name"):
        return person.get_full_name() or person.get_username()
    return str(person or "")


def avatar(person: Any) -> SafeString:
    """Initials, with the full name for readers and on hover."""
    name = name_of(person)
    if not name:
        return safe("")
    full = escape(name)
    return safe(
        f'<span class="avatar" title="{full}"><span aria-hidden="true">{escape(wording.initials(name))}</span>'
        f'<span class="visually-hidden">{full}</span></span>'
    )


def _iso(value: dt.date | dt.datetime) -> str:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat()


def when(value: dt.date | dt.datetime | None, style: str = "full") -> SafeString:
    """A point in time as ``<time>``; see ``wording.moment`` for the styles."""
    if not value:
        return safe("")
    return safe(f'<time datetime="{_iso(value)}">{escape(wording.moment(value, style))}</time>')


def ago(value: dt.date | dt.datetime | None) -> SafeString:
    """How long ago, with the exact time on hover."""
    if not value:
        return safe("")
    exact = escape(wording.moment(value))
    return safe(f'<time datetime="{_iso(value)}" title="{exact}">{escape(wording.ago(value))}</time>')


def due(value: dt.date | dt.datetime | None, done: bool = False, bare: bool = False) -> SafeString:
    """A due date and how far it is; late ones in their colour and with a word. What is done is never late."""
    if not value:
        return safe("")
    days = wording.days_from_today(value)
    late = days < 0 and not done
    look = "due due--late" if late else "due due--soon" if 0 <= days <= 3 and not done else "due"
    if bare:
        tail = f'<span class="visually-hidden"> ({escape(wording.due_in(days))})</span>' if late else ""
    else:
        tail = "" if done else f" ({escape(wording.due_in(days))})"
    return safe(f'<time class="{look}" datetime="{_iso(value)}">{escape(wording.day(value))}{tail}</time>')


def meter(
    value: wording.Number, maximum: wording.Number = 100, label: Any = "", colour: str = "work", text: Any = ""
) -> SafeString:
    """A bar with its figure; ``label`` says what is measured."""
    maximum = maximum or 0
    ratio = min(max(float(value) / float(maximum), 0), 1) if maximum else 0.0
    shown = conditional_escape(text) if text else escape(wording.percent(ratio))
    spoken = escape(label or _("Progress"))
    return safe(
        f'<span class="meter meter--{colour}"><progress max="1" value="{ratio:.4g}" aria-label="{spoken}">{shown}</progress>'
        f'<span class="meter__text">{shown}</span></span>'
    )


@functools.lru_cache(maxsize=4096)
def _share_inside(language: str | None, done: int, total: int, late: int, waiting: int) -> str:
    """What stands in a heat cell; the same few hundred stand on every portfolio page."""
    marks = ""
    if late:
        words = escape(ngettext("%(count)s late", "%(count)s late", late) % {"count": late})
        marks += f'<span class="share__late" title="{words}">{icon("late", words)}{late}</span>'
    if waiting:
        words = escape(ngettext("%(count)s waiting", "%(count)s waiting", waiting) % {"count": waiting})
        marks += f'<span class="share__wait" title="{words}">{icon("wait", words)}{waiting}</span>'
    if marks:
        marks = f'<span class="share__marks">{marks}</span>'
    spoken = escape(_("%(done)s of %(total)s done") % {"done": done, "total": total})
    return (
        f'<span class="share__figure" aria-hidden="true">{done}<small>/{total}</small></span>'
        f'<span class="visually-hidden">{spoken}</span>{marks}'
    )


def share(done: int, total: int, late: int = 0, waiting: int = 0, url: str = "") -> SafeString:
    """Content of a heat cell: share done as word and shade, what is late or waits beside it."""
    if not total:
        nothing = escape(_("does not apply"))
        return safe(f'<span class="share share--none">–<span class="visually-hidden">{nothing}</span></span>')
    step = 0 if not done else 10 if done >= total else max(1, min(9, done * 10 // total))
    inside = _share_inside(get_language(), int(done), int(total), int(late or 0), int(waiting or 0))
    if url:
        return safe(f'<a class="share share--{step}" href="{escape(url)}">{inside}</a>')
    return safe(f'<span class="share share--{step}">{inside}</span>')


def worddiff(old: str | None, new: str | None) -> SafeString:
    """What was taken out and put in, marked by sign, line and colour, and spoken."""
    out, put = escape(_("taken out:")), escape(_("put in:"))
    end = escape(_("end of change"))
    parts: list[str] = []
    for kind, text in word_changes(old or "", new or ""):
        body = escape(text)
        if kind == "same":
            parts.append(body)
            continue
        tag, sign, word = ("del", "−", out) if kind == "out" else ("ins", "+", put)
        parts.append(
            f'<{tag}><span class="visually-hidden"> [{word} </span>'
            f'<span class="diff__sign" aria-hidden="true">{sign}</span>{body}'
            f'<span class="visually-hidden"> {end}] </span></{tag}>'
        )
    return safe(f'<div class="diff">{"".join(parts)}</div>')


def tabs(items: list[Any], label: Any = "") -> SafeString:
    """Tabs that are links; items as ``nav.Tab``."""
    parts = []
    for tab in items:
        count = f' <span class="count">{escape(wording.number(tab.count))}</span>' if tab.count is not None else ""
        current = ' aria-current="page"' if tab.current else ""
        parts.append(f'<li><a href="{escape(tab.url)}"{current}>{conditional_escape(tab.label)}{count}</a></li>')
    spoken = escape(label or _("Sections of this page"))
    return safe(f'<nav class="tabs" aria-label="{spoken}"><ul>{"".join(parts)}</ul></nav>')
