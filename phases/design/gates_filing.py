"""Why a notification cannot go on yet, and why collection cannot begin: one definition for page, refusal and tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gsbpm_portal.core.transitions import Reason
from phases.design.enums import ExemptionState
from phases.design.machines import filing_machine
from phases.design.models import Exemption, Filing
from phases.design.selectors.filing import COLLECTION, form_for, is_cleared, open_remarks, reason_of, unanswered
from phases.design.selectors.filled import fill
from phases.engine.machines import phase_machine


def register() -> None:
    """Put these gates on the machines (once)."""
    if filing_machine.gates["submit"]:
        return
    for move in ("submit", "resubmit"):
        filing_machine.register_gate(move, form_is_asked)
        filing_machine.register_gate(move, rules_are_met)
    filing_machine.register_gate("resubmit", notes_are_answered)
    filing_machine.register_gate("pass", queries_are_settled)
    for move in ("open", "open_by_start"):
        phase_machine.register_gate(move, recommended)


def form_is_asked(filing: Filing) -> Iterable[Reason]:
    if form_for(filing.cycle) != filing.form:
        yield Reason(
            "form", _("The activity is not notified by %(form)s any more.") % {"form": filing.get_form_display()}
        )


def rules_are_met(filing: Filing) -> Iterable[Reason]:
    """No error of the review stands; each is told with the page where it is mended."""
    filled = filing.filled or fill(filing.cycle, submitted_on=filing.notified_on)
    for finding in filled.errors:
        yield Reason("rule", f"{finding.id}: {finding.text}", finding.url)


def notes_are_answered(filing: Filing) -> Iterable[Reason]:
    for note in unanswered(filing):
        text = _("The note %(key)s of BPS is not answered yet: %(text)s")
        yield Reason("note", text % {"key": note.key, "text": note.text}, f"#{note.key}")


def queries_are_settled(filing: Filing) -> Iterable[Reason]:
    """What was asked about a line is settled by a walidata, or it is returned."""
    for remark in open_remarks(filing):
        text = _("This remark is not settled: %(text)s")
        yield Reason("remark", text % {"text": remark.body[:160]}, f"#catatan-{remark.public_id}")


def recommended(phase_run: Any) -> Iterable[Reason]:
    """Collection of sectoral statistics by survey or census begins with BPS's recommendation, or with a reason why none is
    needed that somebody other than its author approved. Other phases, kinds and types of statistics are let through."""
    if phase_run.number != COLLECTION or is_cleared(phase_run.cycle):
        return
    cycle = phase_run.cycle
    address = reverse("filing:home", args=[cycle.activity.code, cycle.edition])
    yield Reason(
        "recommendation",
        _("There is no recommendation of BPS yet (2.6), and no approved reason why none is needed."),
        address,
    )


def reasons_against_exemption(cycle: Any) -> list[Reason]:
    """Why it cannot be asked now to be spared the recommendation."""
    reason = reason_of(cycle)
    where = reverse("activities:design-section", args=[cycle.activity.code, cycle.edition, "notification"])
    if not reason:
        return [Reason("reason", _("Write down first why no recommendation is needed."), where)]
    standing = Exemption.objects.filter(cycle=cycle, reason=reason).exclude(state=ExemptionState.WITHDRAWN)
    if standing.exists():
        return [Reason("asked", _("This reason was asked with already; another one is needed."), where)]
    return []
