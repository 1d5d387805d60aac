"""Forms over one code of a classification, and over one link of a correspondence table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.forms import DateField, HouseForm
from metadata.enums import Relation
from metadata.models import Code, CodeLink, Version


class CodeForm(HouseForm):
    """What the services check again; here only that it can be read."""

    code = forms.CharField(label=_("Code"), max_length=60)
    label_id = forms.CharField(label=_("Label"), max_length=500)
    label_en = forms.CharField(label=_("Label in English"), max_length=500, required=False)
    parent = forms.CharField(
        label=_("Stands under"), max_length=60, required=False,
        help_text=_("The code right above it; empty for the topmost level."),
    )  # fmt: skip
    alt_code = forms.CharField(label=_("Second code"), max_length=60, required=False)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    valid_from = DateField(label=_("Valid from"), required=False)
    valid_until = DateField(label=_("Valid until"), required=False)

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name := version.content.get("alt_code_name"):
            self.fields["alt_code"].label = name

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}

    @classmethod
    def initial_of(cls, code: Code) -> dict[str, Any]:
        found = {name: getattr(code, name) for name in cls.base_fields if name != "parent"}
        return {**found, "parent": code.parent.code if code.parent else ""}


class LinkForm(HouseForm):
    """One link; without a target there is no successor."""

    source = forms.CharField(label=_("From the code"), max_length=60)
    relation = forms.ChoiceField(label=_("Relation"), choices=Relation.choices, initial=Relation.EXACT)
    target = forms.CharField(
        label=_("To the code"), max_length=60, required=False, help_text=_("Empty where there is no successor.")
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}

    @classmethod
    def initial_of(cls, link: CodeLink) -> dict[str, Any]:
        return {
            "source": link.source.code,
            "target": link.target.code if link.target is not None else "",
            "relation": link.relation,
            "note": link.note,
        }
