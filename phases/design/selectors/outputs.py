"""2.1: for every output its products, its disclosure rules, its level and frequency; and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.design.enums import Stage, YesNo
from activities.design.facts import FactRow, Facts
from activities.design.options import OutputKind, ProductKind
from activities.design.values import day
from gsbpm_portal.core import wording
from metadata.enums import Access
from phases.design.selectors.lacks import Lack, Places, Weight, unfilled, unfilled_rows


@dataclass(frozen=True)
class Planned:
    """An output with all that is planned for it, and where it is planned."""

    row: FactRow
    releases: tuple[FactRow, ...]
    rules: tuple[FactRow, ...]
    level: str
    frequency: str
    add_release: str
    add_rule: str
    url: str

    @property
    def is_whole(self) -> bool:
        return bool(self.releases and self.rules and self.level and self.frequency)


def planned(facts: Facts, places: Places) -> list[Planned]:
    """The matrix: one line an output."""
    releases, rules = facts.rows("releases"), facts.rows("disclosure")
    found = []
    for row in facts.rows("outputs"):
        level, frequency = (facts.shown(row.table.field(name), row[name]) for name in ("levels", "frequency"))
        found.append(
            Planned(
                row,
                tuple(one for one in releases if one["output"] == row.key),
                tuple(one for one in rules if one["output"] == row.key),
                level,
                frequency,
                places.add("releases", output=row.key, kind=_product_of(row["kind"])),
                places.add("disclosure", output=row.key),
                places.row("outputs", row.key),
            )
        )
    return found


def _product_of(kind: str) -> str:
    """The kind of product that an output of this kind usually becomes."""
    return {
        OutputKind.TABLE.value: ProductKind.TABLE.value,
        OutputKind.DATASET.value: ProductKind.DATASET.value,
        OutputKind.MICRODATA.value: ProductKind.MICRODATA.value,
    }.get(kind, ProductKind.PUBLICATION.value)


def lacks(facts: Facts, places: Places) -> list[Lack]:
    """What 2.1 still misses."""
    found = unfilled(facts, "dissemination", places)
    lines = planned(facts, places)
    if not lines:
        found.append(Lack(_("No output is listed yet (1.3)."), places.section("outputs")))
    for line in lines:
        name = f"{line.row.key} {line.row.name}"
        if not line.releases:
            found.append(Lack(_("%(output)s: no product is planned.") % {"output": name}, line.add_release))
        if not line.rules:
            text = _("%(output)s: it is open how no respondent can be recognised.")
            found.append(Lack(text % {"output": name}, line.add_rule))
        if not line.level or not line.frequency:
            text = _("%(output)s: level or frequency is open (1.3).")
            found.append(Lack(text % {"output": name}, line.url))
    found += unfilled_rows(facts, ("releases", "disclosure"), places)
    found += _contradictions(facts, places)
    return found


def _contradictions(facts: Facts, places: Places) -> list[Lack]:
    """Answers of 8.1 beside the products; days beside the schedule."""
    values, releases = facts.values("dissemination"), facts.rows("releases")
    url = places.fields("dissemination", "isi")
    found = []
    micro = [row for row in releases if row["kind"] == ProductKind.MICRODATA]
    if values["microdata"] == YesNo.NO and micro:
        text = _("No microdata are planned for the public, but %(key)s is one.")
        found.append(Lack(text % {"key": micro[0].key}, url, Weight.CONTRADICTS))
    if values["microdata"] == YesNo.YES and releases and not micro:
        text = _("Microdata are planned, but no such product is listed.")
        found.append(Lack(text, places.add("releases", kind=ProductKind.MICRODATA.value), Weight.CONTRADICTS))
    if values["access"] == Access.CLOSED and YesNo.YES in (values["printed"], values["digital"]):
        found.append(
            Lack(_("The data are closed to the public, but a publication is planned."), url, Weight.CONTRADICTS)
        )
    collected = facts.value(f"schedule.stage_{Stage.COLLECTION.value}")
    if collected:
        end = day(collected[1])
        for row in releases:
            released = day(row["released_on"])
            if released and end and released <= end:
                told = {"key": row.key, "day": wording.moment(released, "date"), "end": wording.moment(end, "date")}
                text = _("%(key)s is to be released on %(day)s, but data are collected until %(end)s.")
                found.append(Lack(text % told, places.row("releases", row.key), Weight.CONTRADICTS))
    return found
