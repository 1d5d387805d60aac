"""Where proposed needs come from: the action plan of the last cycle, questions of its users, what it put off, and what changed
when its needs were confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from activities.design.facts import facts_of
from activities.design.options import ActionState, Confirmation, NeedOrigin, NeedState
from activities.design.proposed import Proposed
from activities.models import Cycle

LEFT = (
    ("actions", NeedOrigin.ACTION_PLAN, "finding", ActionState.DROPPED),
    ("questions", NeedOrigin.QUESTION, "question", None),
)
"""Tables whose rows may name a data need: its origin, the column that says what for, the state in which it counts no longer."""


def last_cycle(cycle: Cycle, user: Any) -> Iterable[Proposed]:
    """What the last cycle leaves: needs that follow from its action plan and from questions of users, those that it put off, and
    those that an institution confirmed with changes.

    Nothing where the person does not see the last cycle. Four queries.
    """
    if cycle.previous_id is None:
        return
    old = Cycle.objects.visible_to(user).select_related("activity__organisation").filter(pk=cycle.previous_id).first()
    if old is None:
        return
    facts = facts_of(old)
    for table, origin, purpose, without in LEFT:
        for row in facts.rows(table):
            if row["need"] and row["state"] != without:
                address = reverse("activities:design-row", args=[old.activity.code, old.edition, table, table, row.key])
                yield Proposed(row["need"], row["user"], row[purpose], origin, f"{old.edition} · {row.key}", address)
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
