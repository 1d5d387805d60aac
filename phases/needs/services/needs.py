"""Needs of a cycle, several at a time: scores, groups, proposals taken up or put off. Rows are written by the design record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activities.design import registry
from activities.design.facts import facts_of
from activities.design.models import DesignRow
from activities.design.options import NeedState
from activities.design.proposed import Proposed
from activities.design.services import Conflict, add_rows, save_row
from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit
from gsbpm_portal.core.transitions import MoveRefused, Reason
from phases.needs.selectors.needs import open_proposals

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
    _may_write(cycle, by)
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
    """Put several needs into a group at once, or (with "") out of theirs; gives how many there were.

    Refuses (MoveRefused) to do so with none, and while the section cannot be written. Needs that are gone are left out.
    """
    _may_write(cycle, by)
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise MoveRefused(Reason("none", _("Tick the needs that belong to the group."), "#daftar"))
    count = 0
    for key in wanted:
        try:
            save_row(cycle, TABLE, key, by=by, values={"group": group})
            count += 1
        except DesignRow.DoesNotExist:
            continue
    return count


@transaction.atomic
def take_up(cycle: Cycle, origin: str, origin_note: str, *, by: User) -> DesignRow:
    """Make a need of the list out of a proposal, with where it came from.

    Refuses (MoveRefused) what is not proposed (any longer), and while the section cannot be written.
    """
    found = _proposal(cycle, origin, origin_note, by)
    return _add(cycle, found, {"state": NeedState.TAKEN}, by)


@transaction.atomic
def put_off(cycle: Cycle, origin: str, origin_note: str, *, by: User, reason: str) -> DesignRow:
    """Keep a proposal in the list as put off, with the reason. Refuses as `take_up` does, and to do so without a reason."""
    found = _proposal(cycle, origin, origin_note, by)
    if not reason.strip():
        raise MoveRefused(Reason("reason", _("Say why it is not taken up now."), "#usulan"))
    return _add(cycle, found, {"state": NeedState.LATER, "state_reason": reason}, by)


def _may_write(cycle: Cycle, by: User) -> None:
    audit.hold(cycle.audit_chain)
    if reasons := registry.reasons_against(cycle, registry.get(TABLE), by):
        raise MoveRefused(*reasons)


def _proposal(cycle: Cycle, origin: str, origin_note: str, by: User) -> Proposed:
    _may_write(cycle, by)
    for one in open_proposals(facts_of(cycle), by):
        if (one.origin, one.origin_note) == (origin, origin_note):
            return one
    words = _("It is not proposed any longer: somebody took it up or put it off meanwhile.")
    raise MoveRefused(Reason("gone", words, "#daftar"))


def _add(cycle: Cycle, found: Proposed, more: Mapping[str, Any], by: User) -> DesignRow:
    origin = {"origin": found.origin, "origin_note": found.origin_note}
    values = {"title": found.title, "user": found.user, "purpose": found.purpose, **origin, **more}
    return add_rows(cycle, TABLE, [values], by=by)[0]
