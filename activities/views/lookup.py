"""Finding what an address names; what a person may not see is not there."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from activities.models import Activity, Cycle
from gsbpm_portal.core import audit

Row = TypeVar("Row", Activity, Cycle)


def activity_or_404(request: HttpRequest, code: str) -> Activity:
    return get_object_or_404(
        Activity.objects.visible_to(request.user).select_related("organisation", "sector", "created_by"), code=code
    )


def cycle_or_404(request: HttpRequest, code: str, edition: str) -> Cycle:
    return get_object_or_404(
        Cycle.objects.visible_to(request.user).select_related("activity__organisation", "activity__sector", "previous"),
        activity__code=code,
        edition=edition,
    )


def held(request: HttpRequest, row: Row) -> Row:
    """The row; for a post as it is stored once nobody else is changing it any longer (in the transaction of `once`)."""
    if request.method == "POST":
        audit.hold(row.audit_chain)
        row.refresh_from_db()
    return row
