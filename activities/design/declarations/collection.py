"""Phase 2: dissemination and disclosure (2.1), derived variables and administrative sources (2.2), collection (2.3)."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from activities.design.declarations.posts import POSTS
from activities.design.declared import Field, Group, Spec, Table, Values
from activities.design.enums import CollectionMeans, YesNo
from activities.design.options import (
    AgreementKind,
    CollectionType,
    DisclosureMethod,
    Extraction,
    InstrumentKind,
    Need,
    ProductKind,
    QualityCheck,
)
from activities.enums import Frequency
from metadata.enums import Access, Kind


def _yes(name: str) -> Callable[[Values], bool]:
    return lambda values: bool(values.get(name) == YesNo.YES)


DISSEMINATION = Spec(
    "dissemination",
    _("Dissemination and disclosure"),
    "2.1",
    intro=_("Which products the public gets, when, and how no respondent can be recognised in them."),
    fields=(
        Field("printed", _("Printed publication (8.1)"), "yesno", needed=True),
        Field("printed_on", _("Planned release of the printed publication (8.2)"), "date", when=_yes("printed"), needed=True),
        Field("digital", _("Digital publication (8.1)"), "yesno", needed=True),
        Field("digital_on", _("Planned release of the digital publication (8.2)"), "date", when=_yes("digital"), needed=True),
        Field("macro", _("Macro data (tables) for the public"), "yesno"),
        Field("microdata", _("Microdata (8.1)"), "yesno", needed=True),
        Field("microdata_on", _("Planned release of the microdata (8.2)"), "date", when=_yes("microdata"), needed=True),
        Field("other_product", _("Another product for the public"), help=_("Left empty where there is none.")),
        Field("available_on", _("Day on which results are there for everybody"), "date", needed=True),
        Field("access", _("Access to the data"), "code", choices=Access, needed=True),
        Field("access_reason", _("Reason for limiting access"), "long", rows=2, needed=True,
              when=lambda v: v.get("access") in (Access.RESTRICTED, Access.CLOSED)),
    ),
    tables=(
        Table(
            "releases",
            _("Products and releases"),
            _("product"),
            "D",
            (
                Field("title", _("Product"), needed=True),
                Field("output", _("Output"), "pick", table="outputs", needed=True),
                Field("kind", _("Kind"), "code", choices=ProductKind, needed=True),
                Field("medium", _("Medium"), needed=True, help=_("For example the office's web page, printed book, portal Satu Data.")),
                Field("released_on", _("Planned day"), "date", needed=True),
                Field("audience", _("For whom")),
                Field("responsible", _("In charge"), offers=POSTS),
            ),
            columns=("title", "output", "kind", "medium", "released_on"),
            empty_text=_("For each output, how and when it reaches its users."),
        ),
        Table(
            "disclosure",
            _("Disclosure control"),
            _("disclosure rule"),
            "DC",
            (
                Field("output", _("Output"), "pick", table="outputs", needed=True),
                Field("method", _("Method"), "code", choices=DisclosureMethod, needed=True),
                Field("minimum", _("Fewest units in a cell"), "int", minimum=1, maximum=1000,
                      when=lambda v: v.get("method") in (DisclosureMethod.FREQUENCY, DisclosureMethod.SUPPRESSION)),
                Field("parameters", _("Parameters"), help=_("For example n = 1, k = 75 %; p = 10 %; rounding to 5.")),
                Field("reason", _("Reason"), "long", rows=2, needed=True),
            ),
            columns=("output", "method", "minimum", "parameters"),
            name_field="method",
            empty_text=_("For each output, the method by which no respondent can be recognised, or why none is needed."),
        ),
    ),
)  # fmt: skip

DERIVED = Spec(
    "derived",
    _("Derived variables"),
    "2.2",
    intro=_("Variables that are calculated from collected ones. Processing executes these expressions."),
    tables=(
        Table(
            "derived",
            _("Derived variables"),
            _("derived variable"),
            "T",
            (
                Field("code", _("Code"), needed=True, max_length=40, help=_("Capital letters, figures and low lines, as in the registry.")),
                Field("title", _("Name"), needed=True),
                Field("definition", _("Definition"), "long", needed=True),
                Field("expression", _("Expression"), "expression", needed=True, rows=3, help=_("Over the codes of the cycle's variables, for example NILAI / VOLUME.")),
                Field("unit", _("Unit of measurement (satuan)")),
                Field("reference_period", _("Time reference")),
                Field("registry", _("Entry of the registry"), "pointer", kinds=(Kind.VARIABLE, Kind.INDICATOR, Kind.STANDARD)),
            ),
            columns=("code", "title", "expression", "unit"),
            empty_text=_("Variables that are calculated, with the expression that calculates them."),
        ),
    ),
)  # fmt: skip

SOURCES = Spec(
    "sources",
    _("Administrative sources"),
    "2.2",
    intro=_("Registers and records of offices that the activity uses, in surveys too: what they cover and how timely they are."),
    tables=(
        Table(
            "sources",
            _("Administrative sources"),
            _("administrative source"),
            "S",
            (
                Field("title", _("Source"), needed=True),
                Field("institution", _("Institution that holds it"), needed=True),
                Field("content", _("Content"), "long", needed=True, rows=3),
                Field("unit", _("Unit of the records")),
                Field("coverage", _("What it covers"), "long", needed=True, rows=3, help=_("Which part of the population stands in it, which does not.")),
                Field("coverage_share", _("Share of the population covered (%)"), "percent", minimum=0, maximum=100),
                Field("updated", _("How often it is updated"), "code", choices=Frequency, needed=True),
                Field("reference_period", _("Time reference")),
                Field("lag_days", _("Days from the end of the period until it is there"), "int", minimum=0, maximum=3650, needed=True),
                Field("quality", _("Known faults"), "long", rows=3),
                Field("legal_basis", _("Legal basis for using it")),
                Field("contact", _("Contact")),
                Field("dataset", _("Data set of the registry"), "pointer", kinds=(Kind.DATASET,)),
            ),
            columns=("title", "institution", "coverage_share", "updated", "lag_days"),
            empty_text=_("Each register or record that is used stands here, with its coverage and its timeliness."),
        ),
    ),
)  # fmt: skip

COLLECTION = Spec(
    "collection",
    _("Design of the collection"),
    "2.3",
    intro=_("How the data come in: type, instruments, quality control, and the agreement for every administrative source."),
    fields=(
        Field("type", _("Type of data collection (4.3)"), "code", choices=CollectionType, needed=True),
        Field("quality", _("Quality control of data collection (6.2)"), "bits", choices=QualityCheck, needed=True),
        Field("quality_other", _("Name the other method"), needed=True, when=lambda v: bool((v.get("quality") or 0) & QualityCheck.OTHER)),
        Field("respondent", _("Respondent"), help=_("Who answers for the unit of observation.")),
        Field("modes", _("How means and methods work together"), "long", help=_("For example first on the web, then by telephone, then by visit.")),
        Field("burden", _("Time that an answer takes (minutes)"), "int", minimum=0, maximum=10_000),
        Field("nonresponse", _("What is done about non-response"), "long"),
        Field("training_plan", _("Training"), "long"),
        Field("safety", _("Protection of the data while they are collected"), "long"),
    ),
    groups=(
        Group("cara", _("Way of collecting"), ("type", "respondent", "modes", "burden")),
        Group("mutu", _("Quality"), ("quality", "quality_other", "nonresponse", "training_plan", "safety")),
    ),
    tables=(
        Table(
            "instruments",
            _("Instruments"),
            _("instrument"),
            "I",
            (
                Field("title", _("Instrument"), needed=True),
                Field("kind", _("Kind"), "code", choices=InstrumentKind, needed=True),
                Field("means", _("Means"), "bits", choices=CollectionMeans),
                Field("purpose", _("For what and whom"), "long", rows=2, needed=True),
                Field("content", _("Blocks or contents"), "long"),
                Field("template", _("Template of the answers"), "long", rows=3),
                Field("minutes", _("Time that it takes (minutes)"), "int", minimum=0, maximum=10_000),
                Field("reused_from", _("Taken over from")),
                Field("files", _("Draft"), "files"),
            ),
            columns=("title", "kind", "purpose", "minutes"),
            empty_text=_("Questionnaires, worksheets, applications and manuals that are to be built stand here."),
        ),
        Table(
            "agreements",
            _("Agreements and extraction"),
            _("agreement"),
            "AG",
            (
                Field("source", _("Administrative source"), "pick", table="sources", needed=True),
                Field("kind", _("Kind of agreement"), "code", choices=AgreementKind, needed=True),
                Field("state", _("State"), "code", choices=Need, needed=True),
                Field("number", _("Number and date"), when=lambda v: v.get("state") == Need.SIGNED, needed=True),
                Field("valid_until", _("Valid until"), "date"),
                Field("reason", _("Why none is needed"), "long", rows=2, needed=True, when=lambda v: v.get("state") == Need.NOT_NEEDED),
                Field("extraction", _("Way of extraction"), "code", choices=Extraction, needed=True),
                Field("content", _("What is extracted"), "long", rows=3, needed=True),
                Field("format", _("Format")),
                Field("schedule", _("When and how often"), needed=True),
                Field("security", _("Protection of the data on the way"), "long", rows=2),
                Field("responsible", _("In charge"), offers=POSTS),
                Field("files", _("Attachments"), "files"),
            ),
            columns=("source", "kind", "state", "extraction", "schedule"),
            name_field="number",
            empty_text=_("For every administrative source, the agreement with its holder and the way of extraction."),
        ),
    ),
)  # fmt: skip

SECTIONS = (DISSEMINATION, DERIVED, SOURCES, COLLECTION)
