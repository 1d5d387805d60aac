"""The versions of the KAK: what was submitted when, one of them as it was, two of them word by word."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from activities.models import Cycle
from gsbpm_portal.core.documents.registry import document_of as registered
from phases.engine.rules import is_supervisor
from phases.engine.views.cycle import in_cycle
from phases.needs.budget import by_name, whole
from phases.needs.budget import compare as side_by_side
from phases.needs.models import KakVersion
from phases.needs.selectors.kak import (
    budget_of,
    differences,
    document_of,
    last_read,
    months_of,
    version_of,
    versions_of,
)
from phases.needs.services.kak import mark_read
from phases.needs.views.kak_parts import basics, run_of


@in_cycle("GET")
def listed(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """All versions with what became of them."""
    context = basics(request, cycle, run_of(cycle)) | {
        "versions": versions_of(cycle),
        "read": last_read(cycle, request.user),
    }
    return render(request, "needs/kak/versions.html", context)


@in_cycle("GET")
def one(request: HttpRequest, cycle: Cycle, number: int) -> HttpResponse:
    """A version as it was submitted. That a supervisor reads it is noted, so that the next one shows what changed since."""
    run = run_of(cycle)
    version = _found(cycle, number)
    versions = versions_of(cycle)
    before = last_read(cycle, request.user)
    if request.method == "GET" and is_supervisor(request.user, cycle, run.phase_number):
        mark_read(version, by=request.user)
    context = basics(request, cycle, run) | {
        "version": version,
        "told": next(told for told in versions if told.version.number == number),
        "document": document_of(version),
        "since": before if before < number else 0,
        "earlier": number - 1,
        "newest": versions[0].version.number,
        "formats": registered("needs.kak").formats,
    }
    return render(request, "needs/kak/version.html", context)


@in_cycle("GET")
def compare(request: HttpRequest, cycle: Cycle, old: int, new: int) -> HttpResponse:
    """What two versions say differently, word by word; and their budgets, line by line."""
    run = run_of(cycle)
    before, after = _found(cycle, old), _found(cycle, new)
    pairs = [
        pair
        for pair in side_by_side(budget_of(before), budget_of(after))
        if pair.difference or None in (pair.old, pair.new)
    ]
    months = by_name(months_of(before), months_of(after))
    if request.method == "GET" and is_supervisor(request.user, cycle, run.phase_number):
        mark_read(after, by=request.user)
    context = basics(request, cycle, run) | {
        "old": before,
        "new": after,
        "changed": differences(before, after),
        "pairs": pairs,
        "totals": whole(before.total, after.total),
        "months": months if any(month.difference for month in months) else (),
        "others": [told.version.number for told in versions_of(cycle)],
    }
    return render(request, "needs/kak/versions_compare.html", context)


def _found(cycle: Cycle, number: int) -> KakVersion:
    if number > 32000:
        raise Http404("no such version")
    try:
        return version_of(cycle, number)
    except KakVersion.DoesNotExist:
        raise Http404("no such version") from None
