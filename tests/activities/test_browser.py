"""The pages in a browser: both widths, both languages, keyboard, without script; no accessibility violation."""

import re

import pytest
from playwright.sync_api import expect

from activities.design.services import save_section
from tests import factories
from tests.activities.registered import make_variable, used
from tests.activities.test_design import POPULATION, SCHEDULE, TEXT
from tests.browsing import fits, on_both_screens, picture, press

pytestmark = pytest.mark.browser

PAGES = {
    "activity": ("penyelia", "/kegiatan/IKAN/"),
    "change": ("penyelia", "/kegiatan/IKAN/ubah/"),
    "dates": ("penyelia", "/kegiatan/IKAN/2026/ubah/"),
    "next": ("penyelia", "/kegiatan/IKAN/2026/siklus-berikutnya/"),
    "team": ("penyelia", "/kegiatan/IKAN/2026/tim/"),
    "record": ("staf", "/kegiatan/IKAN/2026/rancangan/"),
    "variables": ("staf", "/kegiatan/IKAN/2026/rancangan/variables/"),
    "mskeg": ("staf", "/registri/kegiatan/IKAN/2026/"),
    "described": ("staf", "/registri/kegiatan/"),
    "population": ("staf", "/kegiatan/IKAN/2026/rancangan/population/"),
    "schedule": ("staf", "/kegiatan/IKAN/2026/rancangan/schedule/"),
    "staff": ("staf", "/kegiatan/IKAN/2026/rancangan/staff/"),
    "closed": ("walidata", "/kegiatan/IKAN/2026/rancangan/description/"),
    "new": ("staf", "/kegiatan/baru/"),
}


@pytest.fixture
def office(transactional_db):
    """One cycle with four sections written; a newer version of one of its variables is in force."""
    world = factories.make_world()
    for number in ("1.1", "2.2", "2.4", "2.6"):
        world.bring(number, "dikerjakan")
    for code in ("UMUR", "BERAT"):
        make_variable(code, world.places["perikanan"])
    rows = used("UMUR", ("BERAT", {"source": "Data lelang", "note": "Segar"}))
    save_section(world.cycle, "variables", by=world["staf"], values=rows, seen_revision=0)
    make_variable("BERAT", world.places["perikanan"], number="2.0.0")
    for code, values in (("description", TEXT), ("population", POPULATION), ("schedule", SCHEDULE)):
        save_section(world.cycle, code, by=world["staf"], values=values, seen_revision=0)
    return world


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_accessible_and_fits(office, page_as, axe, language):
    opened = {}
    for name, (who, path) in PAGES.items():
        page = opened.setdefault(who, None) or page_as(who, language=language)
        opened[who] = page
        assert page.goto(path).status == 200
        for width in on_both_screens(page):
            picture(page, f"{name}-{width}-{language}")
            axe(page)
            assert fits(page), f"{name} at {width}"


@pytest.mark.parametrize(("width", "language"), [(1280, "id"), (360, "en")])
def test_no_column_of_ms_var_is_cut_off(office, page_as, axe, width, language):
    page = page_as("staf", width=width, language=language)
    page.goto("/registri/kegiatan/IKAN/2026/")
    picture(page, f"msvar-{width}")
    table = page.locator("#ms-var .scroll")
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")
    axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_new_activity_from_the_first_step_to_its_matrix(office, page_as, axe, javascript):
    page = page_as("staf", javascript=javascript)
    page.goto("/kegiatan/baru/")
    press(page.get_by_role("button", name="Lanjut"))
    expect(page.get_by_role("heading", name="Ada yang perlu diperbaiki")).to_be_visible()
    picture(page, f"new-errors-{javascript}")
    page.get_by_role("link", name="Judul belum diisi.").click()
    expect(page.locator("[name=title]")).to_be_focused()
    page.keyboard.type("Kompilasi Layanan Klinik Geriatri")
    page.get_by_label("Kompilasi produk administrasi").check()
    page.get_by_label("Sektor kegiatan").select_option(label="Kesehatan")
    page.get_by_label("Frekuensi").select_option(label="Tahunan")
    page.get_by_label("Wilayah kegiatan").fill("Kota Contoh")
    if javascript:
        axe(page)
    press(page.get_by_role("button", name="Lanjut"))
    expect(page.get_by_label("Kode kegiatan")).to_have_value("LAYANAN-KLINIK-GERIATRI")
    picture(page, f"new-cycle-{javascript}")
    if javascript:
        axe(page)
    press(page.get_by_role("button", name="Lanjut"))
    supervisors = page.get_by_role("group", name="Penyelia").get_by_role("checkbox", name=re.compile("^Penyelia"))
    expect(supervisors.first).to_be_checked()
    picture(page, f"new-team-{javascript}")
    if javascript:
        axe(page)
    press(page.get_by_role("button", name="Lanjut"))
    expect(page.get_by_role("button", name="Buat kegiatan")).to_be_visible()
    picture(page, f"new-check-{javascript}")
    if javascript:
        axe(page)
    page.get_by_role("button", name="Buat kegiatan").click()
    page.wait_for_url(re.compile("/kegiatan/LAYANAN-KLINIK-GERIATRI/20[0-9]+/"))


def test_two_versions_side_by_side(office, page_as, axe):
    first, second = page_as("staf"), page_as("staf2")
    for page in (first, second):
        page.goto("/kegiatan/IKAN/2026/rancangan/description/")
    first.get_by_label("Latar belakang").fill("Angka produksi belum ada di tingkat kota.")
    press(first.get_by_role("button", name="Simpan"))
    second.get_by_label("Latar belakang").fill("Belum ada angka produksi yang dapat dipakai dinas.")
    second.get_by_label("Uraian kegiatan").fill("Pencatatan di delapan tempat pendaratan.")
    press(second.get_by_role("button", name="Simpan"))
    expect(second.get_by_role("heading", name="Dua versi")).to_be_visible()
    picture(second, "conflict-1280")
    axe(second)
    second.set_viewport_size({"width": 360, "height": 900})
    picture(second, "conflict-360")
    axe(second)
    assert fits(second)
    second.get_by_role("group", name=re.compile("Latar belakang")).get_by_label("Yang disimpan Staf").check()
    press(second.get_by_role("button", name="Simpan pilihan saya"))
    record = second.locator("#description")
    expect(record).to_contain_text("Angka produksi belum ada di tingkat kota.", use_inner_text=True)
    expect(record).to_contain_text("Pencatatan di delapan tempat pendaratan.", use_inner_text=True)


def test_a_seat_by_keyboard_alone(office, page_as):
    page = page_as("penyelia")
    page.goto("/kegiatan/IKAN/2026/tim/")
    page.get_by_label("Nama", exact=True).focus()
    page.keyboard.type("Rekan")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(9):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Rekan masuk tim.").wait_for()
    picture(page, "team-added")


def test_a_list_of_variables_is_written_without_script(office, page_as):
    page = page_as("staf", javascript=False)
    page.goto(PAGES["variables"][1])
    page.get_by_label("Variabel 2").fill("")
    page.get_by_label("Variabel 3").fill("berat")
    page.get_by_label("Referensi waktu 3").fill("Hari pendaratan")
    press(page.get_by_role("button", name="Simpan", exact=True))
    expect(page).to_have_url(re.compile("/rancangan/#variables$"))
    rows = page.locator("#variables tbody tr")
    expect(rows.locator("th")).to_have_text(["Umur UMUR@1.0.0", "Berat BERAT@2.0.0"], use_inner_text=True)
    expect(rows.nth(1)).to_contain_text("Hari pendaratan", use_inner_text=True)
