"""A whole import in the browser, with a mistake that is mended in the file that came back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from gsbpm_portal.core import jobs
from metadata.models import Item
from tests.browsing import fits, press
from tests.metadata import making

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRONG = (
    "kode;nama_id;definisi_id;publik\nPENDUDUK;Penduduk;Orang yang tinggal.;ya\n"
    "rumah tangga;Rumah tangga;Orang serumah.;mungkin\n"
)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, True), (1280, False)])
def test_import_with_a_mistake(
    page_as: Callable[..., Any], axe: Callable[..., None], tmp_path: Path, width: int, javascript: bool
) -> None:
    making.Office()
    page = page_as("staf", width=width, javascript=javascript, accept_downloads=True)
    page.goto("/registri/impor/")
    look(page, axe, javascript)
    press(page.locator("a[href='/registri/impor/konsep/']"))
    look(page, axe, javascript)
    file = tmp_path / "konsep.csv"
    file.write_text(WRONG, encoding="utf-8")
    hand_in(page, file)
    look(page, axe, javascript)
    jobs.run_pending()
    if not javascript:
        page.reload()
    page.locator("#temuan").wait_for()
    look(page, axe, javascript)
    expect(page.locator("table tbody tr")).to_have_count(2)
    expect(page.locator("button[value=apply]")).to_have_count(0)
    with page.expect_download() as caught:
        page.locator(".nextbar a.btn-primary").click()
    returned = Path(caught.value.path()).read_text(encoding="utf-8-sig")
    assert returned.splitlines()[0] == "alasan;kode;nama_id;definisi_id;publik"
    press(page.locator("button[value=good]"))
    jobs.run_pending()
    page.goto(page.url)
    look(page, axe, javascript)
    assert set(Item.objects.values_list("code", flat=True)) == {"PENDUDUK"}
    mended = tmp_path / "perbaikan.csv"
    mended.write_text(returned.replace("rumah tangga;", "RUMAH_TANGGA;").replace("mungkin", "tidak"), encoding="utf-8")
    page.goto("/registri/impor/konsep/")
    hand_in(page, mended)
    jobs.run_pending()
    page.goto(page.url)
    press(page.locator("button[value=apply]"))
    jobs.run_pending()
    page.goto(page.url)
    expect(page.locator("button[value=apply]")).to_have_count(0)
    assert set(Item.objects.values_list("code", flat=True)) == {"PENDUDUK", "RUMAH_TANGGA"}


def hand_in(page: Any, file: Path) -> None:
    page.set_input_files("#id_upload", file)
    press(page.locator(".form__do button"))
    page.wait_for_url("**/registri/impor/*-*/")


def look(page: Any, axe: Callable[..., None], javascript: bool) -> None:
    """No violation of accessibility, and nothing wider than the screen."""
    if javascript:
        axe(page)
        assert fits(page)
