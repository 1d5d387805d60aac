"""The pages across cycles in a browser: both widths, both languages, with and without scripts, no accessibility fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from phases.engine.enums import IterationState, RequestKind
from phases.engine.services import asks
from tests import factories
from tests.factories import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "inbox": lambda: reverse("engine:inbox"),
    "bulk": lambda: reverse("engine:bulk"),
    "portfolio": lambda: reverse("engine:portfolio"),
    "filtered": lambda: reverse("engine:portfolio") + "?keadaan=terlambat&tahun=2026&urut=-progress",
    "schedule": lambda: reverse("engine:schedule") + "?tahun=2026",
    "help": lambda: reverse("engine:help"),
    "cycle schedule": lambda: reverse("engine:cycle-schedule", args=["IKAN", "2026"]) + "?rinci=1",
    "timeline": lambda: reverse("engine:timeline", args=["IKAN", "2026"]),
}


@pytest.fixture
def busy() -> World:
    """A cycle with something of everything."""
    world = factories.make_world()
    for number, state in {
        "1.1": "disetujui",
        "1.2": "diajukan",
        "1.4": "diajukan",
        "1.5": "dikembalikan",
        "1.6": "dikerjakan",
    }.items():
        world.bring(number, state)
    asks.ask(
        RequestKind.OVERRIDE,
        by=world["penyelia2"],
        iteration=world.iteration("1.6"),
        gate="G-kak-submit-1.6",
        reason="Mendesak",
    )
    return world


@pytest.mark.parametrize("width, language", [(1280, "id"), (360, "en")])
def test_no_page_has_an_accessibility_fault_or_scrolls_sideways(
    busy: World, page_as: Callable[..., Any], axe: Callable[[Any], None], width: int, language: str
) -> None:
    page = page_as("penyelia", width=width, language=language)
    for name, address in PAGES.items():
        answer = page.goto(address())
        assert answer.status == 200, name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        axe(page)


def test_the_portfolio_is_filtered_in_place(busy: World, page_as: Callable[..., Any]) -> None:
    factories.make_cycle(
        factories.make_activity(busy.places["perikanan"], by=busy["staf"], code="HARGA", title="Harga Pasar")
    )
    page = page_as("staf")
    page.goto(reverse("engine:portfolio"))
    expect(page.locator("#portfolio tbody tr")).to_have_count(2)
    page.get_by_label("Judul, kode, atau instansi").fill("harga")
    expect(page.locator("#portfolio tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=harga"))
    page.reload()
    expect(page.locator("#portfolio tbody tr")).to_have_count(1)


def test_filter_and_bulk_approval_work_without_scripts(busy: World, page_as: Callable[..., Any]) -> None:
    page = page_as("penyelia", javascript=False)
    page.goto(reverse("engine:portfolio"))
    page.get_by_label("Judul, kode, atau instansi").fill("tidak ada")
    page.get_by_role("button", name="Terapkan").click()
    expect(page.locator("#portfolio .empty")).to_have_count(1)
    page.goto(reverse("engine:inbox"))
    page.get_by_role("link", name="Setujui beberapa sekaligus").click()
    page.locator("input[name=chosen]").first.uncheck()
    page.get_by_role("button", name="Setujui yang dipilih").click()
    expect(page.locator("#messages")).to_contain_text("1 pengajuan disetujui.", use_inner_text=True)
    assert busy.iteration("1.2").state == IterationState.SUBMITTED
    assert busy.iteration("1.4").state == IterationState.APPROVED


def test_verification_shows_its_verdict_in_place(busy: World, page_as: Callable[..., Any]) -> None:
    page = page_as("walidata")
    page.goto(reverse("engine:timeline", args=["IKAN", "2026"]))
    page.get_by_role("button", name="Verifikasi").click()
    page.locator("#verify .note--done").wait_for()
    expect(page.locator("#verify")).to_contain_text("Rantai jejak audit utuh", use_inner_text=True)
