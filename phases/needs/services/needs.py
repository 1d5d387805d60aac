"""Needs of a cycle, several at a time: scores, groups, proposals taken up or put off. Rows are written by the design record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.design.models import DesignRow
from activities.design.options import NeedState
from activities.design.proposed import Proposed
from activities.design.services import Conflict, add_rows, save_row
from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit

TABLE = "needs"


class ScoredMeanwhile(Exception):
    """Somebody else scored these needs after the page was opened; nothing was written."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


@transaction.atomic
def save_scores(
    cycle: Cycle, scores: Mapping[str, Mapping[str, Any]], *, by: User, seen: Mapping[str, str]
) -> list[str]:
    """Write the scores of many needs, by key, all or none; gives the keys of those that were removed meanwhile.

    `seen`: the digests of the scores as the person was shown them. Refuses with ScoredMeanwhile where somebody else changed
    them too, with MoveRefused while the section cannot be written, with ValidationError for a score that is none.
    """
    audit.hold(cycle.audit_chain)
    conflicts, gone = [], []
    for key, found in scores.items():
        shown = {"scores": seen[key]} if key in seen else None
        try:
            save_row(cycle, TABLE, key, by=by, values={"scores": dict(found)}, seen=shown)
        except Conflict:
            conflicts.append(key)
        except DesignRow.DoesNotExist:
            gone.append(key)
    if conflicts:
        raise ScoredMeanwhile(conflicts)
    return gone


@transaction.atomic
def assign_group(cycle: Cycle, keys: Iterable[str], group: str, *, by: User) -> int:
    """Put several needs into a group at once, or (with "") out of theirs; gives how many there were. Those that are gone are left out."""
    audit.hold(cycle.audit_chain)
    count = 0
    for key in dict.fromkeys(keys):
        try:
            save_row(cycle, TABLE, key, by=by, values={"group": group})
            count += 1
        except DesignRow.DoesNotExist:
            continue
    return count


@transaction.atomic
def take_up(cycle: Cycle, proposed: Proposed, *, by: User) -> DesignRow:
    """Make a need of the list out of a proposal, with where it came from."""
    return _add(cycle, proposed, {"state": NeedState.TAKEN}, by)


@transaction.atomic
def put_off(cycle: Cycle, proposed: Proposed, *, by: User, reason: str) -> DesignRow:
    """Keep a proposal in the list as put off, with the reason. Refuses (ValidationError) to do so without one."""
    if not reason.strip():
        raise ValidationError(_("Say why it is not taken up now."))
    return _add(cycle, proposed, {"state": NeedState.LATER, "state_reason": reason}, by)


def _add(cycle: Cycle, proposed: Proposed, more: Mapping[str, Any], by: User) -> DesignRow:
    """Twice the same proposal is one need."""
    audit.hold(cycle.audit_chain)
    origin = {"origin": proposed.origin, "origin_note": proposed.origin_note}
    for row in DesignRow.objects.filter(section__cycle=cycle, table=TABLE):
        if {name: row.content.get(name) for name in origin} == origin:
            return row
    values = {"title": proposed.title, "user": proposed.user, "purpose": proposed.purpose, **origin, **more}
    return add_rows(cycle, TABLE, [values], by=by)[0]
