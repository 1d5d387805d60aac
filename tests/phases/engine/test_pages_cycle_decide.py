"""Decisions by page: review, reopening, flags, requests, phases, the plan, the template."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from gsbpm_portal.core import clock
from gsbpm_portal.core.comments import add_comment
from gsbpm_portal.core.models import AuditEntry, Decision
from phases.engine.enums import IterationState, PhaseState, RecheckState, RequestKind, RequestState
from phases.engine.models import Artefact, Recheck, Request
from phases.engine.services import artefacts, asks, iterations, phases, planning, work
from phases.engine.services.catalogue import load_catalogue
from tests import factories
from tests.factories import World
from tests.phases.engine.catalogue_copies import next_edition, write
from tests.phases.engine.cycle_pages import Pages, text_of

pytestmark = pytest.mark.django_db


# Review ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def submitted(world: World) -> World:
    world.bring("1.3", IterationState.SUBMITTED)
    return world


def seen(world: World, number: str = "1.3") -> str:
    return world.iteration(number).version_text


def test_the_review_shows_what_was_done_and_by_whom(submitted: World) -> None:
    page = text_of(Pages(submitted, "penyelia").get("review", "1.3"))
    for words in (
        "Yang dikerjakan",
        "Bukti daftar-output",
        "Setujui",
        "Kembalikan kepada staf",
        "Diberikan bersama",
        "Staf",
    ):
        assert words in page, words


def test_the_review_shows_only_what_changed_since_it_was_returned(world: World) -> None:
    world.bring("1.1", IterationState.IN_WORK)
    staff = world["staf"]
    work.write_note(world.iteration("1.1"), world.task("1.1.1"), by=staff, note="Tiga pengguna dihubungi")
    factories.fill(world.iteration("1.1"), by=staff)
    iterations.submit_iteration(world.iteration("1.1"), by=staff)
    iterations.return_iteration(world.iteration("1.1"), by=world["penyelia"], comment="Hubungi semua pengguna")
    work.write_note(world.iteration("1.1"), world.task("1.1.1"), by=staff, note="Lima pengguna dihubungi")
    factories.make_evidence(world.iteration("1.1"), by=staff, title="Notulen rapat")
    add_comment(world.iteration("1.1"), by=world["walidata"], body="Mohon cek standar data")
    iterations.submit_iteration(world.iteration("1.1"), by=staff)
    page = Pages(world, "penyelia").get("review", "1.1")
    text = text_of(page)
    assert "Hubungi semua pengguna" in text and "Mohon cek standar data" in text and "Notulen rapat" in text
    assert "<del>" in page.content.decode() and "Lima" in text and "Tiga" in text
    assert "1.1.2" not in text, "a task that did not change is not shown"


def test_the_review_compares_a_new_iteration_with_the_one_before(world: World) -> None:
    world.bring("1.1", IterationState.APPROVED)
    factories.reopen(world, "1.1", reason="Kebutuhan baru")
    factories.fill(world.iteration("1.1"), by=world["staf2"])
    work.write_note(world.iteration("1.1"), world.task("1.1.1"), by=world["staf2"], note="Ditinjau lagi")
    iterations.submit_iteration(world.iteration("1.1"), by=world["staf2"])
    text = text_of(Pages(world, "penyelia").get("review", "1.1"))
    assert "Yang berbeda dari iterasi 1" in text and "Kebutuhan baru" in text and "Ditinjau lagi" in text


def test_approve_and_return_by_page(submitted: World) -> None:
    pages = Pages(submitted, "penyelia")
    refused = pages.post("review", "1.3", verdict="return", comment="", seen=seen(submitted))
    assert refused.status_code == 422 and submitted.iteration("1.3").state == IterationState.SUBMITTED
    pages.post("review", "1.3", verdict="return", comment="Lengkapi dimensi output", seen=seen(submitted))
    assert submitted.iteration("1.3").state == IterationState.RETURNED
    assert "Lengkapi dimensi output" in text_of(Pages(submitted).get("subprocess", "1.3"))
    iterations.submit_iteration(submitted.iteration("1.3"), by=submitted["staf"])
    answer = pages.post("review", "1.3", verdict="approve", comment="", seen=seen(submitted))
    assert answer.status_code == 302
    assert submitted.iteration("1.3").state == IterationState.APPROVED
    assert Artefact.objects.filter(run__cycle=submitted.cycle_id, run__number="1.3").exists()


def test_the_second_approver_is_told_who_was_first(submitted: World) -> None:
    first, second, version = Pages(submitted, "penyelia"), Pages(submitted, "penyelia2"), seen(submitted)
    first.post("review", "1.3", verdict="approve", seen=version)
    late = second.post("review", "1.3", verdict="return", comment="Jangan dulu, ada yang kurang", seen=version)
    assert late.status_code == 409
    text = text_of(late)
    assert "Penyelia" in text and "Disetujui" in text and "Jangan dulu, ada yang kurang" in text
    assert "Keputusan yang diambil" in text
    assert "Bukan Anda yang memutuskan" not in text and "Daftar periksa" not in text
    followed = second.client.get(second.url("review", "1.3"), follow=True)
    assert "sudah memutuskan" in text_of(followed)
    assert Decision.objects.filter(subject_kind="phases.iteration", verb="approve").count() == 1


def test_the_note_of_a_returned_submission_is_history(submitted: World) -> None:
    iterations.withdraw_iteration(submitted.iteration("1.3"), by=submitted["staf"])
    iterations.submit_iteration(submitted.iteration("1.3"), by=submitted["staf"], note="Catatan pertama")
    iterations.return_iteration(submitted.iteration("1.3"), by=submitted["penyelia"], comment="Lengkapi")
    assert b"Catatan pertama</textarea>" not in Pages(submitted).get("subprocess", "1.3").content
    iterations.submit_iteration(submitted.iteration("1.3"), by=submitted["staf"], note="Catatan kedua")
    page = text_of(Pages(submitted, "penyelia").get("review", "1.3"))
    assert "Catatan staf: Catatan kedua" in page
    assert "Catatan staf sebelumnya" in page.split("Catatan pertama")[0]


def test_a_double_click_decides_once(submitted: World) -> None:
    pages, token, version = Pages(submitted, "penyelia"), str(uuid.uuid4()), seen(submitted)
    for _click in range(2):
        answer = pages.post("review", "1.3", verdict="approve", seen=version, token=token)
        assert answer.status_code == 302
    assert Decision.objects.filter(subject_kind="phases.iteration", verb="approve").count() == 1


def test_a_content_that_changed_is_not_decided_on(submitted: World) -> None:
    version = seen(submitted)
    iterations.withdraw_iteration(submitted.iteration("1.3"), by=submitted["staf"])
    factories.make_evidence(submitted.iteration("1.3"), by=submitted["staf"], title="Lampiran baru")
    iterations.submit_iteration(submitted.iteration("1.3"), by=submitted["staf"])
    answer = Pages(submitted, "penyelia").post("review", "1.3", verdict="approve", seen=version)
    assert answer.status_code == 409 and submitted.iteration("1.3").state == IterationState.SUBMITTED


@pytest.mark.parametrize("username", ["staf", "pimpinan", "walidata", "rekan", "super"])
def test_others_read_the_review_but_do_not_decide(submitted: World, username: str) -> None:
    pages = Pages(submitted, username)
    page = pages.get("review", "1.3")
    assert page.status_code == 200 and b'id="verdict-form"' not in page.content
    assert pages.post("review", "1.3", verdict="approve", seen=seen(submitted)).status_code == 403


def test_a_maker_with_the_vote_is_told_why_not(world: World) -> None:
    from activities.models import TeamSeat

    TeamSeat.objects.create(cycle_id=world.cycle_id, user=world["penyelia"], role="staf", phase=0)
    world.bring("1.1", IterationState.IN_WORK, by="penyelia")
    factories.fill(world.iteration("1.1"), by=world["penyelia"])
    iterations.submit_iteration(world.iteration("1.1"), by=world["penyelia"])
    pages = Pages(world, "penyelia")
    assert "maker ≠ checker" in text_of(pages.get("review", "1.1")) or "orang lain" in text_of(
        pages.get("review", "1.1")
    )
    assert pages.post("review", "1.1", verdict="approve").status_code == 403


# Reopening and flags --------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def past_due(world: World) -> None:
    """The due dates of the first two phases have passed, whatever the day."""
    world.cycle.runs.filter(phase_run__number__lte=2).update(due=factories.in_days(-1))


@pytest.fixture
def rested(world: World) -> World:
    """2.1 used what 1.3 left, and is finished."""
    world.bring("1.3", IterationState.APPROVED)
    world.bring("2.1", IterationState.IN_WORK)
    left = Artefact.objects.get(run__cycle=world.cycle_id, run__number="1.3")
    artefacts.record_use(world.iteration("2.1"), left, by=world["staf"])
    factories.fill(world.iteration("2.1"), by=world["staf"])
    iterations.submit_iteration(world.iteration("2.1"), by=world["staf"])
    iterations.approve_iteration(world.iteration("2.1"), by=world["penyelia"])
    return world


def test_reopening_shows_what_rests_on_it_first(rested: World) -> None:
    pages = Pages(rested, "penyelia")
    assert "2.1 Rancang output" in text_of(pages.get("reopen", "1.3"))
    soon = factories.in_days(10).isoformat()
    assert pages.post("reopen", "1.3", comment=" ", due=soon).status_code == 422
    assert pages.post("reopen", "1.3", comment="Output ditambah", due="").status_code == 422, "it would be late at once"
    assert pages.post("reopen", "1.3", comment="Output ditambah", due="2001-01-01").status_code == 422
    pages.post("reopen", "1.3", comment="Output ditambah", due=soon)
    assert rested.iteration("1.3").number == 2
    page = text_of(pages.get("subprocess", "2.1"))
    assert "Perlu diperiksa ulang" in page and "1.3 dibuka kembali" in page
    assert "mark--flag" in pages.get("matrix").content.decode()
    assert Pages(rested).get("reopen", "2.1").status_code == 403
    again = pages.get("reopen", "1.3")
    assert again.status_code == 200 and "Belum dapat dibuka kembali" in text_of(again)
    assert pages.post("reopen", "1.3", comment="Sekali lagi", due=soon).status_code == 409


def test_a_flag_is_cleared_with_a_reason(rested: World) -> None:
    factories.reopen(rested, "1.3")
    pages = Pages(rested, "penyelia")
    page = pages.get("subprocess", "2.1").content.decode()
    assert "1.3 masih dikerjakan: putuskan setelah disetujui." in page and "periksa-ulang/1.3/2/" not in page
    assert pages.post("recheck", "2.1", "1.3", 2, comment="Tetap").status_code == 409
    assert "2.1 (menunggu 1.3)" in text_of(pages.get("phase", 2))
    assert "perlu diperiksa ulang" not in text_of(pages.get("matrix"))
    factories.finish(rested, "1.3")
    page = pages.get("subprocess", "2.1").content.decode()
    assert "periksa-ulang/1.3/2/" in page and "/1.3/iterasi/1/2/" in page and "tidak ada versi yang lebih baru" in page
    assert "2.1 Rancang output perlu diperiksa ulang" in text_of(pages.get("matrix"))
    assert pages.post("recheck", "2.1", "1.3", 2, comment="").status_code == 409
    assert Pages(rested).post("recheck", "2.1", "1.3", 2, comment="Tetap").status_code == 403
    assert pages.post("recheck", "2.1", "1.3", 1, comment="Tetap").status_code == 404
    pages.post("recheck", "2.1", "1.3", 2, comment="Tabel tidak berubah")
    assert Recheck.objects.get(run=rested.run("2.1")).state == RecheckState.UNCHANGED
    told = text_of(pages.get("phase", 2)).split("Yang terjadi dalam fase ini")[1]
    assert "ditandai" in told and "memutuskan 2.1 tidak berubah" in told and "Tabel tidak berubah" in told


# Requests -------------------------------------------------------------------------------------------------------------


def test_an_extension_is_asked_and_answered(world: World) -> None:
    world.bring("1.1", IterationState.IN_WORK)
    staff, head = Pages(world), Pages(world, "penyelia")
    soon = (clock.today() + timedelta(days=10)).isoformat()
    assert staff.get("ask", "1.1", "perpanjangan").status_code == 200
    assert staff.post("ask", "1.1", "perpanjangan", comment="Perlu waktu").status_code == 422
    assert staff.post("ask", "1.1", "perpanjangan", comment="Perlu waktu", due="2001-01-01").status_code == 409
    assert staff.post("ask", "1.1", "perpanjangan", comment="Perlu waktu", due="kapan-kapan").status_code == 422
    staff.post("ask", "1.1", "perpanjangan", comment="Responden sedang melaut", due=soon)
    assert staff.post("ask", "1.1", "perpanjangan", comment="Lagi", due=soon).status_code == 409
    request = Request.objects.get()
    assert "Responden sedang melaut" in text_of(head.get("subprocess", "1.1"))
    assert b'value="withdraw"' in staff.get("request", request.public_id).content
    assert staff.post("request", request.public_id, verdict="confirm").status_code == 403
    assert head.post("request", request.public_id, verdict="decline", comment="").status_code == 422
    head.post("request", request.public_id, verdict="confirm")
    assert world.run("1.1").due.isoformat() == soon
    assert head.post("request", request.public_id, verdict="confirm").status_code == 409
    assert Pages(world, "luar").get("request", request.public_id).status_code == 404
    assert staff.get("ask", "1.1", "cuti").status_code == 404


def test_a_skip_is_declined_or_taken_back(world: World) -> None:
    staff, head = Pages(world), Pages(world, "penyelia")
    assert staff.post("ask", "1.3", "lewati", comment="Tidak perlu").status_code == 409, "a mandatory output"
    staff.post("ask", "1.2", "lewati", comment="Tidak perlu")
    staff.post("request", Request.objects.get().public_id, verdict="withdraw")
    assert Request.objects.get().state == RequestState.WITHDRAWN
    staff.post("ask", "1.2", "lewati", comment="Sungguh tidak perlu")
    second = Request.objects.exclude(state=RequestState.WITHDRAWN).get()
    head.post("request", second.public_id, verdict="decline", comment="Tetap diperlukan")
    assert "Tetap diperlukan" in text_of(staff.get("request", second.public_id))


def test_a_gate_is_overridden_by_two_people(world: World) -> None:
    head, other, leader = Pages(world, "penyelia"), Pages(world, "penyelia2"), Pages(world, "pimpinan")
    assert Pages(world).get("ask", "4.3", "lampaui").status_code == 403
    gates = asks.gates_held(world.iteration("4.3"))
    assert set(gates) == {"G-1.6.4-start-4.3", "G-3.4.3-start-4.3"}
    for gate in gates:
        head.post("ask", "4.3", "lampaui", gate=gate, comment="Musim ikan tidak menunggu")
    assert head.post("ask", "4.3", "lampaui", gate="G-lain", comment="x").status_code == 422
    first, second = Request.objects.order_by("gate")
    assert head.post("request", first.public_id, verdict="confirm").status_code == 403
    assert other.get("request", first.public_id).status_code == 200
    other.post("request", first.public_id, verdict="confirm")
    leader.post("request", second.public_id, verdict="confirm")
    assert "terhalang" not in text_of(Pages(world).get("subprocess", "4.3")).split("Yang menunggu ini")[0]
    assert Pages(world).post("move", "4.3", "start").status_code == 302


def test_reopening_is_asked_for_with_its_impact(rested: World) -> None:
    soon = factories.in_days(10).isoformat()
    assert Pages(rested).post("ask", "1.3", "buka-kembali", comment="Ada output yang lupa").status_code == 422
    Pages(rested).post("ask", "1.3", "buka-kembali", comment="Ada output yang lupa", due=soon)
    head = Pages(rested, "penyelia")
    request = Request.objects.get(kind=RequestKind.REOPEN)
    assert "2.1 Rancang output" in text_of(head.get("request", request.public_id))
    assert f'value="{factories.in_days(10):%d-%m-%Y}"' in head.get("request", request.public_id).content.decode()
    head.post("request", request.public_id, verdict="confirm", due=soon)
    assert rested.iteration("1.3").number == 2 and rested.run("1.3").due.isoformat() == soon


# Phases ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["staf", "penyelia", "pimpinan", "super"])
def test_a_phase_shows_its_checklist(world: World, username: str) -> None:
    world.bring("1.3", IterationState.APPROVED)
    add_comment(world.iteration("1.1"), by=world["staf"], body="Belum lengkap")
    page = Pages(world, username).get("phase", 1)
    text = text_of(page)
    assert page.status_code == 200
    assert "1 dari 6 subproses selesai" in text and "KAK belum disetujui" in text and "Belum lengkap" in text
    assert ("Minta pengecualian" in text) == (username == "penyelia")


def test_a_phase_is_closed_returned_and_reopened_by_page(world: World) -> None:
    phases.open_phase(world.phase(1), by=world["penyelia"])
    staff, head = Pages(world), Pages(world, "penyelia")
    early = staff.post("phase-move", 1, "submit_closing", comment="Semua selesai")
    assert early.status_code == 409
    factories.finish_phase(world, 1)
    assert staff.post("phase-move", 1, "submit_closing", comment="").status_code == 422
    staff.post("phase-move", 1, "submit_closing", comment="Semua selesai")
    assert world.phase(1).state == PhaseState.CLOSING
    assert staff.post("phase-move", 1, "decide", verdict="close").status_code == 403
    assert head.post("phase-move", 1, "decide", verdict="return", comment="").status_code == 422
    assert "Semua selesai" in text_of(head.get("phase", 1))
    head.post("phase-move", 1, "decide", verdict="return", comment="Ringkasan terlalu pendek", seen="1")
    assert world.phase(1).state == PhaseState.RUNNING
    staff.post("phase-move", 1, "submit_closing", comment="Ringkasan lengkap")
    staff.post("phase-move", 1, "withdraw_closing")
    staff.post("phase-move", 1, "submit_closing", comment="Ringkasan lengkap")
    old = head.post("phase-move", 1, "decide", verdict="close", seen="1")
    assert old.status_code == 409
    head.post("phase-move", 1, "decide", verdict="close", seen=world.phase(1).version_text)
    assert world.phase(1).state == PhaseState.CLOSED
    second = Pages(world, "penyelia2").post("phase-move", 1, "decide", verdict="close")
    assert second.status_code == 409 and "Penyelia" in text_of(second)
    assert head.post("phase-move", 1, "reopen", comment="").status_code == 422
    head.post("phase-move", 1, "reopen", comment="Ada koreksi")
    assert world.phase(1).state == PhaseState.REOPENED
    assert "Yang berubah sejak terakhir ditutup" in text_of(head.get("phase", 1))
    assert head.post("phase-move", 1, "open_by_start").status_code == 404
    assert head.post("phase-move", 8, "tutup").status_code == 404


def test_a_phase_opens_ahead_unless_a_gate_holds_it(world: World) -> None:
    head = Pages(world, "penyelia")
    head.post("phase-move", 2, "open")
    assert world.phase(2).state == PhaseState.RUNNING
    assert head.post("phase-move", 5, "open").status_code == 409
    assert "Minta pengecualian" in text_of(head.get("phase", 5))
    assert Pages(world).get("phase-ask", 5).status_code == 403
    assert head.get("phase-ask", 5).status_code == 200
    head.post("phase-ask", 5, gate="G-4.4.3-open-5", comment="Data sementara diolah dulu")
    Pages(world, "pimpinan").post("request", Request.objects.get().public_id, verdict="confirm")
    head.post("phase-move", 5, "open")
    assert world.phase(5).state == PhaseState.RUNNING


def test_a_confirmed_override_stands_on_the_page_of_its_phase(world: World) -> None:
    """Which gate, asked and confirmed by whom, and why: before the phase is opened and after."""
    head = Pages(world, "penyelia")
    page = text_of(head.get("phase", 5)).split("Daftar periksa pembukaan")[1].split("Daftar periksa penutupan")[0]
    assert "Minta pengecualian" in page
    head.post("phase-ask", 5, gate="G-4.4.3-open-5", comment="Data sementara diolah dulu")
    asked = text_of(Pages(world).get("phase", 5)).split("Daftar periksa pembukaan")[1]
    assert "Pengecualian diminta oleh Penyelia" in asked.split("Daftar periksa penutupan")[0]
    Pages(world, "pimpinan").post("request", Request.objects.get().public_id, verdict="confirm")
    for turn in ("before", "after"):
        page = text_of(Pages(world).get("phase", 5))
        line = page.split("Daftar periksa pembukaan")[1].split("Daftar periksa penutupan")[0]
        for words in ("Pengecualian diminta oleh Penyelia", "dikonfirmasi oleh Pimpinan", "Data sementara diolah dulu"):
            assert words in line, words
        assert "Minta pengecualian" not in line
        assert "Pimpinan" in page.split("Yang terjadi dalam fase ini")[1].split("Daftar periksa")[0]
        if turn == "before":
            phases.open_phase(world.phase(5), by=world["penyelia"])


def test_every_open_point_of_the_closing_leads_to_where_it_is_mended(rested: World) -> None:
    factories.reopen(rested, "1.3")
    page = Pages(rested).get("phase", 2).content.decode().split('id="checklist"')[1]
    points = re.findall(r'<li class="is-unmet">(.*?)</li>', page, re.S)
    assert points and all("<a " in point for point in points), points
    assert '/2.2/" title="Rancang variabel: Belum dimulai"' in page and "/2.1/#recheck" in page


# Plan and template ----------------------------------------------------------------------------------------------------


def plan_fields(world: World, **changed: str) -> dict[str, str]:
    """What the form of phase 1 sends when nothing else is changed."""
    sent = {}
    for run in world.cycle.runs.filter(phase_run__number=1).select_related("assignee"):
        place = run.number.replace(".", "-")
        values = [run.assignee.username if run.assignee else "", run.planned_start.isoformat(), run.due.isoformat()]
        names = ("assignee", "planned_start", "due")
        sent |= {f"{place}-{name}": value for name, value in zip(names, values, strict=True)}
        sent[f"{place}-base"] = "|".join(values)
    return {**sent, **changed}


def test_the_plan_of_a_phase_is_changed_by_those_who_manage(world: World) -> None:
    head = Pages(world, "penyelia")
    assert Pages(world).get("plan").status_code == 200
    assert b"fase/1/rencana/" not in Pages(world).get("plan").content
    assert Pages(world).get("plan-phase", 1).status_code == 403
    assert Pages(world, "pimpinan").get("plan-phase", 1).status_code == 200
    before = {run.number: (run.assignee, run.due) for run in world.cycle.runs.all()}
    wrong = plan_fields(world, **{"1-1-planned_start": "2026-05-09", "1-1-due": "2026-05-01", "1-2-assignee": "staf2"})
    bad = head.post("plan-phase", 1, **wrong)
    assert bad.status_code == 422 and b"09-05-2026" in bad.content
    assert re.search(r'<a href="#id_1-1-due">1\.1 ', bad.content.decode()), "the summary says of which sub-process"
    assert {run.number: (run.assignee, run.due) for run in world.cycle.runs.all()} == before, "all or none"
    assert head.post("plan-phase", 1, **plan_fields(world, **{"1-1-assignee": "walidata"})).status_code == 422
    good = {
        "1-1-assignee": "staf2",
        "1-1-due": "2027-05-09",
        "1-2-planned_start": "2025-12-30",
        "comment": "Pembagian kerja",
    }
    head.post("plan-phase", 1, **plan_fields(world, **good))
    run, phase = world.run("1.1"), world.phase(1)
    assert (run.assignee, run.due.isoformat()) == (world["staf2"], "2027-05-09")
    assert (phase.planned_start.isoformat(), phase.planned_end.isoformat()) == ("2025-12-30", "2027-05-09")
    planned = AuditEntry.objects.filter(action="run.plan", reason="Pembagian kerja")
    assert planned.count() == 2, "lines that were not touched are not written"


def test_a_plan_changed_meanwhile_is_shown_before_it_is_written_over(world: World) -> None:
    head, sent = Pages(world, "penyelia"), plan_fields(world, **{"1-1-assignee": "staf"})
    planning.plan_run(world.run("1.1"), planning.Plan(world["staf2"]), by=world["penyelia2"])
    page = head.post("plan-phase", 1, **sent)
    assert page.status_code == 422 and "Sementara itu diubah orang lain menjadi" in page.content.decode()
    assert world.run("1.1").assignee == world["staf2"]
    assert head.post("plan-phase", 1, **{**sent, "1-1-base": "staf2||"}).status_code == 302
    assert world.run("1.1").assignee == world["staf"]
    early, soon = plan_fields(world), factories.in_days(9)
    run = world.run("1.2")
    planning.plan_run(run, planning.Plan(world["staf2"], run.planned_start, run.due), by=world["penyelia2"])
    assert head.post("plan-phase", 1, **{**early, "1-2-due": soon.isoformat()}).status_code == 302
    assert (world.run("1.2").assignee, world.run("1.2").due) == (world["staf2"], soon), "what was left alone stays"


def test_a_cycle_is_moved_to_another_template_after_a_preview(world: World, tmp_path: Path) -> None:
    head = Pages(world, "penyelia")
    assert "Tidak ada templat lain" in text_of(head.get("template"))
    target, _written = load_catalogue(write(tmp_path / "gsbpm.yaml", next_edition))
    assert "2027.1" in text_of(head.get("template"))
    preview = head.get("template", query="?ke=2027.1")
    assert preview.status_code == 200 and "Gerbang baru" in text_of(preview)
    assert head.get("template", query="?ke=1999.1").status_code == 404
    assert Pages(world).post("template", ke="2027.1", comment="Coba").status_code == 403
    assert head.post("template", ke="2027.1", comment="").status_code == 422
    head.post("template", ke="2027.1", comment="Katalog baru berlaku")
    assert world.cycle.workflow.template == target
    assert head.get("matrix").status_code == 200
