"""Every action that the demo of a workflow records reads as a sentence, in both languages, with and without markup."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from activities.design import registry
from activities.design import selectors as design
from activities.design.services import save_section
from activities.services.identity import change_activity, change_cycle
from activities.services.team import add_seat
from gsbpm_portal.core import wording
from gsbpm_portal.core.models import AuditEntry
from phases.engine.enums import IterationState, RequestKind
from phases.engine.selectors import timeline
from phases.engine.selectors.sentences import SENTENCES, look, number_of, plain, sentence
from phases.engine.selectors.timeline import changes_of
from phases.engine.services import asks, iterations
from tests import factories
from tests.factories import World

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
DYNAMIC = {"run.applicability", "task.applicability"}
BY_MACHINES = {
    "iteration.start", "iteration.submit", "iteration.withdraw", "iteration.approve", "iteration.return", "iteration.skip",
    "phase.open", "phase.open_by_start", "phase.submit_closing", "phase.withdraw_closing", "phase.close",
    "phase.return_closing", "phase.reopen", "request.confirm", "request.decline", "request.withdraw", "recheck.unchanged",
    "recheck.redo",
}  # fmt: skip


def recorded_actions() -> set[str]:
    """The actions that services of the engine and of activities name in their source."""
    found = set()
    for folder in ("phases/engine/services", "activities/services", "activities/design"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == "action" and isinstance(node.value, ast.Constant):
                    found.add(str(node.value.value))
    return found - {"sector.changed"}


def test_no_action_is_without_a_sentence() -> None:
    asked = {f"request.{kind.value}" for kind in RequestKind}
    assert (recorded_actions() | BY_MACHINES | asked) - DYNAMIC - set(SENTENCES) == set()


def test_a_return_reads_as_people_say_it(world: World) -> None:
    world.bring("1.1", IterationState.SUBMITTED)
    iterations.return_iteration(world.iteration("1.1"), by=world["penyelia"], comment="Lengkapi <b>notulen</b>")
    entry = AuditEntry.objects.get(action="iteration.return")
    with translation.override("id"):
        assert sentence(entry, address=lambda number: f"/{number}/") == (
            '<b>Penyelia</b> mengembalikan <a href="/1.1/">1.1</a> kepada staf: <q>Lengkapi &lt;b&gt;notulen&lt;/b&gt;</q>'
        )
        assert plain(entry) == "Penyelia mengembalikan 1.1 kepada staf: “Lengkapi <b>notulen</b>”"
    with translation.override("en"):
        assert plain(entry).startswith("Penyelia returned 1.1 to the staff")
    assert (look(entry), number_of(entry)) == ("back", "1.1")


def test_an_override_is_of_its_own_kind(world: World) -> None:
    gate = "G-1.6.4-start-4.3"
    request = asks.ask(
        RequestKind.OVERRIDE, by=world["penyelia"], iteration=world.iteration("4.3"), gate=gate, reason="Musim ikan"
    )
    asks.confirm_request(request, by=world["pimpinan"])
    entry = AuditEntry.objects.get(action="gate.override")
    assert look(entry) == "override"
    with translation.override("id"):
        assert plain(entry) == (
            "Pengecualian gerbang “KAK belum disetujui (1.6.4)” untuk 4.3: diminta Penyelia, dikonfirmasi Pimpinan: “Musim ikan”"
        )
        assert gate not in " ".join(plain(one) for one in AuditEntry.objects.all()), "names, no codes"
    assert [change for change in changes_of(entry) if gate in change.old] == []


def test_all_that_happened_in_a_busy_cycle_reads_in_both_languages(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    factories.reopen(world, "1.3")
    factories.set_aside(world, "1.2")
    world.bring("1.5", IterationState.SKIPPED)
    for language in ("id", "en"):
        with translation.override(language):
            for entry in AuditEntry.objects.all():
                text = plain(entry)
                assert text and entry.action not in text and "%(" not in text and "{" not in text, text


def test_changes_are_told_in_the_words_of_the_forms(world: World) -> None:
    """Labels and options as the forms have them, in the reader's language; an edition that looks like a day is none."""
    by, cycle = world["pimpinan"], world.cycle
    add_seat(cycle, user=world["rekan"], role="staf", by=by)
    change_cycle(cycle, by=by, name="2027-01-02", planned_end=cycle.planned_end + timedelta(days=1))
    told = {
        (change.label, change.new)
        for row in AuditEntry.objects.filter(action__in=["team.added", "cycle.changed"])
        for change in changes_of(row)
    }
    assert {("Nama", "Rekan"), ("Peran dalam tim", "Staf"), ("Fase", "semua"), ("Nama", "2027-01-02")} <= told
    assert ("Rencana selesai", wording.moment(cycle.planned_end + timedelta(days=1), "date")) in told


def test_design_sections_and_moments_are_told_as_people_write_them(world: World) -> None:
    """Options, regions, stages and days in place of codes, lists and ISO; the activity's own entries stand on the timeline."""
    by, cycle = world["staf"], world.cycle
    for number in ("2.4", "2.6"):
        world.bring(number, IterationState.IN_WORK)
    values = {
        "observation_unit": "Kapal", "population": "Semua kapal", "coverage": "2",
        "regions": [("Provinsi Contoh", "Kota Contoh")],
        "methods": 1, "methods_other": "", "means": 1, "means_other": "", "units": 1, "units_other": "",
    }  # fmt: skip
    day = cycle.planned_start
    for code, content in {"population": values, "schedule": {"stage_1": (day, day)}}.items():
        section = registry.get(code)
        empty = design.values_of(design.section_row(cycle, code), code)
        save_section(cycle, section, by=by, values={**empty, **content}, seen_revision=0)
    change_activity(cycle.activity, by=world["staf"], title="Survei Ikan Kota")
    told = {c.label: c.new for row in timeline.entries(cycle, timeline.Wish()) for c in changes_of(row)}
    assert told["Wilayah kegiatan"] == "Kota Contoh, Provinsi Contoh"
    assert told["Metode pengumpulan data"] == "Wawancara" and told["Cakupan wilayah"] == "Sebagian wilayah Indonesia"
    written = wording.moment(day, "date")
    assert told["Perencanaan kegiatan"] == f"{written} – {written}"
    assert told["Judul"] == "Survei Ikan Kota"
