"""The page "For programs": every address for machines, with examples that work. The bare addresses lead to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from metadata.exchange import ckan
from metadata.models import Version
from metadata.selectors.programs import Examples, examples


@dataclass(frozen=True)
class Address:
    """One address: its pattern, what it gives, and a path that works today ("" while nothing is there to show)."""

    pattern: str
    what: Any
    example: str = ""


@dataclass(frozen=True)
class Group:
    id: str
    heading: Any
    about: Any
    addresses: tuple[Address, ...]


@require_GET
def programs(request: HttpRequest) -> HttpResponse:
    """Public: what it tells of is public too, but for DDI."""
    found = examples()
    groups = [_api(found), _sdmx_2(found), _sdmx_1(found), _catalogue(), _ckan(found), _files(found)]
    return render(request, "metadata/programs.html", {"groups": groups, "site": settings.SITE_URL})


@require_GET
def bare(request: HttpRequest) -> HttpResponse:
    """An address that says nothing by itself, such as /api/v1/: to the page that tells what stands behind it."""
    return redirect("metadata:programs")


def _filled(pattern: str, version: Version | None) -> str:
    """The pattern with a real entry in it, "" without one."""
    if version is None:
        return ""
    told = {"{code}": version.item.code, "{version}": version.number, "{name}": ckan.package_name(version.item.code)}
    for part, text in told.items():
        pattern = pattern.replace(part, text)
    return pattern


def _api(found: Examples) -> Group:
    item, one = "/api/v1/items/classification/{code}", found.classification
    codes = "/api/v1/classifications/{code}/{version}/codes"
    return Group(
        "api",
        _("JSON API"),
        _("Answers carry an ETag; long lists come in pages (page, size up to 500); errors are application/problem+json."),
        (
            Address(
                "/api/v1/openapi.json", _("Description of the whole API (OpenAPI 3.1)"), "/api/v1/openapi.json"
            ),
            Address(
                "/api/v1/items?kind={kind}&q={words}",
                _("Entries in force; also by theme, organisation and state"),
                "/api/v1/items?kind=classification&size=5",
            ),
            Address("/api/v1/items/{kind}/{code}", _("The version of an entry in force"), _filled(item, one)),
            Address(
                "/api/v1/items/{kind}/{code}/versions",
                _("All versions of an entry, the newest first"),
                _filled(f"{item}/versions", one),
            ),
            Address(
                "/api/v1/items/{kind}/{code}/versions/{version}",
                _("One version of an entry"),
                _filled(f"{item}/versions/{{version}}", one),
            ),
            Address(codes, _("The codes of a classification"), _filled(codes, one)),
            Address(
                "/api/v1/suggestions?q={words}",
                _("Up to ten entries by what was typed"),
                "/api/v1/suggestions?q=se",
            ),
        ),
    )  # fmt: skip


def _sdmx_2(found: Examples) -> Group:
    start = "/sdmx/v2/structure"
    return Group(
        "sdmx-2",
        _("SDMX REST 2.x"),
        _("SDMX-JSON 2.0 unless Accept asks for SDMX-ML 3.0 or 3.1; in a browser ?format=sdmx-3.0 does the same."),
        (
            Address(
                f"{start}/{{type}}/{{agency}}/{{id}}/{{version}}",
                _("Structures by type: codelist, conceptscheme, datastructure, dataflow, agencyscheme"),
                f"{start}/agencyscheme",
            ),
            Address(
                f"{start}/codelist/*/{{code}}",
                _("A classification as a code list"),
                _filled(f"{start}/codelist/*/{{code}}", found.classification),
            ),
            Address(
                f"{start}/dataflow/*/{{code}}?references=descendants",
                _("A data set with its structure, concepts and code lists"),
                _filled(f"{start}/dataflow/*/{{code}}?references=descendants", found.dataset),
            ),
        ),
    )


def _sdmx_1(found: Examples) -> Group:
    start = "/sdmx/v1"
    return Group(
        "sdmx-1",
        _("SDMX REST 1.x"),
        _("SDMX-ML 2.1 unless Accept or ?format= asks for another."),
        (
            Address(
                f"{start}/{{type}}/{{agency}}/{{id}}/{{version}}",
                _("Structures by type; “all” stands for every agency or id, “latest” for what is in force"),
                f"{start}/agencyscheme",
            ),
            Address(
                f"{start}/codelist/all/{{code}}/latest",
                _("A classification as a code list"),
                _filled(f"{start}/codelist/all/{{code}}/latest", found.classification),
            ),
            Address(
                f"{start}/dataflow/all/{{code}}/latest?references=descendants",
                _("A data set with its structure, concepts and code lists"),
                _filled(f"{start}/dataflow/all/{{code}}/latest?references=descendants", found.dataset),
            ),
        ),
    )


def _catalogue() -> Group:
    return Group(
        "dcat",
        _("Catalogue of data sets (DCAT)"),
        _("500 data sets a page; the header Link names the next one. /katalog gives the same by Accept."),
        (
            Address("/katalog", _("The catalogue as a page for people"), "/katalog"),
            Address("/katalog.ttl", "DCAT-AP, Turtle", "/katalog.ttl"),
            Address("/katalog.jsonld", "DCAT-AP, JSON-LD", "/katalog.jsonld"),
            Address("/katalog.rdf", "DCAT-AP, RDF/XML", "/katalog.rdf"),
        ),
    )


def _ckan(found: Examples) -> Group:
    show = "/api/3/action/package_show?id={name}"
    return Group(
        "ckan",
        _("The same under CKAN's names"),
        _("For harvesters of open data portals. A data set is named by its code, in capitals or small letters."),
        (
            Address("/api/3/action/package_list", _("Names of all data sets"), "/api/3/action/package_list"),
            Address(show, _("One data set"), _filled(show, found.dataset)),
            Address(
                "/api/3/action/package_search?q={words}&rows={rows}",
                _("Data sets that hold the words"),
                "/api/3/action/package_search?rows=5",
            ),
        ),
    )


def _files(found: Examples) -> Group:
    one = found.classification
    start = one.get_absolute_url().rstrip("/") if one is not None else ""
    cycle = "/registri/kegiatan/{code}/{edition}"
    return Group(
        "files",
        _("Files of a single entry or activity"),
        _("What stands on a page, as a file. Those of activities need a sign-in and are linked on the page of the activity."),
        (
            Address("/registri/{kind}/{code}/{version}.json", _("An entry as JSON"), start and f"{start}.json"),
            Address("/registri/{kind}/{code}/{version}.xlsx", _("An entry as a workbook"), start and f"{start}.xlsx"),
            Address(f"{cycle}/ddi-c.xml", _("Variables of an activity as DDI-Codebook 2.5")),
            Address(f"{cycle}/ddi-l.xml", _("Variables of an activity as DDI-Lifecycle 3.3")),
            Address(f"{cycle}/data.json", _("MS-Keg and MS-Var of an activity as JSON")),
        ),
    )  # fmt: skip
