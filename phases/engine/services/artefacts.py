"""Evidence, the artefacts it becomes at approval, and the record of who used which."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from activities.design import registry as design
from gsbpm_portal.core import audit, clock, files
from gsbpm_portal.core.models import FileState, StoredFile
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.engine import rules
from phases.engine.enums import ArtefactSource, EvidenceKind
from phases.engine.machines import iteration_machine
from phases.engine.models import Artefact, ArtefactUse, Evidence, Iteration
from phases.engine.services.people import tell
from phases.engine.services.work import NOT_YOURS, open_for_edit

PURPOSE = "evidence"


@transaction.atomic
def add_evidence(
    iteration: Iteration,
    *,
    by: Any,
    title: str,
    description: str = "",
    output: str = "",
    upload: Any = None,
    url: str = "",
    replaces: Evidence | None = None,
) -> Evidence:
    """Add a file or a link, or the next version of one. A file can be opened only after the worker checked it.

    Refuses (ValidationError) neither or both of file and link, and outputs that the sub-process does not have.
    """
    row = open_for_edit(iteration, by)
    if bool(upload) == bool(url):
        raise ValidationError({"upload": _("Give either a file or an address.")})
    if output and output not in {o["code"] for o in row.run.subprocess.outputs}:
        raise ValidationError({"output": _("This sub-process has no such output.")})
    if replaces is not None and replaces.iteration_id != row.pk:
        raise MoveRefused(Reason("evidence", _("What is replaced belongs to another iteration.")))
    stored = files.receive(upload, by=by, purpose=PURPOSE) if upload else None
    series, version = (replaces.series, replaces.version) if replaces else (uuid.uuid4(), 0)
    if replaces:
        version = Evidence.objects.filter(series=series).aggregate(last=Max("version"))["last"]
        standing = Evidence.objects.filter(iteration=row, series=series, withdrawn_at__isnull=True)
        standing.update(withdrawn_at=clock.now(), withdrawn_by=by)
    evidence = Evidence.objects.create(
        iteration=row, series=series, version=version + 1, kind=EvidenceKind.FILE if stored else EvidenceKind.LINK,
        output=output, title=title.strip(), description=description.strip(), url=url, file=stored, added_by=by,
    )  # fmt: skip
    audit.append(
        row.audit_chain, action="evidence.add", by=by, subject=row, scope=row.audit_scope,
        changes={"evidence": (replaces.title if replaces else None, evidence.title)},
        context={
            "version": evidence.version, "sha256": stored.sha256 if stored else "", "output": output, "iteration": row.number,
        },
    )  # fmt: skip
    return evidence


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, by: Any) -> Evidence:
    """Take a piece of evidence out of the iteration; the row and the file stay for the history."""
    row = open_for_edit(evidence.iteration, by)
    fresh = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if fresh.withdrawn_at is None:
        fresh.withdrawn_at, fresh.withdrawn_by = clock.now(), by
        fresh.save(update_fields=["withdrawn_at", "withdrawn_by"])
        audit.append(
            row.audit_chain, action="evidence.withdraw", by=by, subject=row, scope=row.audit_scope,
            changes={"evidence": (fresh.title, None)}, context={"version": fresh.version, "iteration": row.number},
        )  # fmt: skip
    return fresh


def evidence_checked(stored: StoredFile) -> None:
    """Told by the file check, in its transaction: the uploader hears of a refusal, with the reason and the place."""
    if stored.state != FileState.REFUSED:
        return
    for evidence in Evidence.objects.filter(file=stored).select_related("iteration__run__cycle__activity", "added_by"):
        tell(
            evidence.iteration.run, [evidence.added_by], "evidence_refused", by=None, fragment="#evidence",
            message=gettext_noop("The file “%(title)s” for %(number)s of %(cycle)s was refused: %(why)s"),
            title=evidence.title, why=stored.refusal,
        )  # fmt: skip


def freeze(iteration: Iteration, *, by: Any) -> list[Artefact]:
    """Turn what an approved iteration leaves into artefacts: its evidence, and the design sections its sub-process owns.

    A content that equals the newest version of the same artefact is not written again.
    """
    made = []
    standing = Evidence.objects.filter(iteration=iteration, withdrawn_at__isnull=True).select_related("file")
    for evidence in standing.order_by("added_at", "pk"):
        code = evidence.output or f"evidence:{evidence.series}"
        if evidence.output and standing.filter(output=evidence.output).exclude(series=evidence.series).exists():
            code = f"{evidence.output}:{evidence.series}"
        content = {"title": evidence.title, "description": evidence.description, "url": evidence.url}
        checksum = evidence.file.sha256 if evidence.file else _checksum(content)
        made += _version(
            iteration,
            by,
            code,
            evidence.title,
            ArtefactSource.EVIDENCE,
            checksum,
            payload=content,
            file=evidence.file,
            url=evidence.url,
        )
    for section in design.sections():
        if owner_of(section, iteration) == iteration.run.number:
            content = section.snapshot(iteration.cycle)
            if content:
                made += _version(
                    iteration,
                    by,
                    f"design:{section.code}",
                    str(section.title),
                    ArtefactSource.DESIGN,
                    _checksum(content),
                    payload=content,
                )
    return made


def leave(
    iteration: Iteration, code: str, title: str, payload: dict[str, Any], sha256: str, *, by: Any
) -> list[Artefact]:
    """Make a document that was written in the portal an artefact of the iteration; for effects of its approval.

    `code` is that of the output, or "output:more". The newest version with the same content is not written again.
    """
    return _version(iteration, by, code, title, ArtefactSource.DESIGN, sha256, payload=payload)


def owner_of(section: design.Section, iteration: Iteration) -> str:
    """The sub-process that owns a design section in this cycle: its owner, or the fallback where that does not apply."""
    if section.fallback and iteration.cycle.runs.filter(number=section.owner, applicability="tidak_berlaku").exists():
        return section.fallback
    return section.owner


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _version(
    iteration: Iteration,
    by: Any,
    code: str,
    title: str,
    source: str,
    sha256: str,
    *,
    payload: dict[str, Any],
    file: Any = None,
    url: str = "",
) -> list[Artefact]:
    last = Artefact.objects.filter(run=iteration.run_id, code=code).order_by("-version").first()
    if last is not None and last.sha256 == sha256 and last.title == title:
        return []
    return [
        Artefact.objects.create(
            run=iteration.run, iteration=iteration, code=code, title=title, version=last.version + 1 if last else 1,
            source=source, file=file, url=url, payload=json.loads(json.dumps(payload, default=str)), sha256=sha256, created_by=by,
        )
    ]  # fmt: skip


@transaction.atomic
def record_use(iteration: Iteration, artefact: Artefact, *, by: Any) -> ArtefactUse:
    """Record that the iteration's work rests on an artefact; a second time changes nothing. By staff, while it is worked on."""
    iteration = iteration_machine.locked(iteration)
    if not rules.is_staff(by, iteration.cycle, iteration.run.phase_number):
        raise NotAllowed(NOT_YOURS)
    if not iteration.is_editable:
        raise MoveRefused(Reason("state", _("Inputs are recorded while the sub-process is worked on.")))
    if artefact.run.cycle.activity_id != iteration.cycle.activity_id:
        raise MoveRefused(Reason("artefact", _("The input belongs to another activity.")))
    use, created = ArtefactUse.objects.get_or_create(iteration=iteration, artefact=artefact, defaults={"by": by})
    if created:
        row = open_for_edit(iteration, by)
        audit.append(
            row.audit_chain, action="artefact.use", by=by, subject=row, scope=row.audit_scope,
            changes={"input": (None, str(artefact))}, context={"from": artefact.run.number, "iteration": row.number},
        )  # fmt: skip
    return use
