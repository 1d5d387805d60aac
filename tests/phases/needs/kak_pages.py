"""The pages of 1.6, asked as one person."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from phases.engine.services import iterations
from phases.needs.models import KakVersion
from tests import factories
from tests.factories import World
from tests.phases.engine.cycle_pages import BACKEND


class Kak:
    """The pages of one cycle's KAK, asked as one person."""

    def __init__(self, world: World, username: str = "staf"):
        self.world, self.client = world, Client()
        self.client.force_login(world[username], BACKEND)

    def url(self, name: str, *args: Any) -> str:
        cycle = self.world.cycle
        return reverse(f"kak:{name}", args=[cycle.activity.code, cycle.edition, *args])

    def get(self, name: str, *args: Any, query: str = "") -> HttpResponse:
        return self.client.get(self.url(name, *args) + query)

    def post(self, name: str, *args: Any, **data: Any) -> HttpResponse:
        return self.client.post(self.url(name, *args), {"token": str(uuid.uuid4()), **data})


def submitted(world: World) -> KakVersion:
    factories.tick_all(world.iteration("1.6"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.6"), by=world["staf"])
    return KakVersion.objects.latest("number")
