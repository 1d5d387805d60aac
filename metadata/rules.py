"""Who may do what in the registry. A superuser has no standing here: the office's people do the work."""

from __future__ import annotations

from typing import Any

from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.rules import has_role, reaches, rule
from gsbpm_portal.core.transitions import HIDDEN, MAKER_REASON, YES, Verdict, makers, no
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


def checker(user: Any, version: Any) -> Verdict:
    """A walidata of the item who had no hand in it; who had is told so."""
    if not stewards(user, version.item):
        return HIDDEN
    if user.pk in _makers(version):
        return no("maker", MAKER_REASON.text)
    return YES


def maker(user: Any, version: Any) -> Verdict:
    """Who wrote or submitted it in this round."""
    return YES if produces(user, version.item) and user.pk in _makers(version) else HIDDEN


def _makers(version: Any) -> set[int]:
    """Read once for all moves of a page."""
    known = version.__dict__.get("_makers_known")
    if known is None or known[0] != version.round:
        known = version.__dict__["_makers_known"] = (version.round, makers(version, version.round))
    return known[1]


def superseder(user: Any, version: Any) -> Verdict:
    """No person makes this move by itself: it follows from a newer endorsed version, whoever (or the clock) brings it about."""
    newer = version.item.versions.filter(state=State.ENDORSED).exclude(pk=version.pk)
    ahead = any((v.major, v.minor, v.patch) > (version.major, version.minor, version.patch) for v in newer)
    return YES if ahead else HIDDEN
