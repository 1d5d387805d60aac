"""The identity of a recommendation: what is taken for one, and how a recorded one is corrected."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from activities.models import Cycle
from activities.services import record_recommendation
from activities.validators import looks_like_identity, read_identity
from gsbpm_portal.core.transitions import MoveRefused, Reason
from phases.design.machines import filing_machine
from phases.design.models import Filing
from phases.design.selectors.filing import corrections_of, walidatas
from phases.design.services.filing import moved, tell, tell_staff


def lawful_identity(text: str, odd: str = "", *, cycle: Cycle) -> str:
    """The identity as it is kept. Refused where there is none, where another cycle has it, and where it looks like none of BPS
    and `odd` says nothing."""
    identity = read_identity(text)
    if not identity or len(identity) > 40:
        raise ValidationError({"identity": [_("Write the identity of the recommendation as the letter gives it.")]})
    if not looks_like_identity(identity) and not odd.strip():
        raise ValidationError({"odd": [_("Say why this is the identity though it does not look like one of BPS.")]})
    if Cycle.objects.filter(recommendation=identity).exclude(pk=cycle.pk).exists():
        raise ValidationError(
            {"identity": [_("Another cycle of the portal has this identity: compare it with the letter.")]}
        )
    return identity


def why_odd(identity: str, odd: str) -> dict[str, str]:
    """What the decision keeps besides, of an identity that looks like none of BPS."""
    return {} if looks_like_identity(identity) else {"odd": odd.strip()}


@transaction.atomic
def correct_identity(filing: Filing, *, by: Any, identity: str, comment: str, odd: str = "", seen: str = "") -> Filing:
    """Write another identity in place of the recorded one, here and on the cycle; both stay in the decision, with the reason.

    A second time changes nothing. Refused without a reason, to all but staff and walidata, before the recommendation, and
    where somebody else corrected it after the person saw it (`seen`: the identity that stood there).
    """
    identity = lawful_identity(identity, odd, cycle=filing.cycle)
    locked = filing_machine.locked(filing)
    before = locked.identity
    if before == identity == locked.cycle.recommendation:
        return locked
    if seen and seen != before:
        raise MoveRefused(_corrected(locked))

    def write(row: Filing) -> None:
        row.identity = identity

    told = {"before": before, "identity": identity, **why_odd(identity, odd)}
    row = moved(locked, "correct", by=by, comment=comment, write=write, **told)
    record_recommendation(row.cycle, by=by, identity=identity)
    message = gettext_noop("%(by)s corrected the identity of the recommendation of %(cycle)s.")
    tell_staff(row, "approved", message, by)
    tell(row, walidatas(row.cycle), "approved", message, by)
    return row


def _corrected(filing: Filing) -> Reason:
    last = corrections_of(filing)[-1:]
    text = _("%(name)s corrected it meanwhile: it is now %(identity)s. Compare it with the letter.")
    return Reason("changed", text % {"name": last[0].by if last else "?", "identity": filing.identity})
