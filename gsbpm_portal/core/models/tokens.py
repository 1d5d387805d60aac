"""The token that each form carries, and the answer that its first use gave."""

from django.conf import settings
from django.db import models

from gsbpm_portal.core import clock


class SubmissionToken(models.Model):
    """One use of one form. A second post of the same token gets the first one's answer and changes nothing."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    purpose = models.CharField(max_length=200)
    answer_url = models.CharField(max_length=500, blank=True)
    answer_messages = models.JSONField(default=list)
    used_at = models.DateTimeField(default=clock.now, db_index=True)
