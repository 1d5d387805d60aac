"""Bringing shipped code lists into the registry: shared by all offices, endorsed by the authority that stands for them.

What stands there already is compared; nothing is written where nothing changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from gsbpm_portal.core import audit, clock
from metadata.attributes import spec_of
from metadata.enums import Change, Kind, State
from metadata.models import Code, Item, Version
from metadata.models.items import SHARED_CHAIN
from metadata.selectors.values import plain, values_of
from metadata.services.items import next_number, words_of
from metadata.services.registration import lock, supersede_due
from metadata.shipped import ShippedCode, ShippedList, all_lists

PART = 5000
"""Codes that are written at a time."""
NOTE = "Daftar bawaan portal."


@dataclass
class Loaded:
    """What a load did, by the codes of the lists."""

    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Lists of which an office made an entry or a version of its own."""

    def __str__(self) -> str:
        counts = f"{len(self.added)} added, {len(self.renewed)} renewed, {len(self.unchanged)} unchanged"
        return f"{counts}, left to their offices: {', '.join(self.left)}" if self.left else counts


def load_registry(lists: Iterable[ShippedList] | None = None) -> Loaded:
    """Load every shipped list (or those given), each in a transaction of its own. Safe to run at every start."""
    done = Loaded()
    for one in all_lists() if lists is None else lists:
        getattr(done, load_list(one)).append(one.code)
    return done


@transaction.atomic
def load_list(shipped: ShippedList) -> str:
    """Have one list in force: "added", "renewed", "unchanged", or "left".

    What changed tells the number of the new version: words alone a patch, codes that came a minor one, codes that went or moved a
    new validity period that begins today.

    A list is left where its code belongs to an office's entry, or its newest released version was written by people. Otherwise
    the version before is superseded by the same machine as all others.
    """
    audit.hold(SHARED_CHAIN)
    item = Item.objects.filter(kind=Kind.CLASSIFICATION, code=shipped.code).first()
    if item is None:
        item = Item.objects.create(kind=Kind.CLASSIFICATION, code=shipped.code)
        major, minor, patch = (int(part) for part in shipped.number.split("."))
        _write(Version(item=item, state=State.ENDORSED, major=major, minor=minor, patch=patch), shipped)
        return "added"
    newest = item.versions.released().newest_first().first()
    if item.organisation_id is not None or newest is None or newest.created_by_id is not None:
        return "left"
    if newest.digest == digest_of_list(shipped) and _origin(newest) == (shipped.authority, shipped.decree):
        return "unchanged"
    stored = _stored(newest)
    if _head(newest) == _wanted_head(shipped) and stored == list(shipped.codes):
        return "unchanged"
    before, after = ({(row.code, row.parent) for row in rows} for rows in (stored, shipped.codes))
    change = Change.PATCH if before == after else Change.MINOR if before < after else Change.MAJOR
    asked = tuple(int(part) for part in shipped.number.split("."))
    major, minor, patch = max(next_number(item, newest, change), asked)
    version = Version(
        item=item, state=State.ENDORSED, major=major, minor=minor, patch=patch, change=change, change_note=NOTE, based_on=newest,
    )  # fmt: skip
    _write(version, shipped)
    return "renewed"


def digest_of_list(shipped: ShippedList) -> str:
    """The digest that the list has once it is locked (services.registration.digest_of), without the database: comparing 92,000
    codes costs a second less so. Where the two differ the rows themselves are compared."""
    item = Item(kind=Kind.CLASSIFICATION, code=shipped.code)
    version = Version(item=item, public=True, content=shipped.content, **_texts(shipped))
    body = hashlib.sha256()
    values = plain(spec_of(item.kind), values_of(version))
    body.update(json.dumps([item.kind, item.code, values], sort_keys=True).encode())
    for row in shipped.codes:
        cells = (row.code, row.label_id, row.label_en, row.parent or None, row.description, "", None, None)
        body.update(json.dumps(cells, default=str).encode())
    return body.hexdigest()


def _texts(shipped: ShippedList) -> dict[str, str]:
    return {
        "name_id": shipped.name_id,
        "name_en": shipped.name_en,
        "definition_id": shipped.definition_id,
        "definition_en": shipped.definition_en,
    }


def _origin(version: Version) -> tuple[str, str]:
    return version.authority, version.decree


def _head(version: Version) -> tuple[object, ...]:
    names = (version.name_id, version.name_en, version.definition_id, version.definition_en)
    return (*names, version.content, version.authority, version.decree)


def _wanted_head(shipped: ShippedList) -> tuple[object, ...]:
    names = (shipped.name_id, shipped.name_en, shipped.definition_id, shipped.definition_en)
    return (*names, shipped.content, shipped.authority, shipped.decree)


def _stored(version: Version) -> list[ShippedCode]:
    rows = version.codes.order_by("position", "pk").values_list(
        "pk", "parent_id", "code", "label_id", "label_en", "description"
    )
    found, code_of = [], {}
    for pk, parent, code, label_id, label_en, description in rows.iterator(chunk_size=10_000):
        code_of[pk] = code
        found.append(ShippedCode(code, label_id, label_en, code_of.get(parent, ""), description))
    return found


def _write(version: Version, shipped: ShippedList) -> None:
    """Store a version as endorsed with its codes, lock it, and bring it into force."""
    today = clock.today()
    for name, text in _texts(shipped).items():
        setattr(version, name, text)
    version.content, version.public = shipped.content, True
    version.authority, version.decree = shipped.authority, shipped.decree
    version.endorsed_on = version.valid_from = today
    version.words = words_of(version)
    version.save()
    write_codes(version, shipped.codes)
    lock(version)
    audit.append(
        version.audit_chain, action="registry.loaded", by=None, subject=version,
        subject_label=f"{version.label} {version.name_id}", scope=version.audit_scope,
        context={"codes": len(shipped.codes), "authority": version.authority},
    )  # fmt: skip
    supersede_due()


def write_codes(version: Version, codes: Iterable[ShippedCode]) -> None:
    """Insert the codes level by level, in parts; a parent stands before what stands under it."""
    rows: dict[str, Code] = {}
    levels: dict[int, list[tuple[Code, str]]] = {}
    for position, row in enumerate(codes):
        above = rows.get(row.parent)
        code = Code(
            version=version, code=row.code, label_id=row.label_id, label_en=row.label_en, description=row.description,
            level=above.level + 1 if above is not None else 1, position=position,
        )  # fmt: skip
        rows[row.code] = code
        levels.setdefault(code.level, []).append((code, row.parent))
    for level in sorted(levels):
        for code, parent in levels[level]:
            if parent:
                code.parent_id = rows[parent].pk
        Code.objects.bulk_create((code for code, _parent in levels[level]), batch_size=PART)
