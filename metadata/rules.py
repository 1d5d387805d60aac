"""Who may do what in the registry. A superuser has no standing here: the office's people do the work."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.rules import has_role, reaches, rule
from gsbpm_portal.core.transitions import HIDDEN, YES, Verdict
from metadata.enums import State

PRODUCERS = (Role.STAF, Role.PENYELIA, Role.WALIDATA)

may_propose = has_role(*PRODUCERS)
"""Whether there is any organisation for which the person may propose an item."""

may_propose_for = reaches(*PRODUCERS)
"""(user, organisation)"""


@rule
def produces(user: Any, item: Any) -> bool:
    """Write drafts of the item: staff, supervisors and walidata in reach of its organisation; of a shared one the walidata."""
    if item.organisation is None:
        return bool(user.has_role(Role.WALIDATA))
    return bool(user.reaches(item.organisation.path, *PRODUCERS))


@rule
def stewards(user: Any, item: Any) -> bool:
    """Review the item: walidata in reach of its organisation; of a shared one any walidata."""
    if item.organisation is None:
        return bool(user.has_role(Role.WALIDATA))
    return bool(user.reaches(item.organisation.path, Role.WALIDATA))


@rule
def discusses(user: Any, item: Any) -> bool:
    """Write remarks and answers: who produces or reviews it."""
    return produces(user, item) or stewards(user, item)


# Who makes a move ---------------------------------------------------------------------------------------------------------


def producer(user: Any, version: Any) -> Verdict:
    return YES if produces(user, version.item) else HIDDEN


def steward(user: Any, version: Any) -> Verdict:
    return YES if stewards(user, version.item) else HIDDEN


NO_STEWARD = _("Only the walidata of the organisation decide this.")


def superseder(user: Any, version: Any) -> Verdict:
    """No person makes this move by itself: it follows from a newer endorsed version, whoever (or the clock) brings it about."""
    newer = version.item.versions.filter(state=State.ENDORSED).exclude(pk=version.pk)
    ahead = any((v.major, v.minor, v.patch) > (version.major, version.minor, version.patch) for v in newer)
    return YES if ahead else HIDDEN
