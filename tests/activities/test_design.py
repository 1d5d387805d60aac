"""The design record: what its sections hold, who may write them, and what happens when two people do."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from activities.design import registry, selectors
from activities.design.enums import CollectionMethod, CollectionUnit, Stage
from activities.design.models import DescriptionSection
from activities.design.services import Conflict, save_section
from activities.models import TeamSeat
from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.transitions import MoveRefused, makers
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = {"background": "Belum ada angka.", "legal_basis": "UU 16/1997", "outline": ""}
POPULATION = {
    "observation_unit": "Kapal",
    "population": "Semua kapal",
    "coverage": "2",
    "regions": [("Provinsi Contoh", "Kota Contoh"), ("Provinsi Lain", "")],
    "methods": CollectionMethod.INTERVIEW | CollectionMethod.OTHER,
    "methods_other": "Sensor",
    "means": 2,
    "means_other": "",
    "units": CollectionUnit.BUSINESS,
    "units_other": "",
}
SCHEDULE = {f"stage_{stage}": None for stage in Stage} | {
    "stage_1": (date(2026, 1, 5), date(2026, 2, 28)),
    "stage_3": (date(2026, 2, 1), date(2026, 5, 31)),
}
STAFF = {"pilot": "1", "kind": "3", "education": "2", "supervisors": 4, "enumerators": 0, "training": "1"}
OWNERS = {
    "description": "1.1",
    "objectives": "1.3",
    "variables": "2.2",
    "population": "2.4",
    "schedule": "2.6",
    "staff": "2.6",
}


@pytest.fixture
def working(world):
    """The office, with every owner of a section in work."""
    for number in sorted(set(OWNERS.values())):
        world.bring(number, "dikerjakan")
    return world


def save(world, code, values, *, by="staf", seen=0):
    return save_section(world.cycle, code, by=world[by], values=values, seen_revision=seen)


@pytest.mark.parametrize(
    ("code", "values", "snapshot", "texts"),
    [
        ("description", TEXT, TEXT, ["Belum ada angka.", "UU 16/1997", ""]),
        (
            "objectives",
            {"aims": "Produksi", "benefits": "", "main_users": "Dinas"},
            {"aims": "Produksi", "benefits": "", "main_users": "Dinas"},
            ["Produksi", "", "Dinas"],
        ),
        (
            "population",
            POPULATION,
            POPULATION | {"regions": [["Provinsi Contoh", "Kota Contoh"], ["Provinsi Lain", ""]]},
            [
                "Kapal",
                "Semua kapal",
                "Sebagian wilayah Indonesia",
                "Kota Contoh, Provinsi Contoh\nProvinsi Lain",
                "Wawancara; Metode lainnya (Sensor)",
                "Computer-assisted personal interviewing (CAPI)",
                "Usaha/perusahaan",
            ],
        ),
        (
            "schedule",
            SCHEDULE,
            SCHEDULE | {"stage_1": ["2026-01-05", "2026-02-28"], "stage_3": ["2026-02-01", "2026-05-31"]},
            ["5 Januari 2026 – 28 Februari 2026", "", "1 Februari 2026 – 31 Mei 2026", "", "", "", ""],
        ),
        (
            "staff",
            STAFF,
            STAFF,
            ["Ya", "Staf instansi penyelenggara dan mitra/tenaga kontrak", "SMA/SMK", "4", "0", "Ya"],
        ),
    ],
)
def test_each_section_is_written_read_and_frozen(working, code, values, snapshot, texts):
    section = registry.get(code)
    assert section.owner == OWNERS[code]
    assert section.snapshot(working.cycle) == {}
    row = save(working, code, values)
    assert (row.revision, row.updated_by, row.to_review) == (1, working["staf"], False)
    assert section.snapshot(working.cycle) == snapshot
    assert [text for _label, text in section.rows(working.cycle)] == texts
    assert selectors.values_of(selectors.section_row(working.cycle, code), code) == values


def test_an_edit_is_audited_and_makes_a_maker(working):
    save(working, "description", TEXT)
    save(working, "description", TEXT | {"outline": "Baru"}, by="staf2", seen=1)
    entry = AuditEntry.objects.filter(action="section.changed").latest("pk")
    assert entry.changes == {"outline": ["", "Baru"]}
    assert (entry.scope, entry.subject_label, entry.context) == ("IKAN/2026", "Uraian", {"section": "description"})
    iteration = working.iteration("1.1")
    assert {working["staf"].pk, working["staf2"].pk} <= makers(iteration, iteration.round)


def test_equal_content_changes_nothing(working):
    save(working, "description", TEXT)
    row = save(working, "description", TEXT, by="staf2", seen=0)
    assert (row.revision, row.updated_by) == (1, working["staf"])
    assert AuditEntry.objects.filter(action="section.changed").count() == 1


def test_the_second_of_two_writers_gets_both_versions(working):
    save(working, "description", TEXT)
    with pytest.raises(Conflict) as conflict:
        save(working, "description", TEXT | {"background": "Punya saya"}, by="staf2", seen=0)
    assert conflict.value.values == TEXT
    assert (conflict.value.row.revision, conflict.value.row.updated_by) == (1, working["staf"])
    assert DescriptionSection.objects.get(cycle=working.cycle).background == "Belum ada angka."


@pytest.mark.parametrize("who", ["penyelia", "pimpinan", "walidata", "admin", "rekan", "luar", "super"])
def test_only_staff_of_the_team_write(working, who):
    with pytest.raises(MoveRefused):
        save(working, "description", TEXT, by=who)
    assert not DescriptionSection.objects.filter(cycle=working.cycle).exists()


def test_a_section_is_closed_while_its_owner_is_not_worked_on(world):
    with pytest.raises(MoveRefused) as refusal:
        save(world, "description", TEXT)
    assert refusal.value.reasons[0].anchor == "/kegiatan/IKAN/2026/1.1/"
    world.bring("1.1", "diajukan")
    with pytest.raises(MoveRefused):
        save(world, "description", TEXT)


def test_a_guard_that_objects_stops_the_writing(working, monkeypatch):
    def objects(cycle, section, user):
        raise MoveRefused()

    monkeypatch.setattr(registry, "_guards", [objects])
    with pytest.raises(MoveRefused):
        save(working, "description", TEXT)


def test_without_a_guard_nobody_writes(working, monkeypatch):
    monkeypatch.setattr(registry, "_guards", [])
    with pytest.raises(RuntimeError):
        save(working, "description", TEXT)


def test_another_sub_process_owns_the_population_of_a_compilation(world):
    staf = world["staf"]
    activity = factories.make_activity(world.places["perikanan"], by=staf, code="KLINIK", kind="admin")
    compilation = world.at(factories.make_cycle(activity, team=[(staf, "staf", 0)]))
    compilation.bring("2.2", "dikerjakan")
    save(compilation, "population", POPULATION)
    owner = registry.owners(compilation.cycle, [registry.get("population")])["population"]
    assert (owner.number, owner.state.value, owner.url) == ("2.2", "dikerjakan", "/kegiatan/KLINIK/2026/2.2/")


@pytest.mark.parametrize(
    ("code", "values", "where"),
    [
        ("description", TEXT | {"background": "x" * 8001}, "background"),
        ("population", POPULATION | {"methods_other": ""}, "methods_other"),
        ("population", POPULATION | {"methods": 32}, "methods"),
        ("population", POPULATION | {"units": -1}, "units"),
        ("population", POPULATION | {"coverage": "7"}, "coverage"),
        ("population", POPULATION | {"coverage": "1"}, "regions"),
        ("population", POPULATION | {"regions": [("A", "B"), ("a", "b")]}, "regions"),
        ("population", POPULATION | {"regions": [("A", str(n)) for n in range(601)]}, "regions"),
        ("schedule", SCHEDULE | {"stage_2": (date(2026, 3, 1), date(2026, 2, 1))}, "stage_2"),
        ("schedule", SCHEDULE | {"stage_3": (date(2025, 12, 1), date(2026, 2, 1))}, "stage_3"),
        ("schedule", SCHEDULE | {"stage_7": (date(2026, 12, 1), date(3000, 1, 1))}, "stage_7"),
        ("staff", STAFF | {"supervisors": 10**9}, "supervisors"),
        ("staff", STAFF | {"pilot": "3"}, "pilot"),
    ],
)
def test_what_a_section_cannot_hold(working, code, values, where):
    with pytest.raises(ValidationError) as refusal:
        save(working, code, values)
    assert list(refusal.value.message_dict) == [where]
    assert registry.get(code).snapshot(working.cycle) == {}


def test_a_section_is_written_whole(working):
    with pytest.raises(ValueError, match="outline"):
        save(working, "description", {"background": "", "legal_basis": ""})


def test_the_number_of_queries_of_a_save_is_bounded(working, django_assert_max_num_queries):
    cycle, staf = working.cycle, working["staf"]
    with django_assert_max_num_queries(45):
        save_section(cycle, "population", by=staf, values=POPULATION, seen_revision=0)


def test_seats_of_other_phases_do_not_open_a_section(working):
    TeamSeat.objects.filter(user=working["staf2"]).update(phase=5)
    with pytest.raises(MoveRefused):
        save(working, "description", TEXT, by="staf2")
