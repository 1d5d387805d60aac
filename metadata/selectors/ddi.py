"""A cycle's description with the content of its variables, ready for DDI; three queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from metadata import registry
from metadata.enums import Kind
from metadata.exchange.artefacts import ActivityDescription, Category, DescribedConcept, DescribedVariable, Text
from metadata.models import Code, Reference, Version

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from gsbpm_portal.accounts.models import User

MOST_CATEGORIES = 2000
"""A longer list (regions) is named, and not copied into every study."""


def described_activity(code: str, edition: str, user: User | AnonymousUser) -> ActivityDescription | None:
    """The cycle as the person may see it, None where there is none; variables that the person may not see are left out."""
    told = registry.activity_description(code, edition, user)
    if told is None:
        return None
    start, end = told.period
    return ActivityDescription(
        code=told.code,
        edition=told.edition,
        title=Text(told.title),
        agency=told.organisation_code,
        producer=Text(told.organisation),
        abstract=Text(told.abstract),
        universe=Text(told.universe),
        period_start=start,
        period_end=end,
        variables=tuple(_variables(told.variables, user)),
    )


def _variables(used: tuple[registry.VariableUsed, ...], user: User | AnonymousUser) -> list[DescribedVariable]:
    visible = Version.objects.visible_to(user)
    mine = {one.version.pk for one in used}
    versions = {row.pk: row for row in visible.filter(pk__in=mine, item__kind=Kind.VARIABLE).select_related("item")}
    rows = Reference.objects.filter(
        version__in=list(versions), attribute__in=("concept", "classification"), target__in=visible
    )
    named: dict[tuple[int, str], Version] = {
        (row.version_id, row.attribute): row.target for row in rows.select_related("target__item")
    }
    lists = {target.pk for (_pk, attribute), target in named.items() if attribute == "classification"}
    categories = _categories(lists)
    return [_variable(versions[one.version.pk], one, named, categories) for one in used if one.version.pk in versions]


def _categories(lists: set[int]) -> dict[int, tuple[Category, ...]]:
    """The codes of those lists that are not too long."""
    short = Version.objects.filter(pk__in=lists).annotate(size=Count("codes")).filter(Q(size__lte=MOST_CATEGORIES))
    rows = Code.objects.filter(version__in=short.order_by().values("pk")).order_by("version_id", "position", "pk")
    found: dict[int, list[Category]] = {}
    for pk, code, label_id, label_en in rows.values_list("version_id", "code", "label_id", "label_en"):
        found.setdefault(pk, []).append(Category(code, Text(label_id, label_en)))
    return {pk: tuple(listed) for pk, listed in found.items()}


def _variable(
    version: Version,
    use: registry.VariableUsed,
    named: dict[tuple[int, str], Version],
    categories: dict[int, tuple[Category, ...]],
) -> DescribedVariable:
    content: dict[str, Any] = version.content
    concept, listed = named.get((version.pk, "concept")), named.get((version.pk, "classification"))
    return DescribedVariable(
        code=version.item.code,
        name=Text(version.name_id, version.name_en),
        definition=Text(version.definition_id, version.definition_en),
        concept=_concept(concept) if concept is not None else None,
        question=Text(use.question or content.get("question", "").strip("-")),
        data_type=content.get("data_type", "text"),
        unit=content.get("unit", ""),
        domain=content.get("described_domain", ""),
        code_list=listed.label if listed is not None else "",
        categories=categories.get(listed.pk, ()) if listed is not None else (),
    )


def _concept(version: Version) -> DescribedConcept:
    return DescribedConcept(
        version.item.code, Text(version.name_id, version.name_en), Text(version.definition_id, version.definition_en)
    )
