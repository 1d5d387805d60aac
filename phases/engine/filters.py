"""What the lists across cycles are narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activities.enums import ActivityKind, StatisticType
from activities.models import Cycle
from gsbpm_portal.core import clock
from gsbpm_portal.core.filters import Active, DayFilter, HouseFilter
from gsbpm_portal.core.models import AuditEntry, AuditKind
from gsbpm_portal.core.tables import PAGE_PARAMETER, SORT_PARAMETER
from gsbpm_portal.core.widgets import QuickInput, QuickNumber, QuickSelect
from phases.engine.catalogue_file import read_catalogue
from phases.engine.selectors import portfolio, portfolio_rows, schedule, timeline
from phases.engine.selectors.portfolio import Condition, Wish

ANY = _("All")


def tree(found: list[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """Organisations as choices, each level set in."""
    least = min((depth for _code, _label, depth in found), default=0)
    return [(code, "\u2003" * (depth - least) + label) for code, label, depth in found]


class PortfolioFilter(HouseFilter):
    """Which activities and cycles; becomes a Wish, which says it to selectors and exports alike."""

    q = django_filters.CharFilter(label=_("Title, code or organisation"), max_length=200, widget=QuickInput)
    organisasi = django_filters.ChoiceFilter(widget=QuickSelect, label=_("Organisation"), empty_label=ANY)
    keadaan = django_filters.ChoiceFilter(
        widget=QuickSelect, label=_("State"), choices=Condition.choices, empty_label=ANY
    )
    jenis = django_filters.ChoiceFilter(
        widget=QuickSelect, label=_("Way of collecting data"), choices=ActivityKind.choices, empty_label=ANY
    )
    sektor = django_filters.ChoiceFilter(widget=QuickSelect, label=_("Sector"), empty_label=ANY)
    tipe = django_filters.ChoiceFilter(
        widget=QuickSelect, label=_("Type of statistics"), choices=StatisticType.choices, empty_label=ANY
    )
    tahun = django_filters.NumberFilter(
        label=_("Year"), min_value=1945, max_value=2200, widget=QuickNumber(attrs={"inputmode": "numeric", "step": "1"})
    )
    siklus = django_filters.ChoiceFilter(
        widget=QuickSelect, label=_("Cycles"), choices=[("semua", _("All cycles"))], empty_label=_("Newest only")
    )
    tim = django_filters.ChoiceFilter(
        widget=QuickSelect, label=_("Team"), choices=[("saya", _("Mine only"))], empty_label=_("All teams")
    )

    class Meta:
        model = Cycle
        fields: list[str] = []

    def __init__(
        self, data: Any, *, offices: Iterable[tuple[str, str, int]], sectors: Iterable[tuple[str, str]]
    ) -> None:
        super().__init__(data, queryset=Cycle.objects.none())
        self.filters["organisasi"].extra["choices"] = tree(list(offices))
        self.filters["sektor"].extra["choices"] = list(sectors)

    @cached_property
    def wish(self) -> Wish:
        """What is asked for; a field that does not parse asks for nothing."""
        self.form.is_valid()
        given: dict[str, Any] = getattr(self.form, "cleaned_data", {})
        year = given.get("tahun")
        sort = self._query.get(SORT_PARAMETER, "")
        return Wish(
            q=given.get("q") or "",
            organisation=given.get("organisasi") or "",
            kind=given.get("jenis") or "",
            sector=given.get("sektor") or "",
            statistic_type=given.get("tipe") or "",
            year=int(year) if year else None,
            condition=given.get("keadaan") or "",
            mine=given.get("tim") == "saya",
            every=given.get("siklus") == "semua",
            sort=sort if sort.removeprefix("-") in portfolio.SORTS else "",
        )


class PortfolioBar:
    """The filter as the page of the portfolio uses it. For the bare address, which is asked for most, the set of filters is not
    even built and its form was written before: that is a quarter of the page's time."""

    def __init__(self, data: QueryDict, *, user: Any) -> None:
        self.data = data
        self.offices, self.sectors = portfolio_rows.choices(user)
        self.is_bare = not set(data) - {PAGE_PARAMETER}

    @cached_property
    def filter(self) -> PortfolioFilter:
        return PortfolioFilter(self.data, offices=self.offices, sectors=self.sectors)

    @property
    def wish(self) -> Wish:
        return Wish() if self.is_bare else self.filter.wish

    @property
    def active(self) -> list[Active]:
        return [] if self.is_bare else self.filter.active

    def render(self, target: str = "", path: str = "") -> SafeString:
        if not self.is_bare:
            return self.filter.render(target, path)
        return _bare(get_language() or "", tuple(self.offices), tuple(self.sectors), target, path)


@lru_cache(maxsize=64)
def _bare(
    language: str,
    offices: tuple[tuple[str, str, int], ...],
    sectors: tuple[tuple[str, str], ...],
    target: str,
    path: str,
) -> SafeString:
    return PortfolioFilter(QueryDict(""), offices=offices, sectors=sectors).render(target, path)


class ScheduleFilter(HouseFilter):
    """Which cycles the schedule of a year shows; without a year the present one."""

    tahun = django_filters.NumberFilter(
        label=_("Year"), min_value=1945, max_value=2200, widget=QuickNumber(attrs={"inputmode": "numeric", "step": "1"})
    )
    q = django_filters.CharFilter(label=_("Title, code or organisation"), max_length=200, widget=QuickInput)
    organisasi = django_filters.ChoiceFilter(widget=QuickSelect, label=_("Organisation"), empty_label=ANY)
    tim = django_filters.ChoiceFilter(
        widget=QuickSelect, label=_("Team"), choices=[("saya", _("Mine only"))], empty_label=_("All teams")
    )

    class Meta:
        model = Cycle
        fields: list[str] = []

    def __init__(self, data: Any, *, user: Any) -> None:
        given = data.copy()
        if not given.get("tahun"):
            given["tahun"] = str(clock.today().year)
        super().__init__(given, queryset=Cycle.objects.none())
        self.user = user
        self.filters["organisasi"].extra["choices"] = tree(portfolio_rows.choices(user)[0])

    @property
    def active(self) -> list[Active]:
        """What narrows the year's list; the year itself is always chosen."""
        return [one for one in super().active if one.label != self.filters["tahun"].label]

    @cached_property
    def _given(self) -> dict[str, Any]:
        self.form.is_valid()
        return getattr(self.form, "cleaned_data", {})

    @property
    def year(self) -> int:
        return int(self._given.get("tahun") or clock.today().year)

    @property
    def wish(self) -> Wish:
        given = self._given
        return Wish(q=given.get("q") or "", organisation=given.get("organisasi") or "", mine=given.get("tim") == "saya")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return schedule.cycles_of_year(self.user, self.year, self.wish)


class TimelineFilter(HouseFilter):
    """Which entries of a cycle's audit trail are shown."""

    orang = django_filters.ChoiceFilter(widget=QuickSelect, label=_("Person"), empty_label=_("Everybody"))
    macam = django_filters.ChoiceFilter(widget=QuickSelect, label=_("Kind"), choices=AuditKind.choices, empty_label=ANY)
    tempat = django_filters.ChoiceFilter(widget=QuickSelect, label=_("Phase or sub-process"), empty_label=ANY)
    dari = DayFilter(label=_("From"))
    sampai = DayFilter(label=_("Until"))

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def __init__(self, data: Any, *, cycle: Cycle) -> None:
        super().__init__(data, queryset=AuditEntry.objects.none())
        self.cycle = cycle
        self.filters["orang"].extra["choices"] = [(name, name) for name in timeline.people(cycle)]
        self.filters["tempat"].extra["choices"] = _places()

    @cached_property
    def wish(self) -> timeline.Wish:
        self.form.is_valid()
        given: dict[str, Any] = getattr(self.form, "cleaned_data", {})
        since, until = given.get("dari"), given.get("sampai")
        return timeline.Wish(
            person=given.get("orang") or "",
            kind=given.get("macam") or "",
            place=given.get("tempat") or "",
            since=since.isoformat() if since else "",
            until=until.isoformat() if until else "",
        )

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return timeline.entries(self.cycle, self.wish)


def _places() -> list[tuple[str, str]]:
    """Phases and sub-processes of the catalogue, each phase above its own."""
    name = "short_en" if get_language() == "en" else "short"
    found = []
    for phase in read_catalogue()["phases"]:
        found.append((str(phase["number"]), f"{phase['number']} {phase[name]}"))
        found += [(sub["number"], f"\u2003{sub['number']} {sub[name]}") for sub in phase["subprocesses"]]
    return found
