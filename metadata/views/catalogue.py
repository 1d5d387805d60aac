"""The catalogue of public data sets: a page, DCAT by content negotiation, and CKAN's read actions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from metadata.exchange import ckan, dcat
from metadata.exchange.artefacts import Catalogue, Text
from metadata.selectors import catalogue as selectors
from metadata.views.exchange import open_to_pages

ON_A_PAGE, IN_A_GRAPH, MOST_ROWS = 25, 500, 1000
OFFERED = {
    "text/html": "",
    dcat.TURTLE: dcat.TURTLE,
    dcat.JSON_LD: dcat.JSON_LD,
    "application/json": dcat.JSON_LD,
    dcat.RDF_XML: dcat.RDF_XML,
}
"""What /katalog answers in, by what is asked for; "" is the page for people."""


def _page(request: HttpRequest, size: int, text: str = "") -> Page[Any]:
    """The page that `?hal=` names, 404 for none."""
    try:
        return Paginator(selectors.datasets(text), size).page(request.GET.get("hal", 1))
    except (EmptyPage, PageNotAnInteger) as wrong:
        raise Http404 from wrong


@require_GET
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """DCAT for programs that ask for it, else a page for people; 406 in words for a program that takes none of these."""
    kind = request.get_preferred_type(list(OFFERED))
    if kind is None:
        words = _("This address answers in these formats: %(formats)s.") % {"formats": ", ".join(OFFERED)}
        return open_to_pages(HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=406))
    if told := OFFERED[kind]:
        return graph(request, told)
    text = request.GET.get("q", "").strip()[:200]
    page = _page(request, ON_A_PAGE, text)
    context = {"page": page, "datasets": selectors.described(list(page)), "q": text}
    return open_to_pages(render(request, "metadata/catalogue.html", context))


@require_GET
def turtle(request: HttpRequest) -> HttpResponseBase:
    return graph(request, dcat.TURTLE)


@require_GET
def json_ld(request: HttpRequest) -> HttpResponseBase:
    return graph(request, dcat.JSON_LD)


@require_GET
def rdf_xml(request: HttpRequest) -> HttpResponseBase:
    return graph(request, dcat.RDF_XML)


def graph(request: HttpRequest, media_type: str) -> HttpResponseBase:
    """The graph of up to 500 data sets; the header Link names the next ones."""
    page = _page(request, IN_A_GRAPH)
    address = f"{settings.SITE_URL}{reverse('metadata:catalogue')}"
    told = Catalogue(
        address,
        _both("Catalogue of data sets"),
        _both("Data sets that the offices of this portal publish."),
        selectors.portal_publisher(),
        selectors.described(list(page)),
    )
    response = HttpResponse(dcat.write(told, media_type=media_type), content_type=f"{media_type}; charset=utf-8")
    if page.has_next():
        response.headers["Link"] = f'<{settings.SITE_URL}{request.path}?hal={page.next_page_number()}>; rel="next"'
    return open_to_pages(response)


def _both(msgid: str) -> Text:
    """A text of the interface in both languages."""
    with override("id"):
        indonesian = _(msgid)
    with override("en"):
        return Text(indonesian, _(msgid))


# CKAN -----------------------------------------------------------------------------------------------------------------


def _action(request: HttpRequest, result: Any) -> HttpResponseBase:
    told = {"help": f"{settings.SITE_URL}{request.path}", "success": True, "result": result}
    return open_to_pages(JsonResponse(told))


def _refused(request: HttpRequest, kind: str, message: str, status: int) -> HttpResponseBase:
    error = {"__type": kind, "message": message}
    told = {"help": f"{settings.SITE_URL}{request.path}", "success": False, "error": error}
    return open_to_pages(JsonResponse(told, status=status))


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    """A parameter between 0 and `most`; ValueError for no whole number."""
    return max(0, min(int(request.GET.get(name, default)), most))


@require_GET
def package_list(request: HttpRequest) -> HttpResponseBase:
    """The names of all data sets; `limit` and `offset` as CKAN has them."""
    names = [ckan.package_name(code) for code in selectors.codes()]
    try:
        offset, limit = _number(request, "offset", 0, len(names)), _number(request, "limit", len(names), len(names))
    except ValueError:
        return _refused(request, "Validation Error", _("limit and offset are whole numbers."), 409)
    return _action(request, names[offset : offset + limit])


@require_GET
def package_show(request: HttpRequest) -> HttpResponseBase:
    """One data set by name or id."""
    name = request.GET.get("id", "")
    if not name:
        return _refused(request, "Validation Error", _("The parameter id is needed."), 409)
    code = selectors.code_named(name)
    versions = list(selectors.datasets().filter(item__code=code)) if code else []
    if not versions:
        return _refused(request, "Not Found Error", _("No such data set."), 404)
    return _action(request, ckan.package(selectors.described(versions)[0]))


@require_GET
def package_search(request: HttpRequest) -> HttpResponseBase:
    """Data sets that hold the words of `q`; `start` and `rows` (10, at most 1,000)."""
    text = request.GET.get("q", "").strip()[:200]
    found = selectors.datasets("" if text == "*:*" else text)
    try:
        start, rows = _number(request, "start", 0, 10**9), _number(request, "rows", 10, MOST_ROWS)
    except ValueError:
        return _refused(request, "Validation Error", _("start and rows are whole numbers."), 409)
    results = [ckan.package(one) for one in selectors.described(list(found[start : start + rows]))]
    return _action(request, {"count": found.count(), "sort": "name asc", "facets": {}, "results": results})
