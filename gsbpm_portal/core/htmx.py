"""One template for the page and for its parts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.template.loader import render_to_string
from django_htmx.http import HttpResponseClientRedirect


def is_partial(request: HttpRequest) -> bool:
    """Whether a part is asked for: an HTMX request that neither moves to a page nor restores one from history."""
    details = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.boosted and not details.history_restore_request


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str = "",
    status: int | None = None,
    badges: bool | None = None,
) -> HttpResponse:
    """The page, or ``template#partial`` when HTMX asks.

    An answer to an HTMX post also carries the badges of the header (``badges`` forces or forbids it), so that what waits is
    never older than one's own last action.
    """
    if not (partial and is_partial(request)):
        response = render_page(request, template, context, status=status)
    else:
        body = render_to_string(f"{template}#{partial}", context, request)
        if badges if badges is not None else request.method == "POST":
            body += render_to_string("components/badges.html", {}, request)
        response = HttpResponse(body, status=status)
    if getattr(request, "htmx", None) is not None:
        from django.utils.cache import patch_vary_headers

        patch_vary_headers(response, ["HX-Request"])
    return response


def redirect(request: HttpRequest, url: str) -> HttpResponse:
    """Send on to another page, whether HTMX or the browser asked."""
    if is_partial(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
