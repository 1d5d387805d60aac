"""Whether a version that something names is still the one to be named: marks beside references, and what to name instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from metadata.enums import RELEASED, State
from metadata.models import Version


@dataclass(frozen=True)
class Standing:
    """That a version is not the one to be named any longer, and which is; `instead` is None where none is, or none to be seen."""

    is_retired: bool
    instead: Version | None = None
    is_correction: bool = False
    """`instead` has the same meaning: only words were mended."""

    @property
    def words(self) -> str:
        """The mark; the link to `instead` stands behind it or on it."""
        if self.is_retired and self.instead is None:
            return _("retired, without a successor")
        if self.is_retired:
            return _("retired; use instead")
        if self.instead is None:
            return _("not in force any longer")
        words = (
            _("corrected by version %(number)s") if self.is_correction else _("version %(number)s is in force by now")
        )
        return words % {"number": self.instead.number}


def standings(versions: Iterable[Version], user: Any = None) -> dict[int, Standing]:
    """{version id: its mark} of those released versions that are not in force any longer. Three queries at most.

    What to use instead is named as far as the person may see it; without a person, always.
    """
    named = {version.pk: version for version in versions if version.state in RELEASED}
    if not named:
        return {}
    rows = Version.objects.filter(is_current=True).select_related("item")
    own = {row.item_id: row for row in rows.filter(item__in={version.item_id for version in named.values()})}
    retired = {row.replaced_by_id for row in own.values() if row.state == State.RETIRED}
    others = {row.item_id: row for row in rows.filter(item__in=retired - {None}, state=State.ENDORSED)}
    seen = _seen([*own.values(), *others.values()], user)
    found = {}
    for version in named.values():
        current = own.get(version.item_id)
        if current is None:
            if version.state != State.ENDORSED:
                found[version.pk] = Standing(version.state == State.RETIRED)
        elif current.state == State.RETIRED:
            other = others.get(current.replaced_by_id or 0)
            found[version.pk] = Standing(True, other if other is not None and other.pk in seen else None)
        elif _place(current) > _place(version):
            shown = current if current.pk in seen else None
            found[version.pk] = Standing(False, shown, _place(current)[:2] == _place(version)[:2])
    return found


def _seen(rows: list[Version], user: Any) -> set[int]:
    """Those that the person may see. Who signed in sees all that was endorsed: only visitors are asked for."""
    if user is None or user.is_authenticated or not rows:
        return {row.pk for row in rows}
    visible = Version.objects.visible_to(user).filter(pk__in=[row.pk for row in rows])
    return set(visible.values_list("pk", flat=True))


def _place(version: Version) -> tuple[int, int, int]:
    return version.major, version.minor, version.patch
