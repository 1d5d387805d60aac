"""Each shown form acts once: double click, back button and retry get the first answer and change nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from gsbpm_portal.core import comments, tokens
from gsbpm_portal.core.models import Comment, SubmissionToken
from gsbpm_portal.core.subjects import Ref
from gsbpm_portal.core.views import once, remember

SUBJECT = Ref("phases.iteration", 5)


def test_a_token_is_claimed_once(make_user: Any) -> None:
    sari, token = make_user(), uuid.UUID(tokens.new())
    with transaction.atomic():
        claimed = tokens.claim(token, by=sari, purpose="/x/" * 200)
        assert claimed is not None
        tokens.answer(claimed, url="/y/" * 400, messages=[[25, "Disimpan"]])
    with transaction.atomic():
        assert tokens.claim(token, by=sari, purpose="/x/") is None
    earlier = tokens.earlier_answer(token, by=sari)
    assert earlier is not None
    assert (len(earlier.purpose), len(earlier.answer_url), earlier.answer_messages) == (200, 500, [[25, "Disimpan"]])


def test_a_rollback_gives_it_back(make_user: Any) -> None:
    sari, token = make_user(), uuid.uuid4()
    with transaction.atomic():
        assert tokens.claim(token, by=sari, purpose="/x/")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert tokens.claim(token, by=sari, purpose="/x/")


def test_an_answer_is_for_the_same_person_alone(make_user: Any) -> None:
    sari, budi, token = make_user("sari"), make_user("budi"), uuid.uuid4()
    with transaction.atomic():
        assert tokens.claim(token, by=sari, purpose="/x/")
        assert tokens.claim(token, by=budi, purpose="/x/") is None
    assert tokens.earlier_answer(token, by=sari) is not None
    assert tokens.earlier_answer(token, by=budi) is None
    assert tokens.earlier_answer(token, by=None) is None


@pytest.mark.parametrize("raw", [None, "", "x", "123", "'; DROP TABLE", "\x00", "é" * 40])
def test_what_is_no_token_is_none(raw: str | None) -> None:
    assert tokens.parse(raw) is None


# The decorator --------------------------------------------------------------------------------------------------------


@once
def view(request: HttpRequest) -> HttpResponse:
    """Adds a comment, and answers as a view does: a form with mistakes again, else on to another page."""
    body = request.POST.get("body", "")
    user: Any = request.user if request.user.is_authenticated else None
    if user is not None:
        comments.add_comment(SUBJECT, by=user, body=body or "(kosong)")
    if not body:
        return HttpResponse("form", status=422)
    messages.success(request, "Disimpan")
    if "part" in request.POST:
        return remember(HttpResponse("part"), "/done/")
    return HttpResponseRedirect("/done/")


@pytest.fixture
def post(make_user: Any) -> Callable[..., HttpResponse]:
    sari = make_user("sari")

    def send(data: dict[str, str], *, user: Any = sari, htmx: bool = False) -> HttpResponse:
        request: Any = RequestFactory().post("/kirim/", data)
        request.user, request.htmx, request.session = user, htmx, {}
        request._messages = CookieStorage(request)
        response = view(request)
        response.said = [str(m) for m in request._messages._queued_messages]  # type: ignore[attr-defined]
        return response

    return send


def form(**more: str) -> dict[str, str]:
    return {"token": tokens.new(), "body": "Halo", **more}


def test_the_second_post_gets_the_same_answer_and_no_effect(post: Any) -> None:
    sent = form()
    first, second, third = post(sent), post(sent), post(sent)
    assert [(r.status_code, r["Location"], r.said) for r in (first, second, third)] == [
        (302, "/done/", ["Disimpan"])
    ] * 3
    assert Comment.objects.count() == 1


def test_a_form_with_mistakes_is_undone_and_may_be_sent_again(post: Any) -> None:
    sent = form(body="")
    assert [post(sent).status_code for _ in range(2)] == [422, 422]
    assert not Comment.objects.exists()
    assert not SubmissionToken.objects.exists()
    assert post({**sent, "body": "Halo"}).status_code == 302
    assert Comment.objects.count() == 1


def test_a_partial_answer_counts_too_and_a_repeat_is_sent_to_the_whole_page(post: Any) -> None:
    sent = form(part="1")
    assert post(sent).content == b"part"
    assert post(sent)["Location"] == "/done/"
    assert post(sent, htmx=True)["HX-Redirect"] == "/done/"
    assert Comment.objects.count() == 1


def test_without_a_token_nothing_is_done(post: Any) -> None:
    for sent in ({"body": "Halo"}, {"body": "Halo", "token": "x"}):
        assert post(sent).status_code == 400
    assert not Comment.objects.exists()


def test_another_persons_token_gives_neither_effect_nor_answer(post: Any, make_user: Any) -> None:
    sent = form()
    post(sent)
    other = post(sent, user=make_user("budi"))
    assert (other.status_code, other.said) == (400, [])
    assert Comment.objects.count() == 1


def test_it_holds_for_forms_without_a_person_too(post: Any, db: None) -> None:
    sent = form()
    assert [post(sent, user=AnonymousUser()).status_code for _ in range(2)] == [302, 302]
    assert SubmissionToken.objects.count() == 1


def test_a_get_needs_none(make_user: Any) -> None:
    request = RequestFactory().get("/kirim/")
    request.user = AnonymousUser()
    assert view(request).status_code == 422
