"""Approving several submissions of one organisation at once: one decision row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import audit
from gsbpm_portal.core.transitions import MoveRefused, Reason
from phases.engine.models import Iteration
from phases.engine.selectors import bulk
from phases.engine.services.iterations import approve_iteration


@dataclass
class BulkResult:
    """What was approved, and what was not with the reasons why."""

    approved: list[Iteration] = field(default_factory=list)
    refused: list[tuple[str, tuple[Reason, ...]]] = field(default_factory=list)


NOT_SUITABLE = Reason(
    "bulk", _("It is no longer among those that may be approved together: open it and decide on it alone.")
)


@transaction.atomic
def approve_together(organisation: Organisation, keys: Sequence[str], *, by: Any, comment: str = "") -> BulkResult:
    """Approve each submission named by its key (selectors.bulk.Candidate) in the version that was shown.

    One that cannot be approved is listed and does not hold up the others. Refused are what is not of this organisation, what
    needs reading or has changed, and the person's own work.
    """
    suitable = {bulk.key_name(candidate.key): candidate for candidate in bulk.candidates(by).get(organisation, [])}
    wanted = {
        suitable[name].iteration.audit_chain for name in (key.partition("@")[0] for key in keys) if name in suitable
    }
    for chain in sorted(wanted):  # all in one order, so that two who approve the same ones never wait in a circle
        audit.hold(chain)
    result = BulkResult()
    for key in dict.fromkeys(keys):
        name, _at, seen = key.partition("@")
        candidate = suitable.get(name)
        if candidate is None:
            result.refused.append((name, (NOT_SUITABLE,)))
            continue
        try:
            result.approved.append(approve_iteration(candidate.iteration, by=by, comment=comment, seen=seen or "-"))
        except MoveRefused as refusal:
            result.refused.append((name, refusal.reasons))
    return result
