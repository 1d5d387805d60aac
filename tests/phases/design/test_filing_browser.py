"""A notification in the browser: from nothing to the recommendation, with one return; by keyboard, on a phone, without script."""

import os
import re

import pytest
from playwright.sync_api import expect

from activities.design.facts import facts_of
from activities.design.services import save_fields
from gsbpm_portal.core import drafts
from phases.design.enums import Submission
from phases.design.selectors.filing import filing_of
from phases.engine.services import phases
from tests.phases.design import filing_world as made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/kegiatan/IKAN/2026/pemberitahuan/"
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def world():
    found = made.make_world()
    emptied = dict.fromkeys(made.written("contacts"), "")
    save_fields(found.cycle, "contacts", by=found["staf"], values=emptied)
    return found


def look(page, axe, name):
    """Accessible and no wider than the screen, wide and on a phone."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
        axe(page)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def fill(page, values):
    for name, value in values.items():
        page.locator(f"[name=contacts__{name}]").fill(value)
    page.locator("#isian .btn-primary").click()


def person(prefix):
    values = made.written("contacts")
    return {name: value for name, value in values.items() if name.startswith(prefix)}


def test_from_empty_to_the_recommendation(world, page_as, axe):
    staff, walidata = page_as("staf", language="en"), page_as("walidata", language="en")
    values = made.written("contacts")

    # The task list leads to what is missing; each page to the next.
    staff.goto(HOME)
    look(staff, axe, "home")
    staff.locator(".nextbar .btn-primary").focus()
    staff.keyboard.press("Enter")
    expect(staff).to_have_url(re.compile("/isi/i/$"))
    look(staff, axe, "block-i")
    fill(staff, {name: values[name] for name in ("organiser", "address", "regency", "province", "phone", "email")})
    expect(staff).to_have_url(re.compile("/isi/ii/$"))
    fill(
        staff,
        person("responsible_")
        | person("manager_")
        | {name: values[name] for name in ("walidata_unit", "walidata_email")},
    )
    expect(staff).to_have_url(re.compile("/isi/iii/$"))
    staff.goto(f"{HOME}isi/v/")
    look(staff, axe, "block-v")

    # Echelon I and II stand on no line of FS3: the finding leads to the section that keeps them.
    staff.goto(f"{HOME}periksa/")
    look(staff, axe, "check")
    staff.get_by_role("link", name=re.compile(r"II-01")).click()
    expect(staff).to_have_url(re.compile("/rancangan/contacts/"))
    save_fields(world.cycle, "contacts", by=world["staf"], values={"echelon1": "Sekda", "echelon2": "Dinas"})
    staff.goto(f"{HOME}periksa/")
    staff.locator("#ajukan button").click()
    expect(staff.locator(".confirmation__number")).to_have_text("FS3/IKAN/2026/1 v1")
    look(staff, axe, "sent")

    # The walidata finds it among the things to do, remarks on a line, returns it.
    walidata.goto("/tindakan/")
    walidata.locator(f"a[href='{HOME}tinjau/']").first.click()
    look(walidata, axe, "review")
    walidata.locator("#catatan-baru [name=part]").select_option("1.1")
    walidata.locator("#catatan-baru [name=body]").fill("Tulis nama dinas tanpa singkatan")
    walidata.locator("#catatan-baru [name=query]").check()
    walidata.locator("#catatan-baru button").click()
    expect(walidata.locator(".thread__item--open")).to_have_count(1)
    walidata.locator("[name=putusan][value=tidak]").click()
    expect(walidata).to_have_url(re.compile(r"/pemberitahuan/(#.*)?$"))
    expect(walidata.locator(".facts")).to_contain_text("drafted")

    # Staff answer, mend and submit again; the walidata sees what changed and passes it on.
    staff.goto(f"{HOME}tinjau/")
    staff.locator(".thread__item textarea").fill("Sudah ditulis lengkap")
    staff.locator(".thread__item details form button").click()
    expect(staff.locator(".thread__replies")).to_contain_text("Sudah ditulis lengkap")
    staff.goto(f"{HOME}isi/i/")
    fill(staff, {"organiser": "Dinas Kelautan, Perikanan dan Pangan Kota Contoh"})
    expect(staff).to_have_url(re.compile("/isi/ii/$"))
    staff.goto(f"{HOME}periksa/")
    staff.locator("#ajukan button").click()
    expect(staff.locator(".confirmation__number")).to_have_text("FS3/IKAN/2026/1 v2")
    walidata.goto(f"{HOME}tinjau/")
    expect(walidata.locator("dl.changes dd").first).to_contain_text("Pangan")
    look(walidata, axe, "review-again")
    walidata.locator(".thread__item form.post button").click()
    expect(walidata.locator(".thread__item--open")).to_have_count(0)
    walidata.locator("[name=putusan][value=layak]").click()
    expect(walidata.locator(".facts")).to_contain_text("Verified")

    # To BPS, and its recommendation: phase 4 can be opened.
    staff.goto(HOME)
    staff.locator(".nextbar .btn-primary").click()
    look(staff, axe, "send")
    staff.locator("[name=channel][value=romantik]").check()
    staff.locator("main form .btn-primary").click()
    expect(staff.locator(".facts")).to_contain_text("Submitted to BPS")
    look(staff, axe, "home-filed")
    staff.locator(".nextbar .btn-primary").click()
    staff.locator("[name=identity]").fill(made.IDENTITY)
    staff.locator("[name=letter]").fill("B-1/2026")
    staff.locator("[name=items]").fill("Perluas cakupan\nSerahkan hasil")
    staff.locator("main form .btn-primary").click()
    expect(staff.locator(".facts")).to_contain_text(made.IDENTITY)
    look(staff, axe, "home-done")
    assert world.cycle.recommendation == made.IDENTITY

    # A slip of the pen is corrected; what looks like no identity is asked about first.
    staff.locator("a[href$='langkah/correct/']").click()
    staff.locator("[name=identity]").fill("V-26.9971.44")
    staff.locator("[name=comment]").fill("Salah ketik")
    staff.locator("main form .btn-primary").click()
    expect(staff.locator("#problems a")).to_have_attribute("href", "#id_identity")
    look(staff, axe, "correct-odd")
    staff.locator("[name=identity]").fill("V-26.9971.044")
    staff.locator("main form .btn-primary").click()
    expect(staff.locator("#identitas + ul")).to_contain_text("V-26.9971.044")
    look(staff, axe, "home-corrected")
    assert world.cycle.recommendation == "V-26.9971.044"
    phases.open_phase(world.phase(4), by=world["penyelia"])


def test_without_script_and_by_keyboard(world, page_as, axe):
    page = page_as("staf", language="en", javascript=False, width=360)
    page.goto(f"{HOME}isi/i/")
    page.locator("[name=contacts__phone]").focus()
    page.keyboard.type("021-555")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/isi/ii/$"))
    page.goto(f"{HOME}isi/i/")
    expect(page.locator("[name=contacts__phone]")).to_have_value("021-555")
    page.locator("[name=contacts__email]").fill("bukan surel")
    page.locator("#isian .btn-primary").click()
    expect(page.locator("#problems a")).to_have_attribute("href", "#id_contacts__email")
    expect(page.locator("[name=contacts__email]")).to_have_value("bukan surel")
    save_fields(world.cycle, "contacts", by=world["staf"], values=made.written("contacts"))
    filing = made.bring(world, Submission.MENDING)
    assert filing_of(world.cycle).pk == filing.pk
    page.goto(HOME)
    page.locator(".nextbar .btn-primary").click()
    page.locator("[name=channel][value=surel]").check()
    page.locator("main form .btn-primary").click()
    expect(page.locator(".facts")).to_contain_text("Submitted to BPS")


def test_what_is_typed_on_the_form_outlives_the_browser(world, page_as, axe):
    """On a page of the form and on the page that submits it; another page of the same form is left alone."""
    address = f"{HOME}isi/ii/"
    staff = page_as("staf")
    staff.goto(address)
    staff.locator("[name=contacts__manager_name]").press_sequentially("Sri Wahyuni", delay=20)
    expect(staff.locator("[data-autosave-said]")).to_have_text(re.compile(r"\d\d[.:]\d\d"), timeout=3000)
    staff.context.close()
    assert facts_of(world.cycle).value("contacts.manager_name") == ""

    staff = page_as("staf", width=360)
    staff.goto(f"{HOME}isi/i/")
    expect(staff.locator("#naskah")).to_have_count(0)
    staff.goto(address)
    expect(staff.locator("[name=contacts__manager_name]")).to_have_value("Sri Wahyuni")
    expect(staff.locator("#naskah")).to_be_visible()
    look(staff, axe, "block-draft")
    staff.locator("#isian .btn-primary").click()
    staff.wait_for_url("**/isi/iii/")
    assert facts_of(world.cycle).value("contacts.manager_name") == "Sri Wahyuni"
    assert drafts.find(world["staf"], "filing:IKAN/2026/ii") is None


def test_a_draft_of_the_form_shows_what_somebody_else_saved_meanwhile(world, page_as):
    staff = page_as("staf")
    staff.goto(f"{HOME}isi/ii/")
    staff.locator("[name=contacts__manager_name]").fill("Sri Wahyuni")
    expect(staff.locator("[data-autosave-said]")).to_have_text(re.compile(r"\d\d[.:]\d\d"))
    staff.context.close()
    save_fields(world.cycle, "contacts", by=world["staf2"], values={"manager_name": "Rina Wulandari"})

    staff = page_as("staf")
    staff.goto(f"{HOME}isi/ii/")
    staff.locator("#isian .btn-primary").click()
    expect(staff.locator("#versi")).to_be_visible()
    expect(staff.locator("main")).to_contain_text("Rina Wulandari")
    assert facts_of(world.cycle).value("contacts.manager_name") == "Rina Wulandari"
    staff.locator("[name='pakai-contacts__manager_name'][value=saya]").check()
    staff.locator("#isian .btn-primary").click()
    staff.wait_for_url("**/isi/iii/")
    assert facts_of(world.cycle).value("contacts.manager_name") == "Sri Wahyuni"
