"""Remarks on parts of a subject: who may, what waits, what is settled; any app may hand in a forum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gsbpm_portal.core import remarks
from gsbpm_portal.core.models import AuditEntry, Remark, RemarkKind
from gsbpm_portal.core.remarks import Forum, answer, ask, close, reopen
from gsbpm_portal.core.subjects import Ref

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


@pytest.fixture
def people(make_user: Make) -> tuple[Any, Any, Any]:
    """A writer, a reviewer, and a stranger."""
    return make_user("penulis"), make_user("pereviu"), make_user("orang-luar")


@pytest.fixture
def forum(people: tuple[Any, Any, Any]) -> Forum:
    writer, reviewer, _stranger = people
    return Forum(
        Ref("tests.paper", 7),
        {"tujuan": "Tujuan"},
        speaks=lambda user: user in (writer, reviewer),
        settles=lambda user: user == reviewer,
        chain="tests:paper",
    )


def test_a_query_waits_until_another_person_answers(forum: Forum, people: tuple[Any, Any, Any]) -> None:
    writer, reviewer, _stranger = people
    remark = ask(forum, by=reviewer, body=" Tahun berapa? ", part="tujuan", kind=RemarkKind.QUERY)
    assert (remark.body, remark.waits) == ("Tahun berapa?", True)
    answer(forum, remark, by=reviewer, body="Maksud saya tahun data.")
    assert Remark.objects.get().waits
    answer(forum, remark, by=writer, body="2026.")
    assert not Remark.objects.get().waits
    answer(forum, remark, by=reviewer, body="Bukan 2025?")
    assert Remark.objects.get().waits


def test_settling_and_taking_up_again_twice_changes_nothing(forum: Forum, people: tuple[Any, Any, Any]) -> None:
    _writer, reviewer, _stranger = people
    remark = ask(forum, by=reviewer, body="Baik")
    for _again in range(2):
        assert close(forum, remark, by=reviewer).closed_by == reviewer
    for _again in range(2):
        assert reopen(forum, remark, by=reviewer).is_open
    actions = list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == ["remark.written", "remark.closed", "remark.reopened"]


def test_the_writer_of_a_remark_settles_it_too(forum: Forum, people: tuple[Any, Any, Any]) -> None:
    writer, reviewer, _stranger = people
    own, other = ask(forum, by=writer, body="Sudah cukup?"), ask(forum, by=reviewer, body="Belum")
    assert not close(forum, own, by=writer).is_open
    with pytest.raises(PermissionDenied):
        close(forum, other, by=writer)


def test_strangers_neither_write_nor_answer_nor_settle(forum: Forum, people: tuple[Any, Any, Any]) -> None:
    writer, _reviewer, stranger = people
    remark = ask(forum, by=writer, body="Halo")
    for doing in (
        lambda: ask(forum, by=stranger, body="Halo"),
        lambda: answer(forum, remark, by=stranger, body="Halo"),
        lambda: close(forum, remark, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            doing()


@pytest.mark.parametrize(
    "given", [{"body": "  "}, {"body": "x" * 4001}, {"body": "x", "part": "lain"}, {"body": "x", "kind": "lain"}]
)
def test_what_cannot_be_kept_is_refused(forum: Forum, people: tuple[Any, Any, Any], given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        ask(forum, by=people[0], **given)
    assert Remark.objects.count() == 0


def test_nothing_new_is_written_where_the_subject_is_settled(forum: Forum, people: tuple[Any, Any, Any]) -> None:
    with pytest.raises(ValidationError, match="Sudah disetujui"):
        ask(replace(forum, closed="Sudah disetujui"), by=people[0], body="Halo")


def test_a_closed_remark_is_opened_before_it_is_answered(forum: Forum, people: tuple[Any, Any, Any]) -> None:
    remark = ask(forum, by=people[1], body="Halo")
    close(forum, remark, by=people[1])
    with pytest.raises(ValidationError):
        answer(forum, remark, by=people[0], body="Ya")


def test_a_remark_of_another_subject_is_not_touched(forum: Forum, people: tuple[Any, Any, Any]) -> None:
    remark = ask(forum, by=people[1], body="Halo")
    with pytest.raises(Remark.DoesNotExist):
        close(replace(forum, subject=Ref("tests.paper", 8)), remark, by=people[1])


def test_whom_it_concerns_is_told(forum: Forum, people: tuple[Any, Any, Any]) -> None:
    writer, reviewer, _stranger = people
    told: list[tuple[str, list[Any]]] = []
    talk = replace(forum, tell=lambda remark, by, text, others: told.append((text, others)))
    remark = ask(talk, by=reviewer, body="Halo")
    answer(talk, remark, by=writer, body="Ya")
    assert told == [("Halo", []), ("Ya", [reviewer])]


def test_open_remarks_are_counted_by_part(
    forum: Forum, people: tuple[Any, Any, Any], django_assert_num_queries: Any
) -> None:
    for part in ("tujuan", "tujuan", ""):
        remark = ask(forum, by=people[0], body="Halo", part=part)
    close(forum, remark, by=people[0])
    with django_assert_num_queries(2):
        found = list(remarks.remarks_on(forum.subject))
    assert remarks.open_by_part(found) == {"tujuan": 2}
