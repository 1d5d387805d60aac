"""What the tests of phase 1 ask for: pages by name, and rows of the design record."""

import re
import uuid
from html import unescape

from django.urls import reverse

from activities.design.services import add_rows

CYCLE = ["IKAN", "2026"]


def address(name, *args):
    return reverse(f"needs:{name}", args=[*CYCLE, *args])


def post(client, url, data=None, **more):
    return client.post(url, {"token": str(uuid.uuid4())} | (data or {}), **more)


def shown(response):
    """The words of a page, without its tags."""
    text = re.sub(r"<(script|template).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def need(title="Produksi ikan", **more):
    return {"title": title, "user": "Bappeda", "user_kind": "opd", "purpose": "RPJMD"} | more


def add(world, table, *rows, by="staf"):
    """The keys of the rows that were added."""
    return [row.key for row in add_rows(world.cycle, table, list(rows), by=world[by])]
