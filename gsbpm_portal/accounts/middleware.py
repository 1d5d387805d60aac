"""The person behind a request: idle sessions end, their language is spoken, after signing in they are back where they were."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from gsbpm_portal.accounts import sessions
from gsbpm_portal.accounts.enums import SessionEnd
from gsbpm_portal.core.middleware import without_nul

SEEN = "seen"
ENDED = "session_ended"
"""In the data of an anonymous session: why the one before it ended."""
MACHINERY = re.compile(
    r"token|password|sandi|^naskah(-|$)|(^|-)(base|revision|next|do|until|[A-Z]+_FORMS)$", re.IGNORECASE
)
"""Names of posted fields that nobody types, or that are never shown."""
WRITE_SECONDS = 60
"""The last use of a session is written down this often at most."""


class PersonMiddleware:
    """Stands right after Django's AuthenticationMiddleware. Costs no query on most requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            self.check_session(request)
        if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) not in dict(settings.LANGUAGES):
            # The portal speaks the person's language, else its own: that of the browser is rarely a choice.
            own = request.user.language if request.user.is_authenticated else settings.LANGUAGE_CODE
            translation.activate(own)
            request.LANGUAGE_CODE = own
        return self.lead_back(request, self.get_response(request))

    def check_session(self, request: HttpRequest) -> None:
        """End the session when it was idle for too long, note its use, or keep the reason why it is gone."""
        session, now = request.session, int(time.time())
        if SESSION_KEY not in session:
            reason = "" if session.keys() else sessions.why_ended(request.COOKIES[settings.SESSION_COOKIE_NAME])
            if reason and reason != SessionEnd.SIGNED_OUT:
                session[ENDED] = reason
            return
        idle = now - session.get(SEEN, now)
        if idle > settings.SESSION_IDLE_SECONDS:
            sessions.close(session.session_key, reason=SessionEnd.IDLE)
            logout(request)
            request.session[ENDED] = str(SessionEnd.IDLE)
        elif SEEN not in session or (idle > WRITE_SECONDS and not is_background(request)):
            session[SEEN] = now
            sessions.touch(session.session_key)

    def lead_back(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Have a redirect to the sign-in page lead back to the page that the person sees: no fragment, no target of a form.

        A form that came too late is answered with what was typed into it, so that it can be copied; where the script has kept a
        draft, it goes on to the sign-in page.
        """
        if response.status_code != 302 or urlsplit(response["Location"]).path != resolve_url(settings.LOGIN_URL):
            return response
        if is_htmx(request):
            return HttpResponseClientRedirect(_sign_in_url(request, request.headers.get("HX-Current-URL", "")))
        if request.method not in ("GET", "HEAD"):
            texts, others = typed(request)
            if texts or others:
                context = {"texts": texts, "others": "\n".join(others)}
                back = _sign_in_url(request, request.headers.get("Referer", ""))
                page = render(request, "accounts/session_ended.html", {**context, "sign_in": back}, status=401)
                page.cookies = response.cookies
                page.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
                add_never_cache_headers(page)
                return page
            redirect = HttpResponseRedirect(_sign_in_url(request, request.headers.get("Referer", "")))
            redirect.cookies = response.cookies
            return redirect
        return response


def typed(request: HttpRequest) -> tuple[list[str], list[str]]:
    """What came with a form: texts, and everything short as "name: value"; nothing secret, nothing of the machinery."""
    texts, others = [], []
    for name, values in without_nul(request.POST).lists():
        if MACHINERY.search(name):
            continue
        for value in filter(None, (value.strip() for value in values)):
            if len(value.split(None, 1)) > 1 or len(value) > 40:
                texts.append(value)
            else:
                others.append(f"{name}: {value}")
    return texts, others


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def is_background(request: HttpRequest) -> bool:
    """Whether the page asked on its own (a badge, the progress of a job) rather than the person."""
    return is_htmx(request) and request.method == "GET"


def _sign_in_url(request: HttpRequest, page: str) -> str:
    sign_in = resolve_url(settings.LOGIN_URL)
    if not page or not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return sign_in
    parts = urlsplit(page)
    back = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"{sign_in}?{urlencode({'next': back})}" if back != sign_in else sign_in
