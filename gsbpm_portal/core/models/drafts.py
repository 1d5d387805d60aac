"""What a person has typed into a form and not sent yet."""

from django.conf import settings
from django.db import models

from gsbpm_portal.core import clock


class Draft(models.Model):
    """The unsent content of one form of one person; unfinished and personal, hence seen by nobody else and not audited.

    The row outlives its content: once the form was sent or the draft thrown away, `data` is null and the number has grown, so
    that a save which was on its way meanwhile is told from a new draft. Written by core.drafts alone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    """What the form is about: "design:IKAN/2026/population"."""
    data = models.JSONField(null=True)
    """Pairs [name, value] as a browser would post them, in their order."""
    number = models.PositiveIntegerField(default=0)
    """Grows with every change; 0 before the first one."""
    base = models.CharField(max_length=2000, blank=True)
    """What the form was filled from, in the words of its page."""
    page = models.CharField(max_length=36, blank=True)
    """Which loading of the page saved last, and the how manieth content of it that was: its saves may overtake each other."""
    step = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_draft_a_form")]
