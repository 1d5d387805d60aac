"""The same form posted twice at the same moment: one effect, the same answer."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from gsbpm_portal.core import comments, tokens
from gsbpm_portal.core.models import Comment
from gsbpm_portal.core.subjects import Ref
from gsbpm_portal.core.views import once
from tests import factories
from tests.concurrency.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@once
def view(request: HttpRequest) -> HttpResponse:
    comment = comments.add_comment(Ref("x", 1), by=request.user, body="Halo")  # type: ignore[arg-type]
    if "mistake" in request.POST:
        return HttpResponse("form", status=422)
    return HttpResponseRedirect(f"/done/{comment.pk}/")


def post(user: Any, data: dict[str, str]) -> tuple[int, str]:
    request: Any = RequestFactory().post("/kirim/", data)
    request.user, request.htmx, request.session = user, False, {}
    request._messages = CookieStorage(request)
    response = view(request)
    return response.status_code, response.get("Location", "")


def test_a_double_submission_has_one_effect_and_one_answer() -> None:
    user = factories.make_user("sari")
    for turn in range(1, 21):
        sent = {"token": tokens.new()}
        first, *others = together(*[partial(post, user, sent)] * 4)
        assert first[0] == 302
        assert others == [first] * 3
        assert Comment.objects.count() == turn


def test_a_form_with_mistakes_beside_itself_has_no_effect() -> None:
    user = factories.make_user("sari")
    for _ in range(10):
        sent = {"token": tokens.new(), "mistake": "1"}
        assert together(*[partial(post, user, sent)] * 2) == [(422, ""), (422, "")]
    assert not Comment.objects.exists()


def test_the_right_form_wins_beside_its_mistaken_self() -> None:
    """Sent, corrected and sent again at once: the mistaken one gives the token back, the other one counts."""
    user = factories.make_user("sari")
    for turn in range(1, 11):
        token = tokens.new()
        wrong, right = together(
            partial(post, user, {"token": token, "mistake": "1"}), partial(post, user, {"token": token})
        )
        assert right[0] == 302
        assert wrong[0] in (302, 422)
        assert Comment.objects.count() == turn
