"""Decisions, the makers that they exclude, and comments: rows on any subject, named by its kind and id."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock


class Contribution(models.Model):
    """That a person made part of a subject in a decision round, submitted it, or delegated the vote on it: a maker.

    Rows are only ever added. A trigger refuses a checking decision by anyone who has one in the same round.
    """

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    round = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "round", "user"], name="contribution_once")
        ]


class Decision(models.Model):
    """Who decided what on which version of a subject, when and why.

    A decision that `checks` is a vote on someone's work: never by one of its makers. One that `closes` ends the round: each
    round of a subject has at most one.
    """

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    round = models.PositiveIntegerField()
    version = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=40)
    checks = models.BooleanField(default=False)
    closes = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    state_from = models.CharField(max_length=30, blank=True)
    state_to = models.CharField(max_length=30, blank=True)
    comment = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="decision_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "round"], condition=Q(closes=True), name="decision_closes_once"
            ),
            models.CheckConstraint(condition=Q(closes=False) | Q(checks=True), name="decision_closing_checks"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}#{self.subject_id}"


class Comment(models.Model):
    """A remark in the discussion of a subject; open until somebody closes it."""

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(_("comment"), max_length=4000)
    at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="comment_subject")]
