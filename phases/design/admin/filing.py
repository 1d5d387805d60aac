"""The notifications in the administration: to look at only, for superusers too. What moves them is in services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activities.models import Cycle
from gsbpm_portal.core.admin import register_sight
from gsbpm_portal.core.admin_site import name_fields
from gsbpm_portal.core.models import Comment, Decision
from phases.design.models import Exemption, Filing, FilingLetter, FilingNote, FilingVersion, RecommendationItem
from phases.engine.admin import RunAdmin

name_fields(
    "design",
    answered_at=_("answered"),
    answered_by=_("answered by"),
    asked_at=_("asked"),
    asked_by=_("asked by"),
    begun_at=_("begun"),
    begun_by=_("begun by"),
    changed_at=_("changed"),
    changed_by=_("changed by"),
    content=_("the form as it was"),
    document=_("the paper as it was"),
    filing=_("notification"),
    findings=_("findings of the review"),
    label=_("what the line is called"),
    reminded_on=_("reminded on"),
    revision=_("edit"),
    romantik=_("layout of ROMANTIK as it was"),
    submitted_at=_("submitted"),
    submitted_by=_("submitted by"),
    verified_at=_("verified"),
    verified_by=_("verified by"),
)


def on_seen_cycles(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Decisions and comments on the notifications of cycles that the person sees."""
    cycles = Cycle.objects.visible_to(user).order_by().values("pk")
    about = Q(pk__in=[])
    for owner in (Filing, Exemption):
        of_owner = owner._default_manager.filter(cycle__in=cycles).order_by().values("pk")
        about |= Q(subject_kind=owner._meta.label_lower, subject_id__in=of_owner)
    return rows.filter(about)


register_sight(Decision, on_seen_cycles)
register_sight(Comment, on_seen_cycles)


@admin.register(Filing)
class FilingAdmin(RunAdmin):
    list_display = ["reference", "cycle", "form", "state", "verdict", "identity", "sent_on", "answered_on", "handed_on"]
    list_filter = ["state", "verdict", "form"]
    search_fields = ["cycle__activity__code", "cycle__activity__title", "identity"]
    list_select_related = ["cycle__activity"]

    @admin.display(description=_("reference"))
    def reference(self, row: Filing) -> str:
        return row.reference


class OfFilingAdmin(RunAdmin):
    """Rows of a notification, found by the activity that it is about."""

    way = "filing__cycle"
    search_fields = ["filing__cycle__activity__code", "filing__cycle__activity__title"]
    list_select_related = ["filing__cycle__activity"]


@admin.register(FilingVersion)
class FilingVersionAdmin(OfFilingAdmin):
    """The frozen form is read on its page in the portal."""

    list_display = ["filing", "number", "at", "by", "digest"]
    list_filter = ["filing__form"]
    list_select_related = [*OfFilingAdmin.list_select_related, "by"]

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_exclude(request, obj), "content", "document", "romantik", "findings"]


@admin.register(FilingLetter)
class FilingLetterAdmin(OfFilingAdmin):
    list_display = ["filing", "kind", "day", "channel", "letter", "addressee", "by", "at"]
    list_filter = ["kind", "channel"]
    search_fields = [*OfFilingAdmin.search_fields, "letter", "addressee"]
    list_select_related = [*OfFilingAdmin.list_select_related, "by"]
    date_hierarchy = "day"


@admin.register(FilingNote)
class FilingNoteAdmin(OfFilingAdmin):
    list_display = ["filing", "number", "line", "subprocess", "text", "state", "by", "at", "answered_by", "answered_at"]
    list_filter = ["state", "subprocess"]
    search_fields = [*OfFilingAdmin.search_fields, "text", "answer"]
    list_select_related = [*OfFilingAdmin.list_select_related, "by", "answered_by"]


@admin.register(RecommendationItem)
class RecommendationItemAdmin(OfFilingAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["filing", "number", "text", "state", "follow_up", "changed_by", "changed_at"]
    list_filter = ["state"]
    search_fields = [*OfFilingAdmin.search_fields, "text", "follow_up"]
    list_select_related = [*OfFilingAdmin.list_select_related, "changed_by"]


@admin.register(Exemption)
class ExemptionAdmin(RunAdmin):
    list_display = ["cycle", "reason", "state", "asked_by", "asked_at", "answered_by", "answered_at"]
    list_filter = ["state"]
    search_fields = ["cycle__activity__code", "cycle__activity__title", "reason"]
    list_select_related = ["cycle__activity", "asked_by", "answered_by"]
