"""All that was typed of a cycle, by path: "population.coverage" for a field, rows of "needs" for a table, "activity.title" for
its identity. What later phases and forms read; read once for a page, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from activities.design import declared, registry, selectors
from activities.design.declared import Field, Table, is_empty
from activities.design.models import DeclaredSection, DesignRow
from activities.design.naming import versions_of
from activities.design.scales import scale
from activities.design.stand_ins import STAND_INS
from activities.design.values import text as text_of
from activities.design.variables import uses_of_cycle
from activities.design.wording import Wordings, wordings_of
from activities.enums import SeatRole
from activities.models import ALL_PHASES, Cycle
from gsbpm_portal.accounts.models import CONTACT, Organisation
from gsbpm_portal.core.models import StoredFile
from metadata.models import Reference, Version

IDENTITY = (
    "activity.code", "activity.title", "activity.kind", "activity.statistic_type", "activity.sector", "activity.sector_name",
    "activity.repetition", "activity.frequency", "activity.coverage", "activity.coverage_note", "activity.description",
    "organisation.code", "organisation.name", "organisation.address", "organisation.regency", "organisation.province",
    "organisation.phone", "organisation.fax", "organisation.email", "organisation.government", "cycle.edition", "cycle.year",
    "cycle.recommendation", "cycle.period_start", "cycle.period_end", "cycle.planned_start", "cycle.planned_end",
    "team.walidata_unit", "team.walidata_email",
)  # fmt: skip
"""Paths of what belongs to the activity, the cycle or its team itself."""
GOVERNMENT = "organisation.government"
TEAM = "team"
OFFICE = "organisation"
DESIGN = 2
"""The phase in which the walidata checks the design."""


@dataclass(frozen=True)
class Source:
    """Where a fact is typed: section, owning sub-process, page; who wrote there last."""

    section: str
    title: Any
    owner: str
    owner_name: str
    url: str
    updated_at: datetime | None = None
    updated_by: str = ""


@dataclass(frozen=True)
class FactRow:
    """A row of a table. `values` as they are kept, with every column; `row[name]` is one of them."""

    table: Table
    key: str
    values: Mapping[str, Any]
    updated_at: datetime | None = None
    updated_by: Any = None
    revision: int = 0

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def name(self) -> str:
        """What the row is called: its own words, else its key."""
        return str(self.values.get(self.table.name_field) or self.key)

    @property
    def missing(self) -> list[Field]:
        return declared.missing(self.table.fields, self.values)


@dataclass(frozen=True)
class Used:
    """A variable of the cycle as it is used: what the cycle leaves open is the registry's."""

    version: Version
    reference_period: str
    source: str
    question: str
    note: str
    concept: str = ""
    classification: str = ""
    """What the registry's entry names, by name; "" where it names none."""

    @property
    def unit(self) -> str:
        """Unit of measurement."""
        return str(self.version.content.get("unit", ""))

    @property
    def label(self) -> str:
        return self.version.label

    @property
    def code(self) -> str:
        return self.version.item.code

    @property
    def name(self) -> str:
        return self.version.name

    @property
    def content(self) -> Mapping[str, Any]:
        return self.version.content

    @property
    def definition(self) -> str:
        return self.version.definition


@dataclass
class Facts:
    """The facts of one cycle. Made by `facts_of`; what is asked first is read first."""

    cycle: Cycle
    _texts: dict[tuple[str, str], str] = field(default_factory=dict)

    # What is stored -------------------------------------------------------------------------------------------------------

    @cached_property
    def _declared(self) -> dict[str, DeclaredSection]:
        rows = DeclaredSection.objects.filter(cycle=self.cycle).select_related("updated_by")
        return {row.code: row for row in rows}

    @cached_property
    def _rows(self) -> dict[str, list[FactRow]]:
        found: dict[str, list[FactRow]] = {}
        rows = DesignRow.objects.filter(section__cycle=self.cycle).select_related("updated_by")
        for row in rows.order_by("table", "position", "pk"):
            table = declared.table_of(row.table)
            values = {one.name: row.content.get(one.name, one.empty) for one in table.fields}
            found.setdefault(row.table, []).append(
                FactRow(table, row.key, values, row.updated_at, row.updated_by, row.revision)
            )
        return found

    @cached_property
    def _written(self) -> dict[str, tuple[Any, dict[str, Any]]]:
        """The hand-written sections with their values, by code."""
        found = {}
        for code in selectors.MODELS:
            row = selectors.section_row(self.cycle, code)
            found[code] = (row, selectors.values_of(row, code))
        return found

    @cached_property
    def identity(self) -> dict[str, Any]:
        cycle, activity = self.cycle, self.cycle.activity
        office = activity.organisation
        return {
            "activity.code": activity.code,
            "activity.title": activity.title,
            "activity.kind": activity.kind,
            "activity.statistic_type": activity.statistic_type,
            "activity.sector": activity.sector.code,
            "activity.sector_name": str(activity.sector),
            "activity.repetition": activity.repetition,
            "activity.frequency": activity.frequency,
            "activity.coverage": activity.coverage,
            "activity.coverage_note": activity.coverage_note,
            "activity.description": activity.description,
            **{f"organisation.{name}": getattr(office, name) for name in ("code", "name", *CONTACT)},
            "cycle.edition": cycle.edition,
            "cycle.year": cycle.year,
            "cycle.recommendation": cycle.recommendation,
            "cycle.period_start": _iso(cycle.period_start),
            "cycle.period_end": _iso(cycle.period_end),
            "cycle.planned_start": _iso(cycle.planned_start),
            "cycle.planned_end": _iso(cycle.planned_end),
        }

    @cached_property
    def government(self) -> str:
        """The name of the government at the root of the office's tree (one query, none where it is the office itself)."""
        office = self.cycle.activity.organisation
        root = office.government_path.rstrip("/")
        found = office if office.code == root else Organisation.objects.filter(code=root).first()
        return found.name if found else office.name

    @cached_property
    def team(self) -> dict[str, str]:
        """The walidata contact of the team, for all phases or for the design: office and e-mail (one query)."""
        seats = self.cycle.seats.filter(role=SeatRole.WALIDATA, phase__in=(ALL_PHASES, DESIGN), user__is_active=True)
        seat = seats.select_related("user__home_unit").first()
        unit = seat.user.home_unit if seat else None
        return {
            "team.walidata_unit": unit.name if unit else "",
            "team.walidata_email": seat.user.email if seat else "",
        }

    @cached_property
    def variables(self) -> list[Used]:
        """The variables that the cycle uses, in their order (two queries)."""
        uses = uses_of_cycle(self.cycle)
        references = Reference.objects.filter(
            version__in=[use.version_id for use in uses], attribute__in=("concept", "classification")
        ).select_related("target")
        named = {(one.version_id, one.attribute): one.target.name for one in references}
        return [
            Used(
                use.version,
                use.reference_period or use.version.content.get("reference_period", ""),
                use.source,
                use.question or use.version.content.get("question", ""),
                use.note,
                named.get((use.version_id, "concept"), ""),
                named.get((use.version_id, "classification"), ""),
            )
            for use in uses
        ]

    @cached_property
    def _versions(self) -> dict[tuple[str, str], Version]:
        """The entries of the registry that declared fields name, by kind and label (one query)."""
        labels = {
            value
            for rows in self._rows.values()
            for row in rows
            for one in row.table.fields
            if one.type == "pointer" and (value := row[one.name])
        }
        labels |= {
            value
            for code, section in self._declared.items()
            if declared.is_declared(code)
            for one in declared.spec_of(code).fields
            if one.type == "pointer" and (value := section.content.get(one.name))
        }
        return versions_of(labels)

    @cached_property
    def files(self) -> dict[str, StoredFile]:
        """The attachments, by id (one query)."""
        ids = {
            one
            for rows in self._rows.values()
            for row in rows
            for field_ in row.table.fields
            if field_.type == "files"
            for one in row[field_.name]
        }
        return {str(stored.public_id): stored for stored in StoredFile.objects.filter(public_id__in=ids)}

    @cached_property
    def wordings(self) -> Wordings:
        """What the cycle's office calls otherwise, or does not ask."""
        return wordings_of(self.cycle)

    @cached_property
    def criteria(self) -> dict[str, str]:
        """What the criteria of scores are called, by code."""
        return {code: str(label) for code, label, _help in scale()}

    def version(self, one: Field, kept: str) -> Version | None:
        """The entry of the registry that a field of pointers names; None where it is not there."""
        found = (self._versions.get((kind, kept)) for kind in one.kinds)
        return next((version for version in found if version is not None), None)

    # What is asked --------------------------------------------------------------------------------------------------------

    def section(self, code: str) -> DeclaredSection | None:
        """The stored declared section; None while nothing was entered."""
        return self._declared.get(code)

    def values(self, code: str) -> dict[str, Any]:
        """All fields of a section, as they are kept."""
        if code in selectors.MODELS:
            return selectors.plain(self._written[code][1])
        stored = self._declared.get(code)
        content = stored.content if stored else {}
        return {one.name: content.get(one.name, one.empty) for one in declared.spec_of(code).fields}

    def value(self, path: str) -> Any:
        """One fact as it is kept. Raises KeyError for a path that nobody declared."""
        if path in IDENTITY:
            if path.startswith(f"{TEAM}."):
                return self.team[path]
            return self.government if path == GOVERNMENT else self.identity[path]
        code, _dot, name = path.partition(".")
        return self.values(code)[name]

    def instead(self, path: str) -> tuple[str, Any]:
        """(path, value) of what answers for a fact that nobody has written; ("", None) where nothing does."""
        if (found := STAND_INS.get(path)) is None:
            return "", None
        value = found.read(self.rows(found.table)) if found.read else self.value(found.path)
        return (found.path, value) if value not in (None, "") else ("", None)

    def rows(self, table: str) -> list[FactRow]:
        """The rows of a table, in their order. Raises KeyError for an unknown table."""
        declared.table_of(table)
        return self._rows.get(table, [])

    def row(self, table: str, key: str) -> FactRow | None:
        return next((row for row in self.rows(table) if row.key == key), None)

    def text(self, path: str) -> str:
        """One fact as people read it, in the language of the page; "" where nothing was entered."""
        code, _dot, name = path.partition(".")
        if path in IDENTITY:
            return self._identity_text(path)
        if code in selectors.MODELS:
            values = self._written[code][1]
            shown = selectors.text(name, values[name])
            other = values.get(f"{name}_other")
            return f"{shown} ({other})" if shown and other else shown
        return self.shown(declared.spec_of(code).field(name), self.values(code)[name])

    def shown(self, one: Field, kept: Any) -> str:
        """A kept value of a declared field as people read it: rows, files and entries of the registry by their names."""
        if one.type in ("pick", "picks"):
            return text_of(one, kept, {row.key: f"{row.key} {row.name}" for row in self.rows(one.table)})
        if one.type == "scores":
            return text_of(one, kept, self.criteria)
        if one.type == "files":
            return text_of(one, kept, {id_: stored.name for id_, stored in self.files.items()})
        if one.type == "pointer" and (version := self.version(one, kept)):
            return f"{kept} · {version.name}"
        return text_of(one, kept)

    def is_entered(self, code: str) -> bool:
        """Whether anything was ever entered in a section."""
        if code in selectors.MODELS:
            return bool(self._written[code][0].revision)
        stored = self._declared.get(code)
        return bool(stored and stored.revision)

    def missing(self, code: str) -> list[Field]:
        """The needed fields of a declared section that are asked and empty, and for which nothing else answers; its tables are
        asked row by row."""
        found = declared.missing(declared.spec_of(code).fields, self.values(code))
        return [one for one in found if not self.instead(f"{code}.{one.name}")[0]]

    def filled(self, code: str) -> tuple[int, int]:
        """(how many needed fields of a declared section are filled in, of how many are asked)."""
        spec, values = declared.spec_of(code), self.values(code)
        needed = [one for one in declared.asked(spec.fields, values) if one.needed]
        there = [one for one in needed if not is_empty(one, values[one.name]) or self.instead(f"{code}.{one.name}")[0]]
        return len(there), len(needed)

    def source(self, path: str) -> Source:
        """Where a fact is typed. `path` may be a section, a field or a table."""
        return self.sources([path])[path]

    def sources(self, paths: Iterable[str]) -> dict[str, Source]:
        """Where facts are typed, by path; the owners of all sections are read in one go."""
        found = {}
        for path in paths:
            above = path.partition(".")[0]
            found[path] = self._sources[above if above in (TEAM, OFFICE) else _section_of(path)]
        return found

    @cached_property
    def _sources(self) -> dict[str, Source]:
        sections = registry.sections()
        owners = registry.owners(self.cycle, sections)
        address = reverse("activities:activity", args=[self.cycle.activity.code])
        team = reverse("activities:team", args=[self.cycle.activity.code, self.cycle.edition])
        found = {
            "": Source("", _("Identity of the activity"), "", "", address),
            TEAM: Source("", _("Team"), "", "", team),
            OFFICE: Source("", _("Particulars of the office"), "", "", address),
        }
        for one in sections:
            stored = self._declared.get(one.code)
            if one.code in selectors.MODELS:
                stored = self._written[one.code][0]
            owner = owners[one.code]
            found[one.code] = Source(
                one.code, one.title, owner.number, owner.name, one.address(self.cycle),
                getattr(stored, "updated_at", None), str(getattr(stored, "updated_by", "") or ""),
            )  # fmt: skip
        return found

    def _identity_text(self, path: str) -> str:
        activity = self.cycle.activity
        if display := getattr(activity, f"get_{path.partition('.')[2]}_display", None):
            return str(display())
        value = self.value(path)
        return "" if value is None else str(value)


def facts_of(cycle: Cycle) -> Facts:
    """The facts of a cycle as they are stored now."""
    return Facts(cycle)


def _section_of(path: str) -> str:
    if path in IDENTITY:
        return ""
    code = path.partition(".")[0]
    if code in selectors.MODELS or declared.is_declared(code):
        return code
    return declared.spec_of_table(code).code


def _iso(value: Any) -> str:
    return value.isoformat() if value else ""
