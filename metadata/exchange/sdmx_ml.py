"""SDMX-ML structure messages, 2.1, 3.0 and 3.1, written piece by piece.

Of our own, because pysdmx writes one language, marks it as English, leaves parents of codes out and builds the whole
message in memory; a list of 92,000 region codes has both languages and a hierarchy. What is written here is read back
by pysdmx and sdmx1, and validated, in the tests.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from . import artefacts as a

V21, V30, V31 = "2.1", "3.0", "3.1"
_NAMESPACES = {
    V21: "http://www.sdmx.org/resources/sdmxml/schemas/v2_1",
    V30: "http://www.sdmx.org/resources/sdmxml/schemas/v3_0",
    V31: "http://www.sdmx.org/resources/sdmxml/schemas/v3_1",
}
_DATA_TYPES = {
    "integer": "Integer",
    "decimal": "Decimal",
    "text": "String",
    "date": "GregorianDay",
    "boolean": "Boolean",
    "time": "ObservationalTimePeriod",
}
_NCNAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def data_type(name: str) -> str:
    """SDMX's name of one of our data types; String for what has no closer one."""
    return _DATA_TYPES.get(name, "String")


def xml_text(text: str) -> str:
    """Text for XML: escaped, and without the characters that XML 1.0 cannot hold."""
    return escape(text.translate(_NOT_IN_XML))


def stamp(day: date | None, *, end: bool = False) -> str:
    """A day as SDMX's dateTime: its first second, or its last."""
    return datetime.combine(day, time(23, 59, 59) if end else time()).isoformat() if day else ""


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value.translate(_NOT_IN_XML))}" for name, value in values.items() if value)


def _texts(element: str, text: a.Text) -> str:
    return "".join(f'<{element} xml:lang="{language}">{xml_text(words)}</{element}>' for language, words in text)


class _Writer:
    """Writes in one version of SDMX-ML; all differences between versions stand in its methods."""

    def __init__(self, version: str):
        self.v30 = version != V21
        self.version = version

    # Parts of every artefact

    def annotations(self, annotations: tuple[a.Annotation, ...]) -> str:
        return (
            f"<com:Annotations>{''.join(map(self._annotation, annotations))}</com:Annotations>" if annotations else ""
        )

    def _annotation(self, annotation: a.Annotation) -> str:
        # A value stands in the title: readers of 3.0 choke on the element AnnotationValue.
        title = f"<com:AnnotationTitle>{xml_text(annotation.value)}</com:AnnotationTitle>" if annotation.value else ""
        kind = f"<com:AnnotationType>{xml_text(annotation.type)}</com:AnnotationType>"
        return f"<com:Annotation>{title}{kind}{_texts('com:AnnotationText', annotation.text)}</com:Annotation>"

    def naming(self, artefact: a.Maintainable | a.Code | a.Concept) -> str:
        return (
            self.annotations(artefact.annotations)
            + _texts("com:Name", artefact.name)
            + _texts("com:Description", artefact.description)
        )

    def opening(self, element: str, artefact: a.Maintainable) -> str:
        flags = {"isExternalReference": "true" if artefact.stub else "false"}
        if not self.v30:
            flags["isFinal"] = "true" if artefact.final else "false"
        if artefact.partial:
            flags["isPartial"] = "true"
        unversioned = self.v30 and artefact.type == a.AGENCY_SCHEME  # 3.0 fixes the version of organisation schemes
        values = {
            "id": artefact.id,
            "urn": artefact.ref.urn,
            "version": "" if unversioned else artefact.version,
            "validFrom": stamp(artefact.valid_from),
            "validTo": stamp(artefact.valid_until, end=True),
            "agencyID": artefact.agency,
            **flags,
        }
        return f"<str:{element}{_attributes(values)}>{self.naming(artefact)}"

    def reference(self, element: str, ref: a.Ref | a.ItemRef) -> str:
        if self.v30:
            return f"<str:{element}>{xml_text(ref.urn)}</str:{element}>"
        if isinstance(ref, a.ItemRef):
            scheme, (package, name) = ref.scheme, a.ITEM_CLASSES[ref.scheme.type].split(".")
            parent = {"maintainableParentID": scheme.id, "maintainableParentVersion": scheme.version}
            values = {"id": ref.id, **parent, "agencyID": scheme.agency, "package": package, "class": name}
        else:
            package, name = a.URN_CLASSES[ref.type].split(".")
            values = {"id": ref.id, "version": ref.version, "agencyID": ref.agency, "package": package, "class": name}
        return f"<str:{element}><Ref{_attributes(values)}/></str:{element}>"

    def representation(self, element: str, representation: a.Representation | None) -> str:
        if representation is None:
            return ""
        if representation.codelist:
            inner = self.reference("Enumeration", representation.codelist)
        else:
            inner = f'<str:TextFormat textType="{data_type(representation.data_type)}"/>'
        return f"<str:{element}>{inner}</str:{element}>"

    # Artefacts

    def codelist(self, codelist: a.Codelist) -> Iterator[str]:
        """A code list. The schema of 3.0 lets a code begin with a figure, but not its parent: such a parent is annotated."""
        yield self.opening("Codelist", codelist)
        for code in () if codelist.stub else codelist.codes:
            parent = ""
            if code.parent and not self.v30:
                parent = f"<str:Parent><Ref{_attributes({'id': code.parent})}/></str:Parent>"
            elif code.parent and (self.version == V31 or _NCNAME.fullmatch(code.parent)):
                parent = f"<str:Parent>{code.parent}</str:Parent>"
            elif code.parent:
                code = replace(code, annotations=(*code.annotations, a.Annotation(a.PARENT, value=code.parent)))
            values = {"id": code.id, "urn": codelist.ref.item_urn(code.id)}
            yield f"<str:Code{_attributes(values)}>{self.naming(code)}{parent}</str:Code>"
        yield "</str:Codelist>"

    def concept_scheme(self, scheme: a.ConceptScheme) -> Iterator[str]:
        yield self.opening("ConceptScheme", scheme)
        for concept in () if scheme.stub else scheme.concepts:
            values = {"id": concept.id, "urn": scheme.ref.item_urn(concept.id)}
            core = self.representation("CoreRepresentation", concept.representation)
            yield f"<str:Concept{_attributes(values)}>{self.naming(concept)}{core}</str:Concept>"
        yield "</str:ConceptScheme>"

    def agency_scheme(self, scheme: a.AgencyScheme) -> Iterator[str]:
        yield self.opening("AgencyScheme", scheme)
        for agency in () if scheme.stub else scheme.agencies:
            values = _attributes({"id": agency.id, "urn": scheme.ref.item_urn(agency.id)})
            yield f"<str:Agency{values}>{_texts('com:Name', agency.name)}</str:Agency>"
        yield "</str:AgencyScheme>"

    def dataflow(self, flow: a.Dataflow) -> Iterator[str]:
        structure = self.reference("Structure", flow.structure) if flow.structure and not flow.stub else ""
        yield f"{self.opening('Dataflow', flow)}{structure}</str:Dataflow>"

    def data_structure(self, structure: a.DataStructure) -> Iterator[str]:
        yield self.opening("DataStructure", structure)
        if not structure.stub and structure.dimensions and structure.measures:
            yield "<str:DataStructureComponents>" + self.dimensions(structure)
            yield self.attributes(structure) + self.measures(structure) + "</str:DataStructureComponents>"
        yield "</str:DataStructure>"

    def component(self, element: str, component: a.Component, extra: dict[str, str], tail: str = "") -> str:
        role = ""
        if component.role and element != "PrimaryMeasure":
            role = self.reference("ConceptRole", a.ItemRef(a.CONCEPT_ROLES, component.role))
        return (
            f"<str:{element}{_attributes({'id': component.id, **extra})}>"
            f"{self.reference('ConceptIdentity', component.concept)}"
            f"{self.representation('LocalRepresentation', component.representation)}{role}{tail}</str:{element}>"
        )

    def dimensions(self, structure: a.DataStructure) -> str:
        parts = [
            self.component("Dimension", dimension, {"position": str(number)})
            for number, dimension in enumerate(structure.dimensions, 1)
        ]
        if structure.time:
            position = {} if self.v30 else {"position": str(len(structure.dimensions) + 1)}
            when = f'<str:TextFormat textType="{data_type("time")}"/>'
            parts.append(
                f"<str:TimeDimension{_attributes({'id': 'TIME_PERIOD', **position})}>"
                f"{self.reference('ConceptIdentity', structure.time.concept)}"
                f"<str:LocalRepresentation>{when}</str:LocalRepresentation></str:TimeDimension>"
            )
        return f'<str:DimensionList id="DimensionDescriptor">{"".join(parts)}</str:DimensionList>'

    def attributes(self, structure: a.DataStructure) -> str:
        """Attributes; in 2.1, which has one measure, the further ones too, as attributes of the observation."""
        if self.v30:
            belongs = "<str:AttributeRelationship><str:Observation/></str:AttributeRelationship>"
            listed = structure.attributes
        else:
            to = '<str:PrimaryMeasure><Ref id="OBS_VALUE"/></str:PrimaryMeasure>'
            belongs = f"<str:AttributeRelationship>{to}</str:AttributeRelationship>"
            listed = (*structure.measures[1:], *structure.attributes)
        if not listed:
            return ""
        parts = []
        for attribute in listed:
            if self.v30:
                usage = {"usage": "mandatory" if attribute.required else "optional"}
            else:
                usage = {"assignmentStatus": "Mandatory" if attribute.required else "Conditional"}
            parts.append(self.component("Attribute", attribute, usage, belongs))
        return f'<str:AttributeList id="AttributeDescriptor">{"".join(parts)}</str:AttributeList>'

    def measures(self, structure: a.DataStructure) -> str:
        if self.v30:
            parts = [
                self.component("Measure", measure, {"usage": "mandatory" if measure.required else "optional"})
                for measure in structure.measures
            ]
        else:
            first = structure.measures[0]
            primary = a.Component("OBS_VALUE", first.concept, first.representation)
            parts = [self.component("PrimaryMeasure", primary, {})]
        return f'<str:MeasureList id="MeasureDescriptor">{"".join(parts)}</str:MeasureList>'

    # The message

    def message(self, structures: a.Structures, header: a.Header) -> Iterator[str]:
        base = _NAMESPACES[self.version]
        yield (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<mes:Structure xmlns:mes="{base}/message" xmlns:str="{base}/structure" xmlns:com="{base}/common">'
            f"<mes:Header><mes:ID>{xml_text(header.id)}</mes:ID><mes:Test>false</mes:Test>"
            f"<mes:Prepared>{header.prepared.isoformat(timespec='seconds')}</mes:Prepared>"
            f"<mes:Sender{_attributes({'id': header.sender})}/></mes:Header><mes:Structures>"
        )
        containers: tuple[tuple[str, Iterable[Iterator[str]]], ...] = (
            (
                "AgencySchemes" if self.v30 else "OrganisationSchemes",
                map(self.agency_scheme, structures.agency_schemes),
            ),
            ("Dataflows", map(self.dataflow, structures.dataflows)),
            ("Codelists", map(self.codelist, structures.codelists)),
            ("ConceptSchemes" if self.v30 else "Concepts", map(self.concept_scheme, structures.concept_schemes)),
            ("DataStructures", map(self.data_structure, structures.data_structures)),
        )
        for name, written in containers:
            pieces = chain.from_iterable(written)
            first = next(pieces, None)
            if first is not None:
                yield f"<str:{name}>{first}"
                yield from pieces
                yield f"</str:{name}>"
        yield "</mes:Structures></mes:Structure>\n"


def write(structures: a.Structures, header: a.Header, *, version: str) -> Iterator[str]:
    """Pieces of a structure message in SDMX-ML `version` (V21, V30 or V31); the lists in `structures` are walked once.

    A data structure without a dimension or without a measure is written without components: SDMX knows no such one.
    """
    return _Writer(version).message(structures, header)


def error(code: int, text: str, *, version: str) -> str:
    """An SDMX-ML error message."""
    base = _NAMESPACES[version]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mes:Error xmlns:mes="{base}/message" xmlns:com="{base}/common"><mes:ErrorMessage code="{code}">'
        f'<com:Text xml:lang="en">{xml_text(text)}</com:Text></mes:ErrorMessage></mes:Error>\n'
    )
