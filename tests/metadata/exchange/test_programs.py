"""The page that tells programs all addresses: its examples work, and the bare addresses lead to it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from metadata.urls_exchange import BARE
from tests.browsing import fits, on_both_screens
from tests.metadata.exchange import registry

pytestmark = pytest.mark.django_db
PAGE = "/registri/program/"


def examples(client: Client) -> list[str]:
    text = client.get(PAGE).content.decode()
    return [html.unescape(one) for one in re.findall(r'<small>[^<]*<a href="([^"]+)"', text)]


def test_every_example_works(client: Client) -> None:
    registry.build()
    found = examples(client)
    assert len(found) >= 20
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_an_empty_registry_shows_only_what_works(client: Client) -> None:
    found = examples(client)
    assert found and not [path for path in found if "{" in path]
    answers = {path: client.get(path).status_code for path in found if not path.startswith("/sdmx")}
    assert set(answers.values()) == {200}


@pytest.mark.parametrize("path", BARE)
def test_the_bare_addresses_lead_there(client: Client, path: str) -> None:
    for asked in (f"/{path}", f"/{path}".rstrip("/")):
        response = client.get(asked, follow=True)
        assert (response.status_code, response.redirect_chain[-1]) == (200, (PAGE, 302))


@pytest.mark.parametrize("path", [PAGE, "/api/v1/", "/katalog.rdf"])
def test_they_are_for_reading_alone(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == client.get(path).status_code


@pytest.mark.parametrize("language", ["id", "en"])
def test_both_languages_and_the_way_there(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    page = client.get(PAGE).content.decode()
    with override(language):
        assert f'<html lang="{language}"' in page and gettext("For programs") in page
    assert f'href="{PAGE}"' in client.get("/registri/").content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_in_a_browser(page_as: Any, axe: Any, transactional_db: None) -> None:
    registry.build()
    page = page_as()
    page.goto(PAGE)
    for width in on_both_screens(page):
        axe(page)
        assert fits(page), width
