"""The design of a survey in the browser: every workspace, the calculator, by keyboard alone and without script."""

import re

import pytest
from playwright.sync_api import expect

from activities.design.facts import facts_of
from tests import factories
from tests.browsing import on_both_screens, picture
from tests.phases.design.playing import play

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("diseminasi", "variabel", "pengumpulan", "sampel", "sampel/hitung", "pengolahan", "alur-kerja")
HOME = "/kegiatan/IKAN/2026/"
ANSWERS = ("alur-kerja", "pengumpulan", "rancangan", "rancangan/notification")


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


def test_answers_keep_room_beside_long_labels(designed, page_as):
    page = page_as("penyelia")
    for name in ANSWERS:
        page.goto(f"{HOME}{name}/")
        for width in on_both_screens(page):
            rows = page.locator("dl.dl:not(.dl--sums)").evaluate_all(
                "lists => lists.flatMap(list => [...list.querySelectorAll('dd')].map(dd => "
                "[dd.previousElementSibling.innerText, dd.innerText, dd.offsetWidth, list.offsetWidth]))"
            )
            assert len([text for _label, text, _mine, _whole in rows if len(text) > 20]) >= 2, f"{name} at {width}"
            part = 1 if width == 360 else 0.5
            squeezed = [row for row in rows if row[2] < max(120, part * row[3])]
            assert squeezed == [], f"{name} at {width}"
            picture(page, f"answers-{name.replace('/', '-')}-{width}")


def test_a_figure_stays_with_its_unit_and_each_level_of_risk_has_its_fill(designed, page_as, axe):
    page = page_as("staf")
    page.goto(f"{HOME}sampel/hitung/")
    for width in on_both_screens(page):
        lines = page.locator(".calc__result td.num small").evaluate_all(
            "all => all.map(one => { const text = document.createRange(); text.selectNodeContents(one);"
            " return [one.innerText, new Set([...text.getClientRects()].map(box => box.top)).size] })"
        )
        assert len([text for text, _lines in lines if "%" in text]) > 5
        assert [text for text, count in lines if count > 1] == []
        picture(page, f"calculator-{width}")
    page.goto(f"{HOME}alur-kerja/")
    for level in ("low", "middle", "high", "top"):
        expect(page.locator(f".heat-map td.risk--{level}").first).to_be_visible()
    fills = page.locator(".heat-map td[class^=risk]").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).backgroundColor))]"
    )
    plain = page.locator(".heat-map thead td").evaluate("one => getComputedStyle(document.body).backgroundColor")
    card = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--card').trim()")
    assert len(fills) == 4
    assert not {plain, "rgb(255, 255, 255)", card} & set(fills)
    for width in on_both_screens(page):
        axe(page)
        picture(page, f"risks-{width}")
