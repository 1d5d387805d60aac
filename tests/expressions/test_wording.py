"""Rules read back as sentences, with labels, in both languages."""

import pytest

from gsbpm_portal.expressions import code, describe, parse
from tests.expressions.survey import SURVEY


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        (
            'if umur < 10 then status_kawin = "1"',
            "Jika Umur kurang dari 10, maka Status perkawinan harus sama dengan 1 (belum kawin).",
            "If Age is less than 10, then Marital status must be equal to 1 (never married).",
        ),
        (
            "luas_panen / (luas_tanam + 1.5) <= 1000000",
            "Luas panen dibagi (Luas tanam ditambah 1,5) harus kurang dari atau sama dengan 1.000.000.",
            "Harvested area divided by (Planted area plus 1.5) must be less than or equal to 1,000,000.",
        ),
        ("berat is not missing", "Berat tidak boleh kosong.", "Weight must not be missing."),
        (
            'prov not in ("11", "12")',
            "Provinsi tidak boleh termasuk 11 (Aceh) atau 12 (Sumatera Utara).",
            "Province must not be one of 11 (Aceh) or 12 (North Sumatra).",
        ),
        (
            'status_kawin in ("2", "3", "4")',
            "Status perkawinan harus salah satu dari 2 (kawin), 3 (cerai hidup), atau 4 (cerai mati).",
            "Marital status must be one of 2 (married), 3 (divorced) or 4 (widowed).",
        ),
        (
            "status_kawin in list status_kawin",
            "Status perkawinan harus termasuk daftar Status perkawinan.",
            "Marital status must be in the list Marital status.",
        ),
        (
            "lahir <= cacah and year(lahir) <> 2025",
            "Tanggal lahir harus pada atau sebelum Tanggal pencacahan dan tahun Tanggal lahir tidak boleh sama dengan 2025.",
            "Date of birth must be on or before Date of interview and the year of Date of birth must not be equal to 2025.",
        ),
        (
            "bekerja and umur > 9 or umur between 1 and 2",
            "(Bekerja harus benar dan Umur harus lebih dari 9) atau Umur harus antara 1 dan 2.",
            "(Working must be true and Age must be more than 9) or Age must be between 1 and 2.",
        ),
        (
            "if not bekerja then not (umur > 1 and starts_with(nik, '32'))",
            "Jika Bekerja tidak benar, maka tidak benar bahwa (Umur lebih dari 1 dan NIK berawalan “32”).",
            "If Working is not true, then it is not true that (Age is more than 1 and NIK is a text beginning with “32”).",
        ),
        (
            "count(where umur >= 15 by id_rt) <= 10",
            "(Banyaknya catatan dengan Umur lebih dari atau sama dengan 15 per Rumah tangga) harus kurang dari atau "
            "sama dengan 10.",
            "(The number of records where Age is more than or equal to 15 per Household) must be less than or equal to 10.",
        ),
        (
            "lahir < date('2025-08-17')",
            "Tanggal lahir harus sebelum 17 Agustus 2025.",
            "Date of birth must be before 17 August 2025.",
        ),
        ("lain = -5", "Lain harus sama dengan -5.", "Lain must be equal to -5."),
    ],
)
def test_rules(text: str, indonesian: str, english: str) -> None:
    assert describe(parse(text), SURVEY, "id") == indonesian
    assert describe(parse(text), SURVEY, "en") == english


def test_conditions_and_values() -> None:
    assert describe(parse("umur >= 10 and berat kosong"), SURVEY, "id", rule=False) == (
        "Umur lebih dari atau sama dengan 10 dan Berat kosong."
    )
    group = parse('if umur < 15 then "1" else if umur < 60 then "2" else missing')
    assert describe(group, SURVEY, "id", type=code("status_kawin")) == (
        "1 (belum kawin) jika Umur kurang dari 15; selain itu 2 (kawin) jika Umur kurang dari 60; selain itu kosong."
    )
    assert describe(parse("round(sum(berat by id_rt), 2)"), SURVEY, "en") == (
        "The sum of Weight per Household rounded to 2 decimals."
    )
