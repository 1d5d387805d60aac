"""Where a notification is discussed line by line between the walidata who checks it and the staff who write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core.models import Remark
from gsbpm_portal.core.remarks import Forum
from phases.design import rules
from phases.design.enums import Submission
from phases.design.models import Filing
from phases.design.selectors.filed import labels_of
from phases.design.selectors.filing import walidatas
from phases.engine.services.people import seated

DISCUSSED = frozenset({Submission.DRAFT, Submission.WAITING})
"""States in which something new is written: later ones are BPS's, whose notes are kept apart."""


def forum_of(filing: Filing, content: Mapping[str, Any]) -> Forum:
    """Staff of the phase and the walidata in reach write; a walidata who is no maker settles. Parts are the lines of `content`,
    a frozen form."""
    cycle = filing.cycle

    def told(remark: Remark, by: Any, text: str, others: list[Any]) -> None:
        people = {user.pk: user for user in others}
        if not others:  # a new remark: the other side hears of it
            checks = rules.is_walidata(by, cycle) and not rules.is_staff(by, cycle)
            side = seated(cycle, "staf", rules.PHASE) if checks else walidatas(cycle)
            people = {user.pk: user for user in side}
        notify(
            people.values(), kind="remark", by=by, url=f"{filing.get_absolute_url()}tinjau/#catatan-{remark.public_id}",
            message=gettext_noop("%(by)s wrote about the notification %(what)s: “%(text)s”"),
            params={"by": str(by), "what": filing.reference, "text": text[:200]},
        )  # fmt: skip

    return Forum(
        filing,
        labels_of(content),
        speaks=lambda user: user.is_active and rules.records(user, cycle),
        settles=lambda user: rules.checks(user, filing).may,
        chain=filing.audit_chain,
        scope=filing.audit_scope,
        label=filing.reference,
        closed="" if filing.state in DISCUSSED else _("The check of the walidata is over."),
        tell=told,
    )
