"""SDMX over REST 1.x and 2.x, and an activity's variables as DDI."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from gsbpm_portal.core import clock
from metadata.exchange import ddi, sdmx_json, sdmx_ml, sdmx_query
from metadata.exchange.artefacts import Header, Structures, agency_id
from metadata.exchange.graph import resolve
from metadata.exchange.sdmx_query import ML_21, ML_30, ML_31, NO_RESULTS, NOT_IMPLEMENTED, TOO_LARGE, Query, SdmxError
from metadata.selectors.ddi import described_activity
from metadata.selectors.public import default_agency
from metadata.selectors.sdmx import Shelf
from metadata.selectors.sdmx_content import load

_ML = {ML_21: sdmx_ml.V21, ML_30: sdmx_ml.V30, ML_31: sdmx_ml.V31}
_CHUNK = 64 * 1024
_LANGUAGES = ("id", "en")
MOST_ARTEFACTS = 10_000


def _read_only(
    request: HttpRequest, parse: Callable[[str, Mapping[str, str]], Query], path: str, default: str
) -> HttpResponseBase:
    """The answer to a program that reads; one that writes is told so in its own format (405), no form's token being asked."""
    if request.method in ("GET", "HEAD"):
        return _answer(request, path, parse, default=default)
    problem = SdmxError(NOT_IMPLEMENTED, _("This service is for reading alone: use GET."))
    response = open_to_pages(HttpResponse(_error(problem, default), content_type=default, status=405))
    response.headers["Allow"] = "GET, HEAD"
    return response


@csrf_exempt
def sdmx_v1(request: HttpRequest, query: str) -> HttpResponseBase:
    return _read_only(request, sdmx_query.parse_v1, query, ML_21)


@csrf_exempt
def sdmx_v2(request: HttpRequest, query: str) -> HttpResponseBase:
    return _read_only(request, sdmx_query.parse_v2, query, sdmx_query.JSON_20)


@csrf_exempt
def sdmx_v2_other(request: HttpRequest, query: str) -> HttpResponseBase:
    """What REST 2.x offers beside structures (data, schema, availability): an SDMX error that says what there is."""

    def parse(path: str, parameters: Mapping[str, str]) -> Query:
        raise SdmxError(NO_RESULTS, _("Structures alone are offered, under /sdmx/v2/structure/."))

    return _read_only(request, parse, query, sdmx_query.JSON_20)


def _answer(
    request: HttpRequest, path: str, parse: Callable[[str, Mapping[str, str]], Query], *, default: str
) -> HttpResponseBase:
    """A structure message, or an SDMX error in the same format."""
    media_type = default
    try:
        accept, wanted = request.headers.get("Accept", ""), request.GET.get("format", "")
        media_type = sdmx_query.negotiate(accept, default=default, wanted=wanted)
        structures = _found(parse(path, request.GET.dict()))
        response: HttpResponseBase = StreamingHttpResponse(
            _gathered(_written(structures, media_type)), content_type=media_type
        )
    except SdmxError as problem:
        response = HttpResponse(_error(problem, media_type), content_type=media_type, status=problem.status)
    return open_to_pages(response)


def open_to_pages(response: HttpResponseBase) -> HttpResponseBase:
    """Pages of other sites may read it: it is what anybody may read, whoever asks."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response


def _found(query: Query) -> Structures:
    shelf = Shelf()
    matched = shelf.match(query)
    if not matched:
        raise SdmxError(NO_RESULTS, "No structures fit this query")
    more = resolve(matched, query.references, children=shelf.children, parents=shelf.parents)
    if len(matched) + len(more) > MOST_ARTEFACTS:
        raise SdmxError(TOO_LARGE, f"More than {MOST_ARTEFACTS} artefacts: ask for some of them")
    return load(shelf, query, matched, more)


def _header() -> Header:
    return Header(f"M{uuid.uuid4().hex}", clock.now(), agency_id(None, default_agency()))


def _written(structures: Structures, media_type: str) -> Iterator[str]:
    if media_type in _ML:
        return sdmx_ml.write(structures, _header(), version=_ML[media_type])
    language = get_language() or "id"
    return sdmx_json.write(structures, _header(), language=language if language in _LANGUAGES else "id")


def _error(problem: SdmxError, media_type: str) -> str:
    if media_type in _ML:
        return sdmx_ml.error(problem.code, problem.message, version=_ML[media_type])
    return sdmx_json.error(problem.code, problem.message, _header())


def _gathered(pieces: Iterable[str]) -> Iterator[bytes]:
    """Small pieces gathered into chunks for the network."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


@login_required
@require_GET
def ddi_codebook(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    return _ddi(request, code, edition, ddi.codebook)


@login_required
@require_GET
def ddi_lifecycle(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    return _ddi(request, code, edition, ddi.lifecycle)


def _ddi(request: HttpRequest, code: str, edition: str, write: Callable[..., bytes]) -> HttpResponse:
    """The variables of a cycle that the person may see; 404 for any other."""
    activity = described_activity(code, edition, request.user)  # type: ignore[arg-type]
    if activity is None:
        raise Http404
    return HttpResponse(write(activity), content_type="application/xml")
