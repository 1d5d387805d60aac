"""The catalogue of public data sets: a page, DCAT by content negotiation, and CKAN's read actions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
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


class _Asked(ValueError):
    """What was asked cannot be answered; the message says why."""


def _parameters(request: HttpRequest) -> dict[str, str]:
    """The parameters of a read action: of the address, or of a posted JSON object or form, as clients of CKAN send them."""
    if request.method != "POST":
        return request.GET.dict()
    if request.content_type != "application/json":
        return {**request.GET.dict(), **request.POST.dict()}
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _Asked(_("The body is no JSON object."))
    return {str(name): str(value) for name, value in found.items() if value is not None}


def _reads(
    view: Callable[[HttpRequest, dict[str, str]], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A read action: asked by GET, or by POST without any effect; anything else is 405 in CKAN's words."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD", "POST"):
            response = _refused(request, "Method Not Allowed", _("Use GET or POST."), 405)
            response.headers["Allow"] = "GET, HEAD, POST"
            return response
        try:
            return view(request, _parameters(request))
        except _Asked as error:
            return _refused(request, "Validation Error", str(error), 409)

    return answer


def _number(asked: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A parameter between 0 and `most`. Refuses what is no whole number."""
    text = asked.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise _Asked(_("%(name)s is a whole number.") % {"name": name})
    return min(int(text), most)


@_reads
def package_list(request: HttpRequest, asked: dict[str, str]) -> HttpResponseBase:
    """The names of all data sets; `limit` and `offset` as CKAN has them."""
    names = [ckan.package_name(code) for code in selectors.codes()]
    offset, limit = _number(asked, "offset", 0, len(names)), _number(asked, "limit", len(names), len(names))
    return _action(request, names[offset : offset + limit])


@_reads
def package_show(request: HttpRequest, asked: dict[str, str]) -> HttpResponseBase:
    """One data set by name or id."""
    name = asked.get("id", "")
    if not name:
        raise _Asked(_("The parameter id is needed."))
    code = selectors.code_named(name)
    versions = list(selectors.datasets().filter(item__code=code)) if code else []
    if not versions:
        return _refused(request, "Not Found Error", _("No such data set."), 404)
    return _action(request, ckan.package(selectors.described(versions)[0]))


_FILTER = re.compile(r'\s*\+?([a-z_]+):(?:"([^"]*)"|([^\s"]+))')


def _filters(text: str) -> dict[str, str]:
    """organization:… and groups:… of CKAN's fq. Refuses any other filter rather than pass over it."""
    found, rest = {}, text.strip()
    while rest:
        match = _FILTER.match(rest)
        if match is None or match[1] not in ("organization", "groups"):
            raise _Asked(_("fq may hold organization:<name> and groups:<name>."))
        found[match[1]] = match[2] if match[2] is not None else match[3]
        rest = rest[match.end() :].strip()
    return found


@_reads
def package_search(request: HttpRequest, asked: dict[str, str]) -> HttpResponseBase:
    """Data sets that hold the words of `q` and fit `fq`; `start` and `rows` (10, at most 1,000)."""
    text = asked.get("q", "").strip()[:200]
    found = selectors.datasets("" if text == "*:*" else text)
    start, rows = _number(asked, "start", 0, 10**9), _number(asked, "rows", 10, MOST_ROWS)
    wanted = _filters(asked.get("fq", "")[:400])
    if not wanted:
        results = [ckan.package(one) for one in selectors.described(list(found[start : start + rows]))]
        return _action(request, {"count": found.count(), "sort": "name asc", "facets": {}, "results": results})
    every = [ckan.package(one) for one in selectors.described(list(found))]
    fitting = [one for one in every if _fits(one, wanted)]
    told = {"count": len(fitting), "sort": "name asc", "facets": {}, "results": fitting[start : start + rows]}
    return _action(request, told)


def _fits(package: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    names = {"organization": [package["organization"]["name"]], "groups": [one["name"] for one in package["groups"]]}
    return all(value in names[key] for key, value in wanted.items())


@csrf_exempt
def unknown_action(request: HttpRequest, action: str) -> HttpResponseBase:
    """An action of CKAN that this catalogue does not have."""
    words = _("There is no action %(action)s here: package_list, package_show and package_search are.")
    return _refused(request, "Not Found Error", words % {"action": action.removeprefix("action/")[:60]}, 404)
