"""What stands behind the examples on the page for programs: entries that anybody may read; two queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Value, When

from metadata.enums import Kind
from metadata.models import Version
from metadata.selectors.entry import THEMES
from metadata.selectors.public import released


@dataclass(frozen=True)
class Examples:
    """A classification and a data set in force; None while there is none."""

    classification: Version | None
    dataset: Version | None


def examples() -> Examples:
    """The classification of themes where it is loaded, else the first one; the first data set."""
    standing = released().in_force().select_related("item")
    themes_first = Case(When(item__code=THEMES, then=Value(0)), default=Value(1))
    lists = standing.filter(item__kind=Kind.CLASSIFICATION).order_by(themes_first, "item__code")
    return Examples(lists.first(), standing.filter(item__kind=Kind.DATASET).order_by("item__code").first())
