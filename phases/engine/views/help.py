"""Help: how the portal works, what a role may do, what each state means, whom to ask."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.selectors import members_of
from phases.engine.enums import Applicability, IterationState, PhaseState, RecheckState

ROLES = {
    Role.STAF: _(
        "Does the work: fills in tasks, adds evidence, submits. Edits where the team gives a seat, reads the rest."
    ),
    Role.PENYELIA: _(
        "Decides: approves, returns, opens again, closes phases. Never decides on what they made themselves."
    ),
    Role.WALIDATA: _("Reviews the plan, metadata and standards, and leaves comments."),
    Role.PIMPINAN: _(
        "Reads everything in reach, confirms exceptions from a gate, appoints who stands in for a supervisor."
    ),
    Role.ADMIN: _("Keeps people, organisations, roles and settings. Has no say in the work itself."),
}
STATES = (
    (IterationState.NOT_STARTED, _("Nobody has begun. Staff of the phase may start it.")),
    (IterationState.IN_WORK, _("Staff fill in tasks and add evidence.")),
    (IterationState.SUBMITTED, _("Staff have submitted it. A supervisor who did not work on it decides.")),
    (IterationState.RETURNED, _("The supervisor wants something mended; the reason stands on the page.")),
    (IterationState.APPROVED, _("Done. Its outputs are kept as they are and can be used further on.")),
    (IterationState.SKIPPED, _("Left out with a reason that somebody else confirmed.")),
    (Applicability.NOT_APPLICABLE, _("Does not belong to this kind of activity, or is left out with a stated reason.")),
)
PHASES = (
    (PhaseState.NOT_OPEN, _("No work has begun in the phase.")),
    (PhaseState.RUNNING, _("Work is going on.")),
    (PhaseState.CLOSING, _("Everything in it is finished; a supervisor decides whether it closes.")),
    (PhaseState.CLOSED, _("Finished. Opening again needs a reason.")),
    (PhaseState.REOPENED, _("Opened once more, since something has to be redone.")),
)
MARKS = (
    ("iteration", _("Iteration"), _("The work is done once more. The number tells which time.")),
    (RecheckState.OPEN.icon, _("Re-check"), _("Something that this rests on was opened again.")),
    ("blocked", _("Held by a gate"), _("Something else has to be finished first. The page says what.")),
    ("late", _("Late"), _("The due date is over.")),
    ("override", _("Exception"), _("A gate was passed with a reason that was confirmed.")),
)


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "roles": [{"role": role, "text": text, "own": request.user.has_role(role)} for role, text in ROLES.items()],
        "states": STATES,
        "phase_states": PHASES,
        "marks": MARKS,
        "helpers": _administrators(request.user),
        "nav_current": "engine:help",
    }
    return render(request, "engine/help.html", context)


def _administrators(user: User) -> list[Any]:
    """Who keeps the account: the administrators of the person's unit, those nearest first."""
    unit = user.home_unit or next(
        (m.organisation for m in user.memberships.standing().select_related("organisation")), None
    )
    return list(members_of(unit.path, [Role.ADMIN]).exclude(pk=user.pk).order_by("full_name")[:5]) if unit else []
