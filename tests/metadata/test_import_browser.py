"""A whole import in the browser, with a mistake that is mended in the file that came back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gsbpm_portal.core import jobs
from metadata.models import Item
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
    page.locator("a[href='/registri/impor/konsep/']").click()
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
    assert page.locator("table tbody tr").count() == 2
    assert page.locator("button[value=apply]").count() == 0
    with page.expect_download() as caught:
        page.locator(".nextbar a.btn-primary").click()
    returned = Path(caught.value.path()).read_text(encoding="utf-8-sig")
    assert returned.splitlines()[0] == "alasan;kode;nama_id;definisi_id;publik"
    page.locator("button[value=good]").click()
    page.wait_for_load_state()
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
    page.locator("button[value=apply]").click()
    page.wait_for_load_state()
    jobs.run_pending()
    page.goto(page.url)
    assert page.locator("button[value=apply]").count() == 0
    assert set(Item.objects.values_list("code", flat=True)) == {"PENDUDUK", "RUMAH_TANGGA"}


def hand_in(page: Any, file: Path) -> None:
    page.set_input_files("#id_upload", file)
    page.locator(".form__do button").click()
    page.wait_for_url("**/registri/impor/*-*/")


def look(page: Any, axe: Callable[..., None], javascript: bool) -> None:
    """No violation of accessibility, and nothing wider than the screen."""
    if javascript:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
