"""The KAK in a browser: written by keyboard on a wide screen, filled in without script on a narrow one, reviewed part by part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from phases.engine.enums import IterationState
from phases.engine.services import iterations
from tests import factories
from tests.factories import World
from tests.phases.needs.kak_office import fill_kak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/kegiatan/IKAN/2026/kak/"


def test_a_kak_is_written_reviewed_and_compared(
    page_as: Callable[..., Any], axe: Callable[[Any], None], transactional_db: None
) -> None:
    world: World = factories.make_world()
    world.bring("1.6", IterationState.IN_WORK)
    fill_kak(world.cycle, scope="")

    # what is missing is filled in on a narrow screen without script
    narrow = page_as("staf", width=360, javascript=False)
    narrow.goto(HERE)
    narrow.locator(".nextbar a.btn-primary").click()
    narrow.fill("#id_scope", "Sebelas tempat pendaratan ikan.")
    narrow.locator("main form button.btn-primary").click()
    expect(narrow.locator(".parts__item--back")).to_have_count(0)
    narrow.goto(HERE + "rab/")
    expect(narrow.locator("#B3")).to_be_visible()
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360

    # a line of the budget is added by keyboard alone
    wide = page_as("staf")
    wide.goto(HERE + "rab/")
    axe(wide)
    wide.locator("#id_parent").focus()
    wide.keyboard.press("End")
    for typed in ("Spanduk", "2", "bh", "", "", "", "", "", "150.000"):
        wide.keyboard.press("Tab")
        wide.keyboard.type(typed)
    wide.keyboard.press("Enter")
    expect(wide.locator("#B5")).to_contain_text("300.000")
    expect(wide.locator(".kak__sum")).to_contain_text("8.700.000")
    wide.locator("#B5 button[value=naik]").focus()
    wide.keyboard.press("Enter")
    expect(wide.locator(".rab tbody tr:nth-child(4)")).to_have_attribute("id", "B5")

    # it is submitted, asked about, and looked at in every width
    factories.tick_all(world.iteration("1.6"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.6"), by=world["staf"])
    reviewer = page_as("penyelia")
    reviewer.goto(HERE + "naskah/")
    axe(reviewer)
    reviewer.locator("#bagian-ruang-lingkup a[href*='bagian=ruang-lingkup']").click()
    reviewer.fill("#id_body", "Termasuk pelabuhan?")
    reviewer.locator("#catatan-baru button").click()
    expect(reviewer.locator(".thread__item--open")).to_contain_text("Termasuk pelabuhan?")
    axe(reviewer)
    iterations.withdraw_iteration(world.iteration("1.6"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.6"), by=world["staf"])
    for address in ("", "naskah/", "rab/", "versi/", "versi/2/", "versi/1/2/", "banding/"):
        for width in (1280, 360):
            reviewer.set_viewport_size({"width": width, "height": 900})
            reviewer.goto(HERE + address)
            assert reviewer.evaluate("document.documentElement.scrollWidth") <= width, address
        axe(reviewer)
