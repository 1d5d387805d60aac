"""The way of a notification, by its services: what each step writes, and what it refuses."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from activities.design.services import save_fields
from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core import clock, office
from gsbpm_portal.core.models import AuditEntry, Decision, Holiday
from gsbpm_portal.core.remarks import answer, ask, close, remarks_on
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from phases.design.enums import NoteState, Submission, Verdict
from phases.design.filing_forum import forum_of
from phases.design.models import Filing, FilingVersion
from phases.design.selectors.filing import add_days, answer_due, clocks, filing_of, results_due
from phases.design.services import filing, filing_bps, filing_notes
from phases.design.services.filing_notes import Wanted
from tests import factories
from tests.phases.design import filing_world as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return made.make_world()


def test_from_nothing_to_the_recommendation(world):
    """Every step leaves its decision and its entry in the trail."""
    cycle, staf, walidata = world.cycle, world["staf"], world["walidata"]
    row = filing.submit(cycle, by=staf, words={"V-11": "Dari tahun lalu"})
    assert (row.state, row.revision, row.round, row.reference) == (Submission.WAITING, 1, 1, "FS3/IKAN/2026/1")
    row = filing.pass_on(row, by=walidata, comment="Lengkap")
    assert (row.state, row.round, row.verified_by) == (Submission.VERIFIED, 2, walidata)
    row = filing_bps.send(row, by=staf, paper=made.paper())
    row = filing_bps.examine(row, by=walidata)
    row = filing_bps.bring_notes(row, by=staf, paper=made.paper(), notes=[Wanted("Fraksi", "6.4"), Wanted("Judul")])
    assert [(n.key, n.subprocess, n.label, n.state) for n in row.notes.all()] == [
        ("C1", "2.4", "6.4 Keseluruhan fraksi sampel (overall sampling fraction)", NoteState.OPEN),
        ("C2", "2.6", "", NoteState.OPEN),
    ]
    with pytest.raises(MoveRefused) as refusal:
        filing_bps.resubmit(row, by=staf, paper=made.paper())
    assert [reason.code for reason in refusal.value.reasons] == ["note", "note"]
    save_fields(cycle, "sample", by=staf, values={"fraction": "1/4 x 1/25"})
    for note in row.notes.all():
        filing_notes.answer(note, by=staf, words="Sudah", seen=note.revision)
    row = filing_bps.resubmit(row, by=staf, paper=made.paper())
    assert (row.state, row.revision) == (Submission.FILED, 2)
    row = filing_bps.recommend(row, by=staf, paper=made.paper(), identity=made.IDENTITY, items=["Satu", " ", "Dua"])
    assert (row.state, row.verdict, world.cycle.recommendation) == (Submission.DONE, Verdict.FIT, made.IDENTITY)
    assert [item.text for item in row.items.all()] == ["Satu", "Dua"]
    assert list(Decision.objects.filter(subject_kind="design.filing").values_list("verb", "checks").order_by("pk")) == [
        ("submit", False), ("pass", True), ("send", False), ("examine", False), ("bring", False), ("resubmit", False),
        ("recommend", False),
    ]  # fmt: skip
    actions = list(
        AuditEntry.objects.filter(action__startswith="filing.").values_list("action", flat=True).order_by("seq")
    )
    assert actions == [
        "filing.begun", "filing.submit", "filing.pass", "filing.send", "filing.examine", "filing.bring", "filing.noted",
        "filing.noted", "filing.answered", "filing.answered", "filing.resubmit", "filing.recommend",
    ]  # fmt: skip
    assert AuditEntry.objects.filter(action="cycle.recommended").get().changes == {
        "recommendation": ["", made.IDENTITY]
    }
    assert [letter.kind for letter in row.letters.all()] == ["pengajuan", "catatan", "perbaikan", "rekomendasi"]


def test_what_was_submitted_is_frozen_with_what_the_rules_say(world):
    row = filing.submit(world.cycle, by=world["staf"], words={"VI-04A": "Didampingi"})
    save_fields(world.cycle, "contacts", by=world["staf"], values={"phone": "021-999"})
    version = row.versions.get()
    phones = [
        line["text"] for block in version.content["blocks"] for line in block["lines"] if line["code"] == "1.2.telepon"
    ]
    assert phones == ["021-555-01"]
    assert version.romantik["blok_i"]["alamat"]["telepon"] == "021-555-01"
    assert version.document["kind"] == "fs3"
    assert {finding["outcome"] for finding in version.findings} <= {"violation", "unknown"}
    with pytest.raises(Exception, match="append-only"):
        FilingVersion.objects.filter(pk=version.pk).update(digest="x")


def test_errors_of_the_review_stop_it_and_name_their_place(world):
    save_fields(world.cycle, "contacts", by=world["staf"], values={"echelon1": ""})
    with pytest.raises(MoveRefused) as refusal:
        filing.submit(world.cycle, by=world["staf"])
    assert [(r.code, str(r.text).split(":")[0], r.anchor) for r in refusal.value.reasons] == [
        ("rule", "II-01", "/kegiatan/IKAN/2026/rancangan/contacts/")
    ]
    assert not Filing.objects.exists()


def test_only_staff_submit_and_only_the_walidata_checks(world):
    for name in ("penyelia", "walidata", "pimpinan", "rekan", "super"):
        with pytest.raises(MoveRefused):
            filing.submit(world.cycle, by=world[name])
    row = filing.submit(world.cycle, by=world["staf"])
    for name in ("staf", "penyelia", "pimpinan", "admin", "rekan", "luar", "super"):
        with pytest.raises(NotAllowed):
            filing.pass_on(row, by=world[name])
    assert filing.pass_on(row, by=world["walidata"]).state == Submission.VERIFIED


def test_a_walidata_who_wrote_it_does_not_check_it(world):
    """Neither by a seat as staff nor by a word in a section that the form reads."""
    factories.make_membership(world["staf2"], role="walidata", at=world.places["kota"])
    row = filing.submit(world.cycle, by=world["staf"])
    save_fields(world.cycle, "contacts", by=world["staf2"], values={"phone": "021-1"})
    with pytest.raises(NotAllowed) as refusal:
        filing.pass_on(row, by=world["staf2"])
    assert [reason.code for reason in refusal.value.reasons] == ["maker"]
    assert filing.pass_on(row, by=world["walidata"]).state == Submission.VERIFIED


def test_returning_needs_a_word_or_a_remark(world):
    """And passing needs every remark settled, by a walidata."""
    row = filing.submit(world.cycle, by=world["staf"])
    forum = forum_of(row, row.versions.get().content)
    ask(forum, by=world["staf"], body="Mohon segera")
    with pytest.raises(MoveRefused) as refusal:
        filing.give_back(row, by=world["walidata"])
    assert [reason.code for reason in refusal.value.reasons] == ["comment"]
    remark = ask(forum, by=world["walidata"], body="Siapa nakhoda?", part="6.7", kind="query")
    with pytest.raises(MoveRefused) as refusal:
        filing.pass_on(row, by=world["walidata"])
    assert [reason.code for reason in refusal.value.reasons] == ["remark", "remark"]
    row = filing.give_back(row, by=world["walidata"])
    assert (row.state, row.round) == (Submission.DRAFT, 2)
    answer(forum, remark, by=world["staf"], body="Pemimpin kapal")
    row = filing.submit(world.cycle, by=world["staf"])
    forum = forum_of(row, row.versions.last().content)
    with pytest.raises(PermissionDenied):
        close(forum, remark, by=world["staf"])
    for one in remarks_on(row):
        close(forum, one, by=world["walidata"])
    assert filing.pass_on(row, by=world["walidata"]).versions.count() == 2


def test_those_who_neither_write_nor_check_do_not_remark(world):
    row = filing.submit(world.cycle, by=world["staf"])
    forum = forum_of(row, row.versions.get().content)
    for name in ("penyelia", "pimpinan", "rekan", "luar", "super"):
        with pytest.raises(PermissionDenied):
            ask(forum, by=world[name], body="Apa ini?")


def test_who_looked_at_another_version_does_not_decide(world):
    row = filing.submit(world.cycle, by=world["staf"])
    seen = row.version_text
    filing.withdraw(row, by=world["staf"])
    row = filing.submit(world.cycle, by=world["staf"])
    with pytest.raises(MoveRefused) as refusal:
        filing.pass_on(row, by=world["walidata"], seen=seen)
    assert [reason.code for reason in refusal.value.reasons] == ["changed"]


def test_the_second_walidata_is_told_who_was_first(world):
    other = factories.make_user("walidata2", role="walidata", at=world.places["kota"])
    row = filing.submit(world.cycle, by=world["staf"])
    filing.pass_on(row, by=world["walidata"], seen=row.version_text)
    with pytest.raises(MoveRefused) as refusal:
        filing.give_back(row, by=other, comment="Belum", seen=row.version_text)
    assert "Walidata" in str(refusal.value.reasons[0].text)
    assert filing_of(world.cycle).state == Submission.VERIFIED


def test_days_count_by_the_office_settings(world):
    row = made.bring(world, Submission.FILED)
    assert answer_due(row) == factories.in_days(30)
    office.change("recommendation_days", 5, by=None)
    assert answer_due(row) == factories.in_days(5)
    row = filing_bps.recommend(row, by=world["staf"], paper=made.paper(), identity="Nomor lain", odd="Surat lama")
    assert results_due(row) == factories.in_days(made.LATER[3] + 20 + 30)
    office.change("results_handover_days", 0, by=None)
    assert results_due(row) == factories.in_days(made.LATER[3] + 20)


def test_working_days_leave_out_weekends_and_the_holidays_of_the_office(world):
    """And the clock says so of a year of which no holiday is kept."""
    row = made.bring(world, Submission.FILED)
    calendar = clocks(row)[0]
    assert (calendar.due, calendar.doubt) == (factories.in_days(30), "")
    office.change("recommendation_working_days", True, by=None)
    before = clocks(row)[0]
    assert before.due == add_days(row.sent_on, 30, working=True) > calendar.due
    assert str(before.due.year) in before.doubt
    first = add_days(row.sent_on, 1, working=True)
    for day in (first, dt.date(before.due.year, 12, 31), dt.date(row.sent_on.year, 1, 1)):
        Holiday.objects.get_or_create(day=day, defaults={"name": "Libur"})
    after = clocks(row)[0]
    assert (after.due > before.due, after.doubt) == (True, "")


def test_what_is_owed_is_handed_over_once(world):
    row = made.bring(world, Submission.DONE)
    with pytest.raises(ValidationError):
        filing_bps.hand_over(row, by=world["staf"], paper=filing_bps.Paper(made.paper().day))
    with pytest.raises(MoveRefused) as refused:
        filing_bps.hand_over(row, by=world["staf"], paper=made.paper(file=made.letter_file()))
    assert "4.1, 4.2, 4.3, 4.4" in str(refused.value)
    made.collect(world)
    row = filing_bps.hand_over(row, by=world["staf"], paper=made.paper(file=made.letter_file()))
    assert row.handed_on == made.paper().day
    with pytest.raises(MoveRefused):
        filing_bps.hand_over(row, by=world["staf"], paper=made.paper())


def test_items_are_followed_up_without_overwriting_another(world):
    item = made.bring(world, Submission.DONE).items.first()
    filing_bps.follow_up(item, by=world["staf"], state="ditindaklanjuti", words="Cakupan diperluas", seen=0)
    with pytest.raises(MoveRefused) as refusal:
        filing_bps.follow_up(item, by=world["staf2"], state="belum", words="", seen=0)
    assert [reason.code for reason in refusal.value.reasons] == ["changed"]
    with pytest.raises(NotAllowed):
        filing_bps.follow_up(item, by=world["walidata"], state="belum", words="", seen=1)


def test_a_refused_one_gives_way_to_another(world):
    row = made.bring(world, Submission.FILED)
    row = filing_bps.refuse(row, by=world["walidata"], paper=made.paper(words="Tidak ada tanggapan"))
    assert (row.verdict, world.cycle.recommendation) == (Verdict.REFUSED, "")
    again = filing.submit(world.cycle, by=world["staf"])
    assert (again.number, again.state) == (2, Submission.WAITING)


def test_those_whose_turn_it_is_are_told(world):
    row = filing.submit(world.cycle, by=world["staf"])
    assert set(Notice.objects.values_list("user__username", "url")) == {
        ("walidata", "/kegiatan/IKAN/2026/pemberitahuan/tinjau/")
    }
    filing.give_back(row, by=world["walidata"], comment="Lengkapi")
    assert set(Notice.objects.filter(kind="returned").values_list("user__username", flat=True)) == {"staf", "staf2"}


def test_basic_statistics_are_not_notified():
    world = made.make_world(filled=False, statistic_type="dasar")
    with pytest.raises(MoveRefused) as refusal:
        filing.submit(world.cycle, by=world["staf"])
    assert [reason.code for reason in refusal.value.reasons] == ["form"]


def test_the_days_of_the_path_follow_one_another(world):
    """Nothing is sent before the check, nor answered before it was sent."""
    row = made.bring(world, Submission.VERIFIED)
    yesterday = clock.today() - dt.timedelta(1)
    with pytest.raises(ValidationError) as refused:
        filing_bps.send(row, by=world["staf"], paper=dataclasses.replace(made.paper(), day=yesterday))
    assert "Walidata menyatakan layak pada" in str(refused.value)
    row = filing_bps.send(row, by=world["staf"], paper=made.paper())
    early = dataclasses.replace(made.paper(words="Ditolak"), day=yesterday)
    for step in (
        lambda: filing_bps.refuse(row, by=world["staf"], paper=early),
        lambda: filing_bps.recommend(row, by=world["staf"], paper=early, identity=made.IDENTITY),
        lambda: filing_bps.bring_notes(row, by=world["staf"], paper=early, notes=[Wanted("Lengkapi")]),
    ):
        with pytest.raises(ValidationError) as refused:
            step()
        assert list(refused.value.message_dict) == ["day"]


def test_an_identity_belongs_to_one_cycle(world):
    row = made.bring(world, Submission.FILED)
    factories.make_cycle(world.cycle.activity, by=world["staf"], edition="2031", recommendation=made.IDENTITY)
    with pytest.raises(ValidationError) as refused:
        filing_bps.recommend(row, by=world["staf"], paper=made.paper(), identity=made.IDENTITY)
    assert list(refused.value.message_dict) == ["identity"]
