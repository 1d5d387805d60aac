"""Registration: submitting, reviewing, endorsing, retiring. Each move is a decision and an audit entry, made by the machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from metadata.attributes import spec_of
from metadata.enums import Kind, State
from metadata.machines import registration
from metadata.models import Item, Version
from metadata.selectors.values import plain, values_of
from metadata.services.items import words_of
from metadata.services.people import tell

SIMPLE = ("submit", "withdraw", "review", "return", "reject", "cancel")
"""Moves that need no more than a comment."""


@transaction.atomic
def move(version: Version, name: str, *, by: User, comment: str = "", seen: str = "") -> Version:
    """Make one of the SIMPLE moves. Refusals come from the machine (NotAllowed, MoveRefused)."""
    if name not in SIMPLE:
        raise ValueError(f"{name} needs more than a comment")

    def dated(row: Version) -> None:
        if name == "submit":
            row.submitted_on = clock.today()
        elif name == "review":
            row.reviewed_on = clock.today()
        elif name in ("reject", "cancel"):
            row.ended_on = clock.today()

    moved = registration.move(version, name, by=by, comment=comment, seen=seen, before_write=dated)
    tell(moved, name, by=by, comment=comment)
    return moved


@transaction.atomic
def approve(version: Version, *, by: User, authority: str, comment: str = "", seen: str = "") -> Version:
    """Record that the pembina approved a proposal for standard data; who and in what session stands in the comment."""
    if not authority.strip():
        raise ValidationError({"authority": _("Name who approved it.")})

    def named(row: Version) -> None:
        row.authority = authority.strip()[:200]

    moved = registration.move(
        version, "approve", by=by, comment=comment, seen=seen, data={"authority": authority.strip()}, before_write=named
    )
    tell(moved, "approve", by=by, comment=comment)
    return moved


@transaction.atomic
def endorse(
    version: Version, *, by: User, authority: str, decree: str = "", endorsed_on: date | None = None,
    valid_from: date | None = None, issued_code: str = "", comment: str = "", seen: str = "",
) -> Version:  # fmt: skip
    """Record the endorsement by a named authority: the version is locked and takes effect on `valid_from` (today by default).

    Standard data get the code under which they are issued. A version in force of the same item is superseded: at once, or (a
    new validity period that begins later) when its time comes. Refuses what the machine refuses, an unnamed authority, dates
    in the future of the endorsement or before the version that is followed (ValidationError).
    """
    today = clock.today()
    endorsed_on, valid_from = endorsed_on or today, valid_from or today
    item = Item.objects.get(pk=version.item_id)
    _check_endorsement(item, version, authority, endorsed_on, valid_from, issued_code)

    def released(row: Version) -> None:
        row.authority, row.decree = authority.strip(), decree.strip()
        row.endorsed_on, row.valid_from, row.issued_code = endorsed_on, valid_from, issued_code.strip()
        row.words = words_of(row)

    moved = registration.move(
        version, "endorse", by=by, comment=comment, seen=seen,
        data={"authority": authority.strip(), "decree": decree.strip(), "valid_from": valid_from.isoformat()},
        before_write=released,
    )  # fmt: skip
    lock(moved)
    earlier = item.versions.filter(state=State.ENDORSED).exclude(pk=moved.pk).select_related("item__organisation")
    for old in earlier:
        if old.valid_until is None and old.valid_from and old.valid_from < valid_from:
            old.valid_until = valid_from - timedelta(days=1)
            old.save(update_fields=["valid_until"])
    if valid_from <= today or not earlier:
        _take_effect(moved, by)
    tell(moved, "endorse", by=by, comment=comment)
    moved.refresh_from_db()
    return moved


def lock(version: Version) -> None:
    """Freeze a version with the digest of its content: from now on the database refuses changes."""
    version.locked_at, version.digest = clock.now(), digest_of(version)
    version.save(update_fields=["locked_at", "digest"])


def digest_of(version: Version) -> str:
    """SHA-256 over the content, the codes and the links in canonical JSON: equal content gives an equal digest."""
    spec = spec_of(version.item.kind)
    body = hashlib.sha256()
    body.update(
        json.dumps([version.item.kind, version.item.code, plain(spec, values_of(version))], sort_keys=True).encode()
    )
    codes = version.codes.order_by("position", "pk").values_list(
        "code", "label_id", "label_en", "parent__code", "description", "alt_code", "valid_from", "valid_until"
    )
    links = version.links.order_by("position", "pk").values_list("source__code", "target__code", "relation", "note")
    for row in (*codes.iterator(chunk_size=5000), *links.iterator(chunk_size=5000)):
        body.update(json.dumps(row, default=str).encode())
    return body.hexdigest()


def _take_effect(version: Version, by: User | None) -> None:
    """Make it the version in force, and supersede those before it."""
    for old in version.item.versions.filter(state=State.ENDORSED).exclude(pk=version.pk):
        if (old.major, old.minor, old.patch) < (version.major, version.minor, version.patch):
            _supersede(old, version, by)
    Version.objects.filter(item=version.item_id, is_current=True).exclude(pk=version.pk).update(is_current=False)
    Version.objects.filter(pk=version.pk).update(is_current=True)


def _supersede(old: Version, new: Version, by: User | None) -> None:
    def ended(row: Version) -> None:
        row.is_current, row.ended_on = False, clock.today()
        if row.valid_until is None and row.valid_from is not None:
            # One that took its place on the day it began itself leaves it that day alone.
            row.valid_until = max(row.valid_from, (new.valid_from or clock.today()) - timedelta(days=1))

    registration.move(old, "supersede", by=by, data={"by": new.number}, before_write=ended)


@transaction.atomic
def retire(version: Version, *, by: User, comment: str, replaced_by: Item | None = None, seen: str = "") -> Version:
    """Take the version in force out of use; what uses it keeps it. `replaced_by` names the item to be used instead.

    Refuses a replacement that is the item itself, of another kind, or has no version in force (ValidationError).
    """
    if replaced_by is not None:
        if replaced_by.pk == version.item_id or replaced_by.kind != version.item.kind:
            raise ValidationError({"replaced_by": _("Choose another entry of the same kind.")})
        if not replaced_by.versions.filter(is_current=True, state=State.ENDORSED).exists():
            raise ValidationError({"replaced_by": _("%(code)s is not endorsed.") % {"code": replaced_by.code}})

    def ended(row: Version) -> None:
        row.ended_on, row.replaced_by = clock.today(), replaced_by
        row.valid_until = row.valid_until or max(clock.today(), row.valid_from or clock.today())

    data: Mapping[str, Any] = {"replaced_by": replaced_by.code} if replaced_by else {}
    moved = registration.move(version, "retire", by=by, comment=comment, seen=seen, data=data, before_write=ended)
    tell(moved, "retire", by=by, comment=comment)
    return moved


@transaction.atomic
def supersede_due() -> int:
    """Bring into force what begins today: called by the clock. Gives how many took effect."""
    due = Version.objects.filter(state=State.ENDORSED, is_current=False, valid_from__lte=clock.today())
    count = 0
    for version in due.select_related("item__organisation").order_by("item", "major", "minor", "patch"):
        audit.hold(version.audit_chain)
        current = version.item.versions.filter(is_current=True).first()
        if current is None or (current.major, current.minor, current.patch) < (
            version.major,
            version.minor,
            version.patch,
        ):
            _take_effect(version, None)
            count += 1
    return count


def _check_endorsement(
    item: Item, version: Version, authority: str, endorsed_on: date, valid_from: date, issued_code: str
) -> None:
    errors: dict[str, Any] = {}
    if not authority.strip():
        errors["authority"] = _("Name the authority that endorsed it.")
    if endorsed_on > clock.today():
        errors["endorsed_on"] = _("The endorsement cannot lie in the future.")
    if not date(1945, 8, 17) <= valid_from <= date(2200, 12, 31):
        errors["valid_from"] = _("Use dates between 1945 and 2200.")
    current = item.versions.filter(state=State.ENDORSED).newest_first().first()
    if current is not None and current.valid_from and valid_from < current.valid_from:
        errors["valid_from"] = _("Version %(number)s is in force from a later day already.") % {
            "number": current.number
        }
    if item.kind == Kind.STANDARD:
        code = issued_code.strip()
        if not code:
            errors["issued_code"] = _("Write the code under which the standard is issued.")
        elif Version.objects.filter(issued_code__iexact=code).exclude(item=item).exists():
            errors["issued_code"] = _("Another standard was issued under this code.")
    if errors:
        raise ValidationError(errors)
