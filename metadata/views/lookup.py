"""Finding what an address names; what a person may not see is not there, and visitors are told how to sign in."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from gsbpm_portal.core import audit
from metadata.enums import Kind
from metadata.models import Version
from metadata.selectors.entry import version_of


def numbers(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def version_or_404(request: HttpRequest, kind: str, code: str, number: str | None = None) -> Version:
    """The version; for a post as it is stored once nobody else is changing it any longer (in the transaction of `once`)."""
    found = version_of(request.user, Kind.of_slug(kind), code, numbers(number) if number else None)
    if found is None:
        raise Http404
    if request.method == "POST":
        audit.hold(found.audit_chain)
        found.refresh_from_db()
    return found
