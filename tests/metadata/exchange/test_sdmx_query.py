"""What an SDMX address asks for, what a wrong one is answered with, and which artefacts come along."""

import pytest
from pysdmx.api.qb.structure import StructureDetail, StructureQuery, StructureReference, StructureType
from pysdmx.api.qb.util import ApiVersion

from metadata.exchange import sdmx_query as q
from metadata.exchange.artefacts import TYPES, Ref
from metadata.exchange.graph import resolve

VERSIONS = {"1.0.0": False, "1.2.0": False, "2.0.0": True, "2.1.0": False}


def picked(path: str) -> set[str]:
    return q.parse_v2(path, {}).picked(VERSIONS)


# Parsing --------------------------------------------------------------------------------------------------------------


def test_defaults() -> None:
    one, two = q.parse_v1("codelist", {}), q.parse_v2("codelist", {})
    for query in (one, two):
        assert query.types == ("codelist",)
        assert (query.agencies, query.ids, query.items) == (None, None, None)
        assert query.latest_only
        assert (query.detail, query.references) == ("full", "none")


def test_lists_and_wildcards() -> None:
    query = q.parse_v2("codelist,conceptscheme/BPS,BI/*/1.0.0,2.0.0/11,11.01", {"references": "children"})
    assert query.types == ("codelist", "conceptscheme")
    assert query.agencies == ("BPS", "BI")
    assert query.ids is None
    assert query.picked(VERSIONS) == {"1.0.0", "2.0.0"}
    assert query.items == ("11", "11.01")
    assert q.parse_v1("codelist/BPS+BI/A+B/1.0", {}).ids == ("A", "B")
    assert q.parse_v2("*", {}).types == TYPES
    assert q.parse_v1("structure/all/all/all", {}).picked(VERSIONS) == set(VERSIONS)
    assert q.parse_v1("organisationscheme", {}).types == ("agencyscheme",)
    assert q.parse_v1("categoryscheme/BPS", {}).types == ()


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("~", {"2.0.0"}),
        ("+", {"2.0.0"}),
        ("*", set(VERSIONS)),
        ("1.0", {"1.0.0"}),
        ("1.2.0", {"1.2.0"}),
        ("1.0.0,2.1.0", {"1.0.0", "2.1.0"}),
        ("1+.0.0", {"2.1.0"}),
        ("1.0+.0", {"1.2.0"}),
        ("1.2.0+", {"1.2.0"}),
        ("2.2+.0", set()),
        ("9.0.0", set()),
    ],
)
def test_versions(version: str, expected: set[str]) -> None:
    assert picked(f"codelist/BPS/A/{version}") == expected


def test_without_one_in_force_there_is_no_latest() -> None:
    assert q.parse_v1("codelist", {}).picked({"1.9.0": False, "1.10.0": False}) == set()
    assert q.parse_v2("codelist/A/B/1.9+.0", {}).picked({"1.9.0": False, "1.10.0": False}) == {"1.10.0"}
    assert q.parse_v1("codelist", {}).picked({}) == set()


ASKED = [
    StructureReference.NONE,
    StructureReference.PARENTS,
    StructureReference.PARENTSANDSIBLINGS,
    StructureReference.CHILDREN,
    StructureReference.DESCENDANTS,
    StructureReference.ALL,
    StructureReference.DATAFLOW,
    StructureReference.CATEGORY_SCHEME,
]


@pytest.mark.parametrize("references", ASKED)
@pytest.mark.parametrize("detail", [one for one in StructureDetail if one is not StructureDetail.RAW])
def test_what_pysdmx_asks_is_understood(detail: StructureDetail, references: StructureReference) -> None:
    built = StructureQuery(
        StructureType.DATA_STRUCTURE, ["BPS", "BI"], "PENDUDUK", "1.0.0", detail=detail, references=references
    )
    for version, prefix, parse in (
        (ApiVersion.V1_5_0, "/", q.parse_v1),
        (ApiVersion.V2_0_0, "/structure/", q.parse_v2),
    ):
        path, _question, rest = built.get_url(version, True).partition("?")
        parameters = dict(pair.split("=") for pair in rest.split("&")) if rest else {}
        query = parse(path.removeprefix(prefix), parameters)
        assert (query.types, query.agencies, query.ids) == (("datastructure",), ("BPS", "BI"), ("PENDUDUK",))
        assert query.picked({"1.0.0": True, "2.0.0": False}) == {"1.0.0"}
        assert (query.detail, query.references) == (detail.value, references.value)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("", {}),
        ("codelists", {}),
        ("codelist/BPS/A/1.0/B/C", {}),
        ("codelist//A", {}),
        ("codelist/1BPS", {}),
        ("codelist/BPS/A'", {}),
        ("codelist/BPS/A/x", {}),
        ("codelist/BPS/A/1.0.0.0", {}),
        ("codelist/BPS/A/1.0/<", {}),
        ("codelist", {"detail": "much"}),
        ("codelist", {"references": "cousins"}),
        ("codelist", {"pages": "1"}),
    ],
)
def test_syntax_errors(path: str, parameters: dict[str, str]) -> None:
    for parse in (q.parse_v1, q.parse_v2):
        with pytest.raises(q.SdmxError) as caught:
            parse(path, parameters)
        assert (caught.value.code, caught.value.status) == (140, 400)


def test_versions_with_two_wild_parts_and_foreign_words_are_refused() -> None:
    for path in ("codelist/BPS/A/1+.2+.0", "codelist/BPS/A/latest", "codelist/BPS/A/1.2", "hierarchicalcodelist"):
        if path.endswith("1.2"):
            q.parse_v2(path, {})
            continue
        with pytest.raises(q.SdmxError):
            q.parse_v2(path, {})


def test_items_of_what_has_none_is_a_semantic_error() -> None:
    with pytest.raises(q.SdmxError) as caught:
        q.parse_v2("dataflow/BPS/A/1.0.0/B", {})
    assert (caught.value.code, caught.value.status) == (150, 403)


def test_details() -> None:
    def of(detail: str) -> tuple[bool, bool, bool]:
        query = q.parse_v1("codelist", {"detail": detail})
        return query.stubs, query.reference_stubs, query.described_stubs

    assert of("full") == (False, False, False)
    assert of("allstubs") == (True, True, False)
    assert of("referencestubs") == (False, True, False)
    assert of("allcompletestubs") == (True, True, True)
    assert of("referencecompletestubs") == (False, True, True)
    assert of("referencepartial") == (False, False, False)


# Negotiation ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", q.JSON_20),
        ("*/*", q.JSON_20),
        ("application/json", q.JSON_20),
        ("application/vnd.sdmx.structure+json;version=2.0.0", q.JSON_20),
        ("application/vnd.sdmx.structure+json", q.JSON_20),
        ("application/xml", q.ML_30),
        ("application/vnd.sdmx.structure+xml;version=3.0.0", q.ML_30),
        ("application/vnd.sdmx.structure+xml; version=2.1", q.ML_21),
        ("application/vnd.sdmx.structure+xml;version=3.1.0", q.ML_31),
        ("application/vnd.sdmx.structure+json;version=1.0.0, application/xml;q=0.5", q.ML_30),
        ("application/json;q=0.2, application/vnd.sdmx.structure+xml;version=2.1;q=0.9", q.ML_21),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", q.ML_30),
    ],
)
def test_accept(accept: str, expected: str) -> None:
    assert q.negotiate(accept, default=q.JSON_20) == expected


def test_format_and_what_cannot_be_made() -> None:
    assert q.negotiate("text/html", default=q.ML_21) == q.ML_21
    assert q.negotiate("text/html", default=q.ML_21, wanted="sdmx-json") == q.JSON_20
    for accept in ("image/png", "application/vnd.sdmx.structure+json;version=1.0.0", "application/json;q=0", "a;q=x"):
        with pytest.raises(q.SdmxError) as caught:
            q.negotiate(accept, default=q.ML_21)
        assert caught.value.status == 406
    with pytest.raises(q.SdmxError) as caught:
        q.negotiate("*/*", default=q.ML_21, wanted="pdf")
    assert caught.value.status == 400


# References -----------------------------------------------------------------------------------------------------------

FLOW, STRUCTURE, OTHER_STRUCTURE = (
    Ref("dataflow", "A", "F", "1"),
    Ref("datastructure", "A", "F", "1"),
    Ref("datastructure", "A", "G", "1"),
)
SCHEME, REGIONS, SEX = (
    Ref("conceptscheme", "A", "V", "1.0"),
    Ref("codelist", "A", "R", "1"),
    Ref("codelist", "A", "S", "1"),
)
EDGES = {FLOW: {STRUCTURE}, STRUCTURE: {SCHEME, REGIONS}, OTHER_STRUCTURE: {REGIONS}, SCHEME: {REGIONS, SEX}}


def children(refs: frozenset[Ref]) -> set[Ref]:
    return {child for ref in refs for child in EDGES.get(ref, set())}


def parents(refs: frozenset[Ref]) -> set[Ref]:
    return {parent for parent, below in EDGES.items() if below & refs}


@pytest.mark.parametrize(
    ("start", "references", "expected"),
    [
        (STRUCTURE, "none", set()),
        (STRUCTURE, "children", {SCHEME, REGIONS}),
        (STRUCTURE, "descendants", {SCHEME, REGIONS, SEX}),
        (FLOW, "descendants", {STRUCTURE, SCHEME, REGIONS, SEX}),
        (SEX, "parents", {SCHEME}),
        (SEX, "ancestors", {SCHEME, STRUCTURE, FLOW}),
        (SEX, "parentsandsiblings", {SCHEME, REGIONS}),
        (FLOW, "all", {STRUCTURE, SCHEME, REGIONS, SEX}),
        (REGIONS, "all", {STRUCTURE, OTHER_STRUCTURE, SCHEME, FLOW, SEX}),
        (REGIONS, "dataflow", {FLOW}),
        (FLOW, "codelist", {REGIONS, SEX}),
        (FLOW, "categoryscheme", set()),
    ],
)
def test_references(start: Ref, references: str, expected: set[Ref]) -> None:
    assert resolve([start], references, children=children, parents=parents) == expected


def test_references_of_nothing() -> None:
    assert resolve([], "all", children=children, parents=parents) == set()
