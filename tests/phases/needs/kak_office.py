"""A cycle whose terms of reference are filled in, as tests of 1.6 need it."""

from __future__ import annotations

from typing import Any

from activities.design.models import DeclaredSection, DescriptionSection, DesignRow, ObjectivesSection
from activities.models import Cycle

PROPOSAL: dict[str, Any] = {
    "program": "Program Penyelenggaraan Statistik Sektoral",
    "budget_activity": "Penyelenggaraan Statistik Sektoral di Lingkup Daerah",
    "kro": "Data dan Informasi Publik",
    "ro": "Survei sektoral perikanan",
    "ro_volume": "1",
    "ro_unit": "Laporan",
    "beneficiaries_internal": "Bidang Perikanan Tangkap.",
    "beneficiaries_external": "Bappeda dan kelompok nelayan.",
    "delivery": "swakelola",
    "scope": "Sebelas tempat pendaratan ikan.",
    "location": "Kota Contoh",
    "methodology": "Survei di tempat pendaratan pada hari terpilih.",
    "staffing": "16 petugas dan 4 pengawas.",
    "organisation": "Kepala Bidang Perikanan Tangkap selaku PPK.",
    "reporting": "Laporan triwulanan dan laporan akhir.",
    "duration": "12 bulan, Januari sampai Desember 2026.",
    "signed_at": "Kota Contoh",
    "signed_on": "2026-01-12",
    "signer": "Sri Wahyuni",
    "signer_position": "Kepala Dinas Perikanan",
    "signer_nip": "197001011995032001",
}
BUDGET = {"year": 2026, "funding": "APBD", "ceiling": "10000000", "ceiling_source": "DPA 2026"}
STEPS = [
    {"title": "Persiapan", "starts": "2026-01", "ends": "2026-03", "output": "Instrumen"},
    {"title": "Pendataan", "starts": "2026-04", "ends": "2026-11", "output": "Data mentah"},
]
OUTPUTS = [
    {"title": "Produksi ikan", "kind": "tabel", "population": "Pendaratan", "measure": "Volume (ton)", "dimensions": "Jenis ikan",
     "levels": 4, "frequency": "7", "needs": ["K1"]},
]  # fmt: skip
LINES = [
    {"level": "program", "code": "3.25", "title": "Program statistik"},
    {"parent": "B1", "level": "akun", "code": "5.1.02.02.01.0026", "title": "Belanja jasa tenaga"},
    {"parent": "B2", "level": "detil", "title": "Honor petugas", "factor1": "16", "unit1": "org", "factor2": "3", "unit2": "bln",
     "volume_unit": "OB", "price": "150000"},
    {"parent": "B2", "level": "detil", "title": "Honor pengawas", "factor1": "4", "unit1": "org", "price": "300000"},
]  # fmt: skip
TABLES = {
    "consultations": "C",
    "budget_lines": "B",
    "budget_months": "RP",
    "ceilings": "PG",
    "proposal_steps": "W",
    "outputs": "L",
    "needs": "K",
}


def write(cycle: Cycle, code: str, fields: dict[str, Any] | None = None, **tables: list[dict[str, Any]]) -> None:
    """A declared section as it would stand there, written directly."""
    section, _made = DeclaredSection.objects.update_or_create(
        cycle=cycle, code=code, defaults={"content": fields or {}, "revision": 1}
    )
    for table, rows in tables.items():
        section.rows.filter(table=table).delete()
        DesignRow.objects.bulk_create(
            DesignRow(section=section, table=table, key=f"{TABLES[table]}{place}", position=place, content=row)
            for place, row in enumerate(rows, 1)
        )
        section.last_numbers[table] = len(rows)
    section.save()


def fill_kak(cycle: Cycle, **changed: Any) -> None:
    """All that both layouts need: written once, nothing where something stands already."""
    DescriptionSection.objects.get_or_create(
        cycle=cycle,
        defaults={
            "background": "Produksi perikanan dipakai menetapkan target.",
            "legal_basis": "Peraturan Presiden Nomor 39 Tahun 2019.",
            "revision": 1,
        },
    )
    ObjectivesSection.objects.get_or_create(
        cycle=cycle, defaults={"aims": "Menyediakan data produksi.", "benefits": "Perencanaan.", "revision": 1}
    )
    there = set(DeclaredSection.objects.filter(cycle=cycle, revision__gt=0).values_list("code", flat=True))
    if "outputs" not in there:
        write(cycle, "outputs", outputs=OUTPUTS)
    if "proposal" not in there:
        write(cycle, "proposal", PROPOSAL | changed, proposal_steps=STEPS)
    if "budget" not in there:
        write(cycle, "budget", BUDGET, budget_lines=LINES)
