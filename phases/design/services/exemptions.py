"""That a cycle needs no recommendation of BPS: the reason is typed in the design record, another person approves it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from activities.design.models import DeclaredSection
from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, contribute, makers
from phases.design import rules
from phases.design.gates_filing import reasons_against_exemption
from phases.design.machines import exemption_machine
from phases.design.models import Exemption
from phases.design.selectors.filing import reason_of, walidatas
from phases.engine.services.people import voters
from phases.engine.services.work import NOT_YOURS


@transaction.atomic
def ask_exemption(cycle: Cycle, *, by: Any) -> Exemption:
    """Ask that the reason which stands in the design record be approved. Its last author is a maker besides the one who asks.

    Refused to all but staff of the phase, without a reason, and for a reason that was asked with before.
    """
    audit.hold(cycle.audit_chain)
    if not rules.is_staff(by, cycle):
        raise NotAllowed(NOT_YOURS)
    if reasons := reasons_against_exemption(cycle):
        raise MoveRefused(*reasons)
    asked = Exemption.objects.create(cycle=cycle, reason=reason_of(cycle), asked_by=by)
    authors = DeclaredSection.objects.filter(cycle=cycle, code="notification").values("updated_by")
    for maker in {by, *User.objects.filter(pk__in=authors)}:
        contribute(asked, asked.round, maker, "ask")
    audit.append(
        asked.audit_chain, action="exemption.asked", by=by, subject=asked, scope=asked.audit_scope, reason=asked.reason,
        context={"number": "2.6"},
    )  # fmt: skip
    excluded = makers(asked, asked.round)
    people = {
        user.pk: user for user in [*walidatas(cycle, without=excluded), *voters(cycle, rules.PHASE, without=excluded)]
    }
    _tell(
        asked,
        list(people.values()),
        "to_decide",
        gettext_noop("%(by)s asks for %(cycle)s to be spared the recommendation of BPS."),
        by,
    )
    return asked


@transaction.atomic
def grant(exemption: Exemption, *, by: Any, comment: str = "") -> Exemption:
    """Approve the reason: collection may begin without a recommendation while it stands."""
    row = exemption_machine.move(
        exemption, "grant", by=by, comment=comment, data={"number": "2.6"}, before_write=_answered(by, comment)
    )
    _tell(
        row,
        [row.asked_by],
        "answered",
        gettext_noop("%(by)s approved that %(cycle)s needs no recommendation of BPS."),
        by,
    )
    return row


@transaction.atomic
def decline(exemption: Exemption, *, by: Any, comment: str) -> Exemption:
    """Say no, with the reason."""
    row = exemption_machine.move(
        exemption, "decline", by=by, comment=comment, data={"number": "2.6"}, before_write=_answered(by, comment)
    )
    _tell(
        row,
        [row.asked_by],
        "answered",
        gettext_noop("%(by)s declined that %(cycle)s needs no recommendation of BPS."),
        by,
    )
    return row


@transaction.atomic
def withdraw(exemption: Exemption, *, by: Any) -> Exemption:
    """Take the own wish back."""
    return exemption_machine.move(exemption, "withdraw", by=by, data={"number": "2.6"}, before_write=_answered(by, ""))


def _answered(by: Any, comment: str) -> Any:
    def write(row: Exemption) -> None:
        row.answered_at, row.answered_by, row.answer = clock.now(), by, comment.strip()

    return write


def _tell(exemption: Exemption, people: list[User], kind: str, message: str, by: Any) -> None:
    cycle = exemption.cycle
    notify(
        people, kind=kind, message=message, by=by, params={"by": str(by), "cycle": str(cycle)},
        url=reverse("filing:exemption", args=[cycle.activity.code, cycle.edition]),
    )  # fmt: skip
