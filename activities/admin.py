"""Activities in the administration: to look at only. Sectors are a catalogue: their words may be mended and one retired."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activities import services
from activities.models import Activity, Cycle, Delegation, Sector, TeamSeat
from gsbpm_portal.core.admin import ReadOnlyAdmin, register_sight
from gsbpm_portal.core.admin_site import Group, name_fields
from gsbpm_portal.core.models import AuditEntry


def of_cycles(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """What hangs on the cycles that the person sees."""
    return rows.filter(cycle__in=Cycle.objects.visible_to(user))


def own_trails(rows: QuerySet[AuditEntry], user: Any) -> QuerySet[AuditEntry]:
    """The chains of the activities that the person sees."""
    codes = Activity.objects.visible_to(user).order_by().values(key=Concat(Value("activity:"), "code"))
    return rows.filter(chain__key__in=codes)


name_fields("activities", previous=_("cycle before"), delegator=_("who hands on the vote"), ended_at=_("ended early"))
for _model in (TeamSeat, Delegation):
    register_sight(_model, of_cycles)
register_sight(AuditEntry, own_trails)


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ["code", "title", "organisation", "kind", "sector", "created_at"]
    list_filter = ["kind", "sector", "statistic_type"]
    search_fields = ["code", "title"]
    list_select_related = ["organisation", "sector"]


@admin.register(Cycle)
class CycleAdmin(ReadOnlyAdmin):
    list_display = ["activity", "edition", "year", "period_start", "period_end"]
    list_filter = ["year"]
    search_fields = ["activity__code", "activity__title", "edition"]
    list_select_related = ["activity"]


@admin.register(TeamSeat)
class TeamSeatAdmin(ReadOnlyAdmin):
    list_display = ["cycle", "user", "role", "phase"]
    list_filter = ["role", "phase"]
    search_fields = ["user__full_name", "cycle__activity__title"]
    list_select_related = ["cycle__activity", "user"]


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    list_display = ["cycle", "kind", "delegator", "delegate", "phase", "starts", "ends", "ended_at"]
    list_filter = ["kind"]
    search_fields = ["delegator__full_name", "delegate__full_name"]
    list_select_related = ["cycle__activity", "delegator", "delegate"]


@admin.register(Sector)
class SectorAdmin(admin.ModelAdmin):
    """The catalogue file stays the truth: its next load brings the words back in line with it."""

    group = Group.CATALOGUES
    list_display = ["position", "code", "name_id", "name_en", "retired_on"]
    list_display_links = ["code", "name_id"]
    search_fields = ["name_id", "name_en"]
    fields = ["code", "name_id", "name_en", "retired_on"]
    readonly_fields = ["code"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Sector, form: Any, change: bool) -> None:
        services.change_sector(obj, by=request.user)
