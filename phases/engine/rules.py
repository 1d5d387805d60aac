"""Who may do what in a cycle. Closed by default: each rule says yes to named people and hides the move from all others.

What a person is in a cycle comes from three facts: memberships (role at a node, reaching down), the cycle's team (for which
phases) and running delegations. A superuser has no vote here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from activities.rules import may_manage as may_manage
from gsbpm_portal.core import clock
from gsbpm_portal.core.transitions import HIDDEN, MAKER_REASON, YES, Verdict, makers, no

STAF, PENYELIA, WALIDATA, PIMPINAN = "staf", "penyelia", "walidata", "pimpinan"


@dataclass(frozen=True)
class Standing:
    """What a person is in one cycle: the phases (0 = all) of each seat, delegations held and given, roles in reach."""

    seats: frozenset[tuple[str, int]]
    held: tuple[tuple[Any, int], ...]
    given: frozenset[int]
    reaches: frozenset[str]

    def sits(self, role: str, phase: int) -> bool:
        return (role, 0) in self.seats or (role, phase) in self.seats

    def delegates(self, phase: int) -> bool:
        return 0 in self.given or phase in self.given


NOBODY = Standing(frozenset(), (), frozenset(), frozenset())
"""What a closed account is."""


def standing(user: Any, cycle: Any) -> Standing:
    """The person's standing in the cycle, read once per user object and cycle (three queries)."""
    if not user.is_active:
        return NOBODY
    cache: dict[int, Standing] = user.__dict__.setdefault("_standings", {})
    if cycle.pk not in cache:
        path = cycle.activity.organisation.path
        today = clock.today()
        held = cycle.delegations.active(today).filter(delegate=user).select_related("delegator")
        cache[cycle.pk] = Standing(
            seats=frozenset(cycle.seats.filter(user=user).values_list("role", "phase")),
            held=tuple(
                (d.delegator, d.phase)
                for d in held
                if d.delegator.is_active
                and d.delegator.reaches(path, PENYELIA)
                and cycle.seats.filter(
                    user=d.delegator, role=PENYELIA, phase__in=[0, d.phase] if d.phase else range(9)
                ).exists()
            ),
            given=frozenset(cycle.delegations.active(today).filter(delegator=user).values_list("phase", flat=True)),
            reaches=frozenset(role for role in (STAF, PENYELIA, WALIDATA, PIMPINAN) if user.reaches(path, role)),
        )
    return cache[cycle.pk]


def forget_standing(user: Any) -> None:
    """Drop what was read of a person, after the team or a delegation changed."""
    user.__dict__.pop("_standings", None)


def is_staff(user: Any, cycle: Any, phase: int) -> bool:
    """Writes in this phase: a staff seat of the team covers it."""
    return standing(user, cycle).sits(STAF, phase)


def is_on_team(user: Any, cycle: Any) -> bool:
    return bool(standing(user, cycle).seats)


def supervision(user: Any, cycle: Any, phase: int) -> Verdict:
    """Has the supervisor's vote in this phase: own seat and reach, not delegated away; or a running delegation of it."""
    mine = standing(user, cycle)
    if PENYELIA in mine.reaches and mine.sits(PENYELIA, phase):
        if mine.delegates(phase):
            return no("delegated", _("You have delegated your vote; while the delegation runs your delegate decides."))
        return YES
    for delegator, covered in mine.held:
        if covered in (0, phase) and standing(delegator, cycle).sits(PENYELIA, phase):
            return Verdict(True, on_behalf_of=delegator)
    return HIDDEN


def is_supervisor(user: Any, cycle: Any, phase: int) -> bool:
    return supervision(user, cycle, phase).may


def not_a_maker(user: Any, subject: Any, verdict: Verdict) -> Verdict:
    """Turn a vote into a refusal with its reason for whoever made part of the subject in this round.

    A page that has read the makers already hands them in as `_makers`; moves work on fresh rows and so read anew.
    """
    if not verdict.may:
        return verdict
    known = subject.__dict__.get("_makers")
    if user.pk in (makers(subject, subject.round) if known is None else known):
        return Verdict(False, MAKER_REASON)
    return verdict


# As moves of machines ask: (user, subject) → Verdict ------------------------------------------------------------------


def staff_of_run(user: Any, iteration: Any) -> Verdict:
    return YES if is_staff(user, iteration.cycle, iteration.run.phase_number) else HIDDEN


def votes_on_run(user: Any, iteration: Any) -> Verdict:
    return not_a_maker(user, iteration, supervision(user, iteration.cycle, iteration.run.phase_number))


def supervises_phase(user: Any, phase_run: Any) -> Verdict:
    return supervision(user, phase_run.cycle, phase_run.number)


def votes_on_phase(user: Any, phase_run: Any) -> Verdict:
    return not_a_maker(user, phase_run, supervises_phase(user, phase_run))


def works_on_phase(user: Any, phase_run: Any) -> Verdict:
    if is_staff(user, phase_run.cycle, phase_run.number):
        return YES
    return supervises_phase(user, phase_run)


def starts_in_phase(user: Any, phase_run: Any) -> Verdict:
    return YES if is_staff(user, phase_run.cycle, phase_run.number) else HIDDEN


def answers_request(user: Any, request: Any) -> Verdict:
    """The supervisor of the phase; for an override of a gate also a head in reach.

    Never the one who asked, nor a maker of what it is asked for: those count as makers of the request (services.asks).
    """
    verdict = supervision(user, request.cycle, request.phase)
    if request.kind == "lampaui" and not verdict.may and PIMPINAN in standing(user, request.cycle).reaches:
        verdict = YES
    return not_a_maker(user, request, verdict)


def asked_it(user: Any, request: Any) -> Verdict:
    return YES if request.asked_by_id == user.pk else HIDDEN


def clears_recheck(user: Any, recheck: Any) -> Verdict:
    return supervision(user, recheck.cycle, recheck.run.phase_number)
