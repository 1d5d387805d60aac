"""What the tests in a browser share: a press that ends on the next page, what a page keeps, how wide it is, its picture."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page


def press(target: Locator) -> None:
    """Click on what leads to another page, and be there when that page stands."""
    with target.page.expect_navigation():
        target.click()


def wait_until_kept(page: Page, *texts: str) -> None:
    """Until one draft of this tab holds all of the texts; the portal writes it a moment after the last key."""
    page.wait_for_function(
        "texts => Object.values(sessionStorage).some(draft => texts.every(text => draft.includes(text)))",
        arg=list(texts),
    )


def on_both_screens(page: Page, widths: Iterable[int] = (1280, 360)) -> Iterator[int]:
    """The widths, one after the other, the page drawn anew at each; it has the first one again at the end."""
    wide, *narrower = widths
    for width in (wide, *narrower):
        resize(page, width)
        yield width
    resize(page, wide)


def resize(page: Page, width: int) -> None:
    """Give the screen this width and wait until the page is drawn on it."""
    if page.viewport_size != {"width": width, "height": 900}:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def fits(page: Page) -> bool:
    """Whether nothing of the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def picture(page: Page, name: str) -> None:
    """Keep a screenshot where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
