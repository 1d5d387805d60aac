"""Stored words of the yearly planning under Satu Data Indonesia (Perpres 39/2019). Values are those of Indonesian offices."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.choices import StateChoices


class ListKind(models.TextChoices):
    """The four lists of a year's plan. `slug` stands in addresses, `prefix` before the number of an entry (D12)."""

    DATA = "data", _("List of data")
    PRIORITY = "prioritas", _("List of priority data")
    ACTION = "aksi", _("Action plan")
    RESTRICTION = "pembatasan", _("Access restrictions")

    @property
    def slug(self) -> str:
        return SLUGS[self]

    @property
    def prefix(self) -> str:
        return PREFIXES[self]

    @classmethod
    def of_slug(cls, slug: str) -> ListKind:
        """The list that an address names; KeyError for none."""
        return _OF_SLUG[slug]

    @classmethod
    def of_prefix(cls, prefix: str) -> ListKind:
        """The list that the key of an entry belongs to; KeyError for none."""
        return _OF_PREFIX[prefix]


SLUGS: dict[ListKind, str] = {
    ListKind.DATA: "daftar-data",
    ListKind.PRIORITY: "daftar-data-prioritas",
    ListKind.ACTION: "rencana-aksi",
    ListKind.RESTRICTION: "pembatasan-akses",
}
PREFIXES: dict[ListKind, str] = {
    ListKind.DATA: "D",
    ListKind.PRIORITY: "P",
    ListKind.ACTION: "A",
    ListKind.RESTRICTION: "B",
}
_OF_SLUG = {slug: kind for kind, slug in SLUGS.items()}
_OF_PREFIX = {prefix: kind for kind, prefix in PREFIXES.items()}


class PlanState(StateChoices):
    """How far the plan of a year has come."""

    OPEN = "terbuka", _("Open for proposals"), "work", "open"
    FORUM = "dibahas", _("In the forum"), "wait", "users"
    RECORDED = "dicatat", _("Agreement recorded, to be confirmed"), "wait", "wait"
    AGREED = "disepakati", _("Agreed"), "done", "done"
    REOPENED = "dibuka_kembali", _("Reopened"), "back", "back"

    @classmethod
    def proposing(cls) -> frozenset[str]:
        """Producers propose and mend."""
        return frozenset({cls.OPEN, cls.REOPENED})

    @classmethod
    def running(cls) -> frozenset[str]:
        """Entries are still checked."""
        return frozenset({cls.OPEN, cls.REOPENED, cls.FORUM})


class EntryState(StateChoices):
    """What became of an entry of a list."""

    PROPOSED = "usulan", _("Proposed"), "wait", "wait"
    FIT = "layak", _("Checked by the walidata"), "work", "check"
    RETURNED = "dikembalikan", _("Returned to the producer"), "back", "back"
    AGREED = "disepakati", _("Agreed in the forum"), "done", "done"
    DECLINED = "tidak_disepakati", _("Not agreed"), "late", "close"
    DEFERRED = "ditunda", _("Put off by the forum"), "skip", "clock"
    WITHDRAWN = "ditarik", _("Withdrawn"), "skip", "skip"

    @classmethod
    def mended(cls) -> frozenset[str]:
        """Its producer may change it."""
        return frozenset({cls.PROPOSED, cls.RETURNED})

    @classmethod
    def undecided(cls) -> frozenset[str]:
        """Something is still to be said by the walidata or the forum."""
        return frozenset({cls.PROPOSED, cls.FIT})

    @classmethod
    def decided(cls) -> frozenset[str]:
        """The forum spoke."""
        return frozenset({cls.AGREED, cls.DECLINED, cls.DEFERRED})

    @classmethod
    def standing(cls) -> frozenset[str]:
        """It may still come into the agreed lists, or stands there."""
        return frozenset({cls.PROPOSED, cls.FIT, cls.RETURNED, cls.AGREED})


class DataKind(models.TextChoices):
    """Kinds of data of Perpres 39/2019."""

    STATISTICS = "statistik", _("Statistical data")
    GEOSPATIAL = "geospasial", _("Geospatial data")
    FINANCE = "keuangan", _("State finance data of the central level")
    OTHER = "lainnya", _("Other data")


class Submission(models.TextChoices):
    """Jenis pengajuan. The regulation names no values; these are ours."""

    NEW = "baru", _("New")
    UPDATE = "pemutakhiran", _("Update of an entry")
    KEPT = "tetap", _("Kept from the last list")


class MetadataState(models.TextChoices):
    """Whether metadata of the data are there."""

    COMPLETE = "lengkap", _("Complete")
    PARTLY = "sebagian", _("In part")
    NONE = "belum", _("Not yet")


class AccessLevel(models.TextChoices):
    """How far data are open."""

    OPEN = "terbuka", _("Open")
    LIMITED = "terbatas", _("Limited")
    CLOSED = "tertutup", _("Closed to others")


class ActionKind(models.TextChoices):
    """What an item of the action plan works on."""

    STANDARDS = "sds", _("Standard data")
    METADATA = "metadata", _("Metadata")
    CODES = "kode_referensi", _("Reference codes and master data")
    INTEROPERABILITY = "interoperabilitas", _("Interoperability")
    PEOPLE = "sdm", _("Human resources")
    PORTAL = "portal", _("Portal")
    OTHER = "lain", _("Another matter")


class Verdict(models.TextChoices):
    """What is decided on two entries that look alike."""

    DIFFERENT = "berbeda", _("Different data: both stand")
    SAME = "sama", _("The same data: one of them stands")


class Proposers(models.TextChoices):
    """Who may propose to restrict access to data: the office's setting."""

    CENTRAL = "pusat", _("Producers of the central government, and walidata")
    ALL = "semua", _("All producers and walidata")
