"""Looking into Indonesian titles, names and definitions."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.design.review_rules import texts


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Dinas Komunikasi dan Informatika Kota Contoh", []),
        ("Dinas Komunikasi dan Informatika (Diskominfo)", []),
        ("Diskominfo Kota Contoh", ["Diskominfo"]),
        ("Dinas Perikanan Kab. Contoh", ["Kab."]),
        ("BAPPEDA Kota Contoh", ["BAPPEDA"]),
        ("DINAS KESEHATAN KOTA CONTOH", []),
        ("DISKOMINFO KOTA CONTOH", ["DISKOMINFO"]),
        ("DPMPTSP KOTA CONTOH", ["DPMPTSP"]),
        ("Pemkot Contoh", ["Pemkot"]),
        ("Badan Pengelola Perbatasan Wilayah III", []),
        ("Dinas Sosial DKI Jakarta", []),
        ("Dinas Sosial DI Yogyakarta", []),
        ("UPTD Pasar", ["UPTD"]),
        ("Jumlah OPD/SKPD", ["OPD", "SKPD"]),
        ("Status RT", ["RT"]),
        ("Jml penduduk", ["Jml"]),
        ("No. rumah", []),
        ("Distribusi ikan segar", []),
        ("Angka melek huruf", []),
        ("Jumlah siswa SD", ["SD"]),
        ("Pelayanan s.d. triwulan", ["s.d."]),
        ("", []),
    ],
)
def test_abbreviations(name, found):
    assert texts.abbreviations(name) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Luas lahan", []),
        ("Luas lahan (m2)", ["m2"]),
        ("Luas lahan (ha)", ["ha"]),
        ("Produksi ikan (ton)", ["ton"]),
        ("Jumlah penduduk (orang)", ["orang"]),
        ("Jumlah orang tua", []),
        ("Pendapatan dalam rupiah", ["rupiah"]),
        ("Pendapatan (juta rupiah)", ["juta rupiah"]),
        ("Harga per kilogram", ["kilogram"]),
        ("Pengeluaran per bulan", []),
        ("Berat badan kg", ["kg"]),
        ("Persentase penduduk miskin", []),
        ("Persentase penduduk miskin (%)", ["%"]),
        ("Umur dalam tahun", ["tahun"]),
        ("Tahun berdiri", []),
        ("Jarak (km)", ["km"]),
        ("Alat tangkap (jenis utama)", []),
        ("Rumah tangga", []),
    ],
)
def test_units(name, found):
    assert texts.units(name) == found


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Survei Wisatawan Kota Contoh", []),
        ("Survei Wisatawan Kota Contoh 2026", ["2026"]),
        ("Survei Wisatawan Tahun 2025/2026", ["2025", "2026"]),
        ("Survei Usaha menurut KBLI 2020 Kota Contoh", []),
        ("Kompilasi Layanan sesuai Nomor 1999", []),
        ("Survei 100.000 Rumah Tangga", []),
        ("Survei 2000 Rumah Tangga", ["2000"]),
        ("Sensus 1234", []),
    ],
)
def test_years(title, found):
    assert texts.years(title) == found


@pytest.mark.parametrize(
    ("definition", "faults"),
    [
        ("Orang yang menangkap ikan sebagai mata pencaharian.", []),
        ("adalah orang yang menangkap ikan.", ["opens"]),
        ("Adalah orang yang menangkap ikan", ["opens", "ends"]),
        ("Merupakan volume ikan.", ["opens"]),
        ("  Volume ikan", ["ends"]),
        ("Adalahnya bukan awal.", []),
        ("“Ialah ikan.”", ["opens"]),
        ("", ["ends"]),
    ],
)
def test_definitions(definition, faults):
    assert texts.definition_faults(definition) == faults


@pytest.mark.parametrize(
    ("title", "ways"),
    [
        ("Survei Ikan", ["survey"]),
        ("SENSUS Kapal", ["census"]),
        ("Kompilasi Hasil Survei Ikan", ["admin", "survey"]),
        ("Pendataan Lengkap Usaha", ["census"]),
        ("Profil Perikanan", []),
        ("Resurvei Kapal", []),
    ],
)
def test_ways(title, ways):
    assert texts.ways(title) == ways


@pytest.mark.parametrize(
    ("title", "areas", "parts"),
    [
        ("Survei Wisatawan Kota Contoh", [], ("survey", "Survei", "Wisatawan", "Kota Contoh", "")),
        ("Survei Tamu di Kota Contoh menurut Moda", [], ("survey", "Survei", "Tamu", "Kota Contoh", "menurut Moda")),
        ("Kompilasi Data Klinik", ["Kota Contoh"], ("admin", "Kompilasi", "Data Klinik", "", "")),
        ("Sensus Kapal Pulau Misal", ["Pulau Misal", "Misal"], ("census", "Sensus", "Kapal", "Pulau Misal", "")),
        ("Profil Perikanan Indonesia", [], ("", "", "Profil Perikanan", "Indonesia", "")),
    ],
)  # fmt: skip
def test_titles_by_their_parts(title, areas, parts):
    found = texts.parse_title(title, areas)
    assert (found.way, found.way_word, found.main, found.area, found.rest) == parts


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_looked_into(text):
    texts.abbreviations(text)
    texts.units(text)
    texts.years(text)
    texts.definition_faults(text)
    texts.parse_title(text, [text[:5], ""])


@pytest.mark.parametrize("piece", ["(", "a.", "A ", "1", "per ", "( a", "I", "-"])
def test_long_texts_take_no_long_time(piece):
    text = piece * 60_000
    started = time.monotonic()
    texts.abbreviations(text)
    texts.units(text)
    texts.years(text)
    texts.definition_faults(text)
    texts.parse_title(text)
    assert time.monotonic() - started < 1.0
