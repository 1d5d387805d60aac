"""A registry with something of everything that is exchanged, made by the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from metadata.enums import Kind, State
from metadata.models import Code, Version
from metadata.selectors.values import Pointer
from tests.metadata import making
from tests.metadata.making import Office


def classification(office: Office, code: str, rows: list[tuple[str, str, str]], **values: Any) -> Version:
    """A classification in force; rows: code, label, code of the parent."""
    version = making.draft(office, Kind.CLASSIFICATION, code, **values)
    version.codes.all().delete()
    made: dict[str, Code] = {}
    for position, (own, label, parent) in enumerate(rows):
        above = made.get(parent)
        made[own] = Code.objects.create(
            version=version,
            code=own,
            label_id=label,
            label_en=f"{label} (en)",
            parent=above,
            level=above.level + 1 if above else 1,
            position=position,
        )
    return making.bring(office, version, State.ENDORSED)


def variable(office: Office, code: str, **values: Any) -> Version:
    return making.in_force(office, Kind.VARIABLE, code, **values)


def coded(office: Office, code: str, listed: Version, **values: Any) -> Version:
    domain = {"data_type": "code", "domain_kind": "enumerated", "described_domain": ""}
    return variable(office, code, classification=[Pointer(listed)], **domain, **values)


def build() -> Office:
    """Regions with a hierarchy, a data set of five components, a second version of a list, a draft, a closed entry."""
    office = Office()
    regions = classification(
        office, "WILAYAH", [("11", "Aceh", ""), ("11.01", "Aceh Selatan", "11"), ("12", "Sumatera Utara", "")]
    )
    sex = classification(office, "SEKS", [("L", "Laki-laki", ""), ("P", "Perempuan", "")])
    concept = making.in_force(office, Kind.CONCEPT, "PRODUKSI", name_en="Production", definition_en="What is made.")
    about = {"concept": [Pointer(concept)]}
    place = coded(office, "TEMPAT", regions, name_en="Place", **about)
    worker = coded(office, "SEKS_PEKERJA", sex, **about)
    year = variable(office, "TAHUN", data_type="date", described_domain="Tahun", **about)
    tons = variable(office, "TON", data_type="decimal", described_domain="Ton", name_en="Tons", **about)
    error = variable(office, "GALAT", data_type="decimal", described_domain="Persen", **about)
    note = variable(office, "CATATAN", data_type="text", described_domain="Teks", **about)
    share = making.in_force(
        office, Kind.INDICATOR, "PANGSA", concept=[Pointer(concept)], component_variables=[Pointer(tons)]
    )
    making.in_force(
        office,
        Kind.DATASET,
        "PRODUKSI_IKAN",
        name_id="Produksi ikan",
        name_en="Fish production",
        definition_en="By place.",
        dimensions=[Pointer(one) for one in (place, worker, year)],
        measures=[Pointer(tons), Pointer(error)],
        attributes=[Pointer(note)],
        indicators=[Pointer(share)],
        spatial="Kota Contoh",
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
        frequency="7",
        licence="CC BY 4.0",
        contact="data@contoh.go.id",
        distributions=[["Tabel", "https://contoh.go.id/ikan.csv", "CSV"]],
    )
    second = making.following(office, sex, "minor", name_en="Sex")
    making.bring(office, second, State.ENDORSED)
    making.draft(office, Kind.CLASSIFICATION, "KONSEPAN_SAJA")
    making.in_force(office, Kind.CLASSIFICATION, "TERTUTUP", public=False)
    making.in_force(office, Kind.DATASET, "SET_TERTUTUP", public=False)
    return office


def mixed(office: Office) -> Version:
    """A public data set of which a measure and the list of a dimension are closed."""
    hidden = classification(office, "DAFTAR_RAHASIA", [("1", "Satu", "")], public=False)
    odd = coded(office, "ANEH", hidden)
    secret = variable(office, "RAHASIA", public=False)
    total = variable(office, "JUMLAH")
    parts = {"dimensions": [Pointer(odd)], "measures": [Pointer(secret), Pointer(total)]}
    return making.in_force(office, Kind.DATASET, "CAMPURAN", **parts)
