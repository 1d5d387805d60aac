"""Nonsense in every field, parameter and address: never a 500, a clear answer, and nothing changed when it was refused.

Forms are read from the pages themselves, addresses from the resolver, so that what is added later is asked too.
"""

from __future__ import annotations

import traceback
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.fuzz.html_forms import Control
from tests.fuzz.values import NASTY, deep, junk

if TYPE_CHECKING:
    from tests.fuzz.office import Fields, Found, Office

pytestmark = pytest.mark.django_db


def told(response: Any, label: str, what: str) -> str:
    """A finding as one line, with where an exception came from."""
    raised = getattr(response, "exc_info", None)
    if response.status_code < 500 or not raised:
        return f"{label}: {what}"
    frames = traceback.extract_tb(raised[2])
    own = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    place = f"{'/'.join(own[-1].filename.split('/')[-3:])}:{own[-1].lineno}"
    return f"{label}: {what}, {raised[0].__name__}: {str(raised[1])[:120]!r} at {place}"


# Forms ----------------------------------------------------------------------------------------------------------------

Attempts = Iterable[tuple[str, "Fields"]]
Follow = Callable[["Office", "Found", str, Any], list[str]]


def barrage(office: Office, one: Found, attempts: Attempts, follow: Follow | None = None) -> list[str]:
    """Post each attempt; what is wrong with the answers. Refused ones are let stand: one look at the end shows a change."""
    from tests.fuzz.office import changed, complaint, fingerprint, is_refused

    wrong, refused = [], []
    with office.undone(one.role):
        before = fingerprint()
        for label, fields in attempts:
            with office.undone(one.role) as trial:
                response = office.send(one, fields)
                trial.kept = is_refused(response)
                if problem := complaint(response):
                    wrong.append(told(response, f"{one} {label}", problem))
                elif trial.kept:
                    refused.append((label, fields))
                elif follow is not None and response.status_code == 302:
                    wrong += follow(office, one, label, response)
        is_changed = bool(changed(before, fingerprint()))
    return wrong + (culprits(office, one, refused) if is_changed else [])


def culprits(office: Office, one: Found, refused: list[tuple[str, Fields]]) -> list[str]:
    """Which of the refused posts changed something all the same."""
    from tests.fuzz.office import changed, fingerprint

    found = []
    for label, fields in refused:
        with office.undone(one.role):
            before = fingerprint()
            office.send(one, fields)
            if tables := changed(before, fingerprint()):
                found.append(f"{one} {label}: was refused and changed {', '.join(tables)}")
    return found or [f"{one}: a refused post changed something"]


def once_each(office: Office) -> list[Found]:
    """The forms, each with its first button only: the others differ in a value that is junk here."""
    seen: dict[tuple[Any, ...], Found] = {}
    for one in office.forms:
        seen.setdefault(one.key[:3], one)
    return list(seen.values())


def test_junk_in_all_fields_at_once(office: Office) -> None:
    """Every value that is meant for a kind of field, in every field of that kind."""

    def attempts(one: Found) -> Iterator[tuple[str, Fields]]:
        button = [Control(one.button[0], "select")] if one.button else []
        values = {control.name: junk(control) for control in [*one.fields, *button]}
        for turn in range(max(map(len, values.values()), default=0)):
            sent = {name: offered[turn % len(offered)] for name, offered in values.items()}
            yield (
                f"with { ({n: label for n, (label, _v) in sent.items()}) }",
                {
                    **one.answers(),
                    **{name: [value] for name, (_label, value) in sent.items()},
                },
            )

    wrong = [line for one in once_each(office) for line in barrage(office, one, attempts(one))]
    assert not wrong, "\n".join(wrong)


def test_one_bad_field(office: Office) -> None:
    """A form that is right but for one field, which holds what a form may let through to what stands behind it."""
    tried: Counter[tuple[str, str, bool]] = Counter()

    def attempts(one: Found) -> Iterator[tuple[str, Fields]]:
        for control in one.fields:
            like = (one.route, control.kind, bool(control.offered))
            tried[like] += 1
            if one.route in FROM_DECLARATIONS and tried[like] > ENOUGH:
                continue
            bad: dict[str, list[Any]] = {label: [value] for label, value in deep(control)}
            bad |= {"missing": [], "twice": [*one.answers().get(control.name, []), "lain"]}
            if control.is_file:
                bad |= {label: [upload] for label, upload in odd_files().items()}
            for label, values in bad.items():
                yield f"{control.kind} {control.name} {label}", {**one.answers(), control.name: values}

    wrong = [line for one in office.forms for line in barrage(office, one, attempts(one), follow=pages_still_stand)]
    assert not wrong, "\n".join(wrong)


FROM_DECLARATIONS = {
    "activities:design-row-add", "activities:design-row", "activities:design-fields", "activities:design-import-new",
    "metadata:new", "metadata:edit", "metadata:import-new", "engine:plan-phase",
}  # fmt: skip
"""Routes of many forms that one piece of code makes from declarations: some fields of each kind stand for all."""
ENOUGH = 6


def odd_files() -> dict[str, Any]:
    """Files as no browser, or an unlucky one, sends them."""
    from tests.fuzz.office import Upload as upload

    return {
        "empty file": upload("kosong.txt", b""),
        "no name": upload("", b"isi"),
        "path as name": upload("..\\..//etc/passwd", b"isi"),
        "long name": upload("n" * 5000 + ".txt", b"isi"),
        "nul in name": upload("a\x00b.txt", b"isi"),
        "broken name": upload(b"\xff\xed\xa0\x80.txt", b"isi"),
        "quotes and breaks in name": upload('a"; filename="b.exe\u2028\u202etxt', b"isi"),
        "no extension": upload("LICENSE", b"isi"),
        "other type said": upload("a.txt", b"isi", "text/html; charset=utf-7"),
    }


def pages_still_stand(office: Office, one: Found, label: str, response: Any) -> list[str]:
    """After something odd was accepted: the page it leads to, and for days and numbers every page that shows them."""
    from tests.fuzz.office import complaint

    if label.endswith("long") and one.page and not label.startswith("file "):  # text where a file belongs is no file
        return [f"{one} {label}: 100 kB are taken, cut perhaps"]
    pages = []
    if label.endswith("surrogate"):
        pages = [response.headers["Location"].split("#")[0]]
    elif label.startswith(("date", "number")) and label.endswith(("day", "bits", "negative")):
        own = office.built["own"]
        pages += [reverse(name, args=[own["code"], own["edition"]]) for name in WHOLE_CYCLE]
        pages += [reverse(name) for name in ACROSS]
    wrong = []
    for page in pages:
        shown = office.clients[one.role].get(page)
        if problem := complaint(shown):
            wrong.append(told(shown, f"{page} after {one} {label}", problem))
    return wrong


WHOLE_CYCLE = (
    "engine:matrix",
    "engine:plan",
    "engine:cycle-schedule",
    "engine:timeline",
    "activities:team",
    "activities:design",
)
ACROSS = ("engine:inbox", "engine:portfolio", "engine:schedule")


def test_posts_that_are_no_form(office: Office) -> None:
    """Without a token, with a broken one, and bodies that are not what they say."""
    from tests.fuzz.office import complaint

    bodies = {
        "nothing": (b"", "application/x-www-form-urlencoded"),
        "json": (b'{"token": ["a"], "title": {"b": 1}}', "application/json"),
        "broken json": (b'{"a', "application/json"),
        "text": (b"halo", "text/plain"),
        "no type": (b"a=b", ""),
        "odd type": (b"a=b", "multipart/form-data"),
        "no boundary": (b"--x", "multipart/form-data; boundary="),
        "other boundary": (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=lain"),
        "cut short": (
            b'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\nabc',
            "multipart/form-data; boundary=b",
        ),
        "too many fields": (b"&".join(b"f%d=1" % n for n in range(1100)), "application/x-www-form-urlencoded"),
        "broken escapes": (b"token=%zz&%=%&&&=;a=%u0041&%ff=%fe", "application/x-www-form-urlencoded"),
    }
    wrong = []
    for place, one in enumerate(once_each(office)):
        # What reads a body is the same for all: every form gets the first four, every eighth all of them.
        for label, (body, kind) in list(bodies.items())[: None if place % 8 == 0 or one.form.multipart else 4]:
            with office.undone(one.role) as trial:
                response = trial.client.generic("POST", one.action, body, content_type=kind)
                if problem := complaint(response):
                    wrong.append(told(response, f"{one} {label}", problem))
    assert not wrong, "\n".join(wrong)


# Twice ----------------------------------------------------------------------------------------------------------------

WITHOUT_TOKEN = {
    "accounts:login": "Django's own; signing in twice is signing in",
    "accounts:logout": "Django's own",
    "accounts:language": "sets a cookie",
    "accounts:password_reset": "Django's own; asked for without being signed in",
    "accounts:password_reset_confirm": "Django's own; the link works once",
    "accounts:notice_read": "a link that counts as read",
    "core:draft-save": "by script; the same content twice is one draft",
    "metadata:ckan-unknown": "for programs; it has no effect",
}
"""Routes that take posts without a token, and why that does no harm."""


def messages_of(response: Any) -> list[str]:
    from django.contrib.messages import get_messages

    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("in_place", [False, True], ids=["page", "in place"])
def test_the_same_post_twice_has_one_effect_and_one_answer(office: Office, in_place: bool) -> None:
    """Double click, back button, retry: the second post changes nothing and is sent where the first one was."""
    from tests.fuzz.office import changed, fingerprint, is_refused

    wrong, taken = [], set()
    headers = {"HX-Request": "true"} if in_place else {}
    for one in office.forms:
        if one.route in WITHOUT_TOKEN or (in_place and not one.form.in_place):
            continue
        with office.undone(one.role):
            fields, untouched = one.answers(), fingerprint()
            first = office.send(one, fields, headers=headers)
            between = fingerprint()
            second = office.send(one, fields, headers=headers)
            if again := changed(between, fingerprint()):
                wrong.append(f"{one}: the second post changed {', '.join(again)}")
            if is_refused(first):
                if second.status_code != first.status_code or changed(untouched, between):
                    wrong.append(f"{one}: refused, then {second.status_code}")
                continue
            taken.add(one.route)
            where = first.headers.get("Location") or first.headers.get("HX-Redirect")
            there = second.headers.get("Location") or second.headers.get("HX-Redirect")
            if not where and not changed(untouched, between):
                continue  # an answer on the spot that changes nothing
            if not there or (where and there != where):
                wrong.append(f"{one}: first {first.status_code} to {where}, then {second.status_code} to {there}")
            elif where and messages_of(first) != messages_of(second):
                wrong.append(f"{one}: says {messages_of(first)}, then {messages_of(second)}")
    assert not wrong, "\n".join(wrong)
    if not in_place:
        untaken = {one.route for one in office.forms} - taken - set(WITHOUT_TOKEN)
        assert untaken == NEVER_TAKEN | WITH_STATES_OF_THEIR_OWN, "sample answers fit every form"


NEVER_TAKEN = {"accounts:password_change"}
"""Forms that the sample answers do not fit: nobody here has a password."""
WITH_STATES_OF_THEIR_OWN = {
    "design:calculator-take", "filing:add-note", "filing:block", "filing:check", "filing:hand-over", "filing:note",
    "filing:review", "kak:rab", "needs:group", "needs:match", "needs:proposal", "planning:alike", "planning:check",
    "planning:entry-edit", "planning:entry-new", "planning:entry-progress", "planning:forum", "planning:new-year",
    "planning:plan-move",
}  # fmt: skip
"""Posts that want a state which this office does not hold; each is taken in the tests of its app."""


def test_a_post_without_its_token_is_refused_with_words(office: Office) -> None:
    wrong = []
    for one in once_each(office):
        for label, token in {"missing": [], "broken": ["1234"], "empty": [""], "nul": ["\x00"]}.items():
            if one.route in WITHOUT_TOKEN:
                continue
            with office.undone(one.role):
                response = office.send(one, {**one.answers(), "token": token})
                if response.status_code != 400 or "Muat ulang halaman lalu" not in response.content.decode():
                    wrong.append(f"{one} token {label}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


# Addresses ------------------------------------------------------------------------------------------------------------

JUNK_IN_QUERY = (
    "nul", "broken utf-8", "beyond 64 bits", "markup", "huge", "negative", "not finite", "other digits", "last day", "first day",
    "blanks", "wrong uuid",
)  # fmt: skip


def test_junk_in_the_query(office: Office) -> None:
    """Every page with junk in every parameter that it, or its links and filters, are seen to use."""
    from urllib.parse import quote_from_bytes

    from tests.fuzz.office import complaint, read_by_hand

    wrong = []
    for path, role in office.pages():
        own = sorted(office.queries.get(path, set()) - {"csrfmiddlewaretoken", "token"})
        names = sorted({*own, *read_by_hand(path), "hal", "urut", "q"})
        for turn, label in enumerate(JUNK_IN_QUERY if own else JUNK_IN_QUERY[:3]):
            value = NASTY[label]
            raw = quote_from_bytes(value if isinstance(value, bytes) else value.encode())
            query = "&".join(f"{name}={raw}" for name in names)
            headers = {"HX-Request": "true"} if turn % 2 else {}
            with office.undone(role) as trial:
                response = trial.client.get(f"{path}?{query}", headers=headers)
                if problem := complaint(response):
                    wrong.append(told(response, f"{path} as {role}, query {label}", problem))
    assert not wrong, "\n".join(wrong)


WRONG_PARTS = {
    "code": ("TIDAK-ADA",),
    "edition": ("1999",),
    "number": ("9.9", "99999999999999999999"),
    "public_id": ("00000000-0000-0000-0000-000000000000",),
    "iteration": ("0", "99999999999999999999"),
    "old": ("99999999999999999999",),
    "new": ("99999999999999999999",),
    "place": ("0", "99999999999999999999"),
    "task": ("9.9.9",),
    "cause": ("9.9",),
    "move": ("tidak-ada", "save", "__init__"),
    "kind": ("tidak-ada",),
    "section": ("tidak-ada",),
    "table": ("tidak-ada",),
    "group": ("tidak-ada",),
    "key": ("K99999", "ZZ1"),
    "file": ("00000000-0000-0000-0000-000000000000",),
    "value": ("tidak-ada", "~1", "9" * 200),
    "source": ("tidak-ada",),
    "target": ("tidak-ada",),
    "name": ("tidak-ada", "supersede", "__init__"),
    "remark": ("00000000-0000-0000-0000-000000000000",),
    "doing": ("hapus",),
    "what": ("tidak-ada",),
    "fmt": ("exe",),
    "query": ("tidak/ada",),
    "action": ("tidak-ada",),
    "rest": ("tidak/ada",),
    "block": ("tidak-ada",),
    "entry": ("D99999",),
    "government": ("tidak-ada",),
    "listing": ("data-prioritas",),
    "plan_year": ("1999",),
    "version": ("99999999999999999999",),
}
MAY_BE_ANYTHING = {"uidb64", "token"}
"""Parts of the link in a mail: a wrong one gets a page that says that the link is used up."""


def test_wrong_parts_of_addresses(office: Office) -> None:
    """Unknown codes, numbers and ids, and real ones of another organisation inside one's own cycle: all are not found."""
    from tests.fuzz.office import told_apart

    wrong = []
    for name, values, _line in office.cases():
        for part in values:
            if part in MAY_BE_ANYTHING:
                continue
            assert part in WRONG_PARTS, f"{name}: say in WRONG_PARTS what a wrong “{part}” is"
            for bad in (*WRONG_PARTS[part], *told_apart(office.built, name, part)):
                wrong += asked_wrongly(office, name, {**values, part: bad}, part)
    assert not wrong, "\n".join(wrong)


def asked_wrongly(office: Office, name: str, values: dict[str, Any], part: str) -> list[str]:
    from django.urls import NoReverseMatch

    from tests.fuzz.office import complaint

    try:
        address = reverse(name, kwargs=values)
    except NoReverseMatch:
        return []
    wrong = []
    for method in ("get", "post"):
        with office.undone("penyelia") as trial:
            data = {"token": str(uuid.uuid4())} if method == "post" else {}
            response = getattr(trial.client, method)(address, data)
            problem = complaint(response)
            found_wanting = (
                (404, 405) if "html" in response.headers.get("Content-Type", "html") else (400, 404, 405, 422)
            )
            if not problem and response.status_code not in found_wanting:
                problem = f"answers {response.status_code} in place of 404"
            if problem:
                wrong.append(told(response, f"{method.upper()} {address[:90]}, wrong {part}", problem))
    return wrong
