"""Stored words of the registry. Terms of ISO/IEC 11179 and GSIM; the labels are those that Indonesian offices know."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.choices import StateChoices


class Kind(models.TextChoices):
    """What is registered. `slug` stands in addresses."""

    CONCEPT = "concept", _("Concept")
    UNIT_TYPE = "unit_type", _("Unit type")
    POPULATION = "population", _("Population")
    VARIABLE = "variable", _("Variable")
    CLASSIFICATION = "classification", _("Classification")
    CORRESPONDENCE = "correspondence", _("Correspondence table")
    STANDARD = "standard", _("Standard data")
    INDICATOR = "indicator", _("Indicator")
    DATASET = "dataset", _("Data set")

    @property
    def slug(self) -> str:
        return KIND_SLUGS[self]

    @classmethod
    def of_slug(cls, slug: str) -> Kind:
        """The kind that an address names; KeyError for no kind."""
        return _OF_SLUG[slug]


KIND_SLUGS: dict[Kind, str] = {
    Kind.CONCEPT: "konsep",
    Kind.UNIT_TYPE: "jenis-unit",
    Kind.POPULATION: "populasi",
    Kind.VARIABLE: "variabel",
    Kind.CLASSIFICATION: "klasifikasi",
    Kind.CORRESPONDENCE: "korespondensi",
    Kind.STANDARD: "standar-data",
    Kind.INDICATOR: "indikator",
    Kind.DATASET: "set-data",
}
_OF_SLUG = {slug: kind for kind, slug in KIND_SLUGS.items()}


class State(StateChoices):
    """Registration status of a version."""

    DRAFT = "draft", _("Draft"), "todo", "todo"
    SUBMITTED = "submitted", _("Submitted"), "wait", "wait"
    RETURNED = "returned", _("Returned"), "back", "back"
    REVIEWED = "reviewed", _("Reviewed by walidata"), "work", "work"
    APPROVED = "approved", _("Approved by pembina"), "work", "work"
    ENDORSED = "endorsed", _("Endorsed"), "done", "done"
    REJECTED = "rejected", _("Rejected"), "late", "late"
    CANCELLED = "cancelled", _("Cancelled"), "skip", "skip"
    SUPERSEDED = "superseded", _("Superseded"), "skip", "skip"
    RETIRED = "retired", _("Retired"), "skip", "skip"


WRITABLE = frozenset({State.DRAFT, State.RETURNED})
"""Its producers may change it."""
OPEN = frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED, State.REVIEWED, State.APPROVED})
"""On its way: at most one version of an item."""
GIVEN_UP = frozenset({State.REJECTED, State.CANCELLED})
"""Over without an endorsement: a new proposal may begin from it."""
RELEASED = frozenset({State.ENDORSED, State.SUPERSEDED, State.RETIRED})
"""Endorsed once: locked, and readable by all."""


class Change(models.TextChoices):
    """What a new version changes: the place of its number that counts up."""

    FIRST = "first", _("First version")
    PATCH = "patch", _("Editorial correction (patch)")
    MINOR = "minor", _("Addition that leaves what stands as it is")
    MAJOR = "major", _("New validity period: the meaning changes")


class DataType(models.TextChoices):
    INTEGER = "integer", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")
    TEXT = "text", _("Text")
    DATE = "date", _("Date")
    BOOLEAN = "boolean", _("Yes or no")
    CODE = "code", _("Code")


class DomainKind(models.TextChoices):
    """Value domain of ISO/IEC 11179: by a list of its values, or by a description."""

    ENUMERATED = "enumerated", _("Enumerated: codes of a classification")
    DESCRIBED = "described", _("Described in words")


class Proposal(models.TextChoices):
    NEW = "new", _("New standard")
    UPDATE = "update", _("Update of a standard")


class Access(models.TextChoices):
    OPEN = "open", _("Open")
    RESTRICTED = "restricted", _("Restricted")
    CLOSED = "closed", _("Closed to the public")


class Frequency(models.TextChoices):
    """How often a data set appears; codes of MS-Keg 4.2, and two that only data sets have."""

    DAILY = "1", _("Daily")
    WEEKLY = "2", _("Weekly")
    MONTHLY = "3", _("Monthly")
    QUARTERLY = "4", _("Quarterly")
    FOUR_MONTHLY = "5", _("Every four months")
    HALF_YEARLY = "6", _("Half-yearly")
    YEARLY = "7", _("Yearly")
    LONGER = "8", _("Every two years or longer")
    ONCE = "once", _("Once only")
    IRREGULAR = "irregular", _("Irregular")


class Relation(models.TextChoices):
    """How a code of a classification corresponds to one of another."""

    EXACT = "exact", _("The same")
    NARROWER = "narrower", _("The target is a part of it")
    BROADER = "broader", _("It is a part of the target")
    RELATED = "related", _("Overlaps with the target")
    NONE = "none", _("No successor")


class CommentKind(models.TextChoices):
    COMMENT = "comment", _("Comment")
    QUERY = "query", _("Query to be answered")
