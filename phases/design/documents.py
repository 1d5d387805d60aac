"""Documents of a cycle's notification: what was handed in, by its version, or a draft of what the record says now.

Called in the worker with (parameters, user): {"activity": code, "edition": …, "filing" and "version": numbers, "" for the draft}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from activities.models import Cycle
from gsbpm_portal.core.documents import freezing
from gsbpm_portal.core.documents.model import Document
from phases.design.enums import LetterKind, Verdict
from phases.design.form_documents import form_document
from phases.design.models import FilingVersion
from phases.design.selectors.filing import filing_of
from phases.design.selectors.filled import fill

MARK = "KONSEP"
"""On each page of what was not with BPS yet. Documents of a notification are in Indonesian, whatever the page speaks."""


def may_read(parameters: Mapping[str, Any], user: Any) -> bool:
    """Who sees the cycle has its documents."""
    return _cycle(parameters, user) is not None


def filing(parameters: Mapping[str, Any], user: Any) -> Document:
    """The form by which the cycle is notified: a version as it was frozen, or the draft."""
    cycle = _found(parameters, user)
    version = version_of(cycle, parameters)
    if version is None:
        return draft(cycle)
    frozen = freezing.from_json(version.document)
    return replace(frozen, mark=mark_of(version))


def draft(cycle: Cycle, code: str = "") -> Document:
    """What the record says now, marked as a draft."""
    filled = fill(cycle, code=code, language="id")
    present = filing_of(cycle)
    number = f"{present.reference} v{present.revision + 1}" if present and not code else ""
    return form_document(filled.projection, mark=MARK, number=number)


def romantik(parameters: Mapping[str, Any], user: Any) -> Document:
    """The record in the layout of ROMANTIK, as it is now."""
    return _other(parameters, user, "romantik")


def mskeg(parameters: Mapping[str, Any], user: Any) -> Document:
    """MS-Keg of the cycle, as the record says it now."""
    return _other(parameters, user, "mskeg")


def _other(parameters: Mapping[str, Any], user: Any, code: str) -> Document:
    cycle = _found(parameters, user)
    filled = fill(cycle, code=code, language="id")
    present = filing_of(cycle)
    filed = present is not None and present.verdict == Verdict.FIT
    return form_document(filled.projection, mark="" if filed else MARK, number=present.reference if present else "")


def mark_of(version: FilingVersion) -> str:
    """The mark of a draft, on everything that was not with BPS."""
    sent = version.letters.filter(kind__in=[LetterKind.SENT, LetterKind.RESENT]).exists()
    return "" if sent else MARK


def version_of(cycle: Cycle, parameters: Mapping[str, Any]) -> FilingVersion | None:
    """The version that the parameters name; None for the draft. A version that is not there counts as the draft."""
    number = str(parameters.get("version", ""))
    if not number.isdigit():
        return None
    filing = str(parameters.get("filing", ""))
    rows = FilingVersion.objects.filter(filing__cycle=cycle, number=int(number)).select_related("filing")
    if filing.isdigit():
        rows = rows.filter(filing__number=int(filing))
    return rows.order_by("-filing__number").first()


def _cycle(parameters: Mapping[str, Any], user: Any) -> Cycle | None:
    cycles = Cycle.objects.visible_to(user).select_related("activity__organisation", "activity__sector")
    return cycles.filter(activity__code=parameters.get("activity", ""), edition=parameters.get("edition", "")).first()


def _found(parameters: Mapping[str, Any], user: Any) -> Cycle:
    cycle = _cycle(parameters, user)
    if cycle is None:
        raise LookupError(parameters)
    return cycle
