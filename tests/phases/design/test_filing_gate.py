"""Collection of sectoral statistics waits for the recommendation: one definition for the refusal, the checklist and the inbox."""

from __future__ import annotations

import pytest

from activities.design.services import save_fields
from activities.models import Activity, Cycle
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from phases.design.enums import Submission
from phases.design.selectors.filing import is_cleared, waiting_cycles
from phases.design.services import exemptions
from phases.engine.enums import RequestKind
from phases.engine.gates import gates_held_of_phase
from phases.engine.machines import phase_machine
from phases.engine.selectors.checks import entry_checks
from phases.engine.selectors.inbox import Doing, waiting
from phases.engine.selectors.matrix import matrix_of
from phases.engine.services import asks, iterations, phases
from tests.phases.design import filing_world as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return made.make_world()


def lines(world):
    """The checklist of the opening of phase 4, as its page shows it."""
    sheet = matrix_of(world["penyelia"], world.cycle).sheet
    return [(line.text, line.met) for line in entry_checks(sheet, 4)]


def ready(world, number):
    """Whether Tindakan saya says that the sub-process can begin."""
    run = world.run(number).pk
    return any(item.doing is Doing.READY and item.run == run for item in waiting(world["staf"]))


def test_without_it_nothing_of_phase_4_begins(world):
    """Refused by the move, told by the checklist, and not offered as ready."""
    with pytest.raises(MoveRefused) as refusal:
        phases.open_phase(world.phase(4), by=world["penyelia"])
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.gate, reason.anchor) == ("recommendation", "", "/kegiatan/IKAN/2026/pemberitahuan/")
    with pytest.raises(MoveRefused) as refusal:
        iterations.start_iteration(world.iteration("4.1"), by=world["staf"])
    assert [one.text for one in refusal.value.reasons] == [reason.text]
    assert lines(world) == [(reason.text, False)]
    assert (ready(world, "4.1"), ready(world, "3.1")) == (False, True)
    assert gates_held_of_phase(world.phase(4)) == {}


def test_it_cannot_be_overridden(world):
    with pytest.raises(MoveRefused):
        asks.ask(
            RequestKind.OVERRIDE,
            by=world["penyelia"],
            phase_run=world.phase(4),
            gate="recommendation",
            reason="Mendesak",
        )


@pytest.mark.parametrize("way", ["recommended", "typed"])
def test_the_recommendation_opens_it(world, way):
    if way == "recommended":
        made.bring(world, Submission.DONE)
    else:
        Cycle.objects.filter(pk=world.cycle_id).update(recommendation="V-26.9971.001")
    assert (lines(world), ready(world, "4.1")) == ([], True)
    iterations.start_iteration(world.iteration("4.1"), by=world["staf"])
    assert world.phase(4).state == "berjalan"


def test_a_reason_opens_it_once_another_person_approved_it(world):
    save_fields(world.cycle, "notification", by=world["staf2"], values={"exempt_reason": "Survei internal kantor"})
    assert not is_cleared(world.cycle)
    asked = exemptions.ask_exemption(world.cycle, by=world["staf"])
    for name in ("staf", "staf2", "pimpinan", "rekan", "super"):
        with pytest.raises(NotAllowed):
            exemptions.grant(asked, by=world[name])
    exemptions.grant(asked, by=world["penyelia2"])
    assert is_cleared(world.cycle) and not waiting_cycles().exists()
    iterations.start_iteration(world.iteration("4.1"), by=world["staf"])


def test_another_reason_is_another_decision(world):
    save_fields(world.cycle, "notification", by=world["staf"], values={"exempt_reason": "Survei internal kantor"})
    exemptions.grant(exemptions.ask_exemption(world.cycle, by=world["staf"]), by=world["walidata"])
    save_fields(world.cycle, "notification", by=world["staf"], values={"exempt_reason": "Tidak sempat"})
    assert (is_cleared(world.cycle), waiting_cycles().count()) == (False, 1)
    with pytest.raises(MoveRefused):
        phases.open_phase(world.phase(4), by=world["penyelia"])
    save_fields(world.cycle, "notification", by=world["staf"], values={"exempt_reason": "Survei internal kantor"})
    assert is_cleared(world.cycle)


def test_a_declined_reason_is_not_asked_with_again(world):
    save_fields(world.cycle, "notification", by=world["staf"], values={"exempt_reason": "Tidak sempat"})
    asked = exemptions.ask_exemption(world.cycle, by=world["staf"])
    exemptions.decline(asked, by=world["walidata"], comment="Bukan alasan")
    with pytest.raises(MoveRefused) as refusal:
        exemptions.ask_exemption(world.cycle, by=world["staf"])
    assert [reason.code for reason in refusal.value.reasons] == ["asked"]
    assert not is_cleared(world.cycle)


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({"kind": "survey"}, True), ({"kind": "census"}, True), ({"kind": "admin"}, False), ({"kind": "other"}, False),
        ({"kind": "survey", "statistic_type": "dasar"}, False), ({"kind": "survey", "statistic_type": "khusus"}, False),
    ],
)  # fmt: skip
def test_who_waits(world, values, waits):
    """What is said of one cycle and of many is the same, and what the machine says."""
    Activity.objects.filter(pk=world.cycle.activity_id).update(**values)
    assert is_cleared(world.cycle) is not waits
    assert waiting_cycles().exists() is waits
    assert ready(world, "4.1") is not waits
    assert bool(phase_machine.reasons(world.phase(4), "open")) is waits
    assert not phase_machine.reasons(world.phase(3), "open")
