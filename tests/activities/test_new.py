"""The guided form of a new activity: steps, draft, suggestions, warnings, creation."""

import re
import uuid

import pytest

from activities.models import Activity
from tests.activities.asking import dates, identity, post, shown

pytestmark = pytest.mark.django_db

NEW = "/kegiatan/baru/"


def first_cycle(**changes):
    return dates(code="KLINIK", edition="2027") | changes


def team(**changes):
    return {"supervisors": ["penyelia"], "staff": ["staf2"], "walidata": "walidata"} | changes


def fill(client, **changes):
    """Send the three steps; gives the check page."""
    post(client, NEW, identity(title="Kompilasi Layanan Klinik", **changes.get("identity", {})))
    post(client, NEW + "siklus/", first_cycle(**changes.get("cycle", {})))
    post(client, NEW + "tim/", team(**changes.get("team", {})))
    return client.get(NEW + "periksa/")


def test_the_way_through(browse, world):
    client = browse("staf")
    first = post(client, NEW, identity(title="Kompilasi Layanan Klinik"))
    assert (first.status_code, first["Location"]) == (302, NEW + "siklus/")
    content = client.get(NEW + "siklus/").content.decode()
    assert 'name="code" value="LAYANAN-KLINIK"' in content
    second = post(client, NEW + "siklus/", first_cycle())
    assert second["Location"] == NEW + "tim/"
    content = client.get(NEW + "tim/").content.decode()
    assert re.search(r'value="penyelia"[^>]* checked', content)
    assert re.search(r'<option value="walidata" selected', content)
    third = post(client, NEW + "tim/", team())
    assert third["Location"] == NEW + "periksa/"
    page = shown(client.get(NEW + "periksa/"))
    assert "Kompilasi Layanan Klinik" in page
    assert "1 Januari 2027 – 31 Desember 2027" in page
    assert "Staf (Anda), Staf2" in page
    created = post(client, NEW + "periksa/")
    assert (created.status_code, created["Location"]) == (302, "/kegiatan/KLINIK/2027/")
    cycle = Activity.objects.get(code="KLINIK").cycles.get()
    assert set(cycle.seats.values_list("user__username", "role", "phase")) == {
        ("staf", "staf", 0),
        ("staf2", "staf", 0),
        ("penyelia", "penyelia", 0),
        ("walidata", "walidata", 0),
    }
    assert client.get(NEW + "periksa/")["Location"] == NEW  # the draft is gone


def test_what_was_entered_stays_until_it_is_thrown_away(browse):
    client = browse("staf")
    fill(client)
    assert 'value="Kompilasi Layanan Klinik"' in client.get(NEW).content.decode()
    assert 'value="KLINIK"' in client.get(NEW + "siklus/").content.decode()
    back = post(client, NEW, identity(title="Kompilasi Layanan Gigi"))
    assert back["Location"] == NEW + "periksa/"  # nothing else has to be entered again
    assert post(client, NEW + "ulang/")["Location"] == NEW
    assert "Kompilasi Layanan" not in client.get(NEW).content.decode()


def test_steps_cannot_be_jumped(browse):
    client = browse("staf")
    for path in ("siklus/", "tim/", "periksa/"):
        assert client.get(NEW + path)["Location"] == NEW
    post(client, NEW, identity())
    assert client.get(NEW + "tim/")["Location"] == NEW + "siklus/"
    assert post(client, NEW + "periksa/")["Location"] == NEW + "siklus/"


def test_mistakes_come_back_with_what_was_typed(browse):
    client = browse("staf")
    response = post(client, NEW, identity(title="", frequency="", description="Tetap ada"))
    assert response.status_code == 422
    assert "Judul belum diisi." in shown(response)
    assert "Tetap ada" in response.content.decode()
    post(client, NEW, identity())
    response = post(client, NEW + "siklus/", first_cycle(code="IKAN", edition="tanpa-angka"))
    assert "Kode ini sudah dipakai kegiatan lain." in shown(response)
    assert "Sertakan angka dalam edisi" in shown(response)
    post(client, NEW + "siklus/", first_cycle())
    response = post(client, NEW + "tim/", team(supervisors=[]))
    assert "Pilih paling sedikit satu penyelia." in shown(response)
    for bad in (["luar"], ["\x00"], ["x" * 5000]):
        assert post(client, NEW + "tim/", team(supervisors=bad)).status_code == 422


def test_a_code_taken_meanwhile_leads_back_to_its_step(browse, world):
    from tests import factories

    client = browse("staf")
    fill(client)
    factories.make_activity(world.places["perikanan"], by=world["staf"], code="KLINIK")
    response = post(client, NEW + "periksa/")
    assert response["Location"] == NEW + "siklus/?periksa=1"
    assert "Kode ini sudah dipakai kegiatan lain." in shown(client.get(response["Location"]))


def test_a_suggested_code_is_free(browse, world):
    from tests import factories

    factories.make_activity(world.places["perikanan"], by=world["staf"], code="UDANG")
    client = browse("staf")
    post(client, NEW, identity(title="Survei Udang"))
    assert 'value="UDANG-2"' in client.get(NEW + "siklus/").content.decode()


def test_maker_and_checker_in_one_person_is_said_beforehand(browse):
    client = browse("penyelia")
    page = shown(fill(client, team={"supervisors": ["penyelia"], "staff": []}))
    assert "Penyelia akan menjadi satu-satunya staf sekaligus satu-satunya penyelia" in page
    page = shown(fill(client, team={"supervisors": ["penyelia"], "staff": ["staf2"]}))
    assert "Penyelia akan menjadi penyelia sekaligus staf" in page
    assert "Pembuat dan pemeriksa" not in shown(fill(client, team={"supervisors": ["penyelia2"]}))


def test_creating_twice_has_one_effect(browse):
    client = browse("staf")
    fill(client)
    data = {"token": str(uuid.uuid4())}
    answers = [client.post(NEW + "periksa/", data) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/kegiatan/KLINIK/2027/"] * 2
    assert Activity.objects.filter(code__startswith="KLINIK").count() == 1


@pytest.mark.parametrize("who", ["walidata", "pimpinan", "admin", "super"])
def test_who_may_not_begin(browse, who):
    client = browse(who)
    assert client.get(NEW).status_code == 403
    assert post(client, NEW + "periksa/").status_code == 403


def test_only_own_organisations_are_offered(browse):
    content = browse("luar").get(NEW).content.decode()
    assert "Pemerintah Kota Lain" in content
    assert "Dinas Perikanan" not in content
    assert post(browse("luar"), NEW, identity()).status_code == 422
