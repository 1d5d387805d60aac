"""Items and drafts of their versions: proposing, writing, beginning the next version, throwing a draft away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused, Reason, contribute
from metadata import rules
from metadata.attributes import KindSpec, spec_of
from metadata.enums import GIVEN_UP, OPEN, WRITABLE, Change, Kind, State
from metadata.gates import is_unused_as_draft
from metadata.models import Code, CodeLink, Item, Reference, Version
from metadata.models.items import code_validator
from metadata.selectors.cycles import check_acyclic
from metadata.selectors.expressions import check_formulas
from metadata.selectors.values import COLUMNS, Pointer, plain, to_json, values_of
from metadata.validators import clean
from metadata.words import searchable


class Overtaken(Exception):
    """Somebody else saved the draft since it was opened; `values` are those stored now."""

    def __init__(self, version: Version, values: Mapping[str, Any]):
        self.version, self.values = version, values
        super().__init__(f"revision {version.revision} was stored meanwhile")


@transaction.atomic
def create_item(
    kind: str, code: str, *, organisation: Organisation | None, values: Mapping[str, Any], by: User,
    distinct_from: Iterable[Item] = (),
) -> Version:  # fmt: skip
    """A new item of the organisation with its first draft, 1.0.0; `distinct_from`: entries much like it, yet of another meaning.

    Refuses people who may not propose for the organisation (PermissionDenied), a code that is taken or malformed, and values
    that cannot be kept (ValidationError by attribute). What is still missing is no reason to refuse a draft.
    """
    if organisation is None or not rules.may_propose_for(by, organisation):
        raise PermissionDenied(_("You cannot propose entries for this organisation."))
    item = Item(kind=Kind(kind), code=code, organisation=organisation, created_by=by)
    audit.hold(item.audit_chain)
    check_code(item)
    version = Version(item=item, created_by=by, updated_by=by)
    cleaned = clean(spec_of(kind), values)
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        raise ValidationError({"code": _("Another entry of this kind already has this code.")}) from error
    version.item = item
    _write(version, cleaned)
    told = _tell_apart(version, distinct_from)
    contribute(version, version.round, by, "created")
    _log(version, by, "registry.created", {"code": [None, item.code], **_changes(spec_of(kind), {}, cleaned), **told})
    return version


def check_code(item: Item) -> None:
    """Refuses a malformed code, and one that another item of the kind has."""
    try:
        code_validator(item.code)
    except ValidationError as error:
        raise ValidationError({"code": error}) from error
    if len(item.code) > 60:
        raise ValidationError({"code": _("The text is longer than %(limit)s characters.") % {"limit": 60}})
    if Item.objects.filter(kind=item.kind, code=item.code).exclude(pk=item.pk).exists():
        raise ValidationError({"code": _("Another entry of this kind already has this code.")})


@transaction.atomic
def save_draft(
    version: Version, *, by: User, values: Mapping[str, Any], seen_revision: int | None = None,
    distinct_from: Iterable[Item] = (),
) -> Version:  # fmt: skip
    """Write the content of a draft; values that are not named stay. Content equal to the stored one changes nothing.

    `distinct_from`: entries much like it that mean something else, beside those told before.

    Refuses people who do not produce the item, a version that is not a draft any more (MoveRefused), content that somebody else
    stored since `seen_revision` (Overtaken), values that cannot be kept, and a patch that changes the meaning (ValidationError).
    """
    row = locked(version)
    refuse_writing(row, by)
    spec = spec_of(row.item.kind)
    before = values_of(row)
    after = clean(spec, {**before, **values})
    changes = _changes(spec, before, after)
    if not changes:
        return row
    if seen_revision is not None and seen_revision != row.revision:
        raise Overtaken(row, before)
    refuse_change_of_meaning(row, spec, after)
    row.revision += 1
    row.updated_by, row.updated_at = by, clock.now()
    _write(row, after)
    changes |= _tell_apart(row, distinct_from)
    contribute(row, row.round, by, "edited")
    _log(row, by, "registry.changed", changes)
    return row


@transaction.atomic
def start_version(
    base: Version, *, change: str, note: str, by: User, values: Mapping[str, Any] | None = None
) -> Version:
    """The next draft from a released version, with its content, references, codes and links; the base stays as it is.

    From a proposal that was rejected or cancelled a new one begins; it is a first version again, whatever `change` says.

    `change` says which place of the number counts up: patch (editorial), minor (additions) or major (a new validity period).
    Refuses people who do not produce the item, a base that was never endorsed, an item with a draft, and an empty note.
    """
    base = locked(base)
    item = base.item
    if not rules.produces(by, item):
        raise PermissionDenied(_("You cannot propose changes of this entry."))
    begins_again = base.state in GIVEN_UP
    if begins_again:
        change = Change.FIRST
    elif change not in (Change.PATCH, Change.MINOR, Change.MAJOR):
        raise ValidationError({"change": _("Choose from the list.")})
    if not note.strip():
        raise ValidationError({"change_note": _("Write what changes, and why.")})
    if not base.is_released and not begins_again:
        raise MoveRefused(Reason("not_released", _("Only an endorsed version can be followed by another one.")))
    if open_one := item.versions.filter(state__in=OPEN).first():
        raise MoveRefused(
            Reason(
                "open",
                _("Version %(number)s is on its way already.") % {"number": open_one.number},
                open_one.get_absolute_url(),
            )
        )
    major, minor, patch = next_number(item, base, change)
    version = Version(
        item=item, major=major, minor=minor, patch=patch, change=change, change_note=note.strip(), based_on=base,
        created_by=by, updated_by=by,
    )  # fmt: skip
    content = values_of(base)
    _write(version, content)
    copy_parts(base, version)
    version.distinct_from.set(base.distinct_from.all())
    contribute(version, version.round, by, "created")
    _log(version, by, "registry.version_started", {"number": [base.number, version.number]}, reason=note.strip())
    return save_draft(version, by=by, values=values) if values else version


def next_number(item: Item, base: Version, change: str) -> tuple[int, int, int]:
    """The number after the highest of the same line: 2.0.0 after all, 1.3.0 after 1.2.x, 1.2.4 after 1.2.3."""
    numbers = list(item.versions.values_list("major", "minor", "patch"))
    if change == Change.MAJOR:
        return max(n[0] for n in numbers) + 1, 0, 0
    if change == Change.MINOR:
        return base.major, max(n[1] for n in numbers if n[0] == base.major) + 1, 0
    same = [n for n in numbers if n[:2] == (base.major, base.minor)]
    return base.major, base.minor, max(n[2] for n in same) + 1


def copy_parts(base: Version, version: Version) -> None:
    """Codes with their tree, and links of a correspondence, as they are in the base."""
    fields = (
        "code",
        "label_id",
        "label_en",
        "level",
        "position",
        "description",
        "alt_code",
        "valid_from",
        "valid_until",
    )
    new: dict[int, int] = {}
    depth = 0
    for level in base.codes.order_by("level").values_list("level", flat=True).distinct():
        depth = level
        rows = list(base.codes.filter(level=depth).order_by("position").values("pk", "parent_id", *fields))
        for start in range(0, len(rows), 5000):
            chunk = rows[start : start + 5000]
            made = Code.objects.bulk_create(
                Code(version=version, parent_id=new.get(row["parent_id"]), **{name: row[name] for name in fields})
                for row in chunk
            )
            new.update({row["pk"]: code.pk for row, code in zip(chunk, made, strict=True)})
    links = base.links.order_by("position").values("source_id", "target_id", "relation", "note", "position")
    CodeLink.objects.bulk_create((CodeLink(version=version, **row) for row in links), batch_size=5000)


@transaction.atomic
def discard_draft(version: Version, *, by: User) -> None:
    """Throw a draft away; the item too, when it has no other version. The audit trail keeps that it was there.

    Refuses people who do not produce it, a version that was ever decided on or is not a draft, and one that others refer to.
    """
    row = locked(version)
    refuse_writing(row, by)
    if row.round > 1 or row.submitted_on is not None:
        raise MoveRefused(
            Reason(
                "decided",
                _("This draft was submitted once: its history has to stay. Withdraw it or leave it as it is."),
            )
        )
    if reasons := [*is_unused_as_draft(row)]:
        raise MoveRefused(*reasons)
    item = row.item
    _log(row, by, "registry.discarded", {"name_id": [row.name_id, None]})
    row.delete()
    if not item.versions.exists():
        item.delete()


# Shared -------------------------------------------------------------------------------------------------------------------


def locked(version: Version) -> Version:
    """The version as it is stored now, locked, its audit chain held before it."""
    audit.hold(version.audit_chain)
    return (
        Version.objects.select_for_update(of=("self",))
        .select_related("item__organisation", "based_on")
        .get(pk=version.pk)
    )


def refuse_writing(row: Version, by: User) -> None:
    """Raises unless the person may write this version now."""
    if not rules.produces(by, row.item):
        raise PermissionDenied(_("You cannot change entries of this organisation."))
    if row.state not in WRITABLE:
        words = _("The entry is “%(state)s” now and cannot be changed.")
        raise MoveRefused(Reason("state", words % {"state": State(row.state).label}))


def refuse_change_of_meaning(row: Version, spec: KindSpec, after: Mapping[str, Any]) -> None:
    """A patch mends words: what bears the meaning has to stay as it is in the version that it follows."""
    if row.change != Change.PATCH or row.based_on is None:
        return
    base = values_of(row.based_on)
    moved = [a for a in spec.attributes if a.meaning and not _same_meaning(base[a.name], after[a.name])]
    if moved:
        words = _(
            "An editorial correction leaves this as it is. Discard the draft and begin a new validity period instead."
        )
        raise ValidationError({attribute.name: words for attribute in moved})


def _same_meaning(old: Any, new: Any) -> bool:
    if isinstance(old, list) and any(isinstance(one, Pointer) for one in (*old, *new)):
        return [(p.target.item_id, p.target.major) for p in old] == [(p.target.item_id, p.target.major) for p in new]
    return bool(old == new)


def _write(version: Version, values: Mapping[str, Any]) -> None:
    """Store cleaned values: columns, content, references and the words for searching."""
    spec = spec_of(version.item.kind)
    for name in COLUMNS:
        setattr(version, name, values[name])
    version.content = {a.name: to_json(a, values[a.name]) for a in spec.content if values[a.name] != a.empty}
    version.words = words_of(version)
    check_formulas(version, values)
    version.save()
    references = [
        Reference(version=version, attribute=a.name, position=position, target=pointer.target, note=pointer.note)
        for a in spec.references
        for position, pointer in enumerate(values[a.name])
    ]
    check_acyclic(version, [reference.target for reference in references])
    version.references.all().delete()
    Reference.objects.bulk_create(references)


def _tell_apart(version: Version, items: Iterable[Item]) -> dict[str, list[Any]]:
    """Keep that these entries mean something else; what is new of it, for the trail."""
    told = set(version.distinct_from.values_list("pk", flat=True))
    new = [item for item in items if item.pk not in told]
    version.distinct_from.add(*new)
    return {"distinct_from": [None, ", ".join(item.code for item in new)]} if new else {}


def words_of(version: Version) -> str:
    """What a search looks in: code, names, definitions, alias, issued code."""
    return searchable(
        version.item.code.replace("_", " "),
        version.name_id,
        version.name_en,
        str(version.content.get("alias", "")),
        version.issued_code,
        version.definition_id,
        version.definition_en,
    )


def _changes(spec: KindSpec, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    empty = {a.name: a.empty for a in spec.attributes}
    return audit.differences(plain(spec, {**empty, **before}), plain(spec, after))


def _log(version: Version, by: User, action: str, changes: Mapping[str, list[Any]], reason: str = "") -> None:
    audit.append(
        version.audit_chain,
        action=action,
        by=by,
        subject=version,
        subject_label=f"{version.label} {version.name_id}",
        changes=changes,
        reason=reason,
        scope=version.audit_scope,
    )
