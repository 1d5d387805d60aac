"""The one way a section of the design record is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from activities.design import registry, selectors
from activities.design.models import ScheduleSection, ScheduleStage, Section
from activities.design.parts import PARTS
from activities.design.selectors import FIELDS, MODELS, Values
from activities.design.validators import CHECKS
from activities.models import Cycle
from activities.periods import shift
from activities.validators import check_lengths
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused


class Conflict(Exception):
    """Somebody else saved the section since it was opened. Carries what is stored now and who stored it when."""

    def __init__(self, row: Section, values: Values):
        self.row, self.values = row, values
        super().__init__(f"revision {row.revision} was stored meanwhile")


@transaction.atomic
def save_section(
    cycle: Cycle, section: registry.Section | str, *, by: User, values: Mapping[str, Any], seen_revision: int
) -> Section:
    """Write the whole content of a section, as seen at `seen_revision`, and return it.

    Refuses with MoveRefused while a guard of the design record gives a reason, with Conflict when another content was stored
    since, with ValidationError for what the section may not hold. Content equal to the stored one changes nothing, except
    that a section to be reviewed counts as reviewed. The edit is audited field by field and told to the workflow.
    """
    if isinstance(section, str):
        section = registry.get(section)
    code = section.code
    if unknown := set(values) ^ set(FIELDS[code]):
        raise ValueError(f"{code}: unknown or missing: {', '.join(sorted(unknown))}")
    row = _locked(cycle, code)
    if reasons := registry.reasons_against(cycle, section, by):
        raise MoveRefused(*reasons)
    before = selectors.values_of(row, code)
    after = settled(row, code, values, by=by)
    changes = audit.differences(selectors.plain(before), selectors.plain(after))
    if changes and seen_revision != row.revision:
        raise Conflict(row, before)
    reviewed = row.to_review
    if not changes and not reviewed:
        return row
    CHECKS.get(code, lambda content: None)(after)
    row.revision += 1
    row.updated_at, row.updated_by, row.to_review = clock.now(), by, False
    _write(row, after)
    _log(cycle, section, row, by, "section.changed" if changes else "section.reviewed", changes)
    registry.edited(cycle, section, by)
    return row


def settled(row: Section, code: str, values: Mapping[str, Any], *, by: User) -> Values:
    """The values as they would be stored: what is written in several ways is brought into one.

    Refuses (ValidationError by field) what names something that is not there for the person.
    """
    return {n: PARTS[n].settle(row, values[n], by) if n in PARTS else values[n] for n in FIELDS[code]}


@transaction.atomic
def copy_section(old: Cycle, new: Cycle, code: str, *, by: User, choice: str) -> Section | None:
    """Take a section over into the next cycle; with the choice "review" it is marked as to be looked through.

    The dates of the schedule move by one period. Nothing is copied where nothing was entered. Meant for a new cycle whose
    work has not begun: no guard is asked, and nobody becomes a maker.
    """
    source = selectors.section_row(old, code)
    if source.revision == 0:
        return None
    values = selectors.values_of(source, code)
    if code == "schedule":
        frequency = old.activity.frequency
        values = {n: span and (shift(span[0], frequency), shift(span[1], frequency)) for n, span in values.items()}
    row = _locked(new, code)
    before = selectors.values_of(row, code)
    row.revision += 1
    row.updated_at, row.updated_by, row.to_review = clock.now(), by, choice == "review"
    _write(row, values)
    changes = audit.differences(selectors.plain(before), selectors.plain(values))
    _log(new, registry.get(code), row, by, "section.copied", changes, {"from": old.edition, "choice": choice})
    return row


def _locked(cycle: Cycle, code: str) -> Section:
    """The section's row, made when it is missing, locked until the transaction ends."""
    model = MODELS[code]
    audit.hold(cycle.audit_chain)
    model._default_manager.get_or_create(cycle=cycle)
    row = model._default_manager.select_for_update(of=("self",)).get(cycle=cycle)
    row.cycle = cycle
    return row


def _write(row: Section, values: Values) -> None:
    if isinstance(row, ScheduleSection):
        row.save()
        row.stages.all().delete()
        ScheduleStage.objects.bulk_create(
            ScheduleStage(section=row, stage=name.removeprefix("stage_"), starts=span[0], ends=span[1])
            for name, span in values.items()
            if span
        )
        return
    for name, value in values.items():
        if name not in PARTS:
            setattr(row, name, value)
    row.full_clean(validate_constraints=False, validate_unique=False, exclude=["cycle", "updated_by"])
    check_lengths(row)
    row.save()
    for name, value in values.items():
        if name in PARTS:
            PARTS[name].write(row, value)


def _log(
    cycle: Cycle,
    section: registry.Section,
    row: Section,
    by: User,
    action: str,
    changes: Mapping[str, list[Any]],
    context: Mapping[str, Any] | None = None,
) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        title = str(section.title)
    audit.append(
        cycle.audit_chain,
        action=action,
        by=by,
        subject=row,
        subject_label=title,
        changes=changes,
        scope=cycle.audit_scope,
        context={"section": section.code, **(context or {})},
    )
