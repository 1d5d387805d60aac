"""What the database itself holds about decisions, makers and comments, for any subject."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from gsbpm_portal.core import immutability
from gsbpm_portal.core.models import Contribution, Decision
from gsbpm_portal.core.subjects import Ref, ref
from gsbpm_portal.core.transitions import contribute, makers

SUBJECT = Ref("metadata.variable", 12)


def decide(by: Any, *, round: int = 1, subject: Ref = SUBJECT, **values: Any) -> Decision:
    with transaction.atomic():
        values = {"verb": "approve", "checks": True, "closes": True} | values
        return Decision.objects.create(subject_kind=subject.kind, subject_id=subject.id, round=round, by=by, **values)


def test_makers_belong_to_a_subject_and_a_round(make_user: Any) -> None:
    sari, budi = make_user("sari"), make_user("budi")
    contribute(SUBJECT, 1, sari, "edit")
    contribute(SUBJECT, 1, sari, "submit")
    contribute(SUBJECT, 2, budi, "edit")
    contribute(Ref("metadata.variable", 13), 1, budi, "edit")
    assert (makers(SUBJECT, 1), makers(SUBJECT, 2), makers(SUBJECT, 3)) == ({sari.pk}, {budi.pk}, set())
    assert list(Contribution.objects.filter(user=sari).values_list("what", flat=True)) == ["edit"]


def test_a_maker_decides_in_no_round_that_they_made(make_user: Any) -> None:
    sari, budi = make_user("sari"), make_user("budi")
    contribute(SUBJECT, 1, sari, "edit")
    for values in ({}, {"closes": False}, {"verb": "return"}):
        with pytest.raises(IntegrityError, match=immutability.MAKER):
            decide(sari, **values)
    assert decide(sari, checks=False, closes=False, verb="submit")
    assert decide(sari, round=2)
    assert decide(sari, subject=Ref("metadata.variable", 13))
    assert decide(budi)


def test_a_superuser_is_no_exception(make_user: Any) -> None:
    root = make_user("root", is_superuser=True, is_staff=True)
    contribute(SUBJECT, 1, root, "edit")
    with pytest.raises(IntegrityError, match=immutability.MAKER):
        decide(root)


def test_a_round_has_one_closing_decision(make_user: Any) -> None:
    sari, budi = make_user("sari"), make_user("budi")
    decide(sari)
    with pytest.raises(IntegrityError):
        decide(budi)
    decide(budi, closes=False, verb="grant_task")
    decide(budi, round=2)
    with pytest.raises(IntegrityError):
        decide(budi, round=3, checks=False)


def test_many_at_once_are_checked_one_by_one(make_user: Any) -> None:
    sari, budi = make_user("sari"), make_user("budi")
    contribute(SUBJECT, 1, sari, "edit")
    rows = [
        Decision(subject_kind=SUBJECT.kind, subject_id=SUBJECT.id, round=1, verb="grant", checks=True, by=user)
        for user in (budi, sari)
    ]
    with pytest.raises(IntegrityError, match=immutability.MAKER), transaction.atomic():
        Decision.objects.bulk_create(rows)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("model", [Decision, Contribution])
def test_history_is_append_only(make_user: Any, model: type[models.Model]) -> None:
    sari = make_user("sari")
    contribute(SUBJECT, 1, make_user("budi"), "edit")
    decide(sari)
    row: Any = model._default_manager.get()
    changes: tuple[Any, ...] = (
        row.save,
        row.delete,
        lambda: model._default_manager.update(round=9),
        lambda: model._default_manager.all().delete(),
        lambda: model._default_manager.all()._raw_delete("default"),
    )
    for change in changes:
        with pytest.raises(IntegrityError, match=immutability.FROZEN), transaction.atomic():
            change()
    assert model._default_manager.filter(round=1).count() == 1


def test_a_person_who_decided_cannot_be_removed(make_user: Any) -> None:
    sari = make_user("sari")
    decide(sari)
    with pytest.raises(models.ProtectedError):
        sari.delete()


def test_a_subject_is_a_saved_row(make_user: Any) -> None:
    sari = make_user("sari")
    assert ref(sari) == ref(ref(sari)) == Ref("accounts.user", sari.pk)
    with pytest.raises(ValueError, match="not saved"):
        ref(type(sari)(username="baru"))
