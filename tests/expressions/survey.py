"""A small household survey that the tests of the language speak of."""

from gsbpm_portal.expressions import (
    BOOLEAN,
    DATE,
    DECIMAL,
    INTEGER,
    TEXT,
    CodeList,
    Environment,
    Variable,
    Words,
    code,
)

MARITAL = CodeList(
    "status_kawin",
    {
        "1": Words("belum kawin", "never married"),
        "2": Words("kawin", "married"),
        "3": Words("cerai hidup", "divorced"),
        "4": Words("cerai mati", "widowed"),
    },
    Words("Status perkawinan", "Marital status"),
)
PROVINCE = CodeList("provinsi", {"11": Words("Aceh", "Aceh"), "12": Words("Sumatera Utara", "North Sumatra")})

SURVEY = Environment.of(
    [
        Variable("umur", INTEGER, Words("Umur", "Age")),
        Variable("status_kawin", code("status_kawin"), Words("Status perkawinan", "Marital status")),
        Variable("prov", code("provinsi"), Words("Provinsi", "Province")),
        Variable("pendapatan", DECIMAL, Words("Pendapatan", "Income")),
        Variable("luas_panen", DECIMAL, Words("Luas panen", "Harvested area")),
        Variable("luas_tanam", DECIMAL, Words("Luas tanam", "Planted area")),
        Variable("berat", DECIMAL, Words("Berat", "Weight")),
        Variable("nama", TEXT, Words("Nama", "Name")),
        Variable("nik", TEXT, Words("NIK", "NIK")),
        Variable("id_rt", TEXT, Words("Rumah tangga", "Household")),
        Variable("lahir", DATE, Words("Tanggal lahir", "Date of birth")),
        Variable("cacah", DATE, Words("Tanggal pencacahan", "Date of interview")),
        Variable("bekerja", BOOLEAN, Words("Bekerja", "Working")),
    ],
    [MARITAL, PROVINCE],
)
