"""Nothing typed is lost: it stands in the form that came back, whatever was wrong; and nothing is cut in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from phases.engine.models import Evidence, Iteration, Recheck, TaskEntry
from tests import factories
from tests.fuzz.html_forms import read
from tests.fuzz.posting import HTMX, post, run, signed_in, text

if TYPE_CHECKING:
    from tests.factories import World

pytestmark = pytest.mark.django_db
TYPED = 'Berita acara "uji coba" <TPI Utara> & selatan'


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    from tests.fuzz.office import block

    with django_db_blocker.unblock(), block():
        from django.db import transaction

        world = factories.make_world()
        world.bring("1.1", "dikerjakan")
        world.bring("1.2", "disetujui")
        Recheck.objects.create(run=world.run("1.1"), cause=world.iteration("1.2"))
        world.bring("1.5", "diajukan")
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    return built_world


def kept(response: Any, field: str) -> list[str]:
    """What stands in a field of the page's forms."""
    forms, _addresses = read(response.content.decode())
    return [value for form in forms if field in form.controls for value in form.controls[field].values]


EVIDENCE = {"title": TYPED, "description": f"{TYPED}\nbaris kedua", "url": "", "output": ""}
BOTH = "https://contoh.go.id/berita-acara?a=1&b=2"


@pytest.mark.parametrize(
    ("changed", "refused_as"),
    [
        ({}, "berkas"),
        ({"url": BOTH, "upload": SimpleUploadedFile("a.txt", b"isi")}, "berkas"),
        ({"upload": SimpleUploadedFile("kosong.txt", b"")}, "kosong"),
        ({"upload": SimpleUploadedFile("besar.txt", b"x" * 3000)}, "besar"),
        ({"url": "ftp//tidak ada"}, "alamat web"),
        ({"url": BOTH, "output": "tidak-ada"}, "tidak-ada"),
        ({"url": BOTH, "title": ""}, "belum diisi"),
    ],
    ids=["no file", "both", "empty file", "large file", "broken address", "unknown output", "no name"],
)
def test_refused_evidence_keeps_what_stands_beside_it(
    world: World, settings: Any, changed: dict[str, Any], refused_as: str
) -> None:
    settings.EVIDENCE_MAX_BYTES = 2000
    sent = {**EVIDENCE, **changed}
    if "upload" in sent:
        sent["upload"].seek(0)
    response = post(signed_in(world, "staf"), run("1.1", "bukti/tambah/"), sent)
    assert response.status_code == 422
    for field in ("title", "description", "url"):
        assert kept(response, field) == [sent[field].replace("\r\n", "\n")]
    assert refused_as in text(response)
    assert ("Pilih berkasnya lagi." in text(response)) == ("upload" in sent)
    assert not Evidence.objects.filter(iteration__run__cycle=world.cycle_id).exclude(url__startswith="https").exists()


def test_evidence_for_work_that_was_submitted_meanwhile_is_kept_on_the_page(world: World) -> None:
    response = post(signed_in(world, "staf"), run("1.5", "bukti/tambah/"), {**EVIDENCE, "url": BOTH})
    assert response.status_code == 409
    assert kept(response, "title") == [TYPED] and kept(response, "url") == [BOTH]


LONG = TYPED + "x" * 4000
STORIES = {
    "decision on another version": (
        "penyelia", "1.5/tinjau/", {"comment": TYPED, "seen": "9.9", "verdict": "approve"}, "comment",
    ),
    "reopening what is in work": ("penyelia", "1.1/buka-kembali/", {"comment": TYPED}, ""),
    "asking to skip what leaves a mandatory output": ("staf", "1.3/minta/lewati/", {"comment": TYPED}, "comment"),
    "an extension to a day gone by": ("staf", "1.1/minta/perpanjangan/", {"comment": TYPED, "due": "2001-01-01"}, "comment"),
    "an extension without a day": ("staf", "1.1/minta/perpanjangan/", {"comment": TYPED}, "comment"),
    "setting work aside that has begun": ("penyelia", "1.1/berlaku/", {"comment": TYPED}, "comment"),
    "a task of submitted work": ("staf", "1.5/tugas/1.5.1/berlaku/", {"comment": TYPED}, "comment"),
    "a note on submitted work": ("staf", "1.5/tugas/1.5.1/", {"note": TYPED, "seen": "0"}, "note"),
    "a plan that ends before it starts": (
        "penyelia", "fase/1/rencana/", {"comment": TYPED, "1-1-planned_start": "2026-05-05", "1-1-due": "2026-05-01"}, "comment",
    ),
    "closing a phase in the middle of work": ("staf", "fase/1/langkah/submit_closing/", {"comment": TYPED}, ""),
    "a submission that is not ready": ("staf", "1.1/langkah/submit/", {"note": TYPED}, ""),
    "an overlong reason of a re-check": ("penyelia", "1.1/periksa-ulang/1.2/1/", {"comment": LONG}, "comment"),
    "an overlong note to the supervisor": ("staf", "1.1/langkah/submit/", {"note": LONG}, ""),
    "an overlong remark": ("staf", "1.1/diskusi/", {"body": LONG}, "body"),
    "an overlong note": ("staf", "1.1/tugas/1.1.1/", {"note": LONG, "seen": "0"}, "note"),
    "an overlong reason": ("staf", "1.1/tugas/1.1.1/berlaku/", {"comment": LONG}, "comment"),
    "a reason longer than its column": ("staf", "1.1/tugas/1.1.1/berlaku/", {"comment": TYPED + "x" * 1500}, "comment"),
    "an overlong decision": ("penyelia", "1.5/tinjau/", {"comment": LONG, "verdict": "return"}, "comment"),
}  # fmt: skip
"""What → who posts where with what, and the field in which the text stands again (none: it stands on the page)."""


def test_who_decides_second_keeps_the_comment(world: World) -> None:
    """The other one was first: who that was stands on the page, and so does what the second one wrote."""
    address = run("1.5", "tinjau/")
    assert post(signed_in(world, "penyelia2"), address, {"verdict": "approve"}).status_code == 302
    response = post(signed_in(world, "penyelia"), address, {"verdict": "return", "comment": TYPED})
    assert response.status_code == 409
    assert TYPED in text(response) and "Penyelia2" in text(response)


def test_who_answers_a_request_second_keeps_the_comment(world: World) -> None:
    from phases.engine.services import asks

    asked = asks.ask("lewati", by=world["staf"], reason="Tidak perlu", iteration=world.iteration("1.4"))
    asks.confirm_request(asked, by=world["penyelia2"])
    address = f"/kegiatan/IKAN/2026/permintaan/{asked.public_id}/"
    response = post(signed_in(world, "penyelia"), address, {"verdict": "decline", "comment": TYPED})
    assert response.status_code == 409
    assert TYPED in text(response) and "Penyelia2" in text(response)


@pytest.mark.parametrize("what", STORIES)
def test_a_refused_move_keeps_its_text(world: World, what: str) -> None:
    who, tail, data, field = STORIES[what]
    response = post(signed_in(world, who), f"/kegiatan/IKAN/2026/{tail}", data)
    assert response.status_code in (409, 422)
    typed = max(data.values(), key=len)
    assert typed in (kept(response, field) if field else text(response)), "what was typed is gone"


@pytest.mark.parametrize("body", [LONG, " \u2063 \n"], ids=["overlong", "blank"])
def test_a_remark_refused_in_place_keeps_its_text(world: World, body: str) -> None:
    response = post(signed_in(world, "staf"), run("1.1", "diskusi/"), {"body": body}, headers=HTMX)
    if response.status_code != 200:  # what looks blank may be taken
        assert response.status_code == 409 and 'class="problems"' in text(response)
        assert body in kept(response, "body")


def test_a_note_refused_in_place_keeps_its_text(world: World) -> None:
    response = post(signed_in(world, "staf"), run("1.1", "tugas/1.1.1/"), {"note": LONG, "seen": "0"}, headers=HTMX)
    assert response.status_code == 422
    assert kept(response, "note") == [LONG]


def test_what_is_taken_is_taken_whole(world: World) -> None:
    """The longest texts that are accepted stand uncut where they belong."""
    staf = signed_in(world, "staf")
    for tail, field, length in (("tugas/1.1.1/", "note", 2000), ("tugas/1.1.2/berlaku/", "comment", 500)):
        sent = TYPED + "ä" * (length - len(TYPED))
        assert post(staf, run("1.1", tail), {field: sent, "seen": "0"}).status_code == 302
    entries = TaskEntry.objects.filter(iteration=world.iteration("1.1"))
    assert len(entries.get(task__code="1.1.1").note) == 2000
    assert len(entries.get(task__code="1.1.2").not_applicable_reason) == 500
    factories.fill(world.iteration("1.1"), by=world["staf"])
    response = post(staf, run("1.1", "langkah/submit/"), {"note": TYPED + "é" * (4000 - len(TYPED))})
    assert response.status_code == 302
    assert len(Iteration.objects.get(pk=world.iteration("1.1").pk).note) == 4000


# A session that ended --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("htmx", [False, True])
def test_a_post_after_the_session_ended_leads_back_to_its_page(world: World, htmx: bool) -> None:
    """The text stays in the browser; the sign-in page knows where the person was, and leads there."""
    visitor, page = Client(), run("1.1")
    seen = f"http://testserver{page}?bagian=diskusi"
    headers = {**HTMX, "HX-Current-URL": seen} if htmx else {"Referer": seen}
    response = post(visitor, run("1.1", "diskusi/"), {"body": TYPED}, headers=headers)
    assert response.status_code == (200 if htmx else 401)
    target = response.headers["HX-Redirect"] if htmx else re.search(r'href="(/masuk/[^"]*)"', response.text)[1]
    assert htmx or escape(TYPED) in response.text
    assert target == f"/masuk/?next={page.replace('/', '%2F')}%3Fbagian%3Ddiskusi"
    person = world["staf"]
    person.set_password(factories.PASSWORD)
    person.save()
    back = visitor.post(target, {"username": "staf", "password": factories.PASSWORD, "next": f"{page}?bagian=diskusi"})
    assert back.headers["Location"] == f"{page}?bagian=diskusi"
