"""Work on the page of a sub-process: ticks, notes, evidence, discussion, inputs; once each, and nothing typed is lost."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gsbpm_portal.core import jobs
from gsbpm_portal.core.comments import comments_on
from gsbpm_portal.core.models import AuditEntry, Comment, FileState
from phases.engine.enums import Applicability, IterationState
from phases.engine.models import Artefact, ArtefactUse, Evidence, TaskEntry
from phases.engine.services import artefacts, work
from tests import factories
from tests.factories import World
from tests.phases.engine.cycle_pages import Pages, text_of

pytestmark = pytest.mark.django_db

RUN = "1.1"


@pytest.fixture
def begun(world: World) -> World:
    world.bring(RUN, IterationState.IN_WORK)
    return world


def entry(world: World, code: str) -> TaskEntry | None:
    return TaskEntry.objects.filter(iteration=world.iteration(RUN), task__code=code).first()


# Ticks and notes ------------------------------------------------------------------------------------------------------


def test_a_tick_works_without_script(begun: World) -> None:
    answer = Pages(begun).post("task-tick", RUN, "1.1.1", done="1")
    assert answer.status_code == 302 and answer["Location"].endswith("/1.1/#task-1-1-1")
    assert entry(begun, "1.1.1").is_done
    Pages(begun).post("task-tick", RUN, "1.1.1", done="0")
    assert not entry(begun, "1.1.1").is_done


def test_a_tick_by_htmx_brings_tasks_and_moves(begun: World) -> None:
    answer = Pages(begun).post("task-tick", RUN, "1.1.1", htmx=True, done="1")
    content = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="tasks"' in content and 'id="aside" ' in content and 'hx-swap-oob="true"' in content
    assert "1 dari 5 selesai" in content and "<html" not in content


def test_the_same_token_ticks_once(begun: World) -> None:
    pages, token = Pages(begun), str(uuid.uuid4())
    first = pages.post("task-tick", RUN, "1.1.1", token=token, done="1")
    pages.post("task-tick", RUN, "1.1.1", done="0")
    again = pages.post("task-tick", RUN, "1.1.1", token=token, done="1")
    assert again.status_code == first.status_code == 302 and again["Location"] == first["Location"]
    assert not entry(begun, "1.1.1").is_done
    assert pages.client.post(pages.url("task-tick", RUN, "1.1.1"), {"done": "1"}).status_code == 400


@pytest.mark.parametrize("username", ["penyelia", "pimpinan", "walidata", "rekan", "super", "admin"])
def test_only_staff_write(begun: World, username: str) -> None:
    pages = Pages(begun, username)
    assert pages.post("task-tick", RUN, "1.1.1", done="1").status_code == 403
    assert pages.get("task", RUN, "1.1.1").status_code == 403
    assert pages.post("task", RUN, "1.1.1", note="x", seen="0").status_code == 403
    assert pages.get("evidence-add", RUN).status_code == 403
    assert pages.post("evidence-add", RUN, title="x", url="https://contoh.go.id").status_code == 403
    assert pages.post("task-applies", RUN, "1.1.1", comment="x").status_code == 403
    assert entry(begun, "1.1.1") is None


def test_a_tick_in_the_wrong_state_says_why(begun: World) -> None:
    factories.fill(begun.iteration(RUN), by=begun["staf"])
    begun_page = Pages(begun)
    begun_page.post("move", RUN, "submit", note="Siap")
    for htmx in (False, True):
        answer = begun_page.post("task-tick", RUN, "1.1.1", done="0", htmx=htmx)
        assert answer.status_code == 409
        assert "tidak ada yang dapat diisi" in text_of(answer)


def test_a_note_is_kept_with_its_writer(begun: World) -> None:
    Pages(begun).post("task", RUN, "1.1.1", note="Rencana aksi 2025 sudah dibaca", seen="0")
    assert entry(begun, "1.1.1").note == "Rencana aksi 2025 sudah dibaca"
    assert "Rencana aksi 2025 sudah dibaca" in text_of(Pages(begun).get("subprocess", RUN))


@pytest.mark.parametrize("htmx", [False, True])
def test_who_comes_second_sees_both_versions(begun: World, htmx: bool) -> None:
    first, second = Pages(begun, "staf"), Pages(begun, "staf2")
    first.post("task", RUN, "1.1.1", note="Versi pertama", seen="0")
    answer = second.post("task", RUN, "1.1.1", note="Versi kedua", seen="0", htmx=htmx)
    text = text_of(answer)
    assert answer.status_code == 409
    assert "Versi pertama" in text and "kedua" in text and "Staf" in text
    assert b">Versi kedua</textarea>" in answer.content.replace(b"\n", b"")
    assert entry(begun, "1.1.1").note == "Versi pertama"
    assert b'name="seen" value="1"' in answer.content
    second.post("task", RUN, "1.1.1", note="Versi pertama dan kedua", seen="1")
    assert entry(begun, "1.1.1").note == "Versi pertama dan kedua"


def test_an_overlong_note_stays_typed(begun: World) -> None:
    answer = Pages(begun).post("task", RUN, "1.1.1", note="a" * 2001, seen="0")
    assert answer.status_code == 422 and b"a" * 2001 in answer.content


def test_one_task_does_not_apply_and_comes_back(begun: World) -> None:
    pages = Pages(begun)
    assert pages.post("task-applies", RUN, "1.1.2", comment="").status_code == 422
    pages.post("task-applies", RUN, "1.1.2", comment="Tidak ada neraca nasional")
    assert not entry(begun, "1.1.2").applies
    assert "Tidak berlaku : Tidak ada neraca nasional" in text_of(pages.get("subprocess", RUN)).replace(
        "berlaku:", "berlaku :"
    )
    pages.post("task-applies", RUN, "1.1.2")
    assert entry(begun, "1.1.2").applies


def test_an_approval_task_is_granted_by_a_supervisor_only(world: World) -> None:
    world.bring("1.3", IterationState.IN_WORK)
    assert Pages(world).get("task-grant", "1.3", "1.3.3").status_code == 403
    assert Pages(world, "penyelia").get("task-grant", "1.3", "1.3.1").status_code == 404
    assert Pages(world).post("task-tick", "1.3", "1.3.3", done="1").status_code == 409
    answer = Pages(world, "penyelia").post("task-grant", "1.3", "1.3.3", comment="Disepakati")
    assert answer.status_code == 302
    granted = TaskEntry.objects.get(iteration=world.iteration("1.3"), task__code="1.3.3")
    assert granted.granted_by == world["penyelia"]


# Moves of staff -------------------------------------------------------------------------------------------------------


def test_start_submit_withdraw(world: World) -> None:
    pages = Pages(world)
    assert pages.post("move", RUN, "start").status_code == 302
    refused = pages.post("move", RUN, "submit", note="Mohon diperiksa segera")
    assert refused.status_code == 409 and "Mohon diperiksa segera" in text_of(refused)
    factories.fill(world.iteration(RUN), by=world["staf"])
    pages.post("move", RUN, "submit", note="Mohon diperiksa")
    assert world.iteration(RUN).state == IterationState.SUBMITTED
    assert world.iteration(RUN).note == "Mohon diperiksa"
    assert pages.post("remind", RUN).status_code == 302
    assert pages.post("remind", RUN).status_code == 409
    pages.post("move", RUN, "withdraw")
    assert world.iteration(RUN).state == IterationState.IN_WORK
    assert pages.post("move", RUN, "approve").status_code == 404
    assert Pages(world, "penyelia").post("move", RUN, "submit").status_code == 403


def test_a_subprocess_is_set_aside_and_taken_back(world: World) -> None:
    pages = Pages(world, "penyelia")
    assert Pages(world).get("applicability", "1.2").status_code == 403
    assert pages.post("applicability", "1.2", comment=" ").status_code == 422
    pages.post("applicability", "1.2", comment="Kebutuhan sama dengan tahun lalu")
    assert world.run("1.2").applicability == Applicability.NOT_APPLICABLE
    assert "Kebutuhan sama dengan tahun lalu" in text_of(pages.get("subprocess", "1.2"))
    pages.post("applicability", "1.2", comment="Ada pengguna baru")
    assert world.run("1.2").applies
    refused = pages.post("applicability", "1.3", comment="Coba")
    assert refused.status_code == 409 and "Coba" in text_of(refused)


# Evidence -------------------------------------------------------------------------------------------------------------


def upload(content: bytes = b"isi laporan", name: str = "laporan.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def piece(world: World) -> Evidence:
    return Evidence.objects.get(iteration=world.iteration(RUN), withdrawn_at__isnull=True)


def test_a_file_is_opened_only_after_its_check(begun: World) -> None:
    pages = Pages(begun)
    pages.post(
        "evidence-add", RUN, title="Daftar", description="Dari rapat", output="daftar-kebutuhan", upload=upload()
    )
    found = piece(begun)
    page = pages.get("subprocess", RUN).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert pages.get("evidence-file", RUN, found.public_id).status_code == 409
    jobs.run_pending()
    fresh = pages.get("evidence", RUN, htmx=True).content.decode()
    assert "every 2s" not in fresh and "Tersedia" in fresh
    answer = pages.get("evidence-file", RUN, found.public_id)
    assert b"".join(answer.streaming_content) == b"isi laporan"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert Pages(begun, "luar").get("evidence-file", RUN, found.public_id).status_code == 404


def test_a_refused_file_says_why_and_keeps_what_was_typed(begun: World) -> None:
    pages = Pages(begun)
    pages.post(
        "evidence-add",
        RUN,
        title="Program",
        description="Keterangan panjang",
        upload=upload(b"MZ\x90\x00" * 99, "a.pdf"),
    )
    jobs.run_pending()
    found = piece(begun)
    assert found.file.state == FileState.REFUSED
    assert str(found.file.refusal) in text_of(pages.get("subprocess", RUN))
    again = pages.get("evidence-version", RUN, found.public_id)
    assert b"Keterangan panjang" in again.content and b'value="Program"' in again.content
    pages.post(
        "evidence-version", RUN, found.public_id, title="Program", description="Keterangan panjang", upload=upload()
    )
    assert piece(begun).version == 2


def test_mistakes_in_the_form_lose_nothing(begun: World) -> None:
    pages = Pages(begun)
    for data in (
        {"title": "Tanpa isi"},
        {"title": "Keduanya", "url": "https://contoh.go.id", "upload": upload()},
        {"title": "Kosong", "upload": upload(b"")},
        {"title": "Alamat", "url": "bukan alamat"},
        {"title": "Output", "url": "https://contoh.go.id", "output": "bukan-output"},
        {"title": "x" * 201, "url": "https://contoh.go.id"},
    ):
        answer = pages.post("evidence-add", RUN, description="Tetap ada", **data)
        assert answer.status_code == 422, data
        assert b"Tetap ada" in answer.content and data["title"].encode() in answer.content
    assert not Evidence.objects.filter(iteration=begun.iteration(RUN)).exists()


def test_the_form_offers_the_output_that_is_missing(begun: World) -> None:
    """And says that a file or an address is needed, where neither alone is optional."""
    begun.bring("1.3", IterationState.IN_WORK)
    pages, chosen = Pages(begun), b'value="daftar-output" selected'
    page = pages.get("evidence-add", "1.3")
    assert chosen in page.content and "salah satu wajib diisi" in text_of(page)
    assert text_of(page).count("(opsional)") == 2, "description and output"
    factories.make_evidence(begun.iteration("1.3"), by=begun["staf"], output="daftar-output")
    assert chosen not in pages.get("evidence-add", "1.3").content


def test_a_large_file_is_refused_with_words(begun: World, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 100
    answer = Pages(begun).post("evidence-add", RUN, title="Besar", description="Tetap ada", upload=upload(b"x" * 101))
    assert answer.status_code == 422 and b"Tetap ada" in answer.content


def test_versions_and_withdrawal(begun: World) -> None:
    pages = Pages(begun)
    pages.post("evidence-add", RUN, title="Tautan", url="https://contoh.go.id/1")
    first = piece(begun)
    pages.post("evidence-version", RUN, first.public_id, title="Tautan", url="https://contoh.go.id/2")
    second = piece(begun)
    assert (second.version, second.series) == (2, first.series)
    answer = pages.post("evidence-withdraw", RUN, second.public_id, htmx=True)
    assert answer.status_code == 200 and b'id="evidence"' in answer.content
    assert not Evidence.objects.filter(iteration=begun.iteration(RUN), withdrawn_at__isnull=True).exists()
    assert Pages(begun, "penyelia").post("evidence-withdraw", RUN, second.public_id).status_code == 403
    assert pages.get("evidence-file", RUN, uuid.uuid4()).status_code == 404
    assert pages.get("evidence-file", "1.2", second.public_id).status_code == 404


# Discussion -----------------------------------------------------------------------------------------------------------


def test_remarks_replies_and_closing(begun: World) -> None:
    staff, head, colleague = Pages(begun), Pages(begun, "penyelia"), Pages(begun, "rekan")
    head.post("remark", RUN, body="Apakah daftar sudah lengkap?")
    staff.post("remark", RUN, body="Sudah.", parent="1", htmx=True)
    remarks = list(comments_on(begun.iteration(RUN)))
    assert [(one.body, one.parent_id) for one in remarks] == [
        ("Apakah daftar sudah lengkap?", None),
        ("Sudah.", remarks[0].pk),
    ]
    page = text_of(staff.get("subprocess", RUN, query="?bagian=diskusi"))
    assert "Apakah daftar sudah lengkap?" in page and "Sudah." in page
    assert colleague.post("remark", RUN, body="Saya juga").status_code == 403
    assert colleague.post("remark-close", RUN, 1).status_code == 403
    assert staff.post("remark-close", RUN, 2).status_code == 404
    staff.post("remark-close", RUN, 1)
    assert Comment.objects.get(pk=remarks[0].pk).closed_by == begun["staf"]


def test_an_empty_or_overlong_remark_comes_back(begun: World) -> None:
    pages = Pages(begun)
    assert pages.post("remark", RUN, body="  ").status_code == 409
    long = pages.post("remark", RUN, body="b" * 4001)
    assert long.status_code == 409 and b"b" * 4000 in long.content
    assert pages.post("remark", RUN, body="x", parent="9").status_code == 404


# Inputs and outputs ---------------------------------------------------------------------------------------------------


@pytest.fixture
def approved(world: World) -> World:
    world.bring("1.3", IterationState.APPROVED)
    world.bring("2.1", IterationState.IN_WORK)
    return world


def artefact(world: World) -> Artefact:
    return Artefact.objects.get(run__cycle=world.cycle_id, run__number="1.3")


def test_an_input_is_used_and_recorded_once(approved: World) -> None:
    pages, found = Pages(approved), artefact(approved)
    assert "tidak dipakai" in text_of(pages.get("subprocess", "2.1", query="?bagian=masukan"))
    for _again in range(2):
        pages.post("input-use", "2.1", artefact=str(found.public_id), htmx=True)
    assert ArtefactUse.objects.filter(iteration=approved.iteration("2.1"), artefact=found).count() == 1
    assert pages.post("input-use", "2.1", artefact="x").status_code == 404
    assert pages.post("input-use", "2.1", artefact=str(uuid.uuid4())).status_code == 404
    assert Pages(approved, "penyelia").post("input-use", "2.1", artefact=str(found.public_id)).status_code == 403


def test_reading_an_input_here_records_its_use(approved: World) -> None:
    found = artefact(approved)
    assert Pages(approved, "penyelia").get("input-file", "2.1", found.public_id).status_code == 302
    assert not ArtefactUse.objects.exists()
    answer = Pages(approved).get("input-file", "2.1", found.public_id)
    assert answer.status_code == 302 and answer["Location"].startswith("https://contoh.go.id/")
    assert ArtefactUse.objects.get().by == approved["staf"]
    assert AuditEntry.objects.filter(action="artefact.use").count() == 1


def test_a_newer_version_of_an_input_is_marked(approved: World) -> None:
    artefacts.record_use(approved.iteration("2.1"), artefact(approved), by=approved["staf"])
    factories.reopen(approved, "1.3")
    factories.make_evidence(approved.iteration("1.3"), by=approved["staf"], output="daftar-output", title="Daftar baru")
    for old in Evidence.objects.filter(iteration=approved.iteration("1.3"), carried_from__isnull=False):
        artefacts.withdraw_evidence(old, by=approved["staf"])
    factories.fill(approved.iteration("1.3"), by=approved["staf"])
    from phases.engine.services import iterations

    iterations.submit_iteration(approved.iteration("1.3"), by=approved["staf"])
    iterations.approve_iteration(approved.iteration("1.3"), by=approved["penyelia"])
    text = text_of(Pages(approved).get("subprocess", "2.1", query="?bagian=masukan"))
    assert "ada yang lebih baru" in text and "Pakai yang lebih baru" in text


def test_an_artefact_has_a_page(approved: World) -> None:
    found = artefact(approved)
    artefacts.record_use(approved.iteration("2.1"), found, by=approved["staf"])
    page = Pages(approved).get("artefact", "1.3", found.public_id)
    assert page.status_code == 200 and "2.1" in text_of(page)
    assert Pages(approved).get("artefact", "1.4", found.public_id).status_code == 404
    assert Pages(approved).get("artefact-file", "1.3", found.public_id).status_code == 302
    assert "versi 1" in text_of(Pages(approved).get("subprocess", "1.3", query="?bagian=hasil"))


def test_work_made_elsewhere_shows(begun: World) -> None:
    """A tick by a service is on the page at once: nothing is kept between requests but the catalogue."""
    pages = Pages(begun)
    pages.get("subprocess", RUN)
    work.tick_task(begun.iteration(RUN), begun.task("1.1.1"), by=begun["staf"], done=True)
    assert "1 dari 5 selesai" in text_of(pages.get("subprocess", RUN))
