"""Finding what an address names; what a person may not see is not there."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from activities.models import Activity, Cycle


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
