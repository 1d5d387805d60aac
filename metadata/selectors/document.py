"""A version as a plain document: what JSON and spreadsheets of its public page hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from metadata.attributes import spec_of
from metadata.models import Code, CodeLink, Version
from metadata.selectors.values import Pointer, to_json, values_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from gsbpm_portal.accounts.models import User

MOST_CODES = 5_000
"""Longer lists stand in the table of codes and in the interface for programs, page by page."""


def readable_values(version: Version, user: User | AnonymousUser) -> dict[str, Any]:
    """The values of a version; entries that it names and the person may not see are left out."""
    values = values_of(version)
    named = [a.name for a in spec_of(version.item.kind).attributes if a.is_reference]
    targets = {pointer.target.pk for name in named for pointer in values[name]}
    if not targets:
        return values
    seen = set(Version.objects.visible_to(user).filter(pk__in=targets).values_list("pk", flat=True))
    return values | {name: [one for one in values[name] if one.target.pk in seen] for name in named}


def document(version: Version, user: User | AnonymousUser) -> dict[str, Any]:
    """Identity, registration and every attribute as the person may read them; the codes or links of short lists."""
    item = version.item
    values = readable_values(version, user)
    found: dict[str, Any] = {
        "kind": item.kind,
        "code": item.code,
        "version": version.number,
        "status": version.state,
        "organisation": item.organisation.name if item.organisation else None,
        "valid_from": _day(version.valid_from),
        "valid_until": _day(version.valid_until),
        "endorsed_on": _day(version.endorsed_on),
        "authority": version.authority,
        "decree": version.decree,
        "issued_code": version.issued_code,
        "digest": version.digest,
        "attributes": {
            a.name: [_pointer(p) for p in values[a.name]] if a.is_reference else to_json(a, values[a.name])
            for a in spec_of(item.kind).attributes
        },
    }
    if item.kind == "classification":
        found["codes_total"] = version.codes.count()
        found["codes"] = [_code(row) for row in code_rows(version)] if found["codes_total"] <= MOST_CODES else []
    if item.kind == "correspondence":
        found["links"] = [_link(row) for row in link_rows(version)]
    return found


def code_rows(version: Version) -> Iterator[Code]:
    """The codes in their order, without a query for each parent."""
    return version.codes.order_by("position", "pk").select_related("parent").iterator(chunk_size=2000)


def link_rows(version: Version) -> Iterator[CodeLink]:
    return version.links.order_by("position", "pk").select_related("source", "target").iterator(chunk_size=2000)


def _pointer(pointer: Pointer) -> dict[str, str]:
    target = pointer.target
    found = {"kind": target.item.kind, "code": target.item.code, "version": target.number, "name": target.name_id}
    return {**found, "note": pointer.note} if pointer.note else found


def _code(row: Code) -> dict[str, Any]:
    return {
        "code": row.code,
        "label_id": row.label_id,
        "label_en": row.label_en,
        "parent": row.parent.code if row.parent else None,
        "level": row.level,
        "alt_code": row.alt_code,
        "valid_from": _day(row.valid_from),
        "valid_until": _day(row.valid_until),
    }


def _link(row: CodeLink) -> dict[str, Any]:
    target = row.target.code if row.target else None
    return {"source": row.source.code, "target": target, "relation": row.relation, "note": row.note}


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
