"""Activity metadata (MS-Keg, MS-Var): a view over what the design records hold, told by whoever hands them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from gsbpm_portal.core import exports
from gsbpm_portal.core.tables import Column, NumberColumn, Table
from gsbpm_portal.core.views import once
from metadata.registry import ActivityDescription, VariableUsed, activity_description, described_activities
from metadata.selectors import msvar
from metadata.selectors.standing import Standing

EXPORTS = {"ms-keg": "metadata.activity", "ms-var": "metadata.activity_variables"}
LONGEST_WORDS = 200


class ActivitiesTable(Table):
    caption = _("Described activities")
    empty_title = _("No activity to describe")
    empty_text = _("Activities stand here as soon as they are made; only those within your reach are shown.")
    title = Column(
        _("Activity"),
        sort="title",
        heading=True,
        link=lambda row: reverse("metadata:activity", args=[row["code"], row["edition"]]),
    )
    edition = Column(_("Edition"), sort="edition")
    organisation = Column(_("Organisation"), sort="organisation", phone=False)
    variables = NumberColumn(_("Variables"), sort="variables")


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The cycles that the person may see, each leading to its description."""
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST_WORDS]
    table = ActivitiesTable(described_activities(request.user, words), params=request.GET)
    return render(request, "metadata/activities.html", {"table": table, "words": words})


@login_required
@require_GET
def activity(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """One cycle by MS-Keg, with how far it is filled in, and its variables by what MS-Var says of each."""
    described = _described(request, code, edition)
    done, total = described.done
    context = {
        "one": described,
        "done": done,
        "total": total,
        "headings": (_("Meaning"), _("Values"), _("How it is asked")),
        "variables": _variables(described, request.user),
        "formats": ("xlsx", "csv"),
        "forms": [(form, label) for form, label in (("ms-keg", "MS-Keg"), ("ms-var", "MS-Var"))],
    }
    return render(request, "metadata/activity.html", context)


@dataclass(frozen=True)
class Cell:
    """One column of MS-Var as the page shows it, with the marks of what it names."""

    label: str
    text: str
    standings: Sequence[Standing] = ()


def _variables(
    described: ActivityDescription, user: Any
) -> list[tuple[VariableUsed, Standing | None, list[list[Cell]]]]:
    """Each variable with its mark, and the columns of MS-Var that hold anything gathered into three cells."""
    rows, labels = msvar.rows(described.variables, spoken=True), dict(msvar.headings())
    own, within = msvar.marks(described.variables, user)
    found = []
    for used, row in zip(described.variables, rows, strict=True):
        marks = within.get(used.version.pk, {})
        cells = [[Cell(labels[n], row[n], marks.get(n, ())) for n in names if row[n]] for names in msvar.ON_A_PAGE]
        found.append((used, own.get(used.version.pk), cells))
    return found


@login_required
@require_GET
def as_json(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """The same for machines: entries with number, label, answer and code; variables by their attributes."""
    described = _described(request, code, edition)
    done, total = described.done
    start, end = described.period
    return JsonResponse(
        {
            "code": described.code,
            "edition": described.edition,
            "title": described.title,
            "year": described.year,
            "organisation": {"code": described.organisation_code, "name": described.organisation},
            "period": {"start": start and start.isoformat(), "end": end and end.isoformat()},
            "filled": {"done": done, "of": total},
            "blocks": [
                {
                    "number": block.number,
                    "heading": str(block.heading),
                    "entries": [
                        {
                            "number": line.number,
                            "label": str(line.label),
                            "text": line.text or None,
                            "code": line.code or None,
                            "asked": line.asked,
                        }
                        for line in block.lines
                    ],
                }
                for block in described.blocks
            ],
            "variables": msvar.rows(described.variables),
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@login_required
@require_POST
@once
def export(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """Have MS-Keg or MS-Var of the cycle made into a file; the job's page gives it out."""
    _described(request, code, edition)
    name = EXPORTS.get(request.POST.get("form", ""))
    if name is None:
        return render(request, "400.html", {"reason": _("Choose MS-Keg or MS-Var.")}, status=400)
    try:
        job = exports.request_export(
            name, request.POST.get("format", ""), by=request.user, parameters={"code": code, "edition": edition}
        )
    except ValidationError as error:
        return render(request, "400.html", {"reason": " ".join(error.messages)}, status=400)
    return redirect("core:job", job.public_id)


def _described(request: HttpRequest, code: str, edition: str) -> ActivityDescription:
    found = activity_description(code, edition, request.user)
    if found is None:
        raise Http404
    return found
