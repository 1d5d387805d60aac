"""The inbox as a page shows it: one line for each thing, with what, where, why it is mine, and the exact place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import wording
from phases.engine.enums import RequestKind
from phases.engine.models import PhaseRun, SubProcessRun
from phases.engine.selectors.addresses import cycle_address, phase_tail
from phases.engine.selectors.inbox import Doing, Waiting
from phases.engine.selectors.inbox_kinds import Kind, Places, Where, kind_of
from phases.engine.selectors.prepared import Prepared

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

SHOWN = 25
"""Lines of each group on the landing page; the page of one group shows as many at a time."""
QUOTED = 160


@dataclass(frozen=True)
class Line:
    """One thing to do. `why` says what happened and why it is this person's; `quote` is what somebody wrote about it."""

    what: str
    where: str
    office: str
    why: str
    quote: str
    since: datetime | None
    due: date | None
    url: str
    do: Any


@dataclass(frozen=True)
class Group:
    doing: Doing
    total: int
    lines: list[Line]

    @property
    def is_cut(self) -> bool:
        return len(self.lines) < self.total


DO = {
    Doing.RETURNED: gettext_lazy("Mend"),
    Doing.DECIDE: gettext_lazy("Review"),
    Doing.CLOSE: gettext_lazy("Review"),
    Doing.ANSWER: gettext_lazy("Answer it"),
    Doing.RECHECK: gettext_lazy("Re-check"),
    Doing.EVIDENCE: gettext_lazy("Replace"),
    Doing.OVERDUE: gettext_lazy("Continue"),
    Doing.SOON: gettext_lazy("Continue"),
    Doing.GOING: gettext_lazy("Continue"),
    Doing.READY: gettext_lazy("Begin"),
    Doing.CLOSABLE: gettext_lazy("Submit"),
    Doing.COMMENT: gettext_lazy("Answer it"),
}

PLACE = {
    Doing.RETURNED: "#moves",
    Doing.DECIDE: "tinjau/",
    Doing.CLOSE: "#moves",
    Doing.ANSWER: "#requests",
    Doing.RECHECK: "#recheck",
    Doing.EVIDENCE: "#evidence",
    Doing.OVERDUE: "",
    Doing.SOON: "",
    Doing.GOING: "",
    Doing.READY: "#moves",
    Doing.CLOSABLE: "#moves",
    Doing.COMMENT: "?bagian=diskusi#bagian",
}


def groups(user: User, items: Iterable[Waiting], *, totals: Mapping[Doing, int], shown: int = SHOWN) -> list[Group]:
    """The things that wait, by what is to be done; the first `shown` of each with all that a line needs (two queries)."""
    by_doing: dict[Doing, list[Waiting]] = {}
    for item in items:
        by_doing.setdefault(item.doing, []).append(item)
    made = lines(user, [item for found in by_doing.values() for item in found[:shown]])
    return [Group(doing, totals[doing], [made[item] for item in found[:shown]]) for doing, found in by_doing.items()]


class _Place(NamedTuple):
    """A sub-process or phase of a cycle, as far as a line tells of it."""

    pk: int
    number: Any
    name_id: str
    name_en: str
    code: str
    title: str
    office_short: str
    office: str
    edition: str
    cycle: str
    assignee: int | None

    @property
    def address(self) -> str:
        home = cycle_address(self.code, self.edition)
        return f"{home}{self.number}/" if "." in str(self.number) else home + phase_tail(self.number)


_CYCLE = (
    "cycle__activity__code", "cycle__activity__title", "cycle__activity__organisation__short_name",
    "cycle__activity__organisation__name", "cycle__edition", "cycle__name",
)  # fmt: skip


def _runs(given: Mapping[str, Any]) -> QuerySet[Any]:
    names = ("subprocess__name_id", "subprocess__name_en")
    runs = SubProcessRun.objects.filter(pk__in=given["pks"]).order_by()
    return runs.values_list("pk", "number", *names, *_CYCLE, "assignee_id")


def _phase_runs(given: Mapping[str, Any]) -> QuerySet[Any]:
    phase_runs = PhaseRun.objects.filter(pk__in=given["pks"]).order_by()
    return phase_runs.annotate(nobody=Cast(Value(None), BigIntegerField())).values_list(
        "pk", "number", "phase__name_id", "phase__name_en", *_CYCLE, "nobody"
    )


_RUNS, _PHASE_RUNS = Prepared(_runs), Prepared(_phase_runs)


def _places(query: Prepared, pks: list[int]) -> dict[int, _Place]:
    return {row[0]: _Place._make(row) for row in query.rows(pks=pks)} if pks else {}


def lines(user: User, items: list[Waiting]) -> dict[Waiting, Line]:
    """A line for each, in two queries whatever their number, and one for each kind of things that belong to no cycle."""
    elsewhere = _elsewhere(items)
    runs = _places(_RUNS, [item.run for item in items if item.run])
    phase_runs = _places(_PHASE_RUNS, [item.phase_run for item in items if item.phase_run and not item.run])
    return {
        item: _line_elsewhere(item, elsewhere[item])
        if item in elsewhere
        else _line(user, item, runs[item.run] if item.run else phase_runs[item.phase_run or 0])
        for item in items
    }


def _elsewhere(items: list[Waiting]) -> dict[Waiting, Where]:
    """The places of things that belong to no cycle."""
    waiting: dict[Places, list[Waiting]] = {}
    for item in items:
        if (kind := kind_of(item.what)) is not None and kind.places is not None:
            waiting.setdefault(kind.places, []).append(item)
    found: dict[Waiting, Where] = {}
    for places, some in waiting.items():
        where = places([item.pk for item in some])
        found |= {item: where[item.pk] for item in some}
    return found


def _line_elsewhere(item: Waiting, place: Where) -> Line:
    kind = kind_of(item.what)
    assert kind is not None
    return Line(
        what=place.what,
        where=place.where,
        office=place.office,
        why=kind.why(item),
        quote=_short(item.words) if kind.quotes else "",
        since=item.since,
        due=item.until,
        url=place.url,
        do=kind.do,
    )


def _line(user: User, item: Waiting, place: _Place) -> Line:
    what, whose = f"{place.number} {place.name_en if get_language() == 'en' else place.name_id}", ""
    if (kind := kind_of(item.what)) is not None:
        return _foreign_line(kind, item, place, what)
    if item.run is None:
        what = _("Phase %(name)s") % {"name": what}
    elif place.assignee == user.pk:
        whose = _("You are in charge.")
    elif place.assignee:
        whose = _("The person in charge has no seat for it any more; you are staff for it.")
    else:
        whose = _("Nobody is in charge yet; you are staff for it.")
    if item.doing is Doing.ANSWER:
        what = f"{RequestKind(item.asked).label}: {what}"
    return Line(
        what=what,
        where=f"{place.title} {place.cycle or place.edition}",
        office=place.office_short or place.office,
        why=_WHY[item.doing](item, whose),
        quote=_short(item.words) if item.doing in _QUOTES else "",
        since=item.since,
        due=item.until,
        url=place.address + PLACE[item.doing],
        do=DO[item.doing],
    )


def _foreign_line(kind: Kind, item: Waiting, place: _Place, what: str) -> Line:
    return Line(
        what=what,
        where=f"{place.title} {place.cycle or place.edition}",
        office=place.office_short or place.office,
        why=kind.why(item),
        quote=_short(item.words) if kind.quotes else "",
        since=item.since,
        due=item.until,
        url=kind.address(place.code, place.edition),
        do=kind.do,
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"


_QUOTES = {Doing.RETURNED, Doing.DECIDE, Doing.CLOSE, Doing.ANSWER, Doing.COMMENT}

Why = Callable[[Waiting, str], str]


def _says(text: _StrOrPromise) -> Why:
    """A reason made of who it came from, the phase, and what is written."""
    return lambda item, whose: (
        str(text) % {"name": item.person, "phase": item.phase, "text": item.words, "whose": whose}
    )


def _overdue(item: Waiting, whose: str) -> str:
    if item.due is None:
        return whose
    due = wording.due_in(wording.days_from_today(item.due)).capitalize()
    return _("%(due)s. %(whose)s") % {"due": due, "whose": whose}


def _ready(item: Waiting, whose: str) -> str:
    if item.start is None:
        return _("Nothing holds it up. %(whose)s") % {"whose": whose}
    return _("Planned to begin on %(day)s. %(whose)s") % {"day": wording.moment(item.start, "date"), "whose": whose}


_WHY: dict[Doing, Why] = {
    Doing.RETURNED: _says(gettext_lazy("%(name)s returned it. %(whose)s")),
    Doing.DECIDE: _says(gettext_lazy("%(name)s submitted it; you have the vote in phase %(phase)s.")),
    Doing.CLOSE: _says(gettext_lazy("%(name)s asks to close it; you have the vote in phase %(phase)s.")),
    Doing.ANSWER: _says(gettext_lazy("%(name)s asks; you may confirm or decline.")),
    Doing.RECHECK: _says(
        gettext_lazy("%(text)s, on which it rests, was reopened by %(name)s; you have the vote in phase %(phase)s.")
    ),
    Doing.EVIDENCE: _says(gettext_lazy("Your file “%(text)s” was refused: %(name)s")),
    Doing.OVERDUE: _overdue,
    Doing.SOON: _overdue,
    Doing.GOING: _overdue,
    Doing.READY: _ready,
    Doing.CLOSABLE: _says(gettext_lazy("All its sub-processes are finished.")),
    Doing.COMMENT: _says(gettext_lazy("%(name)s wrote a comment that nobody has answered. %(whose)s")),
}
