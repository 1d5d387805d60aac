"""Who works on a cycle, and who votes in another's place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from activities import registry, rules, selectors
from activities.enums import DelegationKind, SeatRole
from activities.models import ALL_PHASES, Cycle, Delegation, TeamSeat
from activities.validators import check_delegation
from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core import audit, clock, wording

PHASES = range(9)
lazy_day = lazy(wording.moment, str)


@dataclass(frozen=True)
class SeatWish:
    """A seat to be given: the person, the role, and the phases (0 for all of them)."""

    user: User
    role: str
    phases: tuple[int, ...] = (ALL_PHASES,)


def address(cycle: Cycle) -> str:
    """The page of the cycle's team."""
    return reverse("activities:team", args=[cycle.activity.code, cycle.edition])


def phase_text(phase: int) -> object:
    """ "all phases" or "phase 3", in the language of whoever reads it."""
    if phase == ALL_PHASES:
        return gettext_lazy("all phases")
    return format_lazy("{} {}", gettext_lazy("phase"), str(phase))


@transaction.atomic
def add_seat(cycle: Cycle, *, user: User, role: str, phases: Iterable[int] = (ALL_PHASES,), by: User) -> list[TeamSeat]:
    """Give a person a role in the team, for some phases or (0) for all, and tell them. Returns the new seats.

    All phases take the place of single ones; seats that exist already are left as they are. Refuses people who do not manage
    the cycle, closed accounts, people outside of the government, and supervisors or walidata contacts who do not hold that
    role where the activity belongs.
    """
    cycle = _locked(cycle)
    if not rules.may_manage(by, cycle):
        raise PermissionDenied(_("Only those who manage the cycle change its team."))
    return seat(cycle, [SeatWish(user, role, tuple(phases))], by=by)


def seat(cycle: Cycle, wishes: Iterable[SeatWish], *, by: User) -> list[TeamSeat]:
    """Give seats without asking who may (the caller did); refuses people who cannot hold them."""
    created: list[TeamSeat] = []
    told: dict[int, tuple[User, list[TeamSeat]]] = {}
    path = cycle.activity.organisation.path
    for wish in wishes:
        phases = sorted({ALL_PHASES} if ALL_PHASES in wish.phases else set(wish.phases))
        if not phases or not set(phases) <= set(PHASES):
            raise ValidationError({"phases": _("Choose all phases, or some of 1 to 8.")})
        if wish.role not in SeatRole.values:
            raise ValidationError({"role": _("There is no such role in a team.")})
        if refusal := selectors.reason_against_seat(wish.user, wish.role, path):
            raise ValidationError({"user": refusal})
        held = {s.phase: s for s in cycle.seats.filter(user=wish.user, role=wish.role)}
        if ALL_PHASES in held:
            continue
        if phases == [ALL_PHASES]:
            for old in held.values():
                _log(old, "team.removed", by)
                old.delete()
        for phase in phases:
            if phase not in held:
                new = TeamSeat.objects.create(cycle=cycle, user=wish.user, role=wish.role, phase=phase)
                _log(new, "team.added", by)
                created.append(new)
                told.setdefault(wish.user.pk, (wish.user, []))[1].append(new)
    for user, seats in told.values():
        for role in dict.fromkeys(s.role for s in seats):
            _tell_seated(cycle, user, role, [s.phase for s in seats if s.role == role], by)
    if created:
        registry.team_changed(cycle, [user for user, _seats in told.values()])
    return created


@transaction.atomic
def remove_seat(cycle: Cycle, *, user: User, role: str, phase: int, by: User) -> list[registry.Charge]:
    """Take a person's seat away and tell them; what they did stays theirs in the history. Gives what they were in charge of
    by that seat: nobody is any longer.

    Refuses people who do not manage the cycle, and the seat of a phase's last supervisor. A seat that is already gone is no
    fault.
    """
    cycle = _locked(cycle)
    if not rules.may_manage(by, cycle):
        raise PermissionDenied(_("Only those who manage the cycle change its team."))
    found = cycle.seats.select_related("user").filter(user=user, role=role, phase=phase).first()
    if found is None:
        return []
    lost = selectors.left_behind(found, cycle.seats.filter(user=user), registry.charges_of(cycle))
    unsupervised = set(selectors.team_of(cycle).without_supervisor)
    _log(found, "team.removed", by)
    found.delete()
    if alone := sorted(set(selectors.team_of(cycle).without_supervisor) - unsupervised):
        names = registry.phase_names(cycle)
        listed = ", ".join(" ".join([_("phase"), str(number), names[number]]).strip() for number in alone)
        words = _("%(name)s is the last supervisor of %(phases)s. Appoint another supervisor first.")
        raise ValidationError(words % {"name": user, "phases": listed if len(alone) < 8 else _("all phases")})
    registry.release(cycle, lost, by)
    notify(
        [user],
        kind="activity.team",
        message=gettext_noop("%(by)s took you off the team of %(cycle)s: %(role)s, %(phases)s."),
        params={"by": by, "cycle": cycle, "role": SeatRole(role).label, "phases": phase_text(phase)},
        url=address(cycle),
        by=by,
    )
    registry.team_changed(cycle, [user])
    return lost


@transaction.atomic
def delegate(
    cycle: Cycle,
    *,
    delegator: User,
    delegate: User,
    starts: date,
    ends: date,
    reason: str,
    by: User,
    kind: str = DelegationKind.PLH,
    phase: int = ALL_PHASES,
) -> Delegation:
    """Hand a supervisor's vote to another person between two dates (Plh. or Plt.), and tell both.

    Refuses anyone but the supervisor and those who appoint (heads, administrators), a delegator without a supervisor's seat
    for the phase, a delegate who is the delegator or may not be one (selectors.delegates_for), dates in the past, out of
    order or more than 90 days apart, and a second delegation of the same vote at the same time.
    """
    cycle = _locked(cycle)
    if by != delegator and not rules.may_appoint(by, cycle):
        raise PermissionDenied(_("A supervisor delegates their own vote; heads and administrators appoint for others."))
    if kind not in DelegationKind.values:
        raise ValidationError({"kind": _("Choose Plh. or Plt.")})
    if phase not in PHASES:
        raise ValidationError({"phase": _("Choose all phases, or one of 1 to 8.")})
    seats = cycle.seats.filter(user=delegator, role=SeatRole.PENYELIA)
    if not (seats.exists() if phase == ALL_PHASES else seats.filter(phase__in=[ALL_PHASES, phase]).exists()):
        raise ValidationError(
            {
                "delegator": _("%(name)s has no supervisor’s vote for this that could be delegated.")
                % {"name": delegator}
            }
        )
    if delegate == delegator:
        raise ValidationError({"delegate": _("Choose another person than the one who delegates.")})
    if refusal := selectors.reason_against_delegate(delegate, cycle, phase):
        raise ValidationError({"delegate": refusal})
    check_delegation(starts, ends, clock.today())
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why the vote is delegated.")})
    running = cycle.delegations.filter(delegator=delegator, ended_at__isnull=True, starts__lte=ends, ends__gte=starts)
    if phase != ALL_PHASES:
        running = running.filter(phase__in=[ALL_PHASES, phase])
    if running.exists():
        raise ValidationError({"starts": _("This vote is already delegated during these days.")})
    delegation = Delegation(
        cycle=cycle,
        kind=kind,
        delegator=delegator,
        delegate=delegate,
        phase=phase,
        starts=starts,
        ends=ends,
        reason=reason.strip(),
        created_by=by,
    )
    delegation.full_clean(validate_constraints=False)
    delegation.save()
    audit.append(
        cycle.audit_chain,
        action="delegation.created",
        by=by,
        subject=delegation,
        changes={
            name: (None, value)
            for name, value in {
                "delegator": str(delegator),
                "delegate": str(delegate),
                "kind": kind,
                "phase": phase,
                "starts": starts,
                "ends": ends,
            }.items()
        },
        reason=delegation.reason,
        scope=cycle.audit_scope,
    )
    params = {
        "delegator": delegator,
        "delegate": delegate,
        "cycle": cycle,
        "kind": DelegationKind(kind).label,
        "phases": phase_text(phase),
        "starts": lazy_day(starts, "date"),
        "ends": lazy_day(ends, "date"),
    }
    notify(
        [delegate],
        kind="activity.delegation",
        message=gettext_noop(
            "%(kind)s for %(delegator)s in %(cycle)s (%(phases)s): you decide from %(starts)s to %(ends)s."
        ),
        params=params,
        url=address(cycle),
        by=by,
    )
    notify(
        [delegator],
        kind="activity.delegation",
        message=gettext_noop("Your vote in %(cycle)s (%(phases)s) is with %(delegate)s from %(starts)s to %(ends)s."),
        params=params,
        url=address(cycle),
        by=by,
    )
    registry.team_changed(cycle, [delegator, delegate])
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User) -> Delegation:
    """Give the vote back before its time, and tell both.

    Refuses anyone but the delegator and those who appoint. One that is over already stays as it is.
    """
    cycle = _locked(delegation.cycle)
    row = (
        Delegation.objects.select_for_update(of=("self",)).select_related("delegator", "delegate").get(pk=delegation.pk)
    )
    if by != row.delegator and not rules.may_appoint(by, cycle):
        raise PermissionDenied(_("Only the supervisor, heads and administrators end a delegation."))
    if row.ended_at is not None or row.ends < clock.today():
        return row
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    audit.append(
        cycle.audit_chain,
        action="delegation.ended",
        by=by,
        subject=row,
        changes={"ended_at": (None, row.ended_at)},
        scope=cycle.audit_scope,
    )
    notify(
        [row.delegate, row.delegator],
        kind="activity.delegation",
        message=gettext_noop("The vote of %(delegator)s in %(cycle)s is no longer delegated to %(delegate)s."),
        params={"delegator": row.delegator, "delegate": row.delegate, "cycle": cycle},
        url=address(cycle),
        by=by,
    )
    registry.team_changed(cycle, [row.delegator, row.delegate])
    return row


def _locked(cycle: Cycle) -> Cycle:
    """The cycle, locked, so that two changes of a team come one after the other."""
    audit.hold(cycle.audit_chain)
    return Cycle.objects.select_for_update(of=("self",)).select_related("activity__organisation").get(pk=cycle.pk)


def _log(row: TeamSeat, action: str, by: User) -> None:
    facts = {"person": str(row.user), "role": row.role, "phase": row.phase}
    audit.append(
        row.cycle.audit_chain,
        action=action,
        by=by,
        subject=row,
        changes={n: (None, v) if action == "team.added" else (v, None) for n, v in facts.items()},
        scope=row.cycle.audit_scope,
    )


def _tell_seated(cycle: Cycle, user: User, role: str, phases: list[int], by: User) -> None:
    shown = phase_text(ALL_PHASES) if phases == [ALL_PHASES] else phase_text(phases[0])
    if len(phases) > 1:
        shown = format_lazy("{} {}", gettext_lazy("phases"), ", ".join(str(phase) for phase in phases))
    notify(
        [user],
        kind="activity.team",
        message=gettext_noop("%(by)s added you to the team of %(cycle)s: %(role)s, %(phases)s."),
        params={"by": by, "cycle": cycle, "role": SeatRole(role).label, "phases": shown},
        url=address(cycle),
        by=by,
    )
