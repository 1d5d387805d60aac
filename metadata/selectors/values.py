"""The content of a version as values: to fill forms, compare, tell and exchange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from metadata.attributes import Attribute, KindSpec, is_empty, spec_of
from metadata.models import Reference, Version


@dataclass(frozen=True)
class Pointer:
    """A version that an attribute names, and the remark beside it."""

    target: Version
    note: str = ""

    @property
    def text(self) -> str:
        """KODE@1.0.0, and the remark behind a vertical bar."""
        return f"{self.target.label} | {self.note}" if self.note else self.target.label

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pointer) and (self.target.pk, self.note) == (other.target.pk, other.note)

    def __hash__(self) -> int:
        return hash((self.target.pk, self.note))


def values_of(version: Version, references: Iterable[Reference] | None = None) -> dict[str, Any]:
    """The value of every attribute of the version's kind. Two queries at most; none where `references` are handed in."""
    spec = spec_of(version.item.kind)
    rows = references
    if rows is None:
        rows = version.references.select_related("target__item").order_by("attribute", "position") if version.pk else ()
    pointers: dict[str, list[Pointer]] = {}
    for row in rows:
        pointers.setdefault(row.attribute, []).append(Pointer(row.target, row.note))
    content = version.content
    found: dict[str, Any] = {}
    for attribute in spec.attributes:
        if attribute.is_reference:
            found[attribute.name] = pointers.get(attribute.name, [])
        elif attribute.name in COLUMNS:
            found[attribute.name] = getattr(version, attribute.name)
        else:
            found[attribute.name] = from_json(attribute, content.get(attribute.name, attribute.empty))
    return found


COLUMNS = frozenset({"name_id", "name_en", "definition_id", "definition_en", "theme", "public"})


def from_json(attribute: Attribute, value: Any) -> Any:
    return date.fromisoformat(value) if attribute.type == "date" and value else value


def to_json(attribute: Attribute, value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def plain(spec: KindSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """As the audit trail and the digest keep them: references by code and version."""
    return {a.name: plain_value(a, values[a.name]) for a in spec.attributes}


def plain_value(attribute: Attribute, value: Any) -> Any:
    if attribute.is_reference:
        return [pointer.text for pointer in value]
    return to_json(attribute, value)


def text(attribute: Attribute, value: Any, themes: Mapping[str, str] | None = None) -> str:
    """A value in the words of the page; "" where there is none."""
    if attribute.type == "bool":
        return _("Yes") if value else _("No")
    if is_empty(value):
        return ""
    if attribute.type == "theme":
        return (themes or {}).get(value, value)
    if attribute.choices is not None:
        return str(dict(attribute.choices.choices).get(value, value))
    if attribute.type == "date":
        return formats.date_format(value, "j F Y")
    if attribute.is_reference:
        return "\n".join(f"{p.target.name} ({p.text})" for p in value)
    if attribute.type in ("levels", "links"):
        return "\n".join(" | ".join(part for part in row if part) for row in value)
    return str(value)
