"""Every state × person × move of both machines: offered, refused with a reason, or hidden.

`move` is offered and succeeds, `!move` is shown but refused with a reason, a move that is not named is hidden; what is refused or
hidden is refused, without a trace. Whoever is named in no head gets nothing at all.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.transitions import Machine, MoveRefused, NotAllowed
from phases.needs.planning.enums import EntryState, ListKind, PlanState
from phases.needs.planning.machines import entry_machine, plan_machine
from phases.needs.planning.services import entries, plans
from tests.phases.needs.planning.making import Town

pytestmark = pytest.mark.django_db

PLAN = """
               | walidata          | walidata2      | pimpinan
terbuka        | !discuss          | !discuss       |
dibahas        | resume !record    | resume !record |
dicatat        | !confirm !return  | confirm return | confirm return
disepakati     | reopen            | reopen         | reopen
dibuka_kembali | discuss           | discuss        |
"""
"""The open plan has no entry; before the forum entries wait; walidata has recorded."""

ENTRY = """
                 | staf staf2 penyelia rekan   | walidata                       | walidata2
usulan           | withdraw                    | !pass !return withdraw         | pass return withdraw
layak            |                             | !return !agree !decline !defer | return !agree !decline !defer
dikembalikan     | resubmit withdraw           | resubmit withdraw              | resubmit withdraw
disepakati       |                             | !reconsider                    | !reconsider
tidak_disepakati |                             | !reconsider                    | !reconsider
ditunda          |                             | !reconsider                    | !reconsider
ditarik          |                             |                                |
"""
"""An entry of the list of data that walidata has proposed for the office of staf; the plan is open for proposals."""

FORUM = """
             | staf                | walidata                       | walidata2
usulan       | !withdraw           | !pass !return !withdraw        | pass return !withdraw
layak        |                     | !return !agree !decline !defer | return agree decline defer
dikembalikan | !resubmit !withdraw | !resubmit !withdraw            | !resubmit !withdraw
disepakati   |                     | reconsider                     | reconsider
"""
"""The same, the plan being before the forum."""
NOBODY = ("sehat", "luar", "admin", "super", "pimpinan")


def read(table: str) -> dict[str, dict[str, set[str]]]:
    """{state: {person: {"move", "!move"}}}"""
    head, *lines = [line.split("|") for line in table.strip("\n").splitlines()]
    return {
        state.strip(): {
            person: set(cell.split()) for people, cell in zip(head[1:], cells, strict=True) for person in people.split()
        }
        for state, *cells in lines
    }


def marked(machine: Machine[Any], subject: Any, user: Any) -> set[str]:
    return {("" if offer.may else "!") + offer.name for offer in machine.offers(subject, user)}


def try_all(town: Town, machine: Machine[Any], subject: Any, wanted: dict[str, set[str]], move: Any) -> None:
    """Ask for the offers of each person, and make every move of the machine as each; all is undone."""
    for person in (*wanted, *NOBODY):
        expected = wanted.get(person, set())
        assert marked(machine, subject, town[person]) == expected, person
        for name in (one.name for one in machine.transitions):
            before = Decision.objects.count()
            with transaction.atomic():
                try:
                    move(subject, name, by=town[person], comment="Alasan")
                except MoveRefused as refusal:
                    assert name not in expected, (person, name, str(refusal))
                    assert Decision.objects.count() == before
                    if name not in {one.lstrip("!") for one in expected} and subject.state in machine[name].sources:
                        assert isinstance(refusal, NotAllowed), (person, name)
                else:
                    assert name in expected, (person, name)
                transaction.set_rollback(True)


@pytest.mark.parametrize("state", list(PlanState))
def test_plans(town: Town, state: str) -> None:
    wanted = read(PLAN)[state]
    if state == PlanState.RECORDED:
        wanted["pimpinan"] = {"confirm", "return"}
    plan = town.bring_plan(state)
    people = {name: wanted.get(name, set()) for name in ("walidata", "walidata2", "pimpinan", "staf", "penyelia")}
    others = tuple(name for name in NOBODY if name != "pimpinan")
    for person in others:
        assert marked(plan_machine, plan, town[person]) == set()
    for person, expected in people.items():
        assert marked(plan_machine, plan, town[person]) == expected, person
        for name in (one.name for one in plan_machine.transitions):
            with transaction.atomic():
                try:
                    plans.move_plan(plan, name, by=town[person], comment="Alasan")
                except MoveRefused:
                    assert name not in expected, (person, name)
                else:
                    assert name in expected, (person, name)
                transaction.set_rollback(True)


@pytest.mark.parametrize("state", list(EntryState))
def test_entries_while_the_plan_is_open(town: Town, state: str) -> None:
    entry = town.entry(town.bring(town.propose(by="walidata"), state))
    assert entry.plan.state == PlanState.OPEN
    try_all(town, entry_machine, entry, read(ENTRY)[state], entries.move_entry)


@pytest.mark.parametrize("state", list(read(FORUM)))
def test_entries_before_the_forum(town: Town, state: str) -> None:
    entry = town.bring(town.propose(by="walidata"), state)
    town.bring(town.propose(ListKind.ACTION), EntryState.FIT)
    plans.move_plan(town.plan, "discuss", by=town["walidata"])
    try_all(town, entry_machine, town.entry(entry), read(FORUM)[state], entries.move_entry)


@pytest.mark.parametrize("state", list(EntryState))
def test_nothing_moves_once_the_agreement_is_recorded(town: Town, state: str) -> None:
    if state in EntryState.undecided():
        return  # the agreement is not recorded while one stands
    entry = town.bring(town.propose(ListKind.ACTION, name="Melatih petugas"), state)
    plan = town.bring_plan(PlanState.RECORDED)
    assert plan.state == PlanState.RECORDED
    for person in ("staf", "walidata", "walidata2", "pimpinan"):
        offers = entry_machine.offers(town.entry(entry), town[person])
        assert [offer.name for offer in offers if offer.may] == []
