"""Messages that leave the database: written in the business transaction, sent after it, each once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock


class OutboxMessage(models.Model):
    """One message of a registered kind. `key` makes writing it twice one message; claimed and sent by the worker."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    available_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [
            models.Index(
                fields=["available_at"],
                name="outbox_waiting",
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="outbox_key_once", condition=~models.Q(key=""))
        ]
