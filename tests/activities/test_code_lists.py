"""The options of the forms as code lists of the registry."""

import re

import yaml

from activities.code_lists import LISTS, SECTORS, of_the_forms
from metadata.models.items import code_validator
from metadata.registry import code_lists

FORM = {
    "SEKTOR": [str(n) for n in range(1, 23)],
    "CARA_PENGUMPULAN_DATA": ["1", "2", "3", "4"],
    "JENIS_STATISTIK": ["dasar", "sektoral", "khusus"],
    "PERULANGAN_KEGIATAN": ["1", "2"],
    "FREKUENSI_KEGIATAN": [str(n) for n in range(1, 9)],
    "CAKUPAN_WILAYAH": ["1", "2"],
    "METODE_PENGUMPULAN_DATA": ["1", "2", "4", "8", "16"],
    "SARANA_PENGUMPULAN_DATA": ["1", "2", "4", "8", "16", "32"],
    "UNIT_PENGUMPULAN_DATA": ["1", "2", "4", "8"],
    "TAHAP_KEGIATAN": [str(n) for n in range(1, 8)],
    "PETUGAS_PENGUMPULAN_DATA": ["1", "2", "3"],
    "PENDIDIKAN_PETUGAS": ["1", "2", "3", "4"],
}
"""Codes of MS-Keg, typed off the form."""


def test_the_codes_are_those_of_the_form():
    assert {one.code: [code.code for code in one.codes] for one in of_the_forms()} == FORM


def test_the_registry_is_given_them():
    assert set(FORM) <= {one.code for one in code_lists()}


def test_every_label_stands_in_both_languages():
    for one in of_the_forms():
        code_validator(one.code)
        assert all(code.id and code.en for code in one.codes), one.code
        assert re.match(r".+\.$", one.definition_id)
    ways = next(one for one in of_the_forms() if one.code == "CARA_PENGUMPULAN_DATA")
    assert [(code.id, code.en) for code in ways.codes][1:3] == [
        ("Survei", "Survey"),
        ("Kompilasi produk administrasi", "Compilation of administrative products"),
    ]
    stages = next(one for one in of_the_forms() if one.code == "TAHAP_KEGIATAN")
    assert (stages.codes[6].id, stages.codes[6].en) == ("Evaluasi", "Evaluation")


def test_the_sectors_are_read_from_their_catalogue():
    entries = yaml.safe_load(SECTORS.read_text(encoding="utf-8"))["sectors"]
    (sectors,) = [one for one in of_the_forms() if one.code == "SEKTOR"]
    assert [(code.id, code.en) for code in sectors.codes] == [(entry["id"], entry["en"]) for entry in entries]
    assert len(LISTS) == len(FORM) - 1


def test_data_sets_and_activities_repeat_by_the_same_words():
    """The registry knows no activity, so that both hold the codes of MS-Keg 4.2; a data set has two more."""
    from activities.enums import Frequency as OfActivities
    from metadata.enums import Frequency as OfDataSets

    shared = [(code, str(label)) for code, label in OfDataSets.choices if code.isdigit()]
    assert shared == [(code, str(label)) for code, label in OfActivities.choices]
