"""A proposal for standard data through the hands of a producer and a walidata, in a browser: with and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from metadata.enums import Kind, State
from metadata.models import Version
from metadata.selectors.values import Pointer
from tests.browsing import fits, picture, press, wait_until_kept
from tests.metadata import making

pytestmark = pytest.mark.browser


@pytest.fixture
def office(transactional_db):
    return making.Office()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_proposal_through_return_answer_and_issue(office, page_as, axe, javascript):
    making.in_force(office, Kind.CONCEPT, "NELAYAN", name_id="Nelayan")
    staf = page_as("staf", javascript=javascript)
    staf.goto("/registri/standar-data/baru/?nama=Jumlah+Nelayan")
    staf.get_by_label("Definisi").fill("Banyaknya orang yang menangkap ikan sebagai mata pencaharian.")
    press(staf.get_by_role("button", name="Simpan sebagai draf"))
    if javascript:
        axe(staf)
    picture(staf, f"proposal-edit-{javascript}")
    staf.get_by_label("Konsep").fill("NELAYAN")
    staf.get_by_label("Ukuran").fill("Jumlah")
    staf.get_by_label("Satuan").fill("Orang")
    press(staf.get_by_role("button", name="Simpan dan lanjutkan"))
    staf.get_by_label("Jenis usulan").select_option(label="Usulan baru")
    press(staf.get_by_role("button", name="Simpan", exact=True))
    press(staf.get_by_role("link", name="Ajukan ke walidata").first)
    if javascript:
        axe(staf)
    press(staf.get_by_role("button", name="Ajukan ke walidata"))
    assert Version.objects.get(item__code="JUMLAH_NELAYAN").state == State.SUBMITTED

    walidata = page_as("walidata", javascript=javascript)
    walidata.goto("/registri/tugas/")
    press(walidata.get_by_role("link", name="Jumlah Nelayan", exact=True))
    walidata.get_by_label(re.compile("^Tentang")).select_option(label="Satuan")
    walidata.get_by_label("Catatan", exact=True).fill("Mengapa orang, bukan rumah tangga?")
    walidata.get_by_label(re.compile("harus dijawab")).check()
    press(walidata.get_by_role("button", name="Tambahkan catatan"))
    if javascript:
        axe(walidata)
    picture(walidata, f"proposal-remark-{javascript}")
    press(walidata.get_by_role("link", name="Kembalikan dengan catatan").first)
    press(walidata.get_by_role("button", name="Kembalikan dengan catatan"))
    expect(walidata.get_by_role("heading", name="Ada yang perlu diperbaiki")).to_be_visible()
    walidata.get_by_label(re.compile("^Alasan")).fill("Mohon dijawab.")
    press(walidata.get_by_role("button", name="Kembalikan dengan catatan"))

    staf.goto("/registri/tugas/")
    press(staf.get_by_role("link", name="Jumlah Nelayan", exact=True))
    staf.get_by_role("textbox", name="Jawaban").fill("Karena dicacah per orang.")
    press(staf.get_by_role("button", name="Kirim jawaban"))
    press(staf.get_by_role("link", name="Ajukan ke walidata").first)
    press(staf.get_by_role("button", name="Ajukan ke walidata"))

    walidata.goto("/registri/standar-data/JUMLAH_NELAYAN/")
    press(walidata.get_by_role("button", name=re.compile("^Selesaikan")))
    press(walidata.get_by_role("link", name="Sudah diperiksa, teruskan").first)
    press(walidata.get_by_role("button", name="Sudah diperiksa, teruskan"))
    press(walidata.get_by_role("link", name="Catat persetujuan pembina").first)
    press(walidata.get_by_role("button", name="Catat persetujuan pembina"))
    press(walidata.get_by_role("link", name="Catat penetapan").first)
    walidata.get_by_label("Kode SDS").fill("SDS-0412")
    walidata.get_by_label(re.compile("^Nomor keputusan")).fill("Kepka 850/2023")
    press(walidata.get_by_role("button", name="Catat penetapan"))
    picture(walidata, f"proposal-issued-{javascript}")
    issued = Version.objects.get(item__code="JUMLAH_NELAYAN")
    assert (issued.state, issued.issued_code, issued.is_current) == (State.ENDORSED, "SDS-0412", True)


@pytest.mark.parametrize(("width", "language"), [(1280, "id"), (360, "en")])
def test_every_page_is_accessible_and_fits(office, page_as, axe, width, language):
    base = making.in_force(office, Kind.INDICATOR, "PERSEN_MISKIN")
    making.bring(office, making.draft(office, Kind.STANDARD, "JUMLAH_NELAYAN"), State.RETURNED)
    draft = making.following(office, base, "major")
    variable = making.draft(office, Kind.VARIABLE, "UMUR")
    making.draft(office, Kind.DATASET, "DATA_UMUR", dimensions=[Pointer(variable)], measures=[Pointer(variable)])
    paths = {
        "staf": [
            base.get_absolute_url(),
            "/registri/standar-data/JUMLAH_NELAYAN/",
            draft.address("edit"),
            f"{draft.address('edit')}?bagian=2",
            variable.address("edit"),
            "/registri/set-data/DATA_UMUR/1.0.0/ubah/",
            "/registri/variabel/baru/",
            variable.address("move", name="submit"),
            variable.address("discard"),
            "/registri/tugas/",
            "/registri/banding/?butir=indikator/PERSEN_MISKIN/1.0.0&butir=indikator/PERSEN_MISKIN/2.0.0",
        ],
        "walidata": [base.address("move", name="retire"), base.get_absolute_url()],
    }
    for who, own in paths.items():
        page = page_as(who, width=width, language=language)
        for number, path in enumerate(own):
            assert page.goto(path).status == 200, path
            picture(page, f"registry-{who}-{number}-{width}-{language}")
            axe(page)
            assert fits(page), path


def test_a_row_more_is_saved_and_kept_when_the_page_is_left(office, page_as, axe):
    for n in range(5):
        making.in_force(office, Kind.CLASSIFICATION, f"KLAS_{n}", name_id=f"Klasifikasi {n}")
    draft = making.draft(office, Kind.STANDARD, "JUMLAH_KAPAL", name_id="Jumlah kapal")
    page = page_as("staf")
    path = draft.address("edit")
    page.goto(path)
    if not page.locator("[name=classifications]").count():
        path = f"{path}?bagian=2"
        page.goto(path)
    fields = page.locator("[name=classifications]")
    expect(fields).to_have_count(3)
    page.locator("[data-add-row]").click()
    page.locator("[data-add-row]").click()
    expect(page.locator("#id_classifications_4")).to_be_focused()
    assert page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length"
    )
    for n in range(5):
        fields.nth(n).fill(f"KLAS_{n}")
    with page.expect_response("**/registri/saran/**untuk=id_classifications_4**"):
        fields.nth(4).press_sequentially(" ")
    fields.nth(4).fill("KLAS_4")
    axe(page)
    wait_until_kept(page, *(f"KLAS_{n}" for n in range(5)))
    page.goto("/registri/")
    page.goto(path)
    expect(fields).to_have_count(5)
    for n in range(5):
        expect(fields.nth(n)).to_have_value(f"KLAS_{n}")
    press(page.get_by_role("button", name="Simpan", exact=True))
    stored = draft.references.filter(attribute="classifications").order_by("position")
    assert [one.target.item.code for one in stored] == [f"KLAS_{n}" for n in range(5)]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_bar_of_buttons_never_covers_what_has_the_focus(office, page_as, width):
    draft = making.draft(office, Kind.STANDARD, "JUMLAH_KAPAL", name_id="Jumlah kapal")
    page = page_as("staf", width=width, height=640)
    page.goto(draft.address("edit"))
    covered = """() => {
      const here = document.activeElement, bar = document.querySelector(".sticky-do");
      if (!here || here === document.body || bar.contains(here) || !here.closest("main")) return "";
      const under = here.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
      return under ? here.id || here.outerHTML.slice(0, 80) : "";
    }"""
    seen = set()
    for key in ("Tab", "Shift+Tab"):
        for _step in range(60):
            page.keyboard.press(key)
            assert page.evaluate(covered) == ""
            seen.add(page.evaluate("document.activeElement.id"))
    assert len(seen) > 5


def test_a_mistyped_name_is_taken_by_one_press(office, page_as, axe):
    making.in_force(office, Kind.CONCEPT, "PRODUKSI", name_id="Produksi perikanan")
    draft = making.draft(office, Kind.VARIABLE, "VOLUME", name_id="Volume")
    page = page_as("staf")
    page.goto(draft.address("edit"))
    page.locator("#id_concept").fill("")
    page.locator("#id_concept").press_sequentially("prduksi")
    take = page.locator("[data-take=PRODUKSI]")
    take.wait_for()
    axe(page)
    expect(page.locator("#id_concept-saran a[target=_blank]")).to_have_count(1)
    take.click()
    expect(page.locator("#id_concept")).to_have_value("PRODUKSI")
    expect(page.locator("#id_concept")).to_be_focused()
