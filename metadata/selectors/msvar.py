"""Variables as rows of MS-Var: what the registry says, over which a cycle's own period and wording count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from metadata.attributes import spec_of
from metadata.enums import Kind
from metadata.models import Reference, Version
from metadata.registry import VariableUsed
from metadata.selectors.standing import Standing, standings
from metadata.selectors.values import text, values_of

ATTRIBUTES = (
    "alias", "concept", "definition_id", "selection_reference", "reference_period", "measure", "unit", "data_type",
    "classification", "validation_rule", "question", "public",
)  # fmt: skip
"""Columns of MS-Var after the name, in the order of the form; a domain that no classification lists stands in words."""
ON_A_PAGE = (
    ("alias", "concept", "definition_id", "selection_reference"),
    ("measure", "unit", "data_type", "classification", "validation_rule"),
    ("reference_period", "question", "source", "public"),
)
"""The same three to a line, so that no window is too narrow: what it means, its values, how it is asked."""


def headings() -> list[tuple[str, str]]:
    """[(name of the attribute, heading)] of the whole table, the version first."""
    spec = spec_of(Kind.VARIABLE)
    labels = [(name, str(spec[name].label)) for name in ("name_id", *ATTRIBUTES)]
    return [("version", _("Code and version")), *labels, ("source", _("Source"))]


def rows(variables: Sequence[VariableUsed], *, spoken: bool = False) -> list[dict[str, str]]:
    """One row for each variable, every heading as a text. One query, whatever their number.

    `spoken`: name and definition in the language being shown, for people.
    """
    references = _references(variables)
    found = [_row(one, references.get(one.version.pk, [])) for one in variables]
    if spoken:
        for one, row in zip(variables, found, strict=True):
            row |= {"name_id": one.version.name, "definition_id": one.version.definition}
    return found


def _references(variables: Sequence[VariableUsed]) -> dict[int, list[Reference]]:
    references: dict[int, list[Reference]] = {}
    named = Reference.objects.filter(version__in=[one.version.pk for one in variables])
    for reference in named.select_related("target__item").order_by("attribute", "position"):
        references.setdefault(reference.version_id, []).append(reference)
    return references


def marks(
    variables: Sequence[VariableUsed], user: Any
) -> tuple[dict[int, Standing], dict[int, dict[str, list[Standing]]]]:
    """What is not in force any longer: of the variables by version id, of what each names by attribute. Four queries at most."""
    references = _references(variables)
    targets = [row.target for rows in references.values() for row in rows]
    found = standings([*(one.version for one in variables), *targets], user)
    within: dict[int, dict[str, list[Standing]]] = {}
    for pk, rows in references.items():
        for row in rows:
            if row.target_id in found:
                within.setdefault(pk, {}).setdefault(row.attribute, []).append(found[row.target_id])
    return found, within


def _row(one: VariableUsed, references: list[Reference]) -> dict[str, str]:
    spec, values = spec_of(Kind.VARIABLE), values_of(one.version, references)
    told = {name: text(spec[name], values[name]) for name in ("name_id", *ATTRIBUTES)}
    told |= {name: _names(values, name) for name in ("concept", "classification")}
    told["classification"] = told["classification"] or values["described_domain"]
    told["reference_period"] = one.reference_period or told["reference_period"]
    told["question"] = one.question or told["question"]
    return {"version": one.version.label, **told, "source": one.source}


def _names(values: Mapping[str, Any], name: str) -> str:
    return "; ".join(_name(pointer.target) for pointer in values[name])


def _name(version: Version) -> str:
    return f"{version.name} ({version.label})"
