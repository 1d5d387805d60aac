"""The catalogue: mandatory properties of DCAT-AP held by pyshacl, the same graph in Turtle and JSON-LD, CKAN's names."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, Graph, URIRef
from rdflib.compare import isomorphic

from metadata.exchange import ckan, dcat
from metadata.exchange.artefacts import Catalogue, CatalogueDataset, Distribution, Publisher, Text

SHAPES = Graph().parse(Path(__file__).with_name("dcat_ap.ttl"))
OFFICE = Publisher("PERIKANAN", Text("Dinas Perikanan", "Fisheries Office"), mail="perikanan@contoh.go.id")
FULL = CatalogueDataset(
    code="PRODUKSI_IKAN",
    version="1.1.0",
    url="https://portal.contoh.go.id/registri/set-data/PRODUKSI_IKAN/",
    title=Text("Produksi ikan <2026>", "Fish production"),
    description=Text("Menurut kecamatan & jenis", "By district and species"),
    publisher=OFFICE,
    access="RESTRICTED",
    rights="Data individu",
    issued=date(2026, 3, 1),
    modified=date(2026, 4, 1),
    theme=Text("Perikanan", "Fisheries"),
    theme_code="PERIKANAN",
    keywords=(Text("ikan", "fish"),),
    frequency="7",
    spatial="Kota Contoh",
    period_start=date(2025, 1, 1),
    period_end=date(2025, 12, 31),
    licence="CC BY 4.0",
    contact="Seksi data, data@contoh.go.id",
    distributions=(
        Distribution("Tabel", "https://contoh.go.id/a b.csv", "csv"),
        Distribution("Berkas", "ftp://contoh.go.id/x.dta", "Stata"),
        Distribution("Bukan alamat", "javascript:alert(1)", "x"),
    ),
)
BARE = CatalogueDataset(
    code="X",
    version="1.0.0",
    url="https://portal.contoh.go.id/x",
    title=Text("X"),
    description=Text(),
    publisher=OFFICE,
)
HOSTILE = replace(
    FULL,
    code="JAHAT",
    url="https://portal.contoh.go.id/registri/set-data/JAHAT/",
    title=Text('"> . <urn:x> a <urn:y> .\\', "\u0000\n"),
    contact='x"><y@z.id>',
    licence="<urn:evil> a",
    theme=Text(),
    distributions=(Distribution('"', 'https://x.id/<>"{}|\\^`', "a/b c"), Distribution("", "http://[bad", "")),
)


def catalogue(*datasets: CatalogueDataset) -> Catalogue:
    return Catalogue(
        "https://portal.contoh.go.id/katalog",
        Text("Katalog", "Catalogue"),
        Text("Data yang dibuka", "Open data"),
        Publisher("PORTAL", Text("Portal")),
        datasets,
    )


CASES = {"full": (FULL,), "bare": (BARE,), "hostile": (HOSTILE,), "all": (FULL, BARE, HOSTILE), "none": ()}


@pytest.mark.parametrize("name", CASES)
def test_shapes_hold(name: str) -> None:
    graph = Graph().parse(data=dcat.write(catalogue(*CASES[name]), media_type=dcat.TURTLE), format="turtle")
    conforms, _report, text = pyshacl.validate(graph, shacl_graph=SHAPES, advanced=True)
    assert conforms, text


@pytest.mark.parametrize(
    "predicate",
    [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCTERMS.accessRights, DCAT.accessURL],
)
def test_the_shapes_would_notice(predicate: URIRef) -> None:
    graph = dcat.graph_of(catalogue(FULL))
    for triple in list(graph.triples((None, predicate, None))):
        graph.remove(triple)
    assert not pyshacl.validate(graph, shacl_graph=SHAPES)[0]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD uses it
@pytest.mark.parametrize("name", CASES)
def test_all_formats_say_the_same(name: str) -> None:
    told = catalogue(*CASES[name])
    turtle = Graph().parse(data=dcat.write(told, media_type=dcat.TURTLE), format="turtle")
    json_ld = Graph().parse(data=dcat.write(told, media_type=dcat.JSON_LD), format="json-ld")
    assert isomorphic(turtle, json_ld)
    if name not in ("hostile", "all"):  # XML has no place for a zero byte
        assert isomorphic(turtle, Graph().parse(data=dcat.write(told, media_type=dcat.RDF_XML), format="xml"))


@pytest.mark.parametrize("name", CASES)
def test_rdf_xml_is_well_formed_and_holds_to_the_shapes(name: str) -> None:
    written = Graph().parse(data=dcat.write(catalogue(*CASES[name]), media_type=dcat.RDF_XML), format="xml")
    conforms, _report, text = pyshacl.validate(written, shacl_graph=SHAPES)
    assert conforms, text


def test_what_stands_in_the_graph() -> None:
    graph = dcat.graph_of(catalogue(FULL))
    node = URIRef(FULL.url)
    assert {(str(one), one.language) for one in graph.objects(node, DCTERMS.title)} == {
        ("Produksi ikan <2026>", "id"),
        ("Fish production", "en"),
    }
    addresses = {str(one) for one in graph.objects(None, DCAT.accessURL)}
    assert addresses == {"https://contoh.go.id/a%20b.csv", "ftp://contoh.go.id/x.dta"}
    rights = str(graph.value(node, DCTERMS.accessRights))
    assert rights == "http://publications.europa.eu/resource/authority/access-right/RESTRICTED"
    assert str(graph.value(node, DCTERMS.accrualPeriodicity)).endswith("/frequency/ANNUAL")
    assert str(graph.value(graph.value(node, DCAT.contactPoint), dcat.VCARD.hasEmail)) == "mailto:data@contoh.go.id"


def test_ckan_names() -> None:
    package = ckan.package(FULL)
    assert (package["name"], package["title"], package["notes"]) == (
        "produksi_ikan",
        "Produksi ikan <2026>",
        "Menurut kecamatan & jenis",
    )
    assert package["owner_org"] == package["organization"]["id"]
    assert [(one["name"], one["format"]) for one in package["resources"]] == [("Tabel", "CSV"), ("Berkas", "STATA")]
    extras = {one["key"]: one["value"] for one in package["extras"]}
    (group,) = package["groups"]
    assert (group["name"], group["title"]) == ("perikanan", "Perikanan")
    named = ckan.group(replace(FULL, theme=Text("Pertanian & Perikanan"), theme_code="04"))
    assert named["name"] == "pertanian-perikanan"
    assert ckan.group(replace(FULL, theme=Text("漁業"), theme_code="04"))["name"] == "tema-04"
    assert extras["frequency"] == "7"
    words = ckan.package(replace(FULL, frequency_name=Text("Tahunan", "Yearly")))["extras"]
    assert {"key": "frequency", "value": "Tahunan"} in words
    assert extras["access_rights"] == "RESTRICTED"
    assert (extras["temporal_start"], extras["temporal_end"]) == ("2025-01-01", "2025-12-31")
    assert ckan.package(FULL) == package
    assert ckan.package(BARE)["resources"] == []
    assert ckan.package_name("X") == "x_"
