"""Why a sub-process of phase 1 cannot be submitted yet, beside what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from activities.design.models import DesignRow
from gsbpm_portal.core.transitions import Reason
from phases.needs.selectors.confirmed import unconfirmed


def needs_confirmed(iteration: Any) -> Iterable[Reason]:
    """1.2: every need that is taken up has an answer of the institution that asked for it (one query)."""
    cycle = iteration.run.cycle
    for key, title in unconfirmed(cycle):
        words = _("The need %(key)s “%(title)s” is taken up and not confirmed yet.")
        page = reverse("needs:consultations", args=[cycle.activity.code, cycle.edition])
        yield Reason("need", words % {"key": key, "title": title[:80]}, f"{page}#konfirmasi")


def reuses_decided(iteration: Any) -> Iterable[Reason]:
    """1.5: every decision on what could be reused is one, and has its reason (one query)."""
    cycle = iteration.run.cycle
    rows = DesignRow.objects.filter(section__cycle=cycle, table="reuses").order_by("position", "pk")
    for key, content in rows.values_list("key", "content"):
        if not (content.get("decision") and content.get("reason")):
            words = _("The decision on %(key)s “%(title)s” lacks its reason, or says nothing yet.")
            page = reverse(
                "activities:design-row", args=[cycle.activity.code, cycle.edition, "availability", "reuses", key]
            )
            yield Reason("reuse", words % {"key": key, "title": str(content.get("title", ""))[:80]}, page)
