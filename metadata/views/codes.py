"""Codes of a classification: browsing level by level, searching, and the page of one code."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gsbpm_portal.core import htmx, wording
from gsbpm_portal.core.middleware import without_nul
from metadata import rules
from metadata.enums import WRITABLE, Relation
from metadata.models import Code, Version
from metadata.selectors import tree
from metadata.selectors.search.matching import LONGEST_TEXT
from metadata.tables import CodeTable, FoundCodeTable, validity
from metadata.views.lookup import version_or_404

FIRST = 5
"""Codes shown beside the entries that a search finds."""
BACKWARDS = {Relation.NARROWER: Relation.BROADER, Relation.BROADER: Relation.NARROWER}


def writable(request: HttpRequest, version: Version) -> bool:
    """Whether the person may change the version's parts now."""
    return version.state in WRITABLE and rules.produces(request.user, version.item)


@require_safe
def listing(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """The codes under one (`induk`; the topmost without), or those that a search finds in the whole version."""
    version = version_or_404(request, kind, code, number)
    given = without_nul(request.GET)
    text = " ".join(given.get("q", "").split())[:LONGEST_TEXT]
    parent = _code(version, given["induk"]) if given.get("induk") else None
    more = False
    if text:
        matches = tree.matches(version, text)
        rows, more = matches.rows, matches.more
    else:
        rows = tree.below(version, parent)
    may_write = writable(request, version)
    hide = [] if may_write else ["do"]
    alt_code_name = _second_code(version, rows)
    if not alt_code_name:
        hide.append("alt_code")
    table = CodeTable(rows, params=given, id="daftar", hide=hide, version=version, found=bool(text))
    table.empty_text = _nothing(text, parent, may_write)
    names = tree.level_names(version)
    level = parent.level + 1 if parent else 1
    context = {
        "version": version,
        "item": version.item,
        "export_url": version.address("export-parts"),
        "table": table,
        "parent": parent,
        "ancestors": [*tree.ancestors(parent), parent] if parent else [],
        "level": named_level(version, level) if names else "",
        "levels": len(names),
        "text": text,
        "more": wording.number(tree.MOST_FOUND) if more else "",
        "alt_code_name": alt_code_name,
        "may_write": may_write,
        "add_url": version.address("code-add"),
        "codes_url": version.address("codes"),
        "nav_current": "metadata:search",
    }
    return htmx.render(request, "metadata/codes.html", context)


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Codes of all classifications in force by code or label: which list has “Bukittinggi”, or 1375?

    With `ringkas` the first few alone, as a part of another page; nothing where nothing fits.
    """
    given = without_nul(request.GET)
    text = " ".join(given.get("q", "").split())[:LONGEST_TEXT]
    found = tree.everywhere(request.user, text) if text else None
    if given.get("ringkas"):
        first = list(found.rows[:FIRST]) if found else []
        near = [(code, code.version.address("code", value=code.code)) for code in first]
        return render(request, "metadata/_codes_found.html", {"text": text, "near": near})
    context = {
        "text": text,
        "table": FoundCodeTable(found.rows if found else [], params=given, id="daftar"),
        "more": wording.number(tree.MOST_FOUND) if found and found.more else "",
        "nav_current": "metadata:search",
    }
    return htmx.render(request, "metadata/code_search.html", context)


def _nothing(text: str, parent: Code | None, may_write: bool) -> str:
    if text:
        return _("Nothing fits these words. Try the beginning of the code, or fewer words.")
    if parent is not None:
        return _("No codes stand under this one.")
    if may_write:
        return _("Add the first code, or import them all from a table.")
    return _("The classification has no codes yet.")


def _second_code(version: Version, rows: QuerySet[Code]) -> str:
    """What the second code is called, where any of the codes shown has one."""
    called: str = version.content.get("alt_code_name", "")
    return called if called and rows.exclude(alt_code="").exists() else ""


def _code(version: Version, value: str) -> Code:
    found = tree.code_of(version, value[:60])
    if found is None:
        raise Http404
    return found


def named_level(version: Version, level: int) -> str:
    """What a level is called, in the language of the page; its number where it has no name."""
    names = tree.level_names(version)
    if level > len(names):
        return _("Level %(level)s") % {"level": level}
    indonesian, english = names[level - 1]
    return (english or indonesian) if get_language() == "en" else indonesian


@require_safe
def one(request: HttpRequest, kind: str, code: str, number: str, value: str) -> HttpResponse:
    """One code: where it stands, what stands under it, what it corresponds to."""
    version = version_or_404(request, kind, code, number)
    row = _code(version, value)
    under = tree.below(version, row)
    hide = ["do"] if _second_code(version, under) else ["do", "alt_code"]
    table = CodeTable(under, params=request.GET, id="daftar", version=version, hide=hide)
    links = [
        (
            link,
            Relation(link.relation if link.is_source else BACKWARDS.get(Relation(link.relation), link.relation)).label,
        )
        for link in tree.correspondences(row, request.user)
    ]
    context = {
        "version": version,
        "item": version.item,
        "code": row,
        "ancestors": tree.ancestors(row),
        "level": named_level(version, row.level),
        "validity": validity(row),
        "table": table,
        "links": links,
        "alt_code_name": version.content.get("alt_code_name", "") or _("Second code"),
        "may_write": writable(request, version),
        "change_url": version.address("code-change", value=row.code),
        "remove_url": version.address("code-remove", value=row.code),
        "codes_url": version.address("codes"),
        "nav_current": "metadata:search",
    }
    return render(request, "metadata/code.html", context)
