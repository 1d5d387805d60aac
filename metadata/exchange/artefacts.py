"""What is exchanged, free of any format: SDMX artefacts, an activity with its variables (DDI), a catalogue (DCAT, CKAN).

Frozen values. Lists of codes and concepts may be one-pass iterables: a writer walks them once, in order, and holds
none of them. Texts are bilingual; an empty language is left out by every writer.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

CODELIST = "codelist"
CONCEPT_SCHEME = "conceptscheme"
DATA_STRUCTURE = "datastructure"
DATAFLOW = "dataflow"
AGENCY_SCHEME = "agencyscheme"
TYPES = (AGENCY_SCHEME, DATAFLOW, CODELIST, CONCEPT_SCHEME, DATA_STRUCTURE)

URN_CLASSES = {
    CODELIST: "codelist.Codelist",
    CONCEPT_SCHEME: "conceptscheme.ConceptScheme",
    DATA_STRUCTURE: "datastructure.DataStructure",
    DATAFLOW: "datastructure.Dataflow",
    AGENCY_SCHEME: "base.AgencyScheme",
}
ITEM_CLASSES = {CODELIST: "codelist.Code", CONCEPT_SCHEME: "conceptscheme.Concept", AGENCY_SCHEME: "base.Agency"}
SCHEME_VERSION = "1.0"  # schemes gather items that have versions of their own; two parts promise no fixed content

# Kinds of annotations, the same in all formats.
MEANS, PARENT, ORIGINAL_CODE, ALTERNATIVE_CODE = "CONCEPT", "PARENT", "CODE", "ALT_CODE"
VALID_FROM, VALID_UNTIL, REGISTERED_VERSION, ACCESS, INCOMPLETE = (
    "VALID_FROM",
    "VALID_UNTIL",
    "VERSION",
    "ACCESS",
    "INCOMPLETE",
)

# Texts and names ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Indonesian and English; false when both are empty."""

    id: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.id or self.en)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Pairs of language and text, Indonesian first, empty ones left out."""
        if self.id:
            yield "id", self.id
        if self.en:
            yield "en", self.en

    def best(self, language: str = "id") -> str:
        """The text in `language`, else in the other one."""
        return (self.en or self.id) if language == "en" else (self.id or self.en)


NOTHING = Text()


def agency_id(organisation: str | None, default: str) -> str:
    """The SDMX agency of an organisation's code: upper-case, only letters, digits, `_` and `-`, a letter first.

    Items without an organisation belong to `default`, written the same way.
    """
    name = re.sub(r"[^A-Z0-9_-]", "_", (organisation or default).upper())
    return name if name[:1].isalpha() else f"ORG_{name}"


def code_id(code: str, *, dotted: bool = False) -> str:
    """The SDMX id of a classification's code, different for different codes of one list.

    SDMX knows letters, digits and `_@$-`. A point becomes `_`; in a list that has points (`dotted`) a `_` of its own, and
    everywhere any other character, becomes its number in hexadecimal between two `$`.
    """
    kept = r"[^A-Za-z0-9.@-]" if dotted else r"[^A-Za-z0-9_.@-]"
    return re.sub(kept, lambda found: f"${ord(found[0]):02X}$", code).replace(".", "_")


def plain_code(text: str) -> str:
    """A code id with its escaped characters as they were; points stay what they became."""

    def plain(found: re.Match[str]) -> str:
        number = int(found[1], 16)
        return chr(number) if 0 < number < 0xD800 or 0xE000 <= number <= 0x10FFFF else found[0]

    return re.sub(r"\$([0-9A-F]{2,6})\$", plain, text)


def ncname(text: str) -> str:
    """`text` as a name that XML and SDMX accept for agencies and components."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", text)
    return name if name[:1].isalpha() else f"X_{name}"


# SDMX -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a maintainable artefact."""

    type: str
    agency: str
    id: str
    version: str

    @property
    def urn(self) -> str:
        return f"urn:sdmx:org.sdmx.infomodel.{URN_CLASSES[self.type]}={self.agency}:{self.id}({self.version})"

    def item_urn(self, item: str) -> str:
        return f"urn:sdmx:org.sdmx.infomodel.{ITEM_CLASSES[self.type]}={self.agency}:{self.id}({self.version}).{item}"


@dataclass(frozen=True, slots=True)
class ItemRef:
    """A reference to a concept or a code."""

    scheme: Ref
    id: str

    @property
    def urn(self) -> str:
        return self.scheme.item_urn(self.id)


CONCEPT_ROLES = Ref(CONCEPT_SCHEME, "SDMX", "SDMX_CONCEPT_ROLES", "1.0")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A fact that SDMX has no field for: its kind, and a text or a bare value."""

    type: str
    text: Text = NOTHING
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintainable:
    """What every SDMX artefact says of itself. A stub is sent without its content; `partial` holds some items only."""

    agency: str
    id: str
    version: str
    name: Text
    description: Text = NOTHING
    valid_from: date | None = None
    valid_until: date | None = None
    final: bool = True
    stub: bool = False
    partial: bool = False
    annotations: tuple[Annotation, ...] = ()

    type = ""

    @property
    def ref(self) -> Ref:
        return Ref(self.type, self.agency, self.id, self.version)


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a list. `id` and `parent` are SDMX ids already (`code_id`)."""

    id: str
    name: Text
    description: Text = NOTHING
    parent: str = ""
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Codelist(Maintainable):
    codes: Iterable[Code] = ()

    type = CODELIST


@dataclass(frozen=True, slots=True)
class Representation:
    """What values look like: codes of a list, or a data type (integer, decimal, text, date, boolean, time)."""

    codelist: Ref | None = None
    data_type: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept. What a variable or an indicator stands on is told by an annotation (MEANS): readers choke on SDMX's own
    element for it, ISOConceptReference."""

    id: str
    name: Text
    description: Text = NOTHING
    representation: Representation | None = None
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptScheme(Maintainable):
    concepts: Iterable[Concept] = ()

    type = CONCEPT_SCHEME


@dataclass(frozen=True, slots=True)
class Agency:
    id: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyScheme(Maintainable):
    agencies: Iterable[Agency] = ()

    type = AGENCY_SCHEME


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension, a measure or an attribute. `role` is one of SDMX's cross-domain roles (GEO, FREQ, …)."""

    id: str
    concept: ItemRef
    representation: Representation | None = None
    role: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataStructure(Maintainable):
    """Dimensions, measures and attributes; `time` is the dimension of time, named TIME_PERIOD by SDMX."""

    dimensions: tuple[Component, ...] = ()
    time: Component | None = None
    measures: tuple[Component, ...] = ()
    attributes: tuple[Component, ...] = ()

    type = DATA_STRUCTURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataflow(Maintainable):
    structure: Ref | None = None

    type = DATAFLOW


@dataclass(frozen=True, slots=True)
class Header:
    """Who sends a message, when, under which id."""

    id: str
    prepared: datetime
    sender: str


@dataclass(frozen=True, slots=True)
class Structures:
    """The content of one structure message."""

    agency_schemes: tuple[AgencyScheme, ...] = ()
    dataflows: tuple[Dataflow, ...] = ()
    codelists: tuple[Codelist, ...] = ()
    concept_schemes: tuple[ConceptScheme, ...] = ()
    data_structures: tuple[DataStructure, ...] = ()

    def __bool__(self) -> bool:
        parts = (self.agency_schemes, self.dataflows, self.codelists, self.concept_schemes, self.data_structures)
        return any(parts)


# DDI ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Category:
    """An answer's code and label; `missing` for "not known", "refused" and the like."""

    code: str
    label: Text
    missing: bool = False


@dataclass(frozen=True, slots=True)
class DescribedConcept:
    code: str
    name: Text
    definition: Text = NOTHING


@dataclass(frozen=True, slots=True)
class DescribedVariable:
    """A variable as a cycle uses it. `data_type`: integer, decimal, text, date, boolean, code."""

    code: str
    name: Text
    definition: Text = NOTHING
    concept: DescribedConcept | None = None
    question: Text = NOTHING
    universe: Text = NOTHING
    data_type: str = "text"
    unit: str = ""
    domain: str = ""
    code_list: str = ""
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityDescription:
    """One edition of a statistical activity: what its variables mean, for DDI."""

    code: str
    edition: str
    title: Text
    agency: str
    producer: Text
    abstract: Text = NOTHING
    purpose: Text = NOTHING
    universe: Text = NOTHING
    area: Text = NOTHING
    unit_of_analysis: Text = NOTHING
    period_start: date | None = None
    period_end: date | None = None
    frequency: Text = NOTHING
    keywords: tuple[Text, ...] = ()
    version: str = "1.0.0"
    variables: tuple[DescribedVariable, ...] = ()


# DCAT and CKAN --------------------------------------------------------------------------------------------------------

PUBLIC, RESTRICTED, NON_PUBLIC = "PUBLIC", "RESTRICTED", "NON_PUBLIC"


@dataclass(frozen=True, slots=True)
class Publisher:
    """An office that publishes: its code, name, page and mail address where known."""

    code: str
    name: Text
    page: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One form in which the data can be had: title, address, format (CSV, XLSX, …)."""

    title: str
    url: str
    format: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueDataset:
    """A published data set. `access` is PUBLIC, RESTRICTED or NON_PUBLIC; `rights` says why it is not open.

    What ends in `_name` says the same in words.
    """

    code: str
    version: str
    url: str
    title: Text
    description: Text
    publisher: Publisher
    access: str = PUBLIC
    rights: str = ""
    issued: date | None = None
    modified: date | None = None
    theme: Text = NOTHING
    theme_code: str = ""
    keywords: tuple[Text, ...] = ()
    frequency: str = ""
    frequency_name: Text = NOTHING
    access_name: Text = NOTHING
    spatial: str = ""
    period_start: date | None = None
    period_end: date | None = None
    licence: str = ""
    contact: str = ""
    distributions: tuple[Distribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue of a portal; `datasets` may be walked once."""

    url: str
    title: Text
    description: Text
    publisher: Publisher
    datasets: Iterable[CatalogueDataset] = field(default=())
