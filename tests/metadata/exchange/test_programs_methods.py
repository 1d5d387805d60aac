"""Programs that ask in another way than by GET get an answer in their own format."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from metadata.enums import Kind
from metadata.views import formats
from tests.metadata import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("name", ["metadata:sdmx-v1", "metadata:sdmx-v2"])
def test_sdmx_is_for_reading(client, name):
    answer = client.post(reverse(name, args=["codelist"]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.headers["Content-Type"].startswith("application/vnd.sdmx")


def test_what_sdmx_2_does_not_offer_is_told_as_an_sdmx_error(client):
    answer = client.get("/sdmx/v2/data/dataflow/X/Y")
    assert answer.status_code == 404
    assert json.loads(answer.content)["errors"][0]["code"] == 100


def test_ckan_is_asked_by_post_too(client):
    address = reverse("metadata:package-search")
    asked = client.post(address, json.dumps({"rows": 1}), content_type="application/json")
    assert asked.json()["success"] is True
    assert client.post(address, "[1]", content_type="application/json").status_code == 409
    assert client.delete(address).status_code == 405


def test_ckan_filters_by_organisation_and_group_and_refuses_others(client):
    address = reverse("metadata:package-search")
    assert client.get(address, {"fq": "organization:tidak-ada"}).json()["result"]["count"] == 0
    assert client.get(address, {"fq": "nonsense"}).status_code == 409
    unknown = client.get("/api/3/action/group_list")
    assert (unknown.status_code, unknown.json()["success"]) == (404, False)


@pytest.mark.parametrize("address", ["/api/v1/tidak-ada", "/api/v1/items/", "/api/v1/items/concept/A/B/C"])
def test_an_address_that_the_api_lacks_is_told_as_a_problem(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert "openapi.json" in answer.json()["detail"]
    assert client.post(address).status_code == 405


def test_ckan_takes_a_slash_behind_an_action_and_tells_of_unknown_addresses(client):
    assert client.get("/api/3/action/package_list/").json() == client.get("/api/3/action/package_list").json() | {
        "help": "http://127.0.0.1:8000/api/3/action/package_list/"
    }
    for address in ("/api/3/action/status_show/", "/api/3/site_read", "/api/3/package_list"):
        unknown = client.get(address)
        assert (unknown.status_code, unknown.json()["success"]) == (404, False)


def test_a_long_list_says_where_its_codes_are(client, monkeypatch):
    office = making.Office()
    tree = making.in_force(office, Kind.CLASSIFICATION, "TANGKAPAN", name_id="Jenis tangkapan", public=True)
    monkeypatch.setattr(formats, "MOST_CODES", 0)
    told = client.get(f"{tree.get_absolute_url().rstrip('/')}.json").json()
    assert told["codes_total"] > 0
    assert client.get(told["codes_at"]).status_code == 200
