"""Stories that other workflow systems are known to get wrong, each with the report that tells of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError

from activities.design import registry as design
from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import AuditEntry, Contribution, Decision, OutboxMessage
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from phases.engine.catalogue_file import CATALOGUE
from phases.engine.enums import IterationState, PhaseState, RequestKind, RequestState
from phases.engine.machines import iteration_machine, phase_machine
from phases.engine.models import Artefact, Evidence, Iteration, Recheck, Request, TaskEntry
from phases.engine.selectors.facts import runs_of, task_lines
from phases.engine.selectors.replay import differences, replay
from phases.engine.services import artefacts, asks, cycles, iterations, phases, reminders
from phases.engine.services.catalogue import load_catalogue
from tests import factories
from tests.factories import World
from tests.phases.engine.catalogue_copies import next_edition, write


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a move may write."""
    kept = (
        Iteration,
        TaskEntry,
        Evidence,
        Artefact,
        Request,
        Recheck,
        Decision,
        Contribution,
        AuditEntry,
        Notice,
        OutboxMessage,
    )
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in kept}


# Caluma #2164: after going back, the order of the steps and the "previous step" are wrong ---------------------------------


def test_after_going_back_the_steps_are_in_order_and_the_previous_one_is_right(world: World) -> None:
    order = [run.number for run in runs_of(world.cycle)]
    assert order == [s["number"] for p in yaml.safe_load(CATALOGUE.read_text())["phases"] for s in p["subprocesses"]]
    first = world.bring("1.3", IterationState.APPROVED)
    world.bring("1.4", IterationState.APPROVED)
    second = factories.reopen(world, "1.3")
    factories.tick_all(second, by=world["staf"])
    iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.3"), by=world["penyelia"])
    third = factories.reopen(world, "1.3", by="penyelia2")

    assert [run.number for run in runs_of(world.cycle)] == order
    passes = list(world.run("1.3").iterations.order_by("number"))
    assert [(i.pk, i.number, i.state) for i in passes] == [
        (first.pk, 1, IterationState.APPROVED), (second.pk, 2, IterationState.APPROVED), (third.pk, 3, IterationState.IN_WORK),
    ]  # fmt: skip
    assert world.run("1.3").current == third
    assert [i.opened_at for i in passes] == sorted(i.opened_at for i in passes)
    assert [line.task.code for line in task_lines(world.iteration("1.3"))] == ["1.3.1", "1.3.2", "1.3.3"]
    told = AuditEntry.objects.filter(action="run.reopen").order_by("seq").values_list("changes", flat=True)
    assert [c["iteration"] for c in told] == [[1, 2], [2, 3]]
    evidence = [i.evidence.get() for i in passes]
    assert (evidence[1].carried_from, evidence[2].carried_from) == (evidence[0], evidence[1])
    assert world.iteration("1.4").number == 1
    assert replay(world.cycle).iterations["1.3"] == 3


# Camunda #18376: the history of a moved instance does not tell who moved it and why ---------------------------------------


def test_a_moved_cycle_and_a_reopened_step_show_who_moved_them_and_why(world: World, tmp_path: Path) -> None:
    world.bring("1.3", IterationState.APPROVED)
    newer, _ = load_catalogue(write(tmp_path / "newer.yaml", next_edition))
    cycles.move_to_template(world.cycle, newer, by=world["pimpinan"], reason="Pedoman 2027 berlaku")
    before = world.run("1.3").due.isoformat()
    factories.reopen(world, "1.3", by="penyelia2", reason="Daftar output berubah")
    phases.open_phase(world.phase(8), by=world["penyelia"], comment="Evaluasi dini")

    def told(action: str) -> tuple[str, str, str, dict[str, Any]]:
        entry = AuditEntry.objects.get(action=action, scope=world.cycle.audit_scope)
        assert entry.at is not None
        return entry.actor_name, entry.reason, entry.subject_label, entry.changes

    assert told("cycle.template") == (
        "Pimpinan", "Pedoman 2027 berlaku", "Survei Ikan 2026", {"template": ["2026.2", "2027.1"]},
    )  # fmt: skip
    assert told("run.reopen") == (
        "Penyelia2", "Daftar output berubah", "1.3 · Survei Ikan 2026",
        {"iteration": [1, 2], "state": ["disetujui", "dikerjakan"], "due": [before, factories.in_days(30).isoformat()]},
    )  # fmt: skip
    assert told("phase.open")[:2] == ("Penyelia", "Evaluasi dini")
    decision = Decision.objects.get(verb="reopen")
    assert (decision.by, decision.comment, decision.version) == (world["penyelia2"], "Daftar output berubah", "1.2.1")
    assert world.iteration("1.3").reason == "Daftar output berubah"
    assert audit.verify(world.cycle.audit_chain).ok


# Viewflow #412: a cancel that fails half-way leaves half-cancelled work ----------------------------------------------------


class Broken(Exception):
    pass


def breaks(*args: Any, **kwargs: Any) -> Any:
    raise Broken


@pytest.fixture
def broken_section() -> Any:
    """A section of the design record whose snapshot fails: the last step of an approval of 1.2."""
    section = design.Section("broken", "Broken", "1.2", snapshot=breaks, rows=breaks)
    design.register_section(section)
    yield
    del design._sections["broken"]


def test_a_skip_that_fails_half_way_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration("1.2"), reason="Tidak perlu")
    before = rows()
    monkeypatch.setattr("phases.engine.services.asks._tell", breaks)
    with pytest.raises(Broken):
        asks.confirm_request(request, by=world["penyelia"])
    assert rows() == before
    assert Request.objects.get().state == RequestState.OPEN
    monkeypatch.undo()
    asks.confirm_request(request, by=world["penyelia"])
    assert world.iteration("1.2").state == IterationState.SKIPPED


def test_an_approval_that_fails_at_its_last_step_leaves_nothing_behind(world: World, broken_section: Any) -> None:
    world.bring("1.2", IterationState.SUBMITTED)
    before = rows()
    with pytest.raises(Broken):
        iterations.approve_iteration(world.iteration("1.2"), by=world["penyelia"])
    assert rows() == before
    assert differences(world.cycle) == []


def test_a_reopening_that_fails_while_it_flags_leaves_nothing_behind(world: World, monkeypatch: Any) -> None:
    world.bring("1.3", IterationState.APPROVED)
    for number in ("2.1", "2.2"):
        artefacts.record_use(
            world.bring(number, IterationState.IN_WORK), world.run("1.3").artefacts.get(), by=world["staf"]
        )
    before = rows()
    calls: list[int] = []

    def second_fails(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) > 1:
            raise Broken

    monkeypatch.setattr("phases.engine.services.iterations.tell", second_fails)
    with pytest.raises(Broken):
        factories.reopen(world, "1.3")
    assert (len(calls), rows()) == (2, before)
    assert world.iteration("1.3").number == 1


def test_a_start_that_cannot_open_its_phase_leaves_nothing_behind(world: World, monkeypatch: Any) -> None:
    before = rows()
    real = phase_machine.move

    def fails(subject: Any, name: str, **kwargs: Any) -> Any:
        if name == "open_by_start":
            raise Broken
        return real(subject, name, **kwargs)

    monkeypatch.setattr(phase_machine, "move", fails)
    with pytest.raises(Broken):
        iterations.start_iteration(world.iteration("1.1"), by=world["staf"])
    assert rows() == before
    assert (world.phase(1).state, world.run("1.1").assignee) == (PhaseState.NOT_OPEN, None)


def test_a_move_to_a_template_that_fails_leaves_nothing_behind(world: World, tmp_path: Path, monkeypatch: Any) -> None:
    world.bring("1.2", IterationState.IN_WORK)
    newer, _ = load_catalogue(write(tmp_path / "newer.yaml", next_edition))
    before, workflow = rows(), world.cycle.workflow.template
    monkeypatch.setattr("phases.engine.services.cycles.audit.append", breaks)
    with pytest.raises(Broken):
        cycles.move_to_template(world.cycle, newer, by=world["penyelia"], reason="Baru")
    assert (rows(), world.cycle.workflow.template) == (before, workflow)
    assert {run.subprocess.phase.template_id for run in runs_of(world.cycle)} == {workflow.pk}


def test_evidence_beside_a_mistake_is_not_half_stored(world: World) -> None:
    world.bring("1.3", IterationState.IN_WORK)
    before = rows()
    with pytest.raises(ValidationError):
        factories.make_evidence(world.iteration("1.3"), by=world["staf"], output="tidak-ada")
    assert rows() == before


# Survey Solutions #1446: a combination of state and role offers what it should not, or not what it should ------------------

OFFERS = """
              | staf     | penyelia       | walidata | pimpinan | admin | rekan | luar | super
belum_dimulai | start    |                |          |          |       |       |      |
dikerjakan    | submit   |                |          |          |       |       |      |
diajukan      | withdraw | approve return |          |          |       |       |      |
dikembalikan  | submit   |                |          |          |       |       |      |
disetujui     |          |                |          |          |       |       |      |
dilewati      |          |                |          |          |       |       |      |
"""
"""In one glance; test_machines.py has every machine, person and refusal."""


@pytest.mark.parametrize("state", IterationState.values)
def test_every_cell_of_state_role_and_action_offers_what_it_should(world: World, state: str) -> None:
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in OFFERS.strip("\n").splitlines()]
    expected = next(dict(zip(head[1:], cells[1:], strict=True)) for cells in lines if cells[0] == state)
    iteration = world.bring("1.2", state)
    if iteration.is_editable:
        factories.fill(iteration, by=world["staf2"])
    found = {
        name: " ".join(o.name for o in iteration_machine.offers(world.iteration("1.2"), world[name]) if o.may)
        for name in expected
    }
    assert found == expected


# Plane #6895: who may not approve cannot ask for approval, and the approver never hears of it ------------------------------


def test_who_may_not_approve_asks_for_approval_and_the_approver_is_told(world: World) -> None:
    factories.fill(world.bring("1.2", IterationState.IN_WORK), by=world["staf"])
    Notice.objects.all().delete()
    OutboxMessage.objects.all().delete()
    row = iterations.submit_iteration(world.iteration("1.2"), by=world["staf"], note="Mohon persetujuan")
    with pytest.raises(NotAllowed):
        iterations.approve_iteration(row, by=world["staf"])
    told = Notice.objects.filter(kind="to_decide")
    assert sorted(told.values_list("user__username", flat=True)) == ["penyelia", "penyelia2"]
    for notice in told:
        assert notice.url == world.run("1.2").get_absolute_url()
        assert "1.2" in notice.text_id
        assert "Staf" in notice.text_en
    assert OutboxMessage.objects.filter(kind="mail.notice").count() == 2
    assert reminders.remind_voters(row, by=world["staf"]) == 2
    assert Notice.objects.filter(kind="reminder").count() == 2
    Notice.objects.all().delete()
    iterations.approve_iteration(row, by=world["penyelia"])
    assert "staf" in Notice.objects.filter(kind="approved").values_list("user__username", flat=True)


def test_the_approver_who_is_away_is_stood_in_for_and_the_stand_in_is_told(world: World) -> None:
    world.cycle.seats.filter(user=world["penyelia2"]).delete()
    factories.make_delegation(
        world.cycle, delegator=world["penyelia"], delegate=world["rekan"], starts=clock.today(), ends=clock.today()
    )
    Notice.objects.all().delete()
    world.bring("1.2", IterationState.SUBMITTED)
    assert list(Notice.objects.filter(kind="to_decide").values_list("user__username", flat=True)) == ["rekan"]
    with pytest.raises(MoveRefused):
        iterations.approve_iteration(world.iteration("1.2"), by=world["penyelia"])
    assert iterations.approve_iteration(world.iteration("1.2"), by=world["rekan"]).state == IterationState.APPROVED
