"""Two to four versions side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from metadata.enums import KIND_SLUGS, Kind
from metadata.models import Version
from metadata.selectors import compare as comparing
from metadata.selectors.entry import version_of
from metadata.selectors.standing import standings
from metadata.views.lookup import numbers

NAMED = re.compile(rf"^({'|'.join(KIND_SLUGS.values())})/([A-Z][A-Z0-9_]*)(?:/(\d{{1,4}}\.\d{{1,4}}\.\d{{1,4}}))?$")
MOST_TOLD = 10
"""More entries than these that were left out are not named one by one."""


def named_in(texts: Iterable[str]) -> list[str]:
    """The first entries that an address names for comparing (variabel/UMUR/1.0.0), each once; nonsense is left out."""
    found = dict.fromkeys(text.strip() for text in texts if NAMED.match(text.strip()))
    return list(found)[: comparing.MOST]


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """?butir=variabel/UMUR/1.0.0&butir=…: what one may not see, or what is not there, is left out and said so."""
    given = list(dict.fromkeys(text.strip() for text in request.GET.getlist("butir") if text.strip()))
    asked, beyond = given[: comparing.MOST], given[comparing.MOST :]
    found: list[Version] = []
    unknown: list[str] = []
    for text in asked:
        named = NAMED.match(text)
        row = None
        if named:
            kind, code, number = named.groups()
            row = version_of(request.user, Kind.of_slug(kind), code, numbers(number) if number else None)
        if row is None:
            unknown.append(text[:120])
        elif row.pk not in {one.pk for one in found}:
            found.append(row)
    context = {
        "versions": found,
        "unknown": unknown,
        "beyond": [text[:120] for text in beyond[:MOST_TOLD]],
        "asked": asked,
        "most": comparing.MOST,
        "choose_url": f"{reverse('metadata:search')}?{urlencode({'butir': named_in(asked)}, doseq=True)}",
        "nav_current": "metadata:search",
    }
    if len(found) > 1:
        rows = comparing.compare(found)
        marks = standings(found, request.user)
        context |= {
            "rows": rows,
            "same": [row for row in rows if not row.differs],
            "differing": sum(row.differs for row in rows),
            "columns": [(one, marks.get(one.pk)) for one in found],
        }
        if len(found) == 2 and all(v.item.kind == Kind.CLASSIFICATION for v in found):
            context["codes"], context["codes_total"] = comparing.compare_codes(*found)
    elif asked:
        context["hint"] = _("Choose at least two entries or versions.")
    return render(request, "metadata/compare.html", context)
