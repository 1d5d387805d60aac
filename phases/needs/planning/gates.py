"""Why a plan or an entry may not be moved on yet. One definition feeds the page, the refusal and the test."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import wording
from gsbpm_portal.core.transitions import Reason
from phases.needs.planning import selectors
from phases.needs.planning.enums import EntryState, ListKind, PlanState
from phases.needs.planning.machines import entry_machine, plan_machine
from phases.needs.planning.models import PlanEntry, PlanYear


def takes_proposals(entry: PlanEntry) -> Iterator[Reason]:
    if entry.plan.state not in PlanState.proposing():
        words = _("The plan takes no proposals now: it is “%(state)s”.")
        yield Reason("closed", words % {"state": entry.plan.look.label}, entry.plan.get_absolute_url())


def is_running(entry: PlanEntry) -> Iterator[Reason]:
    if entry.plan.state not in PlanState.running():
        words = _("The agreement is recorded: the plan is “%(state)s”.")
        yield Reason("closed", words % {"state": entry.plan.look.label}, entry.plan.get_absolute_url())


def is_in_forum(entry: PlanEntry) -> Iterator[Reason]:
    if entry.plan.state != PlanState.FORUM:
        words = _("The forum decides once the plan is before it; it is “%(state)s” now.")
        yield Reason("forum", words % {"state": entry.plan.look.label}, entry.plan.get_absolute_url())


def is_complete(entry: PlanEntry) -> Iterator[Reason]:
    """Every needed attribute is filled in."""
    for one in selectors.missing(entry):
        words = _("%(label)s is not filled in yet.") % {"label": one.label}
        yield Reason("missing", words, entry.address("entry-edit") + f"#id_{one.name}")


def is_no_duplicate(entry: PlanEntry) -> Iterator[Reason]:
    """Of data that look alike it is decided whether they are the same."""
    for other, settled in selectors.alike_to(entry):
        if settled is None:
            words = _("%(key)s “%(name)s” of %(producer)s looks alike: decide first whether it is the same.")
            told = {"key": other.key, "name": other.name, "producer": other.producer.label}
            yield Reason("alike", words % told, entry.plan.address("alike"))


def has_something_checked(plan: PlanYear) -> Iterator[Reason]:
    if not selectors.entries(plan).filter(state__in=(EntryState.FIT, *EntryState.decided())).exists():
        yield Reason("nothing", _("No entry is checked yet: the forum would have nothing to talk about."))


def everything_is_decided(plan: PlanYear) -> Iterator[Reason]:
    """No entry waits for the walidata or the forum, and something is agreed."""
    tallies = selectors.tallies(plan)
    if count := sum(tally.count(EntryState.PROPOSED) for tally in tallies.values()):
        words = _("Proposals that the walidata have not checked yet: %(count)s.")
        yield Reason("unchecked", words % {"count": wording.number(count)}, plan.address("forum"))
    if count := sum(tally.count(EntryState.FIT) for tally in tallies.values()):
        words = _("Entries that the forum has not decided on yet: %(count)s.")
        yield Reason("undecided", words % {"count": wording.number(count)}, plan.address("forum"))
    if not tallies[ListKind.DATA].count(EntryState.AGREED):
        yield Reason("nothing", _("The list of data has no agreed entry."), plan.address("forum"))


def minutes_are_there(plan: PlanYear) -> Iterator[Reason]:
    """An agreement is told by the forum's minutes: number, day, who was there."""
    there = (
        ("minutes_number", _("Number of the minutes"), plan.minutes_number),
        ("agreed_on", _("Day of the forum"), plan.agreed_on),
        ("participants", _("Participants"), plan.participants),
    )
    for name, label, value in there:
        if not value:
            words = _("%(label)s is not filled in yet.") % {"label": label}
            yield Reason("minutes", words, plan.address("forum") + f"#id_{name}")


def register() -> None:
    for move in ("resubmit", "withdraw"):
        entry_machine.register_gate(move, takes_proposals)
    for move in ("pass", "return"):
        entry_machine.register_gate(move, is_running)
    for move in ("agree", "decline", "defer", "reconsider"):
        entry_machine.register_gate(move, is_in_forum)
    entry_machine.register_gate("pass", is_complete)
    entry_machine.register_gate("agree", is_no_duplicate)
    plan_machine.register_gate("discuss", has_something_checked)
    plan_machine.register_gate("record", everything_is_decided)
    plan_machine.register_gate("record", minutes_are_there)
