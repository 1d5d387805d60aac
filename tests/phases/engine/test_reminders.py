"""Nobody eligible, reminders by hand, reminders and escalation by date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core import clock
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from phases.engine.enums import IterationState
from phases.engine.models import SubProcessRun
from phases.engine.services import iterations, reminders
from tests.factories import World


def codes(refused: pytest.ExceptionInfo[MoveRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_that_nobody_may_decide_is_known(world: World) -> None:
    row = world.bring("1.2", IterationState.SUBMITTED)
    assert reminders.voters_exist(row)
    world.cycle.seats.filter(role="penyelia").delete()
    assert not reminders.voters_exist(world.iteration("1.2"))
    assert reminders.remind_voters(world.iteration("1.2"), by=world["staf"]) == 0


def test_voters_are_reminded_once_a_day_and_anew_after_a_new_submission(world: World) -> None:
    world.bring("1.2", IterationState.SUBMITTED)
    with pytest.raises(NotAllowed):
        reminders.remind_voters(world.iteration("1.2"), by=world["rekan"])
    assert reminders.remind_voters(world.iteration("1.2"), by=world["staf"]) == 2
    with pytest.raises(MoveRefused) as refused:
        reminders.remind_voters(world.iteration("1.2"), by=world["staf2"])
    assert codes(refused) == ["reminded"]
    with clock.at(clock.now() + timedelta(hours=21)):
        assert reminders.remind_voters(world.iteration("1.2"), by=world["staf"]) == 2
        iterations.return_iteration(world.iteration("1.2"), by=world["penyelia"], comment="Lengkapi")
    with clock.at(clock.now() + timedelta(hours=22)):
        with pytest.raises(MoveRefused):
            reminders.remind_voters(world.iteration("1.2"), by=world["staf"])
        iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    with clock.at(clock.now() + timedelta(hours=23)):
        assert reminders.remind_voters(world.iteration("1.2"), by=world["staf"]) == 2


@pytest.mark.parametrize(
    ("state", "days", "told"),
    [
        (IterationState.IN_WORK, 3, {"due": {"staf"}}),
        (IterationState.IN_WORK, 1, {}),
        (IterationState.IN_WORK, 0, {"due": {"staf"}}),
        (IterationState.IN_WORK, -1, {"overdue": {"staf"}}),
        (IterationState.IN_WORK, -2, {}),
        (IterationState.IN_WORK, -3, {"escalated": {"penyelia", "penyelia2", "pimpinan"}}),
        (IterationState.SUBMITTED, 0, {"due": {"penyelia", "penyelia2"}}),
        (IterationState.SUBMITTED, -5, {"escalated": {"penyelia", "penyelia2", "pimpinan"}}),
        (IterationState.APPROVED, -5, {}),
    ],
)
def test_reminders_by_date(world: World, state: str, days: int, told: dict[str, set[str]]) -> None:
    world.bring("1.2", state)
    SubProcessRun.objects.filter(cycle=world.cycle_id).update(due=None)
    SubProcessRun.objects.filter(pk=world.run("1.2").pk).update(due=clock.today() + timedelta(days=days))
    Notice.objects.all().delete()
    reminders.remind_by_date()
    found: dict[str, set[str]] = {}
    for kind, user in Notice.objects.values_list("kind", "user__username"):
        found.setdefault(kind, set()).add(user)
    assert found == told
    Notice.objects.all().delete()
    reminders.remind_by_date()
    assert not Notice.objects.filter(kind="escalated").exists()
