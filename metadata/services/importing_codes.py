"""Codes of a classification draft and links of a correspondence draft, from a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import contribute
from metadata.enums import Change, Relation
from metadata.models import Code, CodeLink, Version
from metadata.models.imports import Mode
from metadata.services.importing import CHANGED, EQUAL, NEW, Plan, tell, with_changes
from metadata.services.items import locked, refuse_writing
from metadata.tabular.codes import CODE, FROM, LEVEL, PARENT, UNTIL, Known, check_codes
from metadata.tabular.faults import (
    CODE_THERE,
    PAIR_REFUSED_BEFORE,
    PAIR_THERE,
    PAIR_TWICE,
    double_before,
    keep_reason,
    of_file,
)
from metadata.tabular.kinds import NOTE, RELATION, SOURCE, TARGET
from metadata.tabular.reading import Sheet

BATCH = 5000
FIELDS = {
    "label_id": "label_id",
    "label_en": "label_en",
    "uraian": "description",
    "kode_lain": "alt_code",
    FROM: "valid_from",
    UNTIL: "valid_until",
}
"""Column → field of Code, besides code, parent and level."""


@dataclass
class CodePlan(Plan):
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By code of the rows: the values of all fields, the parent's code as "parent"."""
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The codes as they are stored."""
    moved: dict[str, int] = field(default_factory=dict)
    """Codes without a row whose level changes, since one above them moves."""


def plan_codes(sheet: Sheet, *, version: Version, mode: str) -> CodePlan:
    """Look at every row against the codes that the draft has, and write nothing."""
    stored = _stored_codes(version)
    named = {row.values.get(CODE) for row in sheet.rows}
    stay = stored if mode != Mode.REPLACE else {code: one for code, one in stored.items() if code in named}
    known = {code: Known(one["parent"], one["level"]) for code, one in stay.items()}
    levels = check_codes(sheet, known=known, labelled=stored)
    found = CodePlan(sheet, before=stored)
    for row in sheet.rows:
        code = row.values.get(CODE, "")
        if row.is_wrong:
            continue
        old = stored.get(code)
        if old is not None and mode == Mode.NEW:
            tell(row, CODE, _(CODE_THERE) % {"code": code}, with_changes())
            continue
        new = _new_code(row.values, old, levels[code])
        if row.values.get(UNTIL, new["valid_until"]) and new["valid_from"] and new["valid_until"] < new["valid_from"]:
            tell(row, UNTIL, _("The validity ends before it begins."), _("Correct one of the two dates."))
            continue
        if version.change == Change.PATCH and (
            old is None or new["parent"] != old["parent"] or new["level"] != old["level"]
        ):
            tell(row, CODE, *_kept_in_patch())
            continue
        found.codes[code] = new
        found.verdicts[row.number] = NEW if old is None else EQUAL if _same(old, new) else CHANGED
    found.moved = {code: levels[code] for code in stay if code not in named and levels[code] != stored[code]["level"]}
    if mode == Mode.REPLACE:
        found.removed = [code for code in stored if code not in named]
        _refuse_gap_in_patch(version, found)
        _refuse_linked(version, found.removed)
    return found


def _kept_in_patch() -> tuple[str, str]:
    """What an editorial correction is, and what to do instead; the same for codes and links."""
    return (
        _("An editorial correction changes words alone: codes, their places and links stay."),
        _("Begin an addition or a new validity period of the entry instead."),
    )


def _refuse_gap_in_patch(version: Version, planned: Plan) -> None:
    if planned.removed and version.change == Change.PATCH:
        raise of_file(*_kept_in_patch())


def _stored_codes(version: Version) -> dict[str, dict[str, Any]]:
    names = ("pk", "code", "level", "position", *FIELDS.values())
    rows = version.codes.order_by("position", "pk").values(*names, "parent__code")
    return {row["code"]: {**row, "parent": row.pop("parent__code") or ""} for row in rows}


def _new_code(values: Mapping[str, Any], old: Mapping[str, Any] | None, level: int) -> dict[str, Any]:
    """All fields of a code: from the row where it has the column, else as stored, else empty."""
    empty = {"valid_from": None, "valid_until": None}
    new = {name: (old or {}).get(name, empty.get(name, "")) for name in FIELDS.values()}
    new |= {name: values[column] for column, name in FIELDS.items() if column in values}
    new["parent"] = values.get(PARENT, (old or {}).get("parent", ""))
    new["level"] = values.get(LEVEL) or level
    return new


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return all(_text(old[name]) == _text(value) for name, value in new.items())


def _text(value: Any) -> Any:
    """Line breaks as one, whatever program wrote them."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _refuse_linked(version: Version, removed: list[str]) -> None:
    """Codes that a correspondence names cannot go."""
    linked = Q(links_from__isnull=False) | Q(links_to__isnull=False)
    gone = set(removed)
    codes = [code for code in version.codes.filter(linked).values_list("code", flat=True).distinct() if code in gone]
    if codes:
        raise of_file(
            _("The file leaves out codes that a correspondence table uses: %(codes)s.")
            % {"codes": ", ".join(sorted(codes)[:10])},
            _("Add them to the file, or import without deleting."),
        )


def apply_codes(planned: CodePlan, *, version: Version, mode: str, by: User, note: str) -> None:
    """Write the rows that are not wrong: new codes a level at a time, so that parents are there before their children.

    Refuses people who do not produce the classification, and a version that is no draft any more.
    """
    row = locked(version)
    refuse_writing(row, by)
    stored = _stored_codes(row)
    ids = {code: one["pk"] for code, one in stored.items()}
    order = list(planned.codes)
    last = max((one["position"] for one in stored.values()), default=0)
    new = [code for code in order if code not in stored]
    place = {code: number for number, code in enumerate(order, 1)}
    if mode != Mode.REPLACE or row.change == Change.PATCH:
        place = {code: last + number for number, code in enumerate(new, 1)}
    by_level: dict[int, list[str]] = defaultdict(list)
    for code in new:
        by_level[planned.codes[code]["level"]].append(code)
    for level in sorted(by_level):
        codes = by_level[level]
        made = Code.objects.bulk_create(
            [_code(row, code, planned.codes[code], place[code], ids) for code in codes], batch_size=BATCH
        )
        ids.update(zip(codes, (one.pk for one in made), strict=True))
    changed = [
        code
        for code in order
        if code in stored
        and not (_same(stored[code], planned.codes[code]) and place.get(code) in (None, stored[code]["position"]))
    ]
    objects = []
    for code in changed:
        one = _code(row, code, planned.codes[code], place.get(code, stored[code]["position"]), ids)
        one.pk = ids[code]
        objects.append(one)
    moved = [Code(pk=ids[code], level=level) for code, level in planned.moved.items() if code in ids]
    Code.objects.bulk_update(moved, ["level"], batch_size=500)
    Code.objects.bulk_update(objects, ["parent", "level", "position", *FIELDS.values()], batch_size=500)
    gone = [ids[code] for code in planned.removed if code in ids]
    for start in range(0, len(gone), BATCH):
        Code.objects.filter(pk__in=gone[start : start + BATCH]).update(parent=None)
    for start in range(0, len(gone), BATCH):
        Code.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    _record(row, by, "registry.codes_imported", planned, note)


def _code(version: Version, code: str, values: Mapping[str, Any], position: int, ids: Mapping[str, int]) -> Code:
    fields = {name: values[name] for name in (*FIELDS.values(), "level")}
    parent = ids[values["parent"]] if values["parent"] else None
    return Code(version=version, code=code, parent_id=parent, position=position, **fields)


def _record(version: Version, by: User, action: str, planned: Plan, note: str) -> None:
    """Count the edit, name its maker, and write it into the audit trail."""
    counts = planned.counts()
    version.revision += 1
    version.updated_by, version.updated_at = by, clock.now()
    version.save(update_fields=["revision", "updated_by", "updated_at"])
    contribute(version, version.round, by, "edited")
    audit.append(
        version.audit_chain,
        action=action,
        by=by,
        subject=version,
        subject_label=f"{version.label} {version.name_id}",
        changes={name: [None, counts[name]] for name in (NEW, CHANGED, "removed")},
        reason=note,
        scope=version.audit_scope,
    )


# Links ------------------------------------------------------------------------------------------------------------------

Pair = tuple[str, str]


@dataclass
class LinkPlan(Plan):
    links: dict[Pair, tuple[str, str]] = field(default_factory=dict)
    """(code in the source, code in the target or "") → (relation, note)"""
    before: dict[Pair, tuple[str, str, int, int]] = field(default_factory=dict)
    """The links as they are stored."""


def plan_links(sheet: Sheet, *, version: Version, mode: str) -> LinkPlan:
    """Look at every row against the two classification versions and the links that the draft has."""
    sources, targets = (_codes_of(version, attribute) for attribute in ("source", "target"))
    stored = _stored_links(version)
    found = LinkPlan(sheet, before=stored)
    rows: dict[Pair, int] = {}
    for row in sheet.rows:
        source, target = row.values.get(SOURCE, ""), row.values.get(TARGET, "")
        if row.is_wrong:
            continue
        for column, code, codes in ((SOURCE, source, sources), (TARGET, target, targets)):
            if code and code not in codes:
                tell(
                    row, column, _("The classification has no code %(code)s.") % {"code": code}, _("Correct the code.")
                )
        old = stored.get((source, target))
        relation = row.values.get(RELATION) or (Relation.EXACT.value if target else Relation.NONE.value)
        if (relation == Relation.NONE) == bool(target):
            message = _(
                "The relation does not fit: “no successor” stands where there is no target code, and only there."
            )
            tell(row, RELATION, message, _("Correct the relation or the target code."))
        pair = f"{source} → {target or '–'}"
        if double_before(row.reason, pair):
            tell(row, SOURCE, _(PAIR_REFUSED_BEFORE) % {"code": pair}, keep_reason())
        elif (source, target) in rows:
            message = _(PAIR_TWICE) % {"code": pair, "row": rows[source, target]}
            tell(row, SOURCE, message, _("Delete one of the two rows."))
        elif old is not None and mode == Mode.NEW:
            tell(row, SOURCE, _(PAIR_THERE) % {"code": pair}, with_changes())
        if row.is_wrong:
            continue
        new = (str(relation), row.values.get(NOTE, (old or ("", ""))[1]))
        if version.change == Change.PATCH and (old is None or old[0] != relation):
            tell(row, SOURCE, *_kept_in_patch())
            continue
        rows[source, target] = row.number
        found.links[source, target] = new
        found.verdicts[row.number] = NEW if old is None else EQUAL if old[:2] == new else CHANGED
    if mode == Mode.REPLACE:
        found.removed = [pair for pair in stored if pair not in rows]
        _refuse_gap_in_patch(version, found)
    _tell_contradictions(found, stored)
    return found


def _codes_of(version: Version, attribute: str) -> dict[str, int]:
    reference = version.references.filter(attribute=attribute).first()
    if reference is None:
        raise of_file(
            _("The correspondence table does not name both of its classifications yet."),
            _("Fill in from and to on its page, then import the links."),
        )
    return dict(Code.objects.filter(version=reference.target_id).values_list("code", "pk"))


def _stored_links(version: Version) -> dict[Pair, tuple[str, str, int, int]]:
    """(relation, note, key, position) by pair"""
    names = ("source__code", "target__code", "relation", "note", "pk", "position")
    rows = version.links.order_by("position", "pk").values_list(*names)
    return {(source, target or ""): (relation, note, pk, place) for source, target, relation, note, pk, place in rows}


def _tell_contradictions(found: LinkPlan, stored: Iterable[Pair]) -> None:
    """A code has successors, or none: not both."""
    gone = set(found.removed)
    kept = [pair for pair in stored if pair not in gone]
    without = {source for source, target in (*found.links, *kept) if not target}
    with_one = {source for source, target in (*found.links, *kept) if target}
    for row in found.of(NEW, CHANGED, EQUAL):
        if row.values.get(SOURCE) in without & with_one:
            message = _("The code has a successor in one row, and none in another.")
            tell(row, TARGET, message, _("Delete the row that is wrong."))


def apply_links(planned: LinkPlan, *, version: Version, mode: str, by: User, note: str) -> None:
    """Write the rows that are not wrong. Refuses as apply_codes does."""
    row = locked(version)
    refuse_writing(row, by)
    sources, targets = (_codes_of(row, attribute) for attribute in ("source", "target"))
    stored = _stored_links(row)
    held = {(one.values[SOURCE], one.values.get(TARGET, "")) for one in planned.wrong if one.values.get(SOURCE)}
    pairs = [pair for pair in planned.links if pair not in held]
    CodeLink.objects.filter(pk__in=[stored[pair][2] for pair in planned.removed if pair in stored]).delete()
    last = max((one[3] for one in stored.values()), default=0)
    new, changed = [], []
    for number, pair in enumerate(pairs, 1):
        relation, text = planned.links[pair]
        old = stored.get(pair)
        position = number if mode == Mode.REPLACE else old[3] if old else last + number
        link = CodeLink(
            version=row, source_id=sources[pair[0]], target_id=targets[pair[1]] if pair[1] else None,
            relation=relation, note=text, position=position,
        )  # fmt: skip
        if old is None:
            new.append(link)
        elif old[:2] != (relation, text) or old[3] != position:
            link.pk = old[2]
            changed.append(link)
    CodeLink.objects.bulk_update(changed, ["relation", "note", "position"], batch_size=500)
    CodeLink.objects.bulk_create(new, batch_size=BATCH)
    _record(row, by, "registry.links_imported", planned, note)
