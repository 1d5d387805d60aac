"""The administration of phase 1: which layout of the KAK an organisation uses; its versions to look at only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activities.models import Cycle
from gsbpm_portal.accounts import rules
from gsbpm_portal.accounts.admin import InReach, organisations_for
from gsbpm_portal.core.admin import ReadOnlyAdmin, register_sight
from gsbpm_portal.core.admin_site import Group, name_fields
from phases.needs.kak_layouts import layouts
from phases.needs.models import KakLayoutChoice, KakVersion
from phases.needs.services import kak as services

name_fields(
    "needs",
    content=_("content"),
    digest=_("checksum"),
    iteration=_("iteration"),
    layout=_("layout of the KAK"),
    submission=_("submission"),
    submitted_at=_("submitted"),
    submitted_by=_("submitted by"),
    total=_("total"),
)
register_sight(KakVersion, lambda rows, user: rows.filter(cycle__in=Cycle.objects.visible_to(user)))


class LayoutForm(forms.ModelForm):
    layout = forms.ChoiceField(label=_("layout of the KAK"))

    class Meta:
        model = KakLayoutChoice
        fields = ["organisation", "layout"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["layout"].choices = [(layout.code, layout.name) for layout in layouts().values()]


@admin.register(KakLayoutChoice)
class KakLayoutChoiceAdmin(InReach):
    """It holds for the organisation and all below it that chose none."""

    form = LayoutForm
    group = Group.SETTINGS
    list_display = ["organisation", "layout", "set_by", "set_at"]
    list_select_related = ["organisation", "set_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[KakLayoutChoice]:
        return super().get_queryset(request).filter(organisation__in=organisations_for(request.user))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["organisation"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return rules.manages_office(request.user)
        return rules.manages_organisation(request.user, obj.organisation)

    def save_model(self, request: HttpRequest, obj: KakLayoutChoice, form: Any, change: bool) -> None:
        layout = form.cleaned_data["layout"]
        saved = services.choose_layout(obj.organisation, by=request.user, layout=layout)
        if saved is not None:
            obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: KakLayoutChoice) -> None:
        services.choose_layout(obj.organisation, by=request.user, layout="")


@admin.register(KakVersion)
class KakVersionAdmin(ReadOnlyAdmin):
    list_display = ["cycle", "number", "layout", "total", "submitted_by", "submitted_at"]
    list_select_related = ["cycle__activity", "submitted_by"]
