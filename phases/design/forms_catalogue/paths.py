"""The facts that a form may name: every field and column of the design record's sections, and the identity above them."""

from __future__ import annotations

from functools import cache

from activities.design import selectors
from activities.design.declarations import SECTIONS

IDENTITY = (
    "activity.code", "activity.title", "activity.kind", "activity.statistic_type", "activity.sector", "activity.sector_name",
    "activity.repetition", "activity.frequency", "activity.coverage", "activity.coverage_note",
    "organisation.name", "organisation.address", "organisation.regency", "organisation.province", "organisation.phone",
    "organisation.fax", "organisation.email", "organisation.government",
    "cycle.edition", "cycle.year", "cycle.recommendation",
    "team.walidata_unit", "team.walidata_email",
)  # fmt: skip
"""What is typed when an activity or a cycle is made, and whom its team names."""


@cache
def known_paths() -> frozenset[str]:
    """Every path by which a fact may be named."""
    declared = {f"{spec.code}.{field.name}" for spec in SECTIONS for field in spec.fields}
    columns = {f"{table.code}.{field.name}" for spec in SECTIONS for table in spec.tables for field in table.fields}
    written = {f"{code}.{name}" for code, names in selectors.FIELDS.items() for name in names}
    return frozenset({*IDENTITY, *declared, *columns, *written})
