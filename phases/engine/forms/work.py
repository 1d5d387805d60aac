"""Forms of the work inside a sub-process: notes, reasons, evidence, remarks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import files
from gsbpm_portal.core.file_checks.kinds import ALLOWED
from gsbpm_portal.core.forms import HouseForm
from phases.engine.enums import EvidenceKind
from phases.engine.models import Evidence
from phases.engine.selectors.outline import SubProcessOutline, label_of


class NoteForm(HouseForm):
    """The note of one task; `seen` is the revision that the writer started from."""

    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was done, where the result is, what is still open."),
    )
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


class ReasonForm(HouseForm):
    """A reason, kept with the decision it belongs to."""

    comment = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "id": "comment"})
    )

    def __init__(
        self, *args: Any, label: Any = None, help_text: Any = "", required: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["comment"]
        field.required = required
        if label is not None:
            field.label = label
        field.help_text = help_text


class SummaryForm(ReasonForm):
    """What a phase hands to the supervisor with its closing."""

    comment = forms.CharField(
        label=_("Summary for the supervisor"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "id": "comment"}),
    )


class TaskReasonForm(ReasonForm):
    """Why a single task does not apply; a line of its page."""

    comment = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "id": "comment"})
    )


class EvidenceForm(HouseForm):
    """A described file or link. The file is checked later; all else is checked here, and stays typed."""

    one_of = ("upload", "url")

    title = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    output = forms.ChoiceField(
        label=_("Serves as output"),
        required=False,
        help_text=_("Choose the output of this sub-process that it is, if any."),
    )
    upload = forms.FileField(
        label=_("File"),
        required=False,
        max_length=200,
        allow_empty_file=True,
    )
    url = forms.URLField(
        label=_("Address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("In place of a file: a page or document that stands elsewhere."),
    )

    def __init__(self, *args: Any, outline: SubProcessOutline, replaces: Evidence | None = None, **kwargs: Any) -> None:
        if replaces is not None:
            kwargs.setdefault("initial", {}).update(
                title=replaces.title,
                description=replaces.description,
                output=replaces.output,
                url=replaces.url if replaces.kind == EvidenceKind.LINK else "",
            )
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = _(
            "A file here or an address below: one of the two is needed. Allowed: %(allowed)s, up to %(limit)s."
        ) % {"allowed": ALLOWED, "limit": filesizeformat(files.size_limit())}
        choices = [("", _("None: it is other evidence"))]
        for output in outline.outputs:
            label = label_of(output)
            choices.append(
                (output["code"], _("%(label)s (mandatory)") % {"label": label} if output.get("mandatory") else label)
            )
        self.fields["output"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "upload" in self.errors or "url" in self.errors:
            return data
        if bool(data.get("upload")) == bool(data.get("url")):
            self.add_error("upload", _("Give either a file or an address."))
        return data


class RemarkForm(HouseForm):
    """A remark in the discussion, or a reply to one."""

    body = forms.CharField(label=_("Remark"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    parent = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
