"""Who leaves the team leaves the work: the sub-processes that they were in charge of wait for somebody else."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

from activities import services
from gsbpm_portal.core.models import AuditEntry
from phases.engine.enums import IterationState
from phases.engine.services.planning import Plan, plan_run
from tests.factories import World

TEAM = "/kegiatan/IKAN/2026/tim/"


def text_of(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_who_leaves_the_team_leaves_unfinished_sub_processes(world: World, client: Any) -> None:
    for number in ("1.1", "1.2", "2.1"):
        plan_run(world.run(number), Plan(world["staf2"]), by=world["penyelia"])
    world.bring("1.2", IterationState.APPROVED, by="staf")
    plan_run(world.run("1.3"), Plan(world["staf"]), by=world["penyelia"])
    client.force_login(world["penyelia"], "gsbpm_portal.accounts.backends.PersonBackend")
    title = world.run("1.1").subprocess.short
    assert f"Tanpa penanggung jawab sesudahnya: 1.1 {title}, 2.1" in text_of(client.get(TEAM))
    posted = {"token": str(uuid.uuid4()), "do": "remove", "seat": "staf:0:staf2"}
    page = text_of(client.post(TEAM, posted, follow=True))
    assert f"Kini tanpa penanggung jawab: 1.1 {title}, 2.1" in page
    assert [world.run(number).assignee for number in ("1.1", "2.1")] == [None, None]
    assert (world.run("1.2").assignee, world.run("1.3").assignee) == (world["staf2"], world["staf"])
    entries = AuditEntry.objects.filter(action="run.plan", actor=world["penyelia"]).order_by("-pk")[:2]
    assert {entry.changes["assignee"][1] for entry in entries} == {None}


def test_a_seat_for_other_phases_keeps_what_it_covers(world: World) -> None:
    services.remove_seat(world.cycle, user=world["staf2"], role="staf", phase=0, by=world["penyelia"])
    services.add_seat(world.cycle, user=world["staf2"], role="staf", phases=(1, 2), by=world["penyelia"])
    for number in ("1.1", "2.1"):
        plan_run(world.run(number), Plan(world["staf2"], due=world.run(number).due), by=world["penyelia"])
    due = world.run("2.1").due
    lost = services.remove_seat(world.cycle, user=world["staf2"], role="staf", phase=2, by=world["penyelia"])
    assert [charge.number for charge in lost] == ["2.1"]
    assert (world.run("1.1").assignee, world.run("2.1").assignee, world.run("2.1").due) == (world["staf2"], None, due)
