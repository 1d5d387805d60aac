"""The pages of entries: reading, proposing, writing, moving, discussing."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from gsbpm_portal.core import clock
from metadata import services
from metadata.enums import Kind, State
from metadata.models import Item, Query, Version
from metadata.selectors.values import Pointer, values_of
from tests.metadata import making

pytestmark = pytest.mark.django_db


def post(client, address, **data):
    return client.post(address, {"token": str(uuid.uuid4()), **data})


@pytest.mark.parametrize("kind", list(Kind))
def test_page_of_every_kind(office, client, kind):
    version = making.in_force(office, kind)
    page = client.get(version.get_absolute_url())
    assert page.status_code == 200
    assert version.item.code in page.content.decode()
    assert client.get(version.item.get_absolute_url()).status_code == 200
    assert client.get(version.address("version-json")).json()["digest"] == version.digest
    assert client.get(version.address("version-xlsx")).content[:2] == b"PK"


def test_draft_is_hidden_from_strangers(office, client):
    draft = making.draft(office, Kind.CONCEPT)
    for name in ("version", "version-json", "version-xlsx", "edit"):
        answer = client.get(draft.address(name) if name != "version" else draft.get_absolute_url())
        assert answer.status_code == (302 if name == "edit" else 404)
    client.force_login(office["luar"])
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(office["rekan"])
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_visitors_get_one_page_for_what_is_hidden_and_what_is_not_there(office, client):
    version = making.in_force(office, Kind.CONCEPT, "TERTUTUP", public=False)
    making.draft(office, Kind.CONCEPT, "RANCANGAN")
    pages = []
    for code in ("TERTUTUP", "RANCANGAN", "TIDAK_ADA"):
        answer = client.get(f"/registri/konsep/{code}/1.0.0/")
        assert answer.status_code == 404
        pages.append(re.sub(r'value="[^"]+"|X-CSRFToken[^}]+', "", answer.content.decode()).replace(code, "KODE"))
    assert pages[0] == pages[1] == pages[2]
    assert "/masuk/?next=/registri/konsep/KODE/1.0.0/" in pages[0]
    client.force_login(office["luar"])
    assert client.get(version.get_absolute_url()).status_code == 200


def test_proposing(office, client):
    client.force_login(office["staf"])
    address = reverse("metadata:new", args=["konsep"])
    assert client.get(address + "?nama=Nelayan").status_code == 200
    answer = post(
        client, address, name_id="Rumah Tangga Nelayan", definition_id="Batasan.", organisation="perikanan", code=""
    )
    draft = Version.objects.get(item__code="RUMAH_TANGGA_NELAYAN")
    assert answer.status_code == 302
    assert answer["Location"] == draft.address("edit")
    data = {"name_id": "Rumah Tangga Nelayan", "definition_id": "Batasan.", "organisation": "perikanan", "code": ""}
    asked = post(client, address, **data)
    assert asked.status_code == 422
    assert "RUMAH_TANGGA_NELAYAN" in asked.content.decode()
    assert post(client, address, **data, distinct="on").status_code == 302
    assert Item.objects.filter(code="RUMAH_TANGGA_NELAYAN_2").exists()
    taken = post(client, address, name_id="X", organisation="perikanan", code="RUMAH_TANGGA_NELAYAN")
    assert taken.status_code == 422


def test_heads_do_not_propose(office, client):
    client.force_login(office["pimpinan"])
    assert client.get(reverse("metadata:new", args=["konsep"])).status_code == 403


def fields_of(page) -> dict[str, str]:
    """The hidden digest of what the form shows."""
    found = re.search(r'name="base" value="([^"]*)"', page.content.decode())
    return {"base": found.group(1).replace("&quot;", '"')}


def test_writing_a_group(office, client):
    draft = making.draft(office, Kind.VARIABLE, "UMUR")
    concept = values_of(draft)["concept"][0].target
    client.force_login(office["staf"])
    page = client.get(draft.address("edit") + "?bagian=2")
    answer = post(
        client, draft.address("edit") + "?bagian=2", **fields_of(page), reference_period="Hari ini", unit="Tahun", measure="Umur",
        data_type="integer", domain_kind="described", described_domain="0 sampai 120", public="on",
        validation_rule="UMUR >= 0 and UMUR <= 120",
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    stored = values_of(Version.objects.get(pk=draft.pk))
    assert (stored["unit"], stored["reference_period"], stored["concept"][0].target) == ("Tahun", "Hari ini", concept)


def test_mistake_in_a_rule_is_told_by_place_and_nothing_is_lost(office, client):
    draft = making.draft(office, Kind.VARIABLE, "UMUR")
    client.force_login(office["staf"])
    answer = post(
        client, draft.address("edit") + "?bagian=2", validation_rule="UMUR >= ", unit="Tahun", data_type="integer"
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Baris 1, kolom" in text
    assert 'value="Tahun"' in text


def test_references_by_name_code_and_unknown(office, client):
    concept = making.in_force(office, Kind.CONCEPT, "KONSEP_UMUR", name_id="Umur Penduduk")
    draft = making.draft(office, Kind.VARIABLE, concept=[])
    client.force_login(office["staf"])
    for typed in ("KONSEP_UMUR", "konsep_umur@1.0.0", "umur penduduk", "KONSEP_UMUR@1.0.0 · Umur Penduduk"):
        assert post(client, draft.address("edit"), name_id="Umur", concept=typed).status_code == 302, typed
        assert values_of(Version.objects.get(pk=draft.pk))["concept"] == [Pointer(concept)]
    answer = post(client, draft.address("edit"), name_id="Umur", concept="Tidak ada")
    assert answer.status_code == 422
    assert "Tidak ada" in answer.content.decode()


def test_two_writers_see_both_versions(office, client):
    draft = making.draft(office, Kind.CONCEPT)
    client.force_login(office["staf"])
    page = client.get(draft.address("edit"))
    services.save_draft(draft, by=office["staf2"], values={"reference": "Buku orang lain", "notes": "Catatan lain"})
    data = {
        **fields_of(page),
        "name_id": draft.name_id,
        "definition_id": draft.definition_id,
        "reference": "Bukuku",
        "public": "on",
    }
    answer = post(client, draft.address("edit"), **data)
    assert answer.status_code == 422
    assert "Buku orang lain" in answer.content.decode()
    again = post(client, draft.address("edit"), **{**data, **fields_of(answer), "notes": "Catatan lain"})
    assert again.status_code == 302
    stored = values_of(Version.objects.get(pk=draft.pk))
    assert (stored["reference"], stored["notes"]) == ("Bukuku", "Catatan lain")


def test_proposal_goes_through_return_answer_and_issue(office, client):
    draft = making.draft(office, Kind.STANDARD, "JUMLAH_NELAYAN")
    here = draft.get_absolute_url()
    client.force_login(office["staf"])
    assert post(client, draft.address("move", name="submit"), comment="Mohon diperiksa").status_code == 302
    client.force_login(office["walidata"])
    refused = post(client, draft.address("move", name="return"), comment="Perbaiki")
    assert refused.status_code == 409
    assert post(client, draft.address("remark"), attribute="unit", body="Mengapa orang?", query="on").status_code == 302
    assert post(client, draft.address("move", name="return"), comment="Jawab dahulu").status_code == 302
    client.force_login(office["staf"])
    assert post(client, draft.address("move", name="submit")).status_code == 409
    query = Query.objects.get()
    answer = reverse("metadata:remark-do", args=["standar-data", "JUMLAH_NELAYAN", "1.0.0", query.public_id, "jawab"])
    assert post(client, answer, body="Karena dicacah per orang.").status_code == 302
    assert post(client, draft.address("move", name="submit")).status_code == 302
    client.force_login(office["walidata"])
    close = reverse("metadata:remark-do", args=["standar-data", "JUMLAH_NELAYAN", "1.0.0", query.public_id, "tutup"])
    assert post(client, close).status_code == 302
    assert post(client, draft.address("move", name="review")).status_code == 302
    assert post(client, draft.address("move", name="approve"), authority="BPS").status_code == 302
    data = {"authority": "BPS", "decree": "Kepka 1/2026", "endorsed_on": "01-02-2026", "valid_from": "01-03-2026"}
    lacking = post(client, draft.address("move", name="endorse"), **data)
    assert lacking.status_code == 422
    early = post(client, draft.address("move", name="endorse"), **data, issued_code="SDS-0412")
    assert early.status_code == 422
    assert 'type="checkbox" name="earlier"' in early.content.decode()
    data |= {"earlier": "on", "issued_code": "SDS-0412"}
    assert post(client, draft.address("move", name="endorse"), **data).status_code == 302
    issued = Version.objects.get(pk=draft.pk)
    assert (issued.state, issued.issued_code) == (State.ENDORSED, "SDS-0412")
    client.logout()
    assert "SDS-0412" in client.get(here).content.decode()


def test_moves_of_others_are_forbidden(office, client):
    draft = making.bring(office, making.draft(office, Kind.CONCEPT), State.SUBMITTED)
    client.force_login(office["staf"])
    assert post(client, draft.address("move", name="review")).status_code == 403
    assert client.get(draft.address("move", name="supersede")).status_code == 404


def test_next_version_discard_and_compare(office, client):
    base = making.in_force(office, Kind.CONCEPT, "DESA")
    client.force_login(office["staf"])
    assert post(client, base.address("follow"), change="patch", change_note="Salah ketik").status_code == 302
    draft = Version.objects.get(item=base.item, state=State.DRAFT)
    services.save_draft(draft, by=office["staf"], values={"definition_id": "Batasan yang lebih jelas."})
    page = client.get(reverse("metadata:compare") + "?butir=konsep/DESA/1.0.0&butir=konsep/DESA/1.0.1").content.decode()
    assert "<ins" in page
    client.logout()
    assert "konsep/DESA/1.0.1" in client.get(reverse("metadata:compare") + "?butir=konsep/DESA/1.0.1").content.decode()
    client.force_login(office["staf"])
    assert post(client, draft.address("discard")).status_code == 302
    assert not Version.objects.filter(pk=draft.pk).exists()


def test_waiting(office, client):
    making.bring(office, making.draft(office, Kind.CONCEPT, "A"), State.SUBMITTED)
    making.bring(office, making.draft(office, Kind.CONCEPT, "B"), State.RETURNED)
    address = reverse("metadata:waiting")
    client.force_login(office["walidata"])
    text = client.get(address).content.decode()
    assert ("/registri/konsep/A/" in text, "/registri/konsep/B/" in text) == (True, False)
    client.force_login(office["staf"])
    text = client.get(address).content.decode()
    assert ("/registri/konsep/A/" in text, "/registri/konsep/B/" in text) == (False, True)


def test_queries_of_a_page_do_not_grow(office, client, django_assert_max_num_queries):
    concept = making.in_force(office, Kind.CONCEPT)
    for _n in range(6):
        making.draft(office, Kind.VARIABLE, concept=[Pointer(concept)])
        services.start_version(concept, change="patch", note="Lagi", by=office["staf"]) if _n == 0 else None
    client.force_login(office["staf"])
    client.get(concept.get_absolute_url())
    with django_assert_max_num_queries(26):
        client.get(concept.get_absolute_url())


def test_rule_waits_for_the_data_type(office, client):
    draft = making.draft(office, Kind.VARIABLE, "UMUR", data_type="")
    client.force_login(office["staf"])
    answer = post(client, draft.address("edit") + "?bagian=2", validation_rule="UMUR >= 0")
    assert answer.status_code == 422
    assert "Pilih tipe data dahulu" in answer.content.decode()


def test_maker_is_told_why_another_has_to_review(office, client):
    draft = making.draft(office, Kind.CONCEPT, by="walidata")
    services.move(draft, "submit", by=office["walidata"])
    client.force_login(office["walidata"])
    assert "orang lain yang harus memutuskan" in client.get(draft.get_absolute_url()).content.decode()
    answer = post(client, draft.address("move", name="review"))
    assert answer.status_code == 403
    assert "orang lain yang harus memutuskan" in answer.content.decode()


def test_reviewer_sees_what_a_correction_changes(office, client):
    base = making.in_force(office, Kind.CONCEPT)
    draft = making.following(office, base, "patch", definition_id="Batasan yang sangat jelas.")
    services.move(draft, "submit", by=office["staf"])
    client.force_login(office["walidata"])
    text = client.get(draft.get_absolute_url()).content.decode()
    assert "Yang berbeda dari versi 1.0.0" in text
    assert "<ins" in text


def test_version_for_a_later_day_is_told_and_not_in_force(office, client):
    base = making.in_force(office, Kind.CONCEPT, "ARTI")
    draft = making.bring(office, making.following(office, base, "major"), State.REVIEWED)
    services.endorse(draft, by=office["walidata"], authority="BPS", valid_from=clock.today() + timedelta(days=9))
    assert "Versi 2.0.0 menyusul" in client.get(base.get_absolute_url()).content.decode()
    assert "berlaku mulai hari yang akan datang" in client.get(draft.get_absolute_url()).content.decode()
    alone = making.bring(office, making.draft(office, Kind.CONCEPT, "NANTI"), State.REVIEWED)
    services.endorse(alone, by=office["walidata"], authority="BPS", valid_from=clock.today() + timedelta(days=9))
    assert not Version.objects.in_force().filter(pk=alone.pk).exists()


def test_use_of_a_version_stands_on_its_correction_too(office, client):
    concept = making.in_force(office, Kind.CONCEPT)
    variable = making.in_force(office, Kind.VARIABLE, "PEMAKAI", concept=[Pointer(concept)])
    fixed = making.bring(office, making.following(office, concept, "patch", reference="Buku"), State.ENDORSED)
    assert variable.get_absolute_url() in client.get(fixed.get_absolute_url()).content.decode()


def test_visitors_are_told_nothing_of_drafts(office, client):
    concept = making.in_force(office, Kind.CONCEPT)
    making.draft(office, Kind.VARIABLE, "RAHASIA", concept=[Pointer(concept)])
    text = client.get(concept.get_absolute_url()).content.decode()
    assert "RAHASIA" not in text
    assert "draf instansi lain" not in text


def test_visitors_see_no_name_of_what_is_not_public(office, client):
    concept = making.in_force(office, Kind.CONCEPT, "TERTUTUP", public=False)
    variable = making.in_force(office, Kind.VARIABLE, concept=[Pointer(concept)])
    assert "TERTUTUP" not in client.get(variable.get_absolute_url()).content.decode()
    client.force_login(office["luar"])
    assert "TERTUTUP" in client.get(variable.get_absolute_url()).content.decode()


def test_the_reason_of_a_decision_is_asked_for_and_stands_on_the_page(office, client):
    draft = making.bring(office, making.draft(office, Kind.CONCEPT), State.SUBMITTED)
    client.force_login(office["walidata"])
    form = client.get(draft.address("move", name="reject")).content.decode()
    assert "(opsional)" not in form
    assert post(client, draft.address("move", name="reject")).status_code == 422
    assert post(client, draft.address("move", name="reject"), comment="Sudah ada di SDSN.").status_code == 302
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "<q>Sudah ada di SDSN.</q>" in page.split('<aside class="cols__aside"')[0]


def test_the_form_tells_what_is_needed_and_which_names_rules_may_use(office, client):
    draft = making.draft(office, Kind.VARIABLE, "UMUR")
    client.force_login(office["staf"])
    page = client.get(draft.address("edit") + "?bagian=2").content.decode()
    needed = re.findall(r'for="id_(\w+)">[^<]*<span class="optional">', page)
    assert needed == ["reference_period", "data_type", "domain_kind"]
    assert re.search(r'id="id_validation_rule_helptext">[^\n]*? UMUR\.</div>', page)


def test_the_fifth_entry_to_compare_is_told(office, client):
    codes = [making.in_force(office, Kind.CONCEPT).item.code for _n in range(5)]
    page = client.get(reverse("metadata:compare"), {"butir": [f"konsep/{code}" for code in (*codes, codes[0])]})
    left_out = re.findall(r'<span class="code">(konsep/\w+)</span>', page.content.decode())
    assert left_out == [f"konsep/{codes[4]}"]
