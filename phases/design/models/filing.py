"""The notification of a cycle and what came of it. No answer of a form stands here: those are typed in the design record.

What was handed in is frozen (`FilingVersion`), as are letters: a later edit of the record changes none of it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import Cycle
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import StoredFile
from phases.design.enums import (
    Channel,
    ExemptionState,
    FilingForm,
    Follow,
    LetterKind,
    NoteState,
    Submission,
    Verdict,
)
from phases.engine.models.runs import InCycle


class Filing(InCycle, models.Model):
    """One notification of a cycle, from its draft to the recommendation.

    `round` counts decision rounds of the walidata's check, `revision` what was handed in: together the version that a decision
    is tied to. Of a cycle one at most is under way; after a refusal or a cancellation another one may be begun.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="filings")
    form = models.CharField(_("form"), max_length=10, choices=FilingForm)
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    state = models.CharField(_("submission"), max_length=25, choices=Submission, default=Submission.DRAFT)
    verdict = models.CharField(_("recommendation"), max_length=10, choices=Verdict, default=Verdict.NONE)
    round = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_on = models.DateField(_("submitted to BPS on"), null=True, blank=True)
    noted_on = models.DateField(_("notes of BPS from"), null=True, blank=True)
    answered_on = models.DateField(_("answered by BPS on"), null=True, blank=True)
    identity = models.CharField(_("identity of the recommendation"), max_length=40, blank=True)
    handed_on = models.DateField(_("results handed over on"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    filled: Any = None
    """The form as a page has filled it already, for gates that are asked for that page; a row that a move holds has none."""

    class Meta:
        ordering = ["cycle", "number"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [models.Index(fields=["state"], name="filing_state")]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="filing_number_once"),
            models.UniqueConstraint(
                fields=["cycle"],
                condition=~Q(state__in=[Submission.DONE, Submission.CANCELLED]),
                name="filing_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.NONE) | Q(state=Submission.DONE), name="filing_verdict_ends_it"
            ),
            models.CheckConstraint(condition=~Q(verdict=Verdict.FIT) | ~Q(identity=""), name="filing_fit_has_identity"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {self.cycle}"

    @property
    def reference(self) -> str:
        """What people call it by: the same from the first draft to the end."""
        return f"{self.get_form_display()}/{self.cycle.activity.code}/{self.cycle.edition}/{self.number}"

    @property
    def version_text(self) -> str:
        return f"{self.round}.{self.revision}"

    @property
    def look(self) -> Submission:
        return Submission(self.state)

    @property
    def notified_on(self) -> dt.date | None:
        """The day of the notification, by which rules judge it: that of the submission to BPS, before it the first one here."""
        if self.sent_on is not None:
            return self.sent_on
        first = self.versions.order_by("number").values_list("at", flat=True).first()
        return timezone.localtime(first).date() if first else None

    @property
    def is_over(self) -> bool:
        return self.state in Submission.over()

    def get_absolute_url(self) -> str:
        return reverse("filing:home", args=[self.cycle.activity.code, self.cycle.edition])


class FilingVersion(models.Model):
    """What was handed in: the form frozen as JSON, the same as a document and in the layout of ROMANTIK, and what the review
    rules said of it. Rows are only ever added."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField()
    document = models.JSONField()
    romantik = models.JSONField()
    findings = models.JSONField(default=list)
    digest = models.CharField(_("SHA-256"), max_length=64)
    words = models.TextField(_("note"), blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["filing", "number"]
        verbose_name = _("version of a notification")
        verbose_name_plural = _("versions of notifications")
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="filing_version_once")]

    def __str__(self) -> str:
        return f"{self.filing.reference} v{self.number}"


class FilingLetter(models.Model):
    """A paper, mail or entry that went to BPS or came from there. Rows are only ever added."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="letters")
    version = models.ForeignKey(FilingVersion, models.PROTECT, null=True, blank=True, related_name="letters")
    kind = models.CharField(_("what"), max_length=15, choices=LetterKind)
    day = models.DateField(_("date"))
    channel = models.CharField(_("channel"), max_length=15, choices=Channel, blank=True)
    letter = models.CharField(_("number of the letter"), max_length=80, blank=True)
    addressee = models.CharField(_("addressee"), max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(_("note"), blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.filing.reference}"


class FilingNote(models.Model):
    """What BPS wants mended: about a line of the form, and the sub-process that answers for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="notes")
    version = models.ForeignKey(FilingVersion, models.PROTECT, related_name="notes")
    number = models.PositiveSmallIntegerField(_("number"))
    line = models.CharField(_("line of the form"), max_length=40, blank=True)
    label = models.CharField(max_length=300, blank=True)
    subprocess = models.CharField(_("sub-process"), max_length=5, blank=True)
    text = models.TextField(_("note"), max_length=2000)
    state = models.CharField(_("state"), max_length=20, choices=NoteState, default=NoteState.OPEN)
    answer = models.TextField(_("what was mended"), blank=True, max_length=2000)
    revision = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("note on a notification")
        verbose_name_plural = _("notes on notifications")
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="filing_note_once"),
            models.CheckConstraint(
                condition=~Q(state=NoteState.MENDED) | ~Q(answer=""), name="filing_note_mended_is_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"C{self.number} · {self.filing.reference}"

    @property
    def key(self) -> str:
        return f"C{self.number}"

    @property
    def look(self) -> NoteState:
        return NoteState(self.state)


class RecommendationItem(models.Model):
    """A recommendation of BPS, and what was done about it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("recommendation"), max_length=2000)
    state = models.CharField(_("state"), max_length=20, choices=Follow, default=Follow.OPEN)
    follow_up = models.TextField(_("follow-up"), blank=True, max_length=2000)
    evidence = models.URLField(_("address of the evidence"), blank=True, max_length=500)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="recommendation_item_once"),
            models.CheckConstraint(
                condition=Q(state=Follow.OPEN) | ~Q(follow_up=""), name="recommendation_item_followed_is_told"
            ),
        ]

    def __str__(self) -> str:
        return f"R{self.number} · {self.filing.reference}"

    @property
    def key(self) -> str:
        return f"R{self.number}"

    @property
    def look(self) -> Follow:
        return Follow(self.state)


class Exemption(InCycle, models.Model):
    """That a cycle needs no recommendation: the reason as it stood in the design record when it was asked, and the decision.

    It holds while that reason still stands there: another reason has to be decided on anew.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="exemptions")
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=20, choices=ExemptionState, default=ExemptionState.ASKED)
    round = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("exemption from the notification")
        verbose_name_plural = _("exemptions from the notification")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state=ExemptionState.ASKED), name="exemption_asked_once"
            )
        ]

    def __str__(self) -> str:
        return " ".join([str(_("Exemption")), "·", str(self.cycle)])

    @property
    def version_text(self) -> str:
        return str(self.round)

    @property
    def look(self) -> ExemptionState:
        return ExemptionState(self.state)
