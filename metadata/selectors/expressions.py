"""Rules and formulas of the registry: over which names they are written, and how they read in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from gsbpm_portal import expressions
from metadata.attributes import Attribute, spec_of
from metadata.enums import Kind
from metadata.models import Version
from metadata.validators import analyse, check_expression, environment

COMPONENTS = ("component_indicators", "component_variables")


def names_in(version: Version, attribute: str, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """{name: (data type, label)} of what the expression may speak of: a rule of its own variable, a formula of its components."""
    if attribute == "formula":
        pointers = [pointer for name in COMPONENTS for pointer in values.get(name, [])]
        return {p.target.item.code: (p.target.content.get("data_type", "decimal"), p.target.name_id) for p in pointers}
    kind = values.get("data_type") or ("decimal" if version.item.kind == Kind.STANDARD else "text")
    return {version.item.code: (kind, values.get("name_id", ""))}


def check_formulas(version: Version, values: Mapping[str, Any]) -> None:
    """Refuses (ValidationError at the attribute) an expression that cannot be read or speaks of what is not there."""
    for attribute in _expressions(version):
        text = values.get(attribute.name) or ""
        if text:
            try:
                check_expression(text, names_in(version, attribute.name, values), is_rule=_is_rule(attribute))
            except ValidationError as error:
                raise ValidationError({attribute.name: error}) from error


def in_words(version: Version, values: Mapping[str, Any], language: expressions.Language) -> dict[str, str]:
    """Each expression of the version as a plain sentence."""
    found: dict[str, str] = {}
    for attribute in _expressions(version):
        text = values.get(attribute.name) or ""
        names = names_in(version, attribute.name, values)
        analysis = analyse(text, names, is_rule=_is_rule(attribute)) if text else None
        if analysis is not None and analysis.ok and analysis.tree is not None:
            found[attribute.name] = expressions.describe(
                analysis.tree, environment(names), language, rule=_is_rule(attribute)
            )
    return found


def _expressions(version: Version) -> list[Attribute]:
    return [a for a in spec_of(version.item.kind).attributes if a.type == "expression"]


def _is_rule(attribute: Attribute) -> bool:
    return attribute.name == "validation_rule"
