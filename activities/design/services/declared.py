"""Writing declared sections: their fields, and the rows of their tables.

Everybody may go on typing: a field that only one of two people changed is taken as that person left it; one that both changed
is refused with what is stored (`Conflict`), never written over. Every edit is audited field by field and told to the workflow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from activities.design import declared, registry
from activities.design.declared import Field, Spec, Table
from activities.design.models import DeclaredSection, DesignReference, DesignRow
from activities.design.naming import pointed, spoken, version_of
from activities.design.services.sections import Conflict
from activities.design.values import digest, keep
from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import StoredFile
from gsbpm_portal.core.transitions import MoveRefused, Reason

PERSONAL = ("phone", "email")
"""Types of fields whose values are not copied into the audit trail."""


@transaction.atomic
def save_fields(
    cycle: Cycle, code: str, *, by: User, values: Mapping[str, Any], seen: Mapping[str, str] | None = None
) -> DeclaredSection:
    """Write some or all fields of a declared section and return it.

    `seen`: the digests of the fields as the person was shown them (values.digests); without it nobody is asked. Refuses with
    MoveRefused while a guard of the design record gives a reason, with Conflict where somebody else changed the same field, with
    ValidationError by field for what it cannot hold. Nothing changed changes nothing, but a section to be reviewed counts as so.
    """
    spec = declared.spec_of(code)
    fields = [spec.field(name) for name in values]
    section = _open(cycle, spec, by)
    after = _settled(section, fields, values, by)
    before = {field.name: section.content.get(field.name, field.empty) for field in fields}
    after = _merged(section, before, after, seen)
    declared.refuse({n: t for n, t in spec.check({**section.content, **after}).items() if n in values})
    changes = _differences(fields, before, after)
    if not changes and not section.to_review:
        return section
    section.content = {**section.content, **after}
    _touch(section, by)
    _refer(section, None, fields, after)
    _log(section, spec, by, "section.changed" if changes else "section.reviewed", changes)
    registry.edited(cycle, registry.get(code), by)
    return section


@transaction.atomic
def save_row(
    cycle: Cycle,
    table_code: str,
    key: str = "",
    *,
    by: User,
    values: Mapping[str, Any],
    seen: Mapping[str, str] | None = None,
) -> DesignRow:
    """Write some or all columns of a row, or with no key add one at the end; refuses as `save_fields` does.

    DesignRow.DoesNotExist for a row that somebody removed meanwhile.
    """
    spec, table = declared.spec_of_table(table_code), declared.table_of(table_code)
    section = _open(cycle, spec, by)
    if key:
        row = section.rows.select_for_update(of=("self",)).get(table=table_code, key=key)
    else:
        row = _new_row(section, table)
    _write_row(section, spec, table, row, by=by, values=values, seen=seen)
    return row


@transaction.atomic
def add_rows(cycle: Cycle, table_code: str, rows: Sequence[Mapping[str, Any]], *, by: User) -> list[DesignRow]:
    """Add several rows at once, all or none. Refuses with ValidationError: {"<place from 1>": [problems]}."""
    spec, table = declared.spec_of_table(table_code), declared.table_of(table_code)
    section = _open(cycle, spec, by)
    others = {row.key: row.content for row in section.rows.filter(table=table_code)}
    made, problems = [], {}
    for place, values in enumerate(rows, 1):
        row = _new_row(section, table)
        try:
            _write_row(section, spec, table, row, by=by, values=values, seen=None, others=others)
            others[row.key] = row.content
        except ValidationError as error:
            problems[str(place)] = [
                f"{table.field(name).label}: {text}" if name in {f.name for f in table.fields} else text
                for name, texts in error.message_dict.items()
                for text in texts
            ]
        made.append(row)
    if problems:
        raise ValidationError(problems)
    return made


@transaction.atomic
def remove_row(cycle: Cycle, table_code: str, key: str, *, by: User) -> None:
    """Take a row out. Refused (MoveRefused) while other rows of the cycle name it; one that is gone already changes nothing."""
    spec, table = declared.spec_of_table(table_code), declared.table_of(table_code)
    section = _open(cycle, spec, by)
    row = section.rows.filter(table=table_code, key=key).first()
    if row is None:
        return
    if users := named_by(cycle, table_code, key):
        places = ", ".join(f"{other.singular} {row.key}" for other, row in users[:8])
        words = _("%(what)s %(key)s is named by: %(places)s. Change those first.")
        told = {"what": str(table.singular).capitalize(), "key": key, "places": places}
        raise MoveRefused(Reason("named", words % told, _address(cycle, users[0][0].code, users[0][1].key)))
    before = {f"{key}.{f.name}": row.content.get(f.name, f.empty) for f in table.fields}
    changes = audit.differences(before, dict.fromkeys(before, ""), personal=_personal(table.fields, key))
    row.delete()
    _touch(section, by)
    _log(section, spec, by, "section.row_removed", {n: c for n, c in changes.items() if c[0] != c[1] and c[0]}, key)
    registry.edited(cycle, registry.get(spec.code), by)


@transaction.atomic
def move_row(cycle: Cycle, table_code: str, key: str, *, by: User, to: int) -> None:
    """Put a row at place `to` (from 1) of its table."""
    spec = declared.spec_of_table(table_code)
    section = _open(cycle, spec, by)
    rows = list(section.rows.select_for_update(of=("self",)).filter(table=table_code))
    keys = [row.key for row in rows]
    if key not in keys:
        raise DesignRow.DoesNotExist(key)
    order = [row for row in rows if row.key != key]
    order.insert(min(max(to, 1), len(rows)) - 1, rows[keys.index(key)])
    if [row.key for row in order] == keys:
        return
    for place, row in enumerate(order, 1):
        row.position = place
    DesignRow.objects.bulk_update(order, ["position"])
    _touch(section, by)
    place = [row.key for row in order].index(key) + 1
    _log(section, spec, by, "section.row_moved", {f"{key}.": [keys.index(key) + 1, place]}, key)
    registry.edited(cycle, registry.get(spec.code), by)


@transaction.atomic
def copy_declared(old: Cycle, new: Cycle, code: str, *, by: User, choice: str) -> DeclaredSection | None:
    """Take a declared section over into the next cycle, files left out; with the choice "review" it is marked so.

    Meant for a new cycle whose work has not begun: no guard is asked, and nobody becomes a maker.
    """
    spec = declared.spec_of(code)
    source = DeclaredSection.objects.filter(cycle=old, code=code, revision__gt=0).first()
    if source is None:
        return None
    section = _locked(new, code)
    section.content, section.last_numbers = source.content, source.last_numbers
    section.to_review = choice == "review"
    _touch(section, by, reviewed=False)
    for row in source.rows.all():
        table = spec.table(row.table)
        content = {n: v for n, v in row.content.items() if table.field(n).type != "files"}
        made = DesignRow.objects.create(
            section=section, table=row.table, key=row.key, position=row.position, content=content,
            revision=1, updated_at=section.updated_at, updated_by=by,
        )  # fmt: skip
        _refer(section, made, table.fields, content)
    _refer(section, None, spec.fields, section.content)
    _log(section, spec, by, "section.copied", {}, "", {"from": old.edition, "choice": choice})
    return section


def named_by(cycle: Cycle, table_code: str, key: str) -> list[tuple[Table, DesignRow]]:
    """The rows of the cycle that name this one, with their table (one query)."""
    pickers = [
        (table, field)
        for spec in declared.specs()
        for table in spec.tables
        for field in table.fields
        if field.type in ("pick", "picks") and field.table == table_code
    ]
    rows = DesignRow.objects.filter(section__cycle=cycle, table__in={table.code for table, _field in pickers})
    found = []
    for row in rows.order_by("table", "position"):
        for table, field in pickers:
            named = row.content.get(field.name) or []
            if table.code == row.table and key in ([named] if isinstance(named, str) else named):
                found.append((table, row))
                break
    return found


# Parts --------------------------------------------------------------------------------------------------------------------


def _open(cycle: Cycle, spec: Spec, by: User) -> DeclaredSection:
    section = _locked(cycle, spec.code)
    if reasons := registry.reasons_against(cycle, registry.get(spec.code), by):
        raise MoveRefused(*reasons)
    return section


def _locked(cycle: Cycle, code: str) -> DeclaredSection:
    """The section's row, made when it is missing, locked until the transaction ends."""
    audit.hold(cycle.audit_chain)
    DeclaredSection.objects.get_or_create(cycle=cycle, code=code)
    section = DeclaredSection.objects.select_for_update(of=("self",)).get(cycle=cycle, code=code)
    section.cycle = cycle
    return section


def _new_row(section: DeclaredSection, table: Table) -> DesignRow:
    rows = section.rows.filter(table=table.code)
    if rows.count() >= table.most:
        words = _("The list holds %(most)s rows at most.") % {"most": table.most}
        raise MoveRefused(Reason("most", words))
    number = section.last_numbers.get(table.code, 0) + 1
    section.last_numbers = {**section.last_numbers, table.code: number}
    place = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    return DesignRow(section=section, table=table.code, key=f"{table.prefix}{number}", position=place)


def _write_row(
    section: DeclaredSection,
    spec: Spec,
    table: Table,
    row: DesignRow,
    *,
    by: User,
    values: Mapping[str, Any],
    seen: Mapping[str, str] | None,
    others: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """`others`: the other rows of the table by key, where the caller has read them."""
    fields = [table.field(name) for name in values]
    after = _settled(section, fields, values, by)
    before = {field.name: row.content.get(field.name, field.empty) for field in fields}
    after = _merged(row, before, after, seen if row.pk else None)
    whole = {**row.content, **after}
    if others is None:
        others = {one.key: one.content for one in section.rows.filter(table=table.code) if one.key != row.key}
    problems = {**_loops(table, row.key, whole, others), **table.check(whole, others)}
    declared.refuse(problems)
    changes = {f"{row.key}.{name}": change for name, change in _differences(fields, before, after).items()}
    if row.pk and not changes:
        return
    row.content = whole
    row.revision += 1
    row.updated_at, row.updated_by = clock.now(), by
    action = "section.changed" if row.pk else "section.row_added"
    row.save()
    _touch(section, by)
    _refer(section, row, fields, after)
    _log(section, spec, by, action, changes, row.key)
    registry.edited(section.cycle, registry.get(spec.code), by)


def _settled(section: DeclaredSection, fields: Iterable[Field], values: Mapping[str, Any], by: User) -> dict[str, Any]:
    """The values as they are kept. Refuses all that is wrong at once, by field."""
    found: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for field in fields:
        try:
            kept = keep(field, values[field.name])
            if kept and field.type == "pointer":
                kept = pointed(field, kept, by, stands=_standing(section, field))
            elif kept and field.type == "expression":
                spoken(kept)
            elif kept and field.type in ("pick", "picks"):
                _picked(section.cycle, field, kept)
            elif kept and field.type == "files":
                _attached(section, field, kept, by)
            found[field.name] = kept
        except ValidationError as error:
            errors[field.name] = list(error.messages)
    if errors:
        raise ValidationError(errors)
    return found


def _standing(section: DeclaredSection, field: Field) -> set[str]:
    """Labels of the versions that the section names in this field already: those stay, whatever became of them."""
    rows = DesignReference.objects.filter(section=section, field=field.name).select_related("version__item")
    return {reference.version.label for reference in rows}


def _picked(cycle: Cycle, field: Field, kept: Any) -> None:
    keys = {kept} if isinstance(kept, str) else set(kept)
    there = set(
        DesignRow.objects.filter(section__cycle=cycle, table=field.table, key__in=keys).values_list("key", flat=True)
    )
    if gone := sorted(keys - there):
        words = _("%(keys)s is not there (any longer). Choose again.")
        raise ValidationError(words % {"keys": ", ".join(gone)})


def _attached(section: DeclaredSection, field: Field, kept: list[str], by: User) -> None:
    """Files come from the person's own upload, or stand in the section already."""
    standing = {
        one for row in section.rows.all() for value in row.content.values() if isinstance(value, list) for one in value
    }
    new = [one for one in kept if one not in standing]
    own = set(
        map(str, StoredFile.objects.filter(public_id__in=new, uploaded_by=by).values_list("public_id", flat=True))
    )
    if set(new) - own:
        raise ValidationError(_("A file is not there (any longer). Attach it again."))


def _loops(
    table: Table, key: str, content: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """A row of a tree does not stand below itself."""
    for field in table.fields:
        if field.type != "pick" or field.table != table.code:
            continue
        above, steps = content.get(field.name), 0
        while above and steps <= len(others):
            if above == key:
                return {field.name: _("The row would stand below itself. Choose another one.")}
            above, steps = others.get(above, {}).get(field.name), steps + 1
    return {}


def _merged(
    row: Any, before: Mapping[str, Any], after: Mapping[str, Any], seen: Mapping[str, str] | None
) -> dict[str, Any]:
    """What is written: mine where I changed it, what is stored where I did not. Raises Conflict where both changed it."""
    if seen is None:
        return dict(after)
    found, both = {}, []
    for name, mine in after.items():
        stored_now, mine_now = digest(before[name]), digest(mine)
        shown = seen.get(name, stored_now)
        untouched = shown == mine_now
        found[name] = before[name] if untouched else mine
        if not untouched and shown != stored_now and mine_now != stored_now:
            both.append(name)
    if both:
        raise Conflict(row, dict(before))
    return found


def _personal(fields: Iterable[Field], key: str = "") -> set[str]:
    return {f"{key}.{field.name}" if key else field.name for field in fields if field.type in PERSONAL}


def _differences(fields: Sequence[Field], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return audit.differences(before, after, personal=_personal(fields))


def _touch(section: DeclaredSection, by: User, *, reviewed: bool = True) -> None:
    section.revision += 1
    section.updated_at, section.updated_by = clock.now(), by
    if reviewed:
        section.to_review = False
    section.save()


def _refer(section: DeclaredSection, row: DesignRow | None, fields: Iterable[Field], values: Mapping[str, Any]) -> None:
    """Keep the rows that hold versions of the registry in step with what the fields name."""
    for field in fields:
        if field.type != "pointer" or field.name not in values:
            continue
        section.references.filter(row=row, field=field.name).delete()
        if label := values[field.name]:
            section.references.create(row=row, field=field.name, version=version_of(label, field.kinds))


def _log(
    section: DeclaredSection,
    spec: Spec,
    by: User,
    action: str,
    changes: Mapping[str, Any],
    key: str = "",
    context: Mapping[str, Any] | None = None,
) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        title = str(spec.title)
    audit.append(
        section.cycle.audit_chain,
        action=action,
        by=by,
        subject=section,
        subject_label=f"{title} {key}".strip(),
        changes=changes,
        scope=section.cycle.audit_scope,
        context={"section": spec.code, **({"row": key} if key else {}), **(context or {})},
    )


def _address(cycle: Cycle, table: str, key: str) -> str:
    spec = declared.spec_of_table(table)
    return reverse("activities:design-row", args=[cycle.activity.code, cycle.edition, spec.code, table, key])
