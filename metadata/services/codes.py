"""Codes of a classification's draft: adding, changing, moving, taking out one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused, Reason, contribute
from metadata.attributes import LONG
from metadata.enums import Change, Kind
from metadata.models import Code, Version
from metadata.services.items import locked, refuse_writing
from metadata.validators import EARLIEST, LATEST, MOST_LEVELS

TEXTS = {"code": 60, "label_id": 500, "label_en": 500, "alt_code": 60, "description": LONG}
"""The texts of a code and their longest."""
DAYS = ("valid_from", "valid_until")
ROOM = 100
"""Places that are left free where codes are pushed on, so that the next addition pushes nothing."""


@transaction.atomic
def add_code(version: Version, *, by: User, values: Mapping[str, Any]) -> Code:
    """A new code of the draft, last among those under `parent` (a code of the version; "" for the topmost level).

    Refuses people who do not produce the classification, a version that is no draft any more, an editorial correction
    (MoveRefused); a code that stands there already, an unknown parent, a level too deep, texts and days that cannot be kept
    (ValidationError by field).
    """
    row = _writable(version, by)
    _refuse_in_patch(row)
    wanted = _clean(row, values)
    parent = _parent(row, str(values.get("parent") or ""))
    code = Code(version=row, parent=parent, level=parent.level + 1 if parent else 1, **wanted)
    if code.level > MOST_LEVELS:
        raise ValidationError({"parent": _("At most %(limit)s levels.") % {"limit": MOST_LEVELS}})
    code.position = _place_after(row, _end_of(row, parent), 1)
    try:
        with transaction.atomic():
            code.save()
    except IntegrityError as error:
        raise ValidationError({"code": _taken(code.code)}) from error
    changes = {name: [None, value] for name, value in wanted.items() if value not in ("", None)}
    record(
        row, by, "registry.code_added", {**changes, **({"parent": [None, parent.code]} if parent else {})}, code.code
    )
    return code


@transaction.atomic
def change_code(code: Code, *, by: User, values: Mapping[str, Any]) -> Code:
    """Change a code of the draft; another `parent` moves it with all that stands under it. What is not named stays.

    Refuses as `add_code` does, and a code that would stand under itself. In an editorial correction the code and its place
    stay: only words, days and the second code may change.
    """
    row = _writable(code.version, by)
    code = row.codes.select_related("parent").get(pk=code.pk)
    before = _values(code)
    wanted = _clean(row, {**before, **values}, itself=code)
    parent = _parent(row, str(values["parent"] or "")) if "parent" in values else code.parent
    after = {**wanted, "parent": parent.code if parent else ""}
    changes = audit.differences(before, after)
    if not changes:
        return code
    if {"code", "parent"} & set(changes):
        _refuse_in_patch(row)
    for name, value in wanted.items():
        setattr(code, name, value)
    code.save(update_fields=[*wanted])
    if "parent" in changes:
        _move(row, code, parent)
    record(row, by, "registry.code_changed", changes, code.code)
    return code


@transaction.atomic
def remove_code(code: Code, *, by: User) -> None:
    """Take a code out of the draft. Refuses while codes stand under it, while a correspondence table links it, and in an
    editorial correction (MoveRefused)."""
    row = _writable(code.version, by)
    _refuse_in_patch(row)
    code = row.codes.get(pk=code.pk)
    if number := code.children.count():
        words = _("%(count)s codes stand under it: remove or move those first.")
        raise MoveRefused(Reason("children", words % {"count": number}))
    if number := code.links_from.count() + code.links_to.count():
        words = _("%(count)s links of correspondence tables name it: change those first.")
        raise MoveRefused(Reason("linked", words % {"count": number}))
    before = {name: [value, None] for name, value in _values(code).items() if value not in ("", None)}
    label = code.code
    code.delete()
    record(row, by, "registry.code_removed", before, label)


def record(row: Version, by: User, action: str, changes: Mapping[str, list[Any]], code: str) -> None:
    """That somebody changed a part of a draft: its revision counts on, the person is a maker, the trail has an entry."""
    row.revision += 1
    row.updated_by, row.updated_at = by, clock.now()
    row.save(update_fields=["revision", "updated_by", "updated_at"])
    contribute(row, row.round, by, "edited")
    audit.append(
        row.audit_chain,
        action=action,
        by=by,
        subject=row,
        subject_label=f"{row.label} {row.name_id}",
        changes=changes,
        scope=row.audit_scope,
        context={"code": code},
    )


# What may be written ------------------------------------------------------------------------------------------------------


def _writable(version: Version, by: User) -> Version:
    row = locked(version)
    if row.item.kind != Kind.CLASSIFICATION:
        raise ValueError(f"{row} is no classification")
    refuse_writing(row, by)
    return row


def _refuse_in_patch(row: Version) -> None:
    if row.change == Change.PATCH:
        words = _(
            "An editorial correction keeps its codes and their places. Begin an addition or a new validity period."
        )
        raise MoveRefused(Reason("patch", words))


def _values(code: Code) -> dict[str, Any]:
    found = {name: getattr(code, name) for name in (*TEXTS, *DAYS)}
    return {**found, "parent": code.parent.code if code.parent else ""}


def _taken(value: str) -> str:
    return _("The code %(code)s stands in this version already.") % {"code": value}


def _clean(row: Version, values: Mapping[str, Any], itself: Code | None = None) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    found: dict[str, Any] = {}
    for name, longest in TEXTS.items():
        text = str(values.get(name) or "").replace("\x00", "")
        text = text.strip() if name == "description" else " ".join(text.split())
        if len(text) > longest:
            errors[name] = _("The text is longer than %(limit)s characters.") % {"limit": longest}
        found[name] = text
    if not any(sign.isalnum() for sign in found["code"]):
        errors["code"] = _("Write a code of letters or digits.")
    elif not found["code"].isprintable():
        errors["code"] = _("The code holds signs that nobody can read.")
    elif "code" not in errors and row.codes.filter(code=found["code"]).exclude(pk=itself.pk if itself else 0).exists():
        errors["code"] = _taken(found["code"])
    if not found["label_id"]:
        errors["label_id"] = _("Write what the code stands for.")
    for name in DAYS:
        day: date | None = values.get(name) or None
        if day is not None and not EARLIEST <= day <= LATEST:
            errors[name] = _("Use dates between 1900 and 2200.")
        found[name] = day
    if found["valid_from"] and found["valid_until"] and found["valid_until"] < found["valid_from"]:
        errors["valid_until"] = _("The end date lies before the start date.")
    if errors:
        raise ValidationError(errors)
    return found


def _parent(row: Version, value: str) -> Code | None:
    value = " ".join(value.split())
    if not value:
        return None
    parent = row.codes.filter(code=value).first()
    if parent is None:
        words = _("There is no code %(code)s in this version.")
        raise ValidationError({"parent": words % {"code": value[:80]}})
    return parent


# Places -------------------------------------------------------------------------------------------------------------------


def _end_of(row: Version, parent: Code | None, but: int = 0) -> Code | None:
    """The last code of all that stands under `parent`, or the parent itself; None in an empty version."""
    last, found = parent, parent
    while True:
        under = row.codes.filter(parent=found).exclude(pk=but).order_by("-position", "-pk").first()
        if under is None:
            return last
        last = found = under


def _place_after(row: Version, last: Code | None, count: int, but: tuple[int, ...] = ()) -> int:
    """A position behind `last` with `count` free ones; what stands there is pushed on."""
    if last is None:
        return 0
    behind = row.codes.filter(Q(position__gt=last.position) | Q(position=last.position, pk__gt=last.pk))
    behind = behind.exclude(pk__in=but)
    if behind.filter(position__lte=last.position + count).exists():
        behind.update(position=F("position") + count + ROOM)
    return last.position + 1


def _move(row: Version, code: Code, parent: Code | None) -> None:
    """Put a code with all that stands under it last under another parent."""
    branch = _branch(row, code)
    if parent is not None and parent.pk in {one.pk for one in branch}:
        raise ValidationError({"parent": _("A code cannot stand under itself.")})
    shift = (parent.level + 1 if parent else 1) - code.level
    if max(one.level for one in branch) + shift > MOST_LEVELS:
        raise ValidationError({"parent": _("At most %(limit)s levels.") % {"limit": MOST_LEVELS}})
    code.parent = parent
    first = _place_after(row, _end_of(row, parent, but=code.pk), len(branch), tuple(one.pk for one in branch))
    for place, one in enumerate(branch):
        one.level, one.position = one.level + shift, first + place
    branch[0].parent = parent
    Code.objects.bulk_update(branch, ["level", "position", "parent"], batch_size=500)
    code.level, code.position = branch[0].level, branch[0].position


def _branch(row: Version, code: Code) -> list[Code]:
    """A code and all that stands under it, each above its own; one query a level."""
    under: dict[int, list[Code]] = {}
    front, everyone = [code.pk], {code.pk}
    while front:
        rows = list(row.codes.filter(parent__in=front).order_by("position", "pk"))
        front = []
        for one in rows:
            if one.pk not in everyone:
                under.setdefault(one.parent_id or 0, []).append(one)
                everyone.add(one.pk)
                front.append(one.pk)
    ordered: list[Code] = []
    waiting = [code]
    while waiting:
        one = waiting.pop()
        ordered.append(one)
        waiting += reversed(under.get(one.pk, []))
    return ordered
