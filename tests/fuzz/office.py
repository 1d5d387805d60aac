"""The office that is asked: all addresses of the resolver with real ids, all forms of their pages, and how to send one."""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes, urlsplit

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from tests.authorisation import test_matrix as matrix
from tests.authorisation import world as worlds
from tests.authorisation.world import block
from tests.fuzz.html_forms import Control, Form, read
from tests.fuzz.values import MARK, Value

ROLES = ("staf", "penyelia", "anonymous")
"""Whose pages are read for forms; between them they see every form of the portal outside the administration."""
VARIANTS = ("move", "kind", "section")
"""Parts of an address that make another form of the same route."""
OTHERS = ("1.3", "1.4", "1.5", "1.6", "2.3")
"""Sub-processes that are approved, asked to be skipped, submitted, in work, not started; 1.1 stands for all the rest."""
PHASES = (2, 3)
"""Phases that are in work and not opened; 1 stands for all the rest."""
GUESSED = ("token", "comment", "seen")
"""Fields of posts that no page of this office offers at present: a phase not ready to be closed, say."""
WRITTEN = ("comment", "note", "body", "reason")
LEFT_OUT = ("/gaya/",)
"""The samples of the style guide, for development only, post to nothing."""
LISTS = ("urut", "hal", "next", "sebelum", "butir", "status", "tema", "organisasi", "publik", "induk", "q", "nama")
"""Parameters that order, cut and narrow lists, gather entries to compare or fill a form in: they make no other form."""
REFUSED = (400, 403, 404, 405, 409, 413, 422, 429)
BOUNDARY = "batas-isian"

Fields = dict[str, list[Any]]


@cache
def read_by_hand(address: str) -> list[str]:
    """The parameters that the module of an address's view reads itself, without a form that checks them."""
    view = resolve(address.split("?")[0]).func
    module = sys.modules[getattr(view, "view_class", view).__module__]
    asks = re.compile(r"""(?:GET|POST)\.get(?:list)?\(["'](\w+)""")
    return sorted(set(asks.findall(inspect.getsource(module))))


@dataclass(frozen=True)
class Upload:
    """A file as a browser sends it."""

    name: Value
    content: bytes
    kind: str = "application/octet-stream"


@dataclass
class Found:
    """A form, on whose page it stands, who sees it, and the button that is pressed."""

    route: str
    role: str
    page: str
    action: str
    form: Form
    button: tuple[str, str] | None

    def __str__(self) -> str:
        pressed = f" [{'='.join(self.button)}]" if self.button else ""
        return f"{self.route} {self.action}{pressed} as {self.role}"

    @property
    def key(self) -> tuple[Any, ...]:
        variant = tuple(v for k, v in resolve(self.action.split("?")[0]).kwargs.items() if k in VARIANTS)
        return (self.route, variant, tuple(sorted(self.form.controls)), self.button)

    @property
    def fields(self) -> list[Control]:
        """What a person fills in, and what the page carries along; not the token of the post."""
        return [c for name, c in self.form.controls.items() if name not in ("token", "csrfmiddlewaretoken")]

    def answers(self) -> Fields:
        """A reasonable answer to every field, with a fresh token."""
        sent: Fields = {}
        for control in self.fields:
            sent[control.name] = _answer(control)
        if self.button:
            sent.setdefault(self.button[0], []).append(self.button[1])
        if "token" in self.form.controls:
            sent["token"] = [str(uuid.uuid4())]
        return sent


@cache
def resolved(path: str) -> ResolverMatch | None:
    """What stands behind an address; asked of the resolver once, for the same addresses stand on hundreds of pages."""
    try:
        return resolve(path)
    except Resolver404:
        return None


def _variant_of(address: str) -> tuple[Any, ...] | None:
    """What makes a linked page worth reading beside the others of its route: another form, or another tab."""
    path, _mark, query = address.partition("?")
    match = resolved(path)
    if match is None or match.view_name.startswith("admin:"):
        return None
    tabs = tuple(sorted((name, value) for name, value in parse_qsl(query) if name not in LISTS and not value.isdigit()))
    return (match.view_name, *(v for k, v in match.kwargs.items() if k in VARIANTS), tabs)


NAMED = {"parent": "", "source": "2", "target": "3"}
"""Answers to fields that name a code of the office's classification."""


def _answer(control: Control) -> list[Any]:
    filled = [value for value in control.values if value.strip()]
    if filled or control.kind == "hidden":
        return list(control.values)
    if control.is_file:
        return [Upload("catatan.txt", b"isi catatan")]
    if control.offered:
        real = [value for value in control.offered if value]
        return real[:1] if control.kind != "checkbox" or len(real) > 1 else []
    if control.name in NAMED:
        return [NAMED[control.name]]
    samples = {
        "date": (date.today() + timedelta(days=30)).isoformat(),
        "number": "1",
        "email": "staf@contoh.go.id",
        "url": "",
        "password": "kalimat-panjang-yang-baru",
    }
    return [samples.get(control.kind, "Isian uji coba")]


@dataclass
class Trial:
    """Requests that are undone at their end, unless they are kept: those that were refused and should have changed nothing."""

    client: Client
    kept: bool = False


class Office:
    """The world, a signed-in client for each role, the pages and their forms."""

    def __init__(self) -> None:
        self.built = worlds.build()
        self.parts = matrix.routes()
        self.clients = {role: self._client(role) for role in ROLES}
        self.queries: dict[str, set[str]] = {}  # address → the parameters that its page is seen to use
        self.readers: dict[str, str] = {}  # address of a page → who may read it
        self.linked: dict[str, list[str]] = {}  # page → the addresses that stand on it
        self._draft()
        self.forms = self._discover()

    def _client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(
                get_user_model().objects.get(username=role), "gsbpm_portal.accounts.backends.PersonBackend"
            )
        return client

    def _draft(self) -> None:
        """Fill in the steps of a new activity, so that each of them has a page."""
        for route in ("activities:new", "activities:new-cycle", "activities:new-team"):
            form = next(f for f in self._forms_of("staf", reverse(route)) if f.route == route)
            response = self.send(form, form.answers())
            assert response.status_code == 302, f"{route}: the sample answers are refused"

    # Addresses --------------------------------------------------------------------------------------------------------

    def cases(self) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
        """(route, its parts with real ids, its line of the table) of every address of the portal."""
        for name, parts in self.parts.items():
            line = matrix.TABLE["routes"].get(name, {})
            for case in line.get("cases", [{}]):
                merged = {**line, **case}
                named = {part: merged.get("with", {}).get(part, part) for part in parts}
                yield name, {part: self.built["own"].get(word, word) for part, word in named.items()}, merged

    def _starts(self) -> list[str]:
        """All addresses, and sub-processes in other states than the one that stands for all."""
        cycle = [self.built["own"]["code"], self.built["own"]["edition"]]
        others = [reverse("engine:subprocess", args=[*cycle, number]) for number in OTHERS]
        others += [reverse("engine:phase", args=[*cycle, number]) for number in PHASES]
        return [*(reverse(name, kwargs=values) for name, values, _line in self.cases()), *others]

    def pages(self) -> list[tuple[str, str]]:
        """(address, who may read it) of one page of every route."""
        first: dict[str, tuple[str, str]] = {}
        for path, role in sorted(self.readers.items()):
            first.setdefault(resolve(path).view_name, (path, role))
        return list(first.values())

    # Forms ------------------------------------------------------------------------------------------------------------

    def _discover(self) -> list[Found]:
        """Every form with method post on any page, each once; posts that no page offers as the table has them."""
        found: dict[tuple[Any, ...], Found] = {}
        for role in ROLES:
            waiting = self._starts()
            seen, variants = set(waiting), set()
            while waiting:
                page = waiting.pop(0)
                for one in self._forms_of(role, page):
                    found.setdefault(one.key, one)
                for address in self.linked.get(page, ()):
                    variant = _variant_of(address)
                    if variant is not None and variant not in variants and address not in seen:
                        variants.add(variant)
                        seen.add(address)
                        waiting.append(address)
        posted = {one.key[:2] for one in found.values()}
        for name, values, line in self.cases():
            if line.get("post") in (None, "405", "public"):
                continue
            action = reverse(name, kwargs=values)
            data = {field: str(self.built["own"].get(word, word)) for field, word in line.get("data", {}).items()}
            words = sorted({*GUESSED, *read_by_hand(action), *data})
            controls = {w: Control(w, "text" if w in WRITTEN else "hidden", [data.get(w, "")]) for w in words}
            form = Form(action, "post", multipart=False, controls=controls)
            role = "staf" if line["post"] in ("workers", "mine", "signed_in", "team", "only_staf") else "penyelia"
            one = Found(name, role, "", form.action, form, None)
            if one.key[:2] not in posted:
                found.setdefault(one.key, one)
        return list(found.values())

    def _forms_of(self, role: str, page: str) -> list[Found]:
        with self.undone(role) as trial:
            response = trial.client.get(page)
            if getattr(response, "streaming", False):
                response.getvalue()
            elif response.status_code == 200 and "text/html" in response.headers.get("Content-Type", ""):
                return self._read(role, page, response.content.decode())
        return []

    def _read(self, role: str, page: str, html: str) -> list[Found]:
        forms, addresses = read(html)
        path = page.split("?")[0]
        self.readers.setdefault(path, role)
        names = self.queries.setdefault(path, set())
        links = self.linked.setdefault(page, [])
        for address in addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or not (parts.path or parts.query):
                continue
            if parts.path in ("", path):
                names |= {name for name, _value in parse_qsl(parts.query)}
            links.append((parts.path or path) + (f"?{parts.query}" if parts.query else ""))
        found = []
        for form in forms:
            action = urlsplit(form.action)
            target = (action.path or path) + (f"?{action.query}" if action.query else "")
            if form.method != "post" or path in LEFT_OUT:
                self.queries.setdefault(target.split("?")[0], set()).update(form.controls)
                continue
            match = resolved(target.split("?")[0])
            assert match is not None, f"{page}: a form posts to {target}, which is no address"
            found += [Found(match.view_name, role, page, target, form, button) for button in form.buttons or [None]]
        return found

    # Sending ----------------------------------------------------------------------------------------------------------

    @contextmanager
    def undone(self, role: str) -> Iterator[Trial]:
        """Requests of a client that leave nothing behind, neither in the database nor in its cookies, unless they are kept."""
        trial = Trial(self.clients[role])
        cookies = trial.client.cookies.output(header="", sep="\r\n")
        with block():
            try:
                yield trial
            finally:
                transaction.set_rollback(not trial.kept)
                trial.client.cookies = SimpleCookie()
                trial.client.cookies.load(cookies)

    def send(self, one: Found, fields: Fields, **headers: Any) -> Any:
        """Post the fields as they are, byte for byte. To be called inside `undone` or `kept`."""
        multipart = one.form.multipart or any(isinstance(v, Upload) for values in fields.values() for v in values)
        body, kind = _multipart(fields) if multipart else _urlencoded(fields)
        return self.clients[one.role].generic("POST", one.action, body, content_type=kind, **headers)


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def _urlencoded(fields: Fields) -> tuple[bytes, str]:
    pairs = (
        f"{quote_from_bytes(_bytes(name))}={quote_from_bytes(_bytes(value))}"
        for name, values in fields.items()
        for value in values
    )
    return "&".join(pairs).encode(), "application/x-www-form-urlencoded"


def _multipart(fields: Fields) -> tuple[bytes, str]:
    parts = []
    for name, values in fields.items():
        for value in values:
            head = b'Content-Disposition: form-data; name="' + _bytes(name) + b'"'
            if isinstance(value, Upload):
                head += b'; filename="' + _bytes(value.name).replace(b'"', b"%22") + b'"\r\nContent-Type: '
                head, value = head + value.kind.encode(), value.content
            parts.append(b"--" + BOUNDARY.encode() + b"\r\n" + head + b"\r\n\r\n" + _bytes(value) + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


# Answers --------------------------------------------------------------------------------------------------------------


SAYS_WHY = ('class="problems"', 'class="note note--back"')
"""The summary of mistakes or reasons, and the word that somebody else wrote meanwhile."""


def is_refused(response: Any) -> bool:
    return response.status_code in REFUSED or (response.status_code == 200 and b'class="problems"' in response.content)


FOR_PROGRAMS = {"application/problem+json", "application/json", "application/xml"} | {
    f"application/vnd.sdmx.{kind}" for kind in ("structure+xml", "structure+json", "genericdata+xml")
}
"""What the interfaces for programs answer in."""


def complaint(response: Any, *, partial: bool = False) -> str:
    """What is wrong with an answer to a bad request; nothing when it is a clear one."""
    status = response.status_code
    if status >= 500:
        return f"answers {status}"
    if getattr(response, "streaming", False):
        response.getvalue()
        return ""
    html = response.content.decode(errors="replace")
    if MARK in html:
        return "gives back markup that was sent, unescaped"
    kind = response.headers.get("Content-Type", "").split(";")[0]
    if status in (400, 404, 406, 422) and kind in FOR_PROGRAMS:  # a program reads it: words, but no page
        return "" if len(html) > 20 else f"refuses ({status}) without saying why"
    if status in (409, 422) and not any(sign in html for sign in SAYS_WHY):
        return f"refuses ({status}) without saying why"
    if status in (400, 403, 404, 429) and "<h1" not in html:
        return f"refuses ({status}) without a page that says so"
    if status not in (200, 204, 302, *REFUSED):
        return f"answers {status}"
    return ""


def told_apart(built: Mapping[str, Any], route: str, part: str) -> list[Any]:
    """The other organisation's object for this part of an address, where it is another one than the own."""
    line = matrix.TABLE["routes"].get(route, {})
    if line.get("get") == "public" or line.get("everybody"):
        return []
    word = line.get("with", {}).get(part, part)
    other = built["other"].get(word)
    return [] if other is None or other == built["own"].get(word) else [other]


# The database ---------------------------------------------------------------------------------------------------------

UNWATCHED = {
    "django_session", "accounts_usersession", "axes_accessattempt", "django_migrations", "django_content_type", "auth_permission",
}  # fmt: skip
"""Sessions change with every request, failed sign-ins are counted; the rest never changes."""


@cache
def watched() -> list[str]:
    return sorted(set(connection.introspection.table_names()) - UNWATCHED)


def fingerprint() -> dict[str, str]:
    """A checksum of every table."""
    names = {table: connection.ops.quote_name(table) for table in watched()}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            each = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {1} t"
            cursor.execute(" UNION ALL ".join(each.format(table, name) for table, name in names.items()))
            return {table: checksum or "" for table, checksum in cursor.fetchall()}
        found = {}
        for table, name in names.items():
            cursor.execute(f"SELECT * FROM {name}")
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = hashlib.sha256("|".join(rows).encode()).hexdigest() if rows else ""
        return found


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return sorted(table for table in after if before.get(table) != after[table])
