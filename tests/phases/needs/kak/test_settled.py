"""A KAK is not approved while a remark on one of its parts is open."""

import pytest

from gsbpm_portal.core import remarks
from phases.needs.gates_kak import kak_settled
from phases.needs.kak_forum import forum_of
from phases.needs.selectors.kak import kak_of

pytestmark = pytest.mark.django_db


def test_an_open_remark_holds_the_approval(world):
    run = world.iteration("1.6").run
    kak = kak_of(run.cycle)
    forum = forum_of(run, kak)
    assert list(kak_settled(world.iteration("1.6"))) == []
    part = kak.parts[0].code
    remark = remarks.ask(forum, by=world["penyelia"], part=part, body="Mohon dijelaskan.")
    [reason] = kak_settled(world.iteration("1.6"))
    assert reason.code == "remark"
    remarks.close(forum, remark, by=world["penyelia"])
    assert list(kak_settled(world.iteration("1.6"))) == []
