"""Layouts, the projection of facts into parts, and the documents read back from their files."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from docx import Document as Docx
from openpyxl import load_workbook
from pypdf import PdfReader

from activities.design import declared, selectors
from activities.design.facts import IDENTITY, facts_of
from gsbpm_portal.core import jobs, office
from gsbpm_portal.core.documents.registry import request_document
from gsbpm_portal.core.models import AuditEntry, Job, JobState
from phases.engine.enums import IterationState
from phases.engine.services import iterations
from phases.needs.kak_document import kak_document, rab_document
from phases.needs.kak_layouts import Fact, LayoutError, layouts
from phases.needs.kak_parts import Kak
from phases.needs.models import KakLayoutChoice
from phases.needs.selectors.kak import SETTING, layout_of
from phases.needs.services.kak import choose_layout
from tests import factories
from tests.factories import World
from tests.phases.needs.kak_office import BUDGET, LINES, fill_kak, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(world: World) -> World:
    world.bring("1.6", IterationState.IN_WORK)
    fill_kak(world.cycle)
    return world


# Layouts --------------------------------------------------------------------------------------------------------------------


def paths(layout: Any) -> list[str]:
    """Every fact that a layout names."""
    facts: list[Fact] = [*layout.head, *(fact for part in layout.walk() for show in part.show for fact in show.facts)]
    return [path for fact in facts for path in (fact.path, fact.other) if path]


@pytest.mark.parametrize("code", list(layouts()))
def test_a_layout_names_nothing_that_is_not_typed_somewhere(code: str) -> None:
    layout, unknown = layouts()[code], []
    for path in paths(layout):
        section, _dot, name = path.partition(".")
        if declared.is_declared(section):
            declared.spec_of(section).field(name)
        elif path not in IDENTITY and name not in selectors.FIELDS.get(section, ()):
            unknown.append(path)
    for part in layout.walk():
        for show in part.show:
            if show.kind == "rows":
                assert [declared.table_of(show.table).field(name).name for name in show.columns] == list(show.columns)
    assert unknown == []


def test_the_central_layout_has_the_parts_of_a_keluaran() -> None:
    layout = layouts()["pusat"]
    assert [f"{part.number} {part.id}" for part in layout.parts][:5] == [
        "A Latar Belakang",
        "B Penerima Manfaat",
        "C Strategi Pencapaian Keluaran",
        "D Kurun Waktu Pencapaian Keluaran",
        "E Biaya yang Diperlukan",
    ]
    assert [f"{part.number} {part.id}" for part in layout.parts[2].parts][:2] == [
        "1 Metode pelaksanaan",
        "2 Tahapan dan waktu pelaksanaan",
    ]
    assert len(layout.head) == 14


def test_the_regional_layout_has_the_parts_of_a_procurement() -> None:
    assert [part.id for part in layouts()["daerah"].parts][:12] == [
        "Latar Belakang", "Maksud dan Tujuan", "Sasaran", "Lokasi", "Sumber Pendanaan dan Biaya",
        "Nama Organisasi Pejabat Pembuat Komitmen", "Ruang Lingkup", "Keluaran", "Jangka Waktu Penyelesaian", "Personil",
        "Jadwal Tahapan Pelaksanaan", "Pelaporan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "layouts: [",
        "layouts: [{code: a}]",
        "layouts: [{code: a, id: A, en: A, title: T, numbering: roman, parts: []}]",
        "layouts: [{code: a, id: A, en: A, title: T, numbering: none, parts: [{code: b, id: B, en: B, show: [{teks: x}]}]}]",
        "layouts: [{code: a, id: A, en: A, title: T, numbering: none, parts: [{code: b, id: B, en: B}, "
        "{code: b, id: B, en: B}]}]",
    ],
)
def test_a_catalogue_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kak.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LayoutError):
        layouts(file)


def test_the_layout_is_inherited_down_the_tree(world: World) -> None:
    office_, kota = world.places["perikanan"], world.places["kota"]
    assert layout_of(office_).code == "daerah"
    choose_layout(kota, by=world["admin"], layout="pusat")
    assert (layout_of(office_).code, layout_of(world.places["lain"]).code) == ("pusat", "daerah")
    choose_layout(office_, by=world["admin"], layout="daerah")
    assert (layout_of(office_).code, layout_of(world.places["kesehatan"]).code) == ("daerah", "pusat")
    choose_layout(office_, by=world["admin"], layout="")
    assert layout_of(office_).code == "pusat"
    assert [entry.changes for entry in AuditEntry.objects.filter(action="organisation.kak_layout").order_by("pk")] == [
        {"layout": ["", "pusat"]},
        {"layout": ["", "daerah"]},
        {"layout": ["daerah", ""]},
    ]


def test_the_office_setting_names_the_usual_layout(world: World) -> None:
    office.change(SETTING, "pusat", by=world["admin"])
    assert layout_of(world.places["perikanan"]).code == "pusat"
    office.change(SETTING, "apa-saja", by=world["admin"])
    assert layout_of(world.places["perikanan"]).code == "daerah"


@pytest.mark.parametrize(("who", "error"), [("penyelia", PermissionDenied), ("admin", ValidationError)])
def test_a_layout_is_chosen_by_administrators_from_the_catalogue(
    world: World, who: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        choose_layout(world.places["perikanan"], by=world[who], layout="pusat" if who != "admin" else "lain")
    assert KakLayoutChoice.objects.count() == 0


def test_administrators_choose_it_in_the_administration(world: World, client: Any) -> None:
    client.force_login(world["super"])
    address = reverse("admin:needs_kaklayoutchoice_add")
    assert client.get(address).status_code == 200
    client.post(address, {"organisation": world.places["kota"].pk, "layout": "pusat"})
    row = KakLayoutChoice.objects.get()
    assert (row.layout, row.set_by.username) == ("pusat", "super")
    client.post(reverse("admin:needs_kaklayoutchoice_delete", args=[row.pk]), {"post": "yes"})
    assert KakLayoutChoice.objects.count() == 0
    assert AuditEntry.objects.filter(action="organisation.kak_layout").count() == 2


# The projection -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", list(layouts()))
def test_what_is_filled_in_is_complete_in_both_layouts(filled: World, code: str) -> None:
    kak = Kak(facts_of(filled.cycle), layouts()[code])
    assert [one.label for one in kak.missing] == []
    done, asked = kak.progress
    assert done == asked >= 8


def test_a_stand_in_counts(filled: World) -> None:
    write(filled.cycle, "proposal", {})
    part = Kak(facts_of(filled.cycle), layouts()["daerah"]).part("lokasi")
    assert (part.missing, part.blocks[0].text) == ((), "Kota Contoh")


def test_a_need_that_is_not_taken_up_is_not_told_as_met(filled: World) -> None:
    states = {"Produksi": "diterima", "Nilai": "", "Harga": "ditunda", "Armada": "ditolak", "Ekspor": "usulan"}
    write(filled.cycle, "needs", {}, needs=[{"title": title, "state": state} for title, state in states.items()])
    block = Kak(facts_of(filled.cycle), layouts()["daerah"]).part("kebutuhan-data").blocks[0]
    assert [row[1] for row in block.rows] == ["Produksi", "Nilai"]


def test_a_row_that_is_not_finished_is_left_out_of_the_chart(filled: World) -> None:
    write(filled.cycle, "proposal", {}, proposal_steps=[{"title": "Persiapan", "starts": "2026-01"}])
    assert Kak(facts_of(filled.cycle), layouts()["daerah"]).part("jadwal").blocks == ()


# Documents ------------------------------------------------------------------------------------------------------------------


def made(world: World, code: str, fmt: str, by: str = "staf", **parameters: Any) -> bytes:
    """A document through its job."""
    request_document(code, fmt, by=world[by], parameters={"cycle": world.cycle_id, **parameters})
    jobs.run_pending()
    job = Job.objects.latest("pk")
    assert job.state == JobState.SUCCEEDED, job.trace or job.error
    with job.result_file.file.open("rb") as stored:
        return bytes(stored.read())


def words(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())


def test_the_kak_as_pdf_has_all_parts_signature_attachments_and_the_budget(filled: World) -> None:
    text = words(made(filled, "needs.kak", "pdf"))
    for said in (
        "KONSEP", "Latar Belakang", "Peraturan Presiden Nomor 39 Tahun 2019.", "Sebelas tempat pendaratan ikan.",
        "delapan juta empat ratus ribu rupiah", "Kepala Dinas Perikanan", "Sri Wahyuni", "197001011995032001",
        "(RAB)", "16 org × 3 bln",
    ):  # fmt: skip
        assert said in text
    assert "1 dari" in text or "1 of" in text


def test_a_volume_has_no_decimals_that_say_nothing(filled: World) -> None:
    fuel = {
        "level": "detil",
        "parent": "B2",
        "title": "Solar",
        "factor1": "12.5",
        "unit1": "l",
        "factor2": "12",
        "price": "1",
    }
    oil = {**fuel, "title": "Oli", "factor2": "3"}
    write(filled.cycle, "budget", BUDGET, budget_lines=[*LINES, fuel, oil])
    text = words(made(filled, "needs.rab", "pdf"))
    assert re.findall(r"12,5 l × (?:12|3) ([0-9,]+) l", text) == ["150", "37,5"]


def test_the_kak_as_docx(filled: World) -> None:
    document = Docx(io.BytesIO(made(filled, "needs.kak", "docx")))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert "7 Ruang Lingkup" in [" ".join(text.split()) for text in headings]
    assert "Sebelas tempat pendaratan ikan." in [p.text for p in document.paragraphs]


def test_the_budget_as_a_workbook_has_numbers_sums_and_words(filled: World) -> None:
    book = load_workbook(io.BytesIO(made(filled, "needs.rab", "xlsx")), data_only=True)
    sheet = next(sheet for sheet in book.worksheets if "RAB" in sheet.title)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    petugas = next(row for row in rows if row[1] == "Honor petugas")
    assert petugas[2:12] == ["16 org × 3 bln", 16, 3, None, None, 48, "OB", 150000, 7200000, "APBD"]
    assert next(row for row in rows if row[0] == "3.25")[10] == 8400000
    assert any("delapan juta empat ratus ribu rupiah" in str(row[1]) for row in rows)


def test_a_version_is_a_draft_until_it_is_approved(filled: World) -> None:
    factories.tick_all(filled.iteration("1.6"), by=filled["staf"])
    iterations.submit_iteration(filled.iteration("1.6"), by=filled["staf"])
    assert "KONSEP" in words(made(filled, "needs.kak", "pdf", version=1))
    iterations.approve_iteration(filled.iteration("1.6"), by=filled["penyelia"])
    text = words(made(filled, "needs.kak", "pdf", version=1))
    assert "KONSEP" not in text
    assert "Penyelia" in text


def test_who_does_not_see_the_cycle_gets_no_document(filled: World) -> None:
    with pytest.raises(PermissionDenied):
        request_document("needs.kak", "pdf", by=filled["luar"], parameters={"cycle": filled.cycle_id})


def test_a_document_holds_the_budget_exactly(filled: World) -> None:
    odd = {"level": "detil", "parent": "B2", "title": "Pulsa", "factor1": "0.333", "price": "100.05"}
    write(filled.cycle, "budget", BUDGET, budget_lines=[*LINES, odd])
    document = rab_document(facts_of(filled.cycle), layouts()["daerah"])
    tree = next(block for block in document.blocks if type(block).__name__ == "Tree")
    assert tree.total == Decimal("8400033.32")


def test_a_deep_tree_is_printed_at_the_deepest_level(filled: World) -> None:
    deep = [{"level": "program", "title": f"P{n}", "parent": f"B{n - 1}" if n > 1 else ""} for n in range(1, 12)]
    write(
        filled.cycle,
        "budget",
        BUDGET,
        budget_lines=[*deep, {"level": "detil", "title": "x", "parent": "B11", "price": "7"}],
    )
    document = kak_document(facts_of(filled.cycle), layouts()["pusat"])
    tree = next(block for block in document.blocks if type(block).__name__ == "Tree")
    assert (tree.total, max(line.level for line in tree.lines)) == (7, 7)


def test_an_empty_kak_is_still_a_document(world: World) -> None:
    assert kak_document(facts_of(world.cycle), layouts()["daerah"]).title == "Kerangka Acuan Kerja"
