"""Items from a file. A new code becomes a draft of the organisation; a draft takes the row's content; an endorsed entry that the
row differs from gets a new draft: a patch where words differ, a new validity period where the meaning does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core.transitions import MoveRefused
from metadata import rules
from metadata.attributes import Attribute, KindSpec, spec_of
from metadata.enums import OPEN, RELEASED, WRITABLE, Change, Kind, State
from metadata.models import Item, Reference, Version
from metadata.models.imports import Mode
from metadata.models.items import code_validator
from metadata.selectors.cycles import check_acyclic
from metadata.selectors.expressions import check_formulas
from metadata.selectors.search import ALIKE, near_many
from metadata.selectors.values import Pointer, plain, values_of
from metadata.services import items as services
from metadata.services.importing import CHANGED, CHUNK, EQUAL, NEW, Plan, outdated, tell, tell_error, warn, with_changes
from metadata.tabular.faults import ENTRY_THERE, REFUSED_BEFORE, TWICE, double_before, keep_reason, of_file
from metadata.tabular.kinds import CODE, attributes_by_column
from metadata.tabular.reading import Row, Sheet
from metadata.validators import clean

DRAFT = "draft"
MAX_ITEMS = 5000
"""Rows of one file: each is written by the services, one by one, in one transaction."""


@dataclass
class Entry:
    """What one row is to become. `base` is the draft that is written, or the released version that a new draft follows."""

    row: Row
    code: str
    values: dict[str, Any] = field(default_factory=dict)
    base: Version | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    """The whole content of `base`, and what it is to be."""
    change: str = ""
    needs: list[str] = field(default_factory=list)
    """Codes of the same file that it refers to."""


@dataclass
class ItemPlan(Plan):
    entries: list[Entry] = field(default_factory=list)
    """In an order in which everything stands behind what it refers to."""
    written: list[tuple[int, str]] = field(default_factory=list)
    """After writing: (key of the version, NEW, CHANGED or DRAFT)."""

    def counts(self) -> dict[str, int]:
        drafts = sum(bool(entry.change) and not entry.row.is_wrong for entry in self.entries)
        return {**super().counts(), "drafts": drafts}


def plan(sheet: Sheet, *, kind: str, organisation: Organisation, mode: str, by: User) -> ItemPlan:
    """Look at every row as the services would, and write nothing."""
    if len(sheet.rows) > MAX_ITEMS:
        raise of_file(
            _("The file has more than %(most)s rows below its header.") % {"most": MAX_ITEMS},
            _("Split it into several files and import them one after the other."),
        )
    spec = spec_of(kind)
    found = ItemPlan(sheet)
    entries = _entries(sheet)
    stored = _Stored(kind, entries)
    targets = _Targets(spec, entries, by)
    pending = {
        code: _pending(kind, number, entry)
        for number, (code, entry) in enumerate(entries.items(), 1)
        if code not in stored.items
    }
    for entry in entries.values():
        _judge(found, entry, spec, stored, targets, pending, organisation, mode, by)
        _note_needs(entry, entries, kind, spec)
    found.entries = _ordered(entries, pending)
    _warn_of_likeness(found, kind, by)
    return found


MOST_COMPARED = 100
"""Rows of one file that are compared with what is registered."""


def _warn_of_likeness(found: ItemPlan, kind: str, by: User) -> None:
    """Point out new or renamed rows that are much like another entry, registered or in the same file; it holds nothing up.

    Two queries at most. Whether it is another thing is said when the draft is opened, and seen by the walidata.
    """
    wanted: dict[str, tuple[str, str]] = {}
    named: dict[str, str] = {}
    for entry in found.entries:
        verdict = found.verdicts.get(entry.row.number)
        name, definition = (str(entry.values.get(part) or "") for part in ("name_id", "definition_id"))
        renamed = verdict == CHANGED and any(
            entry.before.get(n) != entry.after.get(n) for n in ("name_id", "definition_id")
        )
        if entry.row.is_wrong or not name or not (verdict == NEW or renamed):
            continue
        if (twin := named.setdefault(name.casefold(), entry.code)) != entry.code:
            warn(entry.row, CODE, _("%(code)s in this file has the same name.") % {"code": twin})
        if len(wanted) < MOST_COMPARED:
            wanted[entry.code] = (name, definition)
    rows = {entry.code: entry.row for entry in found.entries}
    for code, near in near_many(by, [Kind(kind)], wanted, limit=2).items() if wanted else ():
        other = next((one for one in near if one.score >= ALIKE and one.version.item.code != code), None)
        if other is not None:
            told = {"code": other.version.item.code, "name": other.version.name, "share": round(other.score * 100)}
            warn(rows[code], CODE, _("Very similar to %(code)s “%(name)s” (%(share)s%%).") % told)


def apply(planned: ItemPlan, *, kind: str, organisation: Organisation, by: User, note: str) -> None:
    """Write the rows that are not wrong. Outdated, and nothing may stay written, when the registry has changed meanwhile."""
    made: dict[str, Version] = {}
    for entry in planned.entries:
        if entry.row.is_wrong or planned.verdicts.get(entry.row.number) not in (NEW, CHANGED):
            continue
        values = {name: _real(value, made) for name, value in entry.values.items()}
        try:
            if entry.base is None:
                what = NEW
                version = services.create_item(kind, entry.code, organisation=organisation, values=values, by=by)
                made[entry.code] = version
            elif entry.base.state in WRITABLE:
                what, version = CHANGED, services.save_draft(entry.base, by=by, values=values)
            else:
                what = DRAFT
                version = services.start_version(entry.base, change=entry.change, note=note, by=by, values=values)
            planned.written.append((version.pk, what))
        except (ValidationError, MoveRefused, PermissionDenied) as error:
            raise outdated(entry.row, error) from error


def _real(value: Any, made: dict[str, Version]) -> Any:
    """The value with pointers to entries of the same file turned to what they have become."""
    if isinstance(value, list) and value and isinstance(value[0], Pointer):
        return [p if p.target.pk > 0 else Pointer(made[p.target.item.code], p.note) for p in value]
    return value


# Rows -------------------------------------------------------------------------------------------------------------------


def _entries(sheet: Sheet) -> dict[str, Entry]:
    """The first row of each well-formed code; the others are told."""
    found: dict[str, Entry] = {}
    for row in sheet.rows:
        code = row.values.get(CODE, "")
        if not code:
            continue
        try:
            code_validator(code)
        except ValidationError as error:
            tell(row, CODE, error.messages[0], _("For example %(code)s.") % {"code": _mended(code)})
            continue
        if double_before(row.reason, code):
            tell(row, CODE, _(REFUSED_BEFORE) % {"code": code}, keep_reason())
            continue
        if code in found:
            message = _(TWICE) % {"code": code, "row": found[code].row.number}
            tell(row, CODE, message, _("Delete one of the two rows, or give one another code."))
            continue
        found[code] = Entry(row, code)
    return found


def _mended(code: str) -> str:
    mended = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in code.upper())[:60]
    return mended if mended[:1].isalpha() else f"K_{mended}"[:60]


def _judge(
    found: ItemPlan, entry: Entry, spec: KindSpec, stored: _Stored, targets: _Targets, pending: dict[str, Version],
    organisation: Organisation, mode: str, by: User,
) -> None:  # fmt: skip
    """Fill in what the row is to become, or tell what is wrong with it."""
    row, item = entry.row, stored.items.get(entry.code)
    names = {attribute.name: column for column, attribute in attributes_by_column(spec).items()}
    entry.values = _values(entry, spec, targets, pending)
    if item is not None and item.organisation_id != organisation.pk:
        tell(row, CODE, *_of_another(item, by))
    elif item is not None and mode == Mode.NEW:
        tell(row, CODE, _(ENTRY_THERE) % {"code": entry.code}, with_changes())
    if row.is_wrong:
        return
    if item is None:
        version, before = pending[entry.code], {a.name: a.empty for a in spec.attributes}
    else:
        base = stored.base(item)
        if base is None:
            message = _("The proposal with this code was rejected or cancelled.")
            tell(row, CODE, message, _("Take it up again on its page, or choose another code."))
            return
        version, entry.base, before = base, base, stored.values(base)
    try:
        after = clean(spec, {**before, **entry.values})
        check_formulas(version, after)
        if item is None:
            found.verdicts[row.number] = NEW
        elif plain(spec, after) == plain(spec, before):
            found.verdicts[row.number] = EQUAL
        elif item is not None and _stands_in_force(entry, spec, stored.in_force(item), stored):
            found.verdicts[row.number] = EQUAL
            message = _("The row is equal to the version in force; version %(number)s, on its way, stays as it is.")
            warn(row, CODE, message % {"number": version.number})
        else:
            found.verdicts[row.number] = CHANGED
            entry.before, entry.after = before, after
            _check_change(entry, version, spec, after)
    except ValidationError as error:
        tell_error(row, error, names)


def _stands_in_force(entry: Entry, spec: KindSpec, current: Version | None, stored: _Stored) -> bool:
    """Whether the row says what the version in force says, as an export of it does; a draft beside it is not meant then."""
    if current is None or current == entry.base:
        return False
    now = stored.values(current)
    return plain(spec, clean(spec, {**now, **entry.values})) == plain(spec, now)


def _of_another(item: Item, by: User) -> tuple[str, str]:
    """That the code is not free. Whose it is, is told to those alone who may write for that organisation."""
    if item.organisation is not None and rules.may_propose_for(by, item.organisation):
        name = {"organisation": item.organisation}
        return (
            _("The code belongs to an entry of %(organisation)s.") % name,
            _("Hand the file in once more and choose %(organisation)s as the organisation, or choose another code.")
            % name,
        )
    return _("The code belongs to an entry of another organisation."), _("Choose another code.")


def _check_change(entry: Entry, version: Version, spec: KindSpec, after: dict[str, Any]) -> None:
    """Whether an entry that is there may be changed so, and what its next version is."""
    if version.state in OPEN and version.state not in WRITABLE:
        words = _("The entry is “%(state)s” now and cannot be changed.")
        tell(
            entry.row, CODE, words % {"state": State(version.state).label}, _("Wait for the decision, or withdraw it.")
        )
        return
    if version.state in WRITABLE:
        services.refuse_change_of_meaning(version, spec, after)
    else:
        entry.change = Change.PATCH
        try:
            services.refuse_change_of_meaning(
                Version(item=version.item, change=Change.PATCH, based_on=version), spec, after
            )
        except ValidationError:
            entry.change = Change.MAJOR
    check_acyclic(version, [p.target for a in spec.references for p in after[a.name] if p.target.pk > 0])


def _values(entry: Entry, spec: KindSpec, targets: _Targets, pending: dict[str, Version]) -> dict[str, Any]:
    """The row's cells as values of attributes; columns that the file does not have are left out, an empty yes or no too."""
    found: dict[str, Any] = {}
    for column, attribute in attributes_by_column(spec).items():
        if column not in entry.row.values:
            continue
        value = entry.row.values[column]
        if attribute.is_reference:
            found[attribute.name] = _pointers(entry, column, attribute, value, targets, pending)
        elif attribute.type != "bool" or value is not None:
            found[attribute.name] = value
    return found


def _pointers(
    entry: Entry, column: str, attribute: Attribute, cell: list[list[str]], targets: _Targets, pending: dict[str, Version]
) -> list[Pointer]:  # fmt: skip
    found = []
    for code, note in cell:
        target = targets.find(code, attribute.kinds)
        name = code.partition("@")[0]
        if (
            target is None
            and name in pending
            and Kind(pending[name].item.kind) in attribute.kinds
            and name != entry.code
        ):
            target = pending[name]
        if target is None:
            kinds = ", ".join(str(kind.label) for kind in attribute.kinds)
            tell(
                entry.row,
                column,
                _("No entry of the kind “%(kind)s” has the code %(code)s.") % {"kind": kinds, "code": code},
                _("Correct the code, or import that entry first."),
            )
        else:
            found.append(Pointer(target, note))
    return found


def _note_needs(entry: Entry, entries: dict[str, Entry], kind: str, spec: KindSpec) -> None:
    """Which other rows of the file the entry refers to, so that circles are seen before anything is written."""
    for attribute in spec.references:
        if Kind(kind) in attribute.kinds:
            codes = (pointer.target.item.code for pointer in entry.values.get(attribute.name, []))
            entry.needs += [code for code in codes if code in entries and code != entry.code]


def _pending(kind: str, number: int, entry: Entry) -> Version:
    """A new entry as others of its file may refer to it; its key is below zero, so that it is taken for no stored one."""
    name = str(entry.row.values.get("nama_id") or "")
    return Version(pk=-number, item=Item(kind=Kind(kind), code=entry.code), name_id=name)


def _ordered(entries: dict[str, Entry], pending: dict[str, Version]) -> list[Entry]:
    """Entries behind those that they need. Circles, and what needs a wrong row, are told."""
    ordered: list[Entry] = []
    placed: set[str] = set()
    waiting = list(entries.values())
    while waiting:
        ready = [entry for entry in waiting if placed.issuperset(entry.needs)]
        if not ready:
            break
        ordered += ready
        placed.update(entry.code for entry in ready)
        waiting = [entry for entry in waiting if entry.code not in placed]
    for entry in waiting:
        codes = ", ".join(entry.needs)
        tell(
            entry.row,
            CODE,
            _("It is a part of itself by way of %(codes)s.") % {"codes": codes},
            _("Take one of these out."),
        )
    for entry in ordered:
        for code in entry.needs:
            if code in pending and entries[code].row.is_wrong:
                message = _("It refers to %(code)s, whose row %(row)s is wrong.")
                tell(
                    entry.row,
                    CODE,
                    message % {"code": code, "row": entries[code].row.number},
                    _("Correct that row; this one needs no change."),
                )
                break
    return ordered


# What is stored ---------------------------------------------------------------------------------------------------------


def _chunks(codes: Iterable[str]) -> Iterable[list[str]]:
    known = sorted(set(codes))
    return (known[start : start + CHUNK] for start in range(0, len(known), CHUNK))


class _Stored:
    """The items of the file's codes that are there, with the version that counts of each, in a few queries."""

    def __init__(self, kind: str, entries: dict[str, Entry]) -> None:
        self.items: dict[str, Item] = {}
        self.versions: dict[int, list[Version]] = {}
        self.references: dict[int, list[Reference]] = {}
        for codes in _chunks(entries):
            rows = Version.objects.filter(item__kind=kind, item__code__in=codes)
            for version in rows.select_related("item__organisation", "based_on").newest_first():
                self.items[version.item.code] = version.item
                self.versions.setdefault(version.item_id, []).append(version)
        found = [one for item in self.items.values() for one in (self.base(item), self.in_force(item))]
        bases = sorted({version.pk for version in found if version is not None})
        for start in range(0, len(bases), CHUNK):
            named = Reference.objects.filter(version__in=bases[start : start + CHUNK])
            for reference in named.select_related("target__item").order_by("attribute", "position"):
                self.references.setdefault(reference.version_id, []).append(reference)

    def values(self, version: Version) -> dict[str, Any]:
        return values_of(version, self.references.get(version.pk, []))

    def in_force(self, item: Item) -> Version | None:
        return next((one for one in self.versions[item.pk] if one.is_current and one.state == State.ENDORSED), None)

    def base(self, item: Item) -> Version | None:
        """The version on its way, else the one in force, else the newest released one."""
        versions = self.versions[item.pk]
        return next(
            (
                version
                for test in (lambda v: v.state in OPEN, lambda v: v.is_current, lambda v: v.state in RELEASED)
                for version in versions
                if test(version)
            ),
            None,
        )


class _Targets:
    """What the rows refer to, as far as the person sees it."""

    def __init__(self, spec: KindSpec, entries: dict[str, Entry], by: User) -> None:
        self._found: dict[tuple[str, str], list[Version]] = {}
        for column, attribute in attributes_by_column(spec).items():
            if not attribute.is_reference:
                continue
            cells = (entry.row.values.get(column) or [] for entry in entries.values())
            wanted = {code.partition("@")[0] for cell in cells for code, _remark in cell}
            missing = {code for code in wanted if (attribute.kinds[0], code) not in self._found}
            for codes in _chunks(missing):
                rows = Version.objects.visible_to(by).filter(item__code__in=codes, item__kind__in=attribute.kinds)
                for version in rows.select_related("item__organisation"):
                    self._found.setdefault((Kind(version.item.kind), version.item.code), []).append(version)

    def find(self, text: str, kinds: tuple[Kind, ...]) -> Version | None:
        """CODE: the version in force, else the one on its way; CODE@1.0.0: that very one."""
        code, _sign, number = text.partition("@")
        versions = [version for kind in kinds for version in self._found.get((kind, code), [])]
        if number:
            return next((version for version in versions if version.number == number), None)
        current = (version for version in versions if version.is_current and version.state == State.ENDORSED)
        return next(current, None) or next((version for version in versions if version.state in OPEN), None)
