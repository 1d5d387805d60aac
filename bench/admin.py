"""Django's own list pages to compare with: plain ModelAdmins with as many rows, columns and filters as the portal's page has.

The portal's own administration is leaner on purpose (fewer columns, no full count) and would be no yardstick for a page that
shows more.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model

from activities.models import Cycle
from phases.engine.models import Iteration, SubProcessRun

site = admin.AdminSite(name="plain")


@admin.register(Cycle, site=site)
class CycleAdmin(admin.ModelAdmin):
    """The portfolio: 14 columns, 9 filters."""

    list_per_page = 25
    list_display = [
        "activity", "organisation", "edition", "name", "year", "period_start", "period_end", "planned_start", "planned_end",
        "id", "recommendation", "previous", "created_by", "created_at",
    ]  # fmt: skip
    list_filter = [
        "activity__organisation", "activity__kind", "activity__sector", "activity__statistic_type", "activity__repetition",
        "year", "planned_start", "created_at", "planned_end",
    ]  # fmt: skip
    search_fields = ["activity__title", "activity__code", "activity__organisation__name"]
    list_select_related = ["activity__organisation", "created_by", "previous"]
    ordering = ["activity__title"]

    def organisation(self, cycle: Cycle) -> str:
        return cycle.activity.organisation.label


@admin.register(SubProcessRun, site=site)
class SubProcessRunAdmin(admin.ModelAdmin):
    """The matrix: number, name, state, person, dates, iteration of each of the 44 cells."""

    list_per_page = 44
    list_display = ["number", "name", "state", "assignee", "planned_start", "due", "iteration", "escalated_at"]
    list_select_related = ["cycle__activity", "subprocess", "current", "assignee"]

    def name(self, run: SubProcessRun) -> str:
        return run.subprocess.name

    def state(self, run: SubProcessRun) -> str:
        return str(run.status.label)

    def iteration(self, run: SubProcessRun) -> int:
        return run.current.number if run.current else 0


@admin.register(Iteration, site=site)
class IterationAdmin(admin.ModelAdmin):
    """The inbox: what, where, whose, since when, until when."""

    list_per_page = 25
    list_display = ["number", "name", "activity", "organisation", "state", "submitted_by", "submitted_at", "due"]
    list_select_related = ["run__cycle__activity__organisation", "run__subprocess", "submitted_by"]

    def name(self, iteration: Iteration) -> str:
        return str(iteration.run.subprocess)

    def activity(self, iteration: Iteration) -> str:
        return str(iteration.run.cycle)

    def organisation(self, iteration: Iteration) -> str:
        return iteration.run.cycle.activity.organisation.label

    def due(self, iteration: Iteration) -> Any:
        return iteration.run.due


def address(model: type[Model], query: str = "") -> str:
    return f"/plain/{model._meta.app_label}/{model._meta.model_name}/{query}"
