"""Words of the accounts app that are stored: roles, languages, mail choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do at a node of the organisation tree and everywhere below it."""

    STAF = "staf", _("Staff")
    PENYELIA = "penyelia", _("Supervisor")
    WALIDATA = "walidata", _("Data steward (walidata)")
    PIMPINAN = "pimpinan", _("Head")
    ADMIN = "admin", _("Administrator")


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "pemerintah", _("Government")
    OFFICE = "instansi", _("Office")
    SECTION = "unit", _("Section")


class MailChoice(models.TextChoices):
    """When notices are also sent by mail."""

    AT_ONCE = "langsung", _("At once")
    DIGEST = "harian", _("Once a day, in one digest")
    NONE = "tidak", _("Never")


class SessionEnd(models.TextChoices):
    """Why a session is over."""

    SIGNED_OUT = "keluar", _("Signed out")
    LIMIT = "batas", _("Signed in on another browser")
    IDLE = "diam", _("Not used for some time")
    PERSON = "orang", _("Ended by the person")
    PASSWORD = "sandi", _("Password changed")
    CLOSED = "tutup", _("Account closed")
