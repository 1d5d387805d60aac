"""An activity's variables as DDI-Codebook 2.5 and DDI-Lifecycle 3.3: concept, definition, question, universe, codes.

Built as trees with lxml: one edition has hundreds of variables, not hundreds of thousands. Texts stand in both languages
wherever the format allows; ids come from codes, so that the same edition always gives the same document.
"""

import re
from collections.abc import Iterable
from datetime import date

from lxml import etree

from .artefacts import ActivityDescription, Category, DescribedVariable, Text, ncname

CODEBOOK = "ddi:codebook:2_5"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NS = {
    None: "ddi:instance:3_3",
    "s": "ddi:studyunit:3_3",
    "c": "ddi:conceptualcomponent:3_3",
    "d": "ddi:datacollection:3_3",
    "l": "ddi:logicalproduct:3_3",
    "r": "ddi:reusable:3_3",
}


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


# DDI-Codebook 2.5 -----------------------------------------------------------------------------------------------------


def _add(parent: etree._Element, element: str, text: str = "", /, **attributes: str) -> etree._Element:
    found = etree.SubElement(parent, f"{{{CODEBOOK}}}{element}", {k: _clean(v) for k, v in attributes.items() if v})
    if text:
        found.text = _clean(text)
    return found


def _both(parent: etree._Element, element: str, text: Text, /, **attributes: str) -> None:
    """One element a language."""
    for language, words in text:
        _add(parent, element, words, **attributes).set(f"{_XML}lang", language)


def codebook(activity: ActivityDescription) -> bytes:
    """A DDI-Codebook 2.5 document."""
    root = etree.Element(f"{{{CODEBOOK}}}codeBook", {"version": "2.5"}, nsmap={None: CODEBOOK})
    root.set(f"{_XML}lang", "id")
    study = _add(root, "stdyDscr")
    _citation(study, activity)
    _study_info(study, activity)
    data = _add(root, "dataDscr")
    for number, variable in enumerate(activity.variables, 1):
        _codebook_variable(data, variable, number)
    return _bytes(root)


def _citation(study: etree._Element, activity: ActivityDescription) -> None:
    citation = _add(study, "citation")
    titles = _add(citation, "titlStmt")
    _add(titles, "titl", activity.title.best()).set(f"{_XML}lang", "id" if activity.title.id else "en")
    if activity.title.id and activity.title.en:
        _add(titles, "parTitl", activity.title.en).set(f"{_XML}lang", "en")
    _add(titles, "IDNo", f"{activity.code}-{activity.edition}", agency=activity.agency)
    _both(_add(citation, "rspStmt"), "AuthEnty", activity.producer)
    _both(_add(citation, "prodStmt"), "producer", activity.producer, abbr=activity.agency)
    _add(_add(citation, "verStmt"), "version", activity.version)


def _study_info(study: etree._Element, activity: ActivityDescription) -> None:
    info = _add(study, "stdyInfo")
    if activity.keywords:
        subject = _add(info, "subject")
        for keyword in activity.keywords:
            _both(subject, "keyword", keyword)
    _both(info, "abstract", activity.abstract, contentType="abstract")
    _both(info, "abstract", activity.purpose, contentType="purpose")
    summary = _add(info, "sumDscr")
    for day, event in ((activity.period_start, "start"), (activity.period_end, "end")):
        if day:
            _add(summary, "timePrd", day.isoformat(), date=day.isoformat(), event=event)
    _both(summary, "geogCover", activity.area)
    _both(summary, "anlyUnit", activity.unit_of_analysis)
    _both(summary, "universe", activity.universe)
    if activity.frequency:
        method = _add(_add(study, "method"), "dataColl")
        _both(method, "frequenc", activity.frequency)


def _codebook_variable(data: etree._Element, variable: DescribedVariable, number: int) -> None:
    interval = {"integer": "discrete", "decimal": "contin", "code": "discrete", "boolean": "discrete"}
    found = _add(data, "var", ID=f"V{number}", name=variable.code, intrvl=interval.get(variable.data_type, ""))
    found.set("representationType", _representation(variable))
    if variable.unit:
        found.set("measUnit", _clean(variable.unit))
    _both(found, "labl", variable.name)
    if variable.question:
        _both(_add(found, "qstn"), "qstnLit", variable.question)
    _both(found, "universe", variable.universe)
    _both(found, "txt", variable.definition)
    for category in variable.categories:
        answer = _add(found, "catgry", missing="Y" if category.missing else "")
        _add(answer, "catValu", category.code)
        _both(answer, "labl", category.label)
    if variable.concept:
        _both(found, "concept", variable.concept.name)
    kind = "numeric" if variable.data_type in ("integer", "decimal") else "character"
    _add(found, "varFormat", type=kind, schema="other", formatname=variable.data_type)
    if variable.domain:
        _add(found, "notes", variable.domain, subject="domain").set(f"{_XML}lang", "id")


def _representation(variable: DescribedVariable) -> str:
    if variable.categories or variable.data_type == "code":
        return "code"
    return {"integer": "numeric", "decimal": "numeric", "date": "datetime", "boolean": "numeric"}.get(
        variable.data_type, "text"
    )


# DDI-Lifecycle 3.3 ----------------------------------------------------------------------------------------------------


def _ddi_id(*parts: str) -> str:
    return re.sub(r"[^A-Za-z0-9*@$_-]", "_", "-".join(parts))


class _Lifecycle:
    """Builds one DDIInstance; every identified element carries the agency and the edition's version."""

    def __init__(self, activity: ActivityDescription):
        self.activity = activity
        self.agency = f"id.{ncname(activity.agency).lower()}"
        self.prefix = f"{activity.code}-{activity.edition}"

    def element(self, parent: etree._Element, name: str, text: str = "") -> etree._Element:
        space, local = name.split(":")
        found = etree.SubElement(parent, f"{{{_NS[space]}}}{local}")
        if text:
            found.text = _clean(text)
        return found

    def identify(self, element: etree._Element, *parts: str) -> None:
        self.element(element, "r:Agency", self.agency)
        self.element(element, "r:ID", _ddi_id(self.prefix, *parts))
        self.element(element, "r:Version", self.activity.version)

    def identified(self, parent: etree._Element, name: str, *parts: str) -> etree._Element:
        found = self.element(parent, name)
        self.identify(found, *parts)
        return found

    def strings(self, parent: etree._Element, name: str, text: Text, inner: str = "r:String") -> None:
        """One element whose inner strings are the languages."""
        if text:
            holder = self.element(parent, name)
            for language, words in text:
                self.element(holder, inner, words).set(f"{_XML}lang", language)

    def label(self, parent: etree._Element, text: Text) -> None:
        self.strings(parent, "r:Label", text, "r:Content")

    def description(self, parent: etree._Element, text: Text, name: str = "r:Description") -> None:
        self.strings(parent, name, text, "r:Content")

    def refer(self, parent: etree._Element, name: str, kind: str, *parts: str) -> None:
        found = self.element(parent, name)
        self.identify(found, *parts)
        self.element(found, "r:TypeOfObject", kind)

    def document(self) -> bytes:
        activity = self.activity
        root = etree.Element(f"{{{_NS[None]}}}DDIInstance", nsmap=_NS)
        self.identify(root, "instance")
        self.strings(self.element(root, "r:Citation"), "r:Title", activity.title)
        study = self.identified(root, "s:StudyUnit", "study")
        citation = self.element(study, "r:Citation")
        self.strings(citation, "r:Title", activity.title)
        if activity.producer:
            name = self.element(self.element(citation, "r:Publisher"), "r:PublisherName")
            for language, words in activity.producer:
                self.element(name, "r:String", words).set(f"{_XML}lang", language)
        self.description(study, activity.abstract, "r:Abstract")
        if activity.universe:
            self.refer(study, "r:UniverseReference", "Universe", "universe")
        self.description(study, activity.purpose, "r:Purpose")
        self.coverage(study)
        if activity.unit_of_analysis:
            self.element(study, "r:AnalysisUnit", activity.unit_of_analysis.best())
        self.concepts(study)
        self.questions(study)
        self.logical_product(study)
        return _bytes(root)

    def coverage(self, study: etree._Element) -> None:
        activity = self.activity
        if not (activity.area or activity.period_start or activity.period_end):
            return
        coverage = self.element(study, "r:Coverage")
        if activity.area:
            self.description(self.identified(coverage, "r:SpatialCoverage", "area"), activity.area)
        if activity.period_start or activity.period_end:
            temporal = self.identified(coverage, "r:TemporalCoverage", "period")
            self.period(self.element(temporal, "r:ReferenceDate"), activity.period_start, activity.period_end)

    def period(self, reference: etree._Element, start: date | None, end: date | None) -> None:
        if start and end:
            self.element(reference, "r:StartDate", start.isoformat())
            self.element(reference, "r:EndDate", end.isoformat())
        else:
            day = start or end
            self.element(reference, "r:SimpleDate", day.isoformat() if day else "")

    def universes(self) -> dict[Text, tuple[str, ...]]:
        """Every universe once: the activity's, then those that only variables have."""
        found: dict[Text, tuple[str, ...]] = {}
        if self.activity.universe:
            found[self.activity.universe] = ("universe",)
        for variable in self.activity.variables:
            if variable.universe and variable.universe not in found:
                found[variable.universe] = ("universe", str(len(found) + 1))
        return found

    def concepts(self, study: etree._Element) -> None:
        concepts = {variable.concept.code: variable.concept for variable in self.activity.variables if variable.concept}
        universes = self.universes()
        if not concepts and not universes:
            return
        component = self.identified(study, "c:ConceptualComponent", "conceptual")
        if concepts:
            scheme = self.identified(component, "c:ConceptScheme", "concepts")
            for code, concept in concepts.items():
                found = self.identified(scheme, "c:Concept", "concept", code)
                self.strings(found, "c:ConceptName", Text(code))
                self.label(found, concept.name)
                self.description(found, concept.definition)
        if universes:
            scheme = self.identified(component, "c:UniverseScheme", "universes")
            for universe, parts in universes.items():
                self.label(self.identified(scheme, "c:Universe", *parts), universe)

    def questions(self, study: etree._Element) -> None:
        asked = [variable for variable in self.activity.variables if variable.question]
        if not asked:
            return
        collection = self.identified(study, "d:DataCollection", "collection")
        scheme = self.identified(collection, "d:QuestionScheme", "questions")
        for variable in asked:
            item = self.identified(scheme, "d:QuestionItem", "question", variable.code)
            self.strings(item, "d:QuestionItemName", Text(variable.code))
            for language, words in variable.question:
                literal = self.element(self.element(item, "d:QuestionText"), "d:LiteralText")
                self.element(literal, "d:Text", words).set(f"{_XML}lang", language)

    def logical_product(self, study: etree._Element) -> None:
        if not self.activity.variables:
            return
        product = self.identified(study, "l:LogicalProduct", "logical")
        lists = self.code_lists()
        if lists:
            categories = self.identified(product, "l:CategoryScheme", "categories")
            for name, listed in lists.items():
                for category in listed:
                    found = self.identified(categories, "l:Category", "category", name, category.code)
                    if category.missing:
                        found.set("isMissing", "true")
                    self.label(found, category.label)
            codes = self.identified(product, "l:CodeListScheme", "codelists")
            for name, listed in lists.items():
                code_list = self.identified(codes, "l:CodeList", "codelist", name)
                self.label(code_list, Text(name))
                for category in listed:
                    code = self.identified(code_list, "l:Code", "code", name, category.code)
                    self.refer(code, "r:CategoryReference", "Category", "category", name, category.code)
                    self.element(code, "r:Value", category.code)
        scheme = self.identified(product, "l:VariableScheme", "variables")
        for variable in self.activity.variables:
            self.variable(scheme, variable)

    def code_lists(self) -> dict[str, Iterable[Category]]:
        """Each list of categories once, under its name."""
        return {_list_name(one): one.categories for one in self.activity.variables if one.categories}

    def variable(self, scheme: etree._Element, variable: DescribedVariable) -> None:
        found = self.identified(scheme, "l:Variable", "variable", variable.code)
        self.strings(found, "l:VariableName", Text(variable.code))
        self.label(found, variable.name)
        self.description(found, variable.definition)
        if variable.universe:
            self.refer(found, "r:UniverseReference", "Universe", *self.universes()[variable.universe])
        if variable.concept:
            self.refer(found, "r:ConceptReference", "Concept", "concept", variable.concept.code)
        if variable.question:
            self.refer(found, "r:QuestionReference", "QuestionItem", "question", variable.code)
        self.representation(self.element(found, "l:VariableRepresentation"), variable)

    def representation(self, parent: etree._Element, variable: DescribedVariable) -> None:
        kind = _representation(variable)
        if variable.categories:
            found = self.element(parent, "r:CodeRepresentation")
            missing = " ".join(one.code for one in variable.categories if one.missing and " " not in one.code)
            if missing:
                found.set("missingValue", missing)
            self.refer(found, "r:CodeListReference", "CodeList", "codelist", _list_name(variable))
        elif kind == "numeric":
            found = self.element(parent, "r:NumericRepresentation")
            if variable.unit:
                self.element(found, "r:MeasurementUnit", variable.unit)
            self.element(found, "r:NumericTypeCode", "Decimal" if variable.data_type == "decimal" else "Integer")
        elif kind == "datetime":
            self.element(self.element(parent, "r:DateTimeRepresentation"), "r:DateTypeCode", "Date")
        else:
            self.element(parent, "r:TextRepresentation")


def _list_name(variable: DescribedVariable) -> str:
    return variable.code_list or variable.code


def lifecycle(activity: ActivityDescription) -> bytes:
    """A DDI-Lifecycle 3.3 instance with one study unit."""
    return _Lifecycle(activity).document()
