"""Sample content of the style guide: an invented activity as it may stand in May."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from django.conf import settings


@functools.cache
def icons() -> tuple[str, ...]:
    """Names of the symbols in the sprite."""
    return tuple(re.findall(r'<symbol id="([\w-]+)"', (Path(settings.BASE_DIR) / "static" / "icons.svg").read_text()))


_NAMES = """
Spesifikasi Kebutuhan: Identifikasi kebutuhan; Konsultasi kebutuhan; Daftar output; Konsep & definisi; Ketersediaan data; KAK
Rancangan: Rancang output; Rancang variabel; Rancang pengumpulan; Rancang sampel; Rancang pengolahan; Rancang alur kerja
Implementasi Rancangan: Instrumen; Komponen pengolahan; Komponen diseminasi; Susun alur kerja; Uji coba sistem; \
Uji coba proses bisnis; Finalisasi sistem
Pengumpulan: Kerangka & sampel; Siapkan pengumpulan; Kumpulkan data; Finalisasi pengumpulan
Pengolahan: Integrasi data; Coding & klasifikasi; Reviu & validasi; Sunting & imputasi; Variabel turunan; \
Penimbang; Data agregat; Finalisasi data
Analisis: Draf output; Validasi output; Interpretasi; Disclosure control; Finalisasi output
Diseminasi: Mutakhirkan basis data; Produk diseminasi; Rilis; Promosi; Layanan pengguna
Evaluasi: Masukan evaluasi; Evaluasi hasil; Rencana aksi
"""
_PEOPLE = ("Sinta Maharani", "Rangga Aditya", "Dewi Kartika", "Nur Laila")
_SPECIAL: dict[str, dict[str, Any]] = {
    "2.1": {"iteration": 2},
    "2.4": {"iteration": 2},
    "3.3": {"flag": True},
    "3.5": {"look": "work", "word": "Dikerjakan", "percent": 62, "who": "Rangga Aditya", "due": "12 Mei"},
    "3.6": {
        "look": "back", "word": "Dikembalikan", "percent": 50, "who": "Rangga Aditya", "due": "9 Mei", "late": True,
        "iteration": 2, "blocked": True,
    },
    "3.7": {"look": "todo", "word": "Belum dimulai", "due": "20 Mei"},
    "4.1": {"look": "wait", "word": "Menunggu", "who": "Dewi Kartika", "due": "8 Mei", "late": True},
    "4.2": {"look": "work", "word": "Dikerjakan", "percent": 25, "who": "Rangga Aditya", "due": "24 Mei"},
    "5.6": {"look": "na", "word": "Tidak berlaku"},
    "7.4": {"look": "skip", "word": "Dilewati"},
}  # fmt: skip
_STATES = ["done"] * 2 + ["work"] * 2 + ["todo"] * 4
_NOTES = ["Ditutup 14 Feb", "Ditutup 2 Apr", "Berjalan · 4 dari 7", "Berjalan · 0 dari 4"] + ["Belum dibuka"] * 4


def matrix_sample() -> list[dict[str, Any]]:
    """Eight phases with their cells, as the matrix page writes them."""
    phases = []
    for number, line in enumerate(_NAMES.strip().splitlines(), 1):
        title, _colon, names = line.partition(": ")
        cells = []
        for place, name in enumerate(names.split("; "), 1):
            code = f"{number}.{place}"
            done = number < 3 or (number == 3 and place < 5)
            look, word = ("done", "Disetujui") if done else ("todo", "Belum dimulai")
            cell: dict[str, Any] = {"code": code, "name": name, "look": look, "word": word}
            if done:
                cell["who"] = _PEOPLE[(number + place) % 4]
            cells.append(cell | _SPECIAL.get(code, {}))
        look, note = _STATES[number - 1], _NOTES[number - 1]
        phases.append(
            {"number": number, "title": title, "look": look, "note": note, "current": number == 3, "cells": cells}
        )
    return phases


def portfolio_sample() -> list[dict[str, Any]]:
    """Four activities by eight phases: (done, total, late, waiting)."""
    totals = (6, 6, 7, 4, 8, 5, 5, 3)
    rows: tuple[tuple[str, str, tuple[int, ...], dict[int, tuple[int, int]]], ...] = (
        (
            "Survei Produksi Hasil Tangkapan Ikan 2026",
            "Dinas Perikanan Kota Contoh",
            (6, 6, 4, 0, 0, 0, 0, 0),
            {2: (1, 0), 3: (1, 1)},
        ),
        (
            "Kompilasi Layanan Klinik Geriatri 2026",
            "Dinas Kesehatan Kota Contoh",
            (6, 5, 7, 2, 3, 0, 0, 0),
            {4: (0, 2)},
        ),
        ("Survei Kepuasan Masyarakat 2026", "Dinas Komunikasi Kota Contoh", (4, 1, 0, 0, 0, 0, 0, 0), {0: (0, 1)}),
        ("Survei Kebutuhan Data 2025", "Walidata Kota Contoh", totals, {}),
    )
    return [
        {
            "name": name,
            "office": office,
            "cells": [
                (done, total if (name[0], place) != ("K", 7) else 0, *marks.get(place, (0, 0)))
                for place, (done, total) in enumerate(zip(shares, totals, strict=True))
            ],
        }
        for name, office, shares, marks in rows
    ]
