"""The duplicate radar: by hand, in the database, on the page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.design.facts import facts_of
from activities.design.models import CoverageRegion, PopulationSection
from activities.design.services import save_row
from metadata.models import Item, Version
from metadata.words import searchable
from phases.engine.machines import iteration_machine
from phases.needs import gates
from phases.needs.radar import SAME_TITLE, STRONG, WEIGHTS, Described, dice, likeness, words
from phases.needs.selectors.duplicates import duplicates
from tests import factories
from tests.phases.needs.asking import add, address, need, shown

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CITY = frozenset({("provinsi contoh", "kota contoh")})


def about(title, *more, **rest):
    return Described(words(title), words(*more), **rest)


# By hand ----------------------------------------------------------------------------------------------------------------


def test_words_are_stems_without_what_every_activity_has():
    assert words("Survei Produksi Hasil Tangkapan Ikan 2026") == {
        "produksi": "produksi",
        "tangkap": "tangkapan",
        "ikan": "ikan",
    }
    assert words("Survei Data Statistik Kota", "di dan yang") == {}


def test_weights_add_up_to_a_hundred():
    assert sum(WEIGHTS.values()) == 100


def test_the_same_in_all_parts_is_wholly_alike_and_nothing_in_common_is_not():
    one = about("Produksi ikan", "berat ikan", population=words("kapal penangkap"), regions=CITY, period=YEAR)
    assert likeness(one, one).score == 1.0
    other = about("Kunjungan klinik", "pasien lansia", population=words("kapal penangkap"), regions=CITY, period=YEAR)
    assert likeness(one, other).score == 0.0


def test_parts_that_one_side_does_not_tell_do_not_count():
    wanted, other = about("Produksi ikan", "berat ikan"), about("Produksi ikan", "berat ikan")
    found = likeness(wanted, other)
    assert (found.score, set(found.parts)) == (1.0, {"title", "subject"})


def test_the_same_title_is_strongly_alike_whatever_else_is_told():
    wanted = about("Produksi ikan tangkap", "armada nelayan alat", "harga lelang", population=words("kapal"))
    other = about("Survei Produksi Tangkapan Ikan", population=words("rumah tangga"))
    assert likeness(wanted, other).score == SAME_TITLE > STRONG
    assert likeness(about("Ikan", "armada nelayan"), about("Ikan", "harga")).score < SAME_TITLE  # one word is no title


def test_by_hand():
    wanted = about("Produksi ikan tangkap", "produksi ikan lelang", regions=CITY, period=YEAR)
    other = about(
        "Produksi ikan budidaya",
        "ikan kolam",
        regions=frozenset({("provinsi contoh", "")}),
        period=(date(2026, 7, 1), date(2027, 6, 30)),
    )
    found = likeness(wanted, other)
    # title 2·2/6, subject 2 of 3, region half, period 184 of 365 days
    by_hand = (35 * 2 / 3 + 35 * 2 / 3 + 10 * 0.5 + 5 * 184 / 365) / 85
    assert found.score == pytest.approx(by_hand, abs=0.0001)
    assert found.words == ("produksi", "ikan")
    assert found.period == (date(2026, 7, 1), date(2026, 12, 31))


def test_who_wants_little_of_much_finds_all_of_it_there():
    wanted, other = about("Ikan", "berat ikan"), about("Ikan", "berat nilai kapal alat nelayan pasar")
    assert likeness(wanted, other).parts["subject"] == 1.0
    assert likeness(other, wanted).parts["subject"] < 0.5


def test_dice_of_nothing_is_nothing():
    assert (dice([], ["a"]), dice(["a"], ["a"]), dice(["a", "b"], ["b"])) == (0.0, 1.0, pytest.approx(2 / 3))


# In the database --------------------------------------------------------------------------------------------------------


@pytest.fixture
def other(world):
    """Another office's activity, much alike, with population, region and outputs."""
    activity = factories.make_activity(
        world.places["perikanan"],
        by=world["staf"],
        code="LELANG",
        title="Kompilasi Lelang Ikan",
        description="Produksi dan nilai ikan yang dilelang",
    )
    cycle = factories.make_cycle(activity, by=world["staf"])
    section = PopulationSection.objects.create(cycle=cycle, population="Kapal penangkap ikan yang mendarat")
    CoverageRegion.objects.create(section=section, position=1, province="Provinsi Contoh", regency="Kota Contoh")
    return cycle


@pytest.fixture
def wanting(world):
    add(world, "needs", need("Produksi ikan lelang", state="diterima"), need("Nilai ikan", state="diterima"))
    section = PopulationSection.objects.create(cycle=world.cycle, population="Kapal penangkap ikan")
    CoverageRegion.objects.create(section=section, position=1, province="Provinsi Contoh", regency="Kota Contoh")
    return world


@pytest.mark.django_db
def test_an_activity_much_alike_is_found_with_what_is_alike(wanting, other):
    [hit] = duplicates(facts_of(wanting.cycle), wanting["staf"])
    assert (hit.subject, hit.is_cycle, hit.is_open) == ("LELANG/2026", True, True)
    assert hit.likeness.score > STRONG
    assert set(hit.likeness.words) == {"ikan", "produksi", "lelang"}  # nilai says nothing of the subject
    assert hit.likeness.regions == (("provinsi contoh", "kota contoh"),)


@pytest.mark.django_db
def test_nobody_is_shown_what_they_may_not_see(wanting, other):
    other.activity.organisation = wanting.places["lain"]
    other.activity.save()
    assert duplicates(facts_of(wanting.cycle), wanting["staf"]) == []


@pytest.mark.django_db
def test_endorsed_public_data_sets_are_found_and_drafts_are_not(wanting):
    for code, state, public in (("ADA", "endorsed", True), ("DRAF", "draft", True), ("TUTUP", "endorsed", False)):
        item = Item.objects.create(kind="dataset", code=code, organisation=wanting.places["perikanan"])
        row = Version(
            item=item,
            state=state,
            public=public,
            is_current=state == "endorsed",
            name_id="Produksi ikan lelang",
            definition_id="Nilai ikan",
        )
        row.words = searchable(row.name_id, row.definition_id)
        row.save()
    [hit] = duplicates(facts_of(wanting.cycle), wanting["staf"])
    assert (hit.subject, hit.is_cycle) == ("ADA@1.0.0", False)


@pytest.mark.django_db
def test_a_decision_is_filled_in_by_one_press_and_kept(wanting, other, browse):
    client = browse("staf")
    page = client.get(address("availability")).content.decode()
    assert "subject=LELANG%2F2026" in page and "decision=perluas" in page
    form = client.get(
        "/kegiatan/IKAN/2026/rancangan/availability/reuses/tambah/?subject=LELANG%2F2026&title=Lelang&score=72&decision=pakai&why=Kata"
    ).content.decode()
    assert 'value="LELANG/2026"' in form and 'value="72"' in form
    add(
        wanting,
        "reuses",
        {
            "subject": "LELANG/2026",
            "title": "Lelang",
            "decision": "perluas",
            "reason": "Tambah ikan yang dijual langsung",
        },
    )
    assert "Tambah ikan yang dijual langsung" in shown(client.get(address("availability")))
    [hit] = duplicates(facts_of(wanting.cycle), wanting["staf"])
    assert not hit.is_open


@pytest.mark.django_db
def test_many_activities_cost_no_more_queries(wanting, other):
    def count():
        facts = facts_of(wanting.cycle)
        assert facts.variables == [] and facts.rows("reuses") == [] and facts.values("population")
        user = wanting["staf"]
        user.reach()
        with CaptureQueriesContext(connection) as found:
            duplicates(facts, user)
        return len(found)

    once = count()
    assert once <= 8
    for n in range(30):
        activity = factories.make_activity(wanting.places["perikanan"], by=wanting["staf"], title=f"Produksi ikan {n}")
        if n < 2:
            factories.make_cycle(activity, by=wanting["staf"])
    assert count() == once


def test_a_decision_without_its_reason_holds_the_submission(world):
    add(world, "reuses", {"subject": "IKAN_LAIN@1.0.0", "title": "Produksi ikan", "decision": "perluas"})
    [reason] = gates.reuses_decided(world.iteration("1.5"))
    assert "G1 “Produksi ikan”" in str(reason.text) and reason.anchor.endswith("/availability/reuses/G1/")
    assert reason.text in [one.text for one in iteration_machine.reasons(world.iteration("1.5"), "submit")]
    save_row(world.cycle, "reuses", "G1", by=world["staf"], values={"reason": "Cakupan berbeda"})
    assert list(gates.reuses_decided(world.iteration("1.5"))) == []
