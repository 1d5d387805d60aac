"""The JSON API: what it gives, conditional answers, problems; schemathesis finds no 5xx and no drift from its description."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup

from tests.metadata.exchange import registry
from tests.metadata.making import Office


@pytest.fixture
def office(db: None) -> Office:
    return registry.build()


def codes(client: Client, query: str) -> list[str]:
    return [row["code"] for row in client.get(f"/api/v1/items{query}").json()["results"]]


def test_items_are_filtered(office: Office, client: Client) -> None:
    assert codes(client, "?kind=classification") == ["SEKS", "WILAYAH"]
    assert codes(client, "?kind=classification&state=superseded") == ["SEKS"]
    assert codes(client, "?q=produksi&kind=dataset") == ["PRODUKSI_IKAN"]
    assert codes(client, "?q=tiadaada") == []
    assert codes(client, "?organisation=perikanan&kind=dataset") == ["PRODUKSI_IKAN"]
    assert codes(client, "?organisation=lain") == []
    assert codes(client, "?theme=99") == []
    page = client.get("/api/v1/items?kind=variable&size=2&page=2").json()
    assert (page["page"], page["size"], len(page["results"]), page["count"] > 4) == (2, 2, 2, True)
    assert client.get("/api/v1/items?page=90000").json()["results"] == []


def test_an_entry(office: Office, client: Client) -> None:
    told = client.get("/api/v1/items/dataset/PRODUKSI_IKAN").json()
    assert told["name"] == {"id": "Produksi ikan", "en": "Fish production"}
    assert told["references"]["measures"] == [
        {"kind": "variable", "code": "TON", "version": "1.0.0", "note": ""},
        {"kind": "variable", "code": "GALAT", "version": "1.0.0", "note": ""},
    ]
    assert told["content"]["licence"] == "CC BY 4.0"
    old = client.get("/api/v1/items/classification/SEKS/versions/1.0.0").json()
    assert (old["state"], old["in_force"]) == ("superseded", False)
    listed = client.get("/api/v1/items/classification/SEKS/versions").json()
    assert [row["version"] for row in listed["results"]] == ["1.1.0", "1.0.0"]


def test_codes(office: Office, client: Client) -> None:
    def asked(query: str) -> list[str]:
        return [
            row["code"] for row in client.get(f"/api/v1/classifications/WILAYAH/1.0.0/codes{query}").json()["results"]
        ]

    assert asked("") == ["11", "11.01", "12"]
    assert asked("?parent=") == ["11", "12"]
    assert asked("?parent=11") == ["11.01"]
    assert asked("?q=selatan") == ["11.01"]
    assert asked("?size=1&page=3") == ["12"]


def test_suggestions(office: Office, client: Client) -> None:
    found = [row["code"] for row in client.get("/api/v1/suggestions?q=produk").json()["results"]]
    assert found == ["PRODUKSI", "PRODUKSI_IKAN"]
    found = [row["code"] for row in client.get("/api/v1/suggestions?q=ikan&kind=dataset").json()["results"]]
    assert found == ["PRODUKSI_IKAN"]


NOT_THERE = [
    "items/classification/KONSEPAN_SAJA",
    "items/classification/KONSEPAN_SAJA/versions",
    "items/classification/TERTUTUP",
    "items/dataset/SET_TERTUTUP/versions/1.0.0",
    "items/classification/SEKS/versions/1.0",
    "items/classification/SEKS/versions/²",
    "items/classification/%00",
    "items/classification/%F0%9F%98%80/versions",
    "classifications/%00/1.0.0/codes",
    "classifications/TERTUTUP/1.0.0/codes",
    "classifications/WILAYAH/9.9.9/codes",
]


def test_what_is_not_there_or_not_open(office: Office, client: Client) -> None:
    """The same answer to a visitor and to one who signed in and sees more on pages."""
    nothing = {"type": "about:blank", "title": "Not found", "status": 404, "detail": ""}
    for user in (None, office["staf"]):
        if user is not None:
            client.force_login(user, "gsbpm_portal.accounts.backends.PersonBackend")
        for path in NOT_THERE:
            response = client.get(f"/api/v1/{path}")
            assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json"), path
            assert response.json() == nothing, path


def test_lists_name_nothing_closed(office: Office, client: Client) -> None:
    registry.mixed(office)
    client.force_login(office["staf"], "gsbpm_portal.accounts.backends.PersonBackend")
    told = json.dumps([client.get(f"/api/v1/{path}").json() for path in ("items?size=500", "items/dataset/CAMPURAN")])
    for hidden in ("KONSEPAN_SAJA", "TERTUTUP", "RAHASIA"):
        assert hidden not in told


def test_problems(office: Office, client: Client) -> None:
    response = client.get("/api/v1/items?page=0&kind=thing")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert response.json()["status"] == 422
    assert "page" in response.json()["detail"]
    assert client.post("/api/v1/items").status_code == 405


def test_conditional_answers(office: Office, client: Client) -> None:
    for path in ("items", "items/dataset/PRODUKSI_IKAN", "classifications/SEKS/1.1.0/codes", "openapi.json"):
        first = client.get(f"/api/v1/{path}")
        assert first.status_code == 200
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(f"/api/v1/{path}", headers={"If-None-Match": '"other"'}).status_code == 200
    assert "Last-Modified" in client.get("/api/v1/items/dataset/PRODUKSI_IKAN")


# Schemathesis ---------------------------------------------------------------------------------------------------------

OPERATIONS = 6
EXAMPLES = 25
KNOWN = [
    {"kind": "classification", "code": "SEKS", "number": "1.0.0"},
    {"kind": "dataset", "code": "PRODUKSI_IKAN", "number": "1.0.0"},
    {"kind": "indicator", "code": "PANGSA", "number": "1.0.0"},
    {"kind": "concept", "code": "TIADA", "number": "9.0.0"},
]
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def ask(operation: Any, address: str, statuses: set[int], *, lawful: bool) -> None:
    """Requests to one operation, lawful ones half of the time for entries that are there, or unlawful ones."""
    mode = schemathesis.GenerationMode.POSITIVE if lawful else schemathesis.GenerationMode.NEGATIVE

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode), known=st.none() | st.sampled_from(KNOWN))
    def each(case: Any, known: dict[str, str] | None) -> None:
        if lawful and known:
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        statuses.add(case.call_and_validate(base_url=address).status_code)

    each()


def ask_everything(address: str, description: dict[str, Any], statuses: set[int]) -> int:
    """Asks every operation of the description; how many there were."""
    operations = [found.ok() for found in schemathesis.openapi.from_dict(description).get_all_operations()]
    for operation in operations:
        ask(operation, address, statuses, lawful=True)
        ask(operation, address, statuses, lawful=False)
    return len(operations)


@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_nothing(live_server: Any, transactional_db: None) -> None:
    """Every answer is one that the description tells of, and has the shape that it tells."""
    registry.build()
    address = str(live_server.url)
    description = requests.get(f"{address}/api/v1/openapi.json", timeout=30).json()
    statuses: set[int] = set()
    assert ask_everything(address, description, statuses) == OPERATIONS
    assert statuses == {200, 404, 405, 422} or statuses == {200, 404, 422}
    description["components"]["schemas"]["Summary"]["properties"]["version"]["type"] = "integer"
    with pytest.raises((FailureGroup, BaseExceptionGroup)):
        ask_everything(address, description, statuses)
