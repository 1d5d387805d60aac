"""Who may what: every person of the world against every rule, as a table."""

import pytest

from activities import rules
from activities.models import TeamSeat

YES = {
    "may_create_for": {"staf", "staf2", "penyelia", "penyelia2", "rekan"},
    "may_change": {"staf", "staf2", "penyelia", "penyelia2"},
    "may_manage": {"penyelia", "penyelia2", "pimpinan"},
    "may_appoint": {"pimpinan", "admin"},
    "may_delegate": {"penyelia", "penyelia2", "pimpinan", "admin"},
    "may_begin": {"staf", "staf2", "penyelia", "penyelia2", "rekan", "luar"},
}


@pytest.mark.parametrize("name", YES)
def test_rule_table(world, name):
    rule = getattr(rules, name)
    cycle = world.cycle
    subject = {
        "may_create_for": world.places["perikanan"],
        "may_change": cycle.activity,
        "may_begin": None,
    }.get(name, cycle)
    assert {who for who in world.people if rule(world[who], subject)} == YES[name]


def test_a_supervisor_in_reach_without_a_seat_does_not_manage(world):
    TeamSeat.objects.filter(user=world["penyelia2"]).delete()
    assert rules.may_manage(world["penyelia2"], world.cycle) is False
    assert rules.may_change(world["penyelia2"], world.cycle.activity) is True


def test_a_seat_without_the_role_does_not_manage(world):
    TeamSeat.objects.create(cycle=world.cycle, user=world["rekan"], role="penyelia")
    assert rules.may_manage(world["rekan"], world.cycle) is False


def test_closed_accounts_may_nothing(world):
    penyelia = world["penyelia"]
    penyelia.is_active = False
    assert rules.may_manage(penyelia, world.cycle) is False


def test_managing_needs_one_query_at_most(world, django_assert_max_num_queries):
    cycle, penyelia = world.cycle, world["penyelia"]
    penyelia.reach()
    with django_assert_max_num_queries(1):
        assert rules.may_manage(penyelia, cycle)
