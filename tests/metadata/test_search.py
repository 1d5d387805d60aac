"""The search: what is found, in what order, with which counts, by whom, in how many queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from metadata.enums import Kind, State
from metadata.selectors import search as searching
from metadata.selectors.search import Wish
from metadata.selectors.search.matching import asked
from tests.metadata import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return making.Office()


def codes(found):
    return [version.item.code for version in found[:50]]


def look(user, q="", **facets):
    return searching.search(user, Wish(q=q, **facets))


def counts(found, name):
    facet = next(facet for facet in found.facets if facet.name == name)
    return {choice.value: choice.count for choice in facet.choices}


def three(office):
    """Three endorsed concepts, and a draft."""
    making.in_force(office, Kind.CONCEPT, "PENDUDUK", name_id="Penduduk", definition_id="Orang yang menetap.")
    making.in_force(office, Kind.CONCEPT, "KEPADATAN", name_id="Kepadatan penduduk", definition_id="Orang per luas.")
    making.in_force(
        office, Kind.CONCEPT, "MIGRASI", name_id="Migrasi", definition_id="Perpindahan penduduk.", theme="2"
    )
    making.draft(office, Kind.UNIT_TYPE, "WARGA", name_id="Warga", definition_id="Penduduk suatu tempat.", public=False)


def test_the_best_comes_first_and_words_are_compared_by_their_stems(office):
    three(office)
    assert codes(look(office["staf"], "penduduk")) == ["PENDUDUK", "KEPADATAN", "MIGRASI", "WARGA"]
    assert codes(look(office["staf"], "perpindahan")) == ["MIGRASI"]
    assert codes(look(office["staf"], "KEPADATAN")) == ["KEPADATAN"]


@pytest.mark.parametrize("text", ["kepad", "padat pend", "KEPADATAN_PENDUDUK", "penduduk yang padat", "dat"])
def test_beginnings_and_parts_of_names_are_found(office, text):
    three(office)
    assert "KEPADATAN" in codes(look(office["staf"], text))


def test_words_are_all_wanted(office):
    three(office)
    assert codes(look(office["staf"], "penduduk migrasi")) == ["MIGRASI"]
    assert codes(look(office["staf"], "penduduk gajah")) == []


@pytest.mark.parametrize(
    "text", ["'", "\\", "%", "_", "a' | b:* & !", ":*", "()", "&", "<->", "\x00", "…", "yang", "di"]
)
def test_signs_have_no_meaning_of_their_own(office, text):
    three(office)
    look(office["staf"], text)
    searching.suggest(office["staf"], list(Kind), text)
    searching.near(office["staf"], Kind.CONCEPT, text, text)


@pytest.mark.parametrize(
    ("typed", "meant"), [("kepadtan", "KEPADATAN"), ("pendudk", "PENDUDUK"), ("migrsi", "MIGRASI")]
)
def test_a_mistyped_word_finds_similar_names_and_says_so(office, typed, meant):
    three(office)
    found = look(office["staf"], typed)
    assert found.approximate
    assert codes(found)[0] == meant


def test_each_facet_is_counted_under_the_other_choices(office):
    three(office)
    found = look(office["staf"], "penduduk", jenis="konsep")
    assert found.total == 3
    assert counts(found, "jenis") == {"konsep": 3, "jenis-unit": 1}
    assert counts(found, "status") == {"endorsed": 3}
    assert counts(found, "tema") == {"2": 1, "tanpa": 2}
    narrower = look(office["staf"], "penduduk", jenis="konsep", tema="2")
    assert codes(narrower) == ["MIGRASI"]
    assert counts(narrower, "tema") == {"2": 1, "tanpa": 2}
    assert counts(narrower, "jenis") == {"konsep": 1}
    assert counts(look(office["staf"], "", publik="tidak"), "jenis") == {"jenis-unit": 1}


def test_an_owner_is_a_facet_and_shared_entries_have_none(office):
    three(office)
    owner = office.places["perikanan"].code
    assert counts(look(office["staf"]), "organisasi") == {owner: 4}
    assert look(office["staf"], organisasi=owner).total == 4
    assert codes(look(office["staf"], organisasi="bersama")) == []
    assert codes(look(office["staf"], organisasi="tidak-ada")) == []


def test_who_sees_what(office):
    three(office)
    making.in_force(office, Kind.CONCEPT, "RAHASIA", public=False)
    from django.contrib.auth.models import AnonymousUser

    public = {"PENDUDUK", "KEPADATAN", "MIGRASI"}
    assert set(codes(look(AnonymousUser()))) == public
    assert set(codes(look(office["luar"]))) == public | {"RAHASIA"}
    assert set(codes(look(office["staf"]))) == public | {"RAHASIA", "WARGA"}


def test_versions_in_force_and_on_their_way_are_found_superseded_ones_are_not(office):
    base = making.in_force(office, Kind.CONCEPT, "MISKIN", name_id="Kemiskinan")
    making.following(office, base, "major", name_id="Kemiskinan ekstrem")
    found = look(office["staf"], "kemiskinan")
    assert [(v.number, v.state) for v in found[:9]] == [("1.0.0", State.ENDORSED), ("2.0.0", State.DRAFT)]
    making.bring(office, found[:9][1], State.ENDORSED)
    assert [(v.number, v.is_current) for v in look(office["staf"], "kemiskinan")[:9]] == [("2.0.0", True)]


def test_words_of_a_text():
    assert asked("Jumlah  Penduduk yang miskin").stems == ("jumlah", "duduk", "miskin")
    assert asked("11.01.02").words == ("11.01.02",)
    assert asked("yang").words == ("yang",)
    assert asked("rumah-tangga").words == ("rumah", "tangga")
    assert not asked("  ")


# Suggestions and near-duplicates ------------------------------------------------------------------------------------------


def test_suggestions_name_each_entry_once_and_only_the_kinds_asked_for(office):
    three(office)
    base = making.in_force(office, Kind.CONCEPT, "BEKERJA", name_id="Penduduk bekerja")
    making.following(office, base)
    found = searching.suggest(office["staf"], [Kind.CONCEPT], "pendud")
    assert [(v.item.code, v.number) for v in found.rows] == [
        ("PENDUDUK", "1.0.0"), ("BEKERJA", "1.0.0"), ("KEPADATAN", "1.0.0"),
    ]  # fmt: skip
    assert (found.count, found.more) == (3, False)
    assert searching.suggest(office["staf"], [Kind.VARIABLE], "pendud").count == 0
    assert [v.item.code for v in searching.suggest(office["staf"], [Kind.UNIT_TYPE], "").rows] == ["WARGA"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("prduksi", "PRODUKSI"), ("nelayn", "NELAYAN"), ("perikanan tangkp", "TANGKAP"), ("umr", "UMUR")],
)
def test_suggestions_forgive_typing_errors_and_say_so(office, client, typed, meant):
    for code, name in (
        ("PRODUKSI", "Produksi"),
        ("NELAYAN", "Nelayan"),
        ("TANGKAP", "Perikanan tangkap"),
        ("UMUR", "Umur"),
    ):
        making.draft(office, Kind.CONCEPT, code, name_id=name)
    found = searching.suggest(office["staf"], [Kind.CONCEPT], typed)
    assert (found.approximate, [v.item.code for v in found.rows]) == (True, [meant])
    assert searching.suggest(office["staf"], [Kind.VARIABLE], typed).rows == []
    client.force_login(office["staf"])
    address = f"{reverse('metadata:suggest')}?jenis=konsep&untuk=id_x&q={typed}"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        body = client.get(address).content.decode()
    told = [one["sql"][:160] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len(told) <= 6, "\n".join(told)
    assert f'data-take="{meant}" data-into="id_x"' in body
    assert "/registri/konsep/baru/" in body


def test_more_than_anybody_reads_are_not_counted(office, monkeypatch):
    monkeypatch.setattr("metadata.selectors.search.suggesting.MOST_COUNTED", 3)
    for n in range(6):
        making.draft(office, Kind.CONCEPT, f"HASIL_{n}", name_id=f"Hasil {n}")
    found = searching.suggest(office["staf"], [Kind.CONCEPT], "hasil", limit=2)
    assert ([v.item.code for v in found.rows], found.more) == (["HASIL_0", "HASIL_1"], True)


def test_near_duplicates_are_scored_by_name_and_definition(office):
    making.in_force(
        office, Kind.UNIT_TYPE, "A", name_id="Jumlah penduduk miskin", definition_id="Orang di bawah garis kemiskinan."
    )
    making.in_force(
        office, Kind.UNIT_TYPE, "B", name_id="Persentase penduduk miskin", definition_id="Bagian penduduk miskin."
    )
    making.in_force(
        office, Kind.UNIT_TYPE, "C", name_id="Luas panen padi", definition_id="Luas tanaman yang dipungut hasilnya."
    )
    making.in_force(office, Kind.VARIABLE, "D", name_id="Jumlah penduduk miskin")
    near = searching.near(office["staf"], Kind.UNIT_TYPE, "Jumlah Penduduk Miskin", "Orang di bawah garis kemiskinan")
    assert near[0].version.item.code == "A"
    assert near[0].score == pytest.approx(1.0)
    assert "C" not in {one.version.item.code for one in near}
    assert "D" not in {one.version.item.code for one in near}
    own = near[0].version.item
    assert "A" not in {
        o.version.item.code for o in searching.near(office["staf"], Kind.UNIT_TYPE, "Jumlah penduduk miskin", "", own)
    }
    assert searching.near(office["staf"], Kind.UNIT_TYPE, "Tinggi gelombang laut") == []


# Pages --------------------------------------------------------------------------------------------------------------------


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    ("address", "limit"),
    [("/registri/", 12), ("/registri/?q=hasil&jenis=konsep", 12), ("/registri/saran/?jenis=concept&q=hasil&untuk=id_x", 6),
     ("/registri/mirip/?jenis=konsep&nama=Hasil+1", 6)],
)  # fmt: skip
def test_queries_do_not_grow_with_the_rows(office, client, address, limit):
    client.force_login(office["staf"])
    found = []
    for size in (3, 30):
        for n in range(size):
            making.draft(office, Kind.CONCEPT, f"HASIL_{size}_{n}", name_id=f"Hasil {n} dari {size}")
        found.append(queries_of(client, address))
    assert found[0] == found[1] <= limit


def test_page_lists_and_narrows(office, client):
    three(office)
    client.force_login(office["staf"])
    body = client.get("/registri/?q=penduduk").content.decode()
    assert body.index("PENDUDUK") < body.index("MIGRASI")
    assert "?q=penduduk&amp;jenis=konsep" in body
    only = client.get("/registri/?q=penduduk&jenis=jenis-unit").content.decode()
    assert "WARGA" in only
    assert "MIGRASI" not in only


def test_who_sees_both_is_told_how_many_are_public_even_when_all_are(office, client):
    making.in_force(office, Kind.CONCEPT, "PENDUDUK")
    assert 'id="pilih-publik-ya"' not in client.get("/registri/").content.decode()
    client.force_login(office["staf"])
    assert 'id="pilih-publik-ya"' in client.get("/registri/").content.decode()


def test_entries_are_chosen_for_comparing_from_the_results(office, client):
    three(office)
    key = "konsep/{}/1.0.0".format
    page = client.get("/registri/?q=penduduk&jenis=konsep")
    first = next(one for one in page.context["results"] if one["beside"] == key("PENDUDUK"))
    page = client.get(f"/registri/{first['beside_url']}")
    assert [chip["label"] for chip in page.context["beside"]["chips"]] == ["PENDUDUK 1.0.0"]
    assert page.context["beside"]["url"] == ""
    second = next(one for one in page.context["results"] if one["beside"] == key("MIGRASI"))
    page = client.get(f"/registri/{second['beside_url']}")
    assert (page.context["wish"].q, page.context["wish"].jenis) == ("penduduk", "konsep")
    body = page.content.decode()
    assert body.count('name="butir"') == 2
    compared = client.get(page.context["beside"]["url"])
    assert [one.item.code for one in compared.context["versions"]] == ["PENDUDUK", "MIGRASI"]
    back = client.get(compared.context["choose_url"])
    assert len(back.context["beside"]["chips"]) == 2
    fewer = client.get(f"/registri/{back.context['beside']['chips'][0]['url']}")
    assert [chip["label"] for chip in fewer.context["beside"]["chips"]] == ["MIGRASI 1.0.0"]


def test_no_more_than_four_are_compared_and_nonsense_is_left_out(office, client):
    three(office)
    four = "&".join(f"butir=konsep/X{n}/1.0.0" for n in range(4))
    page = client.get(f"/registri/?{four}&butir=%3Cscript%3E&butir=konsep/X0/1.0.0")
    assert len(page.context["beside"]["chips"]) == 4
    assert {one["beside_url"] for one in page.context["results"]} == {""}
    assert client.get("/registri/?butir=apa&butir=%00").context["beside"] is None


def test_page_for_everybody(office, client):
    three(office)
    page = client.get("/registri/")
    assert page.status_code == 200
    assert "WARGA" not in page.content.decode()
    assert "Usulkan" not in page.content.decode()
    assert client.get("/registri/saran/?q=x").status_code == 302


@pytest.mark.parametrize(
    "query",
    ["?hal=99", "?hal=x", "?jenis=apa", "?status=x&tema=y&publik=z", "?q=%00", "?q=" + "a" * 900, "?organisasi=%27"],
)
def test_nonsense_in_the_address_is_no_error(office, client, query):
    assert client.get(f"/registri/{query}").status_code == 200


def test_suggestions_say_how_many_fit_or_how_to_propose(office, client):
    three(office)
    client.force_login(office["staf"])
    address = f"{reverse('metadata:suggest')}?jenis=konsep&untuk=id_concept"
    body = client.get(f"{address}&q=penduduk").content.decode()
    assert body.count("<option") == 3
    assert '<option value="PENDUDUK">' in body
    assert 'id="id_concept-saran" hx-swap-oob="innerHTML"' in body
    nothing = client.get(f"{address}&q=gajah+%22mada").content.decode()
    assert 'target="_blank" rel="noopener"' in nothing
    assert "<option" not in nothing
    assert "/registri/konsep/baru/?nama=gajah+%22mada" in nothing
    client.force_login(office["pimpinan"])
    assert "/baru/" not in client.get(f"{address}&q=gajah").content.decode()
    assert "hx-swap-oob" not in client.get("/registri/saran/?jenis=konsep&q=x&untuk=%22%3E").content.decode()


def test_near_page_is_empty_where_nothing_is_near(office, client):
    three(office)
    client.force_login(office["staf"])
    body = client.get("/registri/mirip/?jenis=konsep&nama=Penduduk").content.decode()
    assert 'href="/registri/konsep/PENDUDUK/1.0.0/"' in body
    assert (
        client.get("/registri/mirip/?jenis=konsep&nama=Penduduk&kecuali=PENDUDUK").content.decode().count("PENDUDUK/")
        == 0
    )
    assert client.get("/registri/mirip/?jenis=konsep&nama=Gelombang").content.decode().strip() == ""
    assert client.get("/registri/mirip/?jenis=apa&nama=Gelombang").content == b""
