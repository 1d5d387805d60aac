"""The versions of the KAK, made by submissions and decided on with them; the layout that an organisation chooses."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from activities.design.declared_reading import snapshot
from activities.design.facts import facts_of
from gsbpm_portal.accounts import rules as accounts
from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.accounts.services import organisation_chain
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.documents import freezing
from gsbpm_portal.core.models import Decision
from phases.engine.models import Iteration
from phases.engine.services.artefacts import leave
from phases.needs.kak_document import kak_document
from phases.needs.kak_layouts import layouts
from phases.needs.models import KakLayoutChoice, KakReading, KakVersion
from phases.needs.rab import LINES, Rab
from phases.needs.selectors.kak import document_of, layout_of

ARTEFACT = "kak:naskah"
"""The code of the artefact: a version of the output “kak”."""


def freeze_version(iteration: Iteration, by: User) -> None:
    """Keep the KAK as it is submitted with the iteration. Called by the submission, in its transaction."""
    cycle = iteration.cycle
    facts = facts_of(cycle)
    layout = layout_of(cycle.activity.organisation)
    lines = snapshot(cycle, "budget").get("tables", {}).get(LINES, [])
    content = {"document": freezing.to_json(kak_document(facts, layout)), "lines": lines}
    last = KakVersion.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    submission = Decision.objects.filter(
        subject_kind="phases.iteration", subject_id=iteration.pk, verb="submit"
    ).latest("pk")
    version = KakVersion.objects.create(
        cycle=cycle, iteration=iteration, number=last + 1, layout=layout.code, content=content, digest=digest(content),
        total=Rab(facts).total, submission=submission, submitted_by=by, submitted_at=clock.now(),
    )  # fmt: skip
    audit.append(
        cycle.audit_chain, action="kak.version", by=by, subject=iteration, scope=cycle.audit_scope,
        changes={"version": (last or None, version.number)}, context={"digest": version.digest, "layout": layout.code},
    )  # fmt: skip


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of a version's content, whatever the order of its names."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def leave_approved(iteration: Iteration, by: User) -> None:
    """Make the version that was approved an artefact of 1.6. Called by the approval, in its transaction."""
    version = KakVersion.objects.filter(iteration=iteration).order_by("-number").first()
    if version is None:
        return
    document = document_of(version)
    payload = {"version": version.number, "digest": version.digest, "layout": version.layout, **version.content}
    leave(iteration, ARTEFACT, f"{document.title} {document.subtitle}"[:200], payload, version.digest, by=by)


def mark_read(version: KakVersion, *, by: User) -> None:
    """Note that the person had the version before their eyes; a second time changes nothing."""
    KakReading.objects.bulk_create([KakReading(version=version, user=by, at=clock.now())], ignore_conflicts=True)


# The layout of an organisation -----------------------------------------------------------------------------------------------


@transaction.atomic
def choose_layout(organisation: Organisation, *, by: User, layout: str) -> KakLayoutChoice | None:
    """Have the organisation, and all below it that chose none, use a layout; "" takes its choice back.

    By who administers the organisation. Refuses a layout that the catalogue does not have. Versions that were submitted keep
    the layout that they had.
    """
    if not accounts.manages_organisation(by, organisation):
        raise PermissionDenied(_("This is outside of what you administer."))
    if layout and layout not in layouts():
        raise ValidationError({"layout": _("Choose from the list.")})
    chain = organisation_chain(organisation.path)
    audit.hold(chain)
    row = KakLayoutChoice.objects.select_for_update(of=("self",)).filter(organisation=organisation).first()
    before = row.layout if row else ""
    if before == layout:
        return row
    if not layout:
        KakLayoutChoice.objects.filter(organisation=organisation).delete()
        row = None
    else:
        row, _made = KakLayoutChoice.objects.update_or_create(
            organisation=organisation, defaults={"layout": layout, "set_by": by, "set_at": clock.now()}
        )
    audit.append(
        chain, action="organisation.kak_layout", by=by, subject=organisation, changes={"layout": (before, layout)}
    )
    return row
