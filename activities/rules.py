"""Who may do what with an activity, a cycle and its team. A superuser has no standing here: the office's people do the work."""

from __future__ import annotations

from typing import Any

from activities.enums import SeatRole
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.rules import has_role, reaches, rule

may_begin = has_role(Role.STAF, Role.PENYELIA)
"""Whether there is any organisation for which the person may create an activity."""

may_create_for = reaches(Role.STAF, Role.PENYELIA)
"""(user, organisation)"""


@rule
def may_change(user: Any, activity: Any) -> bool:
    """Change what an activity says of itself, begin its next cycle: supervisors in reach; staff in reach with a seat in it."""
    path = activity.organisation.path
    if user.reaches(path, Role.PENYELIA):
        return True
    return user.reaches(path, Role.STAF) and activity.cycles.filter(seats__user=user).exists()


@rule
def is_supervisor_seated(user: Any, cycle: Any) -> bool:
    """Has a supervisor's seat in the team, for any phase."""
    return any(seat.user_id == user.pk and seat.role == SeatRole.PENYELIA for seat in cycle.seats.all())


@rule
def may_manage(user: Any, cycle: Any) -> bool:
    """Change the team and the plan of a cycle: heads in reach; supervisors in reach who sit as such in its team."""
    path = cycle.activity.organisation.path
    if user.reaches(path, Role.PIMPINAN):
        return True
    return user.reaches(path, Role.PENYELIA) and is_supervisor_seated(user, cycle)


@rule
def may_appoint(user: Any, cycle: Any) -> bool:
    """Name who votes in the place of a supervisor who is away (Plh., Plt.): heads and administrators in reach."""
    return user.reaches(cycle.activity.organisation.path, Role.PIMPINAN, Role.ADMIN)


@rule
def may_delegate(user: Any, cycle: Any) -> bool:
    """Hand on a vote in the cycle: one's own as a supervisor of its team, or another's as one who appoints."""
    return is_supervisor_seated(user, cycle) or may_appoint(user, cycle)
