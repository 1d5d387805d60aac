"""Public data sets as a catalogue tells them; four queries a page, whatever its length."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import override

from metadata.enums import Access, Frequency, Kind
from metadata.exchange import ckan
from metadata.exchange.artefacts import (
    NON_PUBLIC,
    PUBLIC,
    RESTRICTED,
    CatalogueDataset,
    Distribution,
    Publisher,
    Text,
)
from metadata.models import Item, Reference, Version
from metadata.models.items import VersionQuerySet
from metadata.selectors.public import default_agency, released, theme_names
from metadata.words import stems

ACCESS = {Access.OPEN: PUBLIC, Access.RESTRICTED: RESTRICTED, Access.CLOSED: NON_PUBLIC}
_WHY = ("access_reason", "access_basis", "access_period", "access_decision")


def datasets(text: str = "") -> VersionQuerySet:
    """Public data sets in force, by code; those that hold every word of `text`, where it has any."""
    found = released().in_force().filter(item__kind=Kind.DATASET)
    for stem in stems(text):
        found = found.filter(words__contains=f" {stem}")
    return found.select_related("item__organisation").order_by("item__code")


def codes() -> list[str]:
    """The codes of all of them."""
    return list(datasets().values_list("item__code", flat=True))


def code_named(name: str) -> str | None:
    """The code of the data set that is named so: by CKAN's name or id, or by the code itself."""
    return next((code for code in codes() if name in (code, ckan.package_name(code), ckan.package_id(code))), None)


def portal_publisher() -> Publisher:
    """Who publishes what belongs to no single office."""
    return Publisher(default_agency(), Text(_("Metadata registry")), page=settings.SITE_URL)


def described(versions: Sequence[Version]) -> list[CatalogueDataset]:
    """The catalogue's entries of data sets, in their order."""
    pks = [version.pk for version in versions]
    themes = theme_names() if any(version.theme for version in versions) else {}
    measured = Reference.objects.filter(
        version__in=pks, attribute__in=("measures", "indicators"), target__in=released()
    ).order_by("version_id", "attribute", "position")
    keywords: dict[int, dict[Text, None]] = {}
    for pk, name_id, name_en in measured.values_list("version_id", "target__name_id", "target__name_en"):
        keywords.setdefault(pk, {})[Text(name_id, name_en)] = None
    items = Item.objects.filter(versions__in=pks).order_by().annotate(first=Min("versions__endorsed_on"))
    first: dict[int, date | None] = dict(items.values_list("pk", "first"))
    return [
        _entry(version, themes, tuple(keywords.get(version.pk, ())), first.get(version.item_id)) for version in versions
    ]


def _entry(
    version: Version, themes: dict[str, Text], keywords: tuple[Text, ...], issued: date | None
) -> CatalogueDataset:
    item, content = version.item, version.content
    office = item.organisation
    publisher = Publisher(office.code, Text(office.name)) if office is not None else portal_publisher()
    theme = themes.get(version.theme, Text(version.theme))
    return CatalogueDataset(
        code=item.code,
        version=version.number,
        url=f"{settings.SITE_URL}{item.get_absolute_url()}",
        title=Text(version.name_id, version.name_en),
        description=Text(version.definition_id, version.definition_en),
        publisher=publisher,
        access=ACCESS.get(content.get("access"), NON_PUBLIC),
        rights="\n".join(content[name] for name in _WHY if content.get(name)),
        issued=issued or version.endorsed_on,
        modified=version.endorsed_on,
        theme=theme,
        theme_code=version.theme,
        keywords=keywords,
        frequency=content.get("frequency", ""),
        frequency_name=_label(Frequency, content.get("frequency")),
        access_name=_label(Access, content.get("access") or Access.CLOSED),
        spatial=content.get("spatial", ""),
        period_start=_day(content.get("period_start")),
        period_end=_day(content.get("period_end")),
        licence=content.get("licence", ""),
        contact=content.get("contact", ""),
        distributions=tuple(
            Distribution(*(*row, "", "")[:3]) for row in content.get("distributions", ()) if len(row) > 1
        ),
    )


def _label(choices: Any, value: Any) -> Text:
    """What a choice is called, in both languages; nothing for no choice."""
    if value not in choices.values:
        return Text()
    with override("id"):
        indonesian = str(choices(value).label)
    with override("en"):
        return Text(indonesian, str(choices(value).label))


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
