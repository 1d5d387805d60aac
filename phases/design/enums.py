"""Stored words of the notification of a cycle. Where ROMANTIK shows a spelling, it is used; the other words are ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.choices import StateChoices


class FilingForm(models.TextChoices):
    """The forms by which a cycle is notified, by their code in forms_catalogue/."""

    FS3 = "fs3", _("FS3")
    FP_KPA = "fp_kpa", _("FP-KPA")


class Submission(StateChoices):
    """status_pengajuan: how far the notification has come. The walidata's check is a matter of the portal alone."""

    DRAFT = "draft", _("Being drafted"), "work", "work"
    WAITING = "menunggu_walidata", _("With the walidata"), "wait", "wait"
    VERIFIED = "diverifikasi_walidata", _("Verified by the walidata"), "done", "check"
    FILED = "diajukan", _("Submitted to BPS"), "wait", "wait"
    EXAMINED = "pemeriksaan", _("Examined by BPS"), "wait", "search"
    MENDING = "perbaikan", _("To be mended"), "back", "back"
    DONE = "selesai", _("Finished"), "done", "done"
    CANCELLED = "dibatalkan", _("Cancelled"), "skip", "skip"

    @classmethod
    def over(cls) -> frozenset[str]:
        """Nothing more happens to it."""
        return frozenset({cls.DONE, cls.CANCELLED})

    @classmethod
    def at_bps(cls) -> frozenset[str]:
        """The turn is with BPS, whose clock runs."""
        return frozenset({cls.FILED, cls.EXAMINED})

    @classmethod
    def mended(cls) -> frozenset[str]:
        """The staff write on it."""
        return frozenset({cls.DRAFT, cls.MENDING})


class Verdict(StateChoices):
    """status_rekomendasi"""

    NONE = "belum", _("No recommendation yet"), "todo", "todo"
    FIT = "layak", _("Recommended"), "done", "shield"
    REFUSED = "ditolak", _("Refused"), "back", "back"


class NoteState(StateChoices):
    """Of a note of BPS. The walidata's own remarks are those of core.remarks."""

    OPEN = "belum diperbaiki", _("Not mended yet"), "back", "back"
    MENDED = "sudah diperbaiki", _("Mended"), "done", "check"


class Channel(models.TextChoices):
    """How a notification or a letter goes to BPS and comes back."""

    ROMANTIK = "romantik", _("ROMANTIK Online")
    EMAIL = "surel", _("E-mail")
    LETTER = "surat", _("Letter")
    VISIT = "kunjungan", _("Visit to the BPS office")


class LetterKind(models.TextChoices):
    SENT = "pengajuan", _("Submission to BPS")
    RESENT = "perbaikan", _("Mended submission to BPS")
    NOTES = "catatan", _("Notes of BPS")
    FIT = "rekomendasi", _("Recommendation")
    REFUSED = "penolakan", _("Refusal")
    HANDED = "serah_hasil", _("Results handed over")


class Follow(StateChoices):
    """What became of an item of the recommendation."""

    OPEN = "belum", _("Not followed up yet"), "todo", "todo"
    DONE = "ditindaklanjuti", _("Followed up"), "done", "done"
    REASONED = "tidak_dapat", _("Cannot be followed up"), "skip", "skip"


class ExemptionState(StateChoices):
    ASKED = "diajukan", _("Awaiting decision"), "wait", "wait"
    GRANTED = "disetujui", _("Approved"), "done", "done"
    REFUSED = "ditolak", _("Refused"), "back", "back"
    WITHDRAWN = "ditarik", _("Withdrawn"), "skip", "skip"
