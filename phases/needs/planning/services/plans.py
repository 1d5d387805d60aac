"""A year's plan: opening it, the forum's minutes, its moves, and the snapshot of what was agreed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core import audit, clock, files
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.needs.planning import rules, selectors
from phases.needs.planning.attributes import SPECS
from phases.needs.planning.enums import EntryState, PlanState
from phases.needs.planning.forum_tables import columns_of, told
from phases.needs.planning.machines import plan_machine
from phases.needs.planning.models import EARLIEST, LATEST, PlanSnapshot, PlanYear
from phases.needs.planning.services.people import tell_of_plan

PURPOSE = "plan-minutes"
MINUTES = ("minutes_number", "agreed_on", "place", "participants", "agenda", "minutes")
FROZEN_LANGUAGE = "id"
"""Agreements are written in the language of the forum, whoever confirms them."""


class MinutesChanged(Exception):
    """Somebody else saved the minutes since the person opened the page; `plan` is what is stored now."""

    def __init__(self, plan: PlanYear):
        self.plan = plan
        super().__init__(f"revision {plan.revision} was stored meanwhile")


@transaction.atomic
def open_plan(organisation: Organisation, year: int, *, by: User) -> PlanYear:
    """Begin the plan of a year at a node of the tree.

    Refuses people who are no walidata there (PermissionDenied), years out of range and a year that stands already
    (ValidationError).
    """
    if not rules.may_open_at(by, organisation):
        raise PermissionDenied(_("Only the walidata of the government open a year of planning."))
    if not EARLIEST <= year <= LATEST:
        raise ValidationError(
            {"year": _("Choose a year between %(first)s and %(last)s.") % {"first": EARLIEST, "last": LATEST}}
        )
    plan = PlanYear(organisation=organisation, year=year, opened_by=by, opened_at=clock.now())
    audit.hold(plan.audit_chain)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError:
        words = _("The plan of %(place)s for %(year)s stands already.")
        raise ValidationError({"year": words % {"place": organisation.label, "year": year}}) from None
    audit.append(plan.audit_chain, action="planyear.open", by=by, subject=plan, scope=plan.audit_scope)
    return plan


@transaction.atomic
def save_minutes(
    plan: PlanYear, *, by: User, values: Mapping[str, Any], upload: Any = None, seen: int | None = None
) -> PlanYear:
    """Write agenda and minutes of the forum (MINUTES), and attach the signed paper.

    Refuses people who are no walidata of the plan (NotAllowed), a plan that is not before the forum (MoveRefused), what somebody
    else wrote since revision `seen` (MinutesChanged), and a day in the future (ValidationError).
    """
    row = plan_machine.locked(plan)
    if not rules.manages(by, row):
        raise NotAllowed(Reason("role", _("The walidata write the minutes of the forum.")))
    if row.state not in PlanState.running():
        raise MoveRefused(Reason("closed", _("The agreement is recorded: its minutes stay as they are.")))
    after = {
        name: values[name].strip() if isinstance(values[name], str) else values[name]
        for name in MINUTES
        if name in values
    }
    before = {name: getattr(row, name) for name in after}
    if seen is not None and seen != row.revision and before != after:
        raise MinutesChanged(row)
    if after.get("agreed_on") and after["agreed_on"] > clock.today():
        raise ValidationError({"agreed_on": _("The forum cannot have met in the future.")})
    changes = audit.differences(before, after)
    for name, value in after.items():
        setattr(row, name, value)
    if upload is not None:
        stored = files.receive(upload, by=by, purpose=PURPOSE)
        changes["minutes_file"] = [row.minutes_file.name if row.minutes_file else "", stored.name]
        row.minutes_file = stored
    if changes:
        row.revision += 1
        row.save()
        audit.append(
            row.audit_chain, action="planyear.minutes", by=by, subject=row, scope=row.audit_scope, changes=changes
        )
    return row


@transaction.atomic
def move_plan(plan: PlanYear, name: str, *, by: User, comment: str = "", seen: str = "") -> PlanYear:
    """Make a move of the plan. Refusals come from the machine; a confirmed agreement is frozen as it stands."""

    def noted(row: PlanYear) -> None:
        if name == "record":
            row.recorded_by, row.recorded_at = by, clock.now()
        elif name == "confirm":
            row.confirmed_by, row.confirmed_at = by, clock.now()

    moved = plan_machine.move(plan, name, by=by, comment=comment, seen=seen, before_write=noted)
    if name == "confirm":
        freeze(moved, by=by)
    tell_of_plan(moved, name, by=by, comment=comment)
    return moved


def freeze(plan: PlanYear, *, by: User) -> PlanSnapshot:
    """Write the agreed entries of the four lists down as text, in the order of the forum's tables, with a digest."""
    with translation.override(FROZEN_LANGUAGE):
        content = _content(plan)
    body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    number = plan.snapshots.count() + 1
    snapshot = PlanSnapshot.objects.create(
        plan=plan,
        number=number,
        content=content,
        digest=hashlib.sha256(body.encode()).hexdigest(),
        by=by,
        at=clock.now(),
    )
    audit.append(
        plan.audit_chain, action="planyear.frozen", by=by, subject=plan, scope=plan.audit_scope,
        context={"version": number, "sha256": snapshot.digest},
    )  # fmt: skip
    return snapshot


def _content(plan: PlanYear) -> dict[str, Any]:
    lists = {}
    for kind, spec in SPECS.items():
        rows = list(selectors.entries(plan, kind).filter(state=EntryState.AGREED).order_by("number"))
        for row in rows:
            row.plan = plan
        names = selectors.names_of(rows)
        columns = columns_of(spec)
        lists[kind.value] = {
            "title": str(spec.title),
            "columns": [{"code": column.code, "label": str(column.label)} for column in columns],
            "rows": [
                {"key": row.key, "cells": [told(spec, row, column.code, names) for column in columns]} for row in rows
            ],
        }
    return {
        "government": {"code": plan.organisation.code, "name": plan.organisation.name},
        "year": plan.year,
        "minutes": {
            "number": plan.minutes_number,
            "day": plan.agreed_on.isoformat() if plan.agreed_on else "",
            "place": plan.place,
            "participants": plan.participants,
            "agenda": plan.agenda,
            "text": plan.minutes,
            "file": plan.minutes_file.name if plan.minutes_file else "",
            "sha256": plan.minutes_file.sha256 if plan.minutes_file else "",
        },
        "recorded_by": str(plan.recorded_by or ""),
        "confirmed_by": str(plan.confirmed_by or ""),
        "lists": lists,
    }
