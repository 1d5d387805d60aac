"""Before anything looks at a request: text in UTF-8, without the one character that no database holds; HEAD for every page."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render

NUL = "\x00"


class ReadableMiddleware:
    """Refuse bodies in another encoding than UTF-8 (400), and take NUL characters out of the address and the cookies.

    Some encodings turn plain bytes into half a character, which breaks whatever stores or shows it; no browser sends them to a
    page in UTF-8. Posted fields are cleaned by views.once, in a transaction with what is done about them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_utf8((request.content_params or {}).get("charset", "")):
            request.encoding = "utf-8"
            return render(request, "400.html", status=400)
        request.GET = without_nul(request.GET)  # type: ignore[assignment]
        for name in [name for name, value in request.COOKIES.items() if NUL in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class HeadMiddleware:
    """Every page that answers GET answers HEAD: the same headers, no body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        else:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


def is_utf8(charset: str) -> bool:
    """Whether a body with this charset is UTF-8; one that does not say is."""
    try:
        return not charset or codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def without_nul(data: QueryDict) -> QueryDict:
    """The same values without NUL characters; nobody types one, and texts copied from a broken document may hold some."""
    if not any(NUL in text for name, values in data.lists() for text in (name, *values)):
        return data
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        clean.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    clean._mutable = False
    return clean
