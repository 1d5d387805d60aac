"""The registry as tables that can be imported again: items of a kind, codes of a version, links of a version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import User
from metadata.attributes import KindSpec, spec_of
from metadata.enums import Kind, State
from metadata.models import Reference, Version
from metadata.models.imports import CODES, LINKS
from metadata.selectors.entry import theme_choices
from metadata.selectors.search import Wish, search
from metadata.selectors.values import values_of
from metadata.tabular.codes import FROM, LEVEL, PARENT, UNTIL, code_columns
from metadata.tabular.columns import Column
from metadata.tabular.kinds import (
    CODE,
    NOTE,
    RELATION,
    SOURCE,
    TARGET,
    attributes_by_column,
    item_columns,
    link_columns,
)

CHUNK = 500
Record = dict[str, Any]
LONGEST_QUERY = 200


def columns_of(what: str) -> list[Column]:
    """The columns of a kind of item, of CODES or of LINKS."""
    if what == CODES:
        return code_columns()
    if what == LINKS:
        return link_columns()
    return item_columns(spec_of(what), theme_choices())


def title_of(what: str) -> str:
    if what == CODES:
        return _("Codes")
    if what == LINKS:
        return _("Links")
    return str(spec_of(what).plural)


def chosen_items(user: User, kind: str, wanted: Mapping[str, Any]) -> QuerySet[Version]:
    """What the search page finds of a kind for the person; `wanted` in the words of its address: q, status, tema, …

    Where no status is asked for, the versions in force of what it finds are there too, even if the words stand in a draft alone.
    """
    known = {field.name: str(wanted.get(field.name) or "")[:LONGEST_QUERY] for field in fields(Wish)}
    found = search(user, Wish(**{**known, "jenis": Kind(kind).slug}))
    chosen = Version.objects.filter(pk__in=found.rows.order_by().values("pk"))
    if known["status"]:
        return chosen
    in_force = Q(item__in=chosen.values("item"), is_current=True, state=State.ENDORSED)
    return Version.objects.visible_to(user).filter(Q(pk__in=chosen.values("pk")) | in_force)


def item_records(spec: KindSpec, versions: QuerySet[Version]) -> Iterator[Record]:
    """One record for each item, by code: of the version in force, else of the newest of these versions. Two queries for every
    CHUNK of them."""
    shown: dict[int, int] = {}
    keys = versions.order_by("item__code", "-is_current", "-major", "-minor", "-patch").values_list("item_id", "pk")
    for item, pk in keys.iterator(chunk_size=5000):
        shown.setdefault(item, pk)
    ids = list(shown.values())
    columns = attributes_by_column(spec)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = Version.objects.filter(pk__in=part).select_related("item").in_bulk()
        references: dict[int, list[Reference]] = {}
        named = (
            Reference.objects.filter(version__in=part).select_related("target__item").order_by("attribute", "position")
        )
        for reference in named:
            references.setdefault(reference.version_id, []).append(reference)
        for pk in part:
            values = values_of(rows[pk], references.get(pk, []))
            record: Record = {CODE: rows[pk].item.code}
            for column, attribute in columns.items():
                value = values[attribute.name]
                record[column] = [[p.target.label, p.note] for p in value] if attribute.is_reference else value
            yield record


def item_count(versions: QuerySet[Version]) -> int:
    return versions.values("item").distinct().count()


def code_records(version: Version) -> Iterator[Record]:
    names = {
        "code": CODE,
        "label_id": "label_id",
        "label_en": "label_en",
        "parent__code": PARENT,
        "level": LEVEL,
        "description": "uraian",
        "alt_code": "kode_lain",
        "valid_from": FROM,
        "valid_until": UNTIL,
    }
    rows = version.codes.order_by("position", "pk").values(*names)
    return _renamed(rows.iterator(chunk_size=5000), names)


def link_records(version: Version) -> Iterator[Record]:
    names = {"source__code": SOURCE, "target__code": TARGET, "relation": RELATION, "note": NOTE}
    rows = version.links.order_by("position", "pk").values(*names)
    return _renamed(rows.iterator(chunk_size=5000), names)


def _renamed(rows: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[Record]:
    return ({names[name]: value for name, value in row.items()} for row in rows)


def part_records(version: Version) -> tuple[str, Iterator[Record], int] | None:
    """(CODES or LINKS, records, how many) of a version that has parts; None for all other kinds."""
    if version.item.kind == Kind.CLASSIFICATION:
        return CODES, code_records(version), version.codes.count()
    if version.item.kind == Kind.CORRESPONDENCE:
        return LINKS, link_records(version), version.links.count()
    return None
