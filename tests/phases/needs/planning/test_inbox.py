"""What waits for walidata and heads because of a data plan stands among their actions, with its page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phases.engine.selectors.inbox import Doing, counts, waiting
from phases.engine.selectors.inbox_lines import groups
from phases.needs.planning.enums import EntryState, PlanState
from phases.needs.planning.services import entries, plans
from tests.phases.engine.cycle_pages import BACKEND
from tests.phases.needs.planning.making import Town

pytestmark = pytest.mark.django_db


def lines(town: Town, username: str) -> list[tuple[str, str]]:
    """(what is to be done, the page) of everything that waits for the person because of a plan."""
    user = town[username]
    items = [item for item in waiting(user) if item.what.startswith("plan.")]
    return [
        (str(group.doing.value), line.url)
        for group in groups(user, items, totals=counts(items))
        for line in group.lines
    ]


def address(town: Town, name: str) -> str:
    return town.plan.address(name)


def test_proposals_wait_for_walidata_who_had_no_hand_in_them(town: Town) -> None:
    assert lines(town, "walidata2") == []
    town.propose()
    town.propose(name="Harga ikan", by="walidata")
    assert lines(town, "walidata2") == [(Doing.CHECK.value, address(town, "check"))]
    [item] = [item for item in waiting(town["walidata2"]) if item.what == "plan.check"]
    [other] = [item for item in waiting(town["walidata"]) if item.what == "plan.check"]
    assert (item.words, other.words) == ("2", "1")
    assert lines(town, "staf") == lines(town, "pimpinan") == []


def test_decisions_of_the_forum_wait_until_they_are_recorded(town: Town) -> None:
    made = town.bring(town.propose(), EntryState.FIT)
    assert lines(town, "walidata2") == []
    plans.move_plan(town.plan, "discuss", by=town["walidata2"])
    assert lines(town, "walidata2") == [(Doing.CHECK.value, address(town, "forum"))]
    entries.move_entry(town.entry(made), "agree", by=town["walidata2"], decided_by="Forum Satu Data")
    [item] = [item for item in waiting(town["walidata"]) if item.what.startswith("plan.")]
    assert item.what == "plan.record"


def test_an_agreement_waits_for_others_than_who_recorded_it(town: Town) -> None:
    town.bring_plan(PlanState.RECORDED)
    here = [(Doing.ANSWER.value, address(town, "plan"))]
    assert lines(town, "pimpinan") == lines(town, "walidata2") == here
    assert lines(town, "walidata") == []
    plans.move_plan(town.plan, "confirm", by=town["pimpinan"])
    assert lines(town, "pimpinan") == []


def test_the_page_says_what_waits_and_the_number_of_queries_does_not_grow(town: Town) -> None:
    def count() -> int:
        client = Client()
        client.force_login(town["walidata2"], BACKEND)
        client.get(reverse("engine:inbox"))
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse("engine:inbox"))
        assert address(town, "check") in page.content.decode()
        return len(found)

    town.propose()
    once = count()
    plans.open_plan(town.places["kota"], 2028, by=town["walidata"])
    town.propose(name="Harga ikan")
    assert count() == once


def test_a_plan_of_another_government_does_not_wait_here(town: Town) -> None:
    other = plans.open_plan(town.places["perikanan"], 2029, by=town["walidata"])
    entries.propose(other, "data", producer=town.places["perikanan"], values={"name": "Kapal"}, by=town["staf"])
    assert [url for _doing, url in lines(town, "walidata2")] == [other.address("check")]
    assert lines(town, "luar") == []


def test_returned_proposals_wait_for_the_producers_of_their_office(town: Town) -> None:
    made = town.bring(town.propose(), EntryState.RETURNED)
    assert lines(town, "staf") == lines(town, "penyelia") == [(Doing.RETURNED.value, address(town, "plan"))]
    assert lines(town, "sehat") == lines(town, "pimpinan") == []
    entries.move_entry(town.entry(made), "resubmit", by=town["staf"])
    assert lines(town, "staf") == []
    town.bring(town.propose(name="Harga ikan"), EntryState.RETURNED)
    town.bring(town.propose(name="Upah nelayan"), EntryState.FIT)
    plans.move_plan(town.plan, "discuss", by=town["walidata2"])
    assert lines(town, "staf") == []  # nothing can be mended while the forum has it
