"""Lists of codes and of links between codes."""

from __future__ import annotations

from copy import copy
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gsbpm_portal.core import markup, wording
from gsbpm_portal.core.tables import Column, Table
from metadata.enums import Relation
from metadata.models import Code
from metadata.selectors import tree


class FoundCodeTable(Table):
    """Codes of any classification that a search found."""

    caption = gettext_lazy("Codes")
    caption_hidden = True
    page_size = 50
    css = "codes"
    empty_title = gettext_lazy("No codes here")
    empty_text = gettext_lazy("Nothing fits these words. Try the beginning of the code, or fewer words.")

    code = Column(gettext_lazy("Code"), heading=True, css="code")
    label = Column(gettext_lazy("Label"), sort="label_id")
    classification = Column(gettext_lazy("Classification"), sort="version__name_id")

    def render_code(self, code: Code) -> SafeString:
        return format_html('<a href="{}">{}</a>', code.version.address("code", value=code.code), code.code)

    def render_label(self, code: Code) -> SafeString:
        if code.parent is None:
            return format_html("{}", code.label)
        return format_html("{}<small>{}</small>", code.label, _("under %(parent)s") % {"parent": code.parent})

    def render_classification(self, code: Code) -> SafeString:
        return format_html('<a href="{}">{}</a>', code.version.get_absolute_url(), code.version.name)


def _called(column: Column, label: str) -> Column:
    """The same column under another heading."""
    other = copy(column)
    other.label = label
    return other


class CodeTable(Table):
    """Codes of one level or of a search; `version`, `found` (whether they were searched for) and `writable` in the context."""

    caption = gettext_lazy("Codes")
    caption_hidden = True
    page_size = 50
    css = "codes"
    empty_title = gettext_lazy("No codes here")

    code = Column(gettext_lazy("Code"), heading=True, css="code")
    label = Column(gettext_lazy("Label"))
    alt_code = Column(gettext_lazy("Second code"), css="code", phone=False)
    validity = Column(gettext_lazy("Valid"), phone=False)
    children = Column(gettext_lazy("Codes under it"), css="num")
    do = Column(gettext_lazy("Change"), label_hidden=True, css="row-do")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The second code is called what the classification calls it."""
        super().__init__(*args, **kwargs)
        if called := self.context["version"].content.get("alt_code_name"):
            self.shown = [_called(one, called) if one.name == "alt_code" else one for one in self.shown]

    @cached_property
    def counts(self) -> dict[int, int]:
        return tree.child_counts(self.page.object_list)

    def render_code(self, code: Code) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.context["version"].address("code", value=code.code), code.code)

    def render_label(self, code: Code) -> SafeString:
        shown: Any = code.label
        if self.counts.get(code.pk):
            shown = format_html('<a href="{}">{}</a>', self._below(code), code.label)
        if self.context.get("found") and code.parent is not None:
            return format_html("{}<small>{}</small>", shown, _("under %(parent)s") % {"parent": code.parent})
        return format_html("{}", shown)

    def render_validity(self, code: Code) -> SafeString | None:
        return validity(code)

    def render_children(self, code: Code) -> SafeString | None:
        count = self.counts.get(code.pk)
        if not count:
            return None
        return format_html(
            '<a href="{}"><span class="visually-hidden">{} </span>{}</a>',
            self._below(code), _("Under %(code)s:") % {"code": code.code}, wording.number(count),
        )  # fmt: skip

    def render_do(self, code: Code) -> SafeString:
        address = self.context["version"].address("code-change", value=code.code)
        words = _("Change")
        return format_html('<a href="{}">{}<span class="visually-hidden"> {}</span></a>', address, words, code.code)

    def _below(self, code: Code) -> str:
        return f"{self.context['version'].address('codes')}?{urlencode({'induk': code.code})}"


def validity(code: Code) -> SafeString | None:
    """From when until when a code holds; None where it says nothing."""
    if code.valid_from and code.valid_until:
        return format_html("{} – {}", markup.when(code.valid_from, "date"), markup.when(code.valid_until, "date"))
    if code.valid_from:
        return format_html("{} {}", _("from"), markup.when(code.valid_from, "date"))
    if code.valid_until:
        return format_html("{} {}", _("until"), markup.when(code.valid_until, "date"))
    return None


class LinkTable(Table):
    """Links of a correspondence table; `version` and `ends` in the context."""

    caption = gettext_lazy("Linked codes")
    caption_hidden = True
    page_size = 50
    css = "codes"
    empty_title = gettext_lazy("No linked codes here")

    source = Column(gettext_lazy("From"), heading=True)
    relation = Column(gettext_lazy("Relation"))
    target = Column(gettext_lazy("To"))
    note = Column(gettext_lazy("Note"), phone=False)
    do = Column(gettext_lazy("Change"), label_hidden=True, css="row-do")

    def _code(self, code: Code, version: Any) -> SafeString:
        label = format_html("<small>{}</small>", code.label)
        if version is None:
            return format_html("{}{}", code.code, label)
        return format_html('<a href="{}">{}</a>{}', version.address("code", value=code.code), code.code, label)

    def render_source(self, link: Any) -> SafeString:
        return self._code(link.source, self.context["ends"].source)

    def render_target(self, link: Any) -> SafeString:
        if link.target is None:
            return format_html('<span class="muted">{}</span>', _("no successor"))
        return self._code(link.target, self.context["ends"].target)

    def render_relation(self, link: Any) -> str:
        return str(Relation(link.relation).label)

    def render_do(self, link: Any) -> SafeString:
        value = link.target.code if link.target is not None else ""
        address = self.context["version"].address("link-change", source=link.source.code, target=value)
        hidden = format_html('<span class="visually-hidden"> {} → {}</span>', link.source.code, value or "–")
        return format_html('<a href="{}">{}{}</a>', address, _("Change"), hidden)


class UnlinkedTable(Table):
    """Codes of the source that have no link yet; `version`, `ends` and `writable` in the context."""

    caption = gettext_lazy("Codes without a link")
    caption_hidden = True
    page_size = 50
    css = "codes"
    empty_title = gettext_lazy("Every code has a link")

    code = Column(gettext_lazy("Code"), heading=True, css="code")
    label = Column(gettext_lazy("Label"))
    do = Column(gettext_lazy("Link"), label_hidden=True, css="row-do")

    def render_code(self, code: Code) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', self.context["ends"].source.address("code", value=code.code), code.code
        )

    def render_do(self, code: Code) -> SafeString:
        url = f"{self.context['version'].address('link-add')}?{urlencode({'dari': code.code})}"
        words = _("Link it")
        return format_html('<a href="{}">{}<span class="visually-hidden"> {}</span></a>', url, words, code.code)
