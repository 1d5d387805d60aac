"""What the yearly planning promises and refuses: proposals, changes, drawing, likeness, decisions, and the frozen agreement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from activities.design.declared import spec_of_table
from activities.design.models import DeclaredSection, DesignRow
from activities.design.values import digests
from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core import audit, clock, office
from gsbpm_portal.core.models import AuditEntry, Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from phases.needs.planning import rules, selectors
from phases.needs.planning.attributes import SPECS
from phases.needs.planning.enums import EntryState, ListKind, PlanState, Proposers, Verdict
from phases.needs.planning.forum_tables import YEARS_SETTING, columns_of, told
from phases.needs.planning.models import PlanEntry, PlanSnapshot, PlanYear
from phases.needs.planning.services import drawing, entries, plans
from tests import factories
from tests.phases.needs.planning.making import MINUTES, YEAR, Town, with_needs

pytestmark = pytest.mark.django_db


def codes(refusal: Any) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


# Opening ------------------------------------------------------------------------------------------------------------------


def test_a_year_is_opened_once_by_the_walidata_of_the_place(town: Town) -> None:
    with pytest.raises(PermissionDenied):
        plans.open_plan(town.places["kota"], 2028, by=town["penyelia"])
    with pytest.raises(ValidationError):
        plans.open_plan(town.places["kota"], YEAR, by=town["walidata2"])
    with pytest.raises(ValidationError):
        plans.open_plan(town.places["kota"], 1999, by=town["walidata"])
    assert [str(plan) for plan in PlanYear.objects.all()] == ["Pemerintah Kota Contoh 2027"]
    assert audit.verify(town.plan.audit_chain).findings == []


@pytest.mark.parametrize(
    ("name", "sees"),
    [("staf", True), ("sehat", True), ("penyelia", True), ("walidata", True), ("pimpinan", True), ("admin", False),
     ("luar", False), ("super", True)],
)  # fmt: skip
def test_a_plan_is_seen_by_producers_walidata_and_heads_of_its_tree(town: Town, name: str, sees: bool) -> None:
    seen = PlanYear.objects.visible_to(town[name])
    assert (list(seen) == [town.plan]) is sees


def test_a_plan_of_an_office_is_not_seen_by_the_sister_office(town: Town) -> None:
    made = plans.open_plan(town.places["perikanan"], YEAR, by=town["walidata"])
    assert made in PlanYear.objects.visible_to(town["staf"])
    assert made not in PlanYear.objects.visible_to(town["sehat"])


# Proposing ----------------------------------------------------------------------------------------------------------------


def test_a_proposal_needs_a_name_alone_and_is_numbered_by_list(town: Town) -> None:
    first = entries.propose(
        town.plan, ListKind.DATA, producer=town.places["perikanan"], values={"name": "Nelayan"}, by=town["staf"]
    )
    second, action = town.propose(), town.propose(ListKind.ACTION)
    assert [entry.key for entry in (first, second, action)] == ["D1", "D2", "A1"]
    assert [one.name for one in selectors.missing(first)] == [
        "definition",
        "frequency",
        "collected",
        "released",
        "metadata",
        "access",
    ]
    with pytest.raises(MoveRefused) as refusal:
        entries.move_entry(first, "pass", by=town["walidata"])
    assert codes(refusal) == ["missing"] * 6
    with pytest.raises(ValidationError):
        entries.propose(
            town.plan, ListKind.DATA, producer=town.places["perikanan"], values={"name": " "}, by=town["staf"]
        )


def test_nobody_proposes_for_another_office_or_outside_of_the_plan(town: Town) -> None:
    for name, place in (("staf", "kesehatan"), ("luar", "lain"), ("pimpinan", "perikanan"), ("super", "perikanan")):
        with pytest.raises(NotAllowed):
            entries.propose(town.plan, ListKind.DATA, producer=town.places[place], values={"name": "X"}, by=town[name])
    assert not PlanEntry.objects.exists()


@pytest.mark.parametrize("state", [PlanState.FORUM, PlanState.RECORDED, PlanState.AGREED])
def test_a_plan_before_the_forum_takes_no_proposal_and_no_change(town: Town, state: str) -> None:
    standing = town.propose(name="Lain sekali")
    entries.move_entry(standing, "return", by=town["walidata"], comment="Lengkapi")
    town.bring_plan(state)
    with pytest.raises(MoveRefused) as refusal:
        town.propose()
    assert codes(refusal) == ["closed"]
    with pytest.raises(MoveRefused):
        entries.save_entry(standing, by=town["staf"], values={"name": "Baru"})


def test_values_that_cannot_be_kept_are_refused_by_field(town: Town) -> None:
    with pytest.raises(ValidationError) as refusal:
        town.propose(standard="TIDAK_ADA", released="13-2027", access="rahasia")
    assert sorted(refusal.value.message_dict) == ["access", "released", "standard"]
    with pytest.raises(ValidationError) as refusal:
        town.propose(ListKind.PRIORITY, first_year=2028, last_year=2027)
    assert sorted(refusal.value.message_dict) == ["last_year"]


# Changing -----------------------------------------------------------------------------------------------------------------


def test_two_people_never_write_over_each_other_unseen(town: Town) -> None:
    entry = town.propose()
    seen = digests(SPECS[ListKind.DATA].fields, entry.content)
    entries.save_entry(entry, by=town["staf2"], values={"note": "Dari TPI"}, seen=seen)
    follows = {"note": "", "purpose": "Neraca"}
    merged = entries.save_entry(entry, by=town["staf"], values=follows, seen=seen)
    assert (merged.content["note"], merged.content["purpose"]) == ("Dari TPI", "Neraca")
    with pytest.raises(entries.Overtaken) as refusal:
        entries.save_entry(entry, by=town["staf"], values={"note": "Dari pasar"}, seen=seen)
    assert refusal.value.fields == ("note",)
    assert town.entry(entry).content["note"] == "Dari TPI"


def test_an_unchanged_save_leaves_no_trace_and_a_checked_entry_is_not_changed(town: Town) -> None:
    entry = town.propose()
    before = AuditEntry.objects.count()
    entries.save_entry(entry, by=town["staf2"], values=dict(entry.content))
    assert AuditEntry.objects.count() == before and rules.makers_of(entry) == {town["staf"].pk}
    town.bring(entry, EntryState.FIT)
    with pytest.raises(MoveRefused):
        entries.save_entry(entry, by=town["staf"], values={"name": "Lain"})


def test_who_changed_an_entry_does_not_check_it(town: Town) -> None:
    entry = town.propose()
    entries.save_entry(entry, by=town["walidata"], values={"note": "Periksa"})
    with pytest.raises(NotAllowed):
        entries.move_entry(town.entry(entry), "pass", by=town["walidata"])
    assert entries.move_entry(town.entry(entry), "pass", by=town["walidata2"]).state == EntryState.FIT


def test_who_proposed_it_in_an_earlier_round_does_not_check_it_later(town: Town) -> None:
    entry = town.propose(by="walidata")
    town.bring(entry, EntryState.RETURNED)
    entries.move_entry(town.entry(entry), "resubmit", by=town["staf"])
    with pytest.raises(NotAllowed):
        entries.move_entry(town.entry(entry), "pass", by=town["walidata"])


def test_a_return_is_told_to_its_makers_and_sending_again_to_the_walidata(town: Town) -> None:
    entry = town.bring(town.propose(), EntryState.RETURNED)
    told = Notice.objects.get(user=town["staf"])
    assert "Lengkapi definisi" in told.text_en and told.url == entry.get_absolute_url()
    entries.move_entry(town.entry(entry), "resubmit", by=town["staf"])
    assert {notice.user.username for notice in Notice.objects.filter(kind="planning.resubmit")} == {
        "walidata",
        "walidata2",
    }


# Restrictions ---------------------------------------------------------------------------------------------------------------


def test_by_regulation_central_producers_and_walidata_restrict(town: Town) -> None:
    for name in ("staf", "penyelia"):
        with pytest.raises(NotAllowed) as refusal:
            town.propose(ListKind.RESTRICTION, by=name)
        assert codes(refusal) == ["restriction"]
    assert town.propose(ListKind.RESTRICTION, by="walidata").key == "B1"
    office.change(rules.CENTRAL_SETTING, "pusat, kota", by=None)
    assert town.propose(ListKind.RESTRICTION, by="staf").key == "B2"


def test_the_office_may_let_all_producers_restrict(town: Town) -> None:
    office.change(rules.PROPOSERS_SETTING, Proposers.ALL.value, by=None)
    assert town.propose(ListKind.RESTRICTION, by="staf").key == "B1"
    with pytest.raises(NotAllowed):
        town.propose(ListKind.RESTRICTION, by="staf", at="kesehatan")
    with pytest.raises(ValidationError):
        office.change(rules.PROPOSERS_SETTING, "siapa saja", by=None)


def test_who_may_no_longer_restrict_cannot_send_it_again_either(town: Town) -> None:
    office.change(rules.PROPOSERS_SETTING, Proposers.ALL.value, by=None)
    entry = town.bring(town.propose(ListKind.RESTRICTION, by="staf"), EntryState.RETURNED)
    office.change(rules.PROPOSERS_SETTING, None, by=None)
    with pytest.raises(NotAllowed) as refusal:
        entries.move_entry(town.entry(entry), "resubmit", by=town["staf"])
    assert codes(refusal) == ["restriction"]
    with pytest.raises(NotAllowed):
        entries.save_entry(town.entry(entry), by=town["staf"], values={"reason": "Lain"})


def test_a_decision_on_a_restriction_names_who_decided(town: Town) -> None:
    entry = town.bring(town.propose(ListKind.RESTRICTION), EntryState.FIT)
    plans.move_plan(town.plan, "discuss", by=town["walidata"])
    with pytest.raises(ValidationError):
        entries.move_entry(town.entry(entry), "agree", by=town["walidata2"])
    decided = entries.move_entry(town.entry(entry), "agree", by=town["walidata2"], decided_by="Forum dan pembina")
    assert (decided.state, decided.decided_by) == (EntryState.AGREED, "Forum dan pembina")


# Drawing and likeness -------------------------------------------------------------------------------------------------------


def test_needs_taken_up_and_outputs_are_drawn_once(town: Town) -> None:
    cycle = with_needs(town)
    found = selectors.candidates(town["staf"], town.plan)
    assert [(one.row, one.name) for one in found] == [("K1", "Produksi menurut jenis ikan"), ("L1", "Nilai produksi")]
    drawn = drawing.draw(town.plan, [one.key for one in found], by=town["staf"])
    need, output = (town.entry(entry) for entry in drawn)
    assert (need.cycle, need.origin, need.producer) == (
        cycle,
        "K1 Produksi menurut jenis ikan",
        town.places["perikanan"],
    )
    assert (need.content["purpose"], need.content["released"], need.content["frequency"]) == (
        "Neraca ikan",
        "2028-02",
        "7",
    )
    assert (output.content["definition"], output.content["frequency"]) == ("Nilai (rupiah)\nPendaratan", "4")
    assert selectors.candidates(town["staf"], town.plan) == []
    assert drawing.draw(town.plan, [one.key for one in found], by=town["staf"]) == []
    entries.move_entry(need, "withdraw", by=town["staf"])
    assert [one.row for one in selectors.candidates(town["staf"], town.plan)] == ["K1"]


def test_what_the_record_knows_is_not_typed_into_the_list_again(town: Town) -> None:
    cycle = with_needs(town)
    rows = {
        "need_variables": {"need": "K1", "name": "Berat", "definition": "Berat ikan segar"},
        "proposal_steps": {"title": "Catat", "starts": "2027-03", "ends": "2027-09", "stage": "3"},
    }
    for table, content in rows.items():
        section, _made = DeclaredSection.objects.get_or_create(cycle=cycle, code=spec_of_table(table).code)
        DesignRow.objects.create(section=section, table=table, key=f"{table[0].upper()}9", position=9, content=content)
    plan = {"access": "restricted", "available_on": "2027-12-15"}
    DeclaredSection.objects.create(cycle=cycle, code="dissemination", revision=1, content=plan)
    found = selectors.candidates(town["staf"], town.plan)
    need, output = (entry.content for entry in drawing.draw(town.plan, [one.key for one in found], by=town["staf"]))
    assert need["definition"] == "Berat: Berat ikan segar"
    assert need["collected"] == output["collected"] == ["2027-03-01", "2027-09-30"]
    assert (need["access"], output["released"]) == ("terbatas", "2027-12")


def test_drawing_gives_each_what_is_theirs(town: Town) -> None:
    with_needs(town)
    with_needs(town, at="kesehatan", by="sehat", code="KLINIK")
    assert {one.cycle.activity.code for one in selectors.candidates(town["sehat"], town.plan)} == {"KLINIK"}
    assert {one.cycle.activity.code for one in selectors.candidates(town["walidata"], town.plan)} == {"IKAN", "KLINIK"}
    assert selectors.candidates(town["pimpinan"], town.plan) == []


def test_entries_alike_are_told_and_hold_up_the_agreement(town: Town) -> None:
    first = town.propose(name="Produksi Perikanan Tangkap")
    second = town.propose(name="Jumlah produksi perikanan tangkap menurut kecamatan", by="sehat", at="kesehatan")
    other = town.propose(name="Kunjungan pasien lanjut usia", by="sehat", at="kesehatan")
    assert [(pair.first, pair.second) for pair in selectors.open_pairs(town.plan)] == [(first, second)]
    for entry in (first, second, other):
        town.bring(entry, EntryState.FIT)
    plans.move_plan(town.plan, "discuss", by=town["walidata"])
    with pytest.raises(MoveRefused) as refusal:
        entries.move_entry(town.entry(second), "agree", by=town["walidata"])
    assert codes(refusal) == ["alike"]
    result = entries.agree_together(
        town.plan, [f"{e.key}@{town.entry(e).version_text}" for e in (first, other)], by=town["walidata"]
    )
    assert ([entry.key for entry in result.done], [key for key, _reasons in result.refused]) == (["D3"], ["D1"])
    drawing.settle(town.plan, second, first, by=town["walidata"], verdict=Verdict.DIFFERENT, reason="Wilayahnya lain")
    assert selectors.open_pairs(town.plan) == []
    assert entries.move_entry(town.entry(second), "agree", by=town["walidata"]).state == EntryState.AGREED


def test_of_the_same_data_one_stands_and_the_other_goes_back(town: Town) -> None:
    first, second = town.propose(), town.propose(by="sehat", at="kesehatan")
    with pytest.raises(NotAllowed):
        drawing.settle(town.plan, first, second, by=town["staf"], verdict=Verdict.SAME, reason="Sama", kept=first)
    with pytest.raises(ValidationError):
        drawing.settle(town.plan, first, second, by=town["walidata"], verdict=Verdict.SAME, reason="Sama")
    with pytest.raises(ValidationError):
        drawing.settle(town.plan, first, second, by=town["walidata"], verdict=Verdict.SAME, reason=" ", kept=first)
    settled = drawing.settle(
        town.plan, first, second, by=town["walidata"], verdict=Verdict.SAME, reason="Satu sumber", kept=first
    )
    assert (settled.kept, town.entry(first).state, town.entry(second).state) == (
        first,
        EntryState.PROPOSED,
        EntryState.RETURNED,
    )
    assert "Satu sumber" in Notice.objects.get(user=town["sehat"]).text_en
    assert audit.verify(town.plan.audit_chain).findings == []


def test_data_become_priority_once_with_what_is_known(town: Town) -> None:
    entry = town.propose()
    made = entries.promote(entry, by=town["staf"])
    assert (made.key, made.promoted_from, made.content["definition"]) == ("P1", entry, "Ikan yang didaratkan.")
    assert entries.promote(town.entry(entry), by=town["staf2"]) == made
    with pytest.raises(MoveRefused):
        entries.promote(town.propose(ListKind.ACTION), by=town["staf"])


# The forum and the agreement --------------------------------------------------------------------------------------------------


def test_what_is_chosen_is_passed_and_agreed_in_the_version_that_was_shown(town: Town) -> None:
    whole, bare = town.propose(), town.propose(name="Nelayan", definition="")
    own = town.propose(name="Kapal", by="walidata")
    keys = [f"{entry.key}@{entry.version_text}" for entry in (whole, bare, own)]
    result = entries.pass_together(town.plan, keys, by=town["walidata"])
    assert [entry.key for entry in result.done] == ["D1"]
    assert [(key, reasons[0].code) for key, reasons in result.refused] == [("D2", "missing"), ("D3", "suitable")]
    plans.move_plan(town.plan, "discuss", by=town["walidata"])
    stale = entries.agree_together(town.plan, ["D1@9.9"], by=town["walidata"])
    assert [(key, reasons[0].code) for key, reasons in stale.refused] == [("D1", "changed")]
    assert [entry.state for entry in entries.agree_together(town.plan, ["D1@1.0"], by=town["walidata"]).done] == [
        "disepakati"
    ]


def test_an_agreement_needs_minutes_and_a_decision_on_everything(town: Town) -> None:
    with pytest.raises(MoveRefused) as refusal:
        plans.move_plan(town.plan, "discuss", by=town["walidata"])
    assert codes(refusal) == ["nothing"]
    town.bring(town.propose(), EntryState.FIT)
    town.propose(name="Nelayan")
    plans.move_plan(town.plan, "discuss", by=town["walidata"])
    with pytest.raises(MoveRefused) as refusal:
        plans.move_plan(town.plan, "record", by=town["walidata"])
    assert codes(refusal) == ["unchecked", "undecided", "nothing", "minutes", "minutes", "minutes"]


def test_who_records_the_agreement_does_not_confirm_it(town: Town) -> None:
    plan = town.bring_plan(PlanState.RECORDED)
    with pytest.raises(NotAllowed):
        plans.move_plan(plan, "confirm", by=town["walidata"])
    with pytest.raises(NotAllowed):
        plans.move_plan(plan, "confirm", by=town["penyelia"])
    assert plans.move_plan(plan, "confirm", by=town["walidata2"]).state == PlanState.AGREED


def test_an_agreement_is_frozen_word_by_word(town: Town) -> None:
    town.bring_plan(PlanState.AGREED)
    snapshot = PlanSnapshot.objects.get()
    lists = snapshot.content["lists"]
    assert {kind: [row["key"] for row in found["rows"]] for kind, found in lists.items()} == {
        "data": ["D1"], "prioritas": ["P1"], "aksi": ["A1"], "pembatasan": ["B1"],
    }  # fmt: skip
    assert snapshot.content["minutes"]["number"] == MINUTES["minutes_number"] and len(snapshot.digest) == 64
    codes_of = [column["code"] for column in lists["prioritas"]["columns"]]
    cells = dict(zip(codes_of, lists["prioritas"]["rows"][0]["cells"], strict=True))
    assert cells["ddp_id"] == "DDP-17"
    assert [cells[f"years:{year}"] for year in range(2025, 2030)] == ["", "ya", "ya", "ya", ""]
    for change in (lambda: PlanSnapshot.objects.update(digest="x"), lambda: PlanSnapshot.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    plans.move_plan(town.plan, "reopen", by=town["pimpinan"], comment="Ada tambahan")
    town.bring(town.propose(name="Nelayan"), EntryState.AGREED)
    plans.move_plan(town.plan, "discuss", by=town["walidata"])
    plans.move_plan(town.plan, "record", by=town["walidata"])
    plans.move_plan(town.plan, "confirm", by=town["walidata2"])
    second = PlanSnapshot.objects.get(number=2)
    assert [row["key"] for row in second.content["lists"]["data"]["rows"]] == ["D1", "D2"]
    assert audit.verify(town.plan.audit_chain).findings == []


def test_the_database_refuses_an_agreement_without_its_decision(town: Town) -> None:
    entry = town.propose()
    for rows, state in ((PlanEntry.objects.filter(pk=entry.pk), "disepakati"), (PlanYear.objects.all(), "disepakati")):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state=state)
    assert Decision.objects.count() == 0


def test_minutes_are_written_by_walidata_while_the_plan_runs(town: Town) -> None:
    with pytest.raises(NotAllowed):
        plans.save_minutes(town.plan, by=town["penyelia"], values=MINUTES)
    with pytest.raises(ValidationError):
        plans.save_minutes(town.plan, by=town["walidata"], values={"agreed_on": clock.today() + timedelta(days=1)})
    upload = SimpleUploadedFile("notulen.txt", b"Berita acara")
    plan = plans.save_minutes(town.plan, by=town["walidata"], values=MINUTES, upload=upload, seen=0)
    assert (plan.minutes_number, plan.minutes_file.name, plan.revision) == ("BA-12/FSD/2026", "notulen.txt", 1)
    with pytest.raises(plans.MinutesChanged):
        plans.save_minutes(plan, by=town["walidata2"], values={"agenda": "Lain"}, seen=0)
    town.bring_plan(PlanState.RECORDED)
    with pytest.raises(MoveRefused):
        plans.save_minutes(town.plan, by=town["walidata"], values={"agenda": "Lain"})


def test_progress_is_told_of_agreed_actions_by_the_office_in_charge(town: Town) -> None:
    entry = town.propose(ListKind.ACTION)
    with pytest.raises(MoveRefused):
        entries.tell_progress(entry, by=town["staf"], percent=40, note="Tiga dari lima")
    entries.move_entry(entry, "withdraw", by=town["staf"])
    town.bring_plan(PlanState.AGREED)
    agreed = PlanEntry.objects.get(kind=ListKind.ACTION, state=EntryState.AGREED)
    with pytest.raises(NotAllowed):
        entries.tell_progress(town.entry(agreed), by=town["sehat"], percent=40, note="")
    with pytest.raises(ValidationError):
        entries.tell_progress(town.entry(agreed), by=town["staf"], percent=140, note="")
    row = entries.tell_progress(town.entry(agreed), by=town["staf"], percent=40, note="Tiga dari lima")
    assert (row.progress, row.progress_note, town.plan.state) == (40, "Tiga dari lima", PlanState.AGREED)


def test_the_years_of_the_priority_list_are_a_setting(town: Town) -> None:
    spec = SPECS[ListKind.PRIORITY]
    entry = town.propose(ListKind.PRIORITY)
    office.change(YEARS_SETTING, "2027 - 2029", by=None)
    found = [column.code for column in columns_of(spec) if column.code.startswith("years:")]
    assert found == ["years:2027", "years:2028", "years:2029"]
    names = selectors.names_of([entry])
    assert [bool(told(spec, entry, code, names)) for code in found] == [True, True, False]
    office.change(YEARS_SETTING, "lima tahun", by=None)
    assert [column.code for column in columns_of(spec) if column.code.startswith("years:")] == []


def test_a_plan_of_many_entries_reads_in_as_many_queries(town: Town, django_assert_num_queries: Any) -> None:
    for number in range(3):
        factories.make_organisation(f"dinas-{number}", parent=town.places["kota"])
        town.propose(name=f"Data nomor {number}")
    with django_assert_num_queries(1):
        selectors.tallies(town.opened)
    with django_assert_num_queries(4):
        assert len(selectors.mine_to_check(town["walidata"], town.opened)) == 3
