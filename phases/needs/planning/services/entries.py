"""Entries of the lists: proposing, mending, moving, deciding on many, promoting, telling progress."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.design.declared import Field
from activities.design.naming import pointed
from activities.design.values import digest, keep
from activities.models import Cycle
from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason, contribute
from phases.needs.planning import rules, selectors
from phases.needs.planning.attributes import KindSpec, spec_of
from phases.needs.planning.enums import EntryState, ListKind, Submission
from phases.needs.planning.machines import entry_machine, plan_machine
from phases.needs.planning.models import PlanEntry, PlanYear
from phases.needs.planning.services.people import tell_of_entry

CARRIED = ("name", "definition", "standard", "note")
"""What a priority entry takes over from the entry of the list of data."""


NOT_SUITABLE = Reason("suitable", gettext_lazy("It is not (any longer) among those that are decided on together."))


class Overtaken(Exception):
    """Somebody else changed the same fields since the person opened the form; `entry` is what is stored, `fields` are those."""

    def __init__(self, entry: PlanEntry, fields: tuple[str, ...]):
        self.entry, self.fields = entry, fields
        super().__init__(f"{', '.join(fields)} stored meanwhile")


@dataclass
class Together:
    """What became of several entries at once."""

    done: list[PlanEntry] = field(default_factory=list)
    refused: list[tuple[str, tuple[Reason, ...]]] = field(default_factory=list)


# Proposing ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    plan: PlanYear,
    kind: str,
    *,
    producer: Organisation,
    values: Mapping[str, Any],
    by: User,
    cycle: Cycle | None = None,
    origin: tuple[str, str, str] = ("", "", ""),
    promoted_from: PlanEntry | None = None,
) -> PlanEntry:
    """A new entry of a list. What is still missing is no reason to refuse it; the walidata cannot pass it on before it is there.

    `origin`: (table, key, name) of the row of a design record it is drawn from. Refuses who may not propose it (NotAllowed), a
    plan that takes no proposals (MoveRefused), and values that cannot be kept (ValidationError by field).
    """
    row = plan_machine.locked(plan)
    if reason := rules.reason_against_proposing(by, row, kind, producer):
        raise NotAllowed(reason)
    if not row.is_proposing:
        words = _("The plan takes no proposals now: it is “%(state)s”.")
        raise MoveRefused(Reason("closed", words % {"state": row.look.label}))
    spec = spec_of(kind)
    content = _settled(spec, values, by, {})
    if not content["name"]:
        raise ValidationError({"name": _("Write the name: everything else may wait.")})
    last = PlanEntry.objects.filter(plan=row, kind=kind).aggregate(last=Max("number"))["last"] or 0
    now = clock.now()
    table, key, name = origin
    entry = PlanEntry.objects.create(
        plan=row, kind=kind, number=last + 1, producer=producer, name=content["name"], content=content, cycle=cycle,
        origin_table=table, origin_key=key, origin_name=name[:300], promoted_from=promoted_from,
        proposed_by=by, proposed_at=now, updated_by=by, updated_at=now,
    )  # fmt: skip
    contribute(entry, entry.round, by, "propose")
    changes: dict[str, Any] = {one.name: ("", content[one.name]) for one in spec.fields if content[one.name]}
    audit.append(
        entry.audit_chain, action="planentry.propose", by=by, subject=entry, scope=entry.audit_scope, changes=changes,
        context={"producer": producer.code, "cycle": str(cycle or ""), "origin": entry.origin},
    )  # fmt: skip
    return entry


@transaction.atomic
def save_entry(
    entry: PlanEntry, *, by: User, values: Mapping[str, Any], seen: Mapping[str, str] | None = None
) -> PlanEntry:
    """Write some or all fields of an entry and return it.

    `seen`: the digests of the fields as the person was shown them. A field that only one of two people changed is taken as that
    person left it; one that both changed is refused with Overtaken. Refuses who may not mend it (NotAllowed), an entry that is
    checked or a plan that takes no proposals (MoveRefused), what a field cannot hold (ValidationError). Who changes an entry is
    one of its makers.
    """
    row = entry_machine.locked(entry)
    if reason := reason_against_mending(row, by):
        raise NotAllowed(reason) if reason.code in ("role", "restriction") else MoveRefused(reason)
    spec = spec_of(row.kind)
    after = _settled(spec, values, by, row.content)
    before = {name: row.content.get(name, spec.field(name).empty) for name in after}
    if seen is not None:
        after = _merged(row, before, after, seen)
    whole = {**row.content, **after}
    _refuse({name: text for name, text in spec.check(whole).items() if name in after})
    if "name" in after and not after["name"]:
        raise ValidationError({"name": _("Write the name: everything else may wait.")})
    changes = audit.differences(before, after)
    if not changes:
        return row
    row.content, row.name = whole, whole["name"]
    row.revision += 1
    row.updated_at, row.updated_by = clock.now(), by
    row.save()
    contribute(row, row.round, by, "edit")
    audit.append(
        row.audit_chain, action="planentry.changed", by=by, subject=row, scope=row.audit_scope, changes=changes
    )
    return row


def reason_against_mending(entry: PlanEntry, user: User) -> Reason | None:
    """Why the person cannot change the entry now; None when they can."""
    if reason := rules.reason_against_proposing(user, entry.plan, entry.kind, entry.producer):
        return reason
    if not entry.plan.is_proposing:
        words = _("The plan takes no proposals now: it is “%(state)s”.")
        return Reason("closed", words % {"state": entry.plan.look.label}, entry.plan.get_absolute_url())
    if entry.state not in EntryState.mended():
        words = _("The entry is “%(state)s”: only a proposal, or one that was returned, is changed.")
        return Reason("state", words % {"state": entry.look.label})
    return None


@transaction.atomic
def promote(entry: PlanEntry, *, by: User) -> PlanEntry:
    """Put data on the priority list: a new entry there that takes over what is known, or the one that stands already.

    Refuses (MoveRefused) what is no entry of the list of data, and what was withdrawn, declined or put off.
    """
    row = entry_machine.locked(entry)
    if row.kind != ListKind.DATA or row.state not in EntryState.standing():
        raise MoveRefused(Reason("state", _("Only a standing entry of the list of data becomes priority data.")))
    standing = row.promoted.exclude(state=EntryState.WITHDRAWN).order_by("pk").first()
    if standing is not None:
        standing.plan = row.plan
        return standing
    values = {name: row.content.get(name, "") for name in CARRIED} | {"submission": Submission.NEW}
    return propose(
        row.plan, ListKind.PRIORITY, producer=row.producer, values=values, by=by, cycle=row.cycle, promoted_from=row
    )


# Moves --------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def move_entry(
    entry: PlanEntry, name: str, *, by: User, comment: str = "", seen: str = "", decided_by: str = ""
) -> PlanEntry:
    """Make a move of an entry. Refusals come from the machine.

    What the forum decides is kept with the entry: the words, and who decided. On a restriction of access nothing is decided
    without naming who decided (ValidationError).
    """
    if name in ("agree", "decline", "defer") and entry.kind == ListKind.RESTRICTION and not decided_by.strip():
        raise ValidationError({"decided_by": _("Name who decided: the forum, with the pembina data.")})

    def told(row: PlanEntry) -> None:
        if name in ("agree", "decline", "defer"):
            row.decision, row.decided_by, row.decided_at = comment.strip(), decided_by.strip()[:200], clock.now()
        elif name == "reconsider":
            row.decision, row.decided_by, row.decided_at = "", "", None

    data = {"decided_by": decided_by.strip()} if decided_by.strip() else {}
    moved = entry_machine.move(entry, name, by=by, comment=comment, seen=seen, data=data, before_write=told)
    tell_of_entry(moved, name, by=by, comment=comment)
    return moved


@transaction.atomic
def agree_together(plan: PlanYear, keys: Iterable[str], *, by: User, comment: str = "") -> Together:
    """Record the forum's agreement on several entries that need no talk, each in the version that was shown (D12@1.0).

    Each gets a decision of its own; one that cannot be agreed is listed and does not hold up the others.
    """
    row = plan_machine.locked(plan)
    talked = {one.pk for pair in selectors.open_pairs(row) for one in (pair.first, pair.second)}
    offered = {one.key: one for one in selectors.without_talk(by, selectors.for_the_forum(row), talked)}
    result = Together()
    for key in dict.fromkeys(keys):
        name, _at, seen = key.partition("@")
        entry = offered.get(name)
        if entry is None:
            result.refused.append((name, (NOT_SUITABLE,)))
            continue
        try:
            result.done.append(move_entry(entry, "agree", by=by, comment=comment, seen=seen or "-"))
        except MoveRefused as refusal:
            result.refused.append((name, refusal.reasons))
    return result


@transaction.atomic
def pass_together(plan: PlanYear, keys: Iterable[str], *, by: User) -> Together:
    """Pass several proposals on to the forum, each in the version that was shown; incomplete ones are listed."""
    row = plan_machine.locked(plan)
    offered = {one.key: one for one in selectors.mine_to_check(by, row)}
    result = Together()
    for key in dict.fromkeys(keys):
        name, _at, seen = key.partition("@")
        entry = offered.get(name)
        if entry is None:
            result.refused.append((name, (NOT_SUITABLE,)))
            continue
        try:
            result.done.append(move_entry(entry, "pass", by=by, seen=seen or "-"))
        except MoveRefused as refusal:
            result.refused.append((name, refusal.reasons))
    return result


@transaction.atomic
def tell_progress(entry: PlanEntry, *, by: User, percent: int, note: str) -> PlanEntry:
    """How far an agreed action has come. Refuses other people than those in charge and the walidata (NotAllowed), other entries
    (MoveRefused), and what is no percentage (ValidationError)."""
    row = entry_machine.locked(entry)
    if not rules.produces_for(by, row.producer):
        raise NotAllowed(Reason("role", _("The office in charge and the walidata tell the progress.")))
    if row.kind != ListKind.ACTION or row.state != EntryState.AGREED:
        raise MoveRefused(Reason("state", _("Progress is told of agreed actions.")))
    if not 0 <= percent <= 100:
        raise ValidationError({"percent": _("Write a number from 0 to 100.")})
    changes = audit.differences(
        {"progress": row.progress, "progress_note": row.progress_note},
        {"progress": percent, "progress_note": note.strip()},
    )
    if changes:
        row.progress, row.progress_note = percent, note.strip()
        row.updated_at, row.updated_by = clock.now(), by
        row.save()
        audit.append(
            row.audit_chain, action="planentry.progress", by=by, subject=row, scope=row.audit_scope, changes=changes
        )
    return row


# Parts --------------------------------------------------------------------------------------------------------------------


def _settled(spec: KindSpec, values: Mapping[str, Any], by: User, standing: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept; of a new entry every field. Refuses all that is wrong at once, by field."""
    found: dict[str, Any] = {} if standing else {one.name: one.empty for one in spec.fields}
    errors: dict[str, list[str]] = {}
    for one in spec.fields:
        if one.name not in values:
            continue
        try:
            found[one.name] = _kept(one, values[one.name], by, standing)
        except ValidationError as error:
            errors[one.name] = list(error.messages)
    _refuse(errors)
    if not standing:
        _refuse(spec.check(found))
    return found


def _kept(one: Field, value: Any, by: User, standing: Mapping[str, Any]) -> Any:
    kept = keep(one, value)
    if kept and one.type == "pointer":
        return pointed(one, kept, by, stands=[str(standing.get(one.name, ""))])
    return kept


def _refuse(problems: Mapping[str, Any]) -> None:
    if problems:
        raise ValidationError(dict(problems))


def _merged(
    row: PlanEntry, before: Mapping[str, Any], after: Mapping[str, Any], seen: Mapping[str, str]
) -> dict[str, Any]:
    """What is written: fields that the person left alone follow what is stored now."""
    merged, both = {}, []
    for name, value in after.items():
        stored, mine = digest(before[name]), digest(value)
        base = seen.get(name, stored)
        if stored not in (base, mine):
            if mine != base:
                both.append(name)
            value = before[name]
        merged[name] = value
    if both:
        raise Overtaken(row, tuple(both))
    return merged
