"""Everything that the page of one version shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils.functional import lazy
from django.utils.translation import get_language

from gsbpm_portal.accounts.models import paths_under
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import Contribution, Decision
from metadata import registry
from metadata.attributes import Attribute, asked, is_empty, missing, spec_of
from metadata.enums import GIVEN_UP, OPEN, State
from metadata.models import Code, Query, Reference, Reply, Version
from metadata.selectors.expressions import in_words
from metadata.selectors.standing import Standing, standings
from metadata.selectors.values import Pointer, text, values_of

THEMES = "SEKTOR"
"""The shared classification whose codes are the themes."""


@dataclass
class Line:
    """One attribute as the page shows it."""

    attribute: Attribute
    value: Any
    text: str = ""
    in_words: str = ""
    is_missing: bool = False
    remarks: int = 0
    standings: Mapping[int, Standing] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self.attribute.type != "bool" and is_empty(self.value)

    @property
    def pointers(self) -> list[tuple[Pointer, Standing | None]]:
        """What it names, and where that is not the one to be named any longer."""
        named = self.value if self.attribute.is_reference else []
        return [(pointer, self.standings.get(pointer.target.pk)) for pointer in named]


@dataclass
class Uses:
    """Where a version is used: by other entries, and by what upper apps tell."""

    entries: list[Reference] = field(default_factory=list)
    hidden: int = 0
    elsewhere: list[registry.Use] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.entries) + self.hidden + len(self.elsewhere)

    @property
    def running(self) -> int:
        """Uses that go on: these feel it when the version is retired."""
        going = sum(r.version.is_current or r.version.is_open for r in self.entries)
        return going + sum(use.running for use in self.elsewhere)


def themes() -> dict[str, str]:
    """{code: label} of the themes, in the language being shown."""
    return {code: str(label) for code, label in theme_choices()}


def theme_choices() -> list[tuple[str, Any]]:
    """(code, label) of the themes in their order; a label reads in whichever language is being shown (one query)."""
    rows = Code.objects.filter(
        version__item__code=THEMES, version__item__kind="classification", version__is_current=True
    )
    found = rows.order_by("position").values_list("code", "label_id", "label_en")
    return [(code, _in_either(id, en)) for code, id, en in found]


def _either(id: str, en: str) -> str:
    return en if en and get_language() == "en" else id


_in_either = lazy(_either, str)


def version_of(user: Any, kind: str, code: str, number: Sequence[int] | None = None) -> Version | None:
    """The version that an address names, as far as the person may see it; without a number the one in force, else the newest."""
    rows = Version.objects.visible_to(user).filter(item__kind=kind, item__code=code)
    rows = rows.select_related(
        "item__organisation", "replaced_by", "based_on__item", "created_by", "updated_by", "item__created_by"
    )
    if number is not None:
        return rows.filter(major=number[0], minor=number[1], patch=number[2]).first()
    return rows.order_by("-is_current", "-major", "-minor", "-patch").first()


def lines(version: Version, values: Mapping[str, Any] | None = None, user: Any = None) -> list[Line]:
    """The attributes in the order of their declaration, those that are not asked for left out."""
    values = values_of(version) if values is None else values
    spec = spec_of(version.item.kind)
    named = themes() if values.get("theme") else {}
    read = in_words(version, values, "en" if get_language() == "en" else "id")
    lacking = {a.name for a in missing(spec, values)} if version.is_open else set()
    remarks = _open_remarks(version)
    marks = standings((pointer.target for a in spec.references for pointer in values[a.name]), user)
    return [
        Line(
            a,
            values[a.name],
            text(a, values[a.name], named),
            read.get(a.name, ""),
            a.name in lacking,
            remarks.get(a.name, 0),
            marks,
        )
        for a in asked(spec, values)
        if a.name != "alt_code_name" or version.is_open or has_alt_codes(version)
    ]


def has_alt_codes(version: Version) -> bool:
    """Whether any code of a classification has a second one."""
    return bool(version.content.get("alt_code_name")) and version.codes.exclude(alt_code="").exists()


def _open_remarks(version: Version) -> dict[str, int]:
    if not version.is_open:
        return {}
    rows = version.queries.filter(closed_at__isnull=True).order_by().values("attribute").annotate(n=Count("pk"))
    return {row["attribute"]: row["n"] for row in rows}


def versions(version: Version, user: Any) -> list[Version]:
    """All versions of the item that the person may see, the newest first."""
    return list(Version.objects.visible_to(user).filter(item=version.item_id).select_related("item").newest_first())


def uses(version: Version, user: Any) -> Uses:
    """Where the version is used, or another one of the same meaning (a correction of it, or what it corrects).

    Drafts that the person may not see are counted, not named; visitors are not told of them at all.
    """
    alike = list(version.item.versions.filter(major=version.major).select_related("item"))
    rows = Reference.objects.filter(target__in=alike).select_related("version__item__organisation", "target__item")
    rows = rows.exclude(version__state__in=GIVEN_UP).order_by("version__name_id", "-target__minor", "-target__patch")
    visible = Version.objects.visible_to(user).filter(references__target__in=alike)
    seen = set(visible.values_list("pk", flat=True))
    entries: dict[int, Reference] = {}
    hidden: set[int] = set()
    for row in rows:
        if row.version_id in seen:
            entries.setdefault(row.version_id, row)
        elif user.is_authenticated:
            hidden.add(row.version_id)
    told = registry.uses_of(alike, user) if user.is_authenticated else {}
    return Uses(list(entries.values()), len(hidden), [use for found in told.values() for use in found])


def remarks(version: Version) -> list[Query]:
    """The discussion of a version in the order written."""
    answers = Prefetch("replies", Reply.objects.select_related("by").order_by("at", "pk"))
    return list(version.queries.select_related("by", "closed_by").prefetch_related(answers).order_by("at", "pk"))


def coming(version: Version) -> Version | None:
    """The endorsed version that will take its place on a later day."""
    rows = Version.objects.filter(item=version.item_id, state=State.ENDORSED, is_current=False)
    rows = rows.filter(valid_from__gt=clock.today()).exclude(pk=version.pk).select_related("item")
    return rows.order_by("valid_from").first()


def decisions(version: Version) -> list[Decision]:
    """Who decided what on it, the first one first."""
    rows = Decision.objects.filter(subject_kind="metadata.version", subject_id=version.pk)
    return list(rows.select_related("by").order_by("at", "pk"))


def newer(version: Version) -> Version | None:
    """The version in force that came after this one."""
    current = (
        Version.objects.filter(item=version.item_id, is_current=True, state=State.ENDORSED)
        .select_related("item")
        .first()
    )
    if current is None or current.pk == version.pk:
        return None
    mine, theirs = (version.major, version.minor, version.patch), (current.major, current.minor, current.patch)
    return current if theirs > mine else None


# What waits for a person -----------------------------------------------------------------------------------------------


def waiting(user: Any, stewarded: Iterable[str]) -> dict[str, list[Version]]:
    """Versions that wait for the person: {"review": …, "record": …, "mend": …, "answer": …}. One query for the versions.

    `stewarded` are the paths where the person is walidata.
    """
    made = Contribution.objects.filter(subject_kind="metadata.version", user=user, subject_id=OuterRef("pk"))
    paths = tuple(stewarded)
    shared = Q(item__organisation__isnull=True) if paths else Q(pk__in=[])
    rows = (
        Version.objects.filter(state__in=OPEN)
        .annotate(is_own=Exists(made))
        .filter(Q(is_own=True) | paths_under("item__organisation__path", list(paths)) | shared)
        .exclude(is_own=False, state__in=(State.DRAFT, State.RETURNED))
        .select_related("item__organisation", "updated_by")
        .annotate(
            unanswered=Count(
                "queries", filter=Q(queries__closed_at=None, queries__answered_at=None, queries__kind="query")
            ),
        )
        .defer("content", "words", "definition_id", "definition_en")
        .order_by("updated_at", "pk")
    )
    found: dict[str, list[Version]] = {"mend": [], "answer": [], "review": [], "record": []}
    for row in rows:
        if row.is_own:
            if row.state == State.RETURNED:
                found["mend"].append(row)
            elif row.unanswered and row.state != State.DRAFT:
                found["answer"].append(row)
        elif row.state == State.SUBMITTED:
            found["review"].append(row)
        else:
            found["record"].append(row)
    return found
