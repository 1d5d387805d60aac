"""The rows of the portfolio: how far each phase of a cycle is, and the list that everybody opens first.

Lists are paged first, over activities or cycles alone; runs are added up for the 25 cycles of the page only. So a page costs the
same among ten activities as among ten thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.urls import reverse
from django.utils.translation import get_language

from activities.models import Activity, Cycle, Sector, TeamSeat
from gsbpm_portal.accounts.models import Membership, Organisation, User, paths_under
from gsbpm_portal.core import clock
from phases.engine.enums import Applicability, IterationState, PhaseState
from phases.engine.models import SubProcessRun
from phases.engine.selectors.addresses import cycle_address
from phases.engine.selectors.candidates import NOWHERE
from phases.engine.selectors.portfolio import LAST_MOVE, late_runs, sorted_activities
from phases.engine.selectors.prepared import Prepared


class Cell(NamedTuple):
    """One phase of a cycle: finished ones of the applicable sub-processes, overdue ones, and decisions that are waited for."""

    done: int = 0
    total: int = 0
    late: int = 0
    waiting: int = 0


@dataclass
class PortfolioRow:
    """One line of the portfolio. An activity that has no cycle yet stands there without figures (`cycle` 0)."""

    activity: int
    code: str
    title: str
    office: str
    cycle: int = 0
    edition: str = ""
    name: str = ""
    cells: dict[int, Cell] = field(default_factory=dict)
    moved: datetime | None = None

    @cached_property
    def address(self) -> str:
        """The page of the cycle, or that of the activity where it has none."""
        if not self.cycle:
            return reverse("activities:activity", args=[self.code])
        return cycle_address(self.code, self.edition)

    @cached_property
    def whole(self) -> Cell:
        """All phases together."""
        cells = self.cells.values()
        return Cell(*(sum(figures) for figures in zip(*cells, strict=True))) if cells else Cell()


OF_ACTIVITY = ("pk", "code", "title", "organisation__short_name", "organisation__name")
OF_CYCLE = ("pk", "edition", "name")


def with_newest(user: User, found: QuerySet[Activity]) -> QuerySet[Any]:
    """OF_ACTIVITY of the activities, each with OF_CYCLE of its newest cycle that the person sees, as one JSON value."""
    newest = Cycle.objects.visible_to(user).filter(activity=OuterRef("pk")).order_by("-period_start", "-pk")
    one = newest.values(one=JSONObject(**{column: column for column in OF_CYCLE}))[:1]
    return found.annotate(newest=Subquery(one)).values_list(*OF_ACTIVITY, "newest")


def rows_of_activities(user: User, page: QuerySet[Activity]) -> list[PortfolioRow]:
    """The activities of a page, each with its newest cycle that the person sees (two queries)."""
    return rows_of(_with_columns(with_newest(user, page)))


def _with_columns(found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The newest cycle as columns; the driver may give its JSON as text."""
    for *activity, newest in found:
        cycle = json.loads(newest) if isinstance(newest, str) else newest or {}
        yield *activity, *(cycle.get(column) for column in OF_CYCLE)


def rows_of_cycles(page: QuerySet[Cycle]) -> list[PortfolioRow]:
    """The cycles of a page as rows (two queries)."""
    return rows_of(page.values_list(*(f"activity__{column}" for column in OF_ACTIVITY), *OF_CYCLE))


def rows_of(found: Iterable[tuple[Any, ...]]) -> list[PortfolioRow]:
    """Rows with their figures, of values as OF_ACTIVITY and OF_CYCLE have them (one query)."""
    return with_figures(
        [
            PortfolioRow(activity, code, title, short or office, cycle or 0, edition or "", name or "")
            for activity, code, title, short, office, cycle, edition, name in found
        ]
    )


def with_figures(rows: list[PortfolioRow]) -> list[PortfolioRow]:
    """Put the figures of all phases into the rows: one query."""
    by_cycle = {row.cycle: row for row in rows if row.cycle}
    figures = _FIGURES.rows(cycles=list(by_cycle), today=clock.today()) if by_cycle else []
    for cycle, phase, state, total, done, late, waiting, moved in figures:
        row = by_cycle[cycle]
        row.cells[phase] = Cell(done, total, late, waiting + (state == PhaseState.CLOSING))
        if moved is not None and (row.moved is None or moved > row.moved):
            row.moved = moved
    return rows


def _figures(given: Mapping[str, Any]) -> QuerySet[Any]:
    applies, cycles = Q(applicability=Applicability.APPLIES), given["cycles"]
    return (
        SubProcessRun.objects.filter(
            cycle__in=cycles, phase_run__cycle__in=cycles
        )  # both, so that neither table is read whole
        .order_by()
        .values_list("cycle_id", "phase_run__number", "phase_run__state")
        .annotate(
            total=Count("pk", filter=applies),
            done=Count("pk", filter=applies & Q(current__state__in=IterationState.finished())),
            late=Count("pk", filter=applies & late_runs(given["today"])),
            waiting=Count("pk", filter=applies & Q(current__state=IterationState.SUBMITTED)),
            moved=Max(LAST_MOVE),
        )
    )


_FIGURES = Prepared(_figures, moments=[7])


# The list that everybody opens first ----------------------------------------------------------------------------------


def sight(user: User) -> dict[str, Any]:
    """What visible_to asks of a person, as parameters of a prepared query."""
    return {"user": user.pk, "paths": [] if user.is_superuser else user.reach() or [NOWHERE], "form": user.is_superuser}


def stand_in(given: Mapping[str, Any]) -> User:
    """Somebody whom visible_to sees as it sees the person, for building a prepared query."""
    user = User(pk=given["user"], is_superuser=given["form"])
    user.__dict__["active_memberships"] = [
        Membership(role="", organisation=Organisation(path=path)) for path in given["paths"]
    ]
    return user


class Everything(Sequence[Any]):
    """All activities that the person sees, by title: what Paginator asks of a list, in prepared queries."""

    def __init__(self, user: User) -> None:
        self.user = user

    def __len__(self) -> int:
        return int(sum(count or 0 for (count,) in _COUNT.rows(**sight(self.user))))

    def __getitem__(self, part: Any) -> Any:
        given = sight(self.user)
        found = _PAGE.rows(**{**given, "form": (given["form"], part.start, part.stop)})
        return rows_of(_with_columns(found))


def _count(given: Mapping[str, Any]) -> QuerySet[Any]:
    """How many visible_to gives: office by office, a quarter of the time among ten thousand, and the seats outside of them."""
    user = stand_in(given)
    if user.is_superuser:
        return _together(Activity.objects.all(), Count("*"))
    reach = Organisation.objects.under(user.reach()).order_by()
    of_office = Activity.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    within = reach.annotate(here=Subquery(of_office.annotate(n=Count("*")).values("n")))
    seats = TeamSeat.objects.filter(user=user).order_by().values("cycle__activity")
    outside = Activity.objects.filter(pk__in=seats).exclude(organisation__in=reach)
    return _together(within, Sum("here")).union(_together(outside, Count("*")), all=True)


def _together(found: QuerySet[Any], what: Any) -> QuerySet[Any]:
    return found.order_by().annotate(all=Value(1)).values("all").annotate(total=what).values_list("total")


def _page(given: Mapping[str, Any]) -> QuerySet[Any]:
    superuser, start, stop = given["form"]
    user = stand_in({**given, "form": superuser})
    return with_newest(user, sorted_activities(Activity.objects.visible_to(user), ""))[start:stop]


_COUNT, _PAGE = Prepared(_count), Prepared(_page)


# Choices of the filter ------------------------------------------------------------------------------------------------


def choices(user: User) -> tuple[list[tuple[str, str, int]], list[tuple[str, str]]]:
    """What the filter offers, in one query: (code, label, depth) of the organisations in reach and of those whose activities
    the person works on, in tree order; and (code, name in the language in force) of all sectors."""
    language = "en" if get_language() == "en" else "id"
    given = sight(user)
    found = _CHOICES.rows(**{**given, "form": (given["form"], language)})
    offices = sorted((path, code, label) for what, code, label, path, _place in found if what == "office")
    sectors = sorted((place, code, label) for what, code, label, _path, place in found if what == "sector")
    return (
        [(code, label, path.count("/") - 1) for path, code, label in offices],
        [(code, label) for _place, code, label in sectors],
    )


def _choices(given: Mapping[str, Any]) -> QuerySet[Any]:
    superuser, language = given["form"]
    user = stand_in({**given, "form": superuser})
    text = TextField()
    found = Organisation.objects.filter(is_active=True)
    if not superuser:
        seats = TeamSeat.objects.filter(user=user, cycle__activity__organisation=OuterRef("pk"))
        found = found.filter(paths_under("path", user.reach()) | Q(Exists(seats)))
    columns = ("c_what", "c_code", "c_label", "c_path", "c_place")
    label = Coalesce(NullIf("short_name", Value("")), "name")
    offices = found.order_by().annotate(
        c_what=Value("office", output_field=text), c_code=F("code"), c_label=label, c_path=F("path"), c_place=Value(0)
    )
    sectors = Sector.objects.order_by().annotate(
        c_what=Value("sector", output_field=text), c_code=F("code"), c_label=F(f"name_{language}"),
        c_path=Value("", output_field=text), c_place=F("position"),
    )  # fmt: skip
    return offices.values_list(*columns).union(sectors.values_list(*columns), all=True)


_CHOICES = Prepared(_choices)
