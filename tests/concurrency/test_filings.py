"""Two walidata decide on a notification, two people begin one, at the same moment: one of them does, and the other is told."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit
from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.transitions import MoveRefused
from phases.design.enums import Submission
from phases.design.models import Filing
from phases.design.services import filing
from phases.design.services.filing_identity import correct_identity
from tests import factories
from tests.concurrency.together import together
from tests.phases.design import filing_world as made

pytestmark = pytest.mark.django_db(transaction=True)
RACES = 5


@pytest.fixture
def world():
    found = made.make_world()
    user = factories.make_user("walidata2", role="walidata", at=found.places["kota"])
    found.people["walidata2"] = user.pk
    return found


def decide(name: str, pk: int) -> None:
    row = Filing.objects.select_related("cycle__activity__organisation").get(pk=pk)
    person = User.objects.get(username=name)
    if name == "walidata":
        filing.pass_on(row, by=person)
    else:
        filing.give_back(row, by=person, comment="Lengkapi")


def test_one_of_two_walidata_decides(world) -> None:
    """Each time one decision that closes the round, and the other is told who was first."""
    for turn in range(RACES):
        row = filing.submit(world.cycle, by=world["staf"])
        results = together(partial(decide, "walidata", row.pk), partial(decide, "walidata2", row.pk))
        assert Counter(type(result).__name__ for result in results) == {"NoneType": 1, "MoveRefused": 1}
        after = Filing.objects.get(pk=row.pk)
        assert after.round == turn + 2
        assert Decision.objects.filter(subject_kind="design.filing", subject_id=row.pk, closes=True).count() == turn + 1
        if after.state == Submission.VERIFIED:
            filing.recall(after, by=world["staf"], comment="Diubah")
    assert audit.verify(world.cycle.audit_chain).ok


def test_one_notification_is_begun_by_two(world) -> None:
    cycle, people = world.cycle, [world["staf"], world["staf2"]]
    results = together(*(partial(filing.submit, cycle, by=person) for person in people))
    assert sorted(type(result).__name__ for result in results) == ["Filing", "MoveRefused"]
    assert Filing.objects.get().revision == 1
    assert all(isinstance(result, Filing | MoveRefused) for result in results)


def correct(name: str, pk: int) -> None:
    row = Filing.objects.select_related("cycle__activity__organisation").get(pk=pk)
    correct_identity(
        row, by=User.objects.get(username=name), identity="V-26.9971.044", comment="Salah", seen=made.IDENTITY
    )


def test_the_same_correction_by_two_is_one(world) -> None:
    row = made.bring(world, Submission.DONE)
    results = together(partial(correct, "staf", row.pk), partial(correct, "walidata", row.pk))
    assert results == [None, None]
    assert Decision.objects.filter(subject_kind="design.filing", subject_id=row.pk, verb="correct").count() == 1
    assert world.cycle.recommendation == "V-26.9971.044"
