"""The design records of the four activities: what their staff typed into the sections, by activity code."""

from __future__ import annotations

import datetime as dt
from typing import Any

LAW = "Undang-Undang Nomor 16 Tahun 1997 tentang Statistik; Peraturan Presiden Nomor 39 Tahun 2019 tentang Satu Data Indonesia."

TEXTS: dict[str, dict[str, dict[str, Any]]] = {
    "IKAN-TANGKAP": {
        "description": {
            "background": "Produksi perikanan tangkap menjadi dasar penetapan target, bantuan sarana, dan pengelolaan tempat pendaratan "
            "ikan. Data lelang hanya mencakup ikan yang dilelang; ikan yang dijual langsung tidak tercatat.",
            "legal_basis": LAW,
            "outline": "Pencatatan hasil tangkapan oleh petugas di tempat pendaratan ikan (TPI) pada hari terpilih sepanjang tahun.",
        },
        "objectives": {
            "aims": "Menyediakan data produksi dan nilai produksi hasil tangkapan menurut jenis ikan, alat tangkap, dan TPI.",
            "benefits": "Perencanaan bantuan nelayan, pengelolaan TPI, dan penyusunan neraca perikanan kota.",
            "main_users": "Dinas Perikanan; Badan Perencanaan Pembangunan Daerah; pengelola TPI; kelompok nelayan.",
        },
        "population": {
            "observation_unit": "Kapal penangkap ikan yang mendarat",
            "population": "Seluruh pendaratan kapal penangkap ikan di 11 TPI di Kota Contoh selama satu tahun.",
            "coverage": "2",
            "regions": [("Provinsi Contoh", "Kota Contoh")],
            "methods": 1 + 4 + 8,
            "methods_other": "",
            "means": 2,
            "means_other": "",
            "units": 8,
            "units_other": "Kapal",
        },
        "staff": {"pilot": "1", "kind": "3", "education": "2", "supervisors": 4, "enumerators": 16, "training": "1"},
    },
    "KLINIK-GERIATRI": {
        "description": {
            "background": "Jumlah penduduk lanjut usia bertambah, sedangkan layanan geriatri belum pernah dihitung bersama dari semua klinik.",
            "legal_basis": LAW,
            "outline": "Penggabungan rekap kunjungan bulanan dari sembilan klinik geriatri, tanpa nama pasien.",
        },
        "objectives": {
            "aims": "Menyediakan jumlah kunjungan, rata-rata kunjungan per pasien, dan diagnosis terbanyak pasien lanjut usia.",
            "benefits": "Perencanaan tenaga, obat, dan layanan lanjut usia.",
            "main_users": "Dinas Kesehatan; pengelola klinik; Badan Perencanaan Pembangunan Daerah.",
        },
        "population": {
            "observation_unit": "Kunjungan pasien berusia 60 tahun ke atas",
            "population": "Seluruh kunjungan pasien lanjut usia di klinik geriatri di Kota Contoh.",
            "coverage": "2",
            "regions": [("Provinsi Contoh", "Kota Contoh")],
            "methods": 8,
            "methods_other": "",
            "means": 32,
            "means_other": "Lembar kerja rekap",
            "units": 8,
            "units_other": "Klinik",
        },
        "staff": {"pilot": "1", "kind": "1", "education": "3", "supervisors": 1, "enumerators": 2, "training": "1"},
    },
    "KEPUASAN-LAYANAN": {
        "description": {
            "background": "Pelayanan terpadu melayani lebih dari 4.000 permohonan setiap bulan; kepuasan penggunanya diukur dua kali setahun.",
            "legal_basis": "Peraturan Menteri tentang Pedoman Penyusunan Survei Kepuasan Masyarakat; " + LAW,
            "outline": "Kuesioner diisi sendiri oleh pengguna layanan setelah selesai dilayani.",
        },
    },
    "KEBUTUHAN-DATA": {
        "description": {
            "background": "Data yang disediakan perlu sesuai dengan kebutuhan penggunanya, baik isi maupun layanannya.",
            "legal_basis": LAW,
            "outline": "Survei kepada pengguna data yang tercatat pada layanan data Kota Contoh.",
        },
        "objectives": {
            "aims": "Mengetahui data yang dibutuhkan, kesenjangannya, dan kepuasan atas layanan data.",
            "benefits": "Penyusunan daftar data tahun berikutnya dan perbaikan layanan.",
            "main_users": "Perangkat daerah; perguruan tinggi; pelaku usaha; masyarakat.",
        },
        "population": {
            "observation_unit": "Pengguna data",
            "population": "1.260 pengguna data yang tercatat dalam satu tahun.",
            "coverage": "2",
            "regions": [("Provinsi Contoh", "Kota Contoh")],
            "methods": 2,
            "methods_other": "",
            "means": 1 + 8,
            "means_other": "",
            "units": 1,
            "units_other": "",
        },
        "staff": {"pilot": "1", "kind": "1", "education": "3", "supervisors": 2, "enumerators": 6, "training": "1"},
    },
}
SHARES = [(0, 10), (10, 20), (30, 62), (62, 75), (75, 84), (84, 92), (92, 100)]
"""The seven stages of the schedule as percentages of the planned time."""


def schedule(begin: dt.date, end: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """The planned time of a cycle divided over the seven stages."""
    days = (end - begin).days
    return {
        f"stage_{number}": (begin + dt.timedelta(days * low // 100), begin + dt.timedelta(days * high // 100 - 1))
        for number, (low, high) in enumerate(SHARES, start=1)
    }
