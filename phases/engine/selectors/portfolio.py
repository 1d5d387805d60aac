"""The portfolio: which activities and cycles a person sees, narrowed and sorted. What stands in its rows: portfolio_rows.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Cycle, TeamSeat
from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core import clock
from gsbpm_portal.core.choices import StateChoices
from phases.engine.catalogue_file import read_catalogue
from phases.engine.enums import Applicability, IterationState, PhaseState, RecheckState
from phases.engine.models import PhaseRun, Recheck, SubProcessRun

PHASES = range(1, 9)

LAST_MOVE = Coalesce("current__finished_at", "current__submitted_at", "current__started_at")
"""When a run moved last, as far as its stamps tell."""


def phase_names() -> dict[int, str]:
    """The short names of the eight phases in the language in force, as the catalogue's file has them."""
    name = "short_en" if get_language() == "en" else "short"
    return {phase["number"]: phase[name] for phase in read_catalogue()["phases"]}


class Condition(StateChoices):
    """What a cycle may be looked for by."""

    WAITING = "menunggu", _("Waiting for a decision"), "wait", "wait"
    OVERDUE = "terlambat", _("With something overdue"), "late", "late"
    RETURNED = "dikembalikan", _("With something returned"), "back", "back"
    RECHECK = "periksa-ulang", _("With something to re-check"), "back", "flag"
    RUNNING = "berjalan", _("In work"), "work", "work"
    UNTOUCHED = "belum", _("Not begun"), "todo", "todo"
    FINISHED = "selesai", _("All phases closed"), "done", "done"


@dataclass(frozen=True)
class Wish:
    """What the list is to show. Plain values, so that it travels in an address and in the parameters of a job."""

    q: str = ""
    organisation: str = ""
    kind: str = ""
    sector: str = ""
    statistic_type: str = ""
    year: int | None = None
    condition: str = ""
    mine: bool = False
    every: bool = False
    sort: str = ""

    def as_parameters(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Wish:
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in parameters.items() if name in known})

    @property
    def asks_of_cycles(self) -> bool:
        """Whether it needs more than what is known of the activities alone."""
        return bool(
            self.year or self.condition or self.mine or self.every or self.sort.removeprefix("-") in CYCLE_SORTS
        )


# Which ----------------------------------------------------------------------------------------------------------------

CYCLE_SORTS = ("progress", "overdue", "moved")
SORTS = ("title", "organisation", *CYCLE_SORTS)


def of_activity(wish: Wish, way: str) -> Q:
    """The conditions on the activity itself; `way` leads to it ("" or "activity__")."""
    found = Q()
    for word in wish.q.split():
        found &= (
            Q(**{f"{way}title__icontains": word})
            | Q(**{f"{way}code__icontains": word})
            | Q(**{f"{way}organisation__name__icontains": word})
            | Q(**{f"{way}organisation__short_name__icontains": word})
        )
    if wish.organisation:
        node = Organisation.objects.filter(code=wish.organisation).values("path")[:1]
        found &= Q(**{f"{way}organisation__path__startswith": Subquery(node)})
    if wish.kind:
        found &= Q(**{f"{way}kind": wish.kind})
    if wish.sector:
        found &= Q(**{f"{way}sector__code": wish.sector})
    if wish.statistic_type:
        found &= Q(**{f"{way}statistic_type": wish.statistic_type})
    return found


def activities(user: User, wish: Wish) -> QuerySet[Activity]:
    """The activities that the person sees and the wish names; for wishes that ask nothing of cycles."""
    return Activity.objects.visible_to(user).filter(of_activity(wish, ""))


def cycles(user: User, wish: Wish) -> QuerySet[Cycle]:
    """The cycles that the person sees and the wish names: the newest of each activity, unless every one is wished for."""
    seen = Cycle.objects.visible_to(user)
    found = seen.filter(of_activity(wish, "activity__"))
    if wish.year:
        found = found.filter(year=wish.year)
    if wish.mine:
        found = found.filter(Exists(TeamSeat.objects.filter(cycle=OuterRef("pk"), user=user)))
    if not wish.every and not wish.year:
        newer = seen.filter(activity=OuterRef("activity")).filter(
            Q(period_start__gt=OuterRef("period_start"))
            | Q(period_start=OuterRef("period_start"), pk__gt=OuterRef("pk"))
        )
        found = found.filter(~Exists(newer.order_by()))
    return _in_condition(found, wish.condition)


def _in_condition(found: QuerySet[Cycle], condition: str) -> QuerySet[Cycle]:
    runs = SubProcessRun.objects.filter(cycle=OuterRef("pk"), applicability=Applicability.APPLIES).order_by()
    phase_runs = PhaseRun.objects.filter(cycle=OuterRef("pk")).order_by()
    begun = Exists(runs.exclude(current__state=IterationState.NOT_STARTED))
    match condition:
        case Condition.WAITING:
            submitted = Exists(runs.filter(current__state=IterationState.SUBMITTED))
            return found.filter(submitted | Exists(phase_runs.filter(state=PhaseState.CLOSING)))
        case Condition.OVERDUE:
            return found.filter(Exists(runs.filter(late_runs(clock.today()))))
        case Condition.RETURNED:
            return found.filter(Exists(runs.filter(current__state=IterationState.RETURNED)))
        case Condition.RECHECK:
            return found.filter(Exists(Recheck.objects.filter(run__cycle=OuterRef("pk"), state=RecheckState.OPEN)))
        case Condition.RUNNING:
            return found.filter(begun, Exists(phase_runs.exclude(state=PhaseState.CLOSED)))
        case Condition.UNTOUCHED:
            return found.filter(~begun)
        case Condition.FINISHED:
            return found.filter(Exists(phase_runs), ~Exists(phase_runs.exclude(state=PhaseState.CLOSED)))
    return found


def late_runs(today: date) -> Q:
    return Q(due__lt=today) & ~Q(current__state__in=IterationState.finished())


def sorted_activities(found: QuerySet[Activity], sort: str) -> QuerySet[Activity]:
    """By title, or by the name of the organisation and then by title."""
    keys = ["organisation__name", "title", "pk"] if _plain(sort) == "organisation" else ["title", "pk"]
    return found.order_by(*_directed(keys, sort))


def sorted_cycles(found: QuerySet[Cycle], sort: str) -> QuerySet[Cycle]:
    """The same, and by figures of the cycle; those are added up for all cycles of the list, since they decide the order."""
    name = _plain(sort)
    if name not in CYCLE_SORTS:
        keys = ["activity__organisation__name", "activity__title"] if name == "organisation" else ["activity__title"]
        return found.order_by(*_directed([*keys, "-period_start", "-pk"], sort))
    runs = (
        SubProcessRun.objects.filter(cycle=OuterRef("pk"), applicability=Applicability.APPLIES)
        .order_by()
        .values("cycle")
    )

    def number(of: Any) -> Any:
        return Coalesce(Subquery(of, output_field=IntegerField()), 0)

    if name == "progress":
        done = runs.annotate(n=Count("pk", filter=Q(current__state__in=IterationState.finished()))).values("n")
        figure = number(done) * 1000 / NullIf(number(runs.annotate(n=Count("pk")).values("n")), 0)
    elif name == "overdue":
        figure = number(runs.filter(late_runs(clock.today())).annotate(n=Count("pk")).values("n"))
    else:
        figure = Subquery(runs.annotate(n=Max(LAST_MOVE)).values("n"))
    found = found.annotate(figure=figure)
    order = F("figure").desc(nulls_last=True) if sort.startswith("-") else F("figure").asc(nulls_last=True)
    return found.order_by(order, "activity__title", "-pk")


def _plain(sort: str) -> str:
    return sort.removeprefix("-")


def _directed(keys: list[str], sort: str) -> list[str]:
    """The keys, the other way round for a sort that begins with a minus."""
    if not sort.startswith("-"):
        return keys
    return [key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in keys]
