"""Prepared querysets give what the querysets themselves give, whatever the parameters and their number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from gsbpm_portal.accounts.models import Membership, Organisation
from gsbpm_portal.core import clock
from phases.engine.enums import IterationState
from phases.engine.models import Iteration, SubProcessRun
from phases.engine.selectors.prepared import Prepared
from tests.factories import World

pytestmark = pytest.mark.django_db


def due_runs(given: Mapping[str, Any]) -> QuerySet[Any]:
    begun = Exists(Iteration.objects.filter(run=OuterRef("pk"), state=IterationState.IN_WORK))
    runs = SubProcessRun.objects.filter(pk__in=given["runs"], due__lte=given["day"]).order_by("pk")
    return runs.annotate(word=Value("50% off"), begun=begun).values_list("number", "due", "word", "begun")


@pytest.mark.parametrize("count", [0, 1, 3, 44])
def test_rows_are_those_of_the_queryset(world: World, count: int) -> None:
    world.bring("1.1", IterationState.IN_WORK)
    prepared = Prepared(due_runs, days=[1], truths=[3])
    pks = list(SubProcessRun.objects.order_by("pk").values_list("pk", flat=True))[:count]
    for days in (-400, 30, 400):
        day = clock.today() + timedelta(days=days)
        with CaptureQueriesContext(connection) as queries:
            found = prepared.rows(runs=pks, day=day)
        assert found == list(due_runs({"runs": pks, "day": day}))
        assert len(queries) == 1


def test_prefixes_are_taken_literally(world: World) -> None:
    Organisation.objects.create(code="a-b", name="A", path="a_b/")
    Organisation.objects.create(code="axb", name="B", path="axb/")
    prepared = Prepared(lambda given: Organisation.objects.filter(path__startswith=given["path"]).values_list("code"))
    assert prepared.rows(path="a_b/") == [("a-b",)]
    assert prepared.rows(path="%") == []


def test_a_form_is_compiled_for_each_slice(world: World) -> None:
    def part(given: Mapping[str, Any]) -> QuerySet[Any]:
        start, stop = given["form"]
        return SubProcessRun.objects.filter(cycle=given["cycle"]).order_by("pk").values_list("number")[start:stop]

    prepared = Prepared(part)
    assert [prepared.rows(form=(n, n + 1), cycle=world.cycle_id)[0][0] for n in range(3)] == ["1.1", "1.2", "1.3"]


def test_dates_and_truth_come_back_as_such(world: World) -> None:
    (row,) = Prepared(due_runs, days=[1], truths=[3]).rows(runs=[world.run("1.1").pk], day=date(2100, 1, 1))
    assert isinstance(row[1], date) and row[3] is False


def test_it_survives_a_transaction_that_is_rolled_back(world: World) -> None:
    prepared = Prepared(lambda given: Membership.objects.filter(user=given["user"]).values_list("role"))
    with pytest.raises(RuntimeError), transaction.atomic():
        prepared.rows(user=world["staf"].pk)
        raise RuntimeError
    assert prepared.rows(user=world["staf"].pk) == [("staf",)]
