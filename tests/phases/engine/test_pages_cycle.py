"""Matrix and sub-process as they are read: what stands there for whom, at what price."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from activities.models import Cycle
from gsbpm_portal.core.comments import add_comment
from phases.engine import rules
from phases.engine.enums import Applicability, IterationState, PhaseState, RequestKind
from phases.engine.gates import phase_shut
from phases.engine.models import Artefact, SubProcessRun
from phases.engine.selectors.facts import cycle_facts
from phases.engine.selectors.matrix import matrix_of, next_step
from phases.engine.selectors.sheet import cycle_sheet, find_cycle
from phases.engine.services import artefacts, asks, iterations
from phases.engine.services.people import voters
from phases.engine.views.matrix import words_of
from tests import factories
from tests.factories import World
from tests.phases.engine.cycle_pages import Pages, text_of

pytestmark = pytest.mark.django_db


def queries(pages: Pages, name: str, *args: Any, query: str = "") -> int:
    """How many queries the page takes, once what a process keeps is there."""
    url = pages.url(name, *args) + query
    pages.client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert pages.client.get(url).status_code == 200
    return len(seen)


def cell(response: Any, number: str) -> str:
    """The HTML of one cell."""
    found = re.search(rf'<li><a class="cell [^>]*/{re.escape(number)}/">.*?</a></li>', response.content.decode())
    assert found, number
    return found[0]


# Matrix ---------------------------------------------------------------------------------------------------------------


def test_every_run_stands_in_its_cell(world: World) -> None:
    world.bring("1.1", IterationState.APPROVED)
    world.bring("1.2", IterationState.RETURNED)
    world.bring("1.3", IterationState.SUBMITTED)
    page = Pages(world).get("matrix")
    assert page.status_code == 200
    assert page.content.count(b'<a class="cell ') == 44
    assert "cell--done" in cell(page, "1.1") and "Disetujui" in cell(page, "1.1")
    assert "cell--back" in cell(page, "1.2") and "Dikembalikan" in cell(page, "1.2")
    assert "cell--wait" in cell(page, "1.3")
    assert "cell--todo" in cell(page, "2.1")
    assert "terhalang" in cell(page, "5.1"), "phase 5 waits for an approval of 4.4"
    assert "cell__marks" not in cell(page, "2.1")


def test_cells_tell_the_same_as_the_rows(world: World) -> None:
    """The prepared statement and the ordinary queries of gates see the same cycle."""
    world.bring("1.3", IterationState.APPROVED)
    world.bring("1.1", IterationState.IN_WORK)
    factories.set_aside(world, "2.2")
    user = world["staf"]
    matrix = matrix_of(user, find_cycle(user, "IKAN", "2026"))
    facts = cycle_facts(world.cycle)
    for number, run in facts.runs.items():
        seen = matrix.cells[number]
        assert (seen.pk, seen.status, seen.is_finished, seen.applies) == (
            run.pk,
            run.status,
            run.is_finished,
            run.applies,
        )
    sheet_facts = matrix.sheet.cycle.__dict__["_facts"]
    assert sheet_facts.granted == facts.granted == {"1.3.3"}
    assert sheet_facts.waived_tasks == facts.waived_tasks
    assert sheet_facts.outputs == facts.outputs
    assert sheet_facts.rechecks == facts.rechecks


def test_the_sheet_counts_the_same_voters_as_the_services(world: World) -> None:
    from datetime import timedelta

    from gsbpm_portal.core import clock

    cycle, today = world.cycle, clock.today()
    factories.make_delegation(
        cycle, delegator=world["penyelia"], delegate=world["walidata"], phase=3,
        starts=today - timedelta(days=1), ends=today + timedelta(days=1),
    )  # fmt: skip
    sheet = cycle_sheet(world["staf"], find_cycle(world["staf"], "IKAN", "2026"))
    for phase in range(1, 9):
        assert {v.user_id for v in sheet.voters(phase)} == {user.pk for user in voters(world.cycle, phase)}, phase
    for name in world.people:
        seen, plain = world[name], world[name]
        if Cycle.objects.visible_to(seen).exists():
            sheet = cycle_sheet(seen, find_cycle(seen, "IKAN", "2026"))
            for phase in range(1, 9):
                told = rules.supervision(seen, sheet.cycle, phase)
                assert told == rules.supervision(plain, world.cycle, phase), (name, phase)
                assert sheet.is_staff(phase) == rules.is_staff(plain, world.cycle, phase)
    world.bring("3.1", IterationState.SUBMITTED)
    assert "3.1 Instrumen menunggu keputusan Anda" in bar(world, "walidata")
    assert queries(Pages(world, "walidata"), "matrix") <= 8


def test_a_new_cycle_says_what_comes_first_and_who_is_on_the_team(world: World) -> None:
    world.cycle.__class__.objects.filter(pk=world.cycle_id).update(name="Gelombang 1")
    page = text_of(Pages(world).get("matrix"))
    assert "Survei Ikan Gelombang 1 · 2026" in page, "the edition's name stands beside the edition, not in its place"
    assert "Siklus ini masih baru" in page and "1.1 Identifikasi kebutuhan dapat dimulai" in page
    assert "Penyelia: Penyelia dan Penyelia2 · Staf: Staf dan Staf2" in page and "sejenis" not in page
    world.bring("1.1", IterationState.IN_WORK)
    assert "Siklus ini masih baru" not in text_of(Pages(world).get("matrix"))


def test_matrix_takes_few_queries_whatever_is_in_it(world: World) -> None:
    pages = Pages(world)
    empty = queries(pages, "matrix")
    for number in ("1.1", "1.2", "1.4"):
        world.bring(number, IterationState.RETURNED)
    world.bring("1.3", IterationState.APPROVED)
    asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration("2.2"), reason="Tidak perlu")
    full = queries(pages, "matrix")
    assert empty <= full <= 8
    assert queries(Pages(world, "penyelia"), "matrix") <= 8


def test_matrix_is_light(world: World) -> None:
    content = Pages(world).get("matrix").content
    assert len(gzip.compress(content, 6)) <= 30 * 1024


def bar(world: World, username: str) -> str:
    page = Pages(world, username).get("matrix").content.decode()
    found = re.search(r'<section class="nextbar.*?</section>', page, re.S)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[0]))


def test_the_bar_says_the_one_thing_to_do(world: World) -> None:
    assert "1.1" in bar(world, "staf") and "dapat dimulai" in bar(world, "staf")
    assert "dimulai oleh" in bar(world, "pimpinan")
    world.bring("1.1", IterationState.SUBMITTED)
    assert "1.1 Identifikasi kebutuhan menunggu keputusan Anda" in bar(world, "penyelia")
    assert "menunggu keputusan Penyelia" in bar(world, "walidata")
    iterations.return_iteration(world.iteration("1.1"), by=world["penyelia"], comment="Lengkapi daftar")
    assert "dikembalikan oleh Penyelia" in bar(world, "staf") and "“Lengkapi daftar”" in bar(world, "staf")
    assert "Perbaiki 1.1" in bar(world, "staf")
    asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration("1.2"), reason="Sudah ada")
    assert "meminta agar dilewati" in bar(world, "penyelia")


def test_the_bar_tells_what_holds_the_closing(world: World) -> None:
    world.bring("1.1", IterationState.IN_WORK)
    text = bar(world, "staf")
    assert "Fase 1 belum dapat ditutup: 1.1, 1.2, 1.3, 1.4, 1.5 dan 1.6 belum selesai" in text
    assert "persetujuan 1.3.3 dan 1.6.4 belum ada" in text


def test_a_finished_cycle_is_calm(world: World) -> None:
    user = world["staf"]
    matrix = matrix_of(user, find_cycle(user, "IKAN", "2026"))
    matrix.sheet.phases = {n: replace(fact, state=PhaseState.CLOSED) for n, fact in matrix.sheet.phases.items()}
    cells = {n: replace(one, applicability=Applicability.NOT_APPLICABLE) for n, one in matrix.cells.items()}
    matrix.step = next_step(matrix.sheet, cells, set(), {})
    with translation.override("id"):
        words = words_of(matrix)
    assert matrix.step.kind == "finished" and words["calm"] and "Siklus ini selesai" in words["sentence"]


def test_outsiders_do_not_see_the_cycle(world: World) -> None:
    assert Pages(world, "luar").get("matrix").status_code == 404
    assert Pages(world, "luar").get("subprocess", "1.1").status_code == 404
    assert Pages(world, "rekan").get("matrix").status_code == 200
    assert Pages(world, "super").get("subprocess", "1.1").status_code == 200


def test_pages_need_a_signed_in_person(client: Any, world: World) -> None:
    url = Pages(world).url("matrix")
    assert client.get(url).status_code == 302
    assert Pages(world).client.post(url, {"token": "x"}).status_code == 405


# Sub-process ----------------------------------------------------------------------------------------------------------

PARTS = ["", "?bagian=diskusi", "?bagian=masukan", "?bagian=hasil", "?bagian=iterasi", "?bagian=apa-saja"]


@pytest.mark.parametrize("part", PARTS)
def test_subprocess_takes_few_queries_whatever_is_in_it(world: World, part: str) -> None:
    pages = Pages(world)
    world.bring("2.1", IterationState.IN_WORK)
    small = queries(pages, "subprocess", "2.1", query=part)
    world.bring("1.3", IterationState.APPROVED)
    iteration = world.iteration("2.1")
    for artefact in Artefact.objects.filter(run__cycle=world.cycle_id):
        artefacts.record_use(iteration, artefact, by=world["staf"])
    for place in range(3):
        factories.make_evidence(iteration, by=world["staf"], title=f"Bukti {place}")
        add_comment(iteration, by=world["penyelia"], body=f"Catatan {place}")
    factories.fill(iteration, by=world["staf"])
    asks.ask(RequestKind.EXTENSION, by=world["staf"], iteration=iteration, reason="Perlu waktu", due=_soon())
    big = queries(pages, "subprocess", "2.1", query=part)
    assert big <= small + 1, "one more only where there is something to read at all"
    assert big <= 15


def _soon() -> Any:
    from datetime import timedelta

    from gsbpm_portal.core import clock

    return clock.today() + timedelta(days=9)


@pytest.mark.parametrize("state", list(IterationState))
def test_every_state_shows_to_everybody(world: World, state: IterationState) -> None:
    world.bring("1.2", state)
    with translation.override("id"):
        label = str(state.label)
    for username in ("staf", "penyelia", "pimpinan", "walidata", "rekan", "super"):
        page = Pages(world, username).get("subprocess", "1.2")
        assert page.status_code == 200
        assert label in text_of(page), username


def test_english_pages_are_english(world: World) -> None:
    world.bring("1.3", IterationState.SUBMITTED)
    pages = Pages(world, "penyelia")
    pages.client.cookies["django_language"] = "en"
    assert "awaits your decision" in text_of(pages.get("matrix"))
    with translation.override("en"):
        assert "Establish output objectives" in text_of(pages.get("subprocess", "1.3"))


def test_reasons_of_the_catalogue_follow_the_language(world: World) -> None:
    preset = next(p for p in world.cycle.workflow.template.presets if p.get("subprocess") == "2.4")
    SubProcessRun.objects.filter(cycle=world.cycle_id, number="2.4").update(
        applicability=Applicability.NOT_APPLICABLE, not_applicable_reason=preset["id"]
    )
    pages = Pages(world)
    assert preset["id"] in text_of(pages.get("subprocess", "2.4"))
    pages.client.cookies["django_language"] = "en"
    assert preset["en"] in text_of(pages.get("subprocess", "2.4"))


def test_refused_moves_say_why_and_where(world: World) -> None:
    world.bring("1.3", IterationState.IN_WORK)
    page = Pages(world).get("subprocess", "1.3").content.decode()
    assert "Mengapa belum bisa?" in page
    assert '2 tugas belum selesai: <a href="#task-1-3-1">1.3.1</a>, <a href="#task-1-3-2">1.3.2</a>' in page
    assert "Daftar output statistik belum ada" in page
    assert "Minta pengecualian" not in page
    assert "Minta pengecualian" not in Pages(world, "penyelia").get("subprocess", "1.3").content.decode()
    held = Pages(world, "penyelia").get("subprocess", "4.3")
    assert held.status_code == 200


def test_what_a_gate_holds_is_told_to_the_supervisor_with_the_way_round(world: World) -> None:
    """Who may not start it reads why it cannot be started too; staff read whom to ask."""
    head, staff = Pages(world, "penyelia"), Pages(world)
    page = head.get("subprocess", "4.3")
    assert "Mengapa belum bisa?" in text_of(page) and b"/4.3/minta/lampaui/?gerbang=G-3.4.3-start-4.3" in page.content
    told = text_of(staff.get("subprocess", "4.3"))
    assert (
        "Pengecualian dapat diminta oleh penyelia: Penyelia atau Penyelia2" in told and "Minta pengecualian" not in told
    )
    head.post("ask", "4.3", "lampaui", gate="G-3.4.3-start-4.3", comment="Musim ikan tidak menunggu")
    for pages in (head, staff):
        assert "Pengecualian diminta oleh Penyelia" in text_of(pages.get("subprocess", "4.3"))
    assert "Mengapa belum bisa?" not in text_of(head.get("subprocess", "1.1")), "nothing holds it"


def test_a_shut_phase_says_what_opens_it(world: World) -> None:
    for number, state, words in ((1, "diajukan_tutup", "ditarik"), (2, "ditutup", "dibuka kembali")):
        world.bring_phase(number, state)
        (reason,) = phase_shut(world.run(f"{number}.1"))
        assert words in str(reason.text) and str(reason.text).count("terlebih dahulu") == 1
        assert ("dibuka kembali" in str(reason.text)) == (state == "ditutup")


def test_what_waits_for_it_is_told(world: World) -> None:
    text = text_of(Pages(world).get("subprocess", "1.6"))
    assert "Penutupan fase 1" in text
    assert "4.3 Kumpulkan data (terhalang gerbang)" in text


def test_nobody_may_decide_offers_delegation(world: World) -> None:
    from activities.models import TeamSeat

    TeamSeat.objects.filter(cycle=world.cycle_id, role="penyelia").exclude(user=world["penyelia"]).delete()
    TeamSeat.objects.create(cycle_id=world.cycle_id, user=world["penyelia"], role="staf", phase=0)
    world.bring("1.1", IterationState.IN_WORK, by="penyelia")
    factories.fill(world.iteration("1.1"), by=world["penyelia"])
    iterations.submit_iteration(world.iteration("1.1"), by=world["penyelia"])
    page = Pages(world).get("subprocess", "1.1").content.decode()
    assert "Tidak ada yang dapat memutuskan sekarang." in page
    assert Pages(world).url("matrix") + "tim/" in page


def test_an_earlier_iteration_stays_readable_and_comparable(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    factories.reopen(world, "1.3", reason="Output baru diminta")
    pages = Pages(world)
    old = pages.get("iteration", "1.3", 1)
    assert old.status_code == 200 and "Dibekukan" in text_of(old)
    assert pages.get("iteration", "1.3", 2).status_code == 302
    assert pages.get("iteration", "1.3", 3).status_code == 404
    both = text_of(pages.get("compare", "1.3", 1, 2))
    assert "Output baru diminta" in both and "belum selesai" in both
    assert pages.get("compare", "1.3", 1, 1).status_code == 404


def test_unknown_places_are_404(world: World) -> None:
    pages = Pages(world)
    base = pages.url("matrix")
    for tail in ("9.9/", "1.9/", "1.1/tugas/1.2.1/", "fase/9/", "fase/99999999/", "1.1/diskusi/", "permintaan/"):
        assert pages.client.get(base + tail).status_code in (404, 405), tail
    assert pages.get("task", "1.1", "1.2.1").status_code == 404
    assert pages.get("phase", 9).status_code == 404


def test_history_pages_back(world: World) -> None:
    world.bring("1.1", IterationState.IN_WORK)
    task = world.task("1.1.1")
    from phases.engine.services import work

    for place in range(13):
        work.tick_task(world.iteration("1.1"), task, by=world["staf"], done=place % 2 == 0)
        work.write_note(world.iteration("1.1"), task, by=world["staf"], note=f"Catatan {place}")
    page = Pages(world).get("subprocess", "1.1")
    older = re.search(r"sebelum=(\d+)", page.content.decode())
    assert older
    second = Pages(world).get("subprocess", "1.1", query=f"?bagian=riwayat&sebelum={older[1]}")
    assert "memulai" in text_of(second)
    for nonsense in ("x", "-1", "9" * 40):
        assert Pages(world).get("subprocess", "1.1", query=f"?sebelum={nonsense}").status_code == 200


def test_tabs_come_as_fragments(world: World) -> None:
    part = Pages(world).get("subprocess", "1.1", query="?bagian=iterasi", htmx=True)
    assert b"<html" not in part.content and b'id="bagian"' in part.content


def test_every_phase_has_pages(world: World) -> None:
    pages = Pages(world, "penyelia")
    for number in ("1.1", "2.4", "3.7", "4.3", "5.8", "6.5", "7.3", "8.3"):
        assert pages.get("subprocess", number).status_code == 200
