"""Days that run: who is reminded of what, once; and what waits for whom in Tindakan saya."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.design.services import save_fields
from gsbpm_portal.accounts.models import Notice
from phases.design.enums import Submission
from phases.design.services import exemptions, filing
from phases.design.services.filing_reminders import remind_filings
from phases.engine.selectors.inbox import Doing, waiting
from phases.engine.selectors.inbox_lines import lines
from tests import factories
from tests.phases.design import filing_world as made

pytestmark = pytest.mark.django_db
HOME = "/kegiatan/IKAN/2026/pemberitahuan/"


@pytest.fixture
def world():
    return made.make_world()


def told():
    """Who was told what, and forget it."""
    found = sorted(Notice.objects.filter(kind="due").values_list("user__username", "text_en"))
    Notice.objects.all().delete()
    return found


def test_unanswered_notes_are_reminded_of_before_they_become_a_ground(world):
    """60, 30 and 7 days before the 90 are over, and on the day; each once, also where a day was missed."""
    made.bring(world, Submission.MENDING)
    Notice.objects.all().delete()
    seen = {}
    for days in (29, 30, 31, 62, 83, 90, 91):
        with made.days_later(days):
            remind_filings()
            remind_filings()
        seen[days] = len(told())
    assert seen == {29: 0, 30: 3, 31: 0, 62: 3, 83: 3, 90: 3, 91: 0}


def test_a_late_answer_and_results_that_are_owed(world):
    row = made.bring(world, Submission.FILED)
    Notice.objects.all().delete()
    with made.days_later(30):
        assert remind_filings() == 0
    with made.days_later(31):
        assert remind_filings() == 1
    assert [(name, text.split(" by ")[0]) for name, text in told()] == [
        (name, f"BPS was to answer on {row.reference}") for name in ("staf", "staf2", "walidata")
    ]
    with made.days_later(45):
        assert remind_filings() == 0
    with made.days_later(61):
        assert remind_filings() == 1


def test_results_are_reminded_of_before_and_after(world):
    made.bring(world, Submission.DONE)
    due = made.LATER[3] + 20 + 30
    Notice.objects.all().delete()
    counts = []
    for days in (due - 15, due - 14, due, due + 1):
        with made.days_later(days):
            counts.append(remind_filings())
    assert counts == [0, 1, 0, 1]


def mine(world, name):
    """What waits for a person because of the notification, with its address."""
    person = world[name]
    found = [item for item in waiting(person) if item.what.startswith("filing.")]
    told = lines(person, found)
    return [(item.doing, told[item].url, told[item].quote) for item in found]


@pytest.mark.parametrize(
    ("state", "who", "expected"),
    [
        (Submission.WAITING, "walidata", [(Doing.CHECK, HOME + "tinjau/", "")]),
        (Submission.WAITING, "staf", []),
        (Submission.DRAFT, "staf", [(Doing.RETURNED, HOME, "Lengkapi")]),
        (Submission.DRAFT, "walidata", []),
        (Submission.VERIFIED, "staf2", [(Doing.GOING, HOME, "")]),
        (Submission.MENDING, "staf", [(Doing.RETURNED, HOME, "")]),
        (Submission.FILED, "staf", []),
        (Submission.DONE, "walidata", []),
    ],
)
def test_what_waits_for_whom(world, state, who, expected):
    made.bring(world, state)
    assert mine(world, who) == expected
    for name in ("penyelia", "pimpinan", "rekan", "luar", "super"):
        assert mine(world, name) == []


def test_a_walidata_who_wrote_it_has_nothing_to_check(world):
    factories.make_membership(world["staf2"], role="walidata", at=world.places["kota"])
    row = filing.submit(world.cycle, by=world["staf"])
    save_fields(world.cycle, "contacts", by=world["staf2"], values={"phone": "1"})
    assert (mine(world, "staf2"), len(mine(world, "walidata")), row.state) == ([], 1, Submission.WAITING)


def test_a_wish_to_be_spared_waits_for_walidata_and_supervisors(world):
    save_fields(world.cycle, "notification", by=world["staf"], values={"exempt_reason": "Survei internal"})
    exemptions.ask_exemption(world.cycle, by=world["staf"])
    line = [(Doing.ANSWER, HOME + "pengecualian/", "Survei internal")]
    assert [mine(world, name) for name in ("walidata", "penyelia", "staf", "pimpinan")] == [line, line, [], []]


def test_the_inbox_costs_no_more_queries_for_it(world):
    """All that waits is read in one query, whoever hands it in."""
    counts, found = [], []
    for _round in range(3):
        person = world["walidata"]
        with CaptureQueriesContext(connection) as caught:
            found.append(len(waiting(person)))
        counts.append(len(caught))
        if len(counts) == 2:  # the first reading prepares the statements
            filing.submit(world.cycle, by=world["staf"])
    assert (found, counts[1]) == ([0, 0, 1], counts[2])
