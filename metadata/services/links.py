"""Links of a correspondence table's draft: adding, changing, taking out one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit
from gsbpm_portal.core.transitions import MoveRefused, Reason
from metadata.enums import Change, Kind, Relation
from metadata.models import Code, CodeLink, Version
from metadata.selectors.tree import ends_of
from metadata.services.codes import record
from metadata.services.items import locked, refuse_writing


@transaction.atomic
def add_link(version: Version, *, by: User, values: Mapping[str, Any]) -> CodeLink:
    """A new link, last in the table: `source`, `target` ("" for no successor), `relation`, `note`.

    Refuses people who do not produce the table, a version that is no draft any more, an editorial correction (MoveRefused);
    codes that the classifications do not have, a link that stands there already, a relation that does not fit (ValidationError).
    """
    row = _writable(version, by)
    _refuse_in_patch(row)
    wanted = _clean(row, values)
    last = row.links.aggregate(last=Max("position"))["last"]
    link = CodeLink(version=row, position=0 if last is None else last + 1, **wanted)
    _save(link)
    changes = {name: [None, value] for name, value in _values(link).items() if value}
    record(row, by, "registry.link_added", changes, link.source.code)
    return link


@transaction.atomic
def change_link(link: CodeLink, *, by: User, values: Mapping[str, Any]) -> CodeLink:
    """Change a link of the draft; what is not named stays. Refuses as `add_link` does; an editorial correction changes only
    notes."""
    row = _writable(link.version, by)
    link = row.links.select_related("source", "target").get(pk=link.pk)
    before = _values(link)
    wanted = _clean(row, {**before, **values})
    for name, value in wanted.items():
        setattr(link, name, value)
    changes = audit.differences(before, _values(link))
    if not changes:
        return link
    if set(changes) - {"note"}:
        _refuse_in_patch(row)
    _save(link)
    record(row, by, "registry.link_changed", changes, link.source.code)
    return link


@transaction.atomic
def remove_link(link: CodeLink, *, by: User) -> None:
    """Take a link out of the draft; refused in an editorial correction."""
    row = _writable(link.version, by)
    _refuse_in_patch(row)
    link = row.links.select_related("source", "target").get(pk=link.pk)
    changes = {name: [value, None] for name, value in _values(link).items() if value}
    source = link.source.code
    link.delete()
    record(row, by, "registry.link_removed", changes, source)


def _writable(version: Version, by: User) -> Version:
    row = locked(version)
    if row.item.kind != Kind.CORRESPONDENCE:
        raise ValueError(f"{row} is no correspondence table")
    refuse_writing(row, by)
    return row


def _refuse_in_patch(row: Version) -> None:
    if row.change == Change.PATCH:
        words = _("An editorial correction keeps its links. Begin an addition or a new validity period.")
        raise MoveRefused(Reason("patch", words))


def _values(link: CodeLink) -> dict[str, str]:
    target = link.target.code if link.target is not None else ""
    return {"source": link.source.code, "target": target, "relation": str(link.relation), "note": link.note}


def _clean(row: Version, values: Mapping[str, Any]) -> dict[str, Any]:
    ends = ends_of(row)
    errors: dict[str, Any] = {}
    source = _code(ends.source, str(values.get("source") or ""), "source", errors)
    if source is None and "source" not in errors:
        errors["source"] = _("Write the code that the link comes from.")
    target = _code(ends.target, str(values.get("target") or ""), "target", errors)
    relation = str(values.get("relation") or "")
    if relation not in Relation.values:
        errors["relation"] = _("Choose from the list.")
    elif relation == Relation.NONE and target is not None:
        errors["target"] = _("“No successor” has no target: leave this empty, or choose another relation.")
    elif relation != Relation.NONE and target is None and "target" not in errors:
        errors["target"] = _("Write the code it becomes, or choose “no successor”.")
    note = " ".join(str(values.get("note") or "").replace("\x00", "").split())
    if len(note) > 500:
        errors["note"] = _("A note may have at most %(limit)s characters.") % {"limit": 500}
    if errors:
        raise ValidationError(errors)
    return {"source": source, "target": target, "relation": relation, "note": note}


def _code(version: Version | None, value: str, name: str, errors: dict[str, Any]) -> Code | None:
    value = " ".join(value.split())
    if not value:
        return None
    if version is None:
        errors[name] = _("The table does not name this classification yet: choose it in the draft first.")
        return None
    found = version.codes.filter(code=value).first()
    if found is None:
        words = _("There is no code %(code)s in %(version)s.")
        errors[name] = words % {"code": value[:80], "version": version.label}
    return found


def _save(link: CodeLink) -> None:
    rows = CodeLink.objects.filter(version=link.version_id, source=link.source, target=link.target)
    twice = _("These two codes are linked already.")
    if rows.exclude(pk=link.pk).exists():
        raise ValidationError({"target": twice})
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise ValidationError({"target": twice}) from error
