"""Catalogues in use, what starts as not applicable, and moving a running cycle to another template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from gsbpm_portal.core import clock
from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from phases.engine.catalogue_file import CATALOGUE, CatalogueError
from phases.engine.enums import Applicability, IterationState
from phases.engine.machines import iteration_machine
from phases.engine.models import Task, TaskEntry, WorkflowTemplate
from phases.engine.selectors.facts import task_lines
from phases.engine.services import cycles, iterations, work
from phases.engine.services.catalogue import current_template, load_catalogue
from tests import factories
from tests.factories import World
from tests.phases.engine.catalogue_copies import next_edition, write

# A catalogue in use ---------------------------------------------------------------------------------------------------


def test_a_changed_text_under_a_version_in_use_is_refused(world: World, tmp_path: Path) -> None:
    changed = write(tmp_path / "a.yaml", next_edition, version=current_template().version)
    with pytest.raises(CatalogueError, match="raise `version`"):
        load_catalogue(changed)
    assert not Task.objects.filter(code="1.2.3").exists()


def test_a_new_version_retires_the_old_one_and_leaves_it_to_its_cycles(world: World, tmp_path: Path) -> None:
    old = world.cycle.workflow.template
    new, _ = load_catalogue(write(tmp_path / "a.yaml", next_edition))
    old.refresh_from_db()
    assert (old.retired_on, new.retired_on) == (clock.today(), None)
    assert current_template() == new
    assert world.cycle.workflow.template == old
    assert [line.task.code for line in task_lines(world.iteration("1.2"))] == ["1.2.1", "1.2.2"]
    opened = world.at(factories.make_cycle(world.cycle.activity, edition="2027"))
    assert [line.task.code for line in task_lines(opened.iteration("1.2"))] == ["1.2.1", "1.2.2", "1.2.3", "1.2.4"]


def test_the_command_says_what_is_wrong(world: World, tmp_path: Path) -> None:
    """In its exit code and in one sentence."""
    WorkflowTemplate.objects.update(checksum="0" * 64)
    with pytest.raises(CommandError, match="raise `version`"):
        call_command("load_catalogues", without_regions=True)


# Presets --------------------------------------------------------------------------------------------------------------


def set_aside(world: World) -> dict[str, str]:
    runs = world.cycle.runs.filter(applicability=Applicability.NOT_APPLICABLE)
    return {run.number: run.not_applicable_reason for run in runs}


@pytest.mark.parametrize("kind", ["survey", "census", "admin", "other"])
def test_presets_follow_the_kind_of_activity(built_world: World, db: None, kind: str) -> None:
    staff = built_world["staf"]
    activity = factories.make_activity(built_world.places["perikanan"], by=staff, kind=kind)
    there = built_world.at(factories.make_cycle(activity))
    presets = [p for p in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))["presets"] if p["kind"] == kind]
    assert set_aside(there) == {p["subprocess"]: p["id"] for p in presets if "subprocess" in p}
    entries = TaskEntry.objects.filter(iteration__run__cycle=there.cycle_id)
    assert {e.task.code: e.not_applicable_reason for e in entries} == {
        p["task"]: p["id"] for p in presets if "task" in p
    }
    if kind == "admin":
        assert set(set_aside(there)) == {"2.4", "4.1", "5.6"}


def test_a_preset_can_be_taken_back_in(built_world: World, db: None) -> None:
    people = {name: built_world[name] for name in factories.PEOPLE}
    activity = factories.make_activity(built_world.places["perikanan"], by=people["staf"], kind="admin")
    there = built_world.at(factories.make_cycle(activity, team=factories.seats_of(people)))
    run = cycles.set_applicability(there.run("2.4"), by=there["penyelia"], applies=True, reason="Ada sampel catatan")
    assert (run.applies, run.not_applicable_reason) == (True, "")
    assert AuditEntry.objects.get(action="run.applicability").reason == "Ada sampel catatan"
    assert there.bring("2.4", IterationState.IN_WORK).state == IterationState.IN_WORK
    iteration = there.bring("5.7", IterationState.NOT_STARTED)
    assert iteration.entries.get(task__code="5.7.5").not_applicable_reason


def test_a_preset_task_does_not_hold_up_and_can_be_taken_back_in(world: World) -> None:
    iteration = world.bring("3.1", IterationState.IN_WORK)
    assert [e.task.code for e in iteration.entries.all()] == ["3.1.4"]
    factories.tick_all(iteration, by=world["staf"])
    assert iteration_machine.reasons(world.iteration("3.1"), "submit") == []
    work.set_task_applicability(world.iteration("3.1"), world.task("3.1.4"), by=world["staf"], applies=True)
    assert [r.anchor for r in iteration_machine.reasons(world.iteration("3.1"), "submit")] == ["#task-3-1-4"]


# Moving to another template -------------------------------------------------------------------------------------------


@pytest.fixture
def newer(world: World, tmp_path: Path) -> WorkflowTemplate:
    return load_catalogue(write(tmp_path / "newer.yaml", next_edition))[0]


def test_the_preview_tells_what_would_change_and_writes_nothing(world: World, newer: WorkflowTemplate) -> None:
    iteration = world.bring("1.1", IterationState.IN_WORK)
    for code in ("1.1.1", "1.1.5"):
        work.tick_task(world.iteration("1.1"), world.task(code), by=world["staf"], done=True)
    logged = AuditEntry.objects.count()
    move = cycles.preview_template_move(world.cycle, newer)
    assert [t.code for t in move.added_tasks] == ["1.2.3", "1.2.4"]
    assert [t.code for t in move.retired_tasks] == ["1.1.5"]
    assert [(code, new) for code, _old, new in move.renamed] == [("1.2.2", "Mengonfirmasi kebutuhan secara tertulis")]
    assert (move.added_gates, move.retired_gates) == (["G-approved-1.1-start-1.2"], ["G-3.4.3-start-4.3"])
    assert move.lost_entries == 1
    assert AuditEntry.objects.count() == logged
    assert world.iteration("1.1").pk == iteration.pk


def test_a_move_keeps_what_was_done_and_asks_for_what_is_new(world: World, newer: WorkflowTemplate) -> None:
    world.bring("1.3", IterationState.APPROVED)
    world.bring("1.2", IterationState.IN_WORK)
    work.tick_task(world.iteration("1.2"), world.task("1.2.1"), by=world["staf"], done=True)
    cycles.move_to_template(world.cycle, newer, by=world["penyelia"], reason="Pedoman baru")
    assert world.cycle.workflow.template == newer
    lines = {line.task.code: line for line in task_lines(world.iteration("1.2"))}
    assert lines["1.2.1"].is_done
    assert [code for code, line in lines.items() if not line.applies] == ["1.2.4"]
    assert {r.anchor for r in iteration_machine.reasons(world.iteration("1.2"), "submit")} == {
        "#task-1-2-2",
        "#task-1-2-3",
    }
    old_tasks = {line.task.subprocess.phase.template_id for line in task_lines(world.iteration("1.3"))}
    assert old_tasks == {WorkflowTemplate.objects.get(version="2026.2").pk}
    assert world.iteration("1.3").state == IterationState.APPROVED
    entry = AuditEntry.objects.get(action="cycle.template")
    assert (entry.changes, entry.reason, entry.actor_name) == (
        {"template": ["2026.2", "2027.1"]}, "Pedoman baru", "Penyelia",
    )  # fmt: skip


def test_approvals_given_before_the_move_still_count(world: World, newer: WorkflowTemplate) -> None:
    world.bring("1.6", IterationState.APPROVED)
    cycles.move_to_template(world.cycle, newer, by=world["penyelia"], reason="Pedoman baru")
    assert iteration_machine.reasons(world.iteration("4.3"), "start") == []
    with pytest.raises(MoveRefused) as refused:
        iterations.start_iteration(world.iteration("1.2"), by=world["staf"])
    assert [r.gate for r in refused.value.reasons] == ["G-approved-1.1-start-1.2"]


def test_who_moves_a_cycle_needs_the_right_and_a_reason(world: World, newer: WorkflowTemplate) -> None:
    for name in ("staf", "walidata", "admin", "luar", "super"):
        with pytest.raises(NotAllowed):
            cycles.move_to_template(world.cycle, newer, by=world[name], reason="x")
    with pytest.raises(MoveRefused):
        cycles.move_to_template(world.cycle, newer, by=world["pimpinan"], reason=" ")
    cycles.move_to_template(world.cycle, newer, by=world["pimpinan"], reason="Pedoman baru")
    with pytest.raises(MoveRefused, match="2026.2"):
        cycles.move_to_template(
            world.cycle, WorkflowTemplate.objects.get(version="2026.2"), by=world["pimpinan"], reason="Kembali"
        )
    logged = AuditEntry.objects.count()
    cycles.move_to_template(world.cycle, newer, by=world["pimpinan"], reason="Sekali lagi")
    assert AuditEntry.objects.count() == logged


def test_a_template_without_every_subprocess_is_refused(world: World, tmp_path: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["phases"][7]["subprocesses"].pop(0)

    smaller, _ = load_catalogue(write(tmp_path / "smaller.yaml", change, version="2028.1"))
    with pytest.raises(MoveRefused, match=r"8\.1"):
        cycles.move_to_template(world.cycle, smaller, by=world["penyelia"], reason="x")
