"""Loads the catalogue. A new version adds a template and retires the others; what cycles use is never rewritten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from gsbpm_portal.core import audit, clock
from phases.engine.catalogue_file import CATALOGUE, CatalogueError, read_catalogue
from phases.engine.models import Phase, SubProcess, Task, WorkflowTemplate

KINDS = ["survey", "census", "admin", "other"]


@transaction.atomic
def load_catalogue(path: Path = CATALOGUE, *, by: Any = None) -> tuple[WorkflowTemplate, bool]:
    """Bring the file's version into the database; gives (template, whether anything was written).

    Idempotent: the same text changes nothing. A changed text under a version that cycles use is refused (CatalogueError): give
    the file a new version. An unused version is replaced. Older versions are retired by date, never deleted.
    """
    content = read_catalogue(path)
    version, checksum = content["version"], content["checksum"]
    template = WorkflowTemplate.objects.select_for_update().filter(version=version).first()
    if template is not None and template.checksum == checksum:
        return template, False
    if template is not None:
        if template.cycles.exists():
            raise CatalogueError(
                f"{path.name}: version {version} is used by running cycles and its text has changed; raise `version` in the file"
            )
        template.delete()
    template = WorkflowTemplate.objects.create(
        version=version, checksum=checksum, gates=content.get("gates", []), presets=content.get("presets", [])
    )
    for phase in content["phases"]:
        _write_phase(template, phase)
    WorkflowTemplate.objects.filter(retired_on__isnull=True).exclude(pk=template.pk).update(retired_on=clock.today())
    audit.append(
        "catalogue:gsbpm", action="catalogue.load", by=by, subject=template, changes={"version": (None, version)},
        context={"checksum": checksum}, kind=audit.AuditKind.SYSTEM,
    )  # fmt: skip
    return template, True


def current_template() -> WorkflowTemplate:
    """The newest template that is not retired. CatalogueError when none was loaded."""
    template = WorkflowTemplate.objects.filter(retired_on__isnull=True).order_by("-pk").first()
    if template is None:
        raise CatalogueError("no catalogue is loaded: run `manage.py load_catalogues`")
    return template


def _write_phase(template: WorkflowTemplate, phase: dict[str, Any]) -> None:
    row = Phase.objects.create(
        template=template,
        number=phase["number"],
        name_id=phase["id"],
        name_en=phase["en"],
        name_en52=phase.get("en52", ""),
        short_id=phase.get("short", phase["id"]),
        short_en=phase.get("short_en", phase["en"]),
        purpose_id=phase["purpose"],
        purpose_en=phase["purpose_en"],
        sdi=phase["sdi"],
    )
    for position, sub in enumerate(phase["subprocesses"], start=1):
        subprocess = SubProcess.objects.create(
            phase=row,
            number=sub["number"],
            position=position,
            name_id=sub["id"],
            name_en=sub["en"],
            name_en52=sub.get("en52", ""),
            short_id=sub["short"],
            short_en=sub["short_en"],
            purpose_id=sub["purpose"],
            purpose_en=sub["purpose_en"],
            applies=sub.get("applies", KINDS),
            outputs=sub.get("outputs", []),
            inputs=sub.get("inputs", []),
        )
        Task.objects.bulk_create(
            Task(
                subprocess=subprocess,
                code=task["code"],
                position=place,
                name_id=task["id"],
                name_en=task["en"],
                applies=task.get("applies", KINDS),
                needs_approval=task.get("needs") == "approval",
            )
            for place, task in enumerate(sub["tasks"], start=1)
        )
