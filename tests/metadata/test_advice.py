"""What people are told before an entry goes on: rules on names, what was given up, what is much alike."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from gsbpm_portal.core.transitions import MoveRefused
from metadata import services
from metadata.enums import Kind, State
from metadata.models import Version
from metadata.naming import Known, faults
from metadata.selectors.advice import advice_on, given_up
from metadata.selectors.search import similar
from metadata.selectors.standing import Standing, standings
from metadata.selectors.values import Pointer, values_of
from tests.metadata import making

pytestmark = pytest.mark.django_db

KNOWN = Known(("Jumlah", "Rata-rata"), frozenset({"PDRB"}), frozenset({"kota padang", "jawa barat", "indonesia"}))


def post(client, address, **data):
    return client.post(address, {"token": str(uuid.uuid4()), **data})


def broken(name: str, definition: str = "Batasan yang jelas.", kind: str = Kind.CONCEPT) -> list[tuple[str, bool]]:
    found = faults(kind, {"name_id": name, "definition_id": definition}, KNOWN)
    return [(fault.attribute, fault.must) for fault in found]


@pytest.mark.parametrize(
    "name",
    [
        "Penduduk",
        "Produk Domestik Regional Bruto (PDRB)",
        "Rumah Tangga dan Keluarga",
        "Tingkat II",
        "Jumlahan",
        "Padang Rumput",
    ],
)
def test_names_by_the_rules(name):
    assert broken(name) == []


@pytest.mark.parametrize(
    ("name", "must"),
    [
        ("Jumlah Penduduk", True),
        ("Rata-rata Lama Sekolah", True),
        ("Rumah tangga", False),
        ("nelayan", False),
        ("PDRB", False),
        ("Produk Domestik Bruto (XYZ)", False),
        ("Jml. Kapal", False),
        ("Penduduk 2026", False),
        ("Panen Triwulan II", False),
        ("Nelayan Kota Padang", False),
        ("Nelayan di Jawa Barat", False),
    ],
)
def test_names_that_break_one_rule(name, must):
    assert broken(name) == [("name_id", must)]


def test_standard_data_may_carry_their_measure_and_other_kinds_any_name():
    assert broken("Jumlah Penduduk", kind=Kind.STANDARD) == [("name_id", False)]
    assert broken("jumlah penduduk 2026", kind=Kind.VARIABLE) == []


@pytest.mark.parametrize(
    "definition",
    [
        "adalah orang yang menangkap ikan.",
        "Nelayan Kecil adalah orang yang menangkap ikan.",
        "Nelayan ialah penangkap ikan.",
        "Orang yang menangkap ikan",
    ],
)
def test_definitions_that_break_a_rule(definition):
    assert broken("Nelayan Kecil", definition) == [("definition_id", False)]


def test_a_definition_may_hold_the_word():
    assert broken("Nelayan", "Orang yang pekerjaan utamanya adalah menangkap ikan.") == []


# Submission -------------------------------------------------------------------------------------------------------------


def test_a_concept_with_its_measure_in_front_is_not_submitted(office):
    concept = making.draft(office, Kind.CONCEPT, name_id="Jumlah Nelayan")
    with pytest.raises(MoveRefused) as refusal:
        services.move(concept, "submit", by=office["staf"])
    assert [(reason.code, reason.anchor) for reason in refusal.value.reasons] == [("naming", "#id_name_id")]
    standard = making.draft(office, Kind.STANDARD, name_id="Jumlah Nelayan")
    assert services.move(standard, "submit", by=office["staf"]).state == State.SUBMITTED
    assert [one.attribute for one in advice_on(standard, office["walidata"])] == ["name_id"]


def test_names_are_given_once(office):
    first = making.in_force(office, Kind.CONCEPT, name_id="Nelayan")
    second = making.draft(office, Kind.CONCEPT, name_id="nelayan")
    told = [one.instead for one in advice_on(second, office["staf"])]
    assert told == [None, first]


def test_described_standard_needs_its_description(office):
    standard = making.draft(office, Kind.STANDARD, domain_kind="described")
    with pytest.raises(MoveRefused) as refusal:
        services.move(standard, "submit", by=office["staf"])
    assert [reason.anchor for reason in refusal.value.reasons] == ["#id_described_domain"]
    services.save_draft(standard, by=office["staf"], values={"domain_kind": "enumerated"})
    with pytest.raises(MoveRefused) as refusal:
        services.move(standard, "submit", by=office["staf"])
    assert [reason.anchor for reason in refusal.value.reasons] == ["#id_classifications"]


# What is not in force any longer -----------------------------------------------------------------------------------------


def test_marks_of_what_was_corrected_followed_and_retired(office, client):
    codes = making.in_force(office, Kind.CLASSIFICATION, "ALAT")
    variable = making.in_force(
        office, Kind.VARIABLE, "ALAT_UTAMA", domain_kind="enumerated", classification=[Pointer(codes)]
    )
    assert standings([codes, variable]) == {}
    mended = making.bring(
        office, making.following(office, codes, definition_id="Batasan yang lebih jelas."), "endorsed"
    )
    codes.refresh_from_db()
    assert standings([codes]) == {codes.pk: Standing(False, mended, is_correction=True)}
    page = client.get(variable.get_absolute_url()).content.decode()
    assert 'class="standing"' in page and f'href="{mended.get_absolute_url()}"' in page
    other = making.in_force(office, Kind.CLASSIFICATION, "ALAT_BARU", public=False)
    services.retire(mended, by=office["walidata"], comment="Diganti.", replaced_by=other.item)
    assert standings([codes, mended], office["staf"])[codes.pk] == Standing(True, other)
    page = client.get(variable.get_absolute_url()).content.decode()
    assert 'class="standing"' in page
    assert other.get_absolute_url() not in page, "visitors are told no name of what is not public"
    client.force_login(office["luar"])
    assert other.get_absolute_url() in client.get(variable.get_absolute_url()).content.decode()


def test_a_new_version_does_not_keep_what_was_retired(office):
    old = making.in_force(office, Kind.STANDARD, "LAMA")
    variable = making.in_force(office, Kind.VARIABLE, "HARI", standard=[Pointer(old)])
    services.retire(old, by=office["walidata"], comment="Tidak dipakai lagi.")
    correction = making.following(office, variable, name_en="Days")
    assert given_up(correction) == []
    assert [one.attribute for one in advice_on(correction, office["staf"])] == ["standard"]
    services.discard_draft(correction, by=office["staf"])
    draft = making.following(office, variable, "major")
    with pytest.raises(MoveRefused) as refusal:
        services.move(draft, "submit", by=office["staf"])
    assert [(reason.code, reason.anchor) for reason in refusal.value.reasons] == [("retired", "#id_standard")]
    services.save_draft(draft, by=office["staf"], values={"standard": []})
    assert services.move(draft, "submit", by=office["staf"]).state == State.SUBMITTED


def test_what_is_retired_meanwhile_is_not_endorsed(office):
    concept = making.in_force(office, Kind.CONCEPT)
    variable = making.bring(office, making.draft(office, Kind.VARIABLE, concept=[Pointer(concept)]), State.REVIEWED)
    services.retire(concept, by=office["walidata"], comment="Tidak dipakai lagi.")
    with pytest.raises(MoveRefused) as refusal:
        services.endorse(variable, by=office["walidata"], authority="Kepala Dinas Kominfo")
    assert [reason.code for reason in refusal.value.reasons] == ["retired"]


def test_what_is_retired_meanwhile_is_not_passed_on_by_the_review(office):
    concept = making.in_force(office, Kind.CONCEPT)
    variable = making.bring(office, making.draft(office, Kind.VARIABLE, concept=[Pointer(concept)]), State.SUBMITTED)
    services.retire(concept, by=office["walidata"], comment="Tidak dipakai lagi.")
    with pytest.raises(MoveRefused) as refusal:
        services.move(variable, "review", by=office["walidata"])
    assert [reason.code for reason in refusal.value.reasons] == ["retired"]


def test_versions_side_by_side_carry_their_marks(office, client):
    first = making.in_force(office, Kind.CONCEPT)
    second = making.bring(office, making.following(office, first, definition_id="Batasan lain."), "endorsed")
    names = [f"konsep/{one.item.code}/{one.number}" for one in (first, second)]
    page = client.get(reverse("metadata:compare"), {"butir": names}).content.decode()
    assert page.count('class="standing"') == 1 and f'href="{second.get_absolute_url()}"' in page


def test_what_was_cancelled_is_not_named(office):
    concept = making.bring(office, making.draft(office, Kind.CONCEPT), State.RETURNED)
    variable = making.draft(office, Kind.VARIABLE, concept=[Pointer(concept)])
    services.move(concept, "cancel", by=office["staf"], comment="Keliru.")
    with pytest.raises(MoveRefused) as refusal:
        services.move(variable, "submit", by=office["staf"])
    assert [reason.anchor for reason in refusal.value.reasons] == ["#id_concept"]


def test_superseded_on_its_first_day_ends_on_it(office):
    first = making.in_force(office, Kind.CONCEPT)
    making.bring(office, making.following(office, first, definition_id="Batasan lain."), "endorsed")
    first.refresh_from_db()
    assert (first.state, first.valid_until, first.ends_on) == (State.SUPERSEDED, first.valid_from, first.valid_from)


# What is much alike ---------------------------------------------------------------------------------------------------


def test_a_draft_renamed_to_what_is_there_is_asked_about(office, client):
    fish = making.in_force(office, Kind.CONCEPT, "BERAT_IKAN", name_id="Berat Ikan", definition_id="Berat ikan segar.")
    draft = making.draft(office, Kind.CONCEPT, "WARNA", name_id="Warna Lambung", definition_id="Warna cat kapal.")
    client.force_login(office["staf"])
    data = {"name_id": "Berat Ikan", "definition_id": "Berat ikan segar.", "public": "on"}
    asked = post(client, draft.address("edit"), **data)
    assert asked.status_code == 422
    assert fish.get_absolute_url() in asked.content.decode()
    assert 'type="checkbox" name="distinct"' in asked.content.decode()
    assert Version.objects.get(pk=draft.pk).name_id == "Warna Lambung"
    assert post(client, draft.address("edit"), **data, distinct="on").status_code == 302
    draft = Version.objects.get(pk=draft.pk)
    assert (draft.name_id, [item.code for item in draft.distinct_from.all()]) == ("Berat Ikan", ["BERAT_IKAN"])
    assert [(one.version, one.is_told_apart) for one in similar(draft, office["walidata"])] == [(fish, True)]
    assert (
        post(client, draft.address("edit"), **data | {"definition_id": "Berat ikan segar sekali."}).status_code == 302
    )
    services.move(draft, "submit", by=office["staf"])
    client.force_login(office["walidata"])
    for address in (draft.get_absolute_url(), draft.address("move", name="review")):
        assert fish.get_absolute_url() in client.get(address).content.decode()


def test_other_changes_are_not_asked_about(office, client):
    making.in_force(office, Kind.CONCEPT, name_id="Berat Ikan")
    draft = making.draft(office, Kind.CONCEPT, name_id="Berat Ikan")
    client.force_login(office["staf"])
    data = {"name_id": "Berat Ikan", "definition_id": draft.definition_id, "public": "on", "notes": "Catatan."}
    assert post(client, draft.address("edit"), **data).status_code == 302


# Nothing typed is lost ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "part", "typed", "field"),
    [
        (Kind.VARIABLE, 2, {"described_domain": "0 sampai 120"}, "described_domain"),
        (Kind.VARIABLE, 2, {"domain_kind": "described", "classification": "DAFTAR"}, "classification"),
        (Kind.STANDARD, 2, {"proposal": "new", "updates": "SDS-1"}, "updates"),
        (Kind.INDICATOR, 2, {"component_indicators": "LAIN", "formula": "LAIN * 2"}, "component_indicators"),
        (Kind.DATASET, 3, {"access": "open", "access_reason": "Data perorangan."}, "access_reason"),
    ],
)
def test_what_is_typed_where_it_is_not_asked_is_refused(office, client, kind, part, typed, field):
    making.in_force(office, Kind.CLASSIFICATION, "DAFTAR")
    making.in_force(office, Kind.INDICATOR, "LAIN")
    draft = making.draft(office, kind)
    before = values_of(draft)
    client.force_login(office["staf"])
    answer = post(client, f"{draft.address('edit')}?bagian={part}", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}' in page
    assert values_of(Version.objects.get(pk=draft.pk)) == before
