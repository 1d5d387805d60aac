"""The plan against what happened: of the cycles of a year, and of one cycle's phases and sub-processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Cycle, TeamSeat
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import clock, wording
from gsbpm_portal.core.choices import StateChoices
from phases.engine.enums import PhaseState
from phases.engine.models import Iteration, PhaseRun
from phases.engine.selectors.facts import runs_of
from phases.engine.selectors.portfolio import Wish, of_activity


@dataclass(frozen=True)
class Span:
    """One line of a schedule: the plan, what happened, and how many days the end differs from the plan.

    `late` is positive for late and negative for early; None where there is no plan or nothing to say yet. What has not ended is
    late by as many days as its planned end is past.
    """

    name: str
    url: str
    planned_start: date | None
    planned_end: date | None
    actual_start: date | None
    actual_end: date | None
    late: int | None
    state: StateChoices | None = None
    strong: bool = False
    detail: str = ""

    @property
    def difference(self) -> str:
        """12 days late · 3 days early · on time."""
        if self.late is None:
            return ""
        if self.late == 0:
            return _("on time")
        days = wording.number(abs(self.late))
        if self.late > 0:
            return ngettext("%(count)s day late", "%(count)s days late", self.late) % {"count": days}
        return ngettext("%(count)s day early", "%(count)s days early", -self.late) % {"count": days}


def _late(planned_end: date | None, actual_end: date | None, today: date, *, counts: bool = True) -> int | None:
    if planned_end is None or not counts:
        return None
    if actual_end is not None:
        return (actual_end - planned_end).days
    return (today - planned_end).days if today > planned_end else None


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


# Of a year ------------------------------------------------------------------------------------------------------------


def cycles_of_year(user: User, year: int, wish: Wish) -> QuerySet[Cycle]:
    """The cycles that the person sees and whose planned time touches the year, in the order in which they begin."""
    found = Cycle.objects.visible_to(user).filter(
        of_activity(wish, "activity__"), planned_start__lte=date(year, 12, 31), planned_end__gte=date(year, 1, 1)
    )
    if wish.mine:
        found = found.filter(Exists(TeamSeat.objects.filter(cycle=OuterRef("pk"), user=user)))
    return found.select_related("activity__organisation").order_by("planned_start", "activity__title", "pk")


def spans_of_cycles(cycles: Iterable[Cycle]) -> list[Span]:
    """Each cycle as one line, from its first opened phase to its last closed one (one query)."""
    found, today = list(cycles), clock.today()
    opened = (
        PhaseRun.objects.filter(cycle__in=[cycle.pk for cycle in found])
        .order_by()
        .values_list("cycle_id")
        .annotate(first=Min("opened_at"), last=Max("closed_at"), left=Count("pk", filter=~Q(state=PhaseState.CLOSED)))
    )
    facts = {cycle: (first, last, left) for cycle, first, last, left in opened}
    spans = []
    for cycle in found:
        first, last, left = facts.get(cycle.pk, (None, None, 1))
        end = _day(last) if not left else None
        spans.append(
            Span(
                name=f"{cycle.activity.title} {cycle.name or cycle.edition}",
                url=cycle.get_absolute_url(),
                planned_start=cycle.planned_start,
                planned_end=cycle.planned_end,
                actual_start=_day(first),
                actual_end=end,
                late=_late(cycle.planned_end, end, today),
                detail=cycle.activity.organisation.label,
            )
        )
    return spans


# Of a cycle -----------------------------------------------------------------------------------------------------------


def spans_of_cycle(cycle: Cycle, *, detail: bool) -> list[Span]:
    """The phases of a cycle, and with `detail` the sub-processes of each; those that do not apply are left out."""
    today = clock.today()
    phases = PhaseRun.objects.filter(cycle=cycle).select_related("phase").order_by("number")
    by_phase: dict[int, list[Span]] = {}
    if detail:
        begun = dict(
            Iteration.objects.filter(run__cycle=cycle)
            .order_by()
            .values_list("run_id")
            .annotate(first=Min("started_at"))
        )
        for run in runs_of(cycle):
            if not run.applies or run.current is None:
                continue
            end = _day(run.current.finished_at) if run.is_finished else None
            span = Span(
                name=f"{run.number} {run.subprocess.short}",
                url=f"{cycle.get_absolute_url()}{run.number}/",
                planned_start=run.planned_start,
                planned_end=run.due,
                actual_start=_day(begun.get(run.pk)),
                actual_end=end,
                late=_late(run.due, end, today),
                state=run.status,
            )
            by_phase.setdefault(run.phase_run_id, []).append(span)
    spans = []
    for phase_run in phases:
        closed = _day(phase_run.closed_at) if phase_run.state == PhaseState.CLOSED else None
        spans.append(
            Span(
                name=f"{phase_run.number} {phase_run.phase.name}",
                url=f"{cycle.get_absolute_url()}fase/{phase_run.number}/",
                planned_start=phase_run.planned_start,
                planned_end=phase_run.planned_end,
                actual_start=_day(phase_run.opened_at),
                actual_end=closed,
                late=_late(phase_run.planned_end, closed, today),
                state=PhaseState(phase_run.state),
                strong=True,
            )
        )
        spans += by_phase.get(phase_run.pk, [])
    return spans
