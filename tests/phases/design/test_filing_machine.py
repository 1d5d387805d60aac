"""Every state × person × move of the notification and of the exemption, generated from the machines: offered, refused, hidden.

A column is what all people named in its head get: `move` is offered, `!move` is shown but refused with a reason, a move that is
not named is hidden. Whoever is named in no head gets nothing at all.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from activities.design.services import save_fields
from gsbpm_portal.core.models import AuditEntry, Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, contribute
from phases.design.enums import ExemptionState, Submission
from phases.design.machines import exemption_machine, filing_machine
from phases.design.models import Exemption, Filing
from phases.design.services import exemptions
from tests import factories
from tests.phases.design import filing_world as made
from tests.phases.engine.test_machines import read

pytestmark = pytest.mark.django_db

FILING = """
                      | staf staf2                                     | walidata walidata2                      | rangkap
draft                 | submit cancel                                  |                                         | submit cancel
menunggu_walidata     | withdraw cancel                                | pass return                             | withdraw !pass !return cancel
diverifikasi_walidata | recall send cancel                             | send                                    | recall send cancel
diajukan              | examine bring recommend refuse cancel          | examine bring recommend refuse          | examine bring recommend refuse cancel
pemeriksaan           | bring recommend refuse cancel                  | bring recommend refuse                  | bring recommend refuse cancel
perbaikan             | resubmit refuse cancel                         | refuse                                  | resubmit refuse cancel
selesai               | correct                                        | correct                                 | correct
dibatalkan            |                                                |                                         |
"""  # noqa: E501
"""rangkap sits as staff, is walidata besides, and has worked on it."""

EXEMPTION = """
           | staf     | walidata walidata2 penyelia penyelia2 | rangkap
diajukan   | withdraw | grant decline                         | !grant !decline
disetujui  |          |                                       |
ditolak    |          |                                       |
ditarik    |          |                                       |
"""
"""staf has asked; rangkap has written the reason."""
NEEDS = {"comment": "Karena"}
WITH_COMMENT = {"cancel", "recall", "refuse", "decline", "correct"}


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """The people, and a notification and a wish in every state, each in a cycle of its own people; undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage()
        transaction.set_rollback(True)


class Stage:
    def __init__(self) -> None:
        self.world = made.make_world()
        office, kota = self.world.places["perikanan"], self.world.places["kota"]
        for name, roles in (("rangkap", ("staf", "walidata")), ("walidata2", ("walidata",)), ("tutup", ("walidata",))):
            user = factories.make_user(name)
            for role in roles:
                factories.make_membership(user, role=role, at=kota if role == "walidata" else office)
            self.world.people[name] = user.pk
        self.world.cycle.seats.create(user=self.world["rangkap"], role="staf", phase=0)
        type(self.world["tutup"]).objects.filter(username="tutup").update(is_active=False)
        self.people = list(self.world.people)

    def subject(self, name: str, state: str) -> Any:
        """The row in this state, made for this test."""
        if name == "filing":
            row = made.bring(self.world, state)
            contribute(row, row.round, self.world["rangkap"], "edit")
            return Filing.objects.select_related("cycle__activity__organisation").get(pk=row.pk)
        save_fields(self.world.cycle, "notification", by=self.world["rangkap"], values={"exempt_reason": "Internal"})
        asked = exemptions.ask_exemption(self.world.cycle, by=self.world["staf"])
        if state == ExemptionState.GRANTED:
            exemptions.grant(asked, by=self.world["walidata"])
        elif state == ExemptionState.REFUSED:
            exemptions.decline(asked, by=self.world["penyelia"], comment="Perlu")
        elif state == ExemptionState.WITHDRAWN:
            exemptions.withdraw(asked, by=self.world["staf"])
        return Exemption.objects.select_related("cycle__activity__organisation").get(pk=asked.pk)


TABLES = {
    "filing": (filing_machine, read(FILING), Submission),
    "exemption": (exemption_machine, read(EXEMPTION), ExemptionState),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_table_has_every_state(name: str) -> None:
    _machine, table, states = TABLES[name]
    assert set(table) == set(states.values)


@pytest.mark.parametrize(("name", "state"), [(name, state) for name in TABLES for state in TABLES[name][1]])
def test_what_is_offered_succeeds_and_all_else_is_refused_without_a_trace(
    stage: Stage, db: None, name: str, state: str
) -> None:
    machine, table, _states = TABLES[name]
    subject = stage.subject(name, state)
    wrong = []
    for person in stage.people:
        expected = table[state].get(person, set())
        user = stage.world[person]
        offers = machine.offers(subject, user)
        got = {offer.name if offer.may else f"!{offer.name}" for offer in offers}
        if got != expected:
            wrong.append(f"{person}: {sorted(got)}, expected {sorted(expected)}")
        for transition in machine.transitions:
            may = transition.name in expected
            before = (Decision.objects.count(), AuditEntry.objects.count())
            try:
                with transaction.atomic():
                    comment = NEEDS["comment"] if transition.name in WITH_COMMENT else ""
                    machine.move(
                        subject,
                        transition.name,
                        by=stage.world[person],
                        comment=comment,
                        before_write=_fits(transition),
                    )
                    done = True
                    transaction.set_rollback(True)
            except (MoveRefused, NotAllowed):
                done = False
            if done != may:
                wrong.append(f"{person} {transition.name}: {'done' if done else 'refused'}")
            if (Decision.objects.count(), AuditEntry.objects.count()) != before:
                wrong.append(f"{person} {transition.name} left a trace")
    assert not wrong, "\n".join(wrong)


def _fits(transition: Any) -> Any:
    """What the service writes besides, where the database insists on it."""

    def write(row: Any) -> None:
        if transition.name == "recommend":
            row.verdict, row.identity = "layak", made.IDENTITY
        if transition.name == "refuse":
            row.verdict = "ditolak"

    return write
