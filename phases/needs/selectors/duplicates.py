"""What the person may see that is much like what the cycle wants: activities of other teams, data sets and standards.

The database chooses some dozens by the words of their titles (activities also by variables in common), the radar scores those. So
ten thousand activities cost what a hundred do, but for the look through their titles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from activities.design.facts import FactRow, Facts
from activities.design.models import CoverageRegion, DesignRow, PopulationSection, VariableUse
from activities.design.options import NeedState
from activities.models import Activity, Cycle
from metadata.enums import Kind
from metadata.models import Version
from metadata.selectors.search.matching import any_stem
from metadata.words import fold
from phases.needs.radar import SHOWN, Described, Likeness, Region, likeness, words

MOST_STEMS = 14
MOST_ACTIVITIES = 60
MOST_ENTRIES = 60
LISTED = 20
KINDS = (Kind.DATASET, Kind.STANDARD, Kind.INDICATOR)
TABLES = ("needs", "need_variables", "outputs", "concepts")


@dataclass(frozen=True)
class Hit:
    """Something that could be reused. `subject`: its name in the table of decisions, KEGIATAN/2025 or CODE@1.0.0."""

    subject: str
    title: str
    where: str
    url: str
    likeness: Likeness
    is_cycle: bool
    variables: tuple[str, ...] = ()
    """Variables of the registry in common."""
    decision: FactRow | None = None

    @property
    def is_open(self) -> bool:
        return self.likeness.is_strong and self.decision is None


def described(facts: Facts) -> Described:
    """The cycle as the radar looks for it: what needs, variables, outputs and concepts say, but for needs refused or put off."""
    gone = (NeedState.REFUSED, NeedState.LATER)
    needs = [row for row in facts.rows("needs") if row["state"] not in gone]
    standing = {row.key for row in needs}
    texts = [row["title"] for row in needs]
    texts += [row["name"] for row in facts.rows("need_variables") if row["need"] in standing]
    texts += [f"{row['title']} {row['measure']}" for row in facts.rows("outputs")]
    texts += [row["name"] for row in facts.rows("concepts")]
    texts += [used.name for used in facts.variables]
    population = facts.values("population")
    cycle = facts.cycle
    return Described(
        title=words(cycle.activity.title),
        subject=words(*texts),
        population=words(population["population"], population["observation_unit"]),
        regions=_places((province, regency) for province, regency in population["regions"]),
        period=(cycle.period_start, cycle.period_end),
    )


def duplicates(facts: Facts, user: Any) -> list[Hit]:
    """The most alike first; those that share a variable of the registry are shown however unlike their words. Seven queries."""
    wanted = described(facts)
    stems = list(dict.fromkeys([*wanted.title, *wanted.subject]))[:MOST_STEMS]
    mine = {used.version.item_id: used.name for used in facts.variables}
    decided = {_without_number(row["subject"]): row for row in facts.rows("reuses")}
    found = [*_cycles(facts.cycle, user, wanted, stems, mine, decided), *_entries(user, wanted, stems, decided)]
    shown = [hit for hit in found if hit.likeness.score >= SHOWN or hit.variables or hit.decision]
    return sorted(shown, key=lambda hit: (-hit.likeness.score, hit.title))[:LISTED]


def _without_number(subject: str) -> str:
    """A decision on an entry counts for its other versions, one on an activity for its other cycles."""
    return subject.partition("@")[0].partition("/")[0].strip()


# Activities ---------------------------------------------------------------------------------------------------------------


def _cycles(
    own: Cycle, user: Any, wanted: Described, stems: list[str], mine: Mapping[int, str], decided: Mapping[str, FactRow]
) -> Iterable[Hit]:
    visible = Activity.objects.visible_to(user).exclude(pk=own.activity_id)
    chosen = set(_by_words(visible, "title", stems, MOST_ACTIVITIES).values_list("pk", flat=True)) if stems else set()
    shared: dict[int, set[int]] = defaultdict(set)
    uses = VariableUse.objects.filter(version__item__in=mine, section__cycle__activity__in=visible.order_by())
    for pk, item in uses.values_list("section__cycle__activity", "version__item")[: 20 * MOST_ACTIVITIES]:
        shared[pk].add(item)
    closest = sorted(shared, key=lambda pk: -len(shared[pk]))[:MOST_ACTIVITIES]
    cycles = _newest(Cycle.objects.filter(activity__in=chosen | set(closest)).select_related("activity__organisation"))
    about = _words_of(cycles)
    populations = {row.cycle_id: row for row in PopulationSection.objects.filter(cycle__in=cycles)}
    regions: dict[int, list[Region]] = defaultdict(list)
    for cycle_id, province, regency in CoverageRegion.objects.filter(section__cycle__in=cycles).values_list(
        "section__cycle", "province", "regency"
    ):
        regions[cycle_id].append((province, regency))
    for pk, cycle in cycles.items():
        population = populations.get(pk)
        other = Described(
            title=words(cycle.activity.title),
            subject=words(cycle.activity.description, *about[pk]),
            population=words(population.population, population.observation_unit) if population else {},
            regions=_places(regions[pk]),
            period=(cycle.period_start, cycle.period_end),
        )
        activity = cycle.activity
        yield Hit(
            subject=cycle.audit_scope,
            title=str(cycle),
            where=activity.organisation.name,
            url=cycle.get_absolute_url(),
            likeness=likeness(wanted, other),
            is_cycle=True,
            variables=tuple(sorted(mine[item] for item in shared.get(activity.pk, ()))),
            decision=decided.get(activity.code),
        )


def _by_words(rows: QuerySet[Any], field: str, stems: Iterable[str], most: int) -> QuerySet[Any]:
    """The rows with most of the stems inside a text, at least one; the shortest texts first among equals."""
    hits: Any = Value(0)
    some = Q(pk__in=[])
    for one in stems:
        has = Q(**{f"{field}__icontains": one})
        some |= has
        hits = hits + Case(When(has, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.filter(some).annotate(hits=hits).order_by("-hits", field, "pk")[:most]


def _newest(rows: QuerySet[Cycle]) -> dict[int, Cycle]:
    """The newest cycle of each activity, by its id."""
    newest: dict[int, Cycle] = {}
    for cycle in rows.order_by("period_start", "pk"):
        newest[cycle.activity_id] = cycle
    return {cycle.pk: cycle for cycle in newest.values()}


def _words_of(cycles: Mapping[int, Cycle]) -> dict[int, list[str]]:
    """What needs, variables wanted, outputs and concepts of the cycles are called."""
    found: dict[int, list[str]] = {pk: [] for pk in cycles}
    rows = DesignRow.objects.filter(section__cycle__in=cycles, table__in=TABLES)
    for pk, content in rows.order_by("pk").values_list("section__cycle", "content"):
        found[pk] += [str(content.get(name, "")) for name in ("title", "name", "measure")]
    return found


def _places(pairs: Iterable[tuple[str, str]]) -> frozenset[Region]:
    return frozenset((" ".join(fold(province).split()), " ".join(fold(regency).split())) for province, regency in pairs)


# The registry -------------------------------------------------------------------------------------------------------------


def _entries(user: Any, wanted: Described, stems: list[str], decided: Mapping[str, FactRow]) -> Iterable[Hit]:
    """Endorsed public data sets, standards and indicators."""
    if not stems:
        return
    rows = Version.objects.visible_to(user).in_force().filter(public=True, item__kind__in=KINDS).filter(any_stem(stems))
    hits: Any = Value(0)
    for one in stems:
        hits = hits + Case(
            When(words__contains=f" {one} ", then=Value(1)), default=Value(0), output_field=IntegerField()
        )
    chosen = rows.annotate(hits=hits).order_by("-hits", "name_id", "pk").select_related("item__organisation")
    for version in chosen.defer("content")[:MOST_ENTRIES]:
        other = Described(words(version.name_id), words(version.definition_id))
        office = version.item.organisation
        yield Hit(
            subject=version.label,
            title=version.name,
            where=f"{Kind(version.item.kind).label}" + (f", {office.name}" if office else ""),
            url=version.get_absolute_url(),
            likeness=likeness(wanted, other),
            is_cycle=False,
            decision=decided.get(version.item.code),
        )
