"""Finding organisations, people and facts for the pages of activities and their teams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from activities.enums import SeatRole
from activities.models import ALL_PHASES, Cycle, Delegation, Sector, TeamSeat
from activities.registry import Charge
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import Membership, Organisation, User
from gsbpm_portal.accounts.selectors import members_of
from gsbpm_portal.core import clock

ROLE_BEHIND = {SeatRole.PENYELIA: Role.PENYELIA, SeatRole.WALIDATA: Role.WALIDATA}
"""The role at the organisation without which a seat has no effect."""

VOTING = (Role.STAF, Role.PENYELIA, Role.WALIDATA, Role.PIMPINAN)
"""The roles of people who may vote in somebody's place; administrators have no vote."""


# Choices --------------------------------------------------------------------------------------------------------------


def organisations_for_new(user: User) -> QuerySet[Organisation]:
    """The active organisations for which the person may create activities."""
    return Organisation.objects.filter(is_active=True).under(user.reach(Role.STAF, Role.PENYELIA))


def sectors_in_use(also: Sector | None = None) -> QuerySet[Sector]:
    """The sectors to choose from; `also` is offered although it is retired."""
    return Sector.objects.filter(Q(retired_on__isnull=True) | Q(pk=also.pk if also else None))


def people_of_government(path: str) -> QuerySet[User]:
    """Active people employed in the government of this path or holding a role in it today."""
    root = path.split("/", 1)[0] + "/"
    members = Membership.objects.active().filter(organisation__path__startswith=root)
    return User.objects.filter(is_active=True).filter(
        Q(home_unit__path__startswith=root) | Q(pk__in=members.values("user"))
    )


def delegates_for(cycle: Cycle, phase: int | None = None) -> QuerySet[User]:
    """Who may take over a supervisor's vote in the phase (0 for all of them, None for some phase or other).

    They see the activity by a role that may vote at all, belong to its organisation or one above it in the tree, and neither
    supervise the phase themselves nor work on any part of it: what one made oneself one could not decide.
    """
    path = cycle.activity.organisation.path
    steps = path.rstrip("/").split("/")
    above = ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]
    covering = [ALL_PHASES, phase or ALL_PHASES]
    supervisors = cycle.seats.filter(role=SeatRole.PENYELIA, phase__in=covering)
    staff = cycle.seats.filter(role=SeatRole.STAF, phase__in=range(9) if phase == ALL_PHASES else covering)
    return (
        members_of(path, VOTING)
        .filter(Q(home_unit=None) | Q(home_unit__path__startswith=path) | Q(home_unit__path__in=above))
        .exclude(pk__in=supervisors.values("user"))
        .exclude(pk__in=staff.values("user"))
    )


def people_of_office(path: str) -> QuerySet[User]:
    """Active people employed in the organisation with this path or below it, or holding the staff role there today."""
    members = Membership.objects.active().filter(organisation__path__startswith=path, role=Role.STAF)
    return User.objects.filter(is_active=True).filter(
        Q(home_unit__path__startswith=path) | Q(pk__in=members.values("user"))
    )


def supervisors_in_reach(path: str) -> QuerySet[User]:
    """Who may be the supervisor of an activity of the organisation with this path."""
    return members_of(path, [Role.PENYELIA])


def walidata_in_reach(path: str) -> QuerySet[User]:
    return members_of(path, [Role.WALIDATA])


# What stands against it -----------------------------------------------------------------------------------------------


def reason_against_seat(user: User, role: str, path: str) -> str:
    """Why the person cannot hold the seat in an activity of the organisation with this path; empty when they can."""
    if not user.is_active:
        return _("The account of %(name)s is closed.") % {"name": user}
    behind = ROLE_BEHIND.get(SeatRole(role))
    if behind is not None and not user.reaches(path, behind):
        text = {
            SeatRole.PENYELIA: _("%(name)s is not a supervisor of this organisation."),
            SeatRole.WALIDATA: _("%(name)s does not belong to the walidata of this organisation."),
        }[SeatRole(role)]
        return text % {"name": user}
    if not people_of_government(path).filter(pk=user.pk).exists():
        return _("%(name)s does not belong to this government.") % {"name": user}
    return ""


def reason_against_delegate(user: User, cycle: Cycle, phase: int) -> str:
    """Why the person cannot take over a supervisor's vote in the phase (0 for all); empty when they can."""
    if not user.is_active:
        return _("The account of %(name)s is closed.") % {"name": user}
    if delegates_for(cycle, phase).filter(pk=user.pk).exists():
        return ""
    covering = {ALL_PHASES, phase}
    seats = set(cycle.seats.filter(user=user).values_list("role", "phase"))
    if any(role == SeatRole.STAF and (phase == ALL_PHASES or seat in covering) for role, seat in seats):
        return _("%(name)s works on this as staff: what one made oneself one cannot decide.") % {"name": user}
    if any(role == SeatRole.PENYELIA and seat in covering for role, seat in seats):
        return _("%(name)s supervises this already and decides with a vote of their own.") % {"name": user}
    return _("%(name)s holds no role in this organisation or one above it with which one decides.") % {"name": user}


# A cycle's team -------------------------------------------------------------------------------------------------------


@dataclass
class Member:
    """One person of a team: the roles in each phase."""

    user: User
    seats: list[TeamSeat] = field(default_factory=list)

    def roles_in(self, phase: int) -> list[SeatRole]:
        held = {s.role for s in self.seats if s.phase in (ALL_PHASES, phase)}
        return [role for role in SeatRole if role in held]

    @property
    def is_maker_and_checker(self) -> bool:
        """Staff and supervisor of the same phase: somebody else has to approve what they work on."""
        return any({SeatRole.STAF, SeatRole.PENYELIA} <= set(self.roles_in(phase)) for phase in range(1, 9))


@dataclass
class Team:
    """A cycle's team as its page shows it."""

    members: list[Member]
    delegations: list[Delegation]
    without_staff: list[int]
    without_supervisor: list[int]
    only_own_supervisor: list[int]
    """Phases whose only supervisor is also the only member of staff."""
    voteless: list[Member]
    """Who sits as a supervisor without (any longer) being one in reach, or whose account is closed."""


def team_of(cycle: Cycle) -> Team:
    """The team of the cycle in a fixed number of queries."""
    members: dict[int, Member] = {}
    for seat in cycle.seats.select_related("user__home_unit").order_by("user__full_name", "user_id", "phase"):
        members.setdefault(seat.user_id, Member(seat.user)).seats.append(seat)
    voting = set(supervisors_in_reach(cycle.activity.organisation.path).values_list("pk", flat=True))
    staff: dict[int, set[int]] = {}
    supervisors: dict[int, set[int]] = {}
    for phase in range(1, 9):
        roles = {pk: member.roles_in(phase) for pk, member in members.items() if member.user.is_active}
        staff[phase] = {pk for pk, held in roles.items() if SeatRole.STAF in held}
        supervisors[phase] = {pk for pk, held in roles.items() if SeatRole.PENYELIA in held and pk in voting}
    return Team(
        members=sorted(members.values(), key=_by_weight),
        delegations=list(cycle.delegations.select_related("delegator", "delegate").order_by("-starts", "-pk")),
        without_staff=[phase for phase in staff if not staff[phase]],
        without_supervisor=[phase for phase in supervisors if not supervisors[phase]],
        only_own_supervisor=[p for p in supervisors if len(supervisors[p]) == 1 and supervisors[p] == staff[p]],
        voteless=[
            member
            for pk, member in members.items()
            if any(s.role == SeatRole.PENYELIA for s in member.seats) and pk not in voting
        ],
    )


def left_behind(seat: TeamSeat, held: Iterable[TeamSeat], charges: Iterable[Charge]) -> list[Charge]:
    """What nobody would be in charge of without this seat; `held` are the seats of its person."""
    if seat.role != SeatRole.STAF:
        return []
    others = {s.phase for s in held if s.role == SeatRole.STAF and s.phase != seat.phase}
    return [
        charge
        for charge in charges
        if charge.user_id == seat.user_id and seat.phase in (ALL_PHASES, charge.phase)
        if not others & {ALL_PHASES, charge.phase}
    ]


def _by_weight(member: Member) -> tuple[int, str]:
    order = [SeatRole.PENYELIA, SeatRole.STAF, SeatRole.WALIDATA]
    return min(order.index(SeatRole(s.role)) for s in member.seats), str(member.user).casefold()


def is_running(delegation: Delegation, on: date | None = None) -> bool:
    day = on or clock.today()
    return delegation.ended_at is None and delegation.starts <= day <= delegation.ends
