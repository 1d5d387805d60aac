"""What the sections hold: as values, as readable rows, and as the dict that is frozen at approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from activities.design import registry
from activities.design.enums import (
    BitChoices,
    CollectionMeans,
    CollectionMethod,
    CollectionUnit,
    Education,
    StaffKind,
    Stage,
    YesNo,
)
from activities.design.models import (
    DeclaredSection,
    DescriptionSection,
    ObjectivesSection,
    PopulationSection,
    ScheduleSection,
    Section,
    StaffSection,
    VariablesSection,
)
from activities.design.parts import PARTS
from activities.enums import Coverage
from activities.models import Cycle
from gsbpm_portal.core import wording

Values = dict[str, Any]
"""A section's content by field. Bits are numbers, a stage (start, end) or None; what is kept in rows of its own: see parts.py."""

MODELS: dict[str, type[Section]] = {
    "description": DescriptionSection,
    "objectives": ObjectivesSection,
    "variables": VariablesSection,
    "population": PopulationSection,
    "schedule": ScheduleSection,
    "staff": StaffSection,
}
FIELDS: dict[str, tuple[str, ...]] = {
    "description": ("background", "legal_basis", "outline"),
    "objectives": ("aims", "benefits", "main_users"),
    "variables": ("variables",),
    "population": (
        "observation_unit",
        "population",
        "coverage",
        "regions",
        "methods",
        "methods_other",
        "means",
        "means_other",
        "units",
        "units_other",
    ),
    "schedule": tuple(f"stage_{stage}" for stage in Stage),
    "staff": ("pilot", "kind", "education", "supervisors", "enumerators", "training"),
}
CODES_OF_MODELS = {model._meta.label_lower: code for code, model in MODELS.items()}
"""The section of each kind of subject in the audit trail."""
BITS: dict[str, type[BitChoices]] = {"methods": CollectionMethod, "means": CollectionMeans, "units": CollectionUnit}
CODES: dict[str, Any] = {
    "coverage": Coverage,
    "pilot": YesNo,
    "training": YesNo,
    "kind": StaffKind,
    "education": Education,
}
SIDE_FIELDS = {"methods_other": "methods", "means_other": "means", "units_other": "units"}
"""Read together with the answer that they complete."""


def section_row(cycle: Cycle, code: str) -> Section:
    """The stored section, or an unsaved empty one of revision 0 while nothing was entered."""
    model = MODELS[code]
    stored = model._default_manager.filter(cycle=cycle).select_related("updated_by").first()
    return stored or model(cycle=cycle)


def values_of(row: Section, code: str) -> Values:
    """The content of a section, field by field."""
    if isinstance(row, ScheduleSection):
        spans = {s.stage: (s.starts, s.ends) for s in row.stages.all()} if row.pk else {}
        return {f"stage_{stage}": spans.get(str(stage.value)) for stage in Stage}
    return {name: PARTS[name].read(row) if name in PARTS else getattr(row, name) for name in FIELDS[code]}


def label(code: str, name: str) -> Any:
    """What a field is called."""
    if code == "schedule":
        return Stage(name.removeprefix("stage_")).label
    if name in PARTS:
        return PARTS[name].label
    return MODELS[code]._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def text(name: str, value: Any, others: Mapping[str, Any] | None = None) -> str:
    """A value as people read it; empty where nothing was entered."""
    if value in (None, "", 0, [], ()):
        return "0" if value == 0 and name in ("supervisors", "enumerators") and value is not None else ""
    if name in BITS:
        return "; ".join(str(option.label) for option in BITS[name].within(value))
    if name in CODES:
        return str(CODES[name](value).label) if value in CODES[name].values else str(value)
    if name in PARTS:
        return PARTS[name].text(value)
    if name.startswith("stage_"):
        return f"{wording.moment(value[0], 'date')} – {wording.moment(value[1], 'date')}"
    return wording.number(value) if isinstance(value, int) else str(value)


def text_of_kept(name: str, value: Any) -> str:
    """A value as `plain` keeps it (days as texts), as people read it."""
    if name.startswith("stage_") and value:
        value = [date.fromisoformat(day) for day in value]
    return text(name, value)


def rows(cycle: Cycle, code: str) -> list[tuple[Any, str]]:
    """[(label, text)] of every field, empty texts where nothing was entered."""
    return rows_of(values_of(section_row(cycle, code), code), code)


def rows_of(values: Values, code: str) -> list[tuple[Any, str]]:
    found = []
    for name, value in values.items():
        if name in SIDE_FIELDS:
            continue
        if value and name in PARTS and (lines := PARTS[name].lines(value)):
            found += lines
            continue
        shown = text(name, value)
        if other := values.get(f"{name}_other"):
            shown = f"{shown} ({other})"
        found.append((label(code, name), shown))
    return found


def snapshot(cycle: Cycle, code: str) -> dict[str, Any]:
    """The content as JSON keeps it, {} while nothing was entered. Equal content gives equal snapshots."""
    row = section_row(cycle, code)
    return {} if row.revision == 0 else plain(values_of(row, code))


def is_empty(cycle: Cycle, code: str) -> bool:
    """Whether nothing was ever entered."""
    return not MODELS[code]._default_manager.filter(cycle=cycle, revision__gt=0).exists()


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def filled(values: Values) -> tuple[int, int]:
    """(how many fields are filled in, of how many): what only completes another answer is not counted, nor are regions
    where the whole country is covered."""
    left_out = {*SIDE_FIELDS, *(["regions"] if values.get("coverage") == Coverage.ALL else [])}
    counted = [(name, value) for name, value in values.items() if name not in left_out]
    return sum(bool(text(name, value)) for name, value in counted), len(counted)


def sections_to_review(cycle: Cycle, codes: Iterable[str] | None = None) -> list[str]:
    """The codes of the sections that were copied from the last cycle and not looked through since."""
    wanted = list(codes) if codes is not None else [section.code for section in registry.sections_of(cycle)]
    declared = set(
        DeclaredSection.objects.filter(cycle=cycle, to_review=True, code__in=wanted).values_list("code", flat=True)
    )
    return [
        code
        for code in wanted
        if code in declared
        or (code in MODELS and MODELS[code]._default_manager.filter(cycle=cycle, to_review=True).exists())
    ]


def stored_rows(cycle_id: int, codes: Iterable[str]) -> list[QuerySet[Any]]:
    """The rows that hold these sections of a cycle: one query set a kind of row, for what is told of them."""
    wanted = list(codes)
    found: list[QuerySet[Any]] = [
        MODELS[code]._default_manager.filter(cycle=cycle_id) for code in wanted if code in MODELS
    ]
    if declared := [code for code in wanted if code not in MODELS]:
        found.append(DeclaredSection.objects.filter(cycle=cycle_id, code__in=declared))
    return found
