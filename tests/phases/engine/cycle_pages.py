"""How the tests of the pages inside a cycle ask: as whom, with which token, by HTMX or not."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import World

BACKEND = "gsbpm_portal.accounts.backends.PersonBackend"


class Pages:
    """The pages of one world's cycle, asked as one person."""

    def __init__(self, world: World, username: str = "staf"):
        self.world, self.client = world, Client()
        self.client.force_login(world[username], BACKEND)

    def url(self, name: str, *args: Any) -> str:
        cycle = self.world.cycle
        return reverse(f"engine:{name}", args=[cycle.activity.code, cycle.edition, *args])

    def get(self, name: str, *args: Any, query: str = "", htmx: bool = False) -> HttpResponse:
        return self.client.get(self.url(name, *args) + query, headers={"HX-Request": "true"} if htmx else {})

    def post(self, name: str, *args: Any, htmx: bool = False, token: str = "", **data: Any) -> HttpResponse:
        body = {"token": token or str(uuid.uuid4()), **data}
        return self.client.post(self.url(name, *args), body, headers={"HX-Request": "true"} if htmx else {})


def text_of(response: HttpResponse) -> str:
    """What stands on a page, without tags and runs of blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()
