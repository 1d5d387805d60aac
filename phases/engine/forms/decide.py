"""Forms of decisions and of what is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.forms import DateField, DateInput, HouseForm
from phases.engine.enums import RequestKind


class VerdictForm(HouseForm):
    """A decision on what was seen: its version travels along, so that nobody decides on something else."""

    comment = forms.CharField(
        label=_("Reason or comment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "id": "comment"}),
        help_text=_("Needed when you return it: what is to be mended, and where."),
    )
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class AskForm(HouseForm):
    """Something asked with a reason; a new due date for an extension, a gate for an override."""

    gate = forms.ChoiceField(label=_("Gate"), required=False)
    due = DateField(label=_("New due date"), required=False, widget=DateInput(attrs={"id": "due"}))
    comment = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "id": "comment"})
    )

    def __init__(self, *args: Any, kind: str, gates: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == RequestKind.OVERRIDE:
            self.fields["gate"].choices = list((gates or {}).items())  # type: ignore[attr-defined]
            self.fields["gate"].required = True
        else:
            del self.fields["gate"]
        if kind == RequestKind.EXTENSION:
            self.fields["due"].required = True
        else:
            del self.fields["due"]


class AnswerForm(HouseForm):
    comment = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "id": "comment"}),
        help_text=_("Needed when you decline."),
    )


class PlanForm(HouseForm):
    """Who does a sub-process, from when, until when."""

    assignee = forms.ChoiceField(label=_("Person in charge"), required=False)
    planned_start = DateField(label=_("Planned start"), required=False)
    due = DateField(label=_("Due"), required=False)
    comment = forms.CharField(
        label=_("Reason for the change"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "id": "comment"}),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = [("", _("Nobody yet")), *people]  # type: ignore[attr-defined]
