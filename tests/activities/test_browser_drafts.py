"""Drafts as their writers meet them: nothing typed is lost with the browser, the session, the connection or a second tab."""

import json
import re
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from activities.design.models import DescriptionSection
from activities.design.services import save_section
from gsbpm_portal.core import drafts
from tests import factories
from tests.activities.test_design import TEXT
from tests.browsing import fits, picture

pytestmark = pytest.mark.browser

PAGE = "/kegiatan/IKAN/2026/rancangan/description/"
KEY = "design:IKAN/2026/description"
SAVED = re.compile(r"\d\d[.:]\d\d")


@pytest.fixture
def office(transactional_db):
    world = factories.make_world()
    world.bring("1.1", "dikerjakan")
    return world


def kept(world, name="background", who="staf"):
    """What the server keeps of a field."""
    draft = drafts.find(world[who], KEY)
    return dict(draft.data)[name] if draft else None


def wait_until_kept(world, text, name):
    """What a closing page sends is under way when its browser is gone."""
    deadline = time.monotonic() + 20
    while kept(world, name) != text:
        assert time.monotonic() < deadline, f"{kept(world, name)!r} is kept, not {text!r}"
        time.sleep(0.05)


def field(page, name="background"):
    return page.locator(f"[name={name}]")


def said(page):
    return page.locator("[data-autosave-said]")


def test_a_killed_browser_loses_nothing_and_saving_ends_the_draft(office, page_as, axe):
    page = page_as("staf")
    page.goto(PAGE)
    field(page).press_sequentially("Belum ada angka produksi", delay=20)
    expect(said(page)).to_have_text(SAVED)
    field(page, "outline").fill("Baru diketik")
    page.context.close()  # without a word: the page is hidden first, and sends what it has
    wait_until_kept(office, "Baru diketik", "outline")
    page = page_as("staf", width=360)
    page.goto(PAGE)
    expect(field(page)).to_have_value("Belum ada angka produksi")
    expect(field(page, "outline")).to_have_value("Baru diketik")
    expect(page.locator("#naskah")).to_be_visible()
    expect(page.locator(".draft-note")).to_have_count(0)
    picture(page, "draft-360")
    axe(page)
    assert fits(page)
    page.locator("form.form .btn-primary").click()
    page.wait_for_url("**/rancangan/#description")
    assert DescriptionSection.objects.get().outline == "Baru diketik"
    page.goto(PAGE)
    expect(page.locator("#naskah")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []
    field(page).fill("Tidak jadi")
    expect(said(page)).to_have_text(SAVED)
    page.reload()
    page.locator("#naskah button").click()
    expect(field(page)).to_have_value("Belum ada angka produksi")
    assert kept(office) is None


def test_an_ended_session_loses_nothing_and_goes_on_by_itself(office, page_as):
    person = office["staf"]
    person.set_password(factories.PASSWORD)
    person.save()
    page = page_as("staf")
    page.goto(PAGE)
    Session.objects.all().delete()
    field(page).fill("Diketik sesudah sesi berakhir")
    link = said(page).locator("a")
    expect(link).to_be_visible()
    assert kept(office) is None
    assert "Diketik sesudah" in page.evaluate("Object.values(localStorage).join()")
    with page.context.expect_page() as opened:
        link.click()
    tab = opened.value
    tab.locator("[name=username]").fill("staf")
    tab.locator("[name=password]").fill(factories.PASSWORD)
    tab.locator("form.form .btn-primary").click()
    tab.wait_for_url("**/tindakan/**")
    tab.close()
    expect(said(page)).to_have_text(SAVED, timeout=15_000)
    assert kept(office) == "Diketik sesudah sesi berakhir"
    page.locator("form.form .btn-primary").click()
    page.wait_for_url("**/rancangan/#description")
    assert DescriptionSection.objects.get().background == "Diketik sesudah sesi berakhir"


def test_a_form_sent_too_late_comes_back_with_its_text(office, page_as):
    """Sent after the session ended: the text is in the form again after signing in, though the server never had it."""
    page = page_as("staf")
    page.goto(PAGE)
    Session.objects.all().delete()
    field(page).fill("Terlambat dikirim")
    page.locator("form.form .btn-primary").click()
    page.wait_for_url("**/masuk/?next=*")
    assert kept(office) is None
    again = page_as("staf")
    state = page.context.storage_state()["origins"]
    again.add_init_script(f"localStorage.length || {_put(state)}")
    again.goto(PAGE)
    expect(again.locator("#naskah")).to_be_visible()
    expect(field(again)).to_have_value("Terlambat dikirim")


def _put(origins):
    """A script that writes what one browser kept into another one."""
    pairs = [(item["name"], item["value"]) for origin in origins for item in origin["localStorage"]]
    return f"{json.dumps(pairs)}.forEach(([name, value]) => localStorage.setItem(name, value))"


def test_a_lost_connection_is_said_and_tried_again(office, page_as):
    page = page_as("staf")
    page.goto(PAGE)
    page.context.set_offline(True)
    field(page).fill("Diketik tanpa sambungan")
    expect(said(page)).to_have_text(page.locator("[data-autosave-line]").get_attribute("data-offline"))
    assert kept(office) is None
    page.context.set_offline(False)
    expect(said(page)).to_have_text(SAVED, timeout=15_000)
    assert kept(office) == "Diketik tanpa sambungan"
    assert page.evaluate("Object.keys(localStorage)") == []


def test_two_tabs_show_both_versions(office, page_as, axe):
    first = page_as("staf")
    second = first.context.new_page()
    for page in (first, second):
        page.goto(PAGE)
    field(first).fill("Dari tab pertama")
    expect(said(first)).to_have_text(SAVED)
    field(second).fill("Dari tab kedua")
    note = second.locator("section.note--back")
    expect(note).to_be_visible()
    expect(note.locator(".diff")).to_have_text(["Dari tab pertama", "Dari tab kedua"], use_inner_text=True)
    picture(second, "draft-two")
    axe(second)
    assert kept(office) == "Dari tab pertama"
    note.locator("[data-keep]").click()
    expect(said(second)).to_have_text(SAVED)
    assert kept(office) == "Dari tab kedua"
    field(first).fill("Sekali lagi dari tab pertama")
    first.locator("section.note--back [data-take]").click()
    expect(field(first)).to_have_value("Dari tab kedua")
    assert kept(office) == "Dari tab kedua"
    # Saved in one tab: what the other one types from then on is a draft of its own, and its saving shows both versions.
    second.locator("form.form .btn-primary").click()
    second.wait_for_url("**/rancangan/#description")
    field(first).fill("Sesudah disimpan")
    expect(said(first)).to_have_text(SAVED)
    first.locator("form.form .btn-primary").click()
    expect(first.locator("#versi")).to_be_visible()
    assert DescriptionSection.objects.get().background == "Dari tab kedua"


def test_the_page_of_two_versions_is_kept_too(office, page_as):
    page = page_as("staf")
    page.goto(PAGE)
    save_section(office.cycle, "description", by=office["staf2"], values=TEXT, seen_revision=0)
    field(page).fill("Punya saya")
    page.locator("form.form .btn-primary").click()
    expect(page.locator("#versi")).to_be_visible()
    field(page, "outline").fill("Ditambah di halaman dua versi")
    expect(said(page)).to_have_text(SAVED)
    page.context.close()
    page = page_as("staf")
    page.goto(PAGE)
    expect(field(page, "outline")).to_have_value("Ditambah di halaman dua versi")
    page.locator("form.form .btn-primary").click()
    expect(page.locator("#versi")).to_be_visible()
    assert DescriptionSection.objects.get().background == TEXT["background"]


def test_without_script_a_button_keeps_the_form(office, page_as):
    page = page_as("staf", javascript=False)
    page.goto(PAGE)
    field(page).fill("Setengah jadi")
    page.locator("button[name=naskah]").click()
    expect(page.locator("#naskah")).to_be_visible()
    expect(field(page)).to_have_value("Setengah jadi")
    picture(page, "draft-no-script")
    page.locator("#naskah button").focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("")


def test_signing_out_waits_for_what_is_not_kept_and_leaves_nothing_behind(office, page_as):
    page = page_as("staf")
    page.goto(PAGE)
    field(page).fill("Belum sempat tersimpan")
    page.locator(".top__person summary").click()
    page.locator("[data-sign-out] button").click()
    page.wait_for_url("**/masuk/**")
    assert kept(office) == "Belum sempat tersimpan"
    assert page.evaluate("Object.keys(localStorage)") == []


def test_declared_forms_are_kept_and_ask_further_questions(office, page_as):
    """A form with fields called "dataset" and "method" is kept as any other; an answer brings up its questions at once."""
    office.bring("2.2", "dikerjakan")
    page = page_as("staf")
    page.goto("/kegiatan/IKAN/2026/rancangan/sources/sources/tambah/")
    field(page, "title").fill("Register kapal")
    expect(said(page)).to_have_text(SAVED)
    assert dict(drafts.find(office["staf"], "design:IKAN/2026/sources/sources/baru").data)["title"] == "Register kapal"
    page.goto("/kegiatan/IKAN/2026/rancangan/needs/needs/tambah/")
    field(page, "title").fill("Produksi ikan")
    expect(page.locator("#pertanyaan > .field--state_reason")).to_have_count(0)
    page.locator("input[name=state][value=ditolak]").check()
    expect(page.locator("#pertanyaan > .field--state_reason")).to_have_count(1)
    expect(page.locator("input[name=state][value=ditolak]")).to_be_focused()
    expect(field(page, "title")).to_have_value("Produksi ikan")


def test_what_is_answered_while_questions_are_asked_for_stays(office, page_as):
    """Another answer, given before the server has told the questions of the first: both stay, the questions of both come."""
    office.bring("2.4", "dikerjakan")
    page = page_as("staf")
    page.goto("/kegiatan/IKAN/2026/rancangan/sample/isi/rancangan/")
    held = []
    page.route("**/isi/rancangan/", lambda route: held.append(route), times=1)
    page.locator("input[name=design][value='2']").check()
    page.locator("input[name=selection][value='1']").check()
    deadline = time.monotonic() + 20
    while not held:
        assert time.monotonic() < deadline
        page.evaluate("1")
    held[0].continue_()
    for name in ("design_note", "probability_method"):
        expect(page.locator(f"#pertanyaan > .field--{name}")).to_have_count(1)
    expect(page.locator("input[name=design][value='2']")).to_be_checked()
    expect(page.locator("input[name=selection][value='1']")).to_be_checked()
