"""Two supervisors decide at the same moment: one of them does, and the other is told who did.

`RACES=10000 pytest tests/concurrency` tries harder.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache

import pytest
from django.db import connection

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import AuditEntry, Contribution, Decision
from phases.engine.enums import IterationState
from phases.engine.models import Iteration
from phases.engine.services import iterations
from tests import factories
from tests.concurrency.together import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RACES = int(os.environ.get("RACES", "1000"))


def submitted(world: factories.World, count: int) -> list[int]:
    """That many submitted iterations, spread over cycles of several activities; made in bulk, as if staf had done it all."""
    found: list[int] = []
    team = [(world["penyelia"], "penyelia", 0), (world["penyelia2"], "penyelia", 0)]
    while len(found) < count:
        activity = factories.make_activity(world.places["perikanan"], by=world["staf"])
        cycle = factories.make_cycle(activity, team=team)
        open_ones = Iteration.objects.filter(run__cycle=cycle).exclude(run__subprocess__tasks__needs_approval=True)
        found += open_ones.order_by("pk").values_list("pk", flat=True)
    found = found[:count]
    Iteration.objects.filter(pk__in=found).update(
        state=IterationState.SUBMITTED, submitted_by=world["staf"], submitted_at=clock.now()
    )
    Contribution.objects.bulk_create(
        Contribution(subject_kind="phases.iteration", subject_id=pk, round=1, user=world["staf"], what="submit")
        for pk in found
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found


@cache
def person(name: str) -> User:
    return User.objects.get(username=name)


def decide(name: str, pk: int, turn: int) -> None:
    row = Iteration.objects.select_related("run__cycle__activity__organisation").get(pk=pk)
    if turn % 4 == 3 and name == "penyelia2":
        iterations.return_iteration(row, by=person(name), comment="Lengkapi")
    else:
        iterations.approve_iteration(row, by=person(name))


def test_two_approvers_at_the_same_moment() -> None:
    world = factories.make_world()
    subjects = submitted(world, RACES)
    lanes = ([(name, pk, turn) for turn, pk in enumerate(subjects)] for name in ("penyelia", "penyelia2"))
    first, second = race("tests.concurrency.test_approvals:decide", *lanes)

    wins: Counter[str] = Counter()
    for pk, results in zip(subjects, zip(first, second, strict=True), strict=True):
        (refused,) = (outcome for outcome in results if outcome.refusal)
        decision = Decision.objects.select_related("by").get(subject_kind="phases.iteration", subject_id=pk)
        assert refused.refusal == "MoveRefused", refused
        assert str(decision.by) in refused.text, refused
        wins[decision.by.username] += 1
    assert Decision.objects.count() == RACES == sum(wins.values())
    assert AuditEntry.objects.filter(action__in=["iteration.approve", "iteration.return"]).count() == RACES
    assert all(result.ok for result in audit.verify_all())
    assert min(wins.values()) > RACES / 50, f"not much of a race: {wins}"
