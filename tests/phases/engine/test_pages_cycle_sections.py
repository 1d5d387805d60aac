"""What a decision rests on beside ticks and evidence: tasks that do not apply, sections of the design record."""

from __future__ import annotations

import pytest

from activities.design.models import DescriptionSection
from activities.design.services import save_section
from gsbpm_portal.core.comments import add_comment
from gsbpm_portal.core.transitions import MoveRefused
from phases.engine.enums import IterationState, PhaseState, RequestKind
from phases.engine.services import asks, iterations, work
from tests import factories
from tests.factories import World
from tests.phases.engine.cycle_pages import Pages, text_of

pytestmark = pytest.mark.django_db


def test_the_review_tells_why_a_task_does_not_apply_and_what_was_left_empty(world: World) -> None:
    iteration = world.bring("1.1", IterationState.IN_WORK)
    work.set_task_applicability(iteration, world.task("1.1.2"), by=world["staf"], applies=False, reason="Tanpa notulen")
    factories.fill(world.iteration("1.1"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.1"), by=world["staf"])
    page = text_of(Pages(world, "penyelia").get("review", "1.1"))
    assert "Alasan: Tanpa notulen" in page and ", 1 tidak berlaku" in page
    assert "Bagian “Uraian” belum diisi" in page
    assert b'value="approve">' in Pages(world, "penyelia").get("review", "1.1").content, "it holds nothing"


def test_a_section_taken_over_to_be_reviewed_holds_the_submission(world: World) -> None:
    values = {"background": "Latar", "legal_basis": "", "outline": ""}
    iteration = world.bring("1.1", IterationState.IN_WORK)
    save_section(world.cycle, "description", by=world["staf"], values=values, seen_revision=0)
    assert "mengisi bagian" in text_of(Pages(world).get("subprocess", "1.1")), "it stands in the history"
    DescriptionSection.objects.update(to_review=True)
    factories.fill(iteration, by=world["staf"])
    with pytest.raises(MoveRefused) as refused:
        iterations.submit_iteration(world.iteration("1.1"), by=world["staf"])
    assert [reason.code for reason in refused.value.reasons] == ["section"]
    page = Pages(world).get("subprocess", "1.1")
    assert "perlu ditinjau" in text_of(page) and "bacalah lalu simpan" in text_of(page)
    save_section(world.cycle, "description", by=world["staf"], values=values, seen_revision=1)
    iterations.submit_iteration(world.iteration("1.1"), by=world["staf"])
    assert "Bagian “Uraian” sudah diisi" in text_of(Pages(world, "penyelia").get("review", "1.1"))


def test_an_open_remark_stands_with_its_reply_where_one_decides(world: World) -> None:
    world.bring("1.1", IterationState.SUBMITTED)
    asked = add_comment(world.iteration("1.1"), by=world["penyelia"], body="Siapa yang dihubungi?")
    add_comment(world.iteration("1.1"), by=world["staf"], body="Lima dinas", parent=asked)
    head = Pages(world, "penyelia")
    for page in (head.get("review", "1.1"), head.get("phase", 1)):
        assert "Siapa yang dihubungi?" in text_of(page) and "Lima dinas" in text_of(page)


def test_an_override_stands_on_the_page_of_what_it_let_pass(world: World) -> None:
    asked = asks.ask(
        RequestKind.OVERRIDE, by=world["penyelia"], iteration=world.iteration("5.1"), gate="G-4.4.3-open-5", reason="Darurat"
    )  # fmt: skip
    asks.confirm_request(asked, by=world["pimpinan"])
    world.bring("5.1", IterationState.IN_WORK)
    page = text_of(Pages(world).get("subprocess", "5.1"))
    assert "Gerbang dikecualikan" in page and "Darurat" in page and "dikonfirmasi oleh Pimpinan" in page
    assert "Gerbang dikecualikan" not in text_of(Pages(world).get("subprocess", "1.1"))


def test_an_empty_summary_is_called_by_its_name(world: World) -> None:
    world.bring_phase(2, PhaseState.RUNNING)
    page = Pages(world).post("phase-move", 2, "submit_closing", comment=" ")
    assert page.status_code == 422 and "Ringkasan untuk penyelia belum diisi." in text_of(page)


def test_the_marks_of_the_matrix_speak_the_language_of_the_page(world: World) -> None:
    world.bring("1.1", IterationState.IN_WORK)
    world.cycle.runs.filter(number="1.1").update(due=factories.in_days(-1))
    page = Pages(world).get("matrix").content.decode()
    assert "terlambat, tenggat" in page and "late, due" not in page
    assert "Terlambat" in page.split('class="legend"')[1]
