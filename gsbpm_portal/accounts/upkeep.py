"""Periodic tidying: rows about people that nobody needs any more."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.utils import timezone

from gsbpm_portal.accounts import notices, sessions

KEEP_ATTEMPTS = timedelta(days=30)


def purge() -> None:
    """Old sessions, notices read long ago, and traces of attempts to sign in."""
    sessions.purge()
    notices.purge()
    before = timezone.now() - KEEP_ATTEMPTS
    AccessAttempt.objects.filter(attempt_time__lt=before).delete()
    AccessLog.objects.filter(attempt_time__lt=before).delete()
