"""The priority criteria in the administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.admin_site import Group
from phases.needs.models import PriorityCriterion
from phases.needs.services.criteria import save_criterion


class CriterionForm(forms.ModelForm):
    class Meta:
        model = PriorityCriterion
        fields = ["code", "name_id", "name_en", "help_id", "help_en", "weight", "position", "is_active"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        others = PriorityCriterion.objects.filter(is_active=True).exclude(pk=self.instance.pk)
        if self.instance.pk and not data.get("is_active") and not others.exists():
            self.add_error("is_active", _("One criterion at least stays in use."))
        return data


@admin.register(PriorityCriterion)
class PriorityCriterionAdmin(admin.ModelAdmin):
    """Criteria are added, worded, weighted and taken out of use; none is deleted, since scores name them."""

    group = Group.SETTINGS
    form = CriterionForm
    list_display = ["position", "code", "name_id", "weight", "is_active"]
    list_display_links = ["code", "name_id"]
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PriorityCriterion, form: Any, change: bool) -> None:
        save_criterion(obj, by=request.user)
