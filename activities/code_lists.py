"""The options of the forms of activities as code lists of the registry. The enums stay the one truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from django.utils import translation

from activities.design.enums import (
    CollectionMeans,
    CollectionMethod,
    CollectionUnit,
    Education,
    StaffKind,
    Stage,
)
from activities.enums import (
    MSKEG_KIND,
    MSKEG_REPETITION,
    Coverage,
    Frequency,
    StatisticType,
)
from activities.services.catalogue import SECTORS
from metadata.registry import CodeList, ListedCode

MSKEG = "Peraturan BPS Nomor 5 Tahun 2020 tentang Petunjuk Teknis Metadata Statistik"
ADDED_UP = "Beberapa jawaban dapat dipilih; kodenya dijumlahkan."

# code, name, name in English, what it lists, its options (members, or {member: code of the form})
LISTS: tuple[tuple[str, str, str, str, Any], ...] = (
    ("CARA_PENGUMPULAN_DATA", "Cara pengumpulan data", "Ways of collecting data",
     "Cara data kegiatan statistik dikumpulkan (kepala MS-Keg).", MSKEG_KIND),
    ("JENIS_STATISTIK", "Jenis statistik", "Types of statistics",
     "Jenis statistik menurut tujuan pemanfaatannya.", StatisticType),
    ("PERULANGAN_KEGIATAN", "Perulangan kegiatan", "Repetition of activities",
     "Apakah kegiatan dilakukan sekali atau berulang (MS-Keg 4.1).", MSKEG_REPETITION),
    ("FREKUENSI_KEGIATAN", "Frekuensi kegiatan", "Frequency of activities",
     "Seberapa sering kegiatan yang berulang dilakukan (MS-Keg 4.2).", Frequency),
    ("CAKUPAN_WILAYAH", "Cakupan wilayah", "Coverage",
     "Cakupan wilayah pengumpulan data (MS-Keg 4.4).", Coverage),
    ("METODE_PENGUMPULAN_DATA", "Metode pengumpulan data", "Methods of data collection",
     f"Metode pengumpulan data (MS-Keg 4.6). {ADDED_UP}", CollectionMethod),
    ("SARANA_PENGUMPULAN_DATA", "Sarana pengumpulan data", "Means of data collection",
     f"Sarana pengumpulan data (MS-Keg 4.7). {ADDED_UP}", CollectionMeans),
    ("UNIT_PENGUMPULAN_DATA", "Unit pengumpulan data", "Units of data collection",
     f"Unit yang didata (MS-Keg 4.8). {ADDED_UP}", CollectionUnit),
    ("TAHAP_KEGIATAN", "Tahap kegiatan", "Stages of an activity",
     "Tujuh tahap rencana jadwal kegiatan (MS-Keg 3.3).", Stage),
    ("PETUGAS_PENGUMPULAN_DATA", "Petugas pengumpulan data", "Field staff",
     "Asal petugas pengumpulan data (MS-Keg 6.4).", StaffKind),
    ("PENDIDIKAN_PETUGAS", "Pendidikan terendah petugas", "Lowest education of field staff",
     "Persyaratan pendidikan terendah petugas (MS-Keg 6.5).", Education),
)  # fmt: skip


def of_the_forms() -> Iterable[CodeList]:
    """The sectors, and every option that the forms of activities and their design records offer, in both languages."""
    yield sectors()
    for code, name_id, name_en, definition, options in LISTS:
        yield CodeList(
            code=code,
            name_id=name_id,
            name_en=name_en,
            definition_id=definition,
            reference=MSKEG,
            codes=tuple(_codes(options)),
        )


def sectors() -> CodeList:
    """The 22 sectors: the registry's themes."""
    with SECTORS.open(encoding="utf-8") as file:
        entries = yaml.safe_load(file)["sectors"]
    return CodeList(
        code="SEKTOR",
        name_id="Sektor kegiatan",
        name_en="Sectors of activities",
        definition_id="Sektor yang dicakup kegiatan statistik (kepala MS-Keg); tema entri registri.",
        reference=MSKEG,
        codes=tuple(ListedCode(str(entry["code"]), entry["id"], entry["en"]) for entry in entries),
    )


def _codes(options: Any) -> Iterable[ListedCode]:
    pairs = options.items() if isinstance(options, Mapping) else [(member, member.value) for member in options]
    for member, code in pairs:
        yield ListedCode(str(code), _label(member, "id"), _label(member, "en"))


def _label(member: Any, language: str) -> str:
    with translation.override(language):
        return str(member.label)
