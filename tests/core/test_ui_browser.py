"""What only a browser can tell: accessibility, small screens, kept drafts, one press per post, ended sessions."""

import pytest

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
        assert page.evaluate("document.documentElement.scrollWidth") <= width


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
    assert page.locator(".top__menu summary").inner_text().startswith("Menu"), "the word is read out still"


def test_matrix_stands_whole_on_one_screen_and_moves_by_arrow_keys(page_as):
    page = page_as()
    page.goto("/gaya/")
    assert page.locator(".cell:visible").count() == 44
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
        assert page.evaluate("document.activeElement.querySelector('.cell__no').textContent") == code
    assert page.locator(".cell").first.locator(".cell__full").bounding_box()["width"] > 50


def test_matrix_is_an_accordion_on_a_phone_without_script_too(page_as):
    for scripts in (True, False):
        page = page_as(width=360, height=740, javascript=scripts)
        page.goto("/gaya/")
        assert page.locator(".cell:visible").count() == 7
        page.locator(".phase").nth(7).locator("summary").click()
        assert page.locator(".cell:visible").count() == 3


def test_a_calendar_stands_beside_a_day_where_there_is_script(page_as):
    page = page_as()
    page.goto("/gaya/")
    field = page.locator("input[data-date]").first
    assert page.get_by_role("button", name="Buka kalender").first.is_visible()
    page.evaluate(
        """() => { const calendar = document.querySelector('.day__native');
        calendar.value = '2026-08-17'; calendar.dispatchEvent(new Event('change')); }"""
    )
    assert field.input_value() == "17-08-2026"
    page = page_as(javascript=False)
    page.goto("/gaya/")
    assert page.locator("input[data-date]").first.get_attribute("type") == "text" and page.locator(".day").count() == 0


def test_two_presses_are_one_post(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.fill("#id_note", "sekali saja")
    page.evaluate("() => { const b = document.querySelector('#catatan button'); b.click(); b.click(); }")
    page.wait_for_url("**/catatan/")
    page.wait_for_function("document.querySelector('#id_note').value === ''")
    assert ui_urls.POSTS == ["sekali saja"]


def test_draft_survives_leaving_and_an_ended_session_and_goes_when_taken(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.fill("#id_note", "belum terkirim")
    page.check("#id_urgent")
    page.wait_for_timeout(400)
    page.goto("/gaya/")
    page.goto("/catatan/")
    assert page.input_value("#id_note") == "belum terkirim" and page.is_checked("#id_urgent")
    assert page.locator(".draft-note").is_visible()

    page.fill("#id_note", "sesi habis di tengah jalan")
    page.click("#catatan button.btn-primary")
    page.wait_for_url("**/masuk/**")
    page.goto("/catatan/")
    assert page.input_value("#id_note") == "sesi habis di tengah jalan"

    page.fill("#id_note", "diterima")
    page.click("#catatan button.btn-primary")
    page.wait_for_function("document.querySelector('#id_note').value === ''")
    assert page.locator(".draft-note").count() == 0 and ui_urls.POSTS == ["diterima"]
    page.goto("/catatan/")
    assert page.input_value("#id_note") == ""


def test_draft_can_be_discarded(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.fill("#id_note", "tidak jadi")
    page.wait_for_timeout(400)
    page.reload()
    page.click("[data-discard]")
    assert page.input_value("#id_note") == "" and page.locator(".draft-note").count() == 0
    page.reload()
    assert page.input_value("#id_note") == ""


def test_mistakes_take_the_focus(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.click("#catatan button.btn-primary")
    page.wait_for_selector(".problems")
    assert page.title().startswith("Kesalahan:")
    assert page.evaluate("document.activeElement.id") == "problems"
    page.click(".problems a")
    assert page.evaluate("document.activeElement.id") == "id_note"


def test_a_part_that_finds_the_session_ended_says_so_in_place(page_as):
    page = page_as()
    page.goto("/catatan/")
    page.fill("#id_note", "tetap ada")
    page.click("#hx button")
    link = page.wait_for_selector("[data-sign-in-link]")
    assert link.get_attribute("href") == "/masuk/?next=%2Fcatatan%2F"
    assert page.inner_text("#part") == "" and page.input_value("#id_note") == "tetap ada"


def test_a_list_is_sorted_in_place_and_says_so(page_as):
    page = page_as()
    page.goto("/gaya/")
    page.evaluate("window.marked = true")
    page.click("#contoh-sort-size")
    page.wait_for_selector("#contoh [aria-sort=ascending] #contoh-sort-size")
    assert page.evaluate("[window.marked, document.activeElement.id, location.search]") == [
        True,
        "contoh-sort-size",
        "?urut=size",
    ]
    assert page.inner_text("#live") == "Bukti: 9 baris"
    page.click("#contoh-hal-2")
    page.wait_for_selector("#contoh .pages [aria-current]:has-text('2')")
    assert page.evaluate("window.marked") and page.locator("h1").count() == 1


def test_menus_open_without_script_and_close_by_escape(page_as, axe):
    page = page_as(width=360, height=740)
    page.goto("/catatan/")
    page.click(".top__menu summary")
    axe(page)
    page.keyboard.press("Escape")
    assert not page.locator(".top__menu .menu__sheet").is_visible()
    bare = page_as(width=360, height=740, javascript=False)
    bare.goto("/catatan/")
    bare.click(".top__person summary")
    assert bare.locator(".top__person .menu__sheet").is_visible()
