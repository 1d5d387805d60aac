"""What happens when people sign in and out, and how an attempt to sign in is counted."""

from __future__ import annotations

import time
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils import timezone

from gsbpm_portal.accounts import services, sessions
from gsbpm_portal.accounts.enums import SessionEnd
from gsbpm_portal.accounts.middleware import ENDED, SEEN
from gsbpm_portal.accounts.models import User


def attempted_username(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The user name as attempts are counted on it: in lower case, so that another spelling is no new chance."""
    raw = (credentials or {}).get("username") or (request.POST.get("username") if request is not None else "") or ""
    return str(raw).strip().lower()[:150]


def client_address(request: HttpRequest) -> str:
    """Where the request comes from: the address that the outermost of our own proxies saw, else the connection's."""
    proxies = getattr(settings, "TRUSTED_PROXY_COUNT", 0)
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies and _is_address(forwarded[-proxies]):
        return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def lockout_ends(request: HttpRequest, credentials: dict[str, Any] | None = None) -> timedelta:
    """How long the person still has to wait after too many failed attempts."""
    pause = get_cool_off(request) or timedelta(0)
    attempt = (
        AccessAttempt.objects.filter(
            username=attempted_username(request, credentials), ip_address=client_address(request) or None
        )
        .order_by("-attempt_time")
        .first()
    )
    began = attempt.attempt_time if attempt else timezone.now()
    return max(began + pause - timezone.now(), timedelta(0))


def browser_of(request: HttpRequest) -> str:
    """A short name for the browser ("Firefox, Windows"): enough to recognise one's own."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]
    systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (browsers, systems)]
    return ", ".join(name for name in found if name)


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record the session; a language picked before signing in becomes the person's own."""
    session = request.session
    session.pop(ENDED, None)
    session[SEEN] = int(time.time())
    session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))  # use does not prolong it
    if not session.session_key:
        session.save()
    sessions.start(user, session_key=session.session_key or "", browser=browser_of(request))
    picked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if picked in dict(settings.LANGUAGES) and picked != user.language:
        services.change_profile(user, by=user, language=picked)


def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    sessions.close(request.session.session_key, reason=SessionEnd.SIGNED_OUT)


def connect() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
