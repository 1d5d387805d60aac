"""Where proposed needs come from today: what the last cycle put off, and what changed when its needs were confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from activities.design.facts import facts_of
from activities.design.options import Confirmation, NeedOrigin, NeedState
from activities.design.proposed import Proposed
from activities.models import Cycle


def last_cycle(cycle: Cycle, user: Any) -> Iterable[Proposed]:
    """The needs that the last cycle put off, and those that an institution confirmed with changes or asked for anew.

    Nothing where the person does not see the last cycle. Four queries.
    """
    if cycle.previous_id is None:
        return
    old = Cycle.objects.visible_to(user).select_related("activity__organisation").filter(pk=cycle.previous_id).first()
    if old is None:
        return
    facts = facts_of(old)
    page = [old.activity.code, old.edition, "needs", "needs"]
    for row in facts.rows("needs"):
        if row["state"] == NeedState.LATER:
            note = f"{old.edition} · {row.key}"
            url = reverse("activities:design-row", args=[*page, row.key])
            yield Proposed(row.name, row["user"], row["purpose"], NeedOrigin.ACTION_PLAN, note, url)
    for row in facts.rows("confirmations"):
        need = facts.row("needs", row["need"])
        if need is not None and row["answer"] == Confirmation.CHANGED and row["note"]:
            note = f"{old.edition} · {row.key}"
            place = [old.activity.code, old.edition, "consultations", "confirmations", row.key]
            url = reverse("activities:design-row", args=place)
            yield Proposed(need.name, row["institution"], row["note"], NeedOrigin.ACTION_PLAN, note, url)
