"""What the JSON API gives out: entries that anybody may read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from metadata.models import Code, Reference, Version
from metadata.models.items import VersionQuerySet
from metadata.selectors.public import released
from metadata.words import stems

MOST_SUGGESTIONS = 10


def listed(
    *, text: str = "", kind: str | None = None, theme: str = "", organisation: str = "", state: str | None = None
) -> VersionQuerySet:
    """Versions in force, or all of one state, that fit every condition; by kind and code."""
    found = released().filter(state=state) if state else released().in_force()
    if kind:
        found = found.filter(item__kind=kind)
    if theme:
        found = found.filter(theme=theme)
    if organisation:
        found = found.filter(item__organisation__code=organisation)
    for stem in stems(text):
        found = found.filter(words__contains=f" {stem}")
    order = ("item__kind", "item__code", "-major", "-minor", "-patch")
    return found.select_related("item__organisation").order_by(*order)


def versions(kind: str, code: str) -> VersionQuerySet:
    """Every version of an entry, the newest first."""
    if "\x00" in code:  # PostgreSQL refuses to compare it with anything
        return released().none()
    found = released().filter(item__kind=kind, item__code=code)
    return found.select_related("item__organisation").newest_first()


def one(kind: str, code: str, number: str = "") -> Version | None:
    """A version by its number, else the one in force; None where there is none."""
    found = versions(kind, code)
    parts = number.split(".")
    if not number:
        return found.filter(is_current=True).first()
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        return None
    major, minor, patch = map(int, parts)
    return found.filter(major=major, minor=minor, patch=patch).first()


def open_references(version: Version) -> QuerySet[Reference]:
    """The entries that a version names, as far as anybody may read them."""
    rows = version.references.filter(target__in=released()).select_related("target__item")
    return rows.order_by("attribute", "position", "pk")


def codes(version: Version, *, text: str = "", parent: str | None = None) -> QuerySet[Code]:
    """The codes of a classification in their order; `parent` "" gives the top ones."""
    found = version.codes.select_related("parent").order_by("position", "pk")
    if text:
        found = found.filter(Q(code__icontains=text) | Q(label_id__icontains=text) | Q(label_en__icontains=text))
    if parent is not None:
        found = found.filter(parent__code=parent) if parent else found.filter(parent__isnull=True)
    return found


def suggested(text: str, *, kind: str | None = None) -> list[Version]:
    """Up to ten versions in force: those whose code or name begins with `text` first, then those that hold its words."""
    standing = listed(kind=kind)
    begins = Q(item__code__istartswith=text) | Q(name_id__istartswith=text) | Q(name_en__istartswith=text)
    found = list(standing.filter(begins)[:MOST_SUGGESTIONS])
    if len(found) < MOST_SUGGESTIONS and stems(text):
        known = {version.pk for version in found}
        more = listed(text=text, kind=kind).exclude(pk__in=known)
        found += more[: MOST_SUGGESTIONS - len(found)]
    return found
