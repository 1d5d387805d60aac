"""One record, shown as each form asks for it."""

import itertools
import json
from pathlib import Path

import jsonschema
import pytest

import phases.design.projection as projection_package
from phases.design.forms_catalogue import FORMS, form, read_codes
from phases.design.projection import canonical, changes, checksum, freeze, project, romantik_json
from tests.phases.design import facts_made as made

SCHEMAS = Path(projection_package.__file__).parent / "schemas"
KAK = ("", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6")


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def filled(code, facts=None, language="id"):
    facts = facts or (made.compilation() if code == "fp_kpa" else made.full())
    return project(form(code), facts, language)


@pytest.mark.parametrize("code", FORMS)
def test_a_full_record_leaves_no_line_empty(code):
    found = filled(code)
    assert [line.code for line in found.missing] == []
    share = found.share()
    assert share.done == share.total > 20
    for line in found.lines:
        if line.kind != "heading" and not line.by_bps:
            assert line.given is not None and line.given.url


@pytest.mark.parametrize("code", FORMS)
def test_an_empty_record_fills_nothing(code):
    found = filled(code, made.Facts())
    assert found.share().done == 0
    assert [line for line in found.lines if line.value is not None] == []


def test_fs3_codes_answers_as_the_paper_form_does():
    found = filled("fs3")
    wanted = {
        "judul": "Survei Ikan Tangkap Kota Contoh 2026", "1.1": "Dinas Kelautan dan Perikanan Kota Contoh", "3.1": "2",
        "3.2": "7", "3.3": "2", "5.1": "1", "5.2": "2",
        "5.4": ["1", "4"], "5.5": "1", "5.6a": "3", "5.6b": None, "5.7": "1", "5.8": "3",
        "5.9": "3", "5.10": "1", "5.11a": 4, "5.11b": 16, "6.1": "2", "6.4": "10/40 x 40/1.000", "6.6": "RSE 4,5 % (Produksi)",
        "6.7": "Nakhoda / Kapal", "7.1a": "1", "7.1b": "2", "7.2": "4", "7.3": "3", "7.4d": "2", "7.4e": "1",
        "7.5a": ["2026-01-05", "2026-03-31"], "7.5e": ["2026-10-01", "2026-11-30"], "7.6": "2026-10-20",
    }  # fmt: skip
    assert {code: found[code].value for code in wanted} == wanted
    assert found["5.4"].text == "Wawancara; Lainnya (Sensor kapal)"
    assert found["5.3"].value == [
        {"province": "Provinsi Contoh", "regency": "Kota Contoh"},
        {"province": "Provinsi Contoh", "regency": "Kabupaten Misal"},
    ]
    assert found["6.2"].value == [
        {"stage": "Pelabuhan", "frame": "Daftar pelabuhan"},
        {"stage": "Kapal", "frame": "Daftar kapal"},
    ]
    assert found["6.3"].value[0]["method"].endswith(": Banyaknya kapal")
    assert found["7.4e"].text == "Ya (Infografis)"
    assert found["7.5b"].text == "4 Mei 2026 – 30 Juni 2026"
    assert [(o.code, o.ticked, o.unconfirmed) for o in found["5.1"].options] == [("1", True, False), ("2", False, True)]


def test_a_form_speaks_the_language_that_is_asked_for():
    found = filled("fs3", language="en")
    assert (found["5.7"].label, found["5.7"].text) == ("Is there a pilot survey?", "Yes")
    assert found["7.5b"].text == "4 May 2026 – 30 June 2026"
    assert found["7.6"].value == filled("fs3")["7.6"].value


def asked(found, *codes):
    return [code for code in codes if found[code].asked]


@pytest.mark.parametrize(
    ("changed", "six", "options"),
    [
        ({}, True, ["5.5", "5.6a"]),
        ({"sample__selection": "2", "sample__nonprobability_method": "8"}, False, ["5.5", "5.6b"]),
        ({"sample__selection": ""}, False, ["5.5"]),
        ({"activity__kind": "census"}, False, []),
        ({"activity__kind": "other"}, False, []),
    ],
)
def test_block_vi_is_for_probability_samples_alone(changed, six, options):
    found = filled("fs3", made.full(**changed))
    assert {block.code: block.asked for block in found.blocks}["VI"] is six
    assert asked(found, "5.5", "5.6a", "5.6b") == options
    if not six:
        assert [line.value for line in found.lines if line.code.startswith("6.")] == [None] * 8


def test_what_is_not_asked_has_no_value():
    found = filled("fs3", made.full(activity__repetition="sekali", population__coverage="1", sample__design="1"))
    assert asked(found, "3.2", "5.3", "6.1.jelaskan") == []
    assert [found[code].value for code in ("3.2", "5.3", "6.1.jelaskan")] == [None] * 3


@pytest.mark.parametrize(("means", "field"), [(2, True), (1 | 8, True), (8, False), (0, False), (16, False)])
def test_mskeg_asks_about_field_staff_only_with_interviewers(means, field):
    found = filled("mskeg", made.full(population__means=means))
    assert bool(asked(found, "6.4", "6.5", "6.6a", "6.6b", "6.7")) is field


def test_mskeg_adds_bits_up():
    found = filled("mskeg")
    assert {code: found[code].coded for code in ("4.6", "4.7", "4.8", "6.2", "7.3", "7.4")} == {
        "4.6": "17", "4.7": "34", "4.8": "12", "6.2": "10", "7.3": "12", "7.4": "28",
    }  # fmt: skip
    assert (found["cara"].value, found["4.3"].value, found["5.3a"].value, found["sektor"].value) == ("2", "3", "3", "1")
    assert (found["rekomendasi"].value, found["identitas"].value) == ("1", "V-26.9971.001")
    assert asked(found, "8.2a", "8.2b", "8.2c") == ["8.2a", "8.2b"]
    basic = filled("mskeg", made.full(activity__statistic_type="dasar"))
    assert asked(basic, "rekomendasi", "identitas") == []


def test_where_an_answer_came_from_is_told():
    found = filled("fs3")
    given = found["5.11a"].given
    assert (given.path, given.owner, given.url, given.by) == ("staff.supervisors", "2.6", "/staff/", "Sari")
    facts = made.full(contacts__organiser="", sample__fraction="")
    found = filled("fs3", facts)
    assert (found["1.1"].value, found["1.1"].given.path) == ("Dinas Perikanan", "organisation.name")
    assert (found["6.4"].value, found["6.4"].given.path) == (None, "sample.fraction")
    assert found["6.4"].is_missing


def test_the_one_source_of_a_compilation_is_that_of_its_variables():
    facts = made.compilation()
    facts.used = [made.variable(source=""), made.variable("Jenis ikan", source="Register TPI")]
    facts.tables["sources"] = [{"title": "Rekap lelang"}]
    assert [row["source"] for row in filled("fp_kpa", facts)["4"].value] == ["Rekap lelang", "Register TPI"]
    facts.tables["sources"].append({"title": "Daftar kapal"})
    assert [row["source"] for row in filled("fp_kpa", facts)["4"].value] == ["", "Register TPI"]


def test_two_fifths_of_fs3_are_there_once_the_terms_of_reference_are():
    """Phase 1 and the schedule that the terms of reference print; Blok VI is not asked before the sample is designed."""
    before = made.only(*KAK)
    facts = made.only(*KAK)
    facts.given |= {path: value for path, value in made.full().given.items() if path.startswith("schedule.")}
    assert (filled("fs3", before).share(), filled("fs3", facts).share()) == (Share(10, 27), Share(11, 27))
    assert filled("fs3", facts).share().part >= 0.4
    assert filled("fs3").share({"", "1.3"}).done < 11


def Share(done, total):
    return projection_package.Share(done, total)


def test_variables_wanted_stand_in_until_variables_are_chosen():
    facts = made.full()
    facts.used = []
    line = filled("fs3", facts)["4.2"]
    assert line.value == [{"name": "Volume tangkapan", "reference_period": "Setahun"}]
    assert line.given.owner == "1.1"


@pytest.mark.parametrize(
    ("changed", "area"),
    [
        ({}, "Provinsi Contoh"),
        ({"population__regions": [("Provinsi Contoh", "Kota Contoh")]}, "Kota Contoh"),
        ({"population__regions": [("Provinsi Contoh", ""), ("Provinsi Lain", "")]}, "Indonesia"),
        ({"population__coverage": "1"}, "Indonesia"),
        ({"population__regions": [], "activity__coverage_note": ""}, None),
    ],
)
def test_the_area_decides_which_office_of_bps_is_in_charge(changed, area):
    assert filled("romantik", made.full(**changed))["wilayah"].value == area


# Filed forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", FORMS)
def test_a_frozen_form_is_canonical_and_valid(code):
    frozen = freeze(filled(code))
    jsonschema.validate(frozen, schema("frozen"), cls=jsonschema.Draft202012Validator)
    again = json.loads(canonical(frozen))
    assert again == frozen
    assert checksum(again) == checksum(freeze(filled(code)))
    facts = made.compilation() if code == "fp_kpa" else made.full()
    facts.given = dict(reversed(facts.given.items()))
    assert checksum(freeze(project(form(code), facts, "id"))) == checksum(frozen)


def test_a_form_is_filed_in_indonesian():
    with pytest.raises(ValueError, match="Indonesian"):
        freeze(filled("fs3", language="en"))


def test_nothing_changed_in_another_language():
    frozen = freeze(filled("fs3"))
    assert changes(filled("fs3"), frozen) == []
    assert changes(filled("fs3", language="en"), frozen) == []


def test_changes_since_it_was_filed():
    frozen = freeze(filled("fs3"))
    facts = made.full(
        staff__supervisors=5, population__methods_other="Kamera", sample__selection="2", sample__nonprobability_method="8",
    )  # fmt: skip
    found = [(one.code, one.before, one.after) for one in changes(filled("fs3", facts), frozen)]
    assert found[:5] == [
        ("5.4", "Wawancara; Lainnya (Sensor kapal)", "Wawancara; Lainnya (Kamera)"),
        ("5.5", "Sampel probabilitas", "Sampel nonprobabilitas"),
        ("5.6a", "Stratified random sampling", ""),
        ("5.6b", "", "Purposive sampling"),
        ("5.11a", "4", "5"),
    ]
    assert [code for code, _before, after in found[5:]] == [
        "6.1",
        "6.1.jelaskan",
        "6.2",
        "6.3",
        "6.4",
        "6.5",
        "6.6",
        "6.7",
    ]
    assert [after for *_rest, after in found[5:]] == [""] * 8
    gone = {"blocks": [{"lines": [{"code": "9.9", "label": "Lama", "value": "x", "text": "x"}]}]}
    assert changes(filled("fs3"), gone)[-1].code == "9.9"
    assert (changes(filled("fs3"), {})[0].before, len(changes(filled("fs3"), {})) > 40) == ("", True)


# ROMANTIK ---------------------------------------------------------------------------------------------------------------


def leaves(value):
    if isinstance(value, dict):
        return list(itertools.chain.from_iterable(leaves(one) for one in value.values()))
    if isinstance(value, list):
        return list(itertools.chain.from_iterable(leaves(one) for one in value))
    return [value]


@pytest.mark.parametrize("facts", [made.full(), made.compilation(), made.Facts(), made.full(activity__kind="census")])
def test_the_layout_of_romantik_is_kept_whatever_is_filled(facts):
    layout = romantik_json(filled("romantik", facts))
    jsonschema.validate(layout, schema("romantik"), cls=jsonschema.Draft202012Validator)
    assert ("blok_v" in layout) is (facts.value("activity.kind") == "survey")
    assert [key for key in layout if key.startswith("blok_") and key != "blok_v"] == [
        f"blok_{n}" for n in ("i", "ii", "iii", "iv", "vi", "vii", "viii", "ix")
    ]


def test_observed_spellings_of_romantik():
    facts = made.full(population__coverage="1", staff__kind="1", processing__analysis="1")
    layout = romantik_json(filled("romantik", facts))
    assert layout["blok_iv"]["kegiatan_ini_dilakukan"] == "berulang"
    assert layout["blok_iv"]["frekuensi"] == "tahunan"
    assert layout["blok_iv"]["tipe_pengumpulan_data"] == "cross_sectional"
    assert layout["blok_iv"]["cakupan_wilayah_pengumpulan_data"] == "seluruh_wilayah_indonesia"
    assert layout["blok_iv"]["wilayah_kegiatan"] == []
    assert layout["blok_iv"]["metode_pengumpulan_data"] == {
        "wawancara": True, "mengisi_kuesioner_sendiri": False, "pengamatan": False, "pengumpulan_data_sekunder": False,
        "lainnya": True, "lainnya_teks": "Sensor kapal",
    }  # fmt: skip
    assert layout["blok_vi"]["uji_coba"] is True
    assert layout["blok_vi"]["petugas_pengumpulan_data"] == "staf_instansi_penyelenggara"
    assert layout["blok_vi"]["pendidikan_terendah"] == "diploma"
    assert layout["blok_vii"]["metode_analisis"] == "analisis_deskriptif"
    assert layout["blok_vii"]["tahapan_pengolahan_data"] == {
        "editing": True, "coding": False, "data_entry": True, "validasi": True,
    }  # fmt: skip
    assert layout["blok_viii"] == {
        "ketersediaan_produk_tercetak": True, "ketersediaan_produk_digital": True, "ketersediaan_produk_mikrodata": False,
    }  # fmt: skip
    assert layout["blok_ix"] == {"file_berkas_pendukung": ["Kuesioner kapal", "KAK", "Statistik Perikanan"]}
    assert layout["blok_iii"]["variabel_yang_dikumpulkan"][0] == {
        "nama": "Produksi", "definisi": "Volume ikan yang didaratkan.", "referensi_waktu": "Setahun yang lalu",
    }  # fmt: skip


def test_the_spelling_of_an_office_is_written():
    changed = form("romantik", read_codes("romantik cara survei = survey\nromantik 6.4 staf_dan_mitra = keduanya"))
    layout = romantik_json(project(changed, made.full(), "id"))
    assert (layout["cara_pengumpulan_data"], layout["blok_vi"]["petugas_pengumpulan_data"]) == ("survey", "keduanya")
    assert "blok_v" in layout
    with pytest.raises(ValueError, match="ROMANTIK"):
        romantik_json(filled("fs3"))


def test_what_cannot_be_read_counts_as_empty():
    facts = made.full(
        staff__supervisors="empat", population__regions="Kota", schedule__stage_3=["2026-05-04"], sample__error=[]
    )
    facts.tables["outputs"] = "bukan tabel"
    found = filled("fs3", facts)
    assert [found[code].value for code in ("5.11a", "5.3", "7.5b", "6.6", "7.2")] == [None] * 5
