"""The number of queries does not grow with the registry; a long list passes through in little memory."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from metadata.enums import Kind
from metadata.models import Code
from metadata.selectors.values import Pointer
from tests.metadata import making
from tests.metadata.exchange import registry
from tests.metadata.making import Office

pytestmark = pytest.mark.django_db
PATHS = [
    "/sdmx/v1/structure/all/all/all?references=all",
    "/sdmx/v1/codelist/all/all/all",
    "/sdmx/v1/codelist/all/SEKS/all?references=all",
    "/sdmx/v1/conceptscheme?references=parents",
    "/sdmx/v2/structure/dataflow?references=descendants&detail=referencepartial",
    "/sdmx/v2/structure/codelist/*/*/*/1,L",
    "/katalog",
    "/katalog.ttl",
    "/api/3/action/package_list",
    "/api/3/action/package_search",
    "/api/3/action/package_show?id=produksi_ikan",
    "/api/v1/items",
    "/api/v1/items/dataset/PRODUKSI_IKAN",
    "/api/v1/items/classification/SEKS/versions",
    "/api/v1/classifications/WILAYAH/1.0.0/codes",
    "/api/v1/suggestions?q=pro",
]


def body(client: Client, path: str) -> bytes:
    response: Any = client.get(path)
    assert response.status_code == 200, path
    return b"".join(response.streaming_content) if response.streaming else response.content


def counts(client: Client) -> dict[str, int]:
    found = {}
    for path in PATHS:
        with CaptureQueriesContext(connection) as queries:
            body(client, path)
        found[path] = len(queries)
    return found


def more(office: Office, number: int) -> None:
    """As much again: a list, its variable, an indicator, a data set."""
    listed = registry.classification(office, f"DAFTAR_{number}", [("1", "Satu", ""), ("1.1", "Satu satu", "1")])
    place, tons = registry.coded(office, f"TEMPAT_{number}", listed), registry.variable(office, f"TON_{number}")
    share = making.in_force(office, Kind.INDICATOR, f"PRO_{number}", component_variables=[Pointer(tons)])
    parts = {"dimensions": [Pointer(place)], "measures": [Pointer(tons)], "indicators": [Pointer(share)]}
    making.in_force(office, Kind.DATASET, f"PRODUKSI_{number}", **parts)


def test_queries_do_not_grow(client: Client) -> None:
    office = registry.build()
    client.get("/katalog")
    before = counts(client)
    for number in (1, 2, 3):
        more(office, number)
    assert counts(client) == before
    assert max(before.values()) <= 15


def test_a_big_list_streams(client: Client) -> None:
    office = registry.build()
    big = making.draft(office, Kind.CLASSIFICATION, "DESA")
    big.codes.all().delete()
    top = Code.objects.create(version=big, code="11", label_id="Aceh", position=0)
    rows = (
        Code(version=big, code=f"11.{n:06}", label_id=f"Desa {n}", parent=top, level=2, position=n)
        for n in range(1, 30_000)
    )
    Code.objects.bulk_create(rows, batch_size=5000)
    making.bring(office, big, "endorsed")
    client.get("/sdmx/v1/codelist/all/SEKS").getvalue()  # what is loaded once is not counted
    tracemalloc.start()
    try:
        response: Any = client.get("/sdmx/v1/codelist/all/DESA")
        length = sum(len(chunk) for chunk in response.streaming_content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert length > 5_000_000
    assert peak < 8_000_000
    assert len(body(client, "/sdmx/v2/structure/codelist/*/DESA")) > 5_000_000
    assert b"11_029999" in body(client, "/sdmx/v1/codelist/all/DESA/latest/11.029999")
    page = client.get("/api/v1/classifications/DESA/1.0.0/codes?page=300&size=100").json()
    assert (page["count"], page["results"][0]["code"]) == (30_000, "11.029900")
