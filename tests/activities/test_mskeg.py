"""Activity metadata: MS-Keg and MS-Var of a cycle, read from its design record."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from activities.design.enums import Stage
from activities.design.services import save_fields, save_row, save_section
from activities.models import Activity
from gsbpm_portal.core.models import Job
from metadata.exports_activities import entries, variables
from metadata.models import Reference, Version
from metadata.registry import activity_description, described_activities
from tests.activities.asking import post, shown
from tests.activities.registered import make_variable, used
from tests.activities.test_design import OWNERS, POPULATION, SCHEDULE, STAFF, TEXT

pytestmark = pytest.mark.django_db
PAGE = "/registri/kegiatan/IKAN/2026/"
NUMBERS = [
    *("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", *(f"3.3.{n}" for n in range(1, 8)), "3.4"),
    *(f"4.{n}" for n in range(1, 9)),
    *(f"5.{n}" for n in range(1, 9)),
    *("6.1", "6.2", "6.3", "6.4", "6.5", "6.6a", "6.6b", "6.7"),
    *("7.1", "7.2", "7.3", "7.4", "8.1", "8.2"),
]


@pytest.fixture
def filled(world):
    """Every section written; UMUR of the registry, and a draft of another government, are used."""
    for number in sorted(set(OWNERS.values())):
        world.bring(number, "dikerjakan")
    concept = make_variable("KONSEP", world.places["perikanan"])
    version = make_variable("UMUR", world.places["perikanan"])
    Reference.objects.create(version=version, attribute="concept", target=concept)
    objectives = {"aims": "Produksi", "benefits": "", "main_users": "Dinas"}
    rows = used(("UMUR", {"reference_period": "Hari operasi", "source": "Register"}))
    written = {"description": TEXT, "objectives": objectives, "variables": rows, "population": POPULATION}
    for code, values in {**written, "schedule": SCHEDULE, "staff": STAFF}.items():
        save_section(world.cycle, code, by=world["staf"], values=values, seen_revision=0)
    return world


def told(world, who="staf"):
    return activity_description("IKAN", "2026", world[who])


def answers(described):
    found = {}
    for line in described.lines:
        found.setdefault(line.number, []).append((line.text, line.code))
    return found


def test_every_entry_of_the_form_stands_in_its_order(filled):
    described = told(filled)
    assert [block.number for block in described.blocks] == ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"]
    assert [line.number for line in described.lines if line.number] == NUMBERS
    given = answers(described)
    assert given["3.1"] == [("Belum ada angka.", "")]
    assert given["3.3.1"][0] == ("5 Januari 2026 – 28 Februari 2026", "")
    assert given["3.4"] == [("Umur", "")]
    assert given["4.1"] == [("Berulang", "2")]
    assert given["4.4"] == [("Sebagian wilayah Indonesia", "2")]
    assert given["4.6"] == [("Wawancara; Metode lainnya (Sensor)", "17")]
    assert given["4.7"] == [("Computer-assisted personal interviewing (CAPI)", "2")]
    assert given["5.8"] == [("Kapal", "")]
    assert given["6.6a"] + given["6.6b"] == [("4", ""), ("0", "")]
    assert next(line.label for line in described.lines if line.number == "3.3.1") == Stage.PLANNING.label
    assert given["6.5"] == [("SMA/SMK", "2")]
    assert (described.abstract, described.universe) == ("", "Semua kapal")


def test_what_is_missing_names_where_it_is_entered(filled):
    lines = {line.number: line for line in told(filled).lines}
    assert (lines["7.1"].text, lines["7.1"].place.split()[0], lines["7.1"].url) == (
        "",
        "2.5",
        "/kegiatan/IKAN/2026/rancangan/processing/",
    )
    assert lines["4.6"].url == "/kegiatan/IKAN/2026/rancangan/population/"
    done, total = told(filled).done
    assert total == sum(line.asked for line in told(filled).lines)
    assert done == total - sum(1 for line in told(filled).lines if line.asked and not line.text)


CONTACTS = {
    "organiser": "Dinas Kelautan dan Perikanan", "phone": "021-555-01", "email": "dinas@kota-contoh.go.id",
    "echelon1": "Sekretaris Daerah", "echelon2": "Dinas Perikanan", "manager_name": "Sari Contoh",
    "manager_position": "Kepala Bidang", "manager_phone": "021-555-02",
}  # fmt: skip
SAMPLE = {
    "frame_kind": "1", "design": "2", "selection": "1", "probability_method": "3", "unit": "Kapal", "fraction": "1/10",
    "error": "4.5", "error_kind": "rse", "key_variable": "Produksi",
}  # fmt: skip
PROCESSING = {
    "editing": "1", "coding": "2", "entry": "1", "validation": "1", "nonresponse": "2", "analysis": "3", "analysis_units": 12,
    "analysis_units_other": "Armada",
}  # fmt: skip
PRODUCTS = {
    "printed": "1", "printed_on": "2026-10-15", "digital": "1", "digital_on": "2026-10-16", "microdata": "2",
}  # fmt: skip
OUTPUTS = [
    {"title": "Produksi", "levels": 4},
    {"title": "Nilai", "levels": 24, "levels_other": "Pelabuhan"},
]


@pytest.fixture
def designed(filled):
    """The filled cycle with its declared sections, as far as MS-Keg asks about them."""
    for number in ("2.1", "2.3", "2.5"):
        filled.bring(number, "dikerjakan")
    declared = {
        "contacts": CONTACTS, "sample": SAMPLE, "processing": PROCESSING, "dissemination": PRODUCTS,
        "collection": {"type": "3", "quality": 10, "quality_other": "Telepon"},
    }  # fmt: skip
    for code, values in declared.items():
        save_fields(filled.cycle, code, by=filled["staf"], values=values)
    for row in OUTPUTS:
        save_row(filled.cycle, "outputs", by=filled["staf"], values=row)
    return filled


def test_declared_sections_fill_their_entries(designed):
    given = {number: answers(told(designed))[number][0] for number in NUMBERS}
    assert given["1.1"] == ("Dinas Kelautan dan Perikanan", "")
    assert given["1.2"][0].splitlines()[-2:] == ["021-555-01", "dinas@kota-contoh.go.id"]
    assert given["2.1"] == ("Sekretaris Daerah\nDinas Perikanan", "")
    assert given["2.2"] == ("Sari Contoh\nKepala Bidang\n021-555-02", "")
    assert {number: given[number][1] for number in ("4.3", "5.1", "5.2", "5.3", "5.4", "6.2", "6.3", "7.2", "7.3", "7.4")} == {
        "4.3": "3", "5.1": "2", "5.2": "1", "5.3": "3", "5.4": "1", "6.2": "10", "6.3": "2", "7.2": "3", "7.3": "12", "7.4": "28",
    }  # fmt: skip
    assert given["5.5"] == ("1/10", "")
    assert given["5.6"][0].startswith("4,5 %; ") and given["5.6"][0].endswith("; Produksi")
    assert given["6.2"][0].endswith(" (Telepon)")
    assert given["7.1"][0].count("Ya") == 3 and given["7.1"][0].count("Tidak") == 1
    assert given["7.3"][0].endswith(" (Armada)")
    assert given["7.4"][0].endswith(" (Pelabuhan)")
    assert given["8.1"][0].count("Ya") == 2
    assert "15 Oktober 2026" in given["8.2"][0] and "16 Oktober 2026" in given["8.2"][0]
    empty = [line.number for line in told(designed).lines if line.asked and not line.text]
    assert empty == ["3.3.2", "3.3.4", "3.3.5", "3.3.6", "3.3.7"]  # stages without dates


def test_a_non_probability_sample_has_no_fraction_and_no_error(designed):
    changed = {"selection": "2", "nonprobability_method": "8"}
    save_fields(designed.cycle, "sample", by=designed["staf"], values=SAMPLE | changed)
    lines = {line.number: line for line in told(designed).lines}
    assert (lines["5.3"].code, lines["5.5"].asked, lines["5.6"].asked) == ("8", False, False)
    save_fields(designed.cycle, "dissemination", by=designed["staf"], values=dict.fromkeys(("printed", "digital"), "2"))
    assert {line.number: line for line in told(designed).lines}["8.2"].asked is False


def test_the_form_leaves_out_what_it_leaves_out(filled):
    asked = {line.number: line.asked for line in told(filled).lines}
    assert asked["5.1"] and asked["6.4"] and asked["4.5"]
    Activity.objects.filter(code="IKAN").update(kind="admin", repetition="sekali")
    save_section(
        filled.cycle, "population", by=filled["staf"], seen_revision=1,
        values=POPULATION | {"coverage": "1", "regions": [], "means": 8},
    )  # fmt: skip
    asked = {line.number: line for line in told(filled).lines}
    assert [n for n in ("4.5", "5.1", "5.7") if asked[n].asked] == []
    assert asked["5.8"].asked and asked["6.4"].asked  # answered all the same
    assert ("3", "Kompilasi produk administrasi") in [(line.code, line.text) for line in told(filled).lines]


@pytest.mark.parametrize(("who", "sees"), [("staf", True), ("pimpinan", True), ("rekan", True), ("luar", False)])
def test_who_does_not_see_the_cycle_sees_no_description(filled, who, sees):
    assert bool(told(filled, who)) is sees
    assert [row["code"] for row in described_activities(filled[who])] == (["IKAN"] if sees else [])
    assert activity_description("IKAN", "2026", AnonymousUser()) is None
    assert list(described_activities(AnonymousUser())) == []


def test_the_list_finds_by_words_and_counts_variables(filled):
    assert [(row["code"], row["variables"]) for row in described_activities(filled["staf"], "survei ikan")] == [
        ("IKAN", 1)
    ]
    assert list(described_activities(filled["staf"], "tidak ada")) == []


def test_the_page_shows_entries_variables_and_what_is_missing(filled, browse):
    page = shown(browse("staf").get(PAGE))
    wanted = ["4.6 Metode pengumpulan data", "Wawancara; Metode lainnya (Sensor)", "belum ada isian", "UMUR@1.0.0"]
    for words in [*wanted, "Hari operasi", "Berapa umur?", "Konsep (KONSEP@1.0.0)"]:
        assert words in page
    done, total = told(filled).done
    assert f"{done} dari {total} isian terisi" in page
    assert "IKAN" in browse("staf").get("/registri/kegiatan/").content.decode()
    assert browse("luar").get(PAGE).status_code == 404
    assert browse("staf").get("/registri/kegiatan/IKAN/2027/").status_code == 404


def test_in_english_the_registry_speaks_english(filled, browse):
    Version.objects.filter(item__code="UMUR").update(name_en="Age in years", definition_en="Full years.")
    Version.objects.filter(item__code="KONSEP").update(name_en="A concept")
    with override("en"):
        assert answers(told(filled))["3.4"] == [("Age in years", "")]
        rows = list(variables(filled["staf"], {"code": "IKAN", "edition": "2026"}).rows)
    assert rows[0][1] == "Age in years"
    client = browse("staf")
    client.cookies["django_language"] = "en"
    page = shown(client.get(PAGE))
    for words in ("Age in years", "Full years.", "A concept (KONSEP@1.0.0)"):
        assert words in page
    assert json.loads(client.get(f"{PAGE}data.json").content)["variables"][0]["name_id"] == "Umur"


def test_the_files_card_leads_to_ddi(filled, browse):
    client = browse("staf")
    page = client.get(PAGE).content.decode()
    for name in ("ddi-c.xml", "ddi-l.xml"):
        assert f'href="{PAGE}{name}"' in page
        assert client.get(f"{PAGE}{name}")["Content-Type"] == "application/xml"


def test_the_same_for_machines(filled, browse):
    found = json.loads(browse("staf").get(f"{PAGE}data.json").content)
    done, total = told(filled).done
    assert found["filled"] == {"done": done, "of": total}
    entries_of = {entry["number"]: entry for block in found["blocks"] for entry in block["entries"]}
    assert entries_of["4.6"]["code"] == "17"
    assert entries_of["8.2"]["text"] is None
    assert (found["variables"][0]["version"], found["variables"][0]["source"]) == ("UMUR@1.0.0", "Register")


def test_files_are_made_by_a_job_and_hold_the_same(filled, browse):
    answer = post(browse("staf"), f"{PAGE}unduh/", {"form": "ms-keg", "format": "xlsx"})
    job = Job.objects.latest("pk")
    assert (answer.status_code, job.parameters["export"]) == (302, "metadata.activity")
    table = entries(filled["staf"], {"code": "IKAN", "edition": "2026"})
    rows = [list(row) for row in table.rows]
    assert ["IV", "4.6", "Metode pengumpulan data", "17"] in [row[:4] for row in rows]
    assert len(rows) == table.total == len(told(filled).lines)
    table = variables(filled["staf"], {"code": "IKAN", "edition": "2026"})
    (row,) = table.rows
    assert len(row) == len(table.headings)
    assert row[:2] == ["UMUR@1.0.0", "Umur"]
    for data in ({"form": "lain", "format": "xlsx"}, {"form": "ms-var", "format": "exe"}):
        assert post(browse("staf"), f"{PAGE}unduh/", data).status_code == 400


def test_forty_variables_ask_no_more_than_three(filled, browse):
    codes = [f"PEUBAH_{n}" for n in range(40)]
    for code in codes:
        make_variable(code, filled.places["perikanan"])
    counts = []
    for many, seen in ((3, 1), (40, 2)):
        save_section(filled.cycle, "variables", by=filled["staf"], values=used(*codes[:many]), seen_revision=seen)
        client = browse("staf")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1] and counts[0] < 35
