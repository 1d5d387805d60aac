"""Forms of decisions and of what is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock, wording
from gsbpm_portal.core.forms import HOW_TO_WRITE_A_DAY, DateField, DateInput, HouseForm
from phases.engine.enums import RequestKind
from phases.engine.forms.work import ReasonForm


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


def _ask_due(field: forms.DateField, due: date | None) -> None:
    """Make a new due date needed where the old one has passed; else the old one is kept if none is given."""
    if due is None:
        return
    field.required = due < clock.today()
    day = {"due": wording.moment(due, "date")}
    said = (_("It was due on %(due)s.") if field.required else _("Left empty, it stays %(due)s.")) % day
    field.help_text = f"{said} {HOW_TO_WRITE_A_DAY}"
    if field.required:
        field.error_messages["required"] = _("Its due date has passed: give a new one.")


class ReopenForm(ReasonForm):
    """Why a sub-process is reopened, and until when it is to be done. `due` is its due date so far."""

    due = DateField(label=_("New due date"), required=False, widget=DateInput(attrs={"id": "due"}))

    def __init__(self, *args: Any, due: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_due(self.fields["due"], due)  # type: ignore[arg-type]


class AskForm(HouseForm):
    """Something asked with a reason; a new due date for an extension or a reopening, a gate for an override."""

    gate = forms.ChoiceField(label=_("Gate"), required=False)
    due = DateField(label=_("New due date"), required=False, widget=DateInput(attrs={"id": "due"}))
    comment = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "id": "comment"})
    )

    def __init__(
        self, *args: Any, kind: str, gates: dict[str, str] | None = None, due: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if kind == RequestKind.OVERRIDE:
            self.fields["gate"].choices = list((gates or {}).items())  # type: ignore[attr-defined]
            self.fields["gate"].required = True
        else:
            del self.fields["gate"]
        if kind == RequestKind.EXTENSION:
            self.fields["due"].required = True
            if due is not None:
                said = _("It is due on %(due)s now.") % {"due": wording.moment(due, "date")}
                self.fields["due"].help_text = f"{said} {HOW_TO_WRITE_A_DAY}"
        elif kind == RequestKind.REOPEN:
            _ask_due(self.fields["due"], due)  # type: ignore[arg-type]
        else:
            del self.fields["due"]


class AnswerForm(HouseForm):
    """The answer to a request; a reopening may be given another due date than the one proposed."""

    due = DateField(label=_("New due date"), required=False, widget=DateInput(attrs={"id": "due"}))
    comment = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "id": "comment"}),
        help_text=_("Needed when you decline."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != RequestKind.REOPEN:
            del self.fields["due"]
