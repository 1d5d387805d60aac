"""Who works on a cycle: seats by person and phase, delegations, and what is missing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from activities import registry, rules, selectors, services
from activities.enums import SeatRole
from activities.forms import DelegationForm, SeatForm, add_errors
from activities.models import ALL_PHASES, Cycle, TeamSeat
from activities.selectors import Member, Team
from activities.views.lookup import cycle_or_404
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.core import clock
from gsbpm_portal.core.views import once

SHORT = {
    SeatRole.STAF: Role.STAF.label,
    SeatRole.PENYELIA: Role.PENYELIA.label,
    SeatRole.WALIDATA: gettext_lazy("Walidata"),
}
"""Words that fit a cell."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def page(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """The team; posts carry in `do` what is to happen: add, remove, delegate or end."""
    cycle = cycle_or_404(request, code, edition)
    manages = rules.may_manage(request.user, cycle)
    appoints = rules.may_appoint(request.user, cycle)
    names = registry.phase_names(cycle)
    doing = request.POST.get("do", "") if request.method == "POST" else ""
    seat_form = SeatForm(request.POST if doing == "add" else None, cycle=cycle, phase_names=names, prefix="kursi")
    delegation_form = DelegationForm(
        request.POST if doing == "delegate" else None,
        user=request.user,
        cycle=cycle,
        phase_names=names,
        appoints=appoints,
        prefix="wakil",
        initial={"starts": clock.today()},
    )
    if request.method == "POST":
        _require(_may_post, request, cycle)
        answer = _act(request, cycle, doing, seat_form, delegation_form)
        if answer is not None:
            return answer
    team = selectors.team_of(cycle)
    charges = registry.charges_of(cycle) if manages else []
    context = {
        "cycle": cycle,
        "activity": cycle.activity,
        "phases": [{"number": n, "name": name} for n, name in names.items()],
        "lines": [_line(member, charges) for member in team.members],
        "gaps": _gaps(team, names),
        "delegations": [
            {"row": d, "state": _state(d), "may_end": _is_open(d) and (appoints or d.delegator_id == request.user.pk)}
            for d in team.delegations
        ],
        "manages": manages,
        "appoints": appoints,
        "own_vote": request.user.username in delegation_form.fields["delegator"].rows,
        "may_delegate": bool(delegation_form.fields["delegator"].rows),
        "somebody_eligible": bool(delegation_form.fields["delegate"].rows),
        "seat_form": seat_form,
        "delegation_form": delegation_form,
        "has_errors": seat_form.errors or delegation_form.errors,
        "nav_current": "engine:portfolio",
    }
    return render(request, "activities/team.html", context, status=422 if request.method == "POST" else 200)


def _act(
    request: HttpRequest, cycle: Cycle, doing: str, seat_form: SeatForm, delegation_form: DelegationForm
) -> HttpResponse | None:
    """Do what was posted and go back to the page; None when a form has mistakes to show."""
    form: Any = {"add": seat_form, "delegate": delegation_form}.get(doing)
    if doing == "add":
        _require(rules.may_manage, request, cycle)
    if form is not None and not form.is_valid():
        return None
    try:
        if doing == "add":
            data = seat_form.cleaned_data
            services.add_seat(cycle, user=data["person"], role=data["role"], phases=data["phases"], by=request.user)
            messages.success(request, _("%(name)s is on the team.") % {"name": data["person"]})
        elif doing == "remove":
            _remove(request, cycle)
        elif doing == "delegate":
            data = {n: v for n, v in delegation_form.cleaned_data.items() if n != "token"}
            services.delegate(cycle, by=request.user, **data)
            messages.success(request, _("The vote is delegated. Both people are told."))
        elif doing == "end":
            _end(request, cycle)
    except ValidationError as error:
        if form is None:
            for text in error.messages:
                messages.error(request, text)
        else:
            names = {"user": "person"}
            if hasattr(error, "error_dict"):
                error = ValidationError({names.get(n, n): e for n, e in error.error_dict.items()})
            add_errors(form, error)
            return None
    return redirect("activities:team", cycle.activity.code, cycle.edition)


def _may_post(user: Any, cycle: Cycle) -> bool:
    """Something at least; each move asks for its own."""
    return rules.may_manage(user, cycle) or rules.may_delegate(user, cycle)


def _require(rule: Any, request: HttpRequest, cycle: Cycle) -> None:
    if not rule(request.user, cycle):
        raise PermissionDenied(_("Only those who manage the cycle change its team."))


def _remove(request: HttpRequest, cycle: Cycle) -> None:
    _require(rules.may_manage, request, cycle)
    wanted = request.POST.get("seat", "")
    for seat in cycle.seats.select_related("user"):
        if _key(seat) == wanted:
            lost = services.remove_seat(cycle, user=seat.user, role=seat.role, phase=seat.phase, by=request.user)
            messages.success(request, _("%(name)s no longer has this seat.") % {"name": seat.user})
            if lost:
                words = _("Now without a person in charge: %(work)s.")
                messages.warning(request, words % {"work": ", ".join(str(charge) for charge in lost)})
            return
    messages.info(request, _("This seat is no longer there."))


def _end(request: HttpRequest, cycle: Cycle) -> None:
    wanted = request.POST.get("delegation", "")
    for delegation in cycle.delegations.all():
        if str(delegation.pk) == wanted:
            services.end_delegation(delegation, by=request.user)
            messages.success(request, _("The delegation has ended."))
            return
    messages.info(request, _("This delegation is no longer there."))


# What the page shows --------------------------------------------------------------------------------------------------


def _key(seat: TeamSeat) -> str:
    """A seat as a posted value."""
    return f"{seat.role}:{seat.phase}:{seat.user.username}"


def _line(member: Member, charges: list[registry.Charge]) -> dict[str, Any]:
    """One person: for each phase the roles, and every seat with what takes it away."""
    return {
        "user": member.user,
        "unit": member.user.home_unit,
        "cells": [[SHORT[role] for role in member.roles_in(phase)] for phase in range(1, 9)],
        "seats": [
            {
                "row": seat,
                "key": _key(seat),
                "role": SeatRole(seat.role).label,
                "all": seat.phase == ALL_PHASES,
                "lost": selectors.left_behind(seat, member.seats, charges),
            }
            for seat in sorted(member.seats, key=lambda s: (s.role, s.phase))
        ],
        "is_both": member.is_maker_and_checker,
    }


def _gaps(team: Team, names: dict[int, Any]) -> list[str]:
    """What is missing, in sentences."""
    found = []
    if team.without_supervisor:
        found.append(
            _("Nobody supervises any phase: nothing can be approved.")
            if len(team.without_supervisor) == 8
            else _("Without a supervisor: %(phases)s. What is submitted there cannot be approved.")
            % {"phases": _listed(team.without_supervisor, names)}
        )
    if team.without_staff:
        found.append(
            _("Nobody works on any phase yet.")
            if len(team.without_staff) == 8
            else _("Without staff: %(phases)s.") % {"phases": _listed(team.without_staff, names)}
        )
    if team.only_own_supervisor:
        found.append(
            _("One and the same person works on and supervises %(phases)s: what one made oneself one cannot approve.")
            % {"phases": _listed(team.only_own_supervisor, names)}
        )
    for member in team.voteless:
        found.append(
            _("%(name)s has a supervisor’s seat but no supervisor’s role here (any longer).") % {"name": member.user}
        )
    return found


def _listed(phases: list[int], names: dict[int, Any]) -> str:
    return ", ".join(" ".join([_("phase"), str(phase), names[phase]]).strip() for phase in phases)


def _is_open(delegation: Any) -> bool:
    return delegation.ended_at is None and delegation.ends >= clock.today()


def _state(delegation: Any) -> str:
    if delegation.ended_at is not None:
        return _("Ended early")
    if delegation.ends < clock.today():
        return _("Over")
    return _("Running") if delegation.starts <= clock.today() else _("Not begun yet")
