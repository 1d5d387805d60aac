"""Who may ask for what: every address of the portal, by GET and by POST, as every role, with ids of the own and another office.

The table is matrix.yaml. An address that is not in it fails the suite.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.authorisation import world as worlds

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text(encoding="utf-8"))
GROUPS: dict[str, list[str]] = TABLE["groups"]
LEFT_OUT = ("admin:",)
"""Django's own admin: tested in tests/accounts/test_admin.py."""


def routes() -> dict[str, tuple[str, ...]]:
    """The names of all addresses with their parts, as the resolver has them."""

    def walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
            elif isinstance(pattern, URLPattern):
                yield f"{namespace}{pattern.name}", tuple(pattern.pattern.converters)

    return {name: parts for name, parts in sorted(walk(get_resolver(), "")) if not name.startswith(LEFT_OUT)}


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every route of the table, once for each of its cases."""
    for name, route in TABLE["routes"].items():
        for case in route.get("cases", [{}]):
            yield name, {**route, **case}


def test_every_address_is_in_the_table() -> None:
    assert set(routes()) - set(TABLE["routes"]) == set(), "add these addresses to tests/authorisation/matrix.yaml"
    assert set(TABLE["routes"]) - set(routes()) == set(), "these addresses are gone: take them out of matrix.yaml"


def expected(route: dict[str, Any], parts: tuple[str, ...], method: str, role: str, *, own: bool) -> set[str]:
    """The answers that the table allows. A method that is not offered may be refused before or after the rest is looked at."""
    policy = str(route[method])
    if policy == "404":
        return {policy}
    if policy in ("public", "login"):
        return {"ok" if policy == "public" else "login"}
    if role == "anonymous":
        return {"login", "405"} if policy == "405" else {route.get("visitors", "login")}
    if policy == "405":
        return {"405", "404"} if parts else {"405"}
    if role in route.get("hidden", ()):
        return {"404"}
    if policy == "signed_in":
        return {"ok"}
    if route.get("mine"):
        if role in route:
            return {route[role]}
        may_look = role in ("super", "admin") and route["with"].get("public_id") == "job"
        return {"ok"} if (own and role == "staf") or may_look else {"404"}
    if not parts or route.get("anywhere"):
        return {"ok" if role in GROUPS[policy] else "403"}
    if route.get("everybody"):
        may = role in GROUPS[policy] if own else role == "luar" and route.get("luar") == "ok"
        return {"ok" if may else "403"}
    if own:
        return {"404"} if role == "luar" else {"ok" if role in GROUPS[policy] else "403"}
    # The other office lies in the reach of "luar" alone; a superuser sees everything and votes nowhere.
    if role in ("luar", "super"):
        return {"ok" if policy == "readers" or (role == "luar" and route.get("luar") == "ok") else "403"}
    return {"404"}


def outcome(response: Any) -> str:
    """An answer in the words of the table."""
    status = response.status_code
    if status == 401 or (status == 302 and response["Location"].startswith("/masuk/")):
        return "login"
    return "ok" if status < 400 or status in (400, 409, 422) else str(status)


@pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_matrix(offices: dict[str, Any], method: str, own: bool) -> None:
    """Every role asks for every address; each asking is rolled back. All differences are told at once."""
    objects, parts_of, wrong = offices["own" if own else "other"], routes(), []
    for name, route in cases():
        if name not in parts_of or (not own and not parts_of[name]):
            continue
        for role in worlds.ROLES:
            got = ask(name, route, parts_of[name], method, offices["cookies"][role], objects)
            if got not in (want := expected(route, parts_of[name], method, role, own=own)):
                wrong.append(f"{method.upper()} {name} {route.get('with', '')} as {role}: {got}, expected {want}")
    assert not wrong, "\n".join(wrong)


def test_every_page_that_answers_get_answers_head(offices: dict[str, Any]) -> None:
    cookies, parts_of, wrong = offices["cookies"]["penyelia"], routes(), []
    for name, route in cases():
        got = [ask(name, route, parts_of[name], method, cookies, offices["own"]) for method in ("get", "head")]
        if got[0] != got[1]:
            wrong.append(f"{name}: {got}")
    assert not wrong, "\n".join(wrong)


def ask(
    name: str,
    route: dict[str, Any],
    parts: tuple[str, ...],
    method: str,
    cookies: dict[str, str],
    objects: dict[str, Any],
) -> str:
    """One request by a fresh client with these cookies, undone afterwards."""
    named = {part: route.get("with", {}).get(part, part) for part in parts}
    values = {part: objects.get(word, word) for part, word in named.items()}
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        client.cookies.load(cookies)
        address = reverse(name, kwargs=values)
        if method in ("get", "head"):
            response = getattr(client, method)(address)
        else:
            data = {field: str(objects.get(word, word)) for field, word in route.get("data", {}).items()}
            response = client.post(address, {"token": str(uuid.uuid4()), **data})
        found = outcome(response)
        if getattr(response, "streaming", False):
            response.getvalue()  # read to its end, so that the file is closed
        transaction.set_rollback(True)
    return found
