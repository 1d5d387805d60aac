"""Stored words of activities, cycles and teams. Codes of MS-Keg where the form has them (domain section 2.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    """Cara pengumpulan data: decides which sub-processes and tasks apply at first (`applies` in the catalogue)."""

    SURVEY = "survey", _("Survey")
    CENSUS = "census", _("Census")
    ADMIN = "admin", _("Compilation of administrative products")
    OTHER = "other", _("Other means")


class StatisticType(models.TextChoices):
    BASIC = "dasar", _("Basic statistics")
    SECTORAL = "sektoral", _("Sectoral statistics")
    SPECIAL = "khusus", _("Special statistics")


class Repetition(models.TextChoices):
    ONCE = "sekali", _("Once only")
    REPEATED = "berulang", _("Repeated")


class Frequency(models.TextChoices):
    DAILY = "1", _("Daily")
    WEEKLY = "2", _("Weekly")
    MONTHLY = "3", _("Monthly")
    QUARTERLY = "4", _("Quarterly")
    FOUR_MONTHLY = "5", _("Every four months")
    HALF_YEARLY = "6", _("Half-yearly")
    YEARLY = "7", _("Yearly")
    LONGER = "8", _("Every two years or longer")


class Coverage(models.TextChoices):
    ALL = "1", _("All of Indonesia")
    PART = "2", _("Part of Indonesia")


class SeatRole(models.TextChoices):
    """What a person does in the team of one cycle."""

    STAF = "staf", _("Staff")
    PENYELIA = "penyelia", _("Supervisor")
    WALIDATA = "walidata", _("Walidata contact")


class DelegationKind(models.TextChoices):
    PLH = "plh", _("Plh. (daily acting)")
    PLT = "plt", _("Plt. (acting in the post)")


MSKEG_KIND: dict[ActivityKind, str] = {
    ActivityKind.CENSUS: "1",
    ActivityKind.SURVEY: "2",
    ActivityKind.ADMIN: "3",
    ActivityKind.OTHER: "4",
}
"""Cara pengumpulan data by its code on the form."""
MSKEG_REPETITION: dict[Repetition, str] = {Repetition.ONCE: "1", Repetition.REPEATED: "2"}
"""MS-Keg 4.1"""
