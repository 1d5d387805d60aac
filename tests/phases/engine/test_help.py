"""Help: in the footer of every page, in both languages, with one's own role and the people to ask."""

from __future__ import annotations

import pytest
from django.test import Client

from gsbpm_portal.accounts.models import User
from phases.engine.enums import Applicability, IterationState, PhaseState
from phases.engine.views import help as page
from tests.factories import World

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, "gsbpm_portal.accounts.backends.PersonBackend")
    return client


def test_help_tells_roles_states_and_whom_to_ask(world: World) -> None:
    client = browser(world["staf"])
    shown = client.get("/bantuan/")
    assert 'href="/bantuan/"' in client.get("/tindakan/").text
    assert [one["role"] for one in shown.context["roles"] if one["own"]] == ["staf"]
    assert shown.context["helpers"] == [world["admin"]]
    assert all(str(member.label) in shown.text for member in (*IterationState, *PhaseState))
    client.cookies["django_language"] = "en"
    assert "Whom to ask" in client.get("/bantuan/").text


def test_no_state_is_left_out() -> None:
    assert [member for member, _text in page.STATES] == [*IterationState, Applicability.NOT_APPLICABLE]
    assert [member for member, _text in page.PHASES] == [*PhaseState]
