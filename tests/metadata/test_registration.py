"""Drafts, registration moves, versions: what the services promise and refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import AuditEntry, Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from metadata import services
from metadata.enums import Kind, State
from metadata.machines import registration
from metadata.models import Item, Version
from metadata.selectors.values import Pointer, values_of
from tests.metadata import making

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_goes_from_draft_to_endorsed(office, kind):
    version = making.in_force(office, kind)
    assert (version.state, version.number, version.is_current) == (State.ENDORSED, "1.0.0", True)
    assert version.digest and version.locked_at
    verbs = list(
        Decision.objects.filter(subject_kind="metadata.version", subject_id=version.pk).values_list("verb", flat=True)
    )
    assert verbs == ["submit", "review", *(["approve"] if kind == Kind.STANDARD else []), "endorse"]
    assert audit.verify(version.audit_chain).findings == []


def test_draft_may_lack_what_submission_needs(office):
    version = making.draft(office, Kind.VARIABLE, concept=[], reference_period="")
    with pytest.raises(MoveRefused) as refusal:
        services.move(version, "submit", by=office["staf"])
    assert {reason.anchor for reason in refusal.value.reasons} == {"#id_concept", "#id_reference_period"}


def test_maker_never_reviews(office):
    version = making.draft(office, Kind.CONCEPT, by="walidata")
    services.move(version, "submit", by=office["walidata"])
    with pytest.raises(NotAllowed):
        services.move(version, "review", by=office["walidata"])


def test_return_needs_an_open_remark_and_a_comment(office):
    version = making.bring(office, making.draft(office, Kind.CONCEPT), State.SUBMITTED)
    with pytest.raises(MoveRefused) as refusal:
        services.move(version, "return", by=office["walidata"], comment="Perbaiki")
    assert [reason.code for reason in refusal.value.reasons] == ["no_remark"]
    remark = services.add_remark(version, by=office["walidata"], body="Kurang jelas", attribute="definition_id")
    with pytest.raises(MoveRefused):
        services.move(version, "return", by=office["walidata"])
    returned = services.move(version, "return", by=office["walidata"], comment="Perbaiki")
    assert returned.state == State.RETURNED
    services.save_draft(returned, by=office["staf"], values={"definition_id": "Lebih jelas."})
    services.move(returned, "submit", by=office["staf"])
    with pytest.raises(MoveRefused) as refusal:
        services.move(returned, "review", by=office["walidata"])
    assert [reason.code for reason in refusal.value.reasons] == ["open"]
    services.close_remark(remark, by=office["walidata"])
    assert services.move(returned, "review", by=office["walidata"]).state == State.REVIEWED


def test_unanswered_query_holds_up_submission(office):
    version = making.bring(office, making.draft(office, Kind.CONCEPT), State.SUBMITTED)
    query = services.add_remark(version, by=office["walidata"], body="Dari mana?", attribute="reference", kind="query")
    services.move(version, "return", by=office["walidata"], comment="Jawab dahulu")
    with pytest.raises(MoveRefused) as refusal:
        services.move(version, "submit", by=office["staf"])
    assert [reason.code for reason in refusal.value.reasons] == ["unanswered"]
    services.answer(query, by=office["staf"], body="Dari Kepka 850/2023.")
    assert services.move(version, "submit", by=office["staf"]).state == State.SUBMITTED


def test_submitted_version_cannot_be_written(office):
    version = making.bring(office, making.draft(office, Kind.CONCEPT), State.SUBMITTED)
    with pytest.raises(MoveRefused):
        services.save_draft(version, by=office["staf"], values={"name_id": "Lain"})


def test_other_offices_neither_write_nor_see(office):
    version = making.draft(office, Kind.CONCEPT)
    with pytest.raises(PermissionDenied):
        services.save_draft(version, by=office["luar"], values={"name_id": "Lain"})
    with pytest.raises(PermissionDenied):
        services.create_item(
            "concept", "LAIN", organisation=office.places["perikanan"], values={"name_id": "X"}, by=office["luar"]
        )
    assert not Version.objects.visible_to(office["luar"]).filter(pk=version.pk).exists()
    assert Version.objects.visible_to(office["walidata"]).filter(pk=version.pk).exists()
    making.bring(office, version, State.ENDORSED)
    assert Version.objects.visible_to(office["luar"]).filter(pk=version.pk).exists()


def test_two_writers(office):
    version = making.draft(office, Kind.CONCEPT)
    services.save_draft(version, by=office["staf2"], values={"reference": "Buku A"}, seen_revision=0)
    with pytest.raises(services.items.Overtaken) as conflict:
        services.save_draft(version, by=office["staf"], values={"reference": "Buku B"}, seen_revision=0)
    assert conflict.value.values["reference"] == "Buku A"


def test_equal_content_changes_nothing(office):
    version = making.draft(office, Kind.CONCEPT)
    before = AuditEntry.objects.count()
    assert services.save_draft(version, by=office["staf"], values=values_of(version)).revision == 0
    assert AuditEntry.objects.count() == before


def test_patch_keeps_the_meaning_and_supersedes_at_once(office):
    base = making.in_force(office, Kind.VARIABLE, "UMUR", unit="Tahun")
    draft = making.following(office, base, "patch")
    assert draft.number == "1.0.1"
    with pytest.raises(ValidationError) as refusal:
        services.save_draft(draft, by=office["staf"], values={"unit": "Bulan"})
    assert set(refusal.value.message_dict) == {"unit"}
    services.save_draft(draft, by=office["staf"], values={"definition_id": "Lama hidup dalam tahun penuh."})
    making.bring(office, draft, State.ENDORSED)
    base.refresh_from_db()
    assert (base.state, base.is_current, base.definition_id) == (State.SUPERSEDED, False, "Batasan yang jelas.")


def test_new_validity_period_waits_for_its_day(office):
    base = making.in_force(office, Kind.CONCEPT, "MISKIN")
    draft = making.following(office, base, "major", definition_id="Arti baru.")
    assert draft.number == "2.0.0"
    making.bring(office, draft, State.REVIEWED)
    later = clock.today() + timedelta(days=30)
    services.endorse(draft, by=office["walidata"], authority="BPS", valid_from=later)
    base.refresh_from_db()
    draft.refresh_from_db()
    assert (base.state, base.is_current, base.valid_until) == (State.ENDORSED, True, later - timedelta(days=1))
    assert (draft.state, draft.is_current) == (State.ENDORSED, False)
    with clock.at(clock.now() + timedelta(days=31)):
        assert services.supersede_due() == 1
        assert services.supersede_due() == 0
    base.refresh_from_db()
    draft.refresh_from_db()
    assert (base.state, draft.is_current) == (State.SUPERSEDED, True)


def test_uses_keep_the_version_that_they_named(office):
    concept = making.in_force(office, Kind.CONCEPT)
    variable = making.in_force(office, Kind.VARIABLE, concept=[Pointer(concept)])
    making.bring(office, making.following(office, concept, "major", definition_id="Lain."), State.ENDORSED)
    assert values_of(variable)["concept"] == [Pointer(concept)]


def test_only_one_draft_at_a_time(office):
    base = making.in_force(office, Kind.CONCEPT)
    making.following(office, base)
    with pytest.raises(MoveRefused):
        making.following(office, base)


def test_endorsing_waits_for_what_is_referred_to(office):
    concept = making.bring(office, making.draft(office, Kind.CONCEPT), State.SUBMITTED)
    variable = making.bring(office, making.draft(office, Kind.VARIABLE, concept=[Pointer(concept)]), State.REVIEWED)
    with pytest.raises(MoveRefused) as refusal:
        services.endorse(variable, by=office["walidata"], authority="BPS")
    assert [reason.code for reason in refusal.value.reasons] == ["reference"]


def test_standard_needs_the_pembina_and_a_code(office):
    version = making.bring(office, making.draft(office, Kind.STANDARD), State.REVIEWED)
    with pytest.raises(NotAllowed):
        services.endorse(version, by=office["walidata"], authority="BPS", issued_code="SDS-1")
    services.approve(version, by=office["walidata"], authority="BPS")
    with pytest.raises(ValidationError):
        services.endorse(version, by=office["walidata"], authority="BPS")
    assert services.endorse(version, by=office["walidata"], authority="BPS", issued_code="SDS-1").issued_code == "SDS-1"


def test_circle_of_indicators_is_refused_with_its_way(office):
    first = making.draft(office, Kind.INDICATOR, "A")
    second = making.draft(office, Kind.INDICATOR, "B", composite=True, component_indicators=[Pointer(first)])
    third = making.draft(office, Kind.INDICATOR, "C", composite=True, component_indicators=[Pointer(second)])
    with pytest.raises(ValidationError) as refusal:
        services.save_draft(
            first,
            by=office["staf"],
            values={"composite": True, "component_indicators": [Pointer(third)], "component_variables": []},
        )
    assert "A → C → B → A" in str(refusal.value)


def test_formula_speaks_of_components_only(office):
    poor, all_people = (
        making.in_force(office, Kind.VARIABLE, "MISKIN"),
        making.in_force(office, Kind.VARIABLE, "PENDUDUK"),
    )
    values = {"component_variables": [Pointer(poor), Pointer(all_people)], "formula": "MISKIN / PENDUDUK * 100"}
    version = making.draft(office, Kind.INDICATOR, **values)
    with pytest.raises(ValidationError) as refusal:
        services.save_draft(version, by=office["staf"], values={"formula": "MISKIN / PENDUDUKK * 100"})
    assert set(refusal.value.message_dict) == {"formula"}
    assert "PENDUDUK" in refusal.value.message_dict["formula"][0]


def test_used_draft_is_not_discarded_and_used_version_not_deleted(office):
    concept = making.draft(office, Kind.CONCEPT)
    variable = making.draft(office, Kind.VARIABLE, concept=[Pointer(concept)])
    with pytest.raises(MoveRefused):
        services.discard_draft(concept, by=office["staf"])
    with pytest.raises(ProtectedError):
        concept.delete()
    services.discard_draft(variable, by=office["staf"])
    services.discard_draft(concept, by=office["staf"])
    assert not Item.objects.filter(pk__in=[variable.item_id, concept.item_id]).exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda v: Version.objects.filter(pk=v.pk).update(name_id="Lain"),
        lambda v: Version.objects.filter(pk=v.pk).update(content={"reference": "Lain"}),
        lambda v: Version.objects.filter(pk=v.pk).delete(),
        lambda v: v.codes.update(label_id="Lain"),
        lambda v: v.codes.create(code="9", label_id="Baru"),
        lambda v: v.codes.filter(code="3").delete(),
    ],
)
def test_database_keeps_released_versions(office, change):
    version = making.in_force(office, Kind.CLASSIFICATION)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(version)


def test_database_refuses_an_endorsement_without_decision(office):
    version = making.draft(office, Kind.CONCEPT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**{registration.field: State.ENDORSED})


def test_next_version_takes_over_codes_with_their_tree(office):
    base = making.draft(office, Kind.CLASSIFICATION)
    top = base.codes.get(code="1")
    base.codes.create(code="1.1", label_id="Anak", parent=top, level=2, position=10)
    making.bring(office, base, State.ENDORSED)
    draft = making.following(office, base, "minor")
    assert draft.number == "1.1.0"
    taken = list(draft.codes.order_by("position").values_list("code", "parent__code", "level"))
    assert taken == [("1", None, 1), ("2", None, 1), ("3", None, 1), ("1.1", "1", 2)]
    assert draft.codes.get(code="1.1").parent.version_id == draft.pk


def test_retiring_names_a_replacement(office):
    old, new = making.in_force(office, Kind.CONCEPT), making.in_force(office, Kind.CONCEPT)
    retired = services.retire(old, by=office["walidata"], comment="Diganti", replaced_by=new.item)
    assert (retired.state, retired.replaced_by, retired.is_current) == (State.RETIRED, new.item, True)
    with pytest.raises(ValidationError):
        services.retire(new, by=office["walidata"], comment="Diganti", replaced_by=new.item)


def test_returned_proposal_is_cancelled_and_proposed_again(office):
    version = making.bring(office, making.draft(office, Kind.CONCEPT, "LAMA"), State.RETURNED)
    with pytest.raises(MoveRefused):
        services.discard_draft(version, by=office["staf"])
    with pytest.raises(MoveRefused):
        services.move(version, "cancel", by=office["staf"])
    cancelled = services.move(version, "cancel", by=office["staf"], comment="Sudah ada di SDSN.")
    assert cancelled.state == State.CANCELLED
    again = services.start_version(cancelled, change="", note="Ternyata perlu.", by=office["staf"])
    assert (again.number, again.change, again.state) == ("1.0.1", "first", State.DRAFT)
    assert values_of(again) == values_of(cancelled)


def test_never_submitted_draft_is_not_cancelled(office):
    with pytest.raises(NotAllowed):
        services.move(making.draft(office, Kind.CONCEPT), "cancel", by=office["staf"], comment="Tidak jadi")


@pytest.mark.parametrize(
    ("change", "alter", "fits"),
    [
        ("patch", lambda codes: codes.filter(code="1").update(label_id="Lain"), True),
        ("patch", lambda codes: codes.create(code="4", label_id="Baru", version=codes.first().version), False),
        ("minor", lambda codes: codes.create(code="4", label_id="Baru", version=codes.first().version), True),
        ("minor", lambda codes: codes.filter(code="1").delete(), False),
        ("major", lambda codes: codes.filter(code="1").delete(), True),
    ],
)
def test_codes_fit_the_kind_of_version(office, change, alter, fits):
    draft = making.following(office, making.in_force(office, Kind.CLASSIFICATION), change)
    alter(draft.codes)
    if fits:
        assert services.move(draft, "submit", by=office["staf"]).state == State.SUBMITTED
    else:
        with pytest.raises(MoveRefused) as refusal:
            services.move(draft, "submit", by=office["staf"])
        assert [reason.code for reason in refusal.value.reasons] == ["codes"]


def test_retired_entry_is_not_in_force(office, client):
    version = making.bring(office, making.draft(office, Kind.DATASET, "LAMA"), State.RETIRED)
    assert not Version.objects.in_force().filter(pk=version.pk).exists()
    listed = client.get("/api/v1/items?kind=dataset").json()
    assert listed["count"] == 0
    assert client.get("/api/v1/items/dataset/LAMA").json()["in_force"] is False
    assert "LAMA" not in client.get("/katalog.ttl").content.decode()
