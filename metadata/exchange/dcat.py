"""The catalogue of public data sets in DCAT (DCAT-AP 3), as a graph that rdflib writes in Turtle, JSON-LD or RDF/XML.

Controlled values are those of the EU vocabularies that DCAT-AP asks for (access right, frequency, file type, language).
"""

import re
from urllib.parse import quote, urlsplit

from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

from .artefacts import Catalogue, CatalogueDataset, Distribution, Publisher, Text

TURTLE, JSON_LD, RDF_XML = "text/turtle", "application/ld+json", "application/rdf+xml"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_EU = "http://publications.europa.eu/resource/authority/"
_FREQUENCIES = {
    "1": "DAILY",
    "2": "WEEKLY",
    "3": "MONTHLY",
    "4": "QUARTERLY",
    "5": "ANNUAL_3",
    "6": "ANNUAL_2",
    "7": "ANNUAL",
    "8": "MULTI_ANNUAL",
    "once": "NEVER",
    "irregular": "IRREG",
}
_FILE_TYPES = {"CSV", "XLSX", "XLS", "JSON", "XML", "PDF", "ODS", "ZIP", "HTML", "GEOJSON", "RDF", "TSV", "PARQUET"}
_LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODBL 1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
_LANGUAGES = ("IND", "ENG")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")


def web_address(text: str) -> str:
    """`text` as an IRI of http, https or ftp, unlawful characters percent-encoded; "" when it is none."""
    text = text.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https", "ftp") or not parts.netloc:
        return ""
    return quote(text, safe="!#$&'()*+,/:;=?@[]%~._-")


def mail_address(text: str) -> str:
    """The first mail address in `text`, "" without one."""
    found = _ADDRESS.search(text)
    return found[0] if found else ""


def _texts(graph: Graph, subject: URIRef | BNode, predicate: URIRef, text: Text) -> None:
    for language, words in text:
        graph.add((subject, predicate, Literal(words, lang=language)))


def _publisher(graph: Graph, publisher: Publisher, base: str) -> URIRef:
    node = URIRef(f"{base}#organisasi-{quote(publisher.code)}")
    graph.add((node, RDF.type, FOAF.Agent))
    graph.add((node, RDF.type, FOAF.Organization))
    _texts(graph, node, FOAF.name, publisher.name)
    if web_address(publisher.page):
        graph.add((node, FOAF.homepage, URIRef(web_address(publisher.page))))
    return node


def _contact(graph: Graph, subject: URIRef, dataset: CatalogueDataset) -> None:
    """Who answers: the contact given, else the publisher's own address; without any, the publisher by name."""
    given = dataset.contact or dataset.publisher.mail
    card = BNode()
    graph.add((subject, DCAT.contactPoint, card))
    graph.add((card, RDF.type, VCARD.Organization))
    graph.add((card, RDF.type, VCARD.Kind))
    _texts(graph, card, VCARD.fn, dataset.publisher.name)
    if mail_address(given):
        graph.add((card, VCARD.hasEmail, URIRef(f"mailto:{quote(mail_address(given), safe='@+._-')}")))
    elif given:
        graph.add((card, VCARD.note, Literal(given)))


def _rights(graph: Graph, subject: URIRef, dataset: CatalogueDataset) -> None:
    access = URIRef(f"{_EU}access-right/{dataset.access}")
    graph.add((subject, DCTERMS.accessRights, access))
    graph.add((access, RDF.type, DCTERMS.RightsStatement))
    if dataset.rights:
        statement = BNode()
        graph.add((subject, DCTERMS.rights, statement))
        graph.add((statement, RDF.type, DCTERMS.RightsStatement))
        graph.add((statement, DCTERMS.description, Literal(dataset.rights, lang="id")))


def _coverage(graph: Graph, subject: URIRef, dataset: CatalogueDataset) -> None:
    if dataset.spatial:
        place = BNode()
        graph.add((subject, DCTERMS.spatial, place))
        graph.add((place, RDF.type, DCTERMS.Location))
        graph.add((place, SKOS.prefLabel, Literal(dataset.spatial, lang="id")))
    if dataset.period_start or dataset.period_end:
        period = BNode()
        graph.add((subject, DCTERMS.temporal, period))
        graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
        for predicate, day in ((DCAT.startDate, dataset.period_start), (DCAT.endDate, dataset.period_end)):
            if day:
                graph.add((period, predicate, Literal(day.isoformat(), datatype=XSD.date)))
    frequency = _FREQUENCIES.get(dataset.frequency)
    if frequency:
        node = URIRef(f"{_EU}frequency/{frequency}")
        graph.add((subject, DCTERMS.accrualPeriodicity, node))
        graph.add((node, RDF.type, DCTERMS.Frequency))


def _licence(graph: Graph, subject: URIRef, licence: str) -> None:
    if not licence:
        return
    known = _LICENCES.get(licence.upper()) or web_address(licence)
    node = URIRef(known) if known else BNode()
    graph.add((subject, DCTERMS.license, node))
    graph.add((node, RDF.type, DCTERMS.LicenseDocument))
    if not known:
        graph.add((node, DCTERMS.title, Literal(licence)))


def _distribution(graph: Graph, dataset: URIRef, one: Distribution, number: int, licence: str) -> None:
    address = web_address(one.url)
    if not address:
        return
    node = URIRef(f"{dataset}#distribusi-{number}")
    graph.add((dataset, DCAT.distribution, node))
    graph.add((node, RDF.type, DCAT.Distribution))
    graph.add((node, DCAT.accessURL, URIRef(address)))
    if one.title:
        graph.add((node, DCTERMS.title, Literal(one.title, lang="id")))
    kind = one.format.strip().upper().lstrip(".")
    if kind:
        known = kind in _FILE_TYPES
        form = URIRef(f"{_EU}file-type/{kind}") if known else BNode()
        graph.add((node, DCTERMS["format"], form))
        graph.add((form, RDF.type, DCTERMS.MediaTypeOrExtent))
        if not known:
            graph.add((form, SKOS.prefLabel, Literal(one.format)))
    _licence(graph, node, one.licence or licence)


def _dataset(graph: Graph, catalogue: URIRef, dataset: CatalogueDataset) -> None:
    node = URIRef(dataset.url)
    graph.add((catalogue, DCAT.dataset, node))
    graph.add((node, RDF.type, DCAT.Dataset))
    graph.add((node, DCTERMS.identifier, Literal(dataset.code)))
    graph.add((node, URIRef(f"{DCAT}version"), Literal(dataset.version)))
    graph.add((node, DCAT.landingPage, URIRef(dataset.url)))
    graph.add((URIRef(dataset.url), RDF.type, FOAF.Document))
    _texts(graph, node, DCTERMS.title, dataset.title)
    _texts(graph, node, DCTERMS.description, dataset.description or dataset.title)
    graph.add((node, DCTERMS.publisher, _publisher(graph, dataset.publisher, str(catalogue))))
    for predicate, moment in ((DCTERMS.issued, dataset.issued), (DCTERMS.modified, dataset.modified)):
        if moment:
            graph.add((node, predicate, Literal(moment.isoformat(), datatype=XSD.date)))
    if dataset.theme:
        theme = URIRef(f"{catalogue}#tema-{quote(dataset.theme_code)}")
        graph.add((node, DCAT.theme, theme))
        graph.add((theme, RDF.type, SKOS.Concept))
        graph.add((theme, SKOS.inScheme, URIRef(f"{catalogue}#tema")))
        _texts(graph, theme, SKOS.prefLabel, dataset.theme)
    for keyword in dataset.keywords:
        _texts(graph, node, DCAT.keyword, keyword)
    _rights(graph, node, dataset)
    _coverage(graph, node, dataset)
    _contact(graph, node, dataset)
    for number, one in enumerate(dataset.distributions, 1):
        _distribution(graph, node, one, number, dataset.licence)


def graph_of(catalogue: Catalogue) -> Graph:
    """The catalogue as a graph. Distributions without a web address are left out: DCAT has no place for them."""
    graph = Graph(bind_namespaces="none")  # only the prefixes that are used
    for prefix, space in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("vcard", VCARD), ("skos", SKOS)):
        graph.bind(prefix, space)
    node = URIRef(catalogue.url)
    graph.add((node, RDF.type, DCAT.Catalog))
    _texts(graph, node, DCTERMS.title, catalogue.title)
    _texts(graph, node, DCTERMS.description, catalogue.description)
    graph.add((node, DCTERMS.publisher, _publisher(graph, catalogue.publisher, catalogue.url)))
    graph.add((node, FOAF.homepage, URIRef(catalogue.url)))
    for language in _LANGUAGES:
        tongue = URIRef(f"{_EU}language/{language}")
        graph.add((node, DCTERMS.language, tongue))
        graph.add((tongue, RDF.type, DCTERMS.LinguisticSystem))
    scheme = URIRef(f"{catalogue.url}#tema")
    themed = False
    for dataset in catalogue.datasets:
        _dataset(graph, node, dataset)
        themed = themed or bool(dataset.theme)
    if themed:
        graph.add((node, DCAT.themeTaxonomy, scheme))
        graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        _texts(graph, scheme, DCTERMS.title, Text("Tema", "Themes"))
    return graph


def write(catalogue: Catalogue, *, media_type: str) -> bytes:
    """The catalogue in `media_type`: TURTLE, JSON_LD or RDF_XML."""
    graph = graph_of(catalogue)
    if media_type == JSON_LD:
        return graph.serialize(format="json-ld", encoding="utf-8", auto_compact=True, sort_keys=True)
    if media_type == RDF_XML:
        return _NOT_XML.sub("", graph.serialize(format="xml")).replace("\r", "&#13;").encode()
    return graph.serialize(format="turtle", encoding="utf-8")
