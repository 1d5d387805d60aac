"""Codes of a classification version, level by level, and what they correspond to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from metadata.enums import Kind
from metadata.models import Code, CodeLink, Version
from metadata.words import fold

MOST_FOUND = 2000
"""A search inside a classification lists no more than these: who has more types on."""


class Matches(NamedTuple):
    rows: QuerySet[Code]
    more: bool


def code_of(version: Version, value: str) -> Code | None:
    """The code with all that stands above it: one query, whatever its level."""
    depth = version.codes.order_by("-level").values_list("level", flat=True).first() or 1
    rows = version.codes.filter(code=value)
    if depth > 1:
        rows = rows.select_related("__".join(["parent"] * (depth - 1)))
    return rows.first()


def ancestors(code: Code) -> list[Code]:
    """What stands above a code, the topmost first."""
    found: list[Code] = []
    above = code.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found[::-1]


def below(version: Version, parent: Code | None) -> QuerySet[Code]:
    """The codes right under one, or the topmost ones."""
    return version.codes.filter(parent=parent).order_by("position", "pk")


def child_counts(codes: Iterable[Code]) -> dict[int, int]:
    """How many codes stand right under each."""
    rows = Code.objects.filter(parent__in=[code.pk for code in codes]).order_by()
    return dict(rows.values_list("parent").annotate(count=Count("pk")))


def _fits(text: str) -> Q:
    """Codes that begin so (by either code), and those whose label holds every word."""
    plain = " ".join(text.split())
    labels = Q()
    for word in plain.split()[:8]:
        labels &= Q(label_id__icontains=word) | Q(label_en__icontains=word)
    return Q(code__istartswith=plain) | Q(alt_code__istartswith=plain) | labels


def everywhere(user: Any, text: str) -> Matches:
    """The codes that fit in all classifications in force that the person sees, two queries.

    First what is called exactly so or has this very code, then what begins so, then the rest; each from the top level down.
    """
    versions = Version.objects.visible_to(user).in_force().filter(item__kind=Kind.CLASSIFICATION)
    pks = list(versions.values_list("pk", flat=True))
    ids = list(
        Code.objects.filter(_fits(text), version__in=pks).order_by().values_list("pk", flat=True)[: MOST_FOUND + 1]
    )
    rows = Code.objects.filter(pk__in=ids[:MOST_FOUND]).select_related("parent", "version__item")
    plain = " ".join(text.split())
    rank = Case(
        When(_any_of(plain, "iexact"), then=Value(0)),
        When(_any_of(plain, "istartswith"), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ordered = rows.annotate(rank=rank).order_by("rank", "level", "label_id", "pk")
    return Matches(ordered, len(ids) > MOST_FOUND)


def _any_of(text: str, lookup: str) -> Q:
    """Codes or labels that are the text, or begin so."""
    names = ("code", "alt_code", "label_id", "label_en")
    return Q(*((f"{name}__{lookup}", text) for name in names), _connector=Q.OR)


def matches(version: Version, text: str) -> Matches:
    """The codes of one version that fit, in their order."""
    ids = list(version.codes.filter(_fits(text)).order_by().values_list("pk", flat=True)[: MOST_FOUND + 1])
    rows = Code.objects.filter(pk__in=ids[:MOST_FOUND]).select_related("parent").order_by("position", "pk")
    return Matches(rows, len(ids) > MOST_FOUND)


def level_names(version: Version) -> list[tuple[str, str]]:
    """(label, label in English) of the levels from the top down."""
    return [(row[0], row[1] if len(row) > 1 else "") for row in version.content.get("levels", [])]


class Correspondence(NamedTuple):
    """What a code corresponds to in another classification version, by which table."""

    table: Version
    other: Code | None
    other_version: Version | None
    relation: str
    note: str
    is_source: bool


def correspondences(code: Code, user: Any) -> list[Correspondence]:
    """Links from and to a code, in tables and to versions that the person sees. Two queries."""
    links = list(
        CodeLink.objects.filter(Q(source=code) | Q(target=code))
        .select_related("version__item", "source__version__item", "target__version__item")
        .order_by("version__name_id", "position", "pk")
    )
    if not links:
        return []
    others = {code.version_id for link in links for code in (link.source, link.target) if code is not None}
    seen = set(
        Version.objects.visible_to(user)
        .filter(pk__in=others | {link.version_id for link in links})
        .values_list("pk", flat=True)
    )
    found = []
    for link in links:
        is_source = link.source_id == code.pk
        other = link.target if is_source else link.source
        if link.version_id in seen and (other is None or other.version_id in seen):
            where = other.version if other is not None else None
            found.append(Correspondence(link.version, other, where, link.relation, link.note, is_source))
    return found


# Correspondence tables ----------------------------------------------------------------------------------------------------


class Ends(NamedTuple):
    """The two classification versions that a table connects; None where it does not name one yet."""

    source: Version | None
    target: Version | None


def ends_of(version: Version) -> Ends:
    rows = version.references.filter(attribute__in=("source", "target")).select_related("target__item__organisation")
    found = {row.attribute: row.target for row in rows}
    return Ends(found.get("source"), found.get("target"))


def ends_are_visible(ends: Ends, user: Any) -> bool:
    """Whether the person sees both classifications: their codes and labels stand in the table."""
    wanted = {end.pk for end in ends if end is not None}
    return Version.objects.visible_to(user).filter(pk__in=wanted).count() == len(wanted)


def links(version: Version, text: str = "", relation: str = "") -> QuerySet[CodeLink]:
    """The links of a table, narrowed by a code or words of a label on either side."""
    rows = version.links.select_related("source", "target").order_by("position", "pk")
    plain = " ".join(text.split())
    if relation:
        rows = rows.filter(relation=relation)
    if not plain:
        return rows
    condition = Q(source__code__istartswith=plain) | Q(target__code__istartswith=plain)
    for side in ("source", "target"):
        labels = Q()
        for word in fold(plain).split()[:8]:
            labels &= Q(**{f"{side}__label_id__icontains": word}) | Q(**{f"{side}__label_en__icontains": word})
        condition |= labels
    return rows.filter(condition)


class Coverage(NamedTuple):
    """How many codes of the source have a link, of how many."""

    linked: int
    total: int

    @property
    def unlinked(self) -> int:
        return self.total - self.linked


def coverage(version: Version, ends: Ends) -> Coverage:
    linked = version.links.values("source").distinct().count()
    return Coverage(linked, ends.source.codes.count() if ends.source is not None else linked)


def unlinked(version: Version, ends: Ends) -> QuerySet[Code]:
    """Codes of the source that the table says nothing of."""
    if ends.source is None:
        return Code.objects.none()
    return ends.source.codes.exclude(pk__in=version.links.values("source")).order_by("position", "pk")
