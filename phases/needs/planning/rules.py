"""Who may do what in the yearly planning. A superuser looks and has no vote.

Producers are staff and supervisors in reach of the organisation that an entry belongs to; the walidata are those in reach of the
plan's government; its heads confirm the agreement.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.core import office
from gsbpm_portal.core.models import Contribution
from gsbpm_portal.core.subjects import ref
from gsbpm_portal.core.transitions import HIDDEN, MAKER_REASON, YES, Reason, Verdict, makers
from phases.needs.planning.enums import ListKind, Proposers

PRODUCERS = (Role.STAF, Role.PENYELIA)
PROPOSERS_SETTING = "restriction_proposers"
CENTRAL_SETTING = "central_governments"
NOT_RESTRICTING = Reason(
    "restriction",
    _(
        "Restrictions of access are proposed by the walidata, and by producers of the central government (Perpres 39/2019)."
    ),
)


def takes_part(user: Any) -> bool:
    """Whether the planning is any business of the person: producers, walidata and heads, and superusers to look."""
    return bool(user.is_superuser or user.has_role(*PRODUCERS, Role.WALIDATA, Role.PIMPINAN))


def may_open(user: Any) -> bool:
    """Whether there is any place for which the person may open a year."""
    return bool(user.has_role(Role.WALIDATA))


def may_open_at(user: Any, organisation: Any) -> bool:
    return bool(user.reaches(organisation.path, Role.WALIDATA))


def manages(user: Any, plan: Any) -> bool:
    """Walidata in reach of the plan's government."""
    return bool(user.reaches(plan.organisation.path, Role.WALIDATA))


def produces_for(user: Any, organisation: Any) -> bool:
    """May propose and mend entries of the organisation: its producers, and the walidata above it."""
    return bool(user.reaches(organisation.path, *PRODUCERS, Role.WALIDATA))


def is_central(organisation: Any) -> bool:
    """Whether the organisation belongs to the central government: its root is named in the office setting."""
    return organisation.path.split("/", 1)[0] in str(office.get(CENTRAL_SETTING)).replace(",", " ").split()


def reason_against_proposing(user: Any, plan: Any, kind: str, organisation: Any) -> Reason | None:
    """Why the person may not propose an entry of this list for the organisation; None when they may."""
    if not organisation.path.startswith(plan.organisation.path) or not produces_for(user, organisation):
        return Reason("role", _("You cannot propose entries for this organisation."))
    if kind != ListKind.RESTRICTION or manages(user, plan) or office.get(PROPOSERS_SETTING) == Proposers.ALL:
        return None
    return None if is_central(organisation) else NOT_RESTRICTING


# Moves of a plan: (user, plan) → Verdict ------------------------------------------------------------------------------------


def keeps(user: Any, plan: Any) -> Verdict:
    """The walidata bring a plan along."""
    return YES if manages(user, plan) else HIDDEN


def confirms(user: Any, plan: Any) -> Verdict:
    """A head of the government, or another walidata than the one who recorded the agreement."""
    if not user.reaches(plan.organisation.path, Role.PIMPINAN, Role.WALIDATA):
        return HIDDEN
    return Verdict(False, MAKER_REASON) if user.pk in makers(plan, plan.round) else YES


def reopens(user: Any, plan: Any) -> Verdict:
    return YES if user.reaches(plan.organisation.path, Role.PIMPINAN, Role.WALIDATA) else HIDDEN


# Moves of an entry: (user, entry) → Verdict ---------------------------------------------------------------------------------


def producer(user: Any, entry: Any) -> Verdict:
    """Who may propose such an entry may send it again and withdraw it."""
    if not produces_for(user, entry.producer):
        return HIDDEN
    reason = reason_against_proposing(user, entry.plan, entry.kind, entry.producer)
    return Verdict(False, reason) if reason else YES


def checker(user: Any, entry: Any) -> Verdict:
    """A walidata who had no hand in the entry, in this round or an earlier one; who had is told so."""
    if not manages(user, entry.plan):
        return HIDDEN
    return Verdict(False, MAKER_REASON) if user.pk in makers_of(entry) else YES


def steward(user: Any, entry: Any) -> Verdict:
    return keeps(user, entry.plan)


def makers_of(entry: Any) -> set[int]:
    """Everybody who proposed or changed the entry, in any round; lists read it for all rows beforehand (`know_makers`)."""
    known = entry.__dict__.get("_makers")
    if known is not None:
        return known
    kind, key = ref(entry)
    rows = Contribution.objects.filter(subject_kind=kind, subject_id=key)
    return set(rows.values_list("user_id", flat=True))


def know_makers(entries: list[Any]) -> None:
    """Read the makers of many entries in one query."""
    if not entries:
        return
    kind = ref(entries[0]).kind
    found: dict[int, set[int]] = {entry.pk: set() for entry in entries}
    rows = Contribution.objects.filter(Q(subject_id__in=found), subject_kind=kind)
    for key, user in rows.values_list("subject_id", "user_id"):
        found[key].add(user)
    for entry in entries:
        entry.__dict__["_makers"] = found[entry.pk]
