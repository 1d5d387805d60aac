"""The identity that BPS gives a cycle with its recommendation."""

from __future__ import annotations

from django.db import transaction

from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit


@transaction.atomic
def record_recommendation(cycle: Cycle, *, by: User, identity: str) -> Cycle:
    """Write the identity to the cycle, as the letter of BPS gives it; nothing where it stands there already.

    For the app that keeps the notification: who may record a recommendation is its rule, no guard is asked here.
    Refuses (ValidationError) an identity that the cycle cannot hold.
    """
    audit.hold(cycle.audit_chain)
    stored = Cycle.objects.select_for_update(of=("self",)).select_related("activity__organisation").get(pk=cycle.pk)
    before, stored.recommendation = stored.recommendation, identity.strip()
    stored.clean_fields(exclude=["activity", "previous", "created_by"])
    if before != stored.recommendation:
        stored.save(update_fields=["recommendation"])
        audit.append(
            stored.audit_chain, action="cycle.recommended", by=by, subject=stored, scope=stored.audit_scope,
            changes={"recommendation": (before, stored.recommendation)}, context={"identity": stored.recommendation},
        )  # fmt: skip
    return stored
