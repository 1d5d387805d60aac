"""In a real browser: what was typed survives the end of the session, a double click, and the back button."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from gsbpm_portal.accounts.models import UserSession
from gsbpm_portal.accounts.sessions import end_all
from gsbpm_portal.core.models import AuditEntry
from phases.engine.models import TaskEntry
from tests import factories
from tests.browsing import press, wait_until_kept
from tests.fuzz.posting import run

if TYPE_CHECKING:
    from tests.factories import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = "Rapat dengan nelayan: 12 Mei, TPI Utara <dan> Selatan"


@pytest.fixture
def world(transactional_db: None) -> World:
    world = factories.make_world()
    world.bring("1.1", "dikerjakan")
    for username in ("staf", "penyelia"):
        person = world[username]
        person.set_password(factories.PASSWORD)
        person.save()
    return world


def lose_session(world: World, username: str) -> None:
    """The session ends on the server while the page stands open: time ran out, or it was ended elsewhere."""
    end_all(world[username], reason="idle")
    assert not UserSession.objects.running().filter(user=world[username]).exists()


def sign_in(page: Any, username: str) -> None:
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", factories.PASSWORD)
    press(page.locator("main button[type=submit], main form button").first)


def test_a_note_survives_the_end_of_the_session(world: World, page_as: Callable[..., Any]) -> None:
    """Typed in place, sent too late: the page says so, the sign-in leads back, the text stands there and is saved."""
    page = page_as("staf")
    page.goto(run("1.1"))
    page.click("#note-task-1-1-1")
    page.fill("#task-1-1-1-note", TYPED)
    lose_session(world, "staf")
    page.click("#form-task-1-1-1 button.btn-primary")
    link = page.locator("#messages [data-sign-in-link]")
    link.wait_for()
    expect(page.locator("#task-1-1-1-note"), "it still stands on the page").to_have_value(TYPED)
    press(link)
    sign_in(page, "staf")
    expect(page).to_have_url(run("1.1"))
    page.click("#note-task-1-1-1")
    page.locator(".draft-note").wait_for()
    expect(page.locator("#task-1-1-1-note")).to_have_value(TYPED)
    page.click("#form-task-1-1-1 button.btn-primary")
    page.locator("#task-1-1-1").get_by_text("Rapat dengan nelayan").wait_for()
    assert TaskEntry.objects.get(iteration=world.iteration("1.1"), task__code="1.1.1").note == TYPED


def test_a_form_of_a_page_of_its_own_survives_it_too(world: World, page_as: Callable[..., Any]) -> None:
    page = page_as("staf")
    address = run("1.1", "bukti/tambah/")
    page.goto(address)
    page.fill("#id_title", TYPED)
    page.fill("#id_description", "Uraian yang panjang")
    page.fill("#id_url", "https://contoh.go.id/a")
    lose_session(world, "staf")
    page.click("main form .btn-primary")
    page.wait_for_url("**/masuk/**")
    sign_in(page, "staf")
    expect(page).to_have_url(address)
    expect(page.locator("#id_title")).to_have_value(TYPED)
    expect(page.locator("#id_description")).to_have_value("Uraian yang panjang")
    expect(page.locator("#id_url")).to_have_value("https://contoh.go.id/a")


def test_nobody_else_at_this_browser_is_shown_the_text(world: World, page_as: Callable[..., Any]) -> None:
    page = page_as("staf")
    page.goto(run("1.1", "tugas/1.1.1/"))
    page.fill("textarea[name=note]", TYPED)
    wait_until_kept(page, TYPED)
    lose_session(world, "staf")
    page.goto(run("1.1"))
    sign_in(page, "penyelia")
    expect(page).to_have_url(run("1.1"))
    assert TYPED not in page.content()
    page.goto(run("1.1", "diskusi/").removesuffix("diskusi/") + "?bagian=diskusi")
    expect(page.locator(".draft-note")).to_have_count(0)


def test_a_double_click_and_the_back_button_have_one_effect(world: World, page_as: Callable[..., Any]) -> None:
    """Without scripts, where nothing but the token holds the second post up."""
    page = page_as("staf", javascript=False)
    page.goto(run("1.1", "tugas/1.1.1/"))
    page.fill("textarea[name=note]", TYPED)
    page.click("main form .btn-primary")
    page.wait_for_url(f"**{run('1.1')}*")
    page.go_back()
    page.wait_for_selector("textarea[name=note]")
    page.click("main form .btn-primary")
    page.wait_for_url(f"**{run('1.1')}*")
    assert AuditEntry.objects.filter(action="task.note").count() == 1
    assert TaskEntry.objects.get(iteration=world.iteration("1.1"), task__code="1.1.1").note == TYPED
