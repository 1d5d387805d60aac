"""Search, codes and links in a browser: both widths, both languages, with and without script; no accessibility violation."""

import re

import pytest
from playwright.sync_api import expect

from metadata.enums import Kind, State
from metadata.services import codes
from metadata.services.loading import load_list
from metadata.shipped import read
from tests.browsing import fits, picture, press
from tests.metadata import making

pytestmark = pytest.mark.browser


@pytest.fixture
def office(transactional_db):
    """Entries of several kinds and statuses, a tree of codes as a draft, a correspondence table with a gap."""
    made = making.Office()
    for one in read():
        load_list(one)
    people = "Semua orang yang berdomisili di wilayah Indonesia selama satu tahun atau lebih, dan mereka yang berniat menetap."
    making.in_force(made, Kind.CONCEPT, "PENDUDUK", name_id="Penduduk", name_en="Population", definition_id=people)
    making.in_force(
        made, Kind.CONCEPT, "KEPADATAN", name_id="Kepadatan penduduk", definition_id="Banyaknya orang per luas."
    )
    making.draft(
        made, Kind.VARIABLE, "UMUR", name_id="Umur penduduk", definition_id="Lama hidup seseorang dalam tahun."
    )
    tree = making.draft(
        made, Kind.CLASSIFICATION, "TANGKAPAN", name_id="Jenis tangkapan ikan", alt_code_name="Kode FAO"
    )
    for code, label, parent in (("1.1", "Ikan laut", "1"), ("1.1.1", "Tuna", "1.1"), ("1.2", "Ikan air tawar", "1")):
        codes.add_code(
            tree, by=made["staf"], values={"code": code, "label_id": label, "parent": parent, "alt_code": f"F{code}"}
        )
    table = making.draft(made, Kind.CORRESPONDENCE, "PADANAN", name_id="Padanan tangkapan lama dan baru")
    table.links.filter(source__code="3").delete()
    return made


PAGES = {
    "search": ("staf", "/registri/"),
    "found": ("staf", "/registri/?q=penduduk"),
    "narrowed": ("staf", "/registri/?q=penduduk&jenis=konsep&status=endorsed"),
    "nothing": ("staf", "/registri/?q=gelombang+pasang"),
    "similar": ("staf", "/registri/?q=pendudk"),
    "public": (None, "/registri/"),
    "beside": (None, "/registri/?q=penduduk&butir=konsep/PENDUDUK/1.0.0&butir=konsep/KEPADATAN/1.0.0"),
    "compared": (None, "/registri/banding/?butir=konsep/PENDUDUK/1.0.0&butir=konsep/KEPADATAN/1.0.0"),
    "codes": ("staf", "/registri/klasifikasi/TANGKAPAN/1.0.0/kode/"),
    "codes-below": ("staf", "/registri/klasifikasi/TANGKAPAN/1.0.0/kode/?induk=1"),
    "codes-found": ("staf", "/registri/klasifikasi/TANGKAPAN/1.0.0/kode/?q=ikan"),
    "code": ("staf", "/registri/klasifikasi/TANGKAPAN/1.0.0/kode/1.1/"),
    "code-add": ("staf", "/registri/klasifikasi/TANGKAPAN/1.0.0/kode-baru/?induk=1"),
    "code-change": ("staf", "/registri/klasifikasi/TANGKAPAN/1.0.0/kode/1.1/ubah/"),
    "code-remove": ("staf", "/registri/klasifikasi/TANGKAPAN/1.0.0/kode/1.1/hapus/"),
    "links": ("staf", "/registri/korespondensi/PADANAN/1.0.0/kode/"),
    "links-missing": ("staf", "/registri/korespondensi/PADANAN/1.0.0/kode/?tanpa=1"),
    "link-add": ("staf", "/registri/korespondensi/PADANAN/1.0.0/tautan-baru/?dari=3"),
    "kbli": (None, "/registri/klasifikasi/KBLI_2020_KATEGORI/1.0.0/kode/"),
}


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (360, "id")])
def test_every_page_is_accessible_and_fits(office, page_as, axe, width, language):
    opened = {}
    for name, (who, path) in PAGES.items():
        if who not in opened:
            opened[who] = page_as(who, width=width, language=language)
        page = opened[who]
        assert page.goto(path).status == 200
        picture(page, f"registry-{name}-{width}-{language}")
        axe(page)
        assert fits(page), name


def test_typing_narrows_and_a_facet_keeps_the_focus(office, page_as):
    page = page_as("staf")
    page.goto("/registri/")
    page.get_by_label("Nama, kode, atau kata dari definisi").press_sequentially("penduduk")
    page.wait_for_url("**/registri/?q=penduduk")
    expect(page.locator(".result").nth(2)).to_be_visible()
    expect(page.locator("#kata")).to_be_focused()
    page.locator("#pilih-jenis-konsep").click()
    page.wait_for_url("**jenis=konsep")
    expect(page.locator(".result")).to_have_count(2)
    expect(page.locator("#pilih-jenis-konsep")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("2 entri", use_inner_text=True)
    page.get_by_label("Nama, kode, atau kata dari definisi").fill("kepadatan")
    page.wait_for_url("**q=kepadatan**")
    expect(page).to_have_url(re.compile("jenis=konsep"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_code_is_found_and_changed(office, page_as, javascript):
    page = page_as("staf", javascript=javascript)
    page.goto("/registri/?q=tangkapan")
    press(page.get_by_role("link", name="Jenis tangkapan ikan").first)
    press(page.get_by_role("link", name="Lihat kode"))
    press(page.get_by_role("link", name="Kategori 1"))
    press(page.get_by_role("link", name="1.2", exact=True))
    press(page.get_by_role("link", name="Ubah", exact=True))
    page.get_by_label("Label", exact=True).fill("Ikan perairan umum")
    press(page.get_by_role("button", name="Simpan", exact=True))
    expect(page.get_by_text("Kode 1.2 disimpan.")).to_be_visible()
    expect(page.get_by_role("cell", name="Ikan perairan umum")).to_be_visible()
    assert making.Version.objects.get(item__code="TANGKAPAN").state == State.DRAFT


@pytest.mark.parametrize("width", [1280, 360])
def test_codes_that_fit_stand_beside_the_entries(office, page_as, axe, width):
    page = page_as(None, width=width)
    page.goto("/registri/?q=perikanan")
    page.locator(".codes-found a").first.wait_for()
    picture(page, f"registry-codes-fit-{width}")
    axe(page)
    assert fits(page)
    press(page.get_by_role("link", name="Pertanian, Kehutanan").first)
    page.wait_for_url("**/registri/klasifikasi/**/kode/**")
    plain = page_as(None, width=width, javascript=False)
    plain.goto("/registri/?q=perikanan")
    press(plain.locator(".finder__codes a"))
    expect(plain.get_by_role("cell", name="Pertanian, Kehutanan").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_entries_are_chosen_and_compared(office, page_as, javascript):
    page = page_as("staf", javascript=javascript)
    page.goto("/registri/?q=penduduk")
    page.locator("[id='banding-konsep/PENDUDUK/1.0.0']").click()
    page.wait_for_url("**butir=konsep**")
    page.locator("[id='banding-konsep/PENDUDUK/1.0.0'][aria-current]").wait_for()
    if javascript:
        expect(page.locator("[id='banding-konsep/PENDUDUK/1.0.0']")).to_be_focused()
    page.locator("[id='banding-konsep/KEPADATAN/1.0.0']").click()
    press(page.locator(".finder__beside .btn"))
    expect(page.locator(".compare-table thead th")).to_have_count(3)


def test_the_heading_of_codes_stays_on_one_line(office, page_as):
    page = page_as("staf", width=360)
    page.goto("/registri/klasifikasi/TANGKAPAN/1.0.0/kode/")
    lines = "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length; }"
    assert page.locator(".codes thead th.code").first.evaluate(lines) == 1
