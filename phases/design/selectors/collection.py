"""2.3: methods, means and instruments planned, and an agreement for every administrative source."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.design.enums import CollectionMeans, CollectionMethod
from activities.design.facts import FactRow, Facts
from activities.design.options import InstrumentKind, Need
from activities.enums import ActivityKind
from phases.design.selectors.lacks import Lack, Places, Weight, unfilled, unfilled_rows


@dataclass(frozen=True)
class Agreed:
    """An administrative source with the agreements on it."""

    source: FactRow
    agreements: tuple[FactRow, ...]

    @property
    def is_settled(self) -> bool:
        """Whether an agreement stands for it, or it is said with a reason that none is needed."""
        return any(row["state"] != Need.NOT_NEEDED or row["reason"] for row in self.agreements if row["state"])

    @property
    def extraction(self) -> FactRow | None:
        return next((row for row in self.agreements if row["extraction"]), None)


def sources_of(facts: Facts) -> list[Agreed]:
    """Every administrative source, in surveys too."""
    rows = facts.rows("agreements")
    return [
        Agreed(source, tuple(row for row in rows if row["source"] == source.key)) for source in facts.rows("sources")
    ]


def lacks(facts: Facts, places: Places) -> list[Lack]:
    """What 2.3 still misses, beside the gate on agreements."""
    found = unfilled(facts, "collection", places)
    found += unfilled_rows(facts, ("instruments", "agreements"), places)
    values = facts.values("population")
    for name, words in (
        ("methods", _("The methods of data collection are not chosen.")),
        ("means", _("The means of data collection are not chosen.")),
        ("units", _("The units of data collection are not chosen.")),
    ):
        if not values[name]:
            found.append(Lack(words, places.section("population")))
    instruments = facts.rows("instruments")
    if not instruments:
        found.append(Lack(_("No instrument is planned yet."), places.add("instruments")))
    elif uncovered := uncovered_means(facts):
        names = ", ".join(str(one.label) for one in uncovered)
        text = _("No instrument is planned for: %(means)s.") % {"means": names}
        found.append(Lack(text, places.add("instruments")))
    kinds = {row["kind"] for row in instruments}
    if facts.cycle.activity.kind == ActivityKind.ADMIN and kinds and InstrumentKind.WORKSHEET not in kinds:
        text = _("A compilation fills in a worksheet or dummy table: none is planned.")
        found.append(Lack(text, places.add("instruments", kind=InstrumentKind.WORKSHEET.value)))
    if facts.rows("sources") and not values["methods"] & CollectionMethod.SECONDARY and values["methods"]:
        text = _("Administrative sources are used, but “%(method)s” is not among the methods.")
        told = {"method": CollectionMethod.SECONDARY.label}
        found.append(Lack(text % told, places.section("population"), Weight.CONTRADICTS))
    return found


def uncovered_means(facts: Facts) -> list[CollectionMeans]:
    """The means that are chosen for the cycle, and that no instrument is made for."""
    covered = 0
    for row in facts.rows("instruments"):
        covered |= row["means"] or 0
    return [one for one in CollectionMeans.within(facts.value("population.means")) if not covered & one.value]  # type: ignore[misc]
