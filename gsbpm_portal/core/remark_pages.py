"""What a page with remarks shows and does: the forms, and answering their posts. The page itself is its app's.

A view gives `shown(…)` to its template as `talk` and includes core/_remarks.html; its two posts call `written` and `done`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gsbpm_portal.core import remarks
from gsbpm_portal.core.forms import HouseForm
from gsbpm_portal.core.models import Remark, RemarkKind
from gsbpm_portal.core.models.remarks import LONGEST

ANSWER, CLOSE, REOPEN = "jawab", "tutup", "buka"
DOINGS = (ANSWER, CLOSE, REOPEN)


class RemarkForm(HouseForm):
    """A remark on a part, or on the whole."""

    def __init__(self, *args: Any, parts: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"] = forms.ChoiceField(
            label=_("About"), required=False, choices=[("", _("The whole")), *parts]
        )
        self.fields["body"] = forms.CharField(
            label=_("Remark"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["query"] = forms.BooleanField(label=_("A query: it waits for an answer"), required=False)


class AnswerForm(HouseForm):
    body = forms.CharField(label=gettext_lazy("Answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


@dataclass(frozen=True)
class Line:
    """A remark as the page shows it."""

    remark: Remark
    part: Any
    answer_url: str
    close_url: str
    reopen_url: str
    may_settle: bool
    form: AnswerForm | None = None


@dataclass
class Talk:
    """All remarks of a page, and the form for a new one."""

    lines: list[Line]
    may_speak: bool
    closed: Any
    form: RemarkForm | None
    add_url: str
    user: Any
    opened: dict[str, int] = field(default_factory=dict)

    @property
    def open_count(self) -> int:
        return sum(self.opened.values())

    @property
    def has_errors(self) -> bool:
        return bool((self.form and self.form.errors) or any(line.form and line.form.errors for line in self.lines))


def shown(
    forum: remarks.Forum,
    found: Iterable[Remark],
    *,
    user: Any,
    add_url: str,
    do_url: Callable[[Remark, str], str],
    form: RemarkForm | None = None,
    answered: tuple[Remark, AnswerForm] | None = None,
    part: str = "",
) -> Talk:
    """The remarks for the template. `form` and `answered` are what was refused, with what was typed; `part` is proposed."""
    found = list(found)
    speaks = forum.speaks(user)
    lines = [
        Line(
            remark,
            forum.parts.get(remark.part, remark.part),
            do_url(remark, ANSWER),
            do_url(remark, CLOSE),
            do_url(remark, REOPEN),
            speaks and remarks.may_settle(forum, remark, user),
            answered[1] if answered and answered[0].pk == remark.pk else None,
        )
        for remark in found
    ]
    if form is None and speaks and not forum.closed:
        form = RemarkForm(parts=forum.parts.items(), initial={"part": part})
    return Talk(lines, speaks, forum.closed, form, add_url, user, remarks.open_by_part(found))


def written(request: HttpRequest, forum: remarks.Forum) -> RemarkForm | None:
    """A posted remark: None when it is written, else the form with its mistakes."""
    form = RemarkForm(request.POST, parts=forum.parts.items())
    if not form.is_valid() and forum.speaks(request.user):
        return form
    data = form.cleaned_data
    kind = RemarkKind.QUERY if data.get("query") else RemarkKind.COMMENT
    try:
        remarks.ask(forum, by=request.user, body=data.get("body", ""), part=data.get("part", ""), kind=kind)
    except ValidationError as error:
        _add(form, error)
        return form
    messages.success(request, _("The remark is written."))
    return None


def done(request: HttpRequest, forum: remarks.Forum, remark: Remark, doing: str) -> AnswerForm | None:
    """A posted answer, settling or taking up again: None when it is done, else the form of the answer with its mistakes."""
    if doing == CLOSE:
        remarks.close(forum, remark, by=request.user)
        messages.success(request, _("The remark is settled."))
    elif doing == REOPEN:
        remarks.reopen(forum, remark, by=request.user)
        messages.success(request, _("The remark is open again."))
    else:
        form = AnswerForm(request.POST)
        if not form.is_valid() and forum.speaks(request.user):
            return form
        try:
            remarks.answer(forum, remark, by=request.user, body=form.cleaned_data.get("body", ""))
        except ValidationError as error:
            _add(form, error)
            return form
        messages.success(request, _("The answer is written."))
    return None


def _add(form: forms.Form, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
