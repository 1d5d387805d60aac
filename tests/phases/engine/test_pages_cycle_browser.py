"""The pages inside a cycle in a browser: accessible at both widths, updated in part, usable without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import expect

from gsbpm_portal.core import jobs
from gsbpm_portal.core.comments import add_comment
from phases.engine.enums import IterationState, RequestKind
from phases.engine.models import Artefact
from phases.engine.services import artefacts, asks, work
from tests import factories
from tests.browsing import fits, on_both_screens
from tests.factories import World
from tests.phases.engine.cycle_pages import Pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/kegiatan/IKAN/2026/"


@pytest.fixture
def office(transactional_db: None) -> World:
    """A cycle with something of everything, written for real."""
    world = factories.make_world()
    world.bring("1.3", IterationState.APPROVED)
    world.bring("1.1", IterationState.IN_WORK)
    world.bring("1.2", IterationState.RETURNED)
    world.bring("1.4", IterationState.SUBMITTED)
    world.bring("2.1", IterationState.IN_WORK)
    artefacts.record_use(world.iteration("2.1"), Artefact.objects.get(run__number="1.3"), by=world["staf"])
    artefacts.add_evidence(
        world.iteration("1.1"), by=world["staf"], title="Notulen", upload=SimpleUploadedFile("a.txt", b"isi")
    )
    jobs.run_pending()
    add_comment(world.iteration("1.1"), by=world["penyelia"], body="Sudah lengkap?")
    asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration("1.5"), reason="Sudah ada")
    factories.reopen(world, "1.3")
    return world


PAGES = {
    "staf": (
        "", "1.1/", "1.1/?bagian=diskusi", "2.1/?bagian=masukan", "1.3/?bagian=hasil", "1.3/?bagian=iterasi", "1.2/",
        "1.3/iterasi/1/", "1.3/iterasi/1/2/", "1.1/tugas/1.1.1/", "1.1/tugas/1.1.1/berlaku/", "1.1/bukti/tambah/",
        "1.1/minta/perpanjangan/", "fase/1/", "rencana/",
    ),
    "penyelia": ("1.4/", "1.4/tinjau/", "2.1/", "fase/1/", "fase/1/rencana/", "4.3/minta/lampaui/", "templat/"),
}  # fmt: skip
ON_A_PHONE_TOO = {
    "staf": {"", "1.1/?bagian=diskusi", "2.1/?bagian=masukan", "1.3/iterasi/1/2/", "1.1/bukti/tambah/", "rencana/"},
    "penyelia": {"1.4/tinjau/", "2.1/", "fase/1/"},
}


@pytest.mark.parametrize("username", PAGES)
def test_no_page_shuts_anybody_out(
    office: World, page_as: Callable[..., Any], axe: Callable[..., None], username: str
) -> None:
    assert ON_A_PHONE_TOO[username] <= set(PAGES[username])
    page = page_as(username)
    for tail in PAGES[username]:
        answer = page.goto(BASE + tail)
        assert answer.status == 200, tail
        for width in on_both_screens(page, (1280, 360) if tail in ON_A_PHONE_TOO[username] else (1280,)):
            assert fits(page), f"{tail} scrolls sideways at {width}"
            axe(page)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_whole_matrix_stands_on_one_screen(office: World, page_as: Callable[..., Any], language: str) -> None:
    page = page_as("staf", width=1280, height=900, language=language)
    page.goto(BASE)
    expect(page.locator(".cell")).to_have_count(44)
    lowest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.cell')].map(c => c.getBoundingClientRect().bottom))"
    )
    assert lowest <= 900
    cut = page.evaluate(
        "[...document.querySelectorAll('.cell__name')].filter(n => n.getBoundingClientRect().bottom"
        " > n.closest('.cell').getBoundingClientRect().bottom).map(n => n.textContent)"
    )
    assert cut == []
    page.locator(".cell").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cell:focus")).to_contain_text("2.1")


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_message_pushes_nothing_off_the_screen(office: World, page_as: Callable[..., Any], language: str) -> None:
    """Matrix and legend stay whole, and nothing of the heading stands below the message."""
    page = page_as("penyelia", width=1280, height=900, language=language)
    page.goto(BASE + "siklus-berikutnya/")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/2027/")
    expect(page.locator("#messages .note")).to_have_count(1)
    box = "e => { const r = e.getBoundingClientRect(); return [r.top, r.right, r.bottom, r.left] }"
    assert page.locator(".legend").evaluate(box)[2] <= 900
    message, heading = page.locator("#messages .note").evaluate(box), page.locator(".facts").evaluate(box)
    assert message[2] <= heading[0] and message[0] > 48
    page.evaluate("document.querySelector('h1').innerHTML = '<span id=long>' + 'Survei '.repeat(12) + '</span>'")
    assert page.locator("#long").evaluate(box)[1] <= message[3]


def test_on_a_phone_one_phase_stands_open(office: World, page_as: Callable[..., Any]) -> None:
    page = page_as("staf", width=360, height=740)
    page.goto(BASE)
    expect(page.locator(".phase__fold[open]")).to_have_count(1)
    page.locator(".phase").nth(4).locator("summary").click()
    expect(page.locator(".phase").nth(4).locator(".cell").first).to_be_visible()
    expect(page.locator(".phase__fold[open]")).to_have_count(1)


def test_ticks_and_notes_change_in_place(office: World, page_as: Callable[..., Any]) -> None:
    page = page_as("staf")
    page.goto(BASE + "1.1/")
    page.locator("#tick-task-1-1-1").focus()
    page.keyboard.press("Space")
    page.get_by_text("1 dari 5 selesai").wait_for()
    expect(page.locator("#tick-task-1-1-1")).to_be_focused()
    expect(page.locator("#moves .refused")).to_have_count(1)
    expect(page.locator("#moves .refused")).not_to_contain_text("1.1.1", use_inner_text=True)
    page.locator("#note-task-1-1-2").click()
    page.get_by_label("Catatan", exact=False).first.wait_for()
    work.write_note(office.iteration("1.1"), office.task("1.1.2"), by=office["staf2"], note="Dari rekan")
    page.locator("#task-1-1-2 textarea").fill("Dari saya")
    page.get_by_role("button", name="Simpan catatan").click()
    page.get_by_text("menulis di sini sementara itu").wait_for()
    expect(page.locator("#task-1-1-2 textarea")).to_have_value("Dari saya")
    page.locator("#task-1-1-2 textarea").fill("Dari kami berdua")
    page.get_by_role("button", name="Simpan catatan").click()
    page.locator("#task-1-1-2 small", has_text="Dari kami berdua").wait_for()
    # the same form on a page of its own, opened by its address
    page.goto(BASE + "1.1/tugas/1.1.2/")
    page.locator("#content textarea").fill("Dari halaman sendiri")
    page.locator("#content form .btn-primary").click()
    page.locator("#task-1-1-2 small", has_text="Dari halaman sendiri").wait_for()


def test_a_file_becomes_available_without_a_reload(office: World, page_as: Callable[..., Any]) -> None:
    page = page_as("staf")
    page.goto(BASE + "1.1/bukti/tambah/")
    page.get_by_label("Nama").fill("Daftar kebutuhan")
    page.get_by_label("Merupakan output").select_option("daftar-kebutuhan")
    page.set_input_files(
        "input[type=file]", {"name": "daftar.csv", "mimeType": "text/csv", "buffer": b"kode;nama\n1;ikan\n"}
    )
    page.get_by_role("button", name="Tambahkan").click()
    page.wait_for_url("**/1.1/#evidence")
    row = page.get_by_role("row", name="Daftar kebutuhan")
    expect(row).to_contain_text("diperiksa", use_inner_text=True)
    jobs.run_pending()
    link = page.get_by_role("link", name="Daftar kebutuhan", exact=True)
    expect(link).to_be_visible()
    expect(page.locator("#aside")).not_to_contain_text("masih diperiksa", use_inner_text=True)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "daftar.csv"


def test_everything_works_without_script(office: World, page_as: Callable[..., Any]) -> None:
    page = page_as("staf", javascript=False)
    page.goto(BASE + "1.1/")
    page.locator("#tick-task-1-1-1").click()
    expect(page.locator("#tasks-title")).to_contain_text("1 dari 5 selesai", use_inner_text=True)
    page.locator("#note-task-1-1-1").click()
    page.locator("textarea").fill("Tanpa skrip")
    page.get_by_role("button", name="Simpan catatan").click()
    expect(page.locator("#task-1-1-1")).to_contain_text("Tanpa skrip", use_inner_text=True)
    page.goto(BASE + "1.1/?bagian=diskusi")
    page.get_by_label("Catatan diskusi baru").fill("Bisa dibaca")
    page.get_by_role("button", name="Tambahkan", exact=True).click()
    expect(page.locator("#bagian")).to_contain_text("Bisa dibaca", use_inner_text=True)


def test_a_supervisor_decides_in_the_browser(office: World, page_as: Callable[..., Any]) -> None:
    page = page_as("penyelia", width=360)
    page.goto(BASE)
    page.get_by_role("link", name="Putuskan 1.4").click()
    page.get_by_role("button", name="Kembalikan kepada staf").click()
    expect(page).to_have_title(re.compile("^Kesalahan:"))
    page.get_by_label("Alasan atau komentar").fill("Lengkapi daftar konsep")
    page.get_by_role("button", name="Kembalikan kepada staf").click()
    page.wait_for_url("**/1.4/")
    assert office.iteration("1.4").state == IterationState.RETURNED


def test_a_signed_out_person_is_sent_to_sign_in(office: World, client: Client) -> None:
    url = Pages(office).url("subprocess", "1.1")
    assert client.get(url)["Location"].endswith(f"?next={url}")
