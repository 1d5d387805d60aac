"""The words of the layout that the office uses: in forms, in the budget, where one decides, in tables; labels of the KAK."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from activities.design.facts import facts_of
from activities.design.models import TableImport
from gsbpm_portal.core import jobs
from gsbpm_portal.core.documents import model
from gsbpm_portal.core.models import Job
from phases.engine.models import Artefact
from phases.engine.services import iterations
from phases.needs.kak_document import kak_document
from phases.needs.kak_layouts import layouts
from phases.needs.services.kak import choose_layout
from tests.activities.asking import post
from tests.factories import World
from tests.phases.engine.cycle_pages import Pages, text_of
from tests.phases.needs.kak_office import BUDGET, LINES, write
from tests.phases.needs.kak_pages import Kak, submitted

pytestmark = pytest.mark.django_db

SUB_ACTIVITY = [*LINES[:1], {"parent": "B1", "level": "ro", "title": "Pendataan ikan", "price": "1"}]


def design(world: World, *more: str) -> str:
    cycle = world.cycle
    return "/".join(["/kegiatan", cycle.activity.code, cycle.edition, "rancangan", *more, ""])


def test_the_head_asks_what_the_layout_has_by_its_names(working: World) -> None:
    client = Kak(working).client
    form = client.get(design(working, "proposal", "isi", "kepala")).context["form"]
    assert form["ro"].label == "Sub kegiatan"
    assert {bound.name for bound in form.parts[1]} >= {"kro", "kro_indicator", "ro_indicator", "ro_volume", "ro_unit"}
    assert not form.hangs
    choose_layout(working.places["kota"], by=working["admin"], layout="pusat")
    form = client.get(design(working, "proposal", "isi", "kepala")).context["form"]
    assert form["ro"].label == "Rincian output (RO)"
    assert form.parts[1] == []


def test_the_section_shows_nothing_that_the_layout_has_not(working: World) -> None:
    client = Kak(working).client
    assert "KRO" not in text_of(client.get(design(working, "proposal")))
    choose_layout(working.places["kota"], by=working["admin"], layout="pusat")
    assert "KRO" in text_of(client.get(design(working, "proposal")))


def test_levels_of_the_budget_are_those_of_the_layout(filled: World) -> None:
    lines = [
        *LINES[:1],
        {"parent": "B1", "level": "kegiatan", "title": "Kegiatan"},
        {"parent": "B2", "level": "ro", "title": "Sub"},
    ]
    write(filled.cycle, "budget", BUDGET, budget_lines=lines)
    page = Kak(filled).get("rab")
    assert [(row.level, below) for row, below, _name in page.context["lines"]][1:] == [
        ("Kegiatan (anggaran)", "ro"),
        ("Sub kegiatan", "komponen"),
    ]
    offered = (
        Kak(filled)
        .client.get(design(filled, "budget", "budget_lines", "tambah"))
        .context["form"]
        .fields["level"]
        .choices
    )
    assert ("ro", "Sub kegiatan") in offered
    assert "kro" not in dict(offered)


def test_a_level_that_is_offered_no_more_stays_where_it_stands(filled: World) -> None:
    write(filled.cycle, "budget", BUDGET, budget_lines=[*LINES[:1], {"parent": "B1", "level": "kro", "title": "Lama"}])
    choices = (
        Kak(filled).client.get(design(filled, "budget", "budget_lines", "B2")).context["form"].fields["level"].choices
    )
    assert "kro" in dict(choices)


# Where one decides ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "words", "others"),
    [
        ("daerah", {"Sub kegiatan Survei sektoral perikanan", "Tingkat: Sub kegiatan"}, {"(RO)", "KRO", "dalam anggaran"}),
        ("pusat", {"Rincian output (RO) Survei sektoral perikanan", "Tingkat: RO", "(KRO)"}, {"Sub keg"}),
    ],
)  # fmt: skip
def test_who_decides_reads_the_words_of_the_office(
    filled: World, layout: str, words: set[str], others: set[str]
) -> None:
    choose_layout(filled.places["kota"], by=filled["admin"], layout=layout)
    write(filled.cycle, "budget", BUDGET, budget_lines=SUB_ACTIVITY)
    submitted(filled)
    text = text_of(Pages(filled, "penyelia").get("review", "1.6"))
    assert {said for said in words if said not in text} == set()
    assert {said for said in others if said in text} == set()


def test_what_was_frozen_is_read_in_the_words_of_the_office(filled: World) -> None:
    submitted(filled)
    iterations.approve_iteration(filled.iteration("1.6"), by=filled["penyelia"])
    frozen = Artefact.objects.get(code="design:proposal")
    text = text_of(Pages(filled).get("artefact", "1.6", frozen.public_id))
    assert "Sub kegiatan Survei sektoral perikanan" in text
    assert "RO" not in re.findall(r"[A-Z]+", text)


# Tables -----------------------------------------------------------------------------------------------------------------------


def choices(book: Any) -> list[str]:
    """The words that a column of levels offers."""
    return [str(row[0].value) for row in book["Pilihan"].iter_rows(min_row=2) if row[0].value]


def test_a_template_offers_the_levels_of_the_office(filled: World) -> None:
    client = Kak(filled).client
    address = design(filled, "budget", "budget_lines", "impor", "templat.xlsx").rstrip("/")
    found = choices(load_workbook(io.BytesIO(client.get(address).content)))
    assert "Sub kegiatan" in found and not {"RO", "KRO"} & set(found)
    assert "Sub kegiatan" in text_of(client.get(design(filled, "budget", "budget_lines", "impor")))
    choose_layout(filled.places["kota"], by=filled["admin"], layout="pusat")
    assert len(choices(load_workbook(io.BytesIO(client.get(address).content)))) == len(found) + 1


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_export_says_what_the_import_understands(filled: World, language: str) -> None:
    old = {"parent": "B1", "level": "kro", "title": "Dari tata letak lain"}
    write(filled.cycle, "budget", BUDGET, budget_lines=[*SUB_ACTIVITY, old])
    client = Kak(filled).client
    client.cookies["django_language"] = language
    post(client, design(filled, "budget", "budget_lines", "ekspor"), {"format": "csv"})
    jobs.run_pending()
    with Job.objects.get(kind="activities.table_export").result_file.file.open() as file:
        content = file.read()
    assert ";Sub kegiatan;" in content.decode()
    post(client, design(filled, "budget", "budget_lines", "impor"), {"upload": SimpleUploadedFile("rab.csv", content)})
    jobs.run_pending()
    batch = TableImport.objects.get()
    assert (batch.count("equal"), batch.count("wrong"), batch.faults) == (3, 0, [])


# Labels of the KAK ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", list(layouts()))
def test_labels_bear_no_numbers_of_questions_of_other_forms(filled: World, code: str) -> None:
    write(filled.cycle, "sample", {"design": "kompleks"})
    document = kak_document(facts_of(filled.cycle), layouts()[code])
    heads = [
        column.heading for block in document.blocks if isinstance(block, model.DataTable) for column in block.columns
    ]
    texts = [block.text for block in document.blocks if isinstance(block, model.Paragraphs)]
    assert "Tingkat penyajian" in heads
    assert any("**Jenis rancangan sampel**:" in text for text in texts)
    assert [said for said in (*heads, *texts) if re.search(r"\([0-9]+\.[0-9]", said)] == []
