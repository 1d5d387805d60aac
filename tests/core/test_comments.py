"""The discussion of a subject."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gsbpm_portal.core import comments
from gsbpm_portal.core.models import Comment
from gsbpm_portal.core.subjects import Ref

SUBJECT, OTHER = Ref("phases.iteration", 5), Ref("phases.iteration", 6)


def test_remarks_and_replies_stand_in_the_order_written(make_user: Any) -> None:
    sari, budi = make_user("sari"), make_user("budi")
    first = comments.add_comment(SUBJECT, by=sari, body="  Angka ini dari mana?\n")
    comments.add_comment(OTHER, by=sari, body="Lain")
    reply = comments.add_comment(SUBJECT, by=budi, body="Dari lampiran", parent=first)
    assert [(c.body, c.by, c.parent) for c in comments.comments_on(SUBJECT)] == [
        ("Angka ini dari mana?", sari, None), ("Dari lampiran", budi, first),
    ]  # fmt: skip
    assert list(first.replies.all()) == [reply]


@pytest.mark.parametrize(("body", "code"), [("", "empty"), (" \n\t", "empty"), ("\x00", "empty"), ("x" * 4001, "long")])
def test_empty_and_overlong_ones_are_refused(make_user: Any, body: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        comments.add_comment(SUBJECT, by=make_user(), body=body)
    assert refused.value.code == code
    assert not Comment.objects.exists()


def test_what_no_database_can_hold_is_taken_out(make_user: Any) -> None:
    assert comments.add_comment(SUBJECT, by=make_user(), body="a\x00b").body == "ab"
    assert len(comments.add_comment(SUBJECT, by=make_user("budi"), body="x" * 4000).body) == 4000


def test_a_reply_belongs_to_the_same_subject(make_user: Any) -> None:
    sari = make_user()
    elsewhere = comments.add_comment(OTHER, by=sari, body="Lain")
    with pytest.raises(ValidationError) as refused:
        comments.add_comment(SUBJECT, by=sari, body="Jawab", parent=elsewhere)
    assert refused.value.code == "parent"


def test_open_ones_are_counted_until_somebody_closes_them_once(make_user: Any) -> None:
    sari, budi = make_user("sari"), make_user("budi")
    first = comments.add_comment(SUBJECT, by=sari, body="Satu")
    comments.add_comment(SUBJECT, by=sari, body="Dua")
    comments.add_comment(SUBJECT, by=budi, body="Jawab", parent=first)
    assert comments.open_count(SUBJECT) == 2
    closed = comments.close_comment(first, by=budi)
    again = comments.close_comment(first, by=sari)
    assert (again.closed_by, again.closed_at) == (budi, closed.closed_at)
    assert comments.open_count(SUBJECT) == 1
