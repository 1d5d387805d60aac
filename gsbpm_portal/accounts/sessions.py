"""Sessions of a person: how many run at once, which they are, why one ended.

The session itself stays with Django. A row beside it lets people see and end their sessions; the row outlives the session, so
that the browser that comes back can be told what happened.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from gsbpm_portal.accounts import notices
from gsbpm_portal.accounts.enums import SessionEnd
from gsbpm_portal.accounts.models import Notice, User, UserSession

LIMIT_NOTICE = "account.session"
KEEP_ENDED = timedelta(days=14)


@transaction.atomic
def start(person: User, *, session_key: str, browser: str) -> UserSession:
    """Record a new session and end the oldest ones beyond settings.SESSION_LIMIT; the person is told once."""
    User.objects.select_for_update().filter(pk=person.pk).first()  # two sign-ins at once count each other
    session, _ = UserSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": person,
            "browser": browser[:200],
            "seen_at": timezone.now(),
            "ended_at": None,
            "end_reason": "",
        },
    )
    running = UserSession.objects.running().filter(user=person).exclude(pk=session.pk).order_by("-seen_at", "-pk")
    surplus = [row for row in running if not _end_if_expired(row)][settings.SESSION_LIMIT - 1 :]
    for row in surplus:
        end(row, reason=SessionEnd.LIMIT)
    told = Notice.objects.unread().filter(user=person, kind=LIMIT_NOTICE).exists() if surplus else True
    if not told:
        notices.notify(
            [person],
            kind=LIMIT_NOTICE,
            message=gettext_noop(
                "You signed in on another browser. At most %(limit)s sessions run at once, so the oldest was ended."
            ),
            params={"limit": settings.SESSION_LIMIT},
            url=reverse("accounts:profile"),
        )
    return session


def running(person: User) -> list[UserSession]:
    """The sessions of the person that go on, last used first; those that timed out meanwhile are closed on the way."""
    rows = UserSession.objects.running().filter(user=person)
    return [row for row in rows if not _end_if_expired(row)]


def _end_if_expired(row: UserSession) -> bool:
    now = timezone.now()
    too_old = row.started_at < now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    # A minute of grace: seen_at is written once a minute at most.
    idle = row.seen_at < now - timedelta(seconds=settings.SESSION_IDLE_SECONDS + 60)
    if too_old or idle:
        end(row, reason=SessionEnd.IDLE)
    return too_old or idle


def end(session: UserSession, *, reason: str) -> None:
    """End a session: its browser is signed out with its next request and told why."""
    _store(session.session_key).delete()
    session.ended_at, session.end_reason = timezone.now(), reason
    session.save(update_fields=["ended_at", "end_reason"])


def end_all(person: User, *, reason: str, but: str = "") -> int:
    """End all sessions of the person except the one with the key `but`; gives how many."""
    rows = list(UserSession.objects.running().filter(user=person).exclude(session_key=but or None))
    for row in rows:
        end(row, reason=reason)
    return len(rows)


def close(session_key: str | None, *, reason: str) -> None:
    """Note why a session is over whose data Django removes itself (signed out, idle)."""
    UserSession.objects.running().filter(session_key=session_key).update(ended_at=timezone.now(), end_reason=reason)


def touch(session_key: str | None) -> None:
    """Note that the session was just used."""
    UserSession.objects.running().filter(session_key=session_key).update(seen_at=timezone.now())


def rename(old_key: str, new_key: str) -> None:
    """Follow a session whose key Django changed."""
    UserSession.objects.filter(session_key=old_key).update(session_key=new_key)


def why_ended(session_key: str) -> str:
    """The reason for which the session with this key ended, or nothing when it goes on or is unknown."""
    row = UserSession.objects.filter(session_key=session_key, ended_at__isnull=False).first()
    return row.end_reason if row else ""


def purge() -> int:
    """Remove rows of sessions that ended two weeks ago or were left behind, and Django's own expired sessions."""
    _store_class().clear_expired()
    left_behind = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE) - KEEP_ENDED
    removed, _ = UserSession.objects.filter(ended_at__lt=timezone.now() - KEEP_ENDED).delete()
    stale, _ = UserSession.objects.running().filter(started_at__lt=left_behind).delete()
    return removed + stale


def _store_class() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def _store(session_key: str) -> Any:
    return _store_class()(session_key)
