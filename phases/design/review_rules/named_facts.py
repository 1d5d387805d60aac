"""The facts by name for rules that are written as data: what a rule may speak of, of which type, and where it is mended.

Names are Indonesian, as rule texts are. Yes and no are true and false; what is not filled in is missing, and then the rule
cannot be judged unless it asks for just that (`judul kosong`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from activities.design.enums import CollectionMeans, CollectionMethod
from activities.enums import ActivityKind
from gsbpm_portal.expressions import (
    BOOLEAN,
    DATE,
    DECIMAL,
    INTEGER,
    TEXT,
    CodeList,
    Environment,
    Type,
    Variable,
    Words,
    code,
)
from phases.design.reading import computed
from phases.design.reading.facts import Reader, Unreadable


@dataclass(frozen=True)
class NamedFact:
    """`read(reader)` gives the value or None; `path`: the fact to mend where it is wrong."""

    name: str
    type: Type
    label: Words
    path: str
    read: Callable[[Reader], Any]


CODES = CodeList(
    "cara",
    {
        ActivityKind.SURVEY.value: Words("survei", "survey"),
        ActivityKind.CENSUS.value: Words("pencacahan lengkap", "census"),
        ActivityKind.ADMIN.value: Words("kompilasi produk administrasi", "compilation"),
        ActivityKind.OTHER.value: Words("cara lain", "another way"),
    },
    Words("cara pengumpulan data", "way of collecting data"),
)
NAMES: dict[str, NamedFact] = {}


def _name(name: str, type: Type, id: str, en: str, path: str, read: Callable[[Reader], Any]) -> None:
    NAMES[name] = NamedFact(name, type, Words(id, en), path, read)


def _text(*paths: str) -> Callable[[Reader], str | None]:
    return lambda reader: reader.first(*paths) or None


def _yes(path: str) -> Callable[[Reader], bool | None]:
    return lambda reader: {"1": True, "2": False}.get(reader.text(path))


def _bit(path: str, bit: int) -> Callable[[Reader], bool | None]:
    return lambda reader: bool(bits & bit) if (bits := reader.bits(path)) else None


def _first_day(path: str) -> Callable[[Reader], Any]:
    return lambda reader: span[0] if (span := reader.span(path)) else None


def _last_day(path: str) -> Callable[[Reader], Any]:
    return lambda reader: span[1] if (span := reader.span(path)) else None


_name(
    "judul",
    TEXT,
    "judul kegiatan",
    "the title",
    "notification.survey_title",
    _text("notification.survey_title", "activity.title"),
)
_name("cara", code("cara"), "cara pengumpulan data", "the way of collecting", "activity.kind", _text("activity.kind"))
_name(
    "jenis_statistik",
    TEXT,
    "jenis statistik",
    "the type of statistics",
    "activity.statistic_type",
    _text("activity.statistic_type"),
)
_name(
    "berulang",
    BOOLEAN,
    "kegiatan berulang",
    "the activity is repeated",
    "activity.repetition",
    lambda reader: {"berulang": True, "sekali": False}.get(reader.text("activity.repetition")),
)
_name(
    "frekuensi", TEXT, "kode frekuensi", "the code of the frequency", "activity.frequency", _text("activity.frequency")
)
_name("tahun", INTEGER, "tahun kegiatan", "the year", "cycle.year", lambda reader: reader.integer("cycle.year"))
_name(
    "instansi",
    TEXT,
    "instansi penyelenggara",
    "the organising office",
    "contacts.organiser",
    _text("contacts.organiser", "organisation.name"),
)
_name("tujuan", TEXT, "tujuan", "the objectives", "objectives.aims", _text("objectives.aims"))
_name(
    "latar_belakang",
    TEXT,
    "latar belakang",
    "the background",
    "description.background",
    _text("description.background"),
)
_name(
    "unit_walidata",
    TEXT,
    "unit kerja walidata",
    "the walidata unit",
    "contacts.walidata_unit",
    _text("contacts.walidata_unit", "team.walidata_unit"),
)
_name(
    "cakupan",
    TEXT,
    "kode cakupan wilayah",
    "the code of the coverage",
    "population.coverage",
    _text("population.coverage", "activity.coverage"),
)
_name(
    "banyak_wilayah",
    INTEGER,
    "banyaknya wilayah",
    "the number of regions",
    "population.regions",
    lambda reader: len(computed.regions(reader)),
)
_name(
    "banyak_variabel",
    INTEGER,
    "banyaknya variabel",
    "the number of variables",
    "variables.variables",
    lambda reader: len(reader.variables()),
)
_name(
    "wawancara",
    BOOLEAN,
    "metode wawancara",
    "interviews are used",
    "population.methods",
    _bit("population.methods", CollectionMethod.INTERVIEW),
)
_name(
    "data_sekunder",
    BOOLEAN,
    "metode data sekunder",
    "secondary data are used",
    "population.methods",
    _bit("population.methods", CollectionMethod.SECONDARY),
)
_name(
    "capi", BOOLEAN, "sarana CAPI", "CAPI is used", "population.means", _bit("population.means", CollectionMeans.CAPI)
)
_name(
    "cawi", BOOLEAN, "sarana CAWI", "CAWI is used", "population.means", _bit("population.means", CollectionMeans.CAWI)
)
_name("uji_coba", BOOLEAN, "uji coba dilakukan", "there is a pilot", "staff.pilot", _yes("staff.pilot"))
_name("pelatihan", BOOLEAN, "pelatihan petugas dilakukan", "staff is trained", "staff.training", _yes("staff.training"))
_name(
    "supervisor",
    INTEGER,
    "jumlah supervisor",
    "the number of supervisors",
    "staff.supervisors",
    lambda reader: reader.integer("staff.supervisors"),
)
_name(
    "enumerator",
    INTEGER,
    "jumlah enumerator",
    "the number of enumerators",
    "staff.enumerators",
    lambda reader: reader.integer("staff.enumerators"),
)
_name(
    "probabilitas", BOOLEAN, "sampel probabilitas", "a probability sample", "sample.selection", _yes("sample.selection")
)
_name(
    "ukuran_sampel",
    INTEGER,
    "ukuran sampel",
    "the sample size",
    "sample.size",
    lambda reader: reader.integer("sample.size"),
)
_name(
    "ukuran_populasi",
    INTEGER,
    "banyaknya unit dalam kerangka",
    "the units in the frame",
    "sample.frame_size",
    lambda reader: reader.integer("sample.frame_size"),
)
_name(
    "galat_sampel",
    DECIMAL,
    "perkiraan sampling error (%)",
    "the sampling error (%)",
    "sample.error",
    lambda reader: reader.decimal("sample.error"),
)
_name("editing", BOOLEAN, "editing dilakukan", "there is editing", "processing.editing", _yes("processing.editing"))
_name(
    "validasi",
    BOOLEAN,
    "validasi dilakukan",
    "there is validation",
    "processing.validation",
    _yes("processing.validation"),
)
_name(
    "metode_analisis",
    TEXT,
    "kode metode analisis",
    "the code of the analysis",
    "processing.analysis",
    _text("processing.analysis"),
)
_name(
    "tercetak",
    BOOLEAN,
    "publikasi tercetak",
    "there is a printed publication",
    "dissemination.printed",
    _yes("dissemination.printed"),
)
_name(
    "digital",
    BOOLEAN,
    "publikasi digital",
    "there is a digital publication",
    "dissemination.digital",
    _yes("dissemination.digital"),
)
_name(
    "mikrodata",
    BOOLEAN,
    "data mikro tersedia",
    "microdata are open",
    "dissemination.microdata",
    _yes("dissemination.microdata"),
)
_name(
    "hasil_tersedia",
    DATE,
    "tanggal hasil tersedia",
    "the day on which results are there",
    "dissemination.available_on",
    lambda reader: reader.day("dissemination.available_on"),
)
for _stage, _path in (
    ("pengumpulan", "schedule.stage_3"),
    ("pengolahan", "schedule.stage_4"),
    ("analisis", "schedule.stage_5"),
    ("diseminasi", "schedule.stage_6"),
):
    _name(f"{_stage}_mulai", DATE, f"awal {_stage}", f"the first day of {_stage}", _path, _first_day(_path))
    _name(f"{_stage}_selesai", DATE, f"akhir {_stage}", f"the last day of {_stage}", _path, _last_day(_path))
_name(
    "perencanaan_mulai",
    DATE,
    "awal perencanaan",
    "the first day of planning",
    "schedule.stage_1",
    lambda reader: span[0] if (span := computed.planning(reader)) else None,
)
_name(
    "perencanaan_selesai",
    DATE,
    "akhir perencanaan",
    "the last day of planning",
    "schedule.stage_1",
    lambda reader: span[1] if (span := computed.planning(reader)) else None,
)

ENVIRONMENT = Environment.of((Variable(one.name, one.type, one.label) for one in NAMES.values()), [CODES])
"""For checking what people write, with the labels in both languages."""


def record(reader: Reader) -> dict[str, Any]:
    """The values of all names for one cycle; what cannot be read is missing."""
    found = {}
    for one in NAMES.values():
        try:
            found[one.name] = one.read(reader)
        except Unreadable:
            found[one.name] = None
    return found
