"""Forms of the pages across cycles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.forms import HouseForm

MOST = 100
"""Submissions that one form may approve."""


class BulkForm(HouseForm):
    """Which of the submissions to approve, and a remark that goes with each decision.

    What was offered when the page was shown and no longer is passes here: the service says of each why it was refused.
    """

    chosen = forms.MultipleChoiceField(
        label=_("Submissions"), error_messages={"required": _("Choose at least one submission.")}
    )
    comment = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in each of the decisions."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(key, key) for key in dict.fromkeys(offered)]  # type: ignore[attr-defined]

    def clean_chosen(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["chosen"]
        if len(chosen) > MOST:
            raise forms.ValidationError(_("At most %(most)s at once.") % {"most": MOST})
        return chosen
