"""Drafts of long forms: what a person types is kept on the server while they type, whether it is right or not.

A page that wants it builds its form with `restored` and hands the sheet to the tags of templatetags/drafts.py; the script
static/js/autosave.js does the rest. After the form was saved the view calls `sent`. Nothing here looks at what the fields
mean: a draft is never refused for what stands in it, but for its size.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict

from gsbpm_portal.core import clock, office, tokens
from gsbpm_portal.core.models.drafts import Draft

LONGEST_KEY = 200
LONGEST_BASE = 2000
MOST_BYTES = 256 * 1024
"""Of all names and values of a form together, as JSON in UTF-8."""
SIGNED, NUMBER, PAGE, BACK = "naskah-kunci", "naskah-nomor", "naskah-halaman", "naskah-kembali"
"""Fields of an autosaved form: what it is about, the number of the draft seen, page and step ("a:3"), where to go back to."""
_LEFT_OUT = re.compile(rf"naskah(-|$)|{tokens.FIELD}$|csrfmiddlewaretoken$|.*(password|sandi)")
_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
_MARK = re.compile(r"[0-9a-f]{32}:[0-9]{1,9}")
_SALT = "gsbpm_portal.core.drafts"

Person = AbstractBaseUser | AnonymousUser
Pairs = Iterable[Sequence[str]]
Form = TypeVar("Form", bound=forms.BaseForm)


class Overtaken(Exception):
    """Another page of the person changed the draft since it was seen. Carries it; without data: sent or thrown away."""

    def __init__(self, draft: Draft):
        self.draft = draft
        super().__init__(f"the draft has number {draft.number} by now")


class TooLarge(Exception):
    """The content of the form exceeds MOST_BYTES."""


class NotGiven(Exception):
    """The signed key was not given to this person by a page of the portal."""


# Storing --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save(
    user: Person, key: str, *, pairs: Pairs, base: str = "", seen_number: int = 0, page: str = "", step: int = 0
) -> Draft:
    """Keep the content of a form, as [name, value] pairs, and return its draft.

    Refuses with TooLarge, and with Overtaken where another content was kept since the number that was seen. Saves of one
    loading of a page (`page`, any text of its own up to 36 characters) count their contents in `step`: a later one takes the
    place of an earlier one, whichever arrives first. A content that stands already changes nothing.
    """
    data = tidy(pairs)
    row = _locked(user, key)
    if page and row.page == page:
        if step <= row.step:
            return row
    elif row.number not in (0, seen_number) and row.data != data:
        raise Overtaken(row)
    if row.data != data:
        row.number += 1
    row.data, row.base, row.page, row.step, row.saved_at = data, base[:LONGEST_BASE], page[:36], step, clock.now()
    row.save()
    return row


def find(user: Person, key: str) -> Draft | None:
    """The person's own draft of a form, or None where nothing is kept."""
    return Draft.objects.filter(user=user.pk, key=key, data__isnull=False).first()


@transaction.atomic
def discard(user: Person, key: str) -> None:
    """Throw the draft of a form away, whatever it holds; saves that are on their way are refused as overtaken."""
    _end(_locked(user, key))


@transaction.atomic
def sent(user: Person, key: str, posted: Mapping[str, Any]) -> None:
    """End the draft of a form that was just saved; to be called in the transaction of the saving.

    A draft that another page of the person kept since the posted form saw it stays: it holds what was not in this form.
    """
    row, page = _locked(user, key), str(posted.get(PAGE) or "").partition(":")[0]
    if row.number in (0, seen_in(posted)) or (page and row.page == page):
        _end(row)


def seen_in(posted: Mapping[str, Any]) -> int | None:
    """The number of the draft that a posted form says it has seen; None where it says none."""
    raw = str(posted.get(NUMBER) or "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def tidy(pairs: Pairs) -> list[list[str]]:
    """The pairs that are kept: without tokens and what belongs to the draft itself, without characters that no database holds.

    Refuses with TooLarge beyond MOST_BYTES.
    """
    data = [[_storable(name), _storable(value)] for name, value in pairs if not _LEFT_OUT.match(name)]
    if len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()) > MOST_BYTES:
        raise TooLarge
    return data


def as_pairs(posted: QueryDict) -> list[tuple[str, str]]:
    """A posted form as pairs."""
    return [(name, value) for name, values in posted.lists() for value in values]


def as_data(draft: Draft) -> QueryDict:
    """The draft as a form takes it, with a token of its own to be sent with."""
    data = QueryDict(mutable=True)
    for name, value in draft.data or []:
        data.appendlist(name, value)
    data[tokens.FIELD] = tokens.new()
    return data


def purge() -> int:
    """Remove the drafts that nobody has touched for as long as the office setting draft_days says; gives how many."""
    before = clock.now() - timedelta(days=office.get("draft_days"))
    removed, _per_model = Draft.objects.filter(saved_at__lt=before).delete()
    return removed


def _locked(user: Person, key: str) -> Draft:
    if len(key) > LONGEST_KEY:
        raise ValueError(f"{key}: longer than {LONGEST_KEY} characters")
    own: dict[str, Any] = {"user_id": user.pk, "key": key}
    Draft.objects.get_or_create(**own)
    return Draft.objects.select_for_update().get(**own)


def _end(row: Draft) -> None:
    row.number += 1
    row.data, row.base, row.page, row.step, row.saved_at = None, "", "", 0, clock.now()
    row.save()


def _storable(text: str) -> str:
    return _NOT_STORED.sub(lambda match: "" if match[0] == "\x00" else "\ufffd", text)


# Pages ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """What a page knows of the draft of one of its forms; for the tags of templatetags/drafts.py."""

    key: str
    signed: str
    """The key and the base, for this person: what the page may save under."""
    number: int
    shown: Draft | None = None
    """The draft that the form was filled from."""
    is_behind: bool = False
    """Whether what is stored has changed since the draft was begun."""
    origin: tuple[tuple[str, str], ...] = ()
    """Pairs kept in place of what the form itself says."""
    page: str | None = None
    """Of a form that is shown again: the page and step that it was posted with, which it goes on from."""

    @property
    def saved_at(self) -> datetime | None:
        return self.shown.saved_at if self.shown else None


def restored(
    user: Person, key: str, build: Callable[[QueryDict | None], Form], *, base: str = ""
) -> tuple[Form, Sheet]:
    """The form of a page, and the sheet of its draft.

    `build` makes the form of posted data, or of what is stored where it is given None. Where there is a draft the form holds
    it and shows no errors: a draft is no submission. `base` tells the present state of what is stored, in any words.
    """
    row = Draft.objects.filter(user=user.pk, key=key).first()
    if row is None or row.data is None:
        return build(None), Sheet(key, sign(user, key, base), row.number if row else 0)
    form = build(as_data(row))
    form._errors = ErrorDict()  # type: ignore[attr-defined]  # what full_clean would fill; a form that has some is not cleaned
    return form, Sheet(key, sign(user, key, row.base), row.number, shown=row, is_behind=row.base != base)


def resumed(user: Person, key: str, posted: QueryDict, *, base: str = "", origin: Sequence[str] = ()) -> Sheet:
    """The sheet of a form that is shown again as it was posted (mistakes, two versions).

    `origin` names fields whose posted values are kept in the draft even where the page goes on with others: a draft taken up
    later must say what its writer had seen, or it would write over what came between.
    """
    number = seen_in(posted)
    if number is None:
        row = Draft.objects.filter(user=user.pk, key=key).first()
        number = row.number if row else 0
    pairs = tuple((name, posted.get(name, "")) for name in origin)
    page = posted.get(PAGE, "")
    return Sheet(key, sign(user, key, base), number, origin=pairs, page=page if _MARK.fullmatch(page) else "")


def sign(user: Person, key: str, base: str = "") -> str:
    """A key and a base as a page carries them: good for this person alone."""
    return Signer(salt=_SALT).sign_object([user.pk, key, base[:LONGEST_BASE]])


def unsign(user: Person, signed: str) -> tuple[str, str]:
    """(key, base) of what a page carries. Refuses with NotGiven what was not signed for this person."""
    try:
        whose, key, base = Signer(salt=_SALT).unsign_object(signed)
    except (BadSignature, ValueError, TypeError):
        raise NotGiven from None
    if whose != user.pk:
        raise NotGiven
    return key, base
