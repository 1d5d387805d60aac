"""Signing in, being locked out, profile, notices and the administration in a browser: both widths, both languages, by
keyboard, without script, and with no accessibility fault."""

import re

import pytest
from playwright.sync_api import expect

from gsbpm_portal.accounts import notices
from gsbpm_portal.accounts.models import User
from tests.browsing import fits, press
from tests.factories import PASSWORD, make_organisation, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = [(1280, "id"), (360, "en")]


@pytest.fixture
def staf(transactional_db) -> User:
    office = make_organisation("perikanan", parent=make_organisation("kota"))
    person = make_user("staf", role="staf", at=office, password=PASSWORD, position="Statistisi Ahli Pertama")
    make_user("admin", role="admin", at=office.parent, is_staff=True)
    return person


def fill(page, username: str, password: str) -> None:
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "language"), SCREENS)
def test_signing_in(page_as, axe, staf, width, language):
    page = page_as(width=width, language=language, javascript=width > 400)
    page.goto("/profil/")
    expect(page).to_have_url("/masuk/?next=/profil/")
    expect(page.locator("[name=username]")).to_be_focused()
    fill(page, "staf", "salah")
    expect(page).to_have_title(re.compile({"id": "^Kesalahan:", "en": "^Error:"}[language]))
    if width > 400:
        axe(page)
    assert fits(page)
    fill(page, "STAF", PASSWORD)
    expect(page).to_have_url("/profil/")
    expect(page.locator("main")).to_contain_text("Statistisi Ahli Pertama", use_inner_text=True)


@pytest.mark.parametrize(("width", "language"), SCREENS)
def test_being_locked_out(page_as, axe, staf, width, language):
    page = page_as(width=width, language=language)
    page.goto("/masuk/")
    for _ in range(5):
        fill(page, "staf", "salah")
    words = {"id": "Anda dapat mencoba lagi dalam 60 menit", "en": "You can try again in 60 minutes"}[language]
    expect(page.locator("main")).to_contain_text(words, use_inner_text=True)
    axe(page)
    assert fits(page)


@pytest.mark.parametrize(("width", "language", "scheme"), [(1280, "id", "light"), (360, "en", "dark")])
def test_every_page_is_accessible_and_fits(page_as, axe, staf, width, language, scheme):
    notices.notify([staf], kind="test", message="Your password was changed.", params={}, url="/profil/")
    stranger = page_as(width=width, language=language, color_scheme=scheme)
    own = page_as("staf", width=width, language=language, color_scheme=scheme)
    for page, path in [
        (stranger, "/masuk/"),
        (stranger, "/kata-sandi/lupa/"),
        (stranger, "/kata-sandi/lupa/terkirim/"),
        (stranger, "/kata-sandi/baru/x/y/"),
        (stranger, "/kata-sandi/baru/selesai/"),
        (own, "/profil/"),
        (own, "/kata-sandi/"),
        (own, "/pemberitahuan/"),
        (own, "/pemberitahuan/?tampil=baru"),
    ]:
        page.goto(path)
        axe(page)
        assert fits(page), path


def test_a_language_is_picked_and_kept(page_as, staf):
    page = page_as("staf", language="id")
    page.goto("/profil/")
    press(page.locator(".top__language button[value=en]"))
    expect(page.locator("h2#peran")).to_have_text("What you may do", use_inner_text=True)
    staf.refresh_from_db()
    assert staf.language == "en"


def test_notices_are_opened_and_marked(page_as, staf):
    for _ in range(2):
        notices.notify([staf], kind="test", message="Your password was changed.", params={}, url="/profil/")
    page = page_as("staf")
    page.goto("/pemberitahuan/")
    press(page.locator(".inbox__what").first)
    expect(page).to_have_url("/profil/")
    page.goto("/pemberitahuan/")
    expect(page.locator(".inbox__item .chip")).to_have_count(1)
    press(page.locator("main .page__do button"))
    expect(page.locator(".inbox__item")).to_have_count(2)
    expect(page.locator(".inbox__item .chip")).to_have_count(0)


def test_a_session_elsewhere_is_ended(page_as, staf):
    here, there = page_as("staf"), page_as("staf")
    there.goto("/profil/")
    here.goto("/profil/")
    press(here.locator(".inbox__do button").first)
    there.goto("/pemberitahuan/")
    expect(there).to_have_url("/masuk/?next=/pemberitahuan/")
    expect(there.locator("main")).to_contain_text("Sesi ini diakhiri dari peramban lain.", use_inner_text=True)


def test_the_administration_works_under_the_policy(page_as, staf):
    """page_as fails when a page is refused anything by its Content-Security-Policy or a script breaks."""
    page = page_as("admin")
    lists = ("", "accounts/user/", "core/officesetting/", "core/auditentry/")
    for path in (*lists, "accounts/organisation/add/", "design/reviewrule/add/"):
        page.goto(f"/admin/{path}")
        expect(page.locator("#user-tools")).to_be_visible()
    page.goto(f"/admin/accounts/user/{staf.pk}/change/")
    page.fill("[name=position]", "Statistisi Ahli Muda")
    page.click(".add-row a")
    page.select_option("[name=memberships-1-organisation]", label="Kota")
    page.select_option("[name=memberships-1-role]", "penyelia")
    press(page.locator("[name=_save]"))
    staf.refresh_from_db()
    assert staf.position == "Statistisi Ahli Muda" and staf.memberships.filter(role="penyelia").exists()
