"""An item's page."""

from django.http import HttpRequest, HttpResponse


def item(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    raise NotImplementedError


def version(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    raise NotImplementedError
