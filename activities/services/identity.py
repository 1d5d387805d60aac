"""Activities and their cycles: what they are called, whose they are, which time they cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import registry, rules
from activities.enums import Coverage, Repetition, SeatRole, StatisticType
from activities.models import Activity, Cycle, Sector
from activities.services.team import SeatWish, seat
from activities.validators import check_edition, check_lengths, check_repetition, check_span
from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core import audit

ACTIVITY_FIELDS = (
    "title",
    "organisation",
    "kind",
    "sector",
    "statistic_type",
    "repetition",
    "frequency",
    "coverage",
    "coverage_note",
    "description",
)
"""What may change in an activity. Its code names its audit trail and its addresses, so that it stays."""
CYCLE_FIELDS = ("name", "year", "period_start", "period_end", "planned_start", "planned_end", "recommendation")
"""What may change in a cycle. Its edition stands in addresses and in the audit trail, so that it stays."""
CODE_TAKEN = gettext_lazy("Another activity already has this code.")
EDITION_TAKEN = gettext_lazy("The activity already has an edition with this code.")


class CycleValues(TypedDict, total=False):
    """The facts of a new cycle; `edition`, `year` and the four dates are needed."""

    edition: str
    name: str
    year: int
    period_start: date
    period_end: date
    planned_start: date
    planned_end: date
    recommendation: str


@transaction.atomic
def create_activity(
    *,
    by: User,
    code: str,
    title: str,
    organisation: Organisation,
    kind: str,
    sector: Sector,
    cycle: CycleValues,
    team: Iterable[SeatWish] = (),
    statistic_type: str = StatisticType.SECTORAL,
    repetition: str = Repetition.REPEATED,
    frequency: str = "",
    coverage: str = Coverage.PART,
    coverage_note: str = "",
    description: str = "",
) -> Activity:
    """A new activity with its first cycle and team. The creator gets a staff seat for all phases.

    Refuses people who are neither staff nor supervisor in reach of the organisation, a code that is taken, a repeated activity
    without a frequency, and whatever create_cycle refuses.
    """
    if not rules.may_create_for(by, organisation):
        raise PermissionDenied(_("Only staff and supervisors of the organisation create its activities."))
    activity = Activity(
        code=code,
        title=title,
        organisation=organisation,
        kind=kind,
        sector=sector,
        statistic_type=statistic_type,
        repetition=repetition,
        frequency=frequency if repetition == Repetition.REPEATED else "",
        coverage=coverage,
        coverage_note=coverage_note,
        description=description,
        created_by=by,
    )
    _check_activity(activity)
    _write(activity, {"code": CODE_TAKEN})
    changes = audit.differences({}, {"code": code, **_facts(activity, ACTIVITY_FIELDS)})
    audit.append(
        activity.audit_chain, action="activity.created", by=by, subject=activity, changes=_without_blanks(changes)
    )
    create_cycle(activity, by=by, team=team, **cycle)
    return activity


@transaction.atomic
def change_activity(activity: Activity, *, by: User, **values: Any) -> Activity:
    """Change facts of ACTIVITY_FIELDS; nothing is written where nothing differs.

    Refuses people who may not change it (rules.may_change), an organisation that they could not create it for, and a
    repeated activity without a frequency.
    """
    _known(values, ACTIVITY_FIELDS)
    audit.hold(activity.audit_chain)
    stored = (
        Activity.objects.select_for_update(of=("self",)).select_related("organisation", "sector").get(pk=activity.pk)
    )
    if not rules.may_change(by, stored):
        raise PermissionDenied(_("Your role does not allow you to change this activity."))
    before = _facts(stored, ACTIVITY_FIELDS)
    organisation = values.get("organisation", stored.organisation)
    if organisation != stored.organisation and not rules.may_create_for(by, organisation):
        raise PermissionDenied(_("This organisation is outside of your reach."))
    for name, value in values.items():
        setattr(stored, name, value)
    if stored.repetition == Repetition.ONCE:
        stored.frequency = ""
    _check_activity(stored)
    if changes := audit.differences(before, _facts(stored, ACTIVITY_FIELDS)):
        stored.save()
        audit.append(stored.audit_chain, action="activity.changed", by=by, subject=stored, changes=changes)
    return stored


@transaction.atomic
def create_cycle(
    activity: Activity, *, by: User, team: Iterable[SeatWish] = (), previous: Cycle | None = None,
    seat_creator: bool = True, **values: Any,
) -> Cycle:  # fmt: skip
    """A new cycle with its team; whatever upper apps hang on a cycle is made in the same transaction.

    The creator gets a staff seat for all phases, unless a seat of theirs is copied afterwards. Refuses people who may not
    change the activity (its creator may begin the first cycle), dates out of order, and an edition that exists already.
    """
    _known(values, ("edition", *CYCLE_FIELDS))
    audit.hold(activity.audit_chain)
    is_first = activity.created_by_id == by.pk and not activity.cycles.exists()
    if not is_first and not rules.may_change(by, activity):
        raise PermissionDenied(_("Your role does not allow you to begin a cycle of this activity."))
    cycle = Cycle(activity=activity, previous=previous, created_by=by, **values)
    _check_cycle(cycle)
    _write(cycle, {"edition": EDITION_TAKEN})
    changes = audit.differences({}, {"edition": cycle.edition, **_facts(cycle, CYCLE_FIELDS)})
    if previous is not None:
        changes["previous"] = [None, previous.edition]
    audit.append(
        cycle.audit_chain,
        action="cycle.created",
        by=by,
        subject=cycle,
        changes=_without_blanks(changes),
        scope=cycle.audit_scope,
    )
    seat(cycle, [*([SeatWish(by, SeatRole.STAF)] if seat_creator else []), *team], by=by)
    registry.cycle_created(cycle, by)
    return cycle


@transaction.atomic
def change_cycle(cycle: Cycle, *, by: User, **values: Any) -> Cycle:
    """Change facts of CYCLE_FIELDS; nothing is written where nothing differs.

    Refuses people who do not manage the cycle (rules.may_manage) and dates out of order.
    """
    _known(values, CYCLE_FIELDS)
    audit.hold(cycle.audit_chain)
    stored = Cycle.objects.select_for_update(of=("self",)).select_related("activity__organisation").get(pk=cycle.pk)
    if not rules.may_manage(by, stored):
        raise PermissionDenied(_("Only those who manage the cycle change its dates."))
    before = _facts(stored, CYCLE_FIELDS)
    for name, value in values.items():
        setattr(stored, name, value)
    _check_cycle(stored)
    if changes := audit.differences(before, _facts(stored, CYCLE_FIELDS)):
        stored.save()
        audit.append(
            stored.audit_chain, action="cycle.changed", by=by, subject=stored, changes=changes, scope=stored.audit_scope
        )
    return stored


# Shared -----------------------------------------------------------------------------------------------------------------


def _known(values: Mapping[str, Any], names: Iterable[str]) -> None:
    if unknown := set(values) - set(names):
        raise ValueError(f"not to be set here: {', '.join(sorted(unknown))}")


def _facts(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The row's values as the audit trail keeps them: related rows by their code."""
    values = {name: getattr(row, name) for name in names}
    return {name: value.code if isinstance(value, (Organisation, Sector)) else value for name, value in values.items()}


def _without_blanks(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: pair for name, pair in changes.items() if pair[1] not in ("", None)}


def _check_activity(activity: Activity) -> None:
    check_repetition(activity.repetition, activity.frequency)
    activity.full_clean(validate_constraints=False, validate_unique=False)
    check_lengths(activity)
    if Activity.objects.filter(code=activity.code).exclude(pk=activity.pk).exists():
        raise ValidationError({"code": CODE_TAKEN})


def _check_cycle(cycle: Cycle) -> None:
    cycle.full_clean(validate_constraints=False, validate_unique=False)
    check_edition(cycle.edition)
    check_span(cycle.period_start, cycle.period_end, "period_end")
    check_span(cycle.planned_start, cycle.planned_end, "planned_end")
    if cycle.pk is None and cycle.activity.cycles.filter(edition=cycle.edition).exists():
        raise ValidationError({"edition": EDITION_TAKEN})


def _write(row: models.Model, taken: Mapping[str, Any]) -> None:
    """Save a new row; who comes second with the same code at the same moment is told so."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(dict(taken)) from error
