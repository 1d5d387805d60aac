"""What every view of the portal shares: one effect for each posted form, and refusals shown as sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from gsbpm_portal.core import tokens
from gsbpm_portal.core.middleware import without_nul

View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """Let each shown form act once: double click, back button and retry get the first answer and change nothing.

    The posted form carries the field `token`. The view runs in a transaction. When it answers with a redirect (or with a page
    marked by `remember`), the token is used up and the answer kept; any other answer (a form with mistakes) rolls everything
    back and leaves the token for the next try. A post without a token is refused with 400.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        request.POST = without_nul(request.POST)  # type: ignore[misc]
        token = tokens.parse(request.POST.get(tokens.FIELD))
        if token is None:
            return render(
                request,
                "400.html",
                {"reason": _("The form came without its token. Load the page again and resend it.")},
                status=400,
            )
        user = request.user if request.user.is_authenticated else None
        with transaction.atomic():
            claimed = tokens.claim(token, by=user, purpose=request.path)
            if claimed is not None:
                response = view(request, *args, **kwargs)
                if _is_answer(response):
                    tokens.answer(claimed, url=_address(response), messages=_spoken(request))
                else:
                    transaction.set_rollback(True)
                return response
        return _repeat(request, token, user)

    return guarded


def remember(response: HttpResponse, url: str) -> HttpResponse:
    """Mark a partial page as the answer of a form that has had its effect; a repeat is sent to `url`."""
    response.portal_answer_url = url  # type: ignore[attr-defined]
    return response


def _is_answer(response: HttpResponse) -> bool:
    return bool(_address(response)) and response.status_code < 400


def _address(response: HttpResponse) -> str:
    return str(
        getattr(response, "portal_answer_url", "")
        or response.headers.get("HX-Redirect")
        or response.headers.get("Location", "")
    )


def _spoken(request: HttpRequest) -> list[list[Any]]:
    storage = messages.get_messages(request)
    return [[message.level, str(message.message)] for message in getattr(storage, "_queued_messages", [])]


def _repeat(request: HttpRequest, token: Any, user: Any) -> HttpResponse:
    earlier = tokens.earlier_answer(token, by=user)
    if earlier is None or not earlier.answer_url:
        return render(
            request, "400.html", {"reason": _("This form was already used. Load the page again.")}, status=400
        )
    standing = messages.get_messages(request)
    waiting = [[message.level, str(message.message)] for message in standing]
    standing.used = False  # looked at, not shown
    for level, text in earlier.answer_messages:
        if [level, text] not in waiting:
            messages.add_message(request, level, text)
    return redirect_to(request, earlier.answer_url)


def redirect_to(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that both a browser and an HTMX request follow as a whole page."""
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else HttpResponseRedirect(url)
