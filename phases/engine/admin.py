"""The workflow in the administration: to look at only, for superusers too, so that nobody steps round maker and checker.

The catalogue is read-only as well: its truth is phases/catalogue/gsbpm.yaml, brought in by `manage.py load_catalogues`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from activities.models import Cycle
from gsbpm_portal.core.admin import ReadOnlyAdmin, Sight, register_sight
from gsbpm_portal.core.admin_site import Group, name_fields
from gsbpm_portal.core.models import Comment, Decision
from phases.engine.models import (
    Artefact,
    ArtefactUse,
    CycleWorkflow,
    Evidence,
    Iteration,
    Phase,
    PhaseRun,
    Recheck,
    Request,
    SubProcess,
    SubProcessRun,
    Task,
    TaskEntry,
    WorkflowTemplate,
)

name_fields(
    "phases",
    added_at=_("added"),
    added_by=_("added by"),
    answer=_("answer"),
    answered_at=_("answered"),
    answered_by=_("answered by"),
    applicability=_("applies"),
    artefact=_("artefact"),
    asked_at=_("asked"),
    asked_by=_("asked by"),
    carried_from=_("taken over from"),
    cause=_("because of"),
    changed_at=_("changed"),
    changed_by=_("changed by"),
    cleared_at=_("cleared"),
    cleared_by=_("cleared by"),
    current=_("current iteration"),
    direct=_("used directly"),
    done_at=_("done"),
    done_by=_("done by"),
    escalated_at=_("reported upwards"),
    finished_at=_("finished"),
    gate=_("gate"),
    granted_by=_("approved by"),
    iteration=_("iteration"),
    loaded_at=_("loaded"),
    name_en52=_("name in English, GSBPM 5.2"),
    needs_approval=_("needs approval"),
    opened_at=_("opened"),
    opened_by=_("opened by"),
    phase=_("phase"),
    phase_run=_("phase run"),
    purpose_en=_("purpose in English"),
    purpose_id=_("purpose in Indonesian"),
    raised_at=_("raised"),
    revision=_("edit"),
    run=_("sub-process run"),
    sdi=_("stage of Satu Data Indonesia"),
    short_en=_("short name in English"),
    short_id=_("short name in Indonesian"),
    source=_("source"),
    started_at=_("started"),
    submitted_at=_("submitted"),
    submitted_by=_("submitted by"),
    subprocess=_("sub-process"),
    task=_("task"),
    template=_("workflow template"),
    withdrawn_at=_("withdrawn"),
    withdrawn_by=_("withdrawn by"),
)


def on_seen_cycles(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Decisions and comments on what belongs to the cycles that the person sees."""
    cycles = Cycle.objects.visible_to(user).order_by().values("pk")
    about = Q(pk__in=[])
    for owner, way in SUBJECTS:
        of_owner = owner._default_manager.filter(**{f"{way}__in": cycles}).order_by().values("pk")
        about |= Q(subject_kind=owner._meta.label_lower, subject_id__in=of_owner)
    return rows.filter(about)


SUBJECTS: tuple[tuple[type[Model], str], ...] = (
    (PhaseRun, "cycle"),
    (SubProcessRun, "cycle"),
    (Request, "cycle"),
    (Iteration, "run__cycle"),
    (Recheck, "run__cycle"),
)
register_sight(Decision, on_seen_cycles)
register_sight(Comment, on_seen_cycles)


class CatalogueAdmin(ReadOnlyAdmin):
    """Rows of the catalogue: no secret to anybody who may open the administration."""

    group = Group.CATALOGUES

    def _sights(self) -> list[Sight]:
        return [lambda rows, user: rows]


@admin.register(WorkflowTemplate)
class WorkflowTemplateAdmin(CatalogueAdmin):
    list_display = ["version", "loaded_at", "retired_on", "checksum"]


@admin.register(Phase)
class PhaseAdmin(CatalogueAdmin):
    list_display = ["number", "name_id", "name_en", "sdi", "template"]
    list_filter = ["template"]
    list_select_related = ["template"]


@admin.register(SubProcess)
class SubProcessAdmin(CatalogueAdmin):
    list_display = ["number", "name_id", "name_en", "phase"]
    list_filter = ["phase__template", "phase__number"]
    search_fields = ["number", "name_id", "name_en"]
    list_select_related = ["phase"]


@admin.register(Task)
class TaskAdmin(CatalogueAdmin):
    list_display = ["code", "name_id", "name_en", "needs_approval", "subprocess"]
    list_filter = ["subprocess__phase__template", "needs_approval", "subprocess__phase__number"]
    search_fields = ["code", "name_id", "name_en"]
    list_select_related = ["subprocess"]


class RunAdmin(ReadOnlyAdmin):
    """Rows of the workflow; `way` leads to the cycle, by which it is told who sees them."""

    way = "cycle"

    def _sights(self) -> list[Sight]:
        return [lambda rows, user: rows.filter(**{f"{self.way}__in": Cycle.objects.visible_to(user)})]


@admin.register(CycleWorkflow)
class CycleWorkflowAdmin(RunAdmin):
    list_display = ["cycle", "template", "opened_at"]
    list_filter = ["template"]
    list_select_related = ["cycle__activity", "template"]


@admin.register(PhaseRun)
class PhaseRunAdmin(RunAdmin):
    list_display = [
        "cycle",
        "number",
        "state",
        "planned_start",
        "planned_end",
        "opened_at",
        "submitted_at",
        "closed_at",
    ]
    list_filter = ["state", "number"]
    search_fields = ["cycle__activity__code", "cycle__activity__title"]
    list_select_related = ["cycle__activity"]


@admin.register(SubProcessRun)
class SubProcessRunAdmin(RunAdmin):
    list_display = ["cycle", "number", "state", "applicability", "assignee", "planned_start", "due"]
    list_filter = ["applicability", "current__state", "phase_run__number"]
    search_fields = ["cycle__activity__code", "cycle__activity__title", "number"]
    list_select_related = ["cycle__activity", "current", "assignee"]

    @admin.display(ordering="current__state", description=_("state"))
    def state(self, run: SubProcessRun) -> str:
        return str(run.status.label)


@admin.register(Iteration)
class IterationAdmin(RunAdmin):
    way = "run__cycle"
    list_display = [
        "run",
        "number",
        "state",
        "round",
        "revision",
        "started_at",
        "submitted_at",
        "submitted_by",
        "finished_at",
    ]
    list_filter = ["state"]
    search_fields = ["run__cycle__activity__code", "run__cycle__activity__title", "run__number"]
    list_select_related = ["run__cycle__activity", "submitted_by"]


@admin.register(TaskEntry)
class TaskEntryAdmin(RunAdmin):
    way = "iteration__run__cycle"
    list_display = ["task", "iteration", "done_at", "done_by", "granted_by", "not_applicable_reason"]
    list_select_related = ["task", "iteration__run__cycle__activity", "done_by", "granted_by"]


@admin.register(Evidence)
class EvidenceAdmin(RunAdmin):
    way = "iteration__run__cycle"
    list_display = ["title", "version", "kind", "output", "iteration", "added_by", "added_at", "withdrawn_at"]
    list_filter = ["kind"]
    search_fields = ["title"]
    list_select_related = ["iteration__run__cycle__activity", "added_by"]


@admin.register(Artefact)
class ArtefactAdmin(RunAdmin):
    way = "run__cycle"
    list_display = ["title", "version", "code", "source", "run", "created_by", "created_at"]
    list_filter = ["source"]
    search_fields = ["title", "code"]
    list_select_related = ["run__cycle__activity", "created_by"]


@admin.register(ArtefactUse)
class ArtefactUseAdmin(RunAdmin):
    way = "iteration__run__cycle"
    list_display = ["artefact", "iteration", "by", "at"]
    list_select_related = ["artefact", "iteration__run__cycle__activity", "by"]


@admin.register(Request)
class RequestAdmin(RunAdmin):
    list_display = [
        "kind",
        "cycle",
        "run",
        "phase",
        "gate",
        "state",
        "asked_by",
        "asked_at",
        "answered_by",
        "answered_at",
    ]
    list_filter = ["kind", "state"]
    list_select_related = ["cycle__activity", "run__cycle__activity", "asked_by", "answered_by"]


@admin.register(Recheck)
class RecheckAdmin(RunAdmin):
    way = "run__cycle"
    list_display = ["run", "cause", "direct", "state", "raised_at", "cleared_by", "cleared_at"]
    list_filter = ["state"]
    list_select_related = ["run__cycle__activity", "cause__run__cycle__activity", "cleared_by"]
