"""Audit rows: append-only, one hash chain per owner (an activity, an organisation, a registry item)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock


class AuditKind(models.TextChoices):
    CHANGE = "change", _("Change")
    DECISION = "decision", _("Decision")
    OVERRIDE = "override", _("Gate override")
    SECURITY = "security", _("People and access")
    SYSTEM = "system", _("System")


class AuditChain(models.Model):
    """The head of one chain. Its row is locked while an entry is appended, so that numbers never fork."""

    key = models.CharField(max_length=120, unique=True)
    seq = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.key


class AuditEntry(models.Model):
    """Who did what to which subject, when, from what to what, and why; sealed by a keyed hash over itself and its predecessor."""

    chain = models.ForeignKey(AuditChain, models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=clock.now, db_index=True)
    kind = models.CharField(max_length=12, choices=AuditKind, default=AuditKind.CHANGE)
    action = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    scope = models.CharField(max_length=80, blank=True, db_index=True)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=300)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    context = models.JSONField(default=dict)
    prev_mac = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "seq"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_seq_once")]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "seq"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.chain_id}#{self.seq} {self.action}"
