"""Which needs that were taken up nobody has confirmed yet."""

from __future__ import annotations

from activities.design.models import DesignRow
from activities.design.options import NeedState
from activities.models import Cycle


def unconfirmed(cycle: Cycle) -> list[tuple[str, str]]:
    """(key, title) of the needs taken up that no confirmation names with an answer, in the order of the list (one query)."""
    rows = DesignRow.objects.filter(section__cycle=cycle, table__in=["needs", "confirmations"])
    needs: list[tuple[str, str]] = []
    answered: set[str] = set()
    for table, key, content in rows.order_by("table", "position", "pk").values_list("table", "key", "content"):
        if table == "confirmations" and content.get("answer"):
            answered.add(content.get("need", ""))
        elif table == "needs" and content.get("state") == NeedState.TAKEN:
            needs.append((key, content.get("title", "")))
    return [(key, title) for key, title in needs if key not in answered]
