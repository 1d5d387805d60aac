"""The catalogue over HTTP (page, DCAT, CKAN) and DDI of a cycle that an upper app tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ddi_l
import pyshacl
import pytest
from django.test import Client
from playwright.sync_api import expect
from rdflib import DCAT, DCTERMS, Graph, URIRef

from gsbpm_portal.accounts.models import User
from metadata import registry as providers
from metadata.enums import Kind
from metadata.models import Version
from metadata.selectors.ddi import described_activity
from metadata.views import catalogue as views
from tests.browsing import fits, on_both_screens
from tests.metadata import making
from tests.metadata.exchange import registry
from tests.metadata.making import Office

SHAPES = Graph().parse(Path(__file__).with_name("dcat_ap.ttl"))
WHY = {
    "access_reason": "Ada data individu.",
    "access_basis": "UU 16/1997",
    "access_period": "5 tahun",
    "access_decision": "1/2026",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return registry.build()


# DCAT -----------------------------------------------------------------------------------------------------------------


SPOKEN = [
    ("/katalog", "", "text/html"),
    ("/katalog", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ("/katalog", "*/*", "text/html"),
    ("/katalog", "text/turtle", "text/turtle"),
    ("/katalog", "application/ld+json", "application/ld+json"),
    ("/katalog", "application/json", "application/ld+json"),
    ("/katalog", "text/html;q=0.1, text/turtle", "text/turtle"),
    ("/katalog.ttl", "text/html", "text/turtle"),
    ("/katalog.jsonld", "", "application/ld+json"),
    ("/katalog", "application/rdf+xml", "application/rdf+xml"),
    ("/katalog.rdf", "", "application/rdf+xml"),
]
"""Path, what is asked for, what comes."""


def test_the_catalogue_by_accept_and_by_suffix(office: Office, client: Client) -> None:
    for path, accept, kind in SPOKEN:
        response = client.get(path, headers={"Accept": accept} if accept else {})
        found = (response.status_code, response["Content-Type"].partition(";")[0])
        assert found == (200, kind), (path, accept)
        assert "Accept" in response["Vary"]
        assert "Produksi ikan" in response.content.decode()
        assert "TERTUTUP" not in response.content.decode()


def test_what_the_catalogue_does_not_speak(office: Office, client: Client) -> None:
    for accept in ("image/png", "application/xml"):
        response = client.get("/katalog", headers={"Accept": accept})
        assert (response.status_code, response["Content-Type"]) == (406, "text/plain; charset=utf-8")
        assert "application/rdf+xml" in response.content.decode()
        assert "Accept" in response["Vary"]


def test_the_page_in_english_and_what_is_not_open(office: Office, client: Client) -> None:
    making.in_force(office, Kind.DATASET, "TERBATAS", access="restricted", **WHY)
    making.in_force(office, Kind.DATASET, "RAHASIA_NEGARA", access="closed", **WHY)
    page = client.get("/katalog").content.decode()
    assert "Produksi ikan" in page and "Fish production" not in page
    assert [page.count(word) for word in ("Terbatas</span>", "Tertutup</span>", "Ada data individu.")] == [1, 1, 2]
    client.cookies["django_language"] = "en"
    page = client.get("/katalog").content.decode()
    assert "Fish production" in page and "By place." in page and "Produksi ikan" not in page
    assert [page.count(word) for word in ("Restricted</span>", "Closed to the public</span>", "Open</span>")] == [
        1,
        1,
        0,
    ]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD uses it
def test_dcat_holds_to_the_shapes(office: Office, client: Client) -> None:
    for path, form in (("/katalog.ttl", "turtle"), ("/katalog.jsonld", "json-ld"), ("/katalog.rdf", "xml")):
        holds_to_the_shapes(Graph().parse(data=client.get(path).content, format=form))


def holds_to_the_shapes(graph: Graph) -> None:
    conforms, _report, text = pyshacl.validate(graph, shacl_graph=SHAPES)
    assert conforms, text
    (dataset,) = graph.objects(None, DCAT.dataset)
    assert str(dataset).endswith("/registri/set-data/PRODUKSI_IKAN/")
    assert {str(word) for word in graph.objects(dataset, DCAT.keyword)} >= {"Ton", "Tons", "Pangsa"}
    licence = next(graph.objects(None, DCTERMS.license))
    assert licence == URIRef("https://creativecommons.org/licenses/by/4.0/")


def test_pages_of_the_catalogue(office: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    registry.mixed(office)
    monkeypatch.setattr(views, "IN_A_GRAPH", 1)
    first = client.get("/katalog.ttl")
    assert first["Link"].endswith('/katalog.ttl?hal=2>; rel="next"')
    second = client.get("/katalog.ttl?hal=2")
    assert "Link" not in second
    told = [b"/CAMPURAN/" in first.content, b"/CAMPURAN/" in second.content]
    assert told == [True, False]
    assert client.get("/katalog?q=ikan").content.count(b"<article") == 1
    for wrong in ("3", "0", "x"):
        assert client.get(f"/katalog.ttl?hal={wrong}").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_in_a_browser(page_as: Any, axe: Any, transactional_db: None) -> None:
    registry.build()
    page = page_as()
    page.goto("/katalog")
    for _width in on_both_screens(page, (1280, 390)):
        axe(page)
    page.get_by_role("searchbox").last.fill("ikan")
    page.locator("main").get_by_role("button").click()
    expect(page).to_have_url(re.compile("q=ikan"))
    expect(page.locator("article h2")).to_have_text(["Produksi ikan"], use_inner_text=True)
    for width in on_both_screens(page, (1280, 390)):
        assert fits(page), width


def test_an_empty_catalogue(client: Client) -> None:
    assert client.get("/katalog").status_code == 200
    graph = Graph().parse(data=client.get("/katalog.ttl").content, format="turtle")
    assert pyshacl.validate(graph, shacl_graph=SHAPES)[0]


# CKAN -----------------------------------------------------------------------------------------------------------------


def ckan(client: Client, action: str, status: int = 200) -> Any:
    response = client.get(f"/api/3/action/{action}")
    assert response.status_code == status
    told = response.json()
    assert told["success"] is (status == 200)
    return told["result"] if status == 200 else told["error"]["__type"]


def test_ckan_actions(office: Office, client: Client) -> None:
    assert ckan(client, "package_list") == ["produksi_ikan"]
    assert ckan(client, "package_list?limit=0") == []
    shown = ckan(client, "package_show?id=produksi_ikan")
    assert ckan(client, f"package_show?id={shown['id']}") == shown
    assert ckan(client, "package_show?id=PRODUKSI_IKAN") == shown
    extras = {one["key"]: one["value"] for one in shown["extras"]}
    assert (extras["frequency"], extras["frequency_code"]) == ("Tahunan", "7")
    assert (shown["owner_org"], shown["num_resources"]) == (shown["organization"]["id"], 1)
    found = ckan(client, "package_search?q=ikan")
    assert (found["count"], found["results"]) == (1, [shown])
    assert ckan(client, "package_search?q=*:*&rows=0")["results"] == []
    assert ckan(client, "package_search?q=tiadaada")["count"] == 0


def test_ckan_has_no_other_package(office: Office, client: Client) -> None:
    for name in ("set_tertutup", "SET_TERTUTUP", "Produksi_Ikan", "x'"):
        assert ckan(client, f"package_show?id={name}", 404) == "Not Found Error", name


def test_ckan_refuses_what_is_not_understood(office: Office, client: Client) -> None:
    for action in ("package_show", "package_search?rows=x", "package_search?start=1.5", "package_list?limit=x"):
        assert ckan(client, action, 409) == "Validation Error", action


# DDI ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(office: Office) -> Iterator[None]:
    """An upper app that tells of one cycle; one of its variables is a draft of another office."""
    making.draft(office, Kind.VARIABLE, "NILAI_DRAF", by="luar", at="lain")
    codes = ["TON", "TEMPAT", "SEKS_PEKERJA", "NILAI_DRAF"]
    used = tuple(
        providers.VariableUsed(Version.objects.get(item__kind=Kind.VARIABLE, item__code=code), question=f"{code}?")
        for code in codes
    )

    def describe(code: str, edition: str, user: Any) -> providers.ActivityDescription | None:
        if (code, edition) != ("SIKAN", "2026"):
            return None
        return providers.ActivityDescription(
            code=code,
            edition=edition,
            title="Survei ikan",
            organisation="Dinas Perikanan",
            organisation_code="perikanan",
            url="/",
            year=2026,
            universe="Nelayan",
            period=(date(2026, 1, 1), None),
            variables=used,
        )

    before = providers._describe[:]
    providers.register_activity_descriptions(describe)
    yield
    providers._describe[:] = before


def test_ddi_of_a_cycle(told: None, client: Client, office: Office) -> None:
    assert client.get("/registri/kegiatan/SIKAN/2026/ddi-l.xml")["Location"].startswith("/masuk/")
    client.force_login(office["staf"], "gsbpm_portal.accounts.backends.PersonBackend")
    for name in ("ddi-l.xml", "ddi-c.xml"):
        response = client.get(f"/registri/kegiatan/SIKAN/2026/{name}")
        assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
        text = response.content.decode()
        for word in ("SEKS_PEKERJA", "Aceh Selatan (en)", "11.01", "TON?", "Nelayan", "Produksi"):
            assert word in text, (name, word)
        assert "NILAI_DRAF" not in text  # of another government, on its way
    ddi_l.read_ddi(client.get("/registri/kegiatan/SIKAN/2026/ddi-l.xml").content, validate=True)
    assert client.get("/registri/kegiatan/SIKAN/2025/ddi-l.xml").status_code == 404


def test_ddi_queries(told: None, office: Office, django_assert_num_queries: Any) -> None:
    person = User.objects.get_by_natural_key("super")
    with django_assert_num_queries(3):
        activity = described_activity("SIKAN", "2026", person)
    assert [one.code for one in activity.variables] == ["TON", "TEMPAT", "SEKS_PEKERJA", "NILAI_DRAF"]
