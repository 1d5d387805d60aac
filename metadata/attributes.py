"""The kinds of things in the registry and their attributes, declared once.

Forms, pages, comparison, import and export, the audit trail and the exchange formats are all derived from these declarations. Pure:
no database. Fields of MS-Var, MS-Ind and of the proposal forms for standard data (Peraturan BPS 5/2020; Peraturan BPS 10/2023).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from metadata.enums import Access, DataType, DomainKind, Frequency, Kind, Proposal

Values = Mapping[str, Any]
LONG = 8000
SHORT = 300


@dataclass(frozen=True)
class When:
    """That an attribute is asked where another one of the kind, a choice or a tick, has one of these answers."""

    name: str
    answers: tuple[Any, ...]

    def holds(self, values: Values) -> bool:
        given = values.get(self.name)
        return (bool(given) if isinstance(self.answers[0], bool) else given) in self.answers

    def words(self, spec: KindSpec) -> str:
        """The answers that bring it up, as a part of a sentence: “Access” is “Restricted” or “Closed to the public”."""
        label = spec[self.name].label
        if isinstance(self.answers[0], bool):
            words = _("“%(label)s” is ticked") if self.answers[0] else _("“%(label)s” is not ticked")
            return str(words % {"label": label})
        answers = str(_("” or “")).join(str(spec[self.name].choices(one).label) for one in self.answers)
        return str(_("“%(label)s” is “%(answers)s”") % {"label": label, "answers": answers})


@dataclass(frozen=True)
class Attribute:
    """One attribute of a kind.

    `type`: text, long, choice, bool, date, expression, ref (one other item), refs (several), levels ([[label_id, label_en], …]),
    links ([[title, address, format], …]). `required`: needed for submission, not for a draft. `meaning`: a patch may not change it.
    `when`: the answers with which it is asked at all; None for always. `note`: what the remark beside each referred item is called; "" for none.
    """

    name: str
    label: Any
    type: str = "text"
    required: bool = False
    meaning: bool = False
    choices: Any = None
    kinds: tuple[Kind, ...] = ()
    help: Any = ""
    max_length: int = SHORT
    when: When | None = None
    note: Any = ""
    column: str = ""
    """The heading of its column in tables that offices fill in; by default its name."""

    @property
    def is_reference(self) -> bool:
        return self.type in ("ref", "refs")

    def is_asked(self, values: Values) -> bool:
        return self.when is None or self.when.holds(values)

    @property
    def empty(self) -> Any:
        """What stands for "nothing": False, None, [] or ""."""
        return {"bool": False, "date": None, "ref": [], "refs": [], "levels": [], "links": []}.get(self.type, "")


@dataclass(frozen=True)
class KindSpec:
    """A kind of item: what it is called, in one sentence what it is, and its attributes."""

    kind: Kind
    plural: Any
    sentence: Any
    attributes: tuple[Attribute, ...]
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    """Headings of the form, each over some attributes."""

    def __getitem__(self, name: str) -> Attribute:
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        raise KeyError(name)

    @property
    def content(self) -> tuple[Attribute, ...]:
        """Those kept in the version's `content`: neither common to all kinds nor references."""
        return tuple(a for a in self.attributes if a.name not in COMMON_NAMES and not a.is_reference)

    @property
    def references(self) -> tuple[Attribute, ...]:
        return tuple(a for a in self.attributes if a.is_reference)


_COMPOSITE, _ELEMENTARY = When("composite", (True,)), When("composite", (False,))
_ENUMERATED, _IN_WORDS = When("domain_kind", (DomainKind.ENUMERATED,)), When("domain_kind", (DomainKind.DESCRIBED,))
_LIMITED = When("access", (Access.RESTRICTED, Access.CLOSED))
_UPDATE = When("proposal", (Proposal.UPDATE,))


def common(*, public_help: Any = "", definition_required: bool = True, name_help: Any = "") -> tuple[Attribute, ...]:
    return (
        Attribute("name_id", _("Name"), required=True, max_length=SHORT, column="nama_id", help=name_help),
        Attribute("name_en", _("Name in English"), max_length=SHORT, column="nama_en"),
        Attribute("definition_id", _("Definition"), "long", required=definition_required, column="definisi_id",
                  help=_("One or two sentences that bound the thing; without “adalah” in front, with a full stop at the end.")),
        Attribute("definition_en", _("Definition in English"), "long", column="definisi_en"),
        Attribute("theme", _("Theme"), "theme", column="tema"),
        Attribute("public", _("Open to the public"), "bool", column="publik", help=public_help),
    )  # fmt: skip


COMMON_NAMES = ("name_id", "name_en", "definition_id", "definition_en", "theme", "public")

_NAMING = _(
    "Capitalised words, given once; without a measure (Jumlah, Persentase …) in front, without abbreviation, period or region. An"
    " abbreviation that is generally known may stand in brackets: Produk Domestik Regional Bruto (PDRB)."
)
_VISIBLE = _("Once endorsed, anybody may read this entry; without a tick only people who sign in.")
_ACCESSIBLE = _("As MS-Var and MS-Ind ask: whether the public has access to it.")

_REFERENCE = Attribute(
    "reference", _("Reference"), "long", help=_("Book, regulation or standard that it is taken from."), column="rujukan"
)
_MEASURE = Attribute(
    "measure",
    _("Measure (ukuran)"),
    help=_("For example jumlah, persentase, rata-rata."),
    meaning=True,
    column="ukuran",
)
_UNIT = Attribute(
    "unit",
    _("Unit of measurement (satuan)"),
    help=_("For example orang, hektar, rupiah."),
    meaning=True,
    column="satuan",
)
_CONCEPT = Attribute(
    "concept", _("Concept"), "ref", required=True, meaning=True, kinds=(Kind.CONCEPT,), column="konsep"
)
_UNIT_TYPE = Attribute(
    "unit_type", _("Unit of observation"), "ref", meaning=True, kinds=(Kind.UNIT_TYPE,), column="jenis_unit"
)
_CLASSIFICATIONS = Attribute(
    "classifications", _("Classifications"), "refs", meaning=True, kinds=(Kind.CLASSIFICATION,), column="klasifikasi"
)
_CLASSIFICATION_NOTE = Attribute("classification_note", _("Classification in words"), "long", column="keterangan_klasifikasi",
                                 help=_("Where the classification does not stand in the registry yet."))  # fmt: skip
_DOMAIN = Attribute(
    "domain_kind", _("Kind of value domain"), "choice", choices=DomainKind, meaning=True, column="jenis_domain"
)
_DESCRIBED = Attribute("described_domain", _("Described value domain"), "long", required=True, meaning=True, when=_IN_WORDS, column="domain_nilai",
                       help=_("For example whole numbers from 0 to 120."))  # fmt: skip
_RULE = Attribute("validation_rule", _("Validation rule"), "expression", meaning=True, column="aturan_validasi",
                  help=_("In the portal's expression language over the code of this entry, for example UMUR >= 0 dan UMUR <= 120."))  # fmt: skip

CONCEPT = KindSpec(
    Kind.CONCEPT,
    _("Concepts"),
    _("The idea behind the data, and why they are produced."),
    (
        *common(public_help=_VISIBLE, name_help=_NAMING),
        _REFERENCE,
        Attribute("notes", _("Notes"), "long", column="catatan"),
    ),
)
UNIT_TYPE = KindSpec(
    Kind.UNIT_TYPE,
    _("Unit types"),
    _("What is observed: person, household, business …"),
    (*common(public_help=_VISIBLE), _REFERENCE),
)
POPULATION = KindSpec(
    Kind.POPULATION,
    _("Populations"),
    _("Units of one type within bounds of area and time."),
    (
        *common(public_help=_VISIBLE),
        Attribute("unit_type", _("Unit type"), "ref", required=True, meaning=True, kinds=(Kind.UNIT_TYPE,), column="jenis_unit"),
        Attribute("bounds", _("Area and time"), "long", required=True, meaning=True, column="batasan"),
        _REFERENCE,
    ),
)  # fmt: skip
VARIABLE = KindSpec(
    Kind.VARIABLE,
    _("Variables"),
    _("A characteristic of a unit, with its value domain (MS-Var)."),
    (
        *common(public_help=_ACCESSIBLE),
        Attribute("alias", _("Alias"), column="alias"),
        _CONCEPT,
        _UNIT_TYPE,
        Attribute("standard", _("Standard data followed"), "ref", kinds=(Kind.STANDARD,), column="standar_data"),
        Attribute("selection_reference", _("Reason for selection"), "long", column="referensi_pemilihan",
                  help=_("The source that justifies the choice, for example SDSN or ISIC.")),
        Attribute("reference_period", _("Reference period"), required=True, meaning=True, column="referensi_waktu",
                  help=_("For example the week before the interview.")),
        _MEASURE,
        _UNIT,
        Attribute("data_type", _("Data type"), "choice", required=True, choices=DataType, meaning=True, column="tipe_data"),
        Attribute("domain_kind", _("Kind of value domain"), "choice", required=True, choices=DomainKind, meaning=True, column="jenis_domain"),
        Attribute("classification", _("Classification of the values"), "ref", required=True, meaning=True, kinds=(Kind.CLASSIFICATION,),
                  when=_ENUMERATED, column="klasifikasi"),
        _DESCRIBED,
        _RULE,
        Attribute("question", _("Question wording"), "long", column="kalimat_pertanyaan",
                  help=_("As it stands in the questionnaire; “-” for a compilation.")),
    ),
    groups=(
        (_("What it is"), ("code", "name_id", "name_en", "alias", "definition_id", "definition_en", "theme", "concept", "unit_type", "standard", "selection_reference")),
        (_("What values it takes"), ("reference_period", "measure", "unit", "data_type", "domain_kind", "classification", "described_domain", "validation_rule", "question", "public")),
    ),
)  # fmt: skip
CLASSIFICATION = KindSpec(
    Kind.CLASSIFICATION,
    _("Classifications"),
    _("Codes with labels, in levels where they have some."),
    (
        *common(public_help=_VISIBLE),
        _REFERENCE,
        Attribute("levels", _("Levels"), "levels", column="jenjang",
                  help=_("One line for each level from the top down: its name, and after a vertical bar its name in English.")),
        Attribute("alt_code_name", _("What the second code is"), column="nama_kode_lain", help=_("For example BPS code, where codes have a second one.")),
    ),
)  # fmt: skip
CORRESPONDENCE = KindSpec(
    Kind.CORRESPONDENCE,
    _("Correspondence tables"),
    _("Which code of one classification version becomes which of another."),
    (
        *common(public_help=_VISIBLE, definition_required=False),
        Attribute("source", _("From"), "ref", required=True, meaning=True, kinds=(Kind.CLASSIFICATION,), column="dari"),
        Attribute("target", _("To"), "ref", required=True, meaning=True, kinds=(Kind.CLASSIFICATION,), column="ke"),
        _REFERENCE,
    ),
)
STANDARD = KindSpec(
    Kind.STANDARD,
    _("Standard data"),
    _("Concept, definition, classification, measure and unit that all producers share."),
    (
        *common(public_help=_VISIBLE, name_help=_NAMING),
        Attribute("proposal", _("Kind of proposal"), "choice", required=True, choices=Proposal, column="jenis_usulan"),
        Attribute("updates", _("Code of the standard that is updated"), required=True, when=_UPDATE, column="memutakhirkan"),
        _CONCEPT,
        _UNIT_TYPE,
        _CLASSIFICATIONS,
        _CLASSIFICATION_NOTE,
        Attribute("measure", _("Measure (ukuran)"), required=True, meaning=True, help=_("For example jumlah, persentase, rata-rata."), column="ukuran"),
        Attribute("unit", _("Unit of measurement (satuan)"), required=True, meaning=True, help=_("For example orang, hektar, rupiah."), column="satuan"),
        _DOMAIN,
        _DESCRIBED,
        _RULE,
        Attribute("regulation", _("Regulation"), "regulation", column="regulasi", help=_("The rule on which the standard rests.")),
        _REFERENCE,
    ),
    groups=(
        (_("The five attributes"), ("code", "name_id", "name_en", "concept", "definition_id", "definition_en", "classifications", "classification_note", "measure", "unit")),
        (_("Proposal"), ("proposal", "updates", "theme", "unit_type", "domain_kind", "described_domain", "validation_rule", "regulation", "reference", "public")),
    ),
)  # fmt: skip
INDICATOR = KindSpec(
    Kind.INDICATOR,
    _("Indicators"),
    _("A measure that tells of a state, with its formula (MS-Ind)."),
    (
        *common(public_help=_ACCESSIBLE),
        _CONCEPT,
        Attribute("interpretation", _("Interpretation"), "long", required=True, column="interpretasi", help=_("How a high and a low value are read.")),
        Attribute("method", _("Method of calculation"), "long", required=True, column="metode"),
        Attribute("formula", _("Formula"), "expression", meaning=True, column="rumus",
                  help=_("In the portal's expression language over the codes of its components, for example MISKIN / PENDUDUK * 100.")),
        Attribute("measure", _("Measure (ukuran)"), required=True, meaning=True, help=_("For example jumlah, persentase, rata-rata."), column="ukuran"),
        Attribute("unit", _("Unit of measurement (satuan)"), required=True, meaning=True, help=_("For example orang, hektar, rupiah."), column="satuan"),
        Attribute("classifications", _("Classifications of presentation"), "refs", kinds=(Kind.CLASSIFICATION,), column="klasifikasi"),
        _CLASSIFICATION_NOTE,
        Attribute("composite", _("Composite indicator"), "bool", meaning=True, column="komposit", help=_("Made of other indicators.")),
        Attribute("component_indicators", _("Made of indicators"), "refs", required=True, meaning=True, kinds=(Kind.INDICATOR,), when=_COMPOSITE,
                  note=_("Publication where it is available"), column="indikator_pembangun"),
        Attribute("component_variables", _("Made of variables"), "refs", required=True, meaning=True, kinds=(Kind.VARIABLE,), when=_ELEMENTARY,
                  note=_("Producing activity"), column="variabel_pembangun"),
        Attribute("estimation_level", _("Level of estimation"), required=True, meaning=True, column="level_estimasi", help=_("For example national, province, regency or city.")),
    ),
    groups=(
        (_("What it is"), ("code", "name_id", "name_en", "definition_id", "definition_en", "theme", "concept", "interpretation", "public")),
        (_("How it is calculated"), ("method", "formula", "measure", "unit", "composite", "component_indicators", "component_variables", "classifications",
                                     "classification_note", "estimation_level")),
    ),
)  # fmt: skip
DATASET = KindSpec(
    Kind.DATASET,
    _("Data sets"),
    _("Data as they are published: structure, coverage, access."),
    (
        *common(public_help=_VISIBLE),
        Attribute("dimensions", _("Dimensions"), "refs", required=True, meaning=True, kinds=(Kind.VARIABLE,), column="dimensi"),
        Attribute("measures", _("Measures"), "refs", required=True, meaning=True, kinds=(Kind.VARIABLE,), column="ukuran"),
        Attribute("attributes", _("Attributes"), "refs", meaning=True, kinds=(Kind.VARIABLE,), column="atribut"),
        Attribute("indicators", _("Indicators"), "refs", kinds=(Kind.INDICATOR,), column="indikator"),
        Attribute("spatial", _("Area covered"), column="cakupan_wilayah"),
        Attribute("period_start", _("Period from"), "date", column="periode_mulai"),
        Attribute("period_end", _("Period until"), "date", column="periode_selesai"),
        Attribute("frequency", _("Frequency"), "choice", choices=Frequency, column="frekuensi"),
        Attribute("access", _("Access"), "choice", required=True, choices=Access, meaning=True, column="akses"),
        Attribute("access_reason", _("Reason for limiting access"), "long", required=True, when=_LIMITED, column="alasan_pembatasan"),
        Attribute("access_basis", _("Legal basis for limiting access"), "long", required=True, when=_LIMITED, column="dasar_hukum_pembatasan"),
        Attribute("access_period", _("How long access is limited"), required=True, when=_LIMITED, column="jangka_waktu_pembatasan"),
        Attribute("access_decision", _("Decision on limiting access"), required=True, when=_LIMITED, column="keputusan_pembatasan",
                  help=_("Number and date of the decision, and who took it.")),
        Attribute("licence", _("Licence"), column="lisensi", help=_("For example CC BY 4.0.")),
        Attribute("contact", _("Contact"), column="kontak", help=_("An e-mail address of the office that answers questions.")),
        Attribute("distributions", _("Files and services"), "links", column="distribusi",
                  help=_("One line each: title, vertical bar, address, vertical bar, format.")),
    ),
    groups=(
        (_("What it is"), ("code", "name_id", "name_en", "definition_id", "definition_en", "theme", "dimensions", "measures", "attributes", "indicators")),
        (_("Coverage"), ("spatial", "period_start", "period_end", "frequency", "licence", "contact", "distributions", "public")),
        (_("Access"), ("access", "access_reason", "access_basis", "access_period", "access_decision")),
    ),
)  # fmt: skip

KINDS: dict[Kind, KindSpec] = {
    spec.kind: spec
    for spec in (CONCEPT, UNIT_TYPE, POPULATION, VARIABLE, CLASSIFICATION, CORRESPONDENCE, STANDARD, INDICATOR, DATASET)
}


def spec_of(kind: str) -> KindSpec:
    return KINDS[Kind(kind)]


def asked(spec: KindSpec, values: Values) -> list[Attribute]:
    """The attributes that are asked for these values."""
    return [attribute for attribute in spec.attributes if attribute.is_asked(values)]


def filled_though_not_asked(spec: KindSpec, values: Values) -> list[Attribute]:
    """What holds something in attributes that are not asked for these values."""
    return [a for a in spec.attributes if not a.is_asked(values) and not is_empty(values.get(a.name))]


def is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def missing(spec: KindSpec, values: Values) -> list[Attribute]:
    """What has to be filled in before it is submitted."""
    return [a for a in asked(spec, values) if a.required and is_empty(values.get(a.name))]
