"""From what a person types into a field to the version that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from metadata.enums import OPEN, Kind, State
from metadata.models import Version

_POINTER = re.compile(
    r"^\s*([A-Za-z][A-Za-z0-9_]*)(?:@(\d{1,4})\.(\d{1,4})\.(\d{1,4}))?(?:\s+[·—–-]\s.*)?\s*$", re.DOTALL
)

LONGEST_NAME = 300


def choosable(user: Any, kinds: Sequence[Kind]) -> QuerySet[Version]:
    """The versions that a new reference may name: those in force and those on their way, as far as the person sees them."""
    standing = Q(is_current=True, state=State.ENDORSED) | Q(state__in=OPEN)
    return Version.objects.visible_to(user).filter(standing, item__kind__in=kinds).select_related("item__organisation")


def resolve(text: str, *, user: Any, kinds: Sequence[Kind]) -> list[Version]:
    """The versions that a text means: one where it is clear, several where it is not, none where nothing fits.

    CODE means the version in force, else the one on its way; CODE@1.0.0 that very version, ended ones included; anything else is
    taken for a name, in either language and whatever its case.
    """
    if found := _POINTER.match(text):
        code, *number = found.groups()
        named = Version.objects.visible_to(user).filter(item__code=code.upper(), item__kind__in=kinds)
        named = named.select_related("item__organisation")
        if number[0] is not None:
            exact = list(named.filter(major=number[0], minor=number[1], patch=number[2]))
            return exact
        if best := _best(list(named.filter(Q(is_current=True, state=State.ENDORSED) | Q(state__in=OPEN)))):
            return best
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:  # SQLite refuses to compare with a text of thousands of letters
        return []
    rows = choosable(user, kinds).filter(Q(name_id__iexact=name) | Q(name_en__iexact=name)).order_by("item__code")
    return _best(list(rows[:20]))


def ended(text: str, *, user: Any, kinds: Sequence[Kind]) -> str:
    """What to say of a text that `resolve` finds nothing for, yet fits an entry that was retired or superseded; "" for none.

    Two queries at most: for texts that failed alone.
    """
    name, match = " ".join(text.split()), _POINTER.match(text)
    if not name or len(name) > LONGEST_NAME:
        return ""
    fits = Q(name_id__iexact=name) | Q(name_en__iexact=name)
    if match and match[2] is None:
        fits |= Q(item__code=match[1].upper())
    over = (State.RETIRED, State.SUPERSEDED)
    rows = Version.objects.visible_to(user).filter(fits, state__in=over, item__kind__in=kinds)
    row = rows.select_related("item", "replaced_by").newest_first().first()
    if row is None:
        return ""
    followers = Q(item=row.item_id) | Q(item=row.replaced_by_id)
    standing = Version.objects.visible_to(user).in_force().filter(followers).select_related("item")
    told = {"code": row.label, "name": row.name}
    if (new := next((one for one in standing if one.item_id == row.item_id), None)) is not None:
        words = _("%(code)s “%(name)s” is not in force any longer; %(new)s “%(new_name)s” is. Write %(new_code)s.")
    elif (new := next(iter(standing), None)) is not None:
        words = _("%(code)s “%(name)s” is retired; its successor is %(new)s “%(new_name)s”. Write %(new_code)s.")
    elif row.state == State.RETIRED:
        return _("%(code)s “%(name)s” is retired and has no successor. Choose another one.") % told
    else:
        return _("%(code)s “%(name)s” is not in force any longer, and no newer version is. Choose another one.") % told
    return words % {**told, "new": new.label, "new_name": new.name, "new_code": new.item.code}


def _best(rows: list[Version]) -> list[Version]:
    """One version for each item: the one in force rather than the one on its way."""
    chosen: dict[int, Version] = {}
    for row in rows:
        if row.item_id not in chosen or row.is_current:
            chosen[row.item_id] = row
    return list(chosen.values())
