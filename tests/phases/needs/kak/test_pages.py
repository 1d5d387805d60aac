"""The pages of 1.6: sections with their states, the whole text, the budget tree, documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from activities.design.facts import facts_of
from activities.design.services import save_row
from gsbpm_portal.core.models import Job
from phases.engine.services import asks
from phases.needs.budget import Fault
from phases.needs.gates_kak import CEILING
from phases.needs.rab import Rab
from tests import factories
from tests.factories import World
from tests.phases.engine.cycle_pages import text_of
from tests.phases.needs.kak_office import BUDGET, LINES, PROPOSAL, fill_kak, write
from tests.phases.needs.kak_pages import Kak, submitted

pytestmark = pytest.mark.django_db

Open = Callable[..., HttpResponse]


# The workspace --------------------------------------------------------------------------------------------------------------


def test_the_sub_process_leads_to_its_workspace(working: World) -> None:
    page = Kak(working).client.get(working.run("1.6").get_absolute_url())
    assert '/kegiatan/IKAN/2026/kak/"' in page.content.decode()


def test_an_empty_kak_says_what_is_missing_and_where(working: World) -> None:
    page = Kak(working).get("kak")
    body = page.content.decode()
    assert page.status_code == 200
    assert (page.context["done"], page.context["asked"]) == (1, 15)  # the place is known from the activity
    urls = [one.url for one in page.context["missing"]]
    assert "/kegiatan/IKAN/2026/rancangan/description/?kembali=/kegiatan/IKAN/2026/kak/#id_background" in urls
    assert re.search(r'class="btn btn-primary" href="/kegiatan/IKAN/2026/rancangan/proposal/isi/kepala/', body)


def test_a_full_kak_has_every_section_complete_and_leads_to_submission(filled: World) -> None:
    page = Kak(filled).get("kak")
    assert (page.context["done"], page.context["missing"]) == (page.context["asked"], [])
    assert "Rp8.400.000" in text_of(page)
    assert "delapan juta empat ratus ribu rupiah" in text_of(page)


BAR = re.compile(r'<section class="nextbar".*?<a class="btn btn-primary" href="([^"]*)"', re.DOTALL)


@pytest.mark.parametrize(
    ("whole", "accounts"), [("8399999", []), ("9000000", [{"account": "5.1.02", "amount": "8399999"}])]
)
def test_a_budget_above_a_ceiling_leads_to_the_budget_in_place_of_submission(
    filled: World, whole: str, accounts: list[dict[str, str]]
) -> None:
    write(filled.cycle, "budget", {**BUDGET, "ceiling": whole}, budget_lines=LINES, ceilings=accounts)
    page = Kak(filled).get("kak")
    [sentence] = page.context["over"]
    assert "Rp8.399.999" in sentence and sentence in text_of(page)
    assert BAR.findall(page.content.decode()) == ["/kegiatan/IKAN/2026/kak/rab/#pagu"]


def test_a_ceiling_that_two_people_let_pass_no_longer_stands_in_the_way(filled: World) -> None:
    write(filled.cycle, "budget", {**BUDGET, "ceiling": "1"}, budget_lines=LINES)
    iteration = filled.iteration("1.6")
    request = asks.ask("lampaui", by=filled["penyelia"], iteration=iteration, gate=CEILING, reason="Pagu akan diubah")
    asks.confirm_request(request, by=filled["penyelia2"])
    page = Kak(filled).get("kak")
    assert BAR.findall(page.content.decode()) == [filled.run("1.6").get_absolute_url()]


def test_sections_tell_where_they_come_from(filled: World) -> None:
    whole = {section.part.code: whole for section, whole, _open in Kak(filled).get("kak").context["sections"]}
    assert [source.owner for source in whole["maksud-tujuan"].sources] == ["1.3"]
    assert "1.3" in whole["maksud-tujuan"].status
    assert whole["ruang-lingkup"].look == "done"


@pytest.mark.parametrize("name", ["kak", "text", "rab", "compare", "versions"])
@pytest.mark.parametrize("state", ["empty", "filled"])
def test_every_page_opens_for_staff_and_readers(working: World, name: str, state: str) -> None:
    if state == "filled":
        fill_kak(working.cycle)
        submitted(working)
    for who in ("staf", "penyelia", "pimpinan", "rekan"):
        assert Kak(working, who).get(name).status_code == 200


def test_the_text_shows_every_part_with_its_source(filled: World) -> None:
    text = text_of(Kak(filled).get("text"))
    for words in (
        "Sebelas tempat pendaratan ikan.",
        "Kepala Dinas Perikanan",
        "Belanja jasa tenaga",
    ):
        assert words in text
    assert "1.3" in text


def test_the_number_of_queries_does_not_grow_with_the_budget(filled: World) -> None:
    pages = {name: Kak(filled) for name in ("kak", "text", "rab")}
    few = {name: _queries(pages[name], name) for name in pages}
    more = [{**LINES[3], "title": f"Baris {n}"} for n in range(40)]
    write(filled.cycle, "budget", {**BUDGET, "ceiling": "60000000"}, budget_lines=[*LINES, *more])
    assert {name: _queries(pages[name], name) for name in pages} == few
    assert few == {"kak": 30, "text": 28, "rab": 17}


def _queries(pages: Kak, name: str) -> int:
    pages.get(name)
    with CaptureQueriesContext(connection) as queries:
        assert pages.get(name).status_code == 200
    return len(queries)


# The budget -----------------------------------------------------------------------------------------------------------------


def test_the_tree_shows_factors_sums_and_the_total_in_words(filled: World) -> None:
    text = text_of(Kak(filled).get("rab"))
    assert "16 org × 3 bln" in text
    assert "48 OB" in text
    assert "7.200.000" in text
    assert "delapan juta empat ratus ribu rupiah" in text


def test_lines_that_the_head_of_the_kak_names_are_not_named_again(filled: World) -> None:
    page = Kak(filled).get("rab").content.decode()
    found = [
        parse_qs(urlsplit(unescape(link)).query)
        for link in re.findall(r'href="([^"]*/budget_lines/tambah/[^"]*)"', page)
    ]
    named = [(link.get("parent"), link["level"], link.get("title")) for link in found]
    assert named[:3] == [
        (None, ["program"], ["Program Penyelenggaraan Statistik Sektoral"]),
        (["B1"], ["kegiatan"], ["Penyelenggaraan Statistik Sektoral di Lingkup Daerah"]),
        (["B2"], ["detil"], None),
    ]
    save_row(filled.cycle, "budget_lines", "B1", by=filled["staf"], values={"title": PROPOSAL["program"]})
    assert Rab(facts_of(filled.cycle)).name_for("program") == ""


def test_a_detail_is_added_by_the_short_form(filled: World) -> None:
    answer = Kak(filled).post("rab", parent="B2", title="Spanduk", factor1="2", unit1="bh", price="150.000")
    assert answer["Location"] == "/kegiatan/IKAN/2026/kak/rab/?induk=B2#rinci"
    line = Rab(facts_of(filled.cycle)).budget.line("B5")
    assert (line.entry.level, line.amount, line.account) == ("detil", 300000, "5.1.02.02.01.0026")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"parent": "", "title": "x"}, "parent"), ({"parent": "B2", "title": ""}, "title"),
     ({"parent": "B2", "title": "x", "price": "sejuta"}, "price"), ({"parent": "B3", "title": "x"}, "parent")],
)  # fmt: skip
def test_a_short_form_with_mistakes_comes_back_with_them(filled: World, typed: dict[str, str], field: str) -> None:
    answer = Kak(filled).post("rab", **typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_line_moves_among_its_neighbours_with_all_below_it(filled: World) -> None:
    lines = [
        *LINES,
        {"parent": "B1", "level": "akun", "code": "5.1.02.01", "title": "Bahan"},
        {"parent": "B5", "title": "ATK", "level": "detil", "price": "1"},
    ]
    write(filled.cycle, "budget", BUDGET, budget_lines=lines)
    Kak(filled).post("rab-move", "B5", arah="naik")
    assert order(filled) == ["B1", "B5", "B6", "B2", "B3", "B4"]
    Kak(filled).post("rab-move", "B3", arah="turun")
    assert order(filled) == ["B1", "B5", "B6", "B2", "B4", "B3"]
    Kak(filled).post("rab-move", "B3", arah="turun")
    assert order(filled) == ["B1", "B5", "B6", "B2", "B4", "B3"]


def order(world: World) -> list[str]:
    return [line.key for line in Rab(facts_of(world.cycle)).budget.lines]


def test_nothing_is_written_while_1_6_is_not_worked_on(filled: World) -> None:
    submitted(filled)
    assert Kak(filled).post("rab", parent="B2", title="x").status_code == 409
    assert Kak(filled).post("rab-move", "B4", arah="naik").status_code == 409
    assert "Add a detail" not in text_of(Kak(filled).get("rab"))


def test_a_ceiling_is_told_when_it_is_near_and_when_it_is_exceeded(filled: World) -> None:
    write(filled.cycle, "budget", {**BUDGET, "ceiling": "8800000"}, budget_lines=LINES)
    assert 'class="is-note"' in Kak(filled).get("rab").content.decode()
    write(filled.cycle, "budget", {**BUDGET, "ceiling": "8000000"}, budget_lines=LINES)
    body = Kak(filled).get("rab").content.decode()
    assert 'class="is-unmet"' in body
    assert "Rp400.000" in body


def test_a_faulty_line_is_pointed_out(filled: World) -> None:
    write(filled.cycle, "budget", BUDGET, budget_lines=[*LINES[:1], {**LINES[1], "price": "5"}, *LINES[2:]])
    page = Kak(filled).get("rab")
    assert [row.key for row in page.context["faulty"]] == ["B2"]


def test_a_line_that_is_to_be_a_sum_lacks_lines_and_no_price(filled: World) -> None:
    component = {"level": "komponen", "parent": "B1", "title": "Pengolahan"}
    write(filled.cycle, "budget", BUDGET, budget_lines=[*LINES, component])
    [missing] = Kak(filled).get("kak").context["missing"]
    assert missing.mend == "Pengolahan"
    [row] = Kak(filled).get("rab").context["faulty"]
    assert (row.key, row.line.faults) == ("B5", (Fault.NO_LINES,))


def test_the_source_of_funds_stands_once_in_the_text(filled: World) -> None:
    kak = Kak(filled).get("text").context["kak"]
    [block] = [block for block in kak.part("sumber-pendanaan").blocks if hasattr(block, "text")]
    assert block.text.count("APBD") == 1


def test_the_sums_by_month_stand_below_the_tree(filled: World) -> None:
    own = [{"line": "B4", "months": 4, "percent": "25"}, {"line": "B4", "months": 2048, "percent": ""}]
    write(filled.cycle, "budget", BUDGET, budget_lines=LINES, budget_months=own)
    page = Kak(filled).get("rab")
    assert [(one.line, one.months) for one in page.context["spending"]] == [
        ("Honor pengawas", "Mar"),
        ("Honor pengawas", "Des"),
    ]
    assert [month.amount for month in page.context["months"]][-2:] == [654550, 900000]
    assert page.context["months"][-1].share == 1
    assert "/rancangan/budget/budget_months/RP1/" in page.content.decode()


def test_a_version_shows_the_sums_by_month(filled: World) -> None:
    submitted(filled)
    text = text_of(Kak(filled).get("version", 1))
    assert "Januari 763.635 763.635" in " ".join(text.split())


# The last cycle -------------------------------------------------------------------------------------------------------------


def test_the_last_cycle_stands_beside_this_one(filled: World) -> None:
    cycle = filled.cycle
    before = factories.make_cycle(cycle.activity, by=filled["staf"], edition="2025")
    fill_kak(before, scope="Sembilan tempat pendaratan ikan.")
    write(before, "budget", BUDGET, budget_lines=[*LINES[:3], {**LINES[3], "price": "250000"}])
    cycle.previous = before
    cycle.save()
    page = Kak(filled).get("compare")
    assert [(pair.title, pair.difference) for pair in page.context["pairs"] if not pair.is_sum] == [
        ("Honor petugas", 0),
        ("Honor pengawas", 200000),
    ]
    assert page.context["totals"].difference == 200000
    assert sum(month.difference for month in page.context["months"]) == 200000
    assert [change.place for change in page.context["changed"] if "Ruang" in change.place] == ["7 Ruang Lingkup"]
    assert "Sembilan" in text_of(page)


# Documents ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "fmt"), [("kak", "pdf"), ("kak", "docx"), ("rab", "xlsx")])
def test_a_document_is_made_by_a_job(filled: World, what: str, fmt: str) -> None:
    answer = Kak(filled).post("document", dokumen=what, format=fmt)
    job = Job.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, job.get_absolute_url())
    assert job.parameters["document"] == f"needs.{what}"


@pytest.mark.parametrize(
    "data", [{"dokumen": "kak", "format": "xlsx"}, {"dokumen": "apa"}, {"versi": "7"}, {"versi": "-1"}]
)
def test_documents_that_are_not_there_are_not_found(filled: World, data: dict[str, str]) -> None:
    assert Kak(filled).post("document", **data).status_code == 404
