"""Who may do what with the notification of a cycle. The walidata's check is a vote on others' work; BPS's word is recorded."""

from __future__ import annotations

from typing import Any

from gsbpm_portal.core.transitions import HIDDEN, YES, Verdict
from phases.design.enums import Verdict as Recommendation
from phases.engine import rules

PHASE = 2
"""The phase of the notification: its staff write, its supervisors may grant an exemption."""


def is_staff(user: Any, cycle: Any) -> bool:
    return rules.is_staff(user, cycle, PHASE)


def is_walidata(user: Any, cycle: Any) -> bool:
    """Holds the role of the walidata in reach of the activity's organisation. A seat in the team alone gives no vote."""
    return rules.WALIDATA in rules.standing(user, cycle).reaches


def records(user: Any, cycle: Any) -> bool:
    """Writes down what went to BPS and what came back."""
    return is_staff(user, cycle) or is_walidata(user, cycle)


# As moves of machines ask: (user, subject) → Verdict ------------------------------------------------------------------


def files(user: Any, filing: Any) -> Verdict:
    """Hands it in, takes it back, mends it."""
    return YES if is_staff(user, filing.cycle) else HIDDEN


def checks(user: Any, filing: Any) -> Verdict:
    """The walidata, never one who wrote or submitted it."""
    return rules.not_a_maker(user, filing, YES) if is_walidata(user, filing.cycle) else HIDDEN


def keeps_record(user: Any, filing: Any) -> Verdict:
    return YES if records(user, filing.cycle) else HIDDEN


def corrects(user: Any, filing: Any) -> Verdict:
    """Mends the identity of a recommendation; of what BPS refused there is none."""
    return HIDDEN if filing.verdict == Recommendation.REFUSED else keeps_record(user, filing)


def grants(user: Any, exemption: Any) -> Verdict:
    """The walidata or a supervisor of the phase, never one who wrote or asked for it."""
    verdict = YES if is_walidata(user, exemption.cycle) else rules.supervision(user, exemption.cycle, PHASE)
    return rules.not_a_maker(user, exemption, verdict)


def asked(user: Any, exemption: Any) -> Verdict:
    return YES if exemption.asked_by_id == user.pk else HIDDEN
