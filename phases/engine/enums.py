"""Stored words of the workflow. States carry label, colour and icon in one place; named sets say what belongs together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.choices import StateChoices


class PhaseState(StateChoices):
    NOT_OPEN = "belum_dibuka", _("Not opened"), "todo", "todo"
    RUNNING = "berjalan", _("Running"), "work", "work"
    CLOSING = "diajukan_tutup", _("Submitted for closing"), "wait", "wait"
    CLOSED = "ditutup", _("Closed"), "done", "done"
    REOPENED = "dibuka_kembali", _("Reopened"), "back", "iteration"

    @classmethod
    def running(cls) -> frozenset[str]:
        """Work is going on."""
        return frozenset({cls.RUNNING, cls.REOPENED})


class IterationState(StateChoices):
    NOT_STARTED = "belum_dimulai", _("Not started"), "todo", "todo"
    IN_WORK = "dikerjakan", _("In work"), "work", "work"
    SUBMITTED = "diajukan", _("Awaiting decision"), "wait", "wait"
    RETURNED = "dikembalikan", _("Returned"), "back", "back"
    APPROVED = "disetujui", _("Approved"), "done", "done"
    SKIPPED = "dilewati", _("Skipped"), "skip", "skip"

    @classmethod
    def editable(cls) -> frozenset[str]:
        """Staff may write."""
        return frozenset({cls.IN_WORK, cls.RETURNED})

    @classmethod
    def finished(cls) -> frozenset[str]:
        """Nothing more to do unless it is reopened."""
        return frozenset({cls.APPROVED, cls.SKIPPED})


class Applicability(StateChoices):
    APPLIES = "berlaku", _("Applies"), "todo", "todo"
    NOT_APPLICABLE = "tidak_berlaku", _("Not applicable"), "skip", "na"


class EvidenceKind(models.TextChoices):
    FILE = "berkas", _("File")
    LINK = "tautan", _("Link")


class ArtefactSource(models.TextChoices):
    EVIDENCE = "bukti", _("Evidence")
    DESIGN = "rancangan", _("Design record")


class RequestKind(models.TextChoices):
    """What can be asked of somebody with authority, who confirms or declines it."""

    SKIP = "lewati", _("Skip the sub-process")
    OVERRIDE = "lampaui", _("Override a gate")
    EXTENSION = "perpanjangan", _("Extend the due date")
    REOPEN = "buka_kembali", _("Reopen the sub-process")


class RequestState(StateChoices):
    OPEN = "terbuka", _("Open"), "wait", "wait"
    CONFIRMED = "dikonfirmasi", _("Confirmed"), "done", "done"
    DECLINED = "ditolak", _("Declined"), "back", "back"
    WITHDRAWN = "ditarik", _("Withdrawn"), "skip", "skip"


class RecheckState(StateChoices):
    OPEN = "terbuka", _("To re-check"), "back", "flag"
    UNCHANGED = "tidak_berubah", _("Re-checked: unchanged"), "done", "done"
    REDONE = "dikerjakan_ulang", _("Re-checked: being redone"), "work", "iteration"
