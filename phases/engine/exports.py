"""What the lists across cycles become as files. Runs in the worker, as the person who asked and with that person's sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from activities.enums import ActivityKind, StatisticType
from activities.models import Activity, Cycle
from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import wording
from gsbpm_portal.core.exports import Table
from gsbpm_portal.core.jobs import JobRefused
from gsbpm_portal.core.models import AuditEntry, AuditKind
from phases.engine.selectors import portfolio, schedule, timeline
from phases.engine.selectors.portfolio import Condition, Wish
from phases.engine.selectors.portfolio_rows import Cell, PortfolioRow, rows_of_activities, rows_of_cycles
from phases.engine.selectors.sentences import plain

CHUNK = 200


def portfolio_rows(user: Any, parameters: Mapping[str, Any]) -> Table:
    """The portfolio as it was filtered and sorted: one line a cycle, the share done of each phase in per cent."""
    names = portfolio.phase_names()
    headings = [
        _("Code"), _("Activity"), _("Organisation"), _("Way of collecting data"), _("Sector"), _("Type of statistics"),
        _("Cycle"), _("Year"),
        *(_("%(number)s %(name)s, done in per cent") % {"number": n, "name": names[n]} for n in portfolio.PHASES),
        _("Sub-processes that apply"), _("Finished"), _("Overdue"), _("Waiting for a decision"), _("Last move"),
    ]  # fmt: skip
    return _portfolio(user, Wish.of(parameters), headings, _portfolio_lines)


def portfolio_print(user: Any, parameters: Mapping[str, Any]) -> Table:
    """The same for paper: as the page shows it, finished of those that apply."""
    names = portfolio.phase_names()
    headings = [
        _("Activity"), _("Organisation"), _("Cycle"), *(f"{n} {names[n]}" for n in portfolio.PHASES), _("Done"), _("Overdue"),
        _("Last move"),
    ]  # fmt: skip
    return _portfolio(user, Wish.of(parameters), headings, _printed_lines)


Lines = Callable[[list[PortfolioRow]], Iterator[list[Any]]]


def _portfolio(user: Any, wish: Wish, headings: list[Any], lines: Lines) -> Table:
    if wish.asks_of_cycles:
        found: Any = portfolio.sorted_cycles(portfolio.cycles(user, wish), wish.sort)
        made = (line for part in _parts(found) for line in lines(rows_of_cycles(part)))
    else:
        found = portfolio.sorted_activities(portfolio.activities(user, wish), wish.sort)
        made = (line for part in _parts(found) for line in lines(rows_of_activities(user, part)))
    return Table(
        headings=headings,
        rows=made,
        total=found.count(),
        about=list(_about(wish)),
        title=_("Activities and their phases"),
    )


def _printed_lines(rows: list[PortfolioRow]) -> Iterator[list[Any]]:
    for row in rows:
        cells = [row.cells.get(number, Cell()) for number in portfolio.PHASES]
        shares = [f"{cell.done}/{cell.total}" if cell.total else "" for cell in cells]
        whole = row.whole
        yield [
            row.title, row.office, row.name or row.edition, *shares,
            wording.percent(whole.done / whole.total) if whole.total else "", whole.late or "",
            wording.moment(row.moved, "short") if row.moved else "",
        ]  # fmt: skip


def _parts(found: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """The rows of a queryset, some at a time."""
    for start in range(0, found.count(), CHUNK):
        yield found[start : start + CHUNK]


def _portfolio_lines(rows: list[PortfolioRow]) -> Iterator[list[Any]]:
    """The rows with what only the file tells."""
    activities = Activity.objects.select_related("organisation", "sector").in_bulk([row.activity for row in rows])
    years = dict(Cycle.objects.filter(pk__in=[row.cycle for row in rows]).values_list("pk", "year"))
    for row in rows:
        activity, whole = activities[row.activity], row.whole
        cells = [row.cells.get(number, Cell()) for number in portfolio.PHASES]
        shares = [round(100 * cell.done / cell.total) if cell.total else None for cell in cells]
        yield [
            row.code, row.title, activity.organisation.name, activity.get_kind_display(), str(activity.sector),
            activity.get_statistic_type_display(), row.name or row.edition, str(years.get(row.cycle, "")),
            *shares, whole.total, whole.done, whole.late, whole.waiting, row.moved,
        ]  # fmt: skip


def schedule_rows(user: Any, parameters: Mapping[str, Any]) -> Table:
    """The schedule of a year, or of one cycle: planned, actual, and the difference in days."""
    scope = str(parameters.get("cycle", ""))
    if scope:
        cycle = _cycle(user, scope)
        spans = schedule.spans_of_cycle(cycle, detail=bool(parameters.get("detail")))
        about: list[tuple[Any, Any]] = [(_("Cycle"), str(cycle))]
    else:
        year = int(parameters["year"])
        found = schedule.cycles_of_year(user, year, Wish.of(parameters))
        spans = [span for part in _parts(found) for span in schedule.spans_of_cycles(part)]
        about = [(_("Year"), str(year)), *_about(Wish.of(parameters))]
    return Table(
        headings=[
            _("Name"), _("Organisation"), _("State"), _("Planned start"), _("Planned end"), _("Actual start"), _("Actual end"),
            _("Days after the plan"),
        ],
        rows=[
            [
                span.name, span.detail, span.state.label if span.state else "", span.planned_start, span.planned_end,
                span.actual_start, span.actual_end, span.late,
            ]
            for span in spans
        ],
        total=len(spans),
        about=about,
    )  # fmt: skip


def timeline_rows(user: Any, parameters: Mapping[str, Any]) -> Table:
    """The audit trail of a cycle as it was filtered, the newest first: who, when, what, from what to what, why."""
    cycle = _cycle(user, str(parameters["cycle"]))
    wish = timeline.Wish.of(parameters)
    found = timeline.entries(cycle, wish)
    return Table(
        headings=[
            _("Number"),
            _("When"),
            _("Who"),
            _("What"),
            _("Changed"),
            _("Old"),
            _("New"),
            _("Reason"),
            _("Kind"),
            _("Seal"),
        ],
        rows=(line for entry in found.iterator(chunk_size=500) for line in _timeline_lines(entry)),
        total=found.count(),
        about=[(_("Cycle"), str(cycle)), *_about_timeline(wish)],
        title=" ".join([_("Timeline"), str(cycle)]),
    )


def timeline_print(user: Any, parameters: Mapping[str, Any]) -> Table:
    """The same for paper: one line an entry, what changed in one column, the first letters of the seal."""
    cycle = _cycle(user, str(parameters["cycle"]))
    wish = timeline.Wish.of(parameters)
    found = timeline.entries(cycle, wish)
    return Table(
        headings=[_("Number"), _("When"), _("What"), _("Changed"), _("Kind"), _("Seal")],
        rows=(_printed_entry(entry) for entry in found.iterator(chunk_size=500)),
        total=found.count(),
        about=[(_("Cycle"), str(cycle)), *_about_timeline(wish)],
        title=" ".join([_("Timeline"), str(cycle)]),
    )


def _printed_entry(entry: AuditEntry) -> list[Any]:
    changes = "; ".join(
        _("%(label)s: %(old)s, now %(new)s") % {"label": change.label, "old": change.old, "new": change.new}
        for change in timeline.changes_of(entry)
    )
    return [str(entry.seq), entry.at, plain(entry), changes, AuditKind(entry.kind).label, f"{entry.mac[:8]}…"]


def _timeline_lines(entry: AuditEntry) -> Iterator[list[Any]]:
    """One line for each thing that changed; at least one."""
    what = plain(entry)
    for change in timeline.changes_of(entry) or [timeline.Change("", "", "")]:
        yield [
            entry.seq, entry.at, entry.actor_name, what, change.label, change.old, change.new, entry.reason,
            AuditKind(entry.kind).label, entry.mac,
        ]  # fmt: skip


def _about_timeline(wish: timeline.Wish) -> Iterable[tuple[Any, Any]]:
    if wish.person:
        yield _("Person"), wish.person
    if wish.kind:
        yield _("Kind"), AuditKind(wish.kind).label
    if wish.place:
        yield _("Phase or sub-process"), wish.place
    if wish.since:
        yield _("From"), date.fromisoformat(wish.since)
    if wish.until:
        yield _("Until"), date.fromisoformat(wish.until)


def _cycle(user: Any, scope: str) -> Cycle:
    """The cycle named CODE/edition; refused when the person does not see it (any longer)."""
    code, _slash, edition = scope.partition("/")
    seen = Cycle.objects.visible_to(user).select_related("activity__organisation")
    cycle = seen.filter(activity__code=code, edition=edition).first()
    if cycle is None:
        raise JobRefused(_("You no longer see this cycle."))
    return cycle


def _about(wish: Wish) -> Iterable[tuple[Any, Any]]:
    """What the list was filtered by, in words."""
    if wish.q:
        yield _("Title, code or organisation"), wish.q
    if wish.organisation:
        yield (
            _("Organisation"),
            Organisation.objects.filter(code=wish.organisation).values_list("name", flat=True).first() or "",
        )
    if wish.kind:
        yield _("Way of collecting data"), ActivityKind(wish.kind).label
    if wish.sector:
        yield _("Sector"), wish.sector
    if wish.statistic_type:
        yield _("Type of statistics"), StatisticType(wish.statistic_type).label
    if wish.year:
        yield _("Year"), str(wish.year)
    if wish.condition:
        yield _("State"), Condition(wish.condition).label
    if wish.mine:
        yield _("Team"), _("Mine only")
    yield _("Cycles"), _("All cycles") if wish.every else _("Newest only")
