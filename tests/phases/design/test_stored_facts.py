"""Forms and rules over the facts as they are stored: the same paths, the same types."""

from datetime import date

import pytest

from activities.design.facts import facts_of
from activities.design.services import add_rows, save_fields, save_row, save_section
from gsbpm_portal.accounts.models import Organisation, User
from phases.design.forms_catalogue import FORMS, form
from phases.design.projection import freeze, project, romantik_json
from phases.design.reading.computed import COMPUTED
from phases.design.reading.facts import Reader, Unreadable
from phases.design.review_rules import Outcome, review, shipped_rules
from tests import factories
from tests.activities.registered import make_variable, used
from tests.phases.design import facts_made as made

pytestmark = pytest.mark.django_db
SCHEDULE = {f"stage_{n}": None for n in range(1, 8)} | {"stage_3": (date(2026, 10, 1), date(2026, 10, 31))}


@pytest.fixture
def world():
    found = factories.make_world()
    for number in ("1.1", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"):
        found.bring(number, "dikerjakan")
    return found


def written(code):
    """The values of one section of the full survey."""
    return {path.split(".", 1)[1]: value for path, value in made.FULL.items() if path.startswith(f"{code}.")}


def test_every_path_of_the_catalogue_is_stored(world):
    """On a cycle of which nothing is known yet."""
    reader = Reader(facts_of(world.cycle))
    for code in FORMS:
        for line in form(code).lines:
            for path in [] if line.computed else line.sources:
                reader.raw(path)
                assert reader.facts.source(path).url
    for computed in COMPUTED.values():
        computed.function(reader)
        for path in computed.reads:
            assert reader.facts.source(path).url
    with pytest.raises(Unreadable):
        reader.raw("population.nothing")


def test_what_the_terms_of_reference_say_answers_for_what_is_not_written_yet(world):
    """The months of the steps and the staff planned, with 1.6 as their source, until the design has its own."""
    world.bring("1.6", "dikerjakan")
    step = {"title": "Pencatatan", "starts": "2026-11", "ends": "2026-12", "stage": "3"}
    add_rows(world.cycle, "proposal_steps", [step], by=world["staf"])
    save_fields(world.cycle, "proposal", by=world["staf"], values={"enumerators": 16})
    asked = project(form("fs3"), facts_of(world.cycle), "id")
    assert (asked["7.5b"].value, asked["5.11b"].value) == (["2026-11-01", "2026-12-31"], 16)
    assert {asked[line].given.owner for line in ("7.5b", "5.11b")} == {"1.6"}
    assert asked["5.11a"].value is None and asked["5.11a"].given.owner == "2.6"
    rules = {finding.id: finding.outcome for finding in review(facts_of(world.cycle), form("fs3"))}
    assert rules["ID-05A"] == Outcome.PASS

    save_section(world.cycle, "schedule", by=world["staf"], values=SCHEDULE, seen_revision=0)
    asked = project(form("fs3"), facts_of(world.cycle), "id")
    assert (asked["7.5b"].value, asked["7.5b"].given.owner) == (["2026-10-01", "2026-10-31"], "2.6")


def test_how_the_office_is_reached_is_not_typed_again(world):
    """As the administration keeps it, for the office and for those in charge, until the design names something else."""
    kept = {"address": "Jalan Contoh 9", "regency": "Kota Contoh", "province": "Provinsi Contoh", "phone": "021 555 01"}
    Organisation.objects.filter(pk=world.cycle.activity.organisation_id).update(**kept, email="dinas@contoh.example")
    world.cycle.activity.organisation.refresh_from_db()
    for code in ("fs3", "fp_kpa", "mskeg", "romantik"):
        asked = project(form(code), facts_of(world.cycle), "id")
        assert asked["1.2.telepon"].value == "021 555 01" and asked["2.2.email"].value == "dinas@contoh.example"
    asked = project(form("fs3"), facts_of(world.cycle), "id")
    assert asked["2.1.telepon"].value == "021 555 01"
    assert (asked["1.2.provinsi"].value, asked["1.2.provinsi"].given.title) == ("Provinsi Contoh", "Data instansi")
    save_fields(world.cycle, "contacts", by=world["staf"], values={"phone": "021 555 02"})
    assert project(form("fs3"), facts_of(world.cycle), "id")["2.1.telepon"].value == "021 555 02"


def test_the_walidata_of_the_team_is_not_typed_again(world):
    """Office and e-mail of the contact of the team, until the design names others; the source is the page of the team."""
    User.objects.filter(pk=world["walidata"].pk).update(home_unit=world.places["kesehatan"])
    asked = project(form("fs3"), facts_of(world.cycle), "id")
    assert (asked["2.3.unit"].value, asked["2.3.email"].value) == ("Dinas Kesehatan", "walidata@contoh.go.id")
    assert asked["2.3.unit"].given.url == "/kegiatan/IKAN/2026/tim/"
    save_fields(world.cycle, "contacts", by=world["staf"], values={"walidata_unit": "Diskominfo"})
    assert project(form("fs3"), facts_of(world.cycle), "id")["2.3.unit"].value == "Diskominfo"
    world.cycle.seats.filter(role="walidata").delete()
    assert facts_of(world.cycle).value("team.walidata_email") == ""


def test_what_was_typed_once_stands_on_every_form(world):
    by, cycle = world["staf"], world.cycle
    make_variable("PRODUKSI", world.places["perikanan"], definition_id="Volume ikan yang didaratkan.")
    population = written("population")
    save_section(cycle, "population", by=by, values=population, seen_revision=0)
    objectives = {"aims": "Mengetahui produksi.", "benefits": "", "main_users": ""}
    save_section(cycle, "objectives", by=by, values=objectives, seen_revision=0)
    save_section(cycle, "variables", by=by, values=used("PRODUKSI"), seen_revision=0)
    for code in ("contacts", "sample", "collection", "processing", "dissemination"):
        save_fields(cycle, code, by=by, values=written(code))
    save_row(cycle, "outputs", by=by, values={"title": "Produksi", "levels": 4})
    facts = facts_of(cycle)
    fs3, romantik, mskeg = (project(form(code), facts, "id") for code in ("fs3", "romantik", "mskeg"))
    assert fs3["4.2"].value == [{"name": "Produksi", "reference_period": "Saat pencacahan"}]
    assert (fs3["5.3"].value, fs3["7.2"].value, fs3["6.6"].value) == (
        [
            {"province": "Provinsi Contoh", "regency": "Kota Contoh"},
            {"province": "Provinsi Contoh", "regency": "Kabupaten Misal"},
        ],
        "3",
        "RSE 4,5 % (Produksi)",
    )
    assert (mskeg["4.6"].coded, mskeg["5.3a"].value, mskeg["7.4"].coded) == ("17", "3", "4")
    assert romantik_json(romantik)["blok_iv"]["metode_pengumpulan_data"]["lainnya_teks"] == "Sensor kapal"
    given = fs3["6.4"].given
    assert (given.owner, given.by) == ("2.4", str(by))
    assert given.url.endswith("/rancangan/sample/")
    assert freeze(fs3) == freeze(project(form("fs3"), facts_of(cycle), "id"))
    found = {one.id: one for one in review(facts, form("romantik"), more=shipped_rules())}
    assert {found[id].outcome for id in ("I-01", "II-02", "IV-07", "V-02", "V-03C", "VII-04", "P-03")} == {Outcome.PASS}
    assert found["ID-05A"].outcome == Outcome.UNKNOWN
