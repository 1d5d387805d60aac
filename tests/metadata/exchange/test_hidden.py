"""What programs and visitors are told does not change by a letter when drafts and closed entries come to be."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from metadata.enums import Kind
from metadata.models import Version
from metadata.selectors.values import Pointer
from tests.metadata import making
from tests.metadata.exchange import registry
from tests.metadata.exchange.test_counts import PATHS
from tests.metadata.making import Office

pytestmark = pytest.mark.django_db
MORE = (
    "/registri/program/",
    "/katalog?q=produksi",
    "/api/v1/items?kind=variable&q=rahasia",
    "/api/v1/items/concept/PRODUKSI",
    "/api/v1/items/concept/PRODUKSI/versions",
    "/registri/konsep/PRODUKSI/1.0.0.json",
    "/registri/set-data/PRODUKSI_IKAN/1.0.0.json",
)
_PASSING = re.compile(
    r"<(?:\w+:)?(?:ID|Prepared)>[^<]*|\"(?:id|prepared)\": ?\"[^\"]*\"|nonce=\"[^\"]*\"|[A-Za-z0-9]{64}"
)
"""What differs from answer to answer: the id and time of a message, tokens of forms."""


def answers(client: Client) -> dict[str, str]:
    found = {}
    for path in (*PATHS, *MORE):
        response: Any = client.get(path)
        assert response.status_code == 200, path
        body = b"".join(response.streaming_content) if response.streaming else response.content
        found[path] = _PASSING.sub("", body.decode())
    return found


def hide_more(office: Office) -> None:
    """Drafts and closed entries that name what is public; a next version of what is public."""
    concept = Version.objects.get(item__code="PRODUKSI")
    tons = Version.objects.get(item__code="TON")
    about = {"concept": [Pointer(concept)]}
    making.draft(office, Kind.VARIABLE, "PRODUKSI_RAHASIA", **about)
    making.in_force(office, Kind.VARIABLE, "PRODUKSI_TERTUTUP", public=False, **about)
    parts = {"dimensions": [Pointer(tons)], "measures": [Pointer(tons)]}
    making.draft(office, Kind.DATASET, "PRODUKSI_DRAF", **parts)
    making.in_force(office, Kind.DATASET, "PRODUKSI_TERTUTUP", public=False, **parts)
    making.following(office, concept, "minor", name_en="Produced")
    listed = Version.objects.get(item__code="WILAYAH")
    making.following(office, listed, "minor", name_en="Regions")


def test_hidden_entries_leave_no_trace(client: Client) -> None:
    office = registry.build()
    client.get("/katalog")
    before = answers(client)
    again = answers(client)
    assert [path for path in before if before[path] != again[path]] == []
    hide_more(office)
    after = answers(client)
    assert [path for path in before if before[path] != after[path]] == []


def workbook(client: Client) -> str:
    body = client.get("/registri/set-data/CAMPURAN/1.0.0.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def test_a_file_names_no_closed_entry_to_visitors(client: Client) -> None:
    office = registry.build()
    registry.mixed(office)
    path = "/registri/set-data/CAMPURAN/1.0.0.json"
    assert "RAHASIA" not in client.get(path).content.decode()
    assert "Rahasia" not in workbook(client)
    client.force_login(office["staf"], "gsbpm_portal.accounts.backends.PersonBackend")
    assert "RAHASIA" in client.get(path).content.decode()
    assert "Rahasia" in workbook(client)
