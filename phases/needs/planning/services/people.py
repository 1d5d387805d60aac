"""Who is told what in the yearly planning, in the transaction of what it tells."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.accounts.selectors import members_of
from phases.needs.planning import rules
from phases.needs.planning.models import PlanEntry, PlanYear

OF_ENTRY = {
    "return": gettext_noop("%(by)s returned “%(name)s” (%(key)s, data plan %(year)s): %(comment)s"),
    "resubmit": gettext_noop("%(by)s sent “%(name)s” (%(key)s, data plan %(year)s) again."),
    "decline": gettext_noop("The forum did not agree to “%(name)s” (%(key)s, data plan %(year)s): %(comment)s"),
    "defer": gettext_noop("The forum put off “%(name)s” (%(key)s, data plan %(year)s): %(comment)s"),
}
OF_PLAN = {
    "record": gettext_noop("%(by)s recorded the agreement on the data plan %(plan)s: please confirm it."),
    "confirm": gettext_noop("The data plan %(plan)s is agreed."),
    "return": gettext_noop("%(by)s returned the agreement on the data plan %(plan)s: %(comment)s"),
    "reopen": gettext_noop("%(by)s reopened the data plan %(plan)s: %(comment)s"),
}


def tell_of_entry(entry: PlanEntry, move: str, *, by: User, comment: str) -> None:
    """Makers hear what became of their entry; the walidata hear of one that was sent again."""
    if move not in OF_ENTRY:
        return
    if move == "resubmit":
        people = members_of(entry.plan.organisation.path, [Role.WALIDATA])
    else:
        people = User.objects.filter(is_active=True, pk__in=rules.makers_of(entry))
    params = {
        "by": str(by),
        "name": entry.name,
        "key": entry.key,
        "year": str(entry.plan.year),
        "comment": comment.strip(),
    }
    url = entry.get_absolute_url()
    notify(people, kind=f"planning.{move}", message=OF_ENTRY[move], params=params, url=url, by=by)


def tell_of_plan(plan: PlanYear, move: str, *, by: User, comment: str) -> None:
    """Heads and walidata hear of an agreement to confirm, and of what became of it."""
    if move not in OF_PLAN:
        return
    people = members_of(plan.organisation.path, [Role.WALIDATA, Role.PIMPINAN])
    params = {"by": str(by), "plan": str(plan), "comment": comment.strip()}
    url = plan.get_absolute_url()
    notify(people, kind=f"planning.plan_{move}", message=OF_PLAN[move], params=params, url=url, by=by)
