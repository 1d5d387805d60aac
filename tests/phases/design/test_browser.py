"""The design of a survey in the browser: every workspace, the calculator, by keyboard alone and without script."""

import re

import pytest
from playwright.sync_api import expect

from activities.design.facts import facts_of
from tests import factories
from tests.phases.design.playing import play

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("diseminasi", "variabel", "pengumpulan", "sampel", "sampel/hitung", "pengolahan", "alur-kerja")
HOME = "/kegiatan/IKAN/2026/"


@pytest.fixture
def designed():
    """A survey of landing places whose design is written and in work."""
    world = factories.make_world()
    for number in ("1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"):
        world.bring(number, "dikerjakan")
    play(world, "IKAN-TANGKAP")
    return world


def test_the_design_of_a_survey(designed, page_as, axe):
    page = page_as("staf")
    # From the sub-process to its workspace and every other one, wide and on a phone.
    page.goto(f"{HOME}2.4/")
    page.locator(".cols__workspace a").click()
    expect(page).to_have_url(re.compile(r"/sampel/$"))
    for name in PAGES:
        page.goto(f"{HOME}{name}/")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
            axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    # The calculator answers while parameters change; the address carries them.
    page.goto(f"{HOME}sampel/hitung/")
    answer = page.locator(".calc__answer b")
    expect(answer).to_have_text("574")
    page.locator("#id_calc_precision").fill("6,5")
    page.locator("#id_calc_precision").press("Tab")
    expect(answer).to_have_text(re.compile(r"^2\d\d$"))
    expect(page).to_have_url(re.compile("calc_precision=6%2C5"))
    page.locator("#id_calc_response").fill("banyak")
    page.locator("#id_calc_response").press("Enter")
    expect(page.locator("#problems")).to_contain_text(re.compile("bilangan|number"))
    axe(page)

    # By keyboard alone: from the summary to the field, a new value, calculated, taken over.
    page.locator("#problems a").first.press("Enter")
    expect(page.locator("#id_calc_response")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_have_count(0)
    page.locator("form[action$='ambil/'] button").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sampel/$"))
    facts = facts_of(designed.cycle)
    assert facts.value("sample.calc_precision") == "6.5"
    assert sum(row["sample"] for row in facts.rows("strata")) == facts.value("sample.size")


def test_without_script(designed, page_as):
    page = page_as("staf", javascript=False)
    page.goto(f"{HOME}sampel/hitung/")
    page.locator("#id_calc_precision").fill("5")
    page.locator(".calc__form button").click()
    expect(page.locator(".calc__answer b")).to_have_text(re.compile(r"^\d{2,3}$"))
    page.locator("form[action$='ambil/'] button").click()
    expect(page).to_have_url(re.compile(r"/sampel/$"))
    assert facts_of(designed.cycle).value("sample.calc_precision") == "5"
    # One press adds what an output misses, with the output named, and leads back.
    page.goto(f"{HOME}diseminasi/")
    page.locator("a[href*='disclosure/tambah'], a[href*='disclosure']").filter(
        has_text=re.compile("Rule|Aturan")
    ).first.click()
    expect(page.locator("[name=output] option:checked, [name=output]:checked").first).to_have_attribute("value", "L1")
    page.locator("main form .btn-primary").first.click()
    expect(page).to_have_url(re.compile(r"/diseminasi/$"))
    assert len(facts_of(designed.cycle).rows("disclosure")) == 5
