"""The job page in a browser: it follows the job by itself, at most three seconds behind, with and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from gsbpm_portal.core import jobs
from gsbpm_portal.core.jobs.worker import _succeed, claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Kinds = Callable[..., str]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_follows_the_job(
    page_as: Callable[..., Any],
    make_user: Callable[..., Any],
    kinds: Kinds,
    axe: Callable[[Any], None],
    javascript: bool,
) -> None:
    sari = make_user("sari")
    job = jobs.enqueue(kinds("with_result"), by=sari, label="Portofolio kegiatan (XLSX)")
    page = page_as("sari", width=360, language="en", javascript=javascript)
    page.goto(job.get_absolute_url())
    expect(page.get_by_text("number 1 in the queue")).to_be_visible()
    if javascript:
        expect(page.locator("#job")).to_have_attribute("hx-trigger", "every 2s")
        axe(page)
    else:
        expect(page.locator("meta[http-equiv=refresh]")).to_have_attribute("content", "3")
    ctx = claim(job.pk)
    assert ctx is not None
    ctx.progress(2750, 4000, "Collecting rows")
    expect(page.get_by_text("2,750 of 4,000")).to_be_visible()
    expect(page.locator("progress")).to_have_attribute("value", "2750")
    assert page.evaluate("document.activeElement === document.body")
    ctx.attach_result(b"the result", "portofolio.xlsx", "text/plain")
    _succeed(ctx, {})
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible()
    if javascript:
        axe(page)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "portofolio.xlsx"


def test_cancel_by_keyboard_and_the_list(
    page_as: Callable[..., Any], make_user: Callable[..., Any], kinds: Kinds, axe: Callable[[Any], None]
) -> None:
    job = jobs.enqueue(kinds("add"), by=make_user("sari"), label="Dokumen KAK")
    page = page_as("sari", language="en")
    page.goto(job.get_absolute_url())
    page.get_by_role("button", name="Cancel this job").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start again").wait_for()
    axe(page)
    page.get_by_role("link", name="My jobs").first.click()
    page.get_by_role("link", name="Dokumen KAK").wait_for()
    expect(page.get_by_text("Cancelled")).to_have_count(1)
    axe(page)
