"""SDMX-JSON 2.0 structure messages, written piece by piece (pysdmx has the same limits here as in SDMX-ML)."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import artefacts as a
from .sdmx_ml import data_type, stamp

SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/"
    "sdmx-json-structure-schema.json"
)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _texts(one: str, many: str, text: a.Text, language: str) -> dict[str, Any]:
    return {one: text.best(language), many: dict(text)} if text else {}


def _annotations(annotations: tuple[a.Annotation, ...], language: str) -> dict[str, Any]:
    listed = [
        {
            "type": annotation.type,
            **({"value": annotation.value} if annotation.value else {}),
            **_texts("text", "texts", annotation.text, language),
        }
        for annotation in annotations
    ]
    return {"annotations": listed} if listed else {}


def _naming(artefact: a.Maintainable | a.Code | a.Concept, language: str) -> dict[str, Any]:
    return {
        "id": artefact.id,
        **_texts("name", "names", artefact.name, language),
        **_texts("description", "descriptions", artefact.description, language),
        **_annotations(artefact.annotations, language),
    }


def _link(urn: str) -> dict[str, Any]:
    return {"links": [{"rel": "self", "urn": urn}]}


def _maintained(artefact: a.Maintainable, language: str) -> dict[str, Any]:
    found = {
        **_naming(artefact, language),
        **_link(artefact.ref.urn),
        "version": artefact.version,
        "agencyID": artefact.agency,
        "isExternalReference": artefact.stub,
    }
    if artefact.type == a.AGENCY_SCHEME:
        del found["version"]  # 3.0 fixes it
    if artefact.valid_from:
        found["validFrom"] = stamp(artefact.valid_from) + "Z"
    if artefact.valid_until:
        found["validTo"] = stamp(artefact.valid_until, end=True) + "Z"
    if artefact.partial:
        found["isPartial"] = True
    return found


def _representation(representation: a.Representation) -> dict[str, Any]:
    if representation.codelist:
        return {"enumeration": representation.codelist.urn}
    return {"format": {"dataType": data_type(representation.data_type)}}


def _code(codelist: a.Maintainable, code: a.Code, language: str) -> dict[str, Any]:
    parent = {"parent": code.parent} if code.parent else {}
    return {**_naming(code, language), **_link(codelist.ref.item_urn(code.id)), **parent}


def _concept(scheme: a.Maintainable, concept: a.Concept, language: str) -> dict[str, Any]:
    found = {**_naming(concept, language), **_link(scheme.ref.item_urn(concept.id))}
    if concept.representation:
        found["coreRepresentation"] = _representation(concept.representation)
    return found


def _agency(scheme: a.Maintainable, agency: a.Agency, language: str) -> dict[str, Any]:
    names = _texts("name", "names", agency.name, language)
    return {"id": agency.id, **names, **_link(scheme.ref.item_urn(agency.id))}


def _component(component: a.Component) -> dict[str, Any]:
    found: dict[str, Any] = {"id": component.id, "conceptIdentity": component.concept.urn}
    if component.representation:
        found["localRepresentation"] = _representation(component.representation)
    if component.role:
        found["conceptRoles"] = [a.ItemRef(a.CONCEPT_ROLES, component.role).urn]
    return found


def _used(component: a.Component) -> dict[str, Any]:
    return {**_component(component), "usage": "mandatory" if component.required else "optional"}


def _data_structure(structure: a.DataStructure, language: str) -> dict[str, Any]:
    found = _maintained(structure, language)
    if structure.stub or not structure.dimensions or not structure.measures:
        return found
    dimensions: dict[str, Any] = {
        "id": "DimensionDescriptor",
        "dimensions": [
            {**_component(dimension), "position": number} for number, dimension in enumerate(structure.dimensions)
        ],
    }
    if structure.time:
        dimensions["timeDimension"] = {
            "id": "TIME_PERIOD",
            "conceptIdentity": structure.time.concept.urn,
            "localRepresentation": {"format": {"dataType": data_type("time")}},
        }
    components: dict[str, Any] = {
        "dimensionList": dimensions,
        "measureList": {"id": "MeasureDescriptor", "measures": [_used(measure) for measure in structure.measures]},
    }
    if structure.attributes:
        belongs: dict[str, Any] = {"attributeRelationship": {"observation": {}}}
        attributes = [{**_used(attribute), **belongs} for attribute in structure.attributes]
        components["attributeList"] = {"id": "AttributeDescriptor", "attributes": attributes}
    return {**found, "dataStructureComponents": components}


def _dataflow(flow: a.Dataflow, language: str) -> dict[str, Any]:
    structure = {"structure": flow.structure.urn} if flow.structure and not flow.stub else {}
    return {**_maintained(flow, language), **structure}


def _with_items(
    artefact: a.Maintainable, key: str, items: Iterable[Any], write: Callable[..., dict[str, Any]], language: str
) -> Iterator[str]:
    """An artefact and its items, one piece an item; the list is left out when there is none."""
    head = _dump(_maintained(artefact, language))
    first = True
    for item in () if artefact.stub else items:
        yield (f'{head[:-1]},"{key}":[' if first else ",") + _dump(write(artefact, item, language))
        first = False
    yield head if first else "]}"


def _whole(value: dict[str, Any]) -> Iterator[str]:
    yield _dump(value)


def write(structures: a.Structures, header: a.Header, *, language: str = "id") -> Iterator[str]:
    """Pieces of a structure message; `name` is in `language`, `names` in all. Lists in `structures` are walked once."""
    meta = {
        "schema": SCHEMA,
        "id": header.id,
        "test": False,
        "prepared": header.prepared.isoformat(timespec="seconds"),
        "contentLanguages": ["id", "en"],
        "sender": {"id": header.sender},
    }
    yield f'{{"meta":{_dump(meta)},"data":{{'
    groups: tuple[tuple[str, list[Iterator[str]]], ...] = (
        ("dataStructures", [_whole(_data_structure(one, language)) for one in structures.data_structures]),
        (
            "conceptSchemes",
            [_with_items(one, "concepts", one.concepts, _concept, language) for one in structures.concept_schemes],
        ),
        ("codelists", [_with_items(one, "codes", one.codes, _code, language) for one in structures.codelists]),
        (
            "agencySchemes",
            [_with_items(one, "agencies", one.agencies, _agency, language) for one in structures.agency_schemes],
        ),
        ("dataflows", [_whole(_dataflow(one, language)) for one in structures.dataflows]),
    )
    written = False
    for key, artefacts in groups:
        for number, pieces in enumerate(artefacts):
            if number == 0:
                yield f'{"," if written else ""}"{key}":['
                written = True
            else:
                yield ","
            yield from pieces
        if artefacts:
            yield "]"
    yield "}}"


def error(code: int, text: str, header: a.Header) -> str:
    """An SDMX-JSON message that holds an error alone."""
    meta = {
        "schema": SCHEMA,
        "id": header.id,
        "prepared": header.prepared.isoformat(timespec="seconds"),
        "sender": {"id": header.sender},
    }
    return _dump({"meta": meta, "errors": [{"code": code, "title": text}]})
