"""Rules and formulas of the registry: over which names they are written, and how they read in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gsbpm_portal import expressions
from metadata.attributes import Attribute, spec_of
from metadata.enums import Kind
from metadata.models import Version
from metadata.validators import DATA_TYPES, analyse, check_expression

MOST_CODES = 2_000
COMPONENTS = ("component_indicators", "component_variables")


def environment_of(version: Version, attribute: str, values: Mapping[str, Any]) -> expressions.Environment:
    """What the expression may speak of: a rule of its own variable (with the codes of its classification), a formula of its
    components."""
    if attribute == "formula":
        pointers = [pointer for name in COMPONENTS for pointer in values.get(name, [])]
        return expressions.Environment.of(
            expressions.Variable(
                p.target.item.code,
                DATA_TYPES.get(p.target.content.get("data_type", ""), expressions.DECIMAL),
                expressions.Words(p.target.name_id, p.target.name_en),
            )
            for p in pointers
        )
    words = expressions.Words(values.get("name_id", ""), values.get("name_en", ""))
    listed = _codes_of(values)
    if values.get("data_type") == "code" and listed is not None:
        own = expressions.Variable(version.item.code, expressions.code(listed.name), words)
        return expressions.Environment.of([own], [listed])
    kind = values.get("data_type") or ("decimal" if version.item.kind == Kind.STANDARD else "text")
    return expressions.Environment.of(
        [expressions.Variable(version.item.code, DATA_TYPES.get(kind, expressions.TEXT), words)]
    )


def _codes_of(values: Mapping[str, Any]) -> expressions.CodeList | None:
    """The codes of the classification that is named; none for a list too long to be written out in a rule."""
    for pointer in values.get("classification", []):
        rows = pointer.target.codes.order_by("position").values_list("code", "label_id", "label_en")[: MOST_CODES + 1]
        if len(rows) <= MOST_CODES:
            codes = {code: expressions.Words(id, en) for code, id, en in rows}
            return expressions.CodeList(pointer.target.item.code, codes)
    return None


def check_formulas(version: Version, values: Mapping[str, Any]) -> None:
    """Refuses (ValidationError at the attribute) an expression that cannot be read or speaks of what is not there."""
    for attribute in _expressions(version):
        text = values.get(attribute.name) or ""
        if text and version.item.kind == Kind.VARIABLE and not values.get("data_type"):
            words = _("Choose the data type first: what a rule may compare hangs on it.")
            raise ValidationError({attribute.name: words})
        if text:
            try:
                check_expression(text, environment_of(version, attribute.name, values), is_rule=_is_rule(attribute))
            except ValidationError as error:
                raise ValidationError({attribute.name: error}) from error


def in_words(version: Version, values: Mapping[str, Any], language: expressions.Language) -> dict[str, str]:
    """Each expression of the version as a plain sentence."""
    found: dict[str, str] = {}
    for attribute in _expressions(version):
        text = values.get(attribute.name) or ""
        if not text:
            continue
        names = environment_of(version, attribute.name, values)
        analysis = analyse(text, names, is_rule=_is_rule(attribute))
        if analysis.ok and analysis.tree is not None:
            found[attribute.name] = expressions.describe(analysis.tree, names, language, rule=_is_rule(attribute))
    return found


def names_in_words(version: Version, values: Mapping[str, Any]) -> dict[str, str]:
    """For each expression of the version which names it may use, as a sentence."""
    found = {}
    for attribute in _expressions(version):
        names = [variable.name for variable in environment_of(version, attribute.name, values).variables.values()]
        told = ", ".join(names) or _("the codes of its components")
        found[attribute.name] = _("Names that it may use: %(names)s.") % {"names": told}
    return found


def _expressions(version: Version) -> list[Attribute]:
    return [a for a in spec_of(version.item.kind).attributes if a.type == "expression"]


def _is_rule(attribute: Attribute) -> bool:
    return attribute.name == "validation_rule"
