"""Phase 1 in a browser: one story from the imported needs to the decision on reuse, with and without script, at both widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from activities.design.facts import facts_of
from gsbpm_portal.core import jobs
from metadata.models import Item, Version
from metadata.words import searchable
from phases.needs.services.criteria import load_criteria
from tests import factories
from tests.browsing import fits, picture, press
from tests.phases.needs.asking import add, address

pytestmark = pytest.mark.browser

ROWS = "title;user;purpose;state\nProduksi ikan lelang;Bappeda;RPJMD;diterima\nNilai ikan;Dinas Perikanan;PAD;\n"


@pytest.fixture
def office(transactional_db):
    """1.1 to 1.5 in work; another activity much alike, and a concept of the registry."""
    load_criteria()
    world = factories.make_world()
    for number in ("1.1", "1.2", "1.3", "1.4", "1.5"):
        world.bring(number, "dikerjakan")
    place = world.places["perikanan"]
    other = factories.make_activity(
        place, by=world["staf"], code="LELANG", title="Kompilasi Lelang Ikan", description="Produksi ikan"
    )
    factories.make_cycle(other, by=world["staf"])
    item = Item.objects.create(kind="concept", code="HASIL_TANGKAPAN", organisation=place)
    row = Version(
        item=item, state="endorsed", is_current=True, name_id="Hasil tangkapan", definition_id="Berat ikan segar."
    )
    row.words = searchable(row.name_id, row.definition_id)
    row.save()
    return world


def look(page, axe, name, javascript):
    """No accessibility violation, nothing wider than the window; a picture where SHOTS names a folder."""
    if javascript:
        axe(page)
        assert fits(page), name
    picture(page, f"{name}-{page.viewport_size['width']}")


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, True), (1280, False)])
def test_from_the_imported_needs_to_the_decision_on_reuse(office, page_as, axe, tmp_path, width, javascript):
    page = page_as("staf", width=width, javascript=javascript)
    # 1.1: a file comes in
    page.goto(address("needs"))
    look(page, axe, "empty", javascript)
    press(page.locator("a[href*='/rancangan/needs/needs/impor/']"))
    look(page, axe, "import-new", javascript)
    file = tmp_path / "kebutuhan.csv"
    file.write_text(ROWS, encoding="utf-8")
    page.set_input_files("input[type=file]", str(file))
    press(page.locator("form.form button.btn-primary"))
    jobs.run_pending()
    page.goto(page.url)
    expect(page.locator("#pratinjau")).to_be_visible()
    look(page, axe, "import", javascript)
    press(page.locator("button[value=apply]"))
    jobs.run_pending()
    page.goto(page.url)
    press(page.locator(".nextbar a.btn-primary"))
    expect(page.locator("#K1")).to_be_visible()
    # scored by the keyboard alone, then grouped
    page.goto(address("scores"))
    look(page, axe, "scores", javascript)
    page.locator("select[name='K1-manfaat']").focus()
    page.keyboard.press("5")
    page.keyboard.press("Tab")
    page.keyboard.press("4")
    page.locator("form#nilai button.btn-primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address('needs')}")
    assert facts_of(office.cycle).row("needs", "K1")["scores"] == {"manfaat": 5, "mandat": 4}
    page.locator("input[name=kebutuhan][value=K2]").check()
    page.fill("#kelompok", "Nilai")
    press(page.locator(".groupform button"))
    assert facts_of(office.cycle).row("needs", "K2")["group"] == "Nilai"
    look(page, axe, "needs", javascript)
    # 1.2: the institution answers
    page.goto(address("consultations"))
    look(page, axe, "consultations", javascript)
    page.locator("#konfirmasi ~ .scroll a[href*='need=K1']").click()
    page.fill("#id_person", "Bu Sari")
    page.locator("input[name=answer][value=sesuai]").check()
    page.locator("#isian button.btn-primary").click()
    page.wait_for_url(f"**{address('consultations')}")
    assert [row["institution"] for row in facts_of(office.cycle).rows("confirmations")] == ["Bappeda"]
    # 1.3: an output for the need that has none
    add(office, "outputs", {"title": "Jumlah kapal"})
    page.goto(address("outputs"))
    look(page, axe, "outputs", javascript)
    page.locator(".note a[href*='needs=K1']").click()
    page.fill("#id_title", "Tabel produksi")
    page.locator("#isian button.btn-primary").click()
    page.wait_for_url(f"**{address('outputs')}")
    assert facts_of(office.cycle).row("outputs", "L2")["needs"] == ["K1"]
    # 1.4: an entry of the registry is put beside a term
    add(office, "concepts", {"name": "Hasil tangkapan", "definition": "Berat ikan yang dijual."})
    page.goto(address("concepts") + "?cari=tangkapan")
    look(page, axe, "concepts", javascript)
    press(page.locator("#C1 form button"))
    assert facts_of(office.cycle).row("concepts", "C1")["registry"] == "HASIL_TANGKAPAN@1.0.0"
    page.locator("#C1 details summary").click()
    look(page, axe, "concepts-beside", javascript)
    # 1.5: the radar, and a decision with one press
    page.goto(address("availability"))
    look(page, axe, "radar", javascript)
    page.locator(".radar a[href*='decision=perluas']").click()
    expect(page.locator("#id_subject")).to_have_value("LELANG/2026")
    page.fill("#id_reason", "Ikan yang dijual langsung ditambahkan.")
    page.locator("#isian button.btn-primary").click()
    page.wait_for_url(f"**{address('availability')}")
    [row] = facts_of(office.cycle).rows("reuses")
    assert (row["subject"], row["decision"]) == ("LELANG/2026", "perluas")
    look(page, axe, "radar-decided", javascript)
