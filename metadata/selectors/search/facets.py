"""The search: versions in force or on their way, with facets that tell how many each further choice would leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import Organisation
from metadata.enums import KIND_SLUGS, OPEN, Kind, State
from metadata.models import Version
from metadata.selectors.entry import themes as themes_in_words
from metadata.selectors.search.matching import asked, matching, meant, ranked

SHARED = "bersama"
"""In addresses: what belongs to no single organisation."""
NO_THEME = "tanpa"
FACETS = ("jenis", "status", "tema", "organisasi", "publik")


@dataclass(frozen=True)
class Wish:
    """What is looked for, in the words of addresses; "" asks for nothing."""

    q: str = ""
    jenis: str = ""
    status: str = ""
    tema: str = ""
    organisasi: str = ""
    publik: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name in FACETS if (value := getattr(self, name))}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, and how many versions it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool


class Facet(NamedTuple):
    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Versions that agree in every facet."""

    jenis: str
    status: str
    tema: str
    organisasi: str
    publik: str
    count: int

    def fits(self, chosen: dict[str, str], but: str = "") -> bool:
        return all(getattr(self, name) == value for name, value in chosen.items() if name != but)


@dataclass
class Found(Sequence[Version]):
    """The versions found, one page at a time: their number is known, rows are read when a slice is asked for."""

    wish: Wish
    total: int
    facets: list[Facet]
    rows: QuerySet[Version]
    themes: dict[str, str]
    approximate: bool = False
    """Nothing has these words: what follows has similar ones in its name."""
    instead: str = ""

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, place: Any) -> Any:
        return list(self.rows[place]) if isinstance(place, slice) else self.rows[place]


def searchable(user: Any) -> QuerySet[Version]:
    """What a search goes through: what the person may see of versions in force and on their way."""
    return Version.objects.visible_to(user).filter(Q(is_current=True) | Q(state__in=OPEN))


def search(user: Any, wish: Wish) -> Found:
    """Three queries besides those of the person's reach: counts, organisations and themes in words, rows.

    One table of counts over all combinations gives the total and every facet, each counted under the other choices. Where no
    version has the words, those with similar names stand in, and `approximate` says so.
    """
    wanted = asked(wish.q)
    every = searchable(user)
    rows = matching(every, wanted)
    counted, approximate, instead = _count(rows), False, ""
    if wanted and not counted:
        ids, instead = meant(every, wanted)
        if ids:
            rows, approximate = every.filter(pk__in=ids), True
            counted = _count(rows)
    offices = Organisation.objects.in_bulk({row[3] for row in counted if row[3] is not None})
    cells = [_cell(row, offices) for row in counted]
    themes = dict(themes_in_words())
    chosen = wish.chosen
    facets = [_facet(name, cells, chosen, offices, themes) for name in FACETS]
    total = sum(cell.count for cell in cells if cell.fits(chosen))
    narrowed = _narrowed(rows, chosen, offices)
    ordered = _in_order(narrowed, ids) if approximate else ranked(narrowed, wanted)
    shown = ordered.select_related("item__organisation").defer("words", "content")
    return Found(replace(wish), total, facets, shown, themes, approximate, instead)


def _count(rows: QuerySet[Version]) -> list[tuple[Any, ...]]:
    grouped = rows.order_by().values_list("item__kind", "state", "theme", "item__organisation", "public")
    return list(grouped.annotate(count=Count("pk")))


def _cell(row: tuple[Any, ...], offices: dict[int, Organisation]) -> _Cell:
    kind, state, theme, office, public, count = row
    owner = offices[office].code if office is not None else SHARED
    return _Cell(KIND_SLUGS[kind], state, theme or NO_THEME, owner, "ya" if public else "tidak", count)


def _facet(
    name: str, cells: Iterable[_Cell], chosen: dict[str, str], offices: dict[int, Organisation], themes: dict[str, str]
) -> Facet:
    counts: dict[str, int] = {}
    for cell in cells:
        if cell.fits(chosen, but=name):
            value = getattr(cell, name)
            counts[value] = counts.get(value, 0) + cell.count
    if name in chosen:
        counts.setdefault(chosen[name], 0)
    words = _words(name, offices, themes)
    order = {value: place for place, value in enumerate(words)}
    known = sorted(counts, key=lambda value: (order.get(value, len(order)), value))
    choices = [Choice(value, words.get(value, value), counts[value], chosen.get(name) == value) for value in known]
    return Facet(name, LABELS()[name], choices)


def LABELS() -> dict[str, str]:
    return {
        "jenis": _("Kind"),
        "status": _("Status"),
        "tema": _("Theme"),
        "organisasi": _("Owner"),
        "publik": _("Open to the public"),
    }


def _words(name: str, offices: dict[int, Organisation], themes: dict[str, str]) -> dict[str, str]:
    """The values of a facet in their order, with their labels."""
    if name == "jenis":
        return {kind.slug: str(kind.label) for kind in Kind}
    if name == "status":
        return {state.value: str(state.label) for state in State}
    if name == "tema":
        return {**themes, NO_THEME: _("Without a theme")}
    if name == "organisasi":
        rows = sorted(offices.values(), key=lambda office: office.name)
        return {SHARED: _("Shared by all offices"), **{office.code: office.name for office in rows}}
    return {"ya": _("Yes"), "tidak": _("No")}


def _narrowed(rows: QuerySet[Version], chosen: dict[str, str], offices: dict[int, Organisation]) -> QuerySet[Version]:
    conditions = Q()
    for name, value in chosen.items():
        if name == "jenis":
            conditions &= Q(item__kind={kind.slug: kind.value for kind in Kind}.get(value, ""))
        elif name == "status":
            conditions &= Q(state=value)
        elif name == "tema":
            conditions &= Q(theme="" if value == NO_THEME else value)
        elif name == "organisasi":
            owner = next((pk for pk, office in offices.items() if office.code == value), 0)
            conditions &= Q(item__organisation__isnull=True) if value == SHARED else Q(item__organisation=owner)
        else:
            conditions &= Q(public=value == "ya")
    return rows.filter(conditions)


def _in_order(rows: QuerySet[Version], ids: list[int]) -> QuerySet[Version]:
    """As `ids` has them."""
    place = Case(
        *(When(pk=pk, then=Value(n)) for n, pk in enumerate(ids)), default=Value(len(ids)), output_field=IntegerField()
    )
    return rows.order_by(place, "id")
