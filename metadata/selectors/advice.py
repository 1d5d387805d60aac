"""What people should look at before a version goes on: it holds nothing up, but for what gates.py takes from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from gsbpm_portal.core import office
from metadata.attributes import spec_of
from metadata.enums import OPEN, Change, Kind, State
from metadata.models import Code, Reference, Version
from metadata.naming import NAMED, Fault, Known, faults
from metadata.selectors.standing import Standing, standings
from metadata.selectors.tree import level_names
from metadata.shipped import REGIONS
from metadata.words import fold

SHORTEST_REGION = 6
"""Shorter names of regencies are words of the language, too (Batu, Pati): they count only behind “Kota” or “Kabupaten”."""


@dataclass(frozen=True)
class Advice:
    """One thing to look at, in an attribute; `instead`: the version that the sentence speaks of; `stops`: a gate says so, too."""

    text: str
    attribute: str
    instead: Version | None = None
    stops: bool = False


def known() -> Known:
    """What names are compared with: office settings, and the provinces, regencies and cities of the shared list (one query)."""
    measures, short = (_lines(office.get(name)) for name in ("registry_measures", "registry_abbreviations"))
    labels = Code.objects.filter(
        version__item__code=REGIONS, version__item__kind=Kind.CLASSIFICATION, version__is_current=True, level__lte=2
    ).values_list("label_id", flat=True)
    regions = {"indonesia"}
    for label in labels:
        regions.add(fold(label))
        sort, _blank, bare = label.partition(" ")
        if sort in ("Kabupaten", "Kota") and len(bare) >= SHORTEST_REGION:
            regions.add(fold(bare))
    return Known(measures, frozenset(short), frozenset(regions))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def faults_of(version: Version, values: Mapping[str, Any] | None = None) -> list[Fault]:
    """The rules on names and definitions that the version breaks."""
    held = values or {"name_id": version.name_id, "definition_id": version.definition_id}
    return faults(version.item.kind, held, known() if version.item.kind in NAMED else Known())


def given_up(version: Version) -> list[tuple[Reference, Standing]]:
    """What the version names though it was retired, and may name instead. A correction keeps what it corrects."""
    return [(row, one) for row, one in _over(version) if one.is_retired and not _is_kept(version, row)]


def _over(version: Version) -> list[tuple[Reference, Standing]]:
    rows = list(version.references.select_related("target__item").order_by("attribute", "position"))
    marks = standings(row.target for row in rows)
    return [(row, marks[row.target_id]) for row in rows if row.target_id in marks]


def _is_kept(version: Version, row: Reference) -> bool:
    """Whether an editorial correction may not name anything else here."""
    if version.change != Change.PATCH or version.based_on is None:
        return False
    return version.based_on.references.filter(attribute=row.attribute, target=row.target_id).exists()


def advice_on(version: Version, user: Any) -> list[Advice]:
    """What the person should look at in a version on its way: its name and definition, what it names, its levels."""
    if not version.is_open:
        return []
    spec = spec_of(version.item.kind)
    found = [Advice(fault.text, fault.attribute, stops=fault.must) for fault in faults_of(version)]
    if version.item.kind in NAMED and (twin := _twin(version, user)):
        words = _("%(code)s has the same name: names are given once.")
        found.append(Advice(words % {"code": twin.item.code}, "name_id", twin))
    for row, standing in _over(version):
        stops = standing.is_retired and not _is_kept(version, row)
        told = {"label": spec[row.attribute].label, "code": row.target.label, "standing": standing.words}
        found.append(Advice(_("%(label)s names %(code)s: %(standing)s") % told, row.attribute, standing.instead, stops))
    if text := levels_without_name(version):
        found.append(Advice(text, "levels"))
    return found


def _twin(version: Version, user: Any) -> Version | None:
    rows = Version.objects.visible_to(user).filter(item__kind=version.item.kind, name_id__iexact=version.name_id)
    rows = rows.filter(state__in=(*OPEN, State.ENDORSED)).exclude(item=version.item_id)
    return rows.select_related("item").order_by("-is_current", "item__code", "-pk").first()


def levels_without_name(version: Version) -> str:
    """That codes stand deeper than the levels that a classification names; "" where they do not, or no level is named."""
    names = level_names(version) if version.item.kind == Kind.CLASSIFICATION else []
    deepest = version.codes.aggregate(deepest=Max("level"))["deepest"] or 0 if names else 0
    if deepest <= len(names):
        return ""
    words = _(
        "Codes go down to level %(deepest)s, and %(named)s levels have a name: name the others, or move those codes up."
    )
    return words % {"deepest": deepest, "named": len(names)}
