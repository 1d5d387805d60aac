"""What only a browser can tell: accessibility, small screens, kept drafts, one press per post, ended sessions."""

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import fits, wait_until_kept
from tests.core import ui_urls
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_addresses(settings):
    settings.ROOT_URLCONF = "tests.core.ui_urls"
    settings.LOGIN_URL = "demo:login"
    ui_urls.POSTS.clear()


def test_style_guide_is_accessible_on_both_screens_and_in_the_dark(page_as, axe):
    for width, scheme, query in ((1280, "light", "?salah=1"), (360, "dark", "")):
        page = page_as(width=width, color_scheme=scheme)
        page.goto(f"/gaya/{query}")
        axe(page)
        assert fits(page)


def test_the_header_fits_a_small_phone_with_many_things_waiting(page_as):
    make_user("staf")
    page = page_as("staf", width=320)
    page.goto("/gaya/")
    page.evaluate(
        """() => { const badge = document.createElement('span'); badge.className = 'badge'; badge.textContent = '128';
        document.querySelectorAll('.top__menu .badge').forEach((old) => old.remove());
        document.querySelector('.top__menu summary').append(badge); }"""
    )
    right = page.evaluate("document.querySelector('.top__menu').getBoundingClientRect().right")
    assert right <= 320 - 10
    summary = page.locator(".top__menu summary")
    expect(summary, "the word is read out still").to_have_text(re.compile("^Menu"), use_inner_text=True)


def test_matrix_stands_whole_on_one_screen_and_moves_by_arrow_keys(page_as):
    page = page_as()
    page.goto("/gaya/")
    expect(page.locator(".cell:visible")).to_have_count(44)
    box = page.locator(".matrix").bounding_box()
    assert box["height"] <= 620 and box["width"] <= 1280
    clipped = page.evaluate(
        "[...document.querySelectorAll('.cell')].filter(c => c.scrollHeight > c.clientHeight + 1).map(c => c.innerText)"
    )
    assert clipped == []
    cells = page.locator(".cell")
    cells.first.focus()
    for key, code in (("ArrowRight", "2.1"), ("ArrowDown", "2.2"), ("ArrowLeft", "1.2"), ("ArrowUp", "1.1")):
        page.keyboard.press(key)
        expect(page.locator(".cell:focus .cell__no")).to_have_text(code)
    assert page.locator(".cell").first.locator(".cell__full").bounding_box()["width"] > 50


def test_matrix_is_an_accordion_on_a_phone_without_script_too(page_as):
    for scripts in (True, False):
        page = page_as(width=360, height=740, javascript=scripts)
        page.goto("/gaya/")
        expect(page.locator(".cell:visible")).to_have_count(7)
        page.locator(".phase").nth(7).locator("summary").click()
        expect(page.locator(".cell:visible")).to_have_count(3)


def test_a_calendar_stands_beside_a_day_where_there_is_script(page_as):
    page = page_as()
    page.goto("/gaya/")
    field = page.locator("input[data-date]").first
    expect(page.get_by_role("button", name="Buka kalender").first).to_be_visible()
    page.evaluate(
        """() => { const calendar = document.querySelector('.day__native');
        calendar.value = '2026-08-17'; calendar.dispatchEvent(new Event('change')); }"""
    )
    expect(field).to_have_value("17-08-2026")
    page = page_as(javascript=False)
    page.goto("/gaya/")
    expect(page.locator("input[data-date]").first).to_have_attribute("type", "text")
    expect(page.locator(".day")).to_have_count(0)


def test_two_presses_are_one_post(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.fill("#id_note", "sekali saja")
    page.evaluate("() => { const b = document.querySelector('#catatan button'); b.click(); b.click(); }")
    expect(page.locator("#id_note")).to_have_value("")
    expect(page).to_have_url("/catatan/")
    assert ui_urls.POSTS == ["sekali saja"]


def test_draft_survives_leaving_and_an_ended_session_and_goes_when_taken(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.fill("#id_note", "belum terkirim")
    page.check("#id_urgent")
    wait_until_kept(page, "belum terkirim", '"urgent=on":true')
    page.goto("/gaya/")
    page.goto("/catatan/")
    expect(page.locator("#id_note")).to_have_value("belum terkirim")
    expect(page.locator("#id_urgent")).to_be_checked()
    expect(page.locator(".draft-note")).to_be_visible()

    page.fill("#id_note", "sesi habis di tengah jalan")
    page.click("#catatan button.btn-primary")
    page.wait_for_url("**/masuk/**")
    page.goto("/catatan/")
    expect(page.locator("#id_note")).to_have_value("sesi habis di tengah jalan")

    page.fill("#id_note", "diterima")
    page.click("#catatan button.btn-primary")
    expect(page.locator("#id_note")).to_have_value("")
    expect(page.locator(".draft-note")).to_have_count(0)
    assert ui_urls.POSTS == ["diterima"]
    page.goto("/catatan/")
    expect(page.locator("#id_note")).to_have_value("")


def test_draft_can_be_discarded(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.fill("#id_note", "tidak jadi")
    wait_until_kept(page, "tidak jadi")
    page.reload()
    page.click("[data-discard]")
    expect(page.locator("#id_note")).to_have_value("")
    expect(page.locator(".draft-note")).to_have_count(0)
    page.reload()
    expect(page.locator("#id_note")).to_have_value("")


def test_mistakes_take_the_focus(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.click("#catatan button.btn-primary")
    expect(page).to_have_title(re.compile("^Kesalahan:"))
    expect(page.locator("#problems.problems")).to_be_focused()
    page.click(".problems a")
    expect(page.locator("#id_note")).to_be_focused()


def test_a_part_that_finds_the_session_ended_says_so_in_place(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.fill("#id_note", "tetap ada")
    page.click("#hx button")
    link = page.locator("[data-sign-in-link]")
    expect(link).to_be_visible()
    expect(link).to_have_attribute("href", "/masuk/?next=%2Fcatatan%2F")
    expect(page.locator("#part")).to_have_text("")
    expect(page.locator("#id_note")).to_have_value("tetap ada")


def test_a_list_is_sorted_in_place_and_says_so(page_as):
    page = page_as()
    page.goto("/gaya/")
    page.evaluate("window.marked = true")
    page.click("#contoh-sort-size")
    expect(page.locator("#contoh [aria-sort=ascending] #contoh-sort-size")).to_be_focused()
    expect(page).to_have_url("/gaya/?urut=size")
    expect(page.locator("#live")).to_have_text("Bukti: 9 baris", use_inner_text=True)
    assert page.evaluate("window.marked") is True
    page.click("#contoh-hal-2")
    page.wait_for_selector("#contoh .pages [aria-current]:has-text('2')")
    expect(page.locator("h1")).to_have_count(1)
    assert page.evaluate("window.marked") is True


def test_menus_open_without_script_and_close_by_escape(page_as, axe):
    page = page_as(width=360, height=740)
    page.goto("/catatan/")
    page.click(".top__menu summary")
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator(".top__menu .menu__sheet")).to_be_hidden()
    bare = page_as(width=360, height=740, javascript=False)
    bare.goto("/catatan/")
    bare.click(".top__person summary")
    expect(bare.locator(".top__person .menu__sheet")).to_be_visible()
