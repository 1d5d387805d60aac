"""Facts of a cycle kept in memory, with the interface of the stored ones: what forms and rules are tested against."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from activities.design.declarations import SECTIONS
from activities.design.facts import Facts as Stored
from activities.design.selectors import FIELDS
from phases.design.forms_catalogue.paths import IDENTITY

OWNERS = {
    "description": "1.1",
    "objectives": "1.3",
    "variables": "2.2",
    "population": "2.4",
    "schedule": "2.6",
    "staff": "2.6",
}
OWNERS |= {spec.code: spec.owner for spec in SECTIONS}
TABLES = {table.code: spec for spec in SECTIONS for table in spec.tables}


@dataclass
class Facts:
    """`given`: values by path; every other declared path is empty. `tables`: rows by table."""

    given: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    used: Any = ()

    def value(self, path: str) -> Any:
        if path in self.given:
            return self.given[path]
        section, name = path.split(".", 1)
        if path in IDENTITY:
            return ""
        if section in FIELDS and name in FIELDS[section]:
            return None
        spec = {spec.code: spec for spec in SECTIONS}[section]
        return spec.field(name).empty

    def instead(self, path: str) -> tuple[str, Any]:
        """As the stored facts answer."""
        return Stored.instead(self, path)  # type: ignore[arg-type]

    def rows(self, table: str) -> Any:
        if table not in TABLES:
            raise KeyError(table)
        rows = self.tables.get(table, [])
        if not isinstance(rows, list):
            return rows
        return [SimpleNamespace(key=f"{table}{n}", values=row) for n, row in enumerate(rows, 1)]

    def text(self, path: str) -> str:
        value = self.value(path)
        return "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")

    def source(self, path: str) -> Any:
        section = path.split(".")[0]
        if path in IDENTITY:
            return SimpleNamespace(title="Identity", owner="", url="/kegiatan/IKAN/", updated_at=None, updated_by="")
        code = TABLES[section].code if section in TABLES and section not in OWNERS else section
        owner = OWNERS[code]
        return SimpleNamespace(title=code, owner=owner, url=f"/{code}/", updated_at=None, updated_by="Sari")

    @property
    def variables(self) -> Any:
        return self.used


def variable(name: str = "Produksi", **more: Any) -> Any:
    """A variable of the cycle."""
    told = {
        "label": "PRODUKSI@1.0.0", "definition": "Volume ikan yang didaratkan.", "concept": "Produksi perikanan",
        "reference_period": "Setahun yang lalu", "source": "Register TPI", "unit": "Kilogram", "classification": "",
    }  # fmt: skip
    return SimpleNamespace(name=name, **{**told, **more})


PERSON = {"address": "Jalan Contoh 2", "phone": "021-555-02", "fax": "021-555-03", "email": "orang@kota-contoh.go.id"}
FULL: dict[str, Any] = {
    "activity.code": "IKAN",
    "activity.title": "Survei Ikan Tangkap Kota Contoh",
    "activity.kind": "survey",
    "activity.statistic_type": "sektoral",
    "activity.sector": "1",
    "activity.sector_name": "Pertanian dan Perikanan",
    "activity.repetition": "berulang",
    "activity.frequency": "7",
    "activity.coverage": "2",
    "activity.coverage_note": "Kota Contoh",
    "organisation.name": "Dinas Perikanan",
    "organisation.address": "Jalan Contoh 1",
    "organisation.government": "Pemerintah Kota Contoh",
    "cycle.edition": "2026",
    "cycle.year": 2026,
    "cycle.recommendation": "V-26.9971.001",
    "description.background": "Belum ada angka produksi.",
    "description.legal_basis": "UU 16/1997",
    "objectives.aims": "Mengetahui produksi ikan.",
    "objectives.benefits": "Dasar perencanaan.",
    "proposal.signer": "Budi Contoh",
    "proposal.signer_position": "Kepala Dinas",
    "population.observation_unit": "Kapal",
    "population.population": "Semua kapal penangkap ikan",
    "population.coverage": "2",
    "population.regions": [("Provinsi Contoh", "Kota Contoh"), ("Provinsi Contoh", "Kabupaten Misal")],
    "population.methods": 1 | 16,
    "population.methods_other": "Sensor kapal",
    "population.means": 2 | 32,
    "population.means_other": "Aplikasi kapal",
    "population.units": 4 | 8,
    "population.units_other": "Kelompok nelayan",
    "schedule.stage_1": ["2026-01-05", "2026-02-27"],
    "schedule.stage_2": ["2026-02-02", "2026-03-31"],
    "schedule.stage_3": ["2026-05-04", "2026-06-30"],
    "schedule.stage_4": ["2026-07-01", "2026-08-31"],
    "schedule.stage_5": ["2026-09-01", "2026-09-30"],
    "schedule.stage_6": ["2026-10-01", "2026-11-30"],
    "schedule.stage_7": ["2026-12-01", "2026-12-20"],
    "staff.pilot": "1",
    "staff.kind": "3",
    "staff.education": "3",
    "staff.supervisors": 4,
    "staff.enumerators": 16,
    "staff.training": "1",
    "contacts.organiser": "Dinas Kelautan dan Perikanan Kota Contoh",
    "contacts.address": "Jalan Pelabuhan 7",
    "contacts.regency": "Kota Contoh",
    "contacts.province": "Provinsi Contoh",
    "contacts.phone": "021-555-01",
    "contacts.fax": "021-555-09",
    "contacts.email": "dinas@kota-contoh.go.id",
    "contacts.echelon1": "Sekretaris Daerah",
    "contacts.echelon2": "Dinas Kelautan dan Perikanan",
    "contacts.responsible_name": "Budi Contoh",
    "contacts.responsible_position": "Kepala Dinas",
    "contacts.manager_name": "Sari Contoh",
    "contacts.manager_position": "Kepala Bidang Data",
    "contacts.walidata_unit": "Dinas Komunikasi dan Informatika",
    "contacts.walidata_email": "walidata@kota-contoh.go.id",
    "notification.estimation_level_note": "Per tempat pendaratan",
    "notification.data_kind": "Data mikro",
    "notification.earlier_publication": "Statistik Perikanan",
    "collection.type": "3",
    "collection.quality": 2 | 8,
    "collection.quality_other": "Cek ulang telepon",
    "collection.respondent": "Nakhoda",
    "sample.frame_kind": "1",
    "sample.frame": "Daftar kapal 2025",
    "sample.design": "2",
    "sample.design_note": "Pelabuhan, lalu kapal.",
    "sample.selection": "1",
    "sample.probability_method": "3",
    "sample.unit": "Kapal",
    "sample.size": 400,
    "sample.fraction": "10/40 x 40/1.000",
    "sample.key_variable": "Produksi",
    "sample.error_kind": "rse",
    "sample.error": "4.5",
    "processing.editing": "1",
    "processing.coding": "2",
    "processing.entry": "1",
    "processing.validation": "1",
    "processing.nonresponse": "1",
    "processing.analysis": "3",
    "processing.analysis_units": 4 | 8,
    "processing.analysis_units_other": "Armada",
    "dissemination.printed": "1",
    "dissemination.printed_on": "2026-10-15",
    "dissemination.digital": "1",
    "dissemination.digital_on": "2026-10-16",
    "dissemination.macro": "1",
    "dissemination.microdata": "2",
    "dissemination.other_product": "Infografis",
    "dissemination.available_on": "2026-10-20",
}  # fmt: skip
FULL |= {f"contacts.{who}_{name}": value for who in ("responsible", "manager") for name, value in PERSON.items()}
ROWS: dict[str, Any] = {
    "need_variables": [
        {"name": "Volume tangkapan", "definition": "Berat ikan.", "source": "TPI", "release": "Setahun"}
    ],
    "outputs": [{"title": "Produksi", "levels": 4}, {"title": "Nilai", "levels": 8 | 16, "levels_other": "Pelabuhan"}],
    "stages": [
        {"title": "Pelabuhan", "frame": "Daftar pelabuhan", "method": "5", "method_note": "Banyaknya kapal"},
        {"title": "Kapal", "frame": "Daftar kapal", "method": "2", "method_note": ""},
    ],
    "supporting": [{"title": "KAK", "files": ["2"]}],
    "instruments": [{"title": "Kuesioner kapal", "files": ["1"]}, {"title": "Pedoman", "files": []}],
}


def full(**changed: Any) -> Facts:
    """A survey of which everything is known. Paths are written with __ for the dot: full(activity__kind="admin")."""
    given = copy.deepcopy(FULL) | {name.replace("__", "."): value for name, value in changed.items()}
    used = [variable(), variable("Jenis ikan", label="JENIS_IKAN@1.0.0", definition="Spesies ikan yang didaratkan.")]
    return Facts(given, copy.deepcopy(ROWS), used)


def compilation(**changed: Any) -> Facts:
    """A compilation of administrative products."""
    own = {
        "activity__kind": "admin", "activity__title": "Kompilasi Data Kapal Kota Contoh", "population__methods": 8,
        "cycle__recommendation": "",
    }  # fmt: skip
    facts = full(**(own | changed))
    facts.given = {path: value for path, value in facts.given.items() if not path.startswith("sample.")}
    facts.tables.pop("stages")
    return facts


def only(*owners: str) -> Facts:
    """The full survey as it is before other sub-processes than these began; identity is "" ."""
    facts = full()
    facts.given = {path: value for path, value in facts.given.items() if facts.source(path).owner in owners}
    facts.tables = {code: rows for code, rows in facts.tables.items() if TABLES[code].owner in owners}
    facts.used = facts.used if "2.2" in owners else []
    return facts
