"""The JSON API of the registry, /api/v1/: what anybody may read, whoever asks. Described in /api/v1/openapi.json.

Answers carry an ETag, single entries Last-Modified too; errors are application/problem+json (RFC 9457).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from metadata.enums import Kind
from metadata.models import Code, Version
from metadata.selectors import api as selectors
from metadata.views.exchange import open_to_pages

PROBLEM = "application/problem+json"
KindName = Literal[
    "concept",
    "unit_type",
    "population",
    "variable",
    "classification",
    "correspondence",
    "standard",
    "indicator",
    "dataset",
]
StateName = Literal["endorsed", "superseded", "retired"]
assert set(KindName.__args__) == set(Kind.values)  # type: ignore[attr-defined]


class Problem(Schema):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class Words(Schema):
    """A text in both languages; the English one may be empty."""

    id: str
    en: str


class Pointer(Schema):
    """Another entry that this one names. `note` is the remark beside it."""

    kind: KindName
    code: str
    version: str
    note: str = ""


class Summary(Schema):
    """A version of an entry in a list."""

    kind: KindName
    code: str
    version: str
    state: StateName
    in_force: bool
    name: Words
    organisation: str | None = Field(None, description="Code of the office that owns it; null: shared by all")
    theme: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    page: str = Field(description="Address of its page")
    url: str = Field(description="Its address in this API")


class Entry(Summary):
    """A version whole. `content` holds the attributes of its kind, `references` the entries that it names, by attribute."""

    definition: Words
    content: dict[str, Any]
    references: dict[str, list[Pointer]]
    endorsed_on: date | None = None
    authority: str = ""
    decree: str = ""
    issued_code: str = ""
    digest: str = ""
    updated_at: datetime


class Category(Schema):
    """A code of a classification."""

    code: str
    label: Words
    parent: str | None = None
    level: int
    description: str = ""
    alt_code: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class Paged(Schema):
    count: int
    page: int
    size: int


class Entries(Paged):
    results: list[Summary]


class Categories(Paged):
    results: list[Category]


class Suggestions(Schema):
    results: list[Summary]


class Paging(Schema):
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(25, ge=1, le=500)


class ListOf(Paging):
    q: str = Field("", max_length=200, description="Words of code, name and definition")
    kind: KindName | None = None
    theme: str = Field("", max_length=60)
    organisation: str = Field("", max_length=40, description="Code of the owning office")
    state: StateName | None = Field(None, description="Without it: versions in force")


class CodesOf(Paging):
    q: str = Field("", max_length=200, description="A part of code or label")
    parent: str | None = Field(None, max_length=60, description="Codes right below this one; empty: the top ones")


class Suggested(Schema):
    q: str = Field(min_length=1, max_length=200)
    kind: KindName | None = None


class Api(NinjaAPI):
    """Describes errors under their own media type."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix="/api/v1/", path_params=path_params)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "content" in response:
                        response["content"] = {PROBLEM: response["content"]["application/json"]}
        return schema


api = Api(
    title="Metadata registry",
    version="1.0.0",
    description="Concepts, variables, classifications, standards, indicators and data sets that are open to the public.",
    docs_url=None,
    urls_namespace="metadata:api",
)
LISTED = {422: Problem}
SINGLE = {404: Problem, 422: Problem}


def problem(status: int, title: str, detail: str = "") -> HttpResponse:
    told = Problem(title=title, status=status, detail=detail)
    return HttpResponse(json.dumps(told.model_dump()), content_type=PROBLEM, status=status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, wrong: Any) -> HttpResponse:
    return problem(404, "Not found")


@api.exception_handler(HttpError)
def refused(request: HttpRequest, wrong: Any) -> HttpResponse:
    return problem(wrong.status_code, str(wrong))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, wrong: Any) -> HttpResponse:
    faults = [f"{fault['loc'][-1]}: {fault['msg']}" for fault in wrong.errors]
    return problem(422, "Not a valid request", "; ".join(faults))


# Shapes ---------------------------------------------------------------------------------------------------------------


def summary(version: Version) -> dict[str, Any]:
    item = version.item
    return {
        "kind": item.kind,
        "code": item.code,
        "version": version.number,
        "state": version.state,
        "in_force": version.is_in_force,
        "name": {"id": version.name_id, "en": version.name_en},
        "organisation": item.organisation.code if item.organisation is not None else None,
        "theme": version.theme,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "page": f"{settings.SITE_URL}{version.get_absolute_url()}",
        "url": f"{settings.SITE_URL}/api/v1/items/{item.kind}/{item.code}/versions/{version.number}",
    }


def entry(version: Version) -> dict[str, Any]:
    references: dict[str, list[dict[str, Any]]] = {}
    for row in selectors.open_references(version):
        target = row.target
        pointer = {"kind": target.item.kind, "code": target.item.code, "version": target.number, "note": row.note}
        references.setdefault(row.attribute, []).append(pointer)
    told = ("endorsed_on", "authority", "decree", "issued_code", "digest", "updated_at")
    return {
        **summary(version),
        "definition": {"id": version.definition_id, "en": version.definition_en},
        "content": version.content,
        "references": references,
        **{name: getattr(version, name) for name in told},
    }


def category(code: Code) -> dict[str, Any]:
    same = ("code", "level", "description", "alt_code", "valid_from", "valid_until")
    return {
        **{name: getattr(code, name) for name in same},
        "label": {"id": code.label_id, "en": code.label_en},
        "parent": code.parent.code if code.parent is not None else None,
    }


def paged(found: Any, paging: Paging, write: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One page; an empty one behind the last."""
    start = (paging.page - 1) * paging.size
    rows: Iterable[Any] = found[start : start + paging.size]
    return {"count": found.count(), "page": paging.page, "size": paging.size, "results": [write(row) for row in rows]}


def needed(version: Version | None) -> Version:
    if version is None:
        raise Http404
    return version


def stamped(version: Version, response: HttpResponse) -> dict[str, Any]:
    response.headers["Last-Modified"] = http_date(version.updated_at.timestamp())
    return entry(version)


# Operations -----------------------------------------------------------------------------------------------------------


@api.get("items", response={200: Entries, **LISTED}, url_name="items", tags=["items"])
def items(request: HttpRequest, asked: Query[ListOf]) -> dict[str, Any]:
    """Entries of the registry: versions in force, or those of one state."""
    found = selectors.listed(
        text=asked.q, kind=asked.kind, theme=asked.theme, organisation=asked.organisation, state=asked.state
    )
    return paged(found, asked, summary)


@api.get("items/{kind}/{code}", response={200: Entry, **SINGLE}, url_name="item", tags=["items"])
def item(request: HttpRequest, response: HttpResponse, kind: KindName, code: str) -> dict[str, Any]:
    """The version of an entry that is in force."""
    return stamped(needed(selectors.one(kind, code)), response)


@api.get("items/{kind}/{code}/versions", response={200: Entries, **SINGLE}, url_name="versions", tags=["items"])
def versions(request: HttpRequest, kind: KindName, code: str, asked: Query[Paging]) -> dict[str, Any]:
    """Every version of an entry, the newest first."""
    found = selectors.versions(kind, code)
    if not found.exists():
        raise Http404
    return paged(found, asked, summary)


@api.get("items/{kind}/{code}/versions/{number}", response={200: Entry, **SINGLE}, url_name="version", tags=["items"])
def version(request: HttpRequest, response: HttpResponse, kind: KindName, code: str, number: str) -> dict[str, Any]:
    """One version of an entry."""
    return stamped(needed(selectors.one(kind, code, number)), response)


@api.get(
    "classifications/{code}/{number}/codes",
    response={200: Categories, **SINGLE},
    url_name="codes",
    tags=["classifications"],
)
def codes(request: HttpRequest, code: str, number: str, asked: Query[CodesOf]) -> dict[str, Any]:
    """The codes of a version of a classification, in their order."""
    found = selectors.codes(needed(selectors.one(Kind.CLASSIFICATION, code, number)), text=asked.q, parent=asked.parent)
    return paged(found, asked, category)


@api.get("suggestions", response={200: Suggestions, **LISTED}, url_name="suggestions", tags=["items"])
def suggestions(request: HttpRequest, asked: Query[Suggested]) -> dict[str, Any]:
    """Up to ten entries in force whose code or name begins with what was typed, or holds its words."""
    return {"results": [summary(row) for row in selectors.suggested(asked.q, kind=asked.kind)]}


# Addresses ------------------------------------------------------------------------------------------------------------


def conditional(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Reading alone is offered; an answer has an ETag, and is 304 to who has it already."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = view(request, *args, **kwargs)
        open_to_pages(response)
        if response.status_code != 200:
            return response
        set_response_etag(response)
        return get_conditional_response(request, etag=quote_etag(response["ETag"]), response=response) or response

    return asked


def addresses() -> list[URLPattern]:
    """The API's addresses, each with an ETag; its root has nothing to say."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in found:
        pattern.callback = conditional(pattern.callback)
    return found


api_urls = (addresses(), "api")


@csrf_exempt
@conditional
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """An address of the API behind which nothing stands."""
    return problem(404, "Not found", "No such address; all of them are described in /api/v1/openapi.json")
