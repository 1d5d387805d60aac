"""The pages of activities, teams and the design record, asked for by a browser without script."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from activities.design.models import DescriptionSection, ScheduleStage
from activities.design.services import save_section
from activities.models import Activity, Cycle, Delegation, TeamSeat
from gsbpm_portal.core import clock
from tests import factories
from tests.activities.asking import dates, identity, post, shown
from tests.activities.test_design import TEXT

pytestmark = pytest.mark.django_db

CYCLE = ["IKAN", "2026"]


# Activity -------------------------------------------------------------------------------------------------------------


def test_the_page_of_an_activity(browse):
    page = shown(browse("staf").get(reverse("activities:activity", args=["IKAN"])))
    assert "Survei Ikan" in page
    assert "Siklus berikutnya" in page
    assert "Penyelia Penyelia2" in page


def test_readers_get_no_buttons(browse):
    page = shown(browse("walidata").get(reverse("activities:activity", args=["IKAN"])))
    assert "Siklus berikutnya" not in page


def test_a_seat_in_one_cycle_shows_that_cycle_only(browse, world):
    other = factories.make_cycle(world.cycle.activity, edition="2025")
    TeamSeat.objects.create(cycle=other, user=world["luar"], role="staf")
    content = browse("luar").get(reverse("activities:activity", args=["IKAN"])).content.decode()
    assert "/IKAN/2025/" in content
    assert "/IKAN/2026/" not in content


@pytest.mark.parametrize("number", [1, 4])
def test_the_queries_of_an_activitys_page_do_not_grow(browse, world, django_assert_max_num_queries, number):
    for year in range(number - 1):
        factories.make_cycle(world.cycle.activity, edition=f"202{year}", team=[(world["penyelia"], "penyelia", 0)])
    client = browse("penyelia")
    client.get(reverse("activities:activity", args=["IKAN"]))
    with django_assert_max_num_queries(12):
        client.get(reverse("activities:activity", args=["IKAN"]))


def test_an_activity_is_changed(browse):
    url = reverse("activities:change", args=["IKAN"])
    assert 'value="Survei Ikan"' in browse("staf").get(url).content.decode()
    response = post(browse("staf"), url, identity(title="Survei Ikan Laut", coverage="1"))
    assert (response.status_code, response["Location"]) == (302, "/kegiatan/IKAN/")
    activity = Activity.objects.get(code="IKAN")
    assert (activity.title, activity.coverage, activity.coverage_note) == ("Survei Ikan Laut", "1", "")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Judul belum diisi."),
        ({"title": "x" * 201}, "Judul"),
        ({"organisation": "lain"}, "Pilih dari daftar."),
        ({"organisation": "\x00"}, "belum diisi"),
        ({"sector": "999"}, "Pilih dari daftar."),
        ({"kind": "x" * 5000}, "Pilih dari daftar."),
        ({"frequency": ""}, "Pilih seberapa sering kegiatan diulang."),
        ({"coverage_note": " "}, "Sebutkan wilayah yang dicakup."),
        ({"description": "x" * 4001}, "Uraian"),
    ],
)
def test_mistakes_stand_at_their_field_and_nothing_is_lost(browse, changes, message):
    response = post(browse("staf"), reverse("activities:change", args=["IKAN"]), identity(**changes))
    assert response.status_code == 422
    page = shown(response)
    assert "Ada yang perlu diperbaiki" in page
    assert message in page
    assert Activity.objects.get(code="IKAN").title == "Survei Ikan"


def test_what_one_may_not_change_is_403_and_what_one_does_not_see_404(browse):
    for name, arguments in (("activities:change", ["IKAN"]), ("activities:next-cycle", CYCLE)):
        assert browse("walidata").get(reverse(name, args=arguments)).status_code == 403
        assert browse("luar").get(reverse(name, args=arguments)).status_code == 404
        assert post(browse("luar"), reverse(name, args=arguments), identity()).status_code == 404


@pytest.mark.parametrize(
    "path", ["ikan/", "IKAN%00/", "IKAN/9999/tim/", "LAIN/", "IKAN/2026/rancangan/kosong/", "%FF/"]
)
def test_addresses_of_nothing_are_404(browse, path):
    assert browse("staf").get(f"/kegiatan/{path}").status_code == 404


def test_a_double_click_has_one_effect(browse, world):
    token = {"token": str(uuid.uuid4())}
    url = reverse("activities:next-cycle", args=CYCLE)
    parts = {
        f"bagian-section-{code}": "keep" for code in ("description", "objectives", "population", "schedule", "staff")
    }
    data = token | dates(edition="2027") | parts | {"bagian-team": "keep", "bagian-dates": "keep"}
    client = browse("penyelia")
    answers = [client.post(url, data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Cycle.objects.filter(activity=world.cycle.activity).count() == 2


def test_the_next_cycle_says_what_is_missing(browse):
    url = reverse("activities:next-cycle", args=CYCLE)
    assert 'value="2027"' in browse("staf").get(url).content.decode()
    response = post(browse("staf"), url, dates(edition="2026", period_end="2020-01-01"))
    page = shown(response)
    assert response.status_code == 422
    assert "Kegiatan ini sudah mempunyai edisi tersebut." in page
    assert "Tanggal akhir mendahului tanggal mulai." in page
    assert "Tim: Pilih dari daftar." in page


def test_the_next_cycle_says_that_it_would_be_born_late(browse, world):
    url, hint = reverse("activities:next-cycle", args=CYCLE), "terlambat sejak hari pertama"
    yesterday = clock.today() - timedelta(days=1)
    for start, late in ((yesterday, True), (clock.today(), False)):
        page = post(browse("staf"), url, dates(edition="2026", planned_start=start.isoformat()))
        assert (hint in shown(page)) is late
    Cycle.objects.update(period_start="2020-01-01", period_end="2020-12-31", planned_start="2020-01-05")
    assert hint in shown(browse("staf").get(url))


def test_nobody_is_asked_about_a_part_that_holds_nothing(browse, world):
    world.bring("1.1", "dikerjakan")
    save_section(world.cycle, "description", by=world["staf"], values=TEXT, seen_revision=0)
    content = browse("staf").get(reverse("activities:next-cycle", args=CYCLE)).content.decode()
    assert 'name="bagian-section-description"' in content
    assert 'name="bagian-section-staff"' not in content


def test_the_dates_of_a_cycle_are_changed(browse, world):
    url = reverse("activities:change-cycle", args=CYCLE)
    assert post(browse("penyelia"), url, dates(recommendation="V-26.1375.002")).status_code == 302
    assert world.cycle.recommendation == "V-26.1375.002"
    for bad in ("2027-02-30", "kemarin", "9" * 5000, "\x00"):
        assert post(browse("penyelia"), url, dates(planned_end=bad)).status_code == 422
    assert post(browse("penyelia"), url, dates(year="9" * 5000)).status_code == 422
    assert browse("staf").get(url).status_code == 403


# Team -----------------------------------------------------------------------------------------------------------------

TEAM = "/kegiatan/IKAN/2026/tim/"


def test_the_team_page_names_what_is_missing(browse, world):
    TeamSeat.objects.filter(role="penyelia").update(phase=1)
    page = shown(browse("walidata").get(TEAM))
    assert "Belum ada penyelia: fase 2 Rancangan, fase 3 Implementasi" in page
    assert "Tambahkan ke tim" not in page


def test_a_manager_adds_and_removes(browse, world):
    client = browse("penyelia")
    data = {"do": "add", "kursi-person": "rekan", "kursi-role": "staf", "kursi-phases": ["2", "3"]}
    assert post(client, TEAM, data).status_code == 302
    assert world.cycle.seats.filter(user=world["rekan"]).count() == 2
    assert post(client, TEAM, {"do": "remove", "seat": "staf:2:rekan"}).status_code == 302
    assert list(world.cycle.seats.filter(user=world["rekan"]).values_list("phase", flat=True)) == [3]
    gone = post(client, TEAM, {"do": "remove", "seat": "staf:2:rekan"}, follow=True)
    assert "Keanggotaan tim ini sudah tidak ada." in shown(gone)


def test_the_page_refuses_to_remove_the_last_supervisor(browse, world):
    world.cycle.seats.filter(user=world["penyelia2"]).delete()
    page = shown(post(browse("penyelia"), TEAM, {"do": "remove", "seat": "penyelia:0:penyelia"}, follow=True))
    assert "penyelia terakhir" in page
    assert world.cycle.seats.filter(user=world["penyelia"]).exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "belum diisi."),
        ({"kursi-person": "luar", "kursi-role": "staf"}, "Pilih dari daftar."),
        ({"kursi-person": "rekan", "kursi-role": "penyelia"}, "bukan penyelia instansi ini."),
        ({"kursi-person": "rekan", "kursi-role": "staf", "kursi-phases": ["12"]}, "Pilih dari daftar."),
        ({"kursi-person": "\x00", "kursi-role": "\x00"}, "belum diisi"),
    ],
)
def test_mistakes_in_adding(browse, world, data, message):
    response = post(browse("penyelia"), TEAM, {"do": "add"} | data)
    assert response.status_code == 422
    assert message in shown(response)
    assert world.cycle.seats.count() == 5


def test_others_change_nothing(browse, world):
    for who in ("staf", "walidata", "super"):
        for doing in ("add", "remove", "delegate", "end", "", "apa"):
            assert post(browse(who), TEAM, {"do": doing, "seat": "staf:0:staf"}).status_code == 403
    for doing in ("add", "remove"):
        assert post(browse("admin"), TEAM, {"do": doing, "seat": "staf:0:staf"}).status_code == 403
    assert world.cycle.seats.count() == 5


def test_a_supervisor_delegates_and_takes_it_back(browse, world):
    client, today = browse("penyelia"), clock.today()
    data = {
        "do": "delegate",
        "wakil-delegator": "penyelia",
        "wakil-delegate": "rekan",
        "wakil-kind": "plh",
        "wakil-phase": "0",
        "wakil-starts": today.isoformat(),
        "wakil-ends": (today + timedelta(days=3)).isoformat(),
        "wakil-reason": "Cuti",
    }
    assert "Paling lama" in shown(post(client, TEAM, data | {"wakil-ends": "2199-01-01"}))
    assert post(client, TEAM, data).status_code == 302
    delegation = Delegation.objects.get()
    assert "Akhiri sekarang" in shown(client.get(TEAM))
    for wanted in ("0", "9" * 30, "x"):
        post(client, TEAM, {"do": "end", "delegation": wanted})
    post(client, TEAM, {"do": "end", "delegation": str(delegation.pk)})
    delegation.refresh_from_db()
    assert delegation.ended_at is not None
    assert "Diakhiri lebih awal" in shown(client.get(TEAM))


def test_the_page_offers_a_supervisor_their_own_vote_alone(browse, world):
    page = browse("penyelia").get(TEAM)
    assert set(page.context["delegation_form"].fields["delegator"].rows) == {"penyelia"}
    assert "Anda mendelegasikan wewenang memutuskan Anda sendiri" in shown(page)
    page = browse("admin").get(TEAM)
    assert set(page.context["delegation_form"].fields["delegator"].rows) == {"penyelia", "penyelia2"}
    assert "Anda dapat menunjuk Plh. atau Plt." in shown(page)


def test_the_page_says_what_to_do_when_nobody_is_eligible(browse, world):
    for who in ("rekan", "pimpinan", "walidata"):
        TeamSeat.objects.create(cycle=world.cycle, user=world[who], role="staf")
    page = shown(browse("penyelia").get(TEAM))
    assert "Saat ini tidak ada yang dapat menerima delegasi" in page and "Minta administrator" in page


def test_the_queries_of_a_team_page_do_not_grow(browse, world, django_assert_max_num_queries):
    client = browse("penyelia")
    client.get(TEAM)
    for number in range(5):
        person = factories.make_user(f"tambahan-{number}", role="staf", at=world.places["perikanan"])
        TeamSeat.objects.create(cycle=world.cycle, user=person, role="staf")
    with django_assert_max_num_queries(24):
        client.get(TEAM)


# Design record --------------------------------------------------------------------------------------------------------

RECORD = "/kegiatan/IKAN/2026/rancangan/"
SECTION = RECORD + "description/"


def test_the_record_shows_owner_state_and_what_may_be_done(browse, world):
    world.bring("1.1", "dikerjakan")
    page = shown(browse("staf").get(RECORD))
    assert "1.1 Identifikasi kebutuhan Dikerjakan" in page
    assert "Isi : Uraian" in page
    assert "1.3 Daftar output adalah “Belum dimulai”" in page or "1.3" in page
    assert "Isi : Uraian" not in shown(browse("walidata").get(RECORD))


def test_the_queries_of_the_record_are_bounded(browse, world, django_assert_max_num_queries):
    world.bring("1.1", "dikerjakan")
    save_section(world.cycle, "description", by=world["staf"], values=TEXT, seen_revision=0)
    client = browse("staf")
    client.get(RECORD)
    with django_assert_max_num_queries(25):
        client.get(RECORD)


def test_a_section_is_read_only_with_reasons_while_closed(browse, world):
    page = shown(browse("staf").get(SECTION))
    assert "Bagian ini belum dapat diisi:" in page
    assert "Simpan" not in page


def test_a_section_is_saved(browse, world):
    world.bring("1.1", "dikerjakan")
    data = {"revision": "0", "base": "{}", "background": "Baris 1\r\nBaris 2", "legal_basis": "", "outline": ""}
    response = post(browse("staf"), SECTION, data)
    assert (response.status_code, response["Location"]) == (302, f"{RECORD}#description")
    assert DescriptionSection.objects.get(cycle=world.cycle).background == "Baris 1\nBaris 2"


def test_two_people_write_and_the_second_sees_both_versions(browse, world):
    world.bring("1.1", "dikerjakan")
    client = browse("staf2")
    hidden = dict(re.findall(r'name="(revision|base)" value="([^"]*)"', client.get(SECTION).content.decode()))
    base = {name: unescape(value) for name, value in hidden.items()}
    save_section(world.cycle, "description", by=world["staf"], values=TEXT, seen_revision=0)
    mine = {"background": "Versi saya", "legal_basis": "", "outline": "Hanya saya"}
    response = post(client, SECTION, base | mine)
    content, page = response.content.decode(), shown(response)
    assert response.status_code == 409
    assert "Staf lebih dahulu menyimpan." in page
    assert "Belum ada angka." in page
    assert "Versi saya" in content
    # What the second did not touch is proposed as stored; what they wrote as theirs.
    assert re.search(r'name="pakai-legal_basis" id="pakai-legal_basis-s" value="tersimpan" checked', content)
    assert re.search(r'name="pakai-outline" id="pakai-outline-m" value="saya" checked', content)
    assert re.search(r'name="pakai-background" id="pakai-background-m" value="saya" checked', content)
    hidden = dict(re.findall(r'name="(revision|base)" value="([^"]*)"', content))
    again = {name: unescape(value) for name, value in hidden.items()}
    choice = {"pakai-legal_basis": "tersimpan", "pakai-background": "saya", "pakai-outline": "saya"}
    assert post(client, SECTION, again | mine | choice).status_code == 302
    row = DescriptionSection.objects.get(cycle=world.cycle)
    assert (row.background, row.legal_basis, row.outline) == ("Versi saya", "UU 16/1997", "Hanya saya")
    assert (row.revision, row.updated_by) == (2, world["staf2"])


def test_text_sent_after_the_section_was_closed_stays_on_the_page(browse, world):
    world.bring("1.1", "diajukan")
    response = post(browse("staf"), SECTION, {"background": "Terlambat", "legal_basis": "", "outline": ""})
    assert response.status_code == 409
    assert "Terlambat" in response.content.decode()
    response = post(browse("penyelia"), SECTION, {"background": "Bukan staf"})
    assert response.status_code == 403
    assert "Bukan staf" in response.content.decode()


@pytest.mark.parametrize(
    ("section", "data", "message"),
    [
        ("description", {"background": "x" * 8001}, "Latar belakang"),
        ("population", {"methods": ["16"]}, "Sebutkan apa yang dimaksud"),
        ("population", {"methods": ["3"]}, "Pilih dari daftar."),
        ("population", {"methods": ["9" * 500]}, "Pilih dari daftar."),
        ("population", {"regions": "Kota A, Prov B, Negara C"}, "Baris 1:"),
        ("population", {"regions": "Kota A, Prov B\n" + "x" * 101}, "Baris 2:"),
        ("population", {"regions": "Kota A, Prov B", "coverage": "1"}, "wilayah tidak perlu didaftar"),
        ("schedule", {"stage_1_start": "2026-01-01"}, "Isi kedua tanggal"),
        ("schedule", {"stage_1_start": "2026-02-01", "stage_1_end": "2026-01-01"}, "mendahului"),
        ("schedule", {"stage_1_start": "31 Februari", "stage_1_end": "2026-01-01"}, "Tulis tanggal yang ada"),
        ("staff", {"supervisors": "9" * 5000}, "bilangan bulat"),
        ("staff", {"supervisors": "-1"}, "pengawas"),
        ("staff", {"kind": "9"}, "Pilih dari daftar."),
    ],
)
def test_mistakes_in_sections(browse, world, section, data, message):
    for number in ("1.1", "2.4", "2.6"):
        world.bring(number, "dikerjakan")
    response = post(browse("staf"), f"{RECORD}{section}/", data)
    assert response.status_code == 422
    assert message in shown(response)


@pytest.mark.parametrize(
    "nonsense", [{"revision": "x"}, {"revision": "9" * 5000}, {"base": "["}, {"base": "[1]"}, {"base": "\x00"}]
)
def test_nonsense_in_hidden_fields_is_no_fault(browse, world, nonsense):
    world.bring("1.1", "dikerjakan")
    save_section(world.cycle, "description", by=world["staf"], values=TEXT, seen_revision=0)
    response = post(browse("staf2"), SECTION, {"background": "Lain", "legal_basis": "", "outline": ""} | nonsense)
    assert response.status_code in (409, 422)


def test_a_schedule_is_saved_from_its_form(browse, world):
    world.bring("2.6", "dikerjakan")
    data = {"revision": "0", "stage_1_start": "2026-01-05", "stage_1_end": "28/02/2026"}
    assert post(browse("staf"), RECORD + "schedule/", data).status_code == 302
    stage = ScheduleStage.objects.get()
    assert (stage.stage, stage.starts.isoformat(), stage.ends.isoformat()) == ("1", "2026-01-05", "2026-02-28")
    assert 'value="28-02-2026"' in browse("staf").get(RECORD + "schedule/").content.decode()


def test_the_regions_of_a_paste_from_a_spreadsheet(browse, world):
    world.bring("2.4", "dikerjakan")
    data = {"revision": "0", "coverage": "2", "regions": "Kota A\tProv B\r\n\r\nKab C; Prov B\r\nProv D\r\n"}
    assert post(browse("staf"), RECORD + "population/", data).status_code == 302
    assert "Kota A, Prov B\nKab C, Prov B\nProv D</textarea>" in browse("staf").get(
        RECORD + "population/"
    ).content.decode().replace("\r", "")
