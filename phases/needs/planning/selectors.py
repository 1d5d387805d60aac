"""Finding plans, entries, what waits, and what may be drawn from the design records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Q, QuerySet

from activities.design import declared, values
from activities.design.models import DesignRow
from activities.design.naming import versions_of
from activities.design.options import NeedState
from activities.models import Cycle
from gsbpm_portal.accounts.enums import OrganisationKind, Role
from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.subjects import ref
from metadata.models import Version
from phases.needs.planning import rules
from phases.needs.planning.attributes import KindSpec, spec_of
from phases.needs.planning.enums import EntryState, ListKind, PlanState
from phases.needs.planning.likeness import Pair, alike
from phases.needs.planning.models import PlanEntry, PlanLikeness, PlanSnapshot, PlanYear

MOST_CANDIDATES = 300
DRAWN_FROM = ("needs", "outputs")
"""Tables of the design record from which a list of data is drawn."""


# Plans ------------------------------------------------------------------------------------------------------------------


def plans(user: Any) -> QuerySet[PlanYear]:
    return PlanYear.objects.visible_to(user).select_related("organisation")


def plan_of(user: Any, government: str, year: int) -> PlanYear:
    """The plan that an address names. Raises PlanYear.DoesNotExist for one that the person does not see."""
    if not rules.takes_part(user):
        raise PlanYear.DoesNotExist
    return plans(user).get(organisation__code=government, year=year)


def places_to_open(user: Any) -> list[Organisation]:
    """Where the person may open a year: governments first, then the offices in reach."""
    found = Organisation.objects.filter(is_active=True).exclude(kind=OrganisationKind.SECTION)
    rows = found.under(user.reach(Role.WALIDATA)).order_by("path")
    return sorted(rows, key=lambda row: (row.kind != OrganisationKind.GOVERNMENT, row.path))


def producers_for(user: Any, plan: PlanYear, kind: str) -> list[Organisation]:
    """The organisations of the plan for which the person may propose an entry of the list."""
    rows = Organisation.objects.filter(is_active=True, path__startswith=plan.organisation.path).order_by("path")
    return [row for row in rows if rules.reason_against_proposing(user, plan, kind, row) is None]


def cycles_for(user: Any, plan: PlanYear) -> QuerySet[Cycle]:
    """The newest cycle of each activity of the plan's government that the person sees."""
    seen = Cycle.objects.visible_to(user).filter(activity__organisation__path__startswith=plan.organisation.path)
    newest = seen.order_by().values("activity").annotate(last=Max("pk")).values("last")
    return Cycle.objects.filter(pk__in=newest).select_related("activity__organisation").order_by("activity__title")


def sees_cycle(user: Any, cycle: Cycle) -> bool:
    return Cycle.objects.visible_to(user).filter(pk=cycle.pk).exists()


# Entries ----------------------------------------------------------------------------------------------------------------


def entries(plan: PlanYear, kind: str = "") -> QuerySet[PlanEntry]:
    """The entries of a plan, of one list where it is named, by number."""
    found = PlanEntry.objects.filter(plan=plan).select_related("producer", "cycle__activity")
    return found.filter(kind=kind) if kind else found


def entry_of(plan: PlanYear, key: str) -> PlanEntry:
    """The entry called D12. Raises PlanEntry.DoesNotExist."""
    rows = entries(plan, ListKind.of_prefix(key[0])).select_related(
        "producer", "cycle__activity", "proposed_by", "updated_by"
    )
    found = rows.get(number=int(key[1:]))
    found.plan = plan
    return found


@dataclass(frozen=True)
class Wish:
    """What a list is narrowed by."""

    q: str = ""
    state: str = ""
    producer: str = ""

    def as_parameters(self) -> dict[str, str]:
        return {
            name: value for name, value in (("q", self.q), ("state", self.state), ("producer", self.producer)) if value
        }

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Wish:
        return cls(**{name: str(parameters.get(name) or "") for name in ("q", "state", "producer")})


def wished(found: QuerySet[PlanEntry], wish: Wish) -> QuerySet[PlanEntry]:
    """The entries that have every word in name, number or producer; of one state; of one producer and its sections."""
    for word in wish.q.split():
        condition = Q(name__icontains=word) | Q(producer__name__icontains=word)
        if word[:1].isalpha() and word[1:].isdigit():
            condition |= Q(number=int(word[1:][:9]))
        found = found.filter(condition)
    if wish.state:
        found = found.filter(state=wish.state)
    if wish.producer:
        paths = Organisation.objects.filter(code=wish.producer).values_list("path", flat=True)
        found = found.filter(producer__path__startswith=paths[0]) if paths else found.none()
    return found


def producers_in(plan: PlanYear) -> list[Organisation]:
    """Those who have an entry in the plan."""
    return list(Organisation.objects.filter(plan_entries__plan=plan).distinct().order_by("path"))


@dataclass
class Tally:
    """How many entries of each state a list has."""

    kind: ListKind
    states: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All but the withdrawn ones."""
        return sum(n for state, n in self.states.items() if state != EntryState.WITHDRAWN)

    def count(self, *states: str) -> int:
        return sum(self.states[state] for state in states)


def tallies(plan: PlanYear) -> dict[ListKind, Tally]:
    """The four lists in numbers (one query)."""
    found = {kind: Tally(kind) for kind in ListKind}
    for kind, state in PlanEntry.objects.filter(plan=plan).values_list("kind", "state").order_by():
        found[ListKind(kind)].states[state] += 1
    return found


# What waits ---------------------------------------------------------------------------------------------------------------


def mine_to_mend(user: Any, plan: PlanYear) -> list[PlanEntry]:
    """Entries that came back to the person's organisations."""
    if not plan.is_proposing:
        return []
    return [
        row
        for row in entries(plan).filter(state=EntryState.RETURNED)
        if user.reaches(row.producer.path, *rules.PRODUCERS)
    ]


def mine_to_check(user: Any, plan: PlanYear) -> list[PlanEntry]:
    """Proposals that the person, a walidata, may check: none of their own."""
    if not rules.manages(user, plan) or plan.state not in PlanState.running():
        return []
    return without_own(user, list(entries(plan).filter(state=EntryState.PROPOSED)))


def without_own(user: Any, rows: list[PlanEntry]) -> list[PlanEntry]:
    """Those of the entries in which the person had no hand."""
    rules.know_makers(rows)
    return [row for row in rows if user.pk not in rules.makers_of(row)]


# Likeness -----------------------------------------------------------------------------------------------------------------


def pairs(plan: PlanYear) -> list[tuple[Pair, PlanLikeness | None]]:
    """Entries of the list of data that look alike, with what was decided on them."""
    rows = list(entries(plan, ListKind.DATA).filter(state__in=EntryState.standing()).order_by("number"))
    for row in rows:
        row.plan = plan
    settled = {
        (one.first_id, one.second_id): one
        for one in PlanLikeness.objects.filter(first__plan=plan).select_related("by", "kept")
    }
    found = [(pair, settled.get((pair.first.pk, pair.second.pk))) for pair in alike(rows)]
    return sorted(found, key=lambda line: line[1] is not None)


def open_pairs(plan: PlanYear) -> list[Pair]:
    return [pair for pair, settled in pairs(plan) if settled is None]


def alike_to(entry: PlanEntry) -> list[tuple[PlanEntry, PlanLikeness | None]]:
    """The other entries much like this one."""
    if entry.kind != ListKind.DATA:
        return []
    return [
        (pair.second if pair.first.pk == entry.pk else pair.first, settled)
        for pair, settled in pairs(entry.plan)
        if entry.pk in (pair.first.pk, pair.second.pk)
    ]


# The forum ----------------------------------------------------------------------------------------------------------------


def for_the_forum(plan: PlanYear) -> list[PlanEntry]:
    """What the forum has still to decide on, list by list."""
    rows = list(entries(plan).filter(state=EntryState.FIT))
    order = list(ListKind)
    for row in rows:
        row.plan = plan
    return sorted(rows, key=lambda row: (order.index(ListKind(row.kind)), row.number))


def without_talk(user: Any, rows: Sequence[PlanEntry], in_talk: Iterable[int]) -> list[PlanEntry]:
    """Those that may be agreed together: no restriction, none of a pair that is not settled, none of the person's own."""
    talked = set(in_talk)
    return without_own(user, [row for row in rows if row.kind != ListKind.RESTRICTION and row.pk not in talked])


def history(entry: PlanEntry) -> list[Decision]:
    """What was decided on the entry, the newest first."""
    kind, key = ref(entry)
    rows = Decision.objects.filter(subject_kind=kind, subject_id=key).select_related("by")
    return list(rows.order_by("-at", "-pk"))


def latest_snapshot(plan: PlanYear, number: int | None = None) -> PlanSnapshot | None:
    rows = plan.snapshots.select_related("by")
    return (rows.filter(number=number) if number else rows).order_by("-number").first()


# Drawing ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A need taken up or an output of a cycle that no entry of the list of data was drawn from yet."""

    cycle: Cycle
    table: str
    row: str
    name: str
    values: Mapping[str, Any]

    @property
    def key(self) -> str:
        """By which a form names it."""
        return f"{self.cycle.pk}:{self.table}:{self.row}"


def candidates(user: Any, plan: PlanYear) -> list[Candidate]:
    """What the person may draw into the list of data, activity by activity (three queries); at most MOST_CANDIDATES."""
    cycles = {
        cycle.pk: cycle
        for cycle in cycles_for(user, plan)
        if rules.reason_against_proposing(user, plan, ListKind.DATA, cycle.activity.organisation) is None
    }
    drawn = set(
        entries(plan, ListKind.DATA)
        .exclude(state=EntryState.WITHDRAWN)
        .exclude(origin_key="")
        .values_list("cycle", "origin_table", "origin_key")
    )
    rows = DesignRow.objects.filter(section__cycle__in=cycles, table__in=DRAWN_FROM).select_related("section")
    found = []
    for row in rows.order_by("section__cycle__activity__title", "table", "position", "pk"):
        cycle = cycles[row.section.cycle_id]
        if row.table == "needs" and row.content.get("state") != NeedState.TAKEN:
            continue
        if (cycle.pk, row.table, row.key) not in drawn and row.content.get("title"):
            found.append(Candidate(cycle, row.table, row.key, str(row.content["title"]), row.content))
    return found[:MOST_CANDIDATES]


# Reading ------------------------------------------------------------------------------------------------------------------


@dataclass
class Names:
    """What `activities.design.declared_forms` asks of facts: the entries of the registry that are named, by kind and label."""

    versions: dict[tuple[str, str], Version]
    files: dict[str, Any] = field(default_factory=dict)

    def version(self, one: declared.Field, kept: str) -> Version | None:
        """The entry of the registry that a field names; None where it is not there."""
        found = (self.versions.get((kind, kept)) for kind in one.kinds)
        return next((version for version in found if version is not None), None)

    def rows(self, table: str) -> list[Any]:
        return []


def names_of(rows: Iterable[PlanEntry]) -> Names:
    """The entries of the registry that entries name (one query, none where nothing is named)."""
    labels = {
        str(row.content[one.name])
        for row in rows
        for one in spec_of(row.kind).fields
        if one.type == "pointer" and row.content.get(one.name)
    }
    return Names(versions_of(labels) if labels else {})


def shown(spec: KindSpec, entry: PlanEntry, name: str, names: Names) -> str:
    """A typed field of an entry as people read it."""
    one = spec.field(name)
    kept = entry.content.get(name, one.empty)
    if one.type == "pointer" and (version := names.version(one, kept)):
        return f"{kept} · {version.name}"
    if one.name in ("first_year", "last_year"):
        return str(kept or "")
    return values.text(one, kept)


def lines_of(entry: PlanEntry, names: Names) -> list[tuple[Any, str]]:
    """(label, text) of every field of an entry."""
    spec = spec_of(entry.kind)
    return [(one.label, shown(spec, entry, one.name, names)) for one in spec.fields]


def missing(entry: PlanEntry) -> list[declared.Field]:
    """What has still to be filled in before the walidata can pass the entry on."""
    return declared.missing(spec_of(entry.kind).fields, entry.content)
