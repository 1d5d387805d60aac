"""What the pages inside a cycle share: finding the cycle, refusals as sentences, and addresses that may not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.models import Cycle
from gsbpm_portal.core import wording
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from gsbpm_portal.core.views import once
from phases.engine.selectors.sheet import find_cycle, person

View = Callable[..., HttpResponse]


def in_cycle(*methods: str) -> Callable[[View], View]:
    """A page of a cycle: `view(request, cycle, …)` for people who are signed in and see the cycle; else 404.

    A post acts once. A refusal for the person becomes 403 with its reason; a move refused that the view did not show itself
    becomes a page with all reasons (409).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, code: str, edition: str, **kwargs: Any) -> HttpResponse:
            request.user = person(request.user)
            try:
                cycle = find_cycle(request.user, code, edition)
            except Cycle.DoesNotExist:
                raise Http404("no such cycle") from None
            try:
                return view(request, cycle, **kwargs)
            except NotAllowed as refusal:
                return not_allowed(request, refusal)
            except MoveRefused as refusal:
                return refused(request, refusal, cycle.get_absolute_url())

        return login_required(require_http_methods(list(methods))(once(found)))

    return decorate


def lawful(refusal: MoveRefused) -> MoveRefused:
    """The refusal, for views that show it on their page; one that is about the person is raised on (403)."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    return refusal


def not_allowed(request: HttpRequest, refusal: MoveRefused) -> HttpResponse:
    reason = " ".join(str(reason.text) for reason in refusal.reasons)
    return render(request, "403.html", {"reason": reason}, status=403)


def refused(request: HttpRequest, refusal: MoveRefused, back: str) -> HttpResponse:
    """A page of its own for a refusal: every reason with the way to where it is mended."""
    context = {"reasons": reasons_from(refusal.reasons, back), "back": back, "has_errors": True}
    return render(request, "engine/refused.html", context, status=409)


def text_of(request: HttpRequest, name: str, *, most: int) -> str:
    """A posted text that has no form of its own. Refuses an overlong one rather than cut it."""
    text = request.POST.get(name, "").replace("\r\n", "\n")
    if len(text) > most:
        limit = {"limit": wording.number(most)}
        raise MoveRefused(Reason("long", _("The text is too long: at most %(limit)s characters.") % limit, f"#{name}"))
    return text


def reasons_from(reasons: tuple[Reason, ...] | list[Reason], page: str) -> list[Reason]:
    """Reasons whose fragments lead to `page`, for use on another page."""
    return [
        Reason(r.code, r.text, page.split("#", 1)[0] + r.anchor if r.anchor.startswith("#") else r.anchor, r.gate)
        for r in reasons
    ]


def link(name: str, *args: Any) -> str:
    """The address of a url name, or nothing where no app has such a page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def page_of(cycle: Cycle, number: str) -> str:
    """The page of a sub-process (3.6) or phase (3) of the cycle."""
    name = "engine:subprocess" if "." in number else "engine:phase"
    return reverse(name, args=[cycle.activity.code, cycle.edition, number])


def and_list(words: list[str]) -> str:
    """3.5, 3.6 and 3.7"""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def or_list(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
