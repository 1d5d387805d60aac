"""The office's own review rules in the administration: added, worded, changed, taken out of force."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.design.options import Analysis
from activities.enums import Coverage, Frequency, StatisticType
from gsbpm_portal.core.admin_site import Group
from gsbpm_portal.expressions import Variable
from phases.design.models import ReviewRule
from phases.design.projection.projecting import spoken
from phases.design.review_rules import ENVIRONMENT
from phases.design.selectors.review_rules import places
from phases.design.services.review_rules import save_review_rule
from phases.design.validators import validate_review_rule

EXAMPLE = 'jika cara = "survey" maka uji_coba'


CODED: dict[str, Any] = {
    "jenis_statistik": StatisticType,
    "frekuensi": Frequency,
    "cakupan": Coverage,
    "metode_analisis": Analysis,
}
"""Names whose texts are codes."""


def help_on_expressions() -> SafeString:
    """An example, and every name that a rule may use, with what it means, its type and its codes."""
    names = ((one.name, _meaning(one)) for one in ENVIRONMENT.variables.values())
    return format_html(
        "{} <code>{}</code><details><summary>{}</summary><ul>{}</ul></details>",
        _("True for designs in order. Where it is false the message is told. For example:"),
        EXAMPLE,
        _("Names that may be used"),
        format_html_join("", "<li><code>{}</code>: {}</li>", names),
    )


def _meaning(variable: Variable) -> str:
    words = f"{variable.label.text(spoken())} ({variable.type.text(spoken())})"
    if listed := ENVIRONMENT.code_lists.get(variable.type.code_list):
        codes = [(code, label.text(spoken())) for code, label in listed.codes.items()]
    else:
        codes = [(code, str(label)) for code, label in getattr(CODED.get(variable.name), "choices", ())]
    return f"{words}: " + ", ".join(f'"{code}" ({label})' for code, label in codes) if codes else words


class ReviewRuleForm(forms.ModelForm):
    place = forms.ChoiceField(
        label=gettext_lazy("Where it is mended"),
        help_text=gettext_lazy("The answer of the design record to which the finding leads."),
    )

    class Meta:
        model = ReviewRule
        fields = ["code", "severity", "expression", "message_id", "message_en", "place", "is_active"]
        widgets = {
            "expression": forms.Textarea(attrs={"rows": 3, "cols": 80, "spellcheck": "false"}),
            "message_id": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "message_en": forms.Textarea(attrs={"rows": 2, "cols": 80}),
        }
        help_texts = {
            "code": gettext_lazy("By which findings are known, for example K-01. It stays as it is once it is saved."),
            "severity": gettext_lazy(
                "An error holds the submission of a notification; a warning goes along with a word."
            ),
            "message_id": gettext_lazy("What is wrong and what to do, for those who fill in the form."),
            "is_active": gettext_lazy("A rule that is not in force is not asked."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields:  # for those who may only look
            return
        self.fields["expression"].help_text = help_on_expressions()
        known = places()
        kept = self.instance.place
        if kept and not any(kept == path for _title, choices in known for path, _label in choices):
            known.insert(0, (_("No longer in the design record"), [(kept, kept)]))
        self.fields["place"].choices = [("", "---------"), *known]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def _post_clean(self) -> None:
        """What the service would refuse is told at its field."""
        super()._post_clean()  # type: ignore[misc]
        stored = ReviewRule.objects.filter(pk=self.instance.pk).first()
        try:
            validate_review_rule(
                self.instance.as_data, before=stored.as_data if stored else None, in_force=self.instance.is_active
            )
        except ValidationError as error:
            for name, told in error.error_dict.items():
                if name not in self.errors:
                    self.add_error(name, told)


@admin.register(ReviewRule)
class ReviewRuleAdmin(admin.ModelAdmin):
    """Rules are added, changed and taken out of force; none is deleted, since findings of what was handed in name them."""

    group = Group.SETTINGS
    form = ReviewRuleForm
    list_display = ["code", "severity", "message", "is_active", "changed_by", "changed_at"]
    list_filter = ["is_active", "severity"]
    list_select_related = ["changed_by"]
    search_fields = ["code", "expression", "message_id", "message_en"]
    actions = None

    @admin.display(description=gettext_lazy("message"))
    def message(self, row: ReviewRule) -> str:
        return row.as_data.message

    @admin.display(description=gettext_lazy("the rule in words"))
    def in_words(self, row: ReviewRule) -> str:
        return row.as_data.title

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        own = list(ReviewRuleForm.Meta.fields)
        return [*own[:3], "in_words", *own[3:], "changed_by", "changed_at"] if obj else own

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", "in_words", "changed_by", "changed_at"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ReviewRule, form: Any, change: bool) -> None:
        save_review_rule(obj, by=request.user)
