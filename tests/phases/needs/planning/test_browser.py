"""A year of planning in a browser: drawn, checked, agreed and confirmed; by keyboard, without a script, on a phone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from phases.needs.planning.enums import EntryState, ListKind, PlanState
from phases.needs.planning.models import PlanEntry
from tests.phases.needs.planning.making import Town, with_needs

pytestmark = pytest.mark.browser


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def picture(page: Any, name: str) -> None:
    """Keep a screenshot where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def press(page: Any, name: str) -> None:
    """By keyboard alone: focus the control and press Enter."""
    control = page.get_by_role("button", name=name, exact=True).first
    control.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)])
def test_a_list_from_the_needs_to_the_agreement(
    town: Town, page_as: Any, axe: Any, width: int, javascript: bool
) -> None:
    with_needs(town)
    town.propose(ListKind.RESTRICTION)
    options = {"width": width, "language": "en", "javascript": javascript}
    look = axe if javascript else lambda page: None

    staf = page_as("staf", **options)
    staf.goto("/rencana-data/")
    look(staf)
    staf.get_by_role("link", name="2027").click()
    look(staf)
    staf.get_by_role("link", name="Draw from the activities").first.click()
    look(staf)
    staf.get_by_label(re.compile("Nilai produksi")).uncheck()
    press(staf, "Draw the ticked ones")
    expect(staf.get_by_text("1 entry is drawn.")).to_be_visible()
    look(staf)
    picture(staf, f"planning-list-{width}")
    staf.get_by_role("link", name="Produksi menurut jenis ikan").click()
    expect(staf.get_by_text(re.compile("answers are missing"))).to_be_visible()
    staf.get_by_role("link", name="Edit", exact=True).click()
    look(staf)
    staf.get_by_label("Definition").fill("Berat ikan yang didaratkan.")
    staf.get_by_label("From", exact=True).fill("01-01-2027")
    staf.get_by_label("Until", exact=True).fill("31-12-2027")
    staf.get_by_label("Complete").check()
    staf.get_by_label("Open", exact=True).check()
    press(staf, "Save")
    expect(staf.get_by_text("Berat ikan yang didaratkan.")).to_be_visible()
    look(staf)

    walidata = page_as("walidata2", **options)
    walidata.goto("/rencana-data/kota/2027/periksa/")
    look(walidata)
    walidata.get_by_label(re.compile("D1")).check()
    walidata.get_by_label(re.compile("B1")).check()
    press(walidata, "Pass the ticked ones to the forum")
    expect(walidata.get_by_text("2 entries are passed to the forum.")).to_be_visible()
    walidata.goto("/rencana-data/kota/2027/")
    walidata.get_by_role("link", name="Bring it before the forum").click()
    look(walidata)
    press(walidata, "Bring it before the forum")
    walidata.get_by_role("link", name="Forum", exact=True).click()
    look(walidata)
    picture(walidata, f"planning-forum-{width}")
    press(walidata, "Agree to the ticked ones")
    expect(walidata.get_by_text("1 entry is agreed.")).to_be_visible()
    walidata.get_by_role("link", name=re.compile("^Decide")).click()
    look(walidata)
    walidata.get_by_role("link", name="Put off by the forum").click()
    look(walidata)
    press(walidata, "Put off by the forum")
    expect(walidata.get_by_role("heading", name="There is something to mend")).to_be_visible()
    walidata.get_by_label("Decided by").fill("Forum dan BPS")
    walidata.get_by_label("Reason", exact=True).fill("Menunggu pembina")
    press(walidata, "Put off by the forum")
    expect(walidata.get_by_text("Everything that was checked is decided.")).to_be_visible()
    walidata.get_by_label("Number of the minutes").fill("BA-12")
    walidata.get_by_label("Day of the forum").fill("01-11-2026")
    walidata.get_by_label("Participants").fill("Bappeda")
    press(walidata, "Save the minutes")
    expect(walidata.get_by_text("The minutes are saved.")).to_be_visible()
    walidata.goto("/rencana-data/kota/2027/langkah/record/")
    press(walidata, "Record the agreement")
    expect(walidata.get_by_text("The agreement is recorded")).to_be_visible()

    head = page_as("pimpinan", **options)
    head.goto("/rencana-data/kota/2027/")
    head.get_by_role("link", name="Confirm the agreement").click()
    look(head)
    press(head, "Confirm the agreement")
    expect(head.get_by_text("The agreement is confirmed and frozen.")).to_be_visible()
    head.get_by_role("link", name="Agreed lists").click()
    expect(head.get_by_role("cell", name="Berat ikan yang didaratkan.")).to_be_visible()
    look(head)
    picture(head, f"planning-agreed-{width}")
    assert head.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert town.plan.state == PlanState.AGREED
    assert PlanEntry.objects.get(kind=ListKind.RESTRICTION).state == EntryState.DEFERRED


def test_every_other_page_is_accessible_and_fits_a_phone(town: Town, page_as: Any, axe: Any) -> None:
    for kind in (ListKind.DATA, ListKind.PRIORITY, ListKind.ACTION):
        town.propose(kind)
    town.propose(by="sehat", at="kesehatan")
    town.bring(PlanEntry.objects.select_related("plan__organisation", "producer").get(kind="aksi"), EntryState.FIT)
    here = "/rencana-data/kota/2027/"
    pages = [
        "/rencana-data/baru/", here, f"{here}kemiripan/", f"{here}forum/", f"{here}kesepakatan/",
        f"{here}daftar-data-prioritas/", f"{here}rencana-aksi/", f"{here}pembatasan-akses/", f"{here}pembatasan-akses/baru/",
        f"{here}daftar-data/baru/", f"{here}P1/ubah/?bagian=2", f"{here}D1/", f"{here}langkah/discuss/",
    ]  # fmt: skip
    for width in (1280, 360):
        page = page_as("walidata", width=width, language="en")
        for address in pages:
            assert page.goto(address).status == 200, address
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (width, address)
            if address in (here, f"{here}kemiripan/", f"{here}D1/", f"{here}daftar-data/baru/"):
                picture(page, f"planning-{width}-{address.strip('/').replace('/', '-')}")
