"""Short hands of the tests that play one story: signed-in clients, posts with a token, answers as text."""

from __future__ import annotations

import html
from typing import Any

from django.test import Client

from gsbpm_portal.core import tokens
from tests.factories import World

HTMX = {"HX-Request": "true"}


def signed_in(world: World, username: str) -> Client:
    client = Client()
    client.force_login(world[username], "gsbpm_portal.accounts.backends.PersonBackend")
    return client


def post(client: Client, address: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    """A post with a token of its own."""
    return client.post(address, {"token": tokens.new(), **(data or {})}, **more)


def text(response: Any) -> str:
    """The answer with its entities written out, to look for what was typed."""
    return html.unescape(response.content.decode())


def run(number: str, tail: str = "") -> str:
    """The address of a sub-process of the world's cycle, or of something in it."""
    return f"/kegiatan/IKAN/2026/{number}/{tail}"
